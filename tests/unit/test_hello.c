/* Hellos by hand: what is read of them, and JA4 as FoxIO's description has it. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/cipher.h"
#include "decode/hello.h"

enum { EXT_SERVER_NAME = 0, EXT_SIGNATURES = 13, EXT_ALPN = 16, EXT_ENCRYPT_THEN_MAC = 22, EXT_EARLY_DATA = 42, EXT_VERSIONS = 43,
	EXT_ECH = 0xFE0D, CODES_MAX = 128 };

#define RANDOM "0123456789abcdef0123456789abcdef"

static void put_be(struct buf *b, uint64_t v, int n)
{
	while (n-- > 0)
		buf_putc(b, (char)(v >> 8 * n));
}

/* A length of n bytes, and what it counts, which is freed. */
static void put_block(struct buf *b, int n, struct buf *inner)
{
	put_be(b, inner->len, n);
	buf_add_span(b, buf_span(inner));
	buf_free(inner);
}

/* "1301,0a0a" */
static void put_codes(struct buf *b, const char *codes)
{
	for (unsigned v; sscanf(codes, "%4x", &v) == 1; codes += strlen(codes) > 4 ? 5 : 4)
		put_be(b, v, 2);
}

static void put_host(struct buf *b, const char *host)
{
	struct buf name = { 0 }, list = { 0 };

	buf_puts(&name, host);
	put_be(&list, 0, 1);
	put_block(&list, 2, &name);
	put_block(b, 2, &list);
}

static void put_protocol(struct buf *b, struct span protocol)
{
	put_be(b, protocol.len, 1);
	buf_add_span(b, protocol);
}

/* What a hello is made of; NULL: no such extension. */
struct said {
	uint16_t version;
	const char *suites, *extensions; /* codes in their order */
	const char *host, *signatures, *versions;
	const struct span *protocols;
	size_t protocol_count;
};

static void put_extension(struct buf *b, const struct said *s, uint16_t type)
{
	struct buf body = { 0 }, list = { 0 };

	if (type == EXT_SERVER_NAME) {
		put_host(&body, s->host);
	} else if (type == EXT_SIGNATURES) {
		put_codes(&list, s->signatures);
		put_block(&body, 2, &list);
	} else if (type == EXT_VERSIONS) {
		put_codes(&list, s->versions);
		put_block(&body, 1, &list);
	} else if (type == EXT_ALPN) {
		for (size_t i = 0; i < s->protocol_count; i++)
			put_protocol(&list, s->protocols[i]);
		put_block(&body, 2, &list);
	}
	put_be(b, type, 2);
	put_block(b, 2, &body);
}

static void put_client(struct buf *b, const struct said *s)
{
	struct buf suites = { 0 }, extensions = { 0 };
	const char *at = s->extensions;

	put_be(b, s->version, 2);
	buf_puts(b, RANDOM);
	put_be(b, 0, 1);
	put_codes(&suites, s->suites);
	put_block(b, 2, &suites);
	put_be(b, 0x0100, 2);
	for (unsigned v; sscanf(at, "%4x", &v) == 1; at += strlen(at) > 4 ? 5 : 4)
		put_extension(&extensions, s, (uint16_t)v);
	put_block(b, 2, &extensions);
}

static struct client_hello read_client(const struct said *s, char transport)
{
	struct buf b = { 0 };
	struct client_hello h;

	put_client(&b, s);
	assert_true(hello_client(buf_span(&b), transport, &h));
	assert_memory_equal(h.random, RANDOM, HELLO_RANDOM);
	buf_free(&b);
	return h;
}

static const struct span h2[] = { { (const uint8_t *)"h2", 2 }, { (const uint8_t *)"http/1.1", 8 } };

/* The worked example of FoxIO's description; greasing stands where browsers put it. */
static const struct said browser = { .version = VERSION_TLS_1_2,
	.suites = "3a3a,1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035",
	.extensions = "dada,001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,fafa,0015",
	.host = "Mi.com", .signatures = "0403,0804,0401,0503,0805,0501,0806,0601", .versions = "baba,0304,0303",
	.protocols = h2, .protocol_count = 2 };

/* ---- tests ---- */

static void the_published_example_is_met(void **state)
{
	struct client_hello h = read_client(&browser, 't');

	(void)state;
	assert_string_equal(h.ja4, "t13d1516h2_8daaf6152771_e5627efa2ab1");
	assert_string_equal(h.host, "mi.com");
	assert_string_equal(h.alpn, "h2,http/1.1");
	assert_int_equal(h.version, VERSION_TLS_1_3);
	assert_false(h.early_data || h.ech);
	assert_string_equal(read_client(&browser, 'q').ja4, "q13d1516h2_8daaf6152771_e5627efa2ab1");
}

