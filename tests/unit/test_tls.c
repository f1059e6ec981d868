#include "unit.h"

#include "talking.h"

enum { HANDSHAKE = 22, ALERT = 21 };

/* ---- hellos by hand ---- */

static void put_be(struct buf *b, uint32_t v, int bytes)
{
	while (bytes-- > 0)
		buf_putc(b, (char)(v >> 8 * bytes));
}

static void put_block(struct buf *b, int length_bytes, const struct buf *inner)
{
	put_be(b, (uint32_t)inner->len, length_bytes);
	buf_add_span(b, buf_span(inner));
}

/* server_name (RFC 6066 section 3), its list of one name of this type. */
static void put_server_name(struct buf *b, uint8_t type, const char *name)
{
	struct buf entry = { 0 }, list = { 0 };

	put_be(&entry, type, 1);
	put_be(&entry, (uint32_t)strlen(name), 2);
	buf_puts(&entry, name);
	put_block(&list, 2, &entry);
	put_be(b, 0, 2);
	put_block(b, 2, &list);
	buf_free(&entry);
	buf_free(&list);
}

static void put_extension(struct buf *b, uint16_t type, size_t len)
{
	put_be(b, type, 2);
	put_be(b, (uint32_t)len, 2);
	while (len-- > 0)
		buf_putc(b, 'e');
}

/* The handshake message; claimed: its length, 0 the right one. */
static void put_hello(struct buf *b, const struct buf *extensions, uint32_t claimed)
{
	struct buf body = { 0 };

	put_be(&body, 0x0303, 2);
	buf_puts(&body, "0123456789abcdef0123456789abcdef");
	put_be(&body, 4, 1);
	buf_puts(&body, "sess");
	put_be(&body, 4, 2);
	put_be(&body, 0x13011302, 4);
	put_be(&body, 0x0100, 2);
	put_block(&body, 2, extensions);
	put_be(b, 1, 1);
	put_be(b, claimed != 0 ? claimed : (uint32_t)body.len, 3);
	buf_add_span(b, buf_span(&body));
	buf_free(&body);
}

/* Records of at most n bytes. */
static void put_records(struct buf *b, uint8_t type, struct span bytes, size_t n)
{
	for (size_t at = 0; at < bytes.len; at += n) {
		struct span s = span_sub(bytes, at, n);

		put_be(b, type, 1);
		put_be(b, 0x0301, 2);
		put_be(b, (uint32_t)s.len, 2);
		buf_add_span(b, s);
	}
}

/* A hello for name in records of n bytes; NULL: without one. */
static void put_client(struct buf *b, const char *name, size_t n)
{
	struct buf extensions = { 0 }, hello = { 0 };

	put_extension(&extensions, 0x0A0A, 0);
	put_extension(&extensions, 43, 3);
	if (name != NULL)
		put_server_name(&extensions, 0, name);
	put_extension(&extensions, 51, 40);
	put_hello(&hello, &extensions, 0);
	put_records(b, HANDSHAKE, buf_span(&hello), n);
	buf_free(&extensions);
	buf_free(&hello);
}

/* All of it opaque, no message, and this host. */
static void names(struct buf *b, const char *host)
{
	struct talking t = { .binary = true };

	talking_run(&t, 443, buf_span(b), SIZE_MAX);
	assert_string_equal(t.sum.host, host);
	assert_int_equal(t.sum.host_source, host[0] != 0 ? HOST_SNI : HOST_NONE);
	assert_string_equal(buf_text(&t.said), "");
	assert_int_equal(t.sum.bytes_opaque, b->len);
	talking_free(&t);
	buf_free(b);
}

/* ---- tests ---- */

static void the_name_is_read_from_one_record(void **state)
{
	struct buf b = { 0 };

	(void)state;
	put_client(&b, "Api.IO.mi.com", SIZE_MAX / 2);
	names(&b, "api.io.mi.com");
}

static void the_name_is_read_from_records_of_any_size(void **state)
{
	(void)state;
	for (size_t n = 1; n < 150; n++) {
		struct buf b = { 0 };

		put_client(&b, "mi.com", n);
		names(&b, "mi.com");
	}
}

static void split_anywhere_the_name_is_the_same(void **state)
{
	struct buf b = { 0 };

	(void)state;
	put_client(&b, "mi.com", 50);
	put_records(&b, 23, span_of("application data"), 100);
	talking_splits(443, buf_span(&b), true);
	buf_free(&b);
}

static void cut_before_its_end_a_hello_has_no_name(void **state)
{
	struct buf b = { 0 };

	(void)state;
	put_client(&b, "mi.com", 60);
	for (size_t n = 6; n < b.len; n++) {
		struct talking t = { .binary = true };

		talking_run(&t, 443, span_sub(buf_span(&b), 0, n), SIZE_MAX);
		assert_string_equal(t.sum.host, "");
		assert_int_equal(t.sum.bytes_opaque, n);
		talking_free(&t);
	}
	buf_free(&b);
}

static void a_hello_may_have_no_name(void **state)
{
	struct buf b = { 0 };

	(void)state;
	put_client(&b, NULL, SIZE_MAX / 2);
	names(&b, "");
}

static void names_that_are_none_are_not_taken(void **state)
{
	static const char *const bad[] = { "", "a b", "x/y", ".", "caf\xc3\xa9" };

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct buf b = { 0 };

		put_client(&b, bad[i], SIZE_MAX / 2);
		names(&b, "");
	}
}