/* What is sorted and what is left out does not change it; the order of signatures does. */
static void an_order_counts_only_where_it_is_said_to(void **state)
{
	struct said s = browser;

	(void)state;
	s.suites = "0035,002f,009d,009c,c014,c013,cca8,cca9,c030,c02c,c02f,c02b,1303,1302,1301";
	s.extensions = "0015,000a,000b,ff01,002b,0012,0023,0005,000d,002d,0017,4469,0010,0033,0000,001b";
	assert_string_equal(read_client(&s, 't').ja4, "t13d1516h2_8daaf6152771_e5627efa2ab1");
	s.signatures = "0804,0403,0401,0503,0805,0501,0806,0601";
	assert_string_not_equal(read_client(&s, 't').ja4, "t13d1516h2_8daaf6152771_e5627efa2ab1");
}

static void what_is_missing_is_written_as_such(void **state)
{
	static const struct {
		uint16_t version;
		const char *suites, *extensions, *versions, *ja4;
	} rows[] = {
		{ VERSION_TLS_1_2, "", "", "", "t12i000000_000000000000_000000000000" },
		{ VERSION_TLS_1_2, "0a0a", "2a2a", "", "t12i000000_000000000000_000000000000" },
		{ VERSION_TLS_1_0, "1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035", "", "", "t10i150000_8daaf6152771_000000000000" },
		{ VERSION_TLS_1_1, "", "0010,0000", "", "t11d000200_000000000000_000000000000" }, /* those that are not hashed, alone */
		{ VERSION_SSL_3_0, "", "", "", "ts3i000000_000000000000_000000000000" },
		{ 0x0002, "", "", "", "ts2i000000_000000000000_000000000000" },
		{ 0x7F17, "", "", "", "t00i000000_000000000000_000000000000" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct said s = { .version = rows[i].version, .suites = rows[i].suites, .extensions = rows[i].extensions, .host = "a.b" };

		assert_string_equal(read_client(&s, 't').ja4, rows[i].ja4);
	}
}

/* Without signatures no underscore: FoxIO's own row of it, with one more extension that is not hashed. */
static void without_signatures_the_list_ends(void **state)
{
	struct buf b = { 0 }, extensions = { 0 };
	static const uint16_t types[] = { 5, 10, 11, 13, 18, 21, 23, 27, 35, 43, 45, 51, 0x4469, 0xFF01 };
	struct client_hello h;

	(void)state;
	put_be(&b, VERSION_TLS_1_2, 2);
	buf_puts(&b, RANDOM);
	put_be(&b, 0, 1);
	put_be(&b, 0, 2);
	put_be(&b, 0x0100, 2);
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		put_be(&extensions, types[i], 2);
		put_be(&extensions, types[i] == 13 ? 0x00020000 : 0, types[i] == 13 ? 4 : 2);
	}
	put_block(&b, 2, &extensions);
	assert_true(hello_client(buf_span(&b), 't', &h));
	assert_string_equal(h.ja4 + 11, "000000000000_6d807ffa2a79");
	buf_free(&b);
}

static void more_than_99_are_99(void **state)
{
	static const unsigned counts[] = { 1, 98, 99, 100, 300, 600 };

	(void)state;
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		struct buf suites = { 0 };
		char want[8];
		struct said s = { .version = VERSION_TLS_1_2, .extensions = "" };

		for (unsigned k = 0; k < counts[i]; k++)
			buf_printf(&suites, "%s%04x", k > 0 ? "," : "", 0xC000 + k);
		s.suites = buf_text(&suites);
		snprintf(want, sizeof want, "t12i%02u", counts[i] > 99 ? 99 : counts[i]);
		assert_memory_equal(read_client(&s, 't').ja4, want, 6);
		buf_free(&suites);
	}
}

/* FoxIO's rows of protocols that are no text, and others. */
static void first_and_last_of_the_first_protocol(void **state)
{
	static const struct {
		const char *protocol, *code;
	} rows[] = {
		{ "h2", "h2" }, { "http/1.1", "h1" }, { "h3", "h3" }, { "x", "xx" }, { "", "00" }, { "Zz", "Zz" },
		{ "\xAB", "ab" }, { "\xAB\xCD", "ad" }, { "0\xAB", "3b" }, { "01\xAB\xCD", "3d" }, { "0\xAB\xCD" "1", "01" },
		{ "\x0A\x0A", "0a" }, { "h\n", "6a" }, { "/x", "28" }, { "\xE9t\xE9", "e9" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span protocol = span_of(rows[i].protocol);
		struct said s = { .version = VERSION_TLS_1_2, .suites = "1301", .extensions = "0010", .protocols = &protocol, .protocol_count = 1 };
		struct client_hello h = read_client(&s, 't');

		if (memcmp(h.ja4 + 8, rows[i].code, 2) != 0 || h.ja4[10] != '_')
			fail_msg("row %zu: %s", i, h.ja4);
	}
}

/* As many protocols as there is room for; one that is cut is none. */
static void protocols_end_within_their_bound(void **state)
{
	struct span protocols[40];
	struct said s = { .version = VERSION_TLS_1_2, .suites = "1301", .extensions = "0010", .protocols = protocols };

	(void)state;
	for (size_t i = 0; i < 40; i++)
		protocols[i] = span_of(i % 2 == 0 ? "abcdefg" : "h2");
	for (s.protocol_count = 0; s.protocol_count < 40; s.protocol_count++) {
		struct client_hello h = read_client(&s, 't');
		size_t n = strlen(h.alpn);

		assert_true(n < ALPN_TEXT);
		assert_true(s.protocol_count == 0 ? n == 0 : strncmp(h.alpn, "abcdefg", 7) == 0);
		assert_true(n == 0 || h.alpn[n - 1] == 'g' || h.alpn[n - 1] == '2');
		assert_true(n + sizeof ",abcdefg" > ALPN_TEXT || n == s.protocol_count / 2 * 11 + s.protocol_count % 2 * 8 - (s.protocol_count > 0));
	}
}

static void the_highest_version_that_is_offered(void **state)
{
	static const struct {
		const char *versions;
		uint16_t version;
	} rows[] = {
		{ "0304,0303", VERSION_TLS_1_3 }, { "0303,0304", VERSION_TLS_1_3 }, { "0301,0302", VERSION_TLS_1_1 }, { "fafa,0303", VERSION_TLS_1_2 },
		{ "0a0a", 0 }, { "", 0 }, { "0303", VERSION_TLS_1_2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct said s = { .version = VERSION_TLS_1_2, .suites = "1301", .extensions = "002b", .versions = rows[i].versions };

		assert_int_equal(read_client(&s, 't').version, rows[i].version);
	}
}

static void early_data_and_a_hidden_name_are_marked(void **state)
{
	struct said s = { .version = VERSION_TLS_1_2, .suites = "1301", .extensions = "002a" };
	struct client_hello h = read_client(&s, 't');

	(void)state;
	assert_true(h.early_data && !h.ech);
	s.extensions = "fe0d";
	h = read_client(&s, 't');
	assert_true(h.ech && !h.early_data);
}

/* Cut anywhere: what stands before is read, nothing behind it is, and there is no JA4 unless an older client would end there. */
static void cut_at_every_length(void **state)
{
	struct buf b = { 0 };
	size_t whole, before_extensions = 2 + HELLO_RANDOM + 1 + 2 + 16 * 2 + 2;

	(void)state;
	put_client(&b, &browser);
	whole = b.len;
	for (size_t n = 0; n <= whole; n++) {
		uint8_t *copy = malloc(n + 1);
		struct client_hello h;
		bool good;

		memcpy(copy, b.data, n);
		good = hello_client((struct span){ copy, n }, 't', &h);
		assert_int_equal(good, n >= 2 + HELLO_RANDOM);
		assert_true(h.host[0] == 0 || strcmp(h.host, "mi.com") == 0);
		assert_true(h.alpn[0] == 0 || strncmp("h2,http/1.1", h.alpn, strlen(h.alpn)) == 0);
		if ((h.ja4[0] != 0) != (n == whole || n == before_extensions))
			fail_msg("cut at %zu of %zu: %s", n, whole, h.ja4);
		free(copy);
	}
	buf_free(&b);
}

static void put_server(struct buf *b, const char *random, uint16_t suite, uint8_t compression, struct buf *extensions)
{
	put_be(b, VERSION_TLS_1_2, 2);
	buf_add(b, random, HELLO_RANDOM);
	put_be(b, 4, 1);
	buf_puts(b, "sess");
	put_be(b, suite, 2);
	put_be(b, compression, 1);
	if (extensions != NULL)
		put_block(b, 2, extensions);
}

static void a_server_may_have_no_extensions(void **state)
{
	struct buf b = { 0 };
	struct server_hello h;

	(void)state;
	put_server(&b, RANDOM, 0xC02F, 0, NULL);
	assert_true(hello_server(buf_span(&b), &h));
	assert_memory_equal(h.random, RANDOM, HELLO_RANDOM);
	assert_int_equal(h.version, VERSION_TLS_1_2);
	assert_int_equal(h.suite, 0xC02F);
	assert_true(h.alpn[0] == 0 && !h.retry && !h.encrypt_then_mac && !h.compressed);
	for (size_t n = 0; n < b.len; n++)
		assert_false(hello_server(span_sub(buf_span(&b), 0, n), &h));
	buf_free(&b);
}

static void a_server_chooses(void **state)
{
	struct buf b = { 0 }, extensions = { 0 };
	struct server_hello h;

	(void)state;
	put_be(&extensions, EXT_VERSIONS, 2);
	put_be(&extensions, 0x00020304, 4);
	put_be(&extensions, (uint64_t)EXT_ENCRYPT_THEN_MAC << 16, 4);
	put_be(&extensions, EXT_ALPN, 2);
	put_be(&extensions, 0x0005000302, 5);
	buf_puts(&extensions, "h2");
	put_server(&b, RANDOM, 0x1301, 1, &extensions);
	assert_true(hello_server(buf_span(&b), &h));
	assert_int_equal(h.version, VERSION_TLS_1_3);
	assert_string_equal(h.alpn, "h2");
	assert_true(h.encrypt_then_mac && h.compressed && !h.retry);
	for (size_t n = 0; n < b.len; n++) {
		uint8_t *copy = malloc(n + 1);

		memcpy(copy, b.data, n);
		assert_int_equal(hello_server((struct span){ copy, n }, &h), n >= 2 + HELLO_RANDOM + 5 + 3);
		free(copy);
	}
	buf_free(&b);
}

/* RFC 8446 section 4.1.3 has it in hex. */
static void a_retry_is_told_by_its_random(void **state)
{
	static const char retry[] = "\xCF\x21\xAD\x74\xE5\x9A\x61\x11\xBE\x1D\x8C\x02\x1E\x65\xB8\x91"
		"\xC2\xA2\x11\x16\x7A\xBB\x8C\x5E\x07\x9E\x09\xE2\xC8\xA8\x33\x9C";

	(void)state;
	for (int bit = -1; bit < HELLO_RANDOM * 8; bit++) {
		struct buf b = { 0 };
		char random[HELLO_RANDOM];
		struct server_hello h;

		memcpy(random, retry, sizeof random);
		if (bit >= 0)
			random[bit / 8] ^= (char)(1 << bit % 8);
		put_server(&b, random, 0x1301, 0, NULL);
		assert_true(hello_server(buf_span(&b), &h));
		assert_int_equal(h.retry, bit < 0);
		buf_free(&b);
	}
}

static void the_protocol_stands_in_encrypted_extensions(void **state)
{
	static const struct {
		const char *body;
		size_t len;
		const char *alpn;
	} rows[] = {
		{ "", 0, "" },
		{ "\0\0", 2, "" },
		{ "\0\x09\0\x10\0\5\0\3\2h2", 11, "h2" },
		{ "\0\x0d\0\0\0\0\0\x10\0\5\0\3\2h3", 15, "h3" },
		{ "\0\x09\0\x10\0\5\0\3\2h2", 10, "" },          /* cut */
		{ "\0\x09\0\x10\0\5\0\3\3h2", 11, "" },          /* a name longer than its list */
		{ "\0\x09\0\x10\0\4\0\3\2h2", 11, "" },          /* a list longer than its extension */
		{ "\0\x09\0\x0a\0\5\0\3\2h2", 11, "" },          /* another extension */
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char alpn[ALPN_TEXT] = "x";

		hello_encrypted_extensions((struct span){ (const uint8_t *)rows[i].body, rows[i].len }, alpn);
		if (strcmp(alpn, rows[i].alpn) != 0)
			fail_msg("row %zu: %s", i, alpn);
	}
}

static void versions_have_names(void **state)
{
	(void)state;
	assert_string_equal(hello_version_name(0x0300), "SSL 3.0");
	assert_string_equal(hello_version_name(0x0301), "TLS 1.0");
	assert_string_equal(hello_version_name(0x0304), "TLS 1.3");
	assert_string_equal(hello_version_name(0x0305), "TLS");
	assert_string_equal(hello_version_name(0x02FF), "TLS");
	assert_string_equal(hello_version_name(0), "TLS");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_example_is_met),
		cmocka_unit_test(an_order_counts_only_where_it_is_said_to),
		cmocka_unit_test(what_is_missing_is_written_as_such),
		cmocka_unit_test(without_signatures_the_list_ends),
		cmocka_unit_test(more_than_99_are_99),
		cmocka_unit_test(first_and_last_of_the_first_protocol),
		cmocka_unit_test(protocols_end_within_their_bound),
		cmocka_unit_test(the_highest_version_that_is_offered),
		cmocka_unit_test(early_data_and_a_hidden_name_are_marked),
		cmocka_unit_test(cut_at_every_length),
		cmocka_unit_test(a_server_may_have_no_extensions),
		cmocka_unit_test(a_server_chooses),
		cmocka_unit_test(a_retry_is_told_by_its_random),
		cmocka_unit_test(the_protocol_stands_in_encrypted_extensions),
		cmocka_unit_test(versions_have_names),
	};

	return unit_run(tests);
}