static void another_type_of_name_is_passed_over(void **state)
{
	struct buf extensions = { 0 }, hello = { 0 }, b = { 0 };

	(void)state;
	put_server_name(&extensions, 7, "mi.com");
	put_hello(&hello, &extensions, 0);
	put_records(&b, HANDSHAKE, buf_span(&hello), SIZE_MAX / 2);
	names(&b, "");
	buf_free(&extensions);
	buf_free(&hello);
}

/* Every length inside the hello is made absurd, one byte after another. */
static void lengths_that_lie_name_nothing_or_the_same(void **state)
{
	struct buf b = { 0 };

	(void)state;
	put_client(&b, "mi.com", SIZE_MAX / 2);
	for (size_t i = 6; i < b.len; i++) {
		for (int k = 0; k < 3; k++) {
			struct talking t = { .binary = true };
			uint8_t kept = b.data[i];

			b.data[i] = k == 0 ? 0xFF : k == 1 ? 0 : (uint8_t)(kept ^ 1);
			talking_run(&t, 443, buf_span(&b), SIZE_MAX);
			assert_int_equal(t.sum.bytes_opaque, b.len);
			assert_true(strlen(t.sum.host) <= 6);
			talking_free(&t);
			b.data[i] = kept;
		}
	}
	buf_free(&b);
}

static void a_hello_over_the_bound_is_said_and_not_kept(void **state)
{
	struct buf extensions = { 0 }, hello = { 0 }, b = { 0 };
	struct talking t = { .binary = true };

	(void)state;
	put_server_name(&extensions, 0, "mi.com");
	put_hello(&hello, &extensions, HELLO_MAX + 1);
	put_records(&b, HANDSHAKE, buf_span(&hello), SIZE_MAX / 2);
	talking_run(&t, 443, buf_span(&b), SIZE_MAX);
	assert_string_equal(t.sum.host, "");
	assert_int_equal(t.losses[LOSS_HELLO_BOUND], 1);
	talking_free(&t);
	buf_free(&extensions);
	buf_free(&hello);
	buf_free(&b);
}

/* A hello as large as a post-quantum key share makes it, and larger. */
static void a_large_hello_is_gathered(void **state)
{
	struct buf extensions = { 0 }, hello = { 0 }, b = { 0 };

	(void)state;
	put_extension(&extensions, 51, 60000);
	put_server_name(&extensions, 0, "mi.com");
	put_hello(&hello, &extensions, 0);
	put_records(&b, HANDSHAKE, buf_span(&hello), 16384);
	names(&b, "mi.com");
	buf_free(&extensions);
	buf_free(&hello);
}

static void an_alert_between_its_records_ends_the_hello(void **state)
{
	struct buf whole = { 0 }, b = { 0 };

	(void)state;
	put_client(&whole, "mi.com", 60);
	buf_add_span(&b, span_sub(buf_span(&whole), 0, 65));
	put_records(&b, ALERT, span_of("\2\50"), 2);
	buf_add_span(&b, span_sub(buf_span(&whole), 65, SIZE_MAX));
	names(&b, "");
	buf_free(&whole);
}

static void a_hole_in_the_hello_leaves_no_name(void **state)
{
	struct buf b = { 0 };
	struct talking t = { .binary = true };

	(void)state;
	put_client(&b, "mi.com", SIZE_MAX / 2);
	talking_begin(&t, 6, 443);
	talking_send(&t, span_sub(buf_span(&b), 0, 20), 1);
	conversation_gap(t.c, true, 10, 2);
	talking_send(&t, span_sub(buf_span(&b), 30, SIZE_MAX), 3);
	talking_end(&t);
	assert_string_equal(t.sum.host, "");
	assert_int_equal(t.sum.bytes_opaque, b.len - 10);
	talking_free(&t);
	buf_free(&b);
}

static void what_only_begins_like_tls_is_raw(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
	} rows[] = {
		{ "\x16\3\1\0\5\2....", 10 },     /* a handshake, but of a server */
		{ "\x16\3\1\0\0\1....", 10 },     /* a record of no bytes */
		{ "\x16\3\1\xff\xff\1....", 10 }, /* a record too large */
		{ "\x16\3\x09\0\5\1....", 10 },   /* a version that does not exist */
		{ "\x16\2", 2 },
		{ "\x16\3\1\0\5", 5 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct talking t = { .binary = true };

		talking_run(&t, 443, (struct span){ (const uint8_t *)rows[i].bytes, rows[i].len }, SIZE_MAX);
		assert_memory_equal(buf_text(&t.said), "raw | ", 6);
		assert_int_equal(t.bytes, rows[i].len);
		talking_free(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_name_is_read_from_one_record),
		cmocka_unit_test(the_name_is_read_from_records_of_any_size),
		cmocka_unit_test(split_anywhere_the_name_is_the_same),
		cmocka_unit_test(cut_before_its_end_a_hello_has_no_name),
		cmocka_unit_test(a_hello_may_have_no_name),
		cmocka_unit_test(names_that_are_none_are_not_taken),
		cmocka_unit_test(another_type_of_name_is_passed_over),
		cmocka_unit_test(lengths_that_lie_name_nothing_or_the_same),
		cmocka_unit_test(a_hello_over_the_bound_is_said_and_not_kept),
		cmocka_unit_test(a_large_hello_is_gathered),
		cmocka_unit_test(an_alert_between_its_records_ends_the_hello),
		cmocka_unit_test(a_hole_in_the_hello_leaves_no_name),
		cmocka_unit_test(what_only_begins_like_tls_is_raw),
	};

	return unit_run(tests);
}
