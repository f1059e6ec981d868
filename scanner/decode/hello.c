#include "decode/hello.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/text.h"
#include "decode/decoder.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXT_SERVER_NAME = 0, EXT_SIGNATURE_ALGORITHMS = 13, EXT_ALPN = 16, EXT_ENCRYPT_THEN_MAC = 22, EXT_EARLY_DATA = 42,
	EXT_SUPPORTED_VERSIONS = 43, EXT_ECH = 0xFE0D };
enum { NAME_HOST = 0, JA4_COUNT_MAX = 99, JA4_HASH = 12, CODES_MAX = 512 };

/* 16-bit code points of a hello, without greasing (RFC 8701): what JA4 counts and hashes. */
struct codes {
	uint16_t items[CODES_MAX];
	size_t n;
};

/* What is gathered for a fingerprint while a hello is read. */
struct fingerprint {
	struct codes suites, extensions, signatures;
	uint16_t version;
	bool named;
	struct span first_alpn; /* in the hello */
};

static bool is_grease(uint16_t code)
{
	return (code & 0x0F0F) == 0x0A0A && code >> 8 == (code & 0xFF);
}

static void codes_add(struct codes *c, uint16_t code)
{
	if (!is_grease(code) && c->n < CODES_MAX)
		c->items[c->n++] = code;
}

static void codes_read(struct codes *c, struct reader list)
{
	while (rd_left(&list) > 0) {
		uint16_t code = rd_be16(&list);

		if (rd_ok(&list))
			codes_add(c, code);
	}
}

/* ---- JA4 (FoxIO's description of it, TLS client) ---- */

static int by_code(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

static void codes_print(struct buf *b, const struct codes *c, bool named)
{
	bool first = true;

	for (size_t i = 0; i < c->n; i++) {
		const uint8_t code[] = { (uint8_t)(c->items[i] >> 8), (uint8_t)c->items[i] };
		char text[] = ",0000";

		if (named && (c->items[i] == EXT_SERVER_NAME || c->items[i] == EXT_ALPN))
			continue;
		hex_of(code, sizeof code, text + 1);
		buf_puts(b, first ? text + 1 : text);
		first = false;
	}
}

/* The first twelve digits of SHA-256 over the text; of no text twelve zeros. */
static void short_hash(struct buf *text, char ret[JA4_HASH + 1])
{
	char hex[2 * DIGEST_MAX + 1];
	uint8_t sum[DIGEST_MAX];

	memset(ret, '0', JA4_HASH);
	ret[JA4_HASH] = 0;
	if (text->len > 0) {
		hex_of(sum, digest(DIGEST_SHA256, buf_span(text), sum), hex);
		memcpy(ret, hex, JA4_HASH);
	}
	buf_free(text);
}

static const char *version_code(uint16_t version)
{
	static const struct {
		uint16_t version;
		const char *code;
	} codes[] = { { 0x0304, "13" }, { 0x0303, "12" }, { 0x0302, "11" }, { 0x0301, "10" }, { 0x0300, "s3" }, { 0x0002, "s2" } };

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		if (codes[i].version == version)
			return codes[i].code;
	}
	return "00";
}

/* First and last character of the first protocol; of one that does not begin and end with letters or digits, of its hex. */
static void alpn_code(struct span alpn, char ret[3])
{
	uint8_t first, last;

	memcpy(ret, "00", 3);
	if (alpn.len == 0)
		return;
	first = alpn.data[0];
	last = alpn.data[alpn.len - 1];
	if (isalnum(first) && isalnum(last)) {
		ret[0] = (char)first;
		ret[1] = (char)last;
		return;
	}
	ret[0] = "0123456789abcdef"[first >> 4];
	ret[1] = "0123456789abcdef"[last & 15];
}

static unsigned counted(size_t n)
{
	return n > JA4_COUNT_MAX ? JA4_COUNT_MAX : (unsigned)n;
}

static void fingerprint_print(struct fingerprint *f, char transport, char ret[JA4_TEXT])
{
	struct buf suites = { 0 }, extensions = { 0 };
	char alpn[3], first[JA4_HASH + 1], second[JA4_HASH + 1];
	unsigned n = counted(f->extensions.n);

	qsort(f->suites.items, f->suites.n, sizeof *f->suites.items, by_code);
	qsort(f->extensions.items, f->extensions.n, sizeof *f->extensions.items, by_code);
	codes_print(&suites, &f->suites, false);
	codes_print(&extensions, &f->extensions, true);
	if (f->signatures.n > 0 && extensions.len > 0) {
		buf_putc(&extensions, '_');
		codes_print(&extensions, &f->signatures, false);
	}
	short_hash(&suites, first);
	short_hash(&extensions, second);
	alpn_code(f->first_alpn, alpn);
	snprintf(ret, JA4_TEXT, "%c%s%c%02u%02u%s_%s_%s", transport, version_code(f->version), f->named ? 'd' : 'i',
		counted(f->suites.n), n, alpn, first, second);
}

/* ---- extensions ---- */

/* RFC 6066 section 3: a list of names by type; only host names exist. */
static void host_name(struct reader list, char ret[HOST_MAX])
{
	struct reader names = rd_sub(&list, rd_be16(&list));

	while (rd_left(&names) > 0) {
		uint8_t type = rd_u8(&names);
		struct span name = rd_bytes(&names, rd_be16(&names));

		char host[HOST_MAX];

		if (type != NAME_HOST || !rd_ok(&names))
			continue;
		if (host_from(name, host))
			memcpy(ret, host, HOST_MAX);
		return;
	}
}

/* RFC 7301 section 3.1: names by length. ret_first: the first of them as it stands, may be NULL. */
static void protocols(struct reader list, char ret[ALPN_TEXT], struct span *ret_first)
{
	struct reader names = rd_sub(&list, rd_be16(&list));
	size_t used = 0;

	for (bool first = true; rd_left(&names) > 0; first = false) {
		struct span name = rd_bytes(&names, rd_u8(&names));
		char text[ALPN_TEXT];

		if (!rd_ok(&names))
			return;
		if (first && ret_first != NULL)
			*ret_first = name;
		text_clean_to(text, sizeof text, name);
		if (used + 1 + strlen(text) >= ALPN_TEXT)
			return;
		used += (size_t)snprintf(ret + used, ALPN_TEXT - used, "%s%s", used > 0 ? "," : "", text);
	}
}

static uint16_t highest(struct reader list)
{
	struct reader versions = rd_sub(&list, rd_u8(&list));
	uint16_t most = 0;

	while (rd_left(&versions) > 0) {
		uint16_t v = rd_be16(&versions);

		if (rd_ok(&versions) && !is_grease(v) && v > most)
			most = v;
	}
	return most;
}

static void client_extension(uint16_t type, struct reader body, struct client_hello *h, struct fingerprint *f)
{
	codes_add(&f->extensions, type);
	switch (type) {
	case EXT_SERVER_NAME:
		f->named = true;
		host_name(body, h->host);
		break;
	case EXT_ALPN:
		protocols(body, h->alpn, &f->first_alpn);
		break;
	case EXT_SIGNATURE_ALGORITHMS:
		codes_read(&f->signatures, rd_sub(&body, rd_be16(&body)));
		break;
	case EXT_SUPPORTED_VERSIONS:
		h->version = highest(body);
		break;
	case EXT_EARLY_DATA:
		h->early_data = true;
		break;
	case EXT_ECH:
		h->ech = true;
		break;
	}
}

bool hello_client(struct span body, char transport, struct client_hello *ret)
{
	struct reader r = rd_over_span(body), extensions;
	struct fingerprint f = { 0 };
	struct span random;
	uint16_t len;
	bool cut;

	memset(ret, 0, sizeof *ret);
	ret->version = rd_be16(&r);
	random = rd_bytes(&r, HELLO_RANDOM);
	if (!rd_ok(&r))
		return false;
	memcpy(ret->random, random.data, HELLO_RANDOM);
	rd_bytes(&r, rd_u8(&r));                             /* session id */
	codes_read(&f.suites, rd_sub(&r, rd_be16(&r)));
	rd_bytes(&r, rd_u8(&r));                             /* compression */
	len = rd_left(&r) > 0 ? rd_be16(&r) : 0;
	cut = len > rd_left(&r);
	extensions = rd_sub(&r, cut ? rd_left(&r) : len);
	while (rd_left(&extensions) > 0) {
		uint16_t type = rd_be16(&extensions);
		struct reader extension = rd_sub(&extensions, rd_be16(&extensions));

		if (rd_ok(&extension))
			client_extension(type, extension, ret, &f);
	}
	f.version = ret->version;
	if (rd_ok(&extensions) && !cut)
		fingerprint_print(&f, transport, ret->ja4);
	return true;
}

/* RFC 8446 section 4.1.3: the random that makes a ServerHello a HelloRetryRequest, SHA-256 of that name. */
static bool is_retry(struct span random)
{
	static const uint8_t retry[HELLO_RANDOM] = { 0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65,
		0xB8, 0x91, 0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C };

	return memcmp(random.data, retry, HELLO_RANDOM) == 0;
}

bool hello_server(struct span body, struct server_hello *ret)
{
	struct reader r = rd_over_span(body), extensions;
	struct span random;

	memset(ret, 0, sizeof *ret);
	ret->version = rd_be16(&r);
	random = rd_bytes(&r, HELLO_RANDOM);
	rd_bytes(&r, rd_u8(&r));                             /* session id */
	ret->suite = rd_be16(&r);
	ret->compressed = rd_u8(&r) != 0;
	if (!rd_ok(&r))
		return false;
	memcpy(ret->random, random.data, HELLO_RANDOM);
	ret->retry = is_retry(random);
	extensions = rd_left(&r) > 0 ? rd_sub(&r, rd_be16(&r)) : r;
	while (rd_left(&extensions) > 0) {
		uint16_t type = rd_be16(&extensions);
		struct reader extension = rd_sub(&extensions, rd_be16(&extensions));

		if (type == EXT_SUPPORTED_VERSIONS)
			ret->version = rd_be16(&extension);
		else if (type == EXT_ENCRYPT_THEN_MAC)
			ret->encrypt_then_mac = true;
		else if (type == EXT_ALPN)
			protocols(extension, ret->alpn, NULL);
	}
	return true;
}

void hello_encrypted_extensions(struct span body, char ret_alpn[ALPN_TEXT])
{
	struct reader r = rd_over_span(body), extensions = rd_sub(&r, rd_be16(&r));

	ret_alpn[0] = 0;
	while (rd_left(&extensions) > 0) {
		uint16_t type = rd_be16(&extensions);
		struct reader extension = rd_sub(&extensions, rd_be16(&extensions));

		if (type == EXT_ALPN)
			protocols(extension, ret_alpn, NULL);
	}
}

const char *hello_version_name(uint16_t version)
{
	static const char *const names[] = { "SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3" };

	return version >= VERSION_SSL_3_0 && version <= VERSION_TLS_1_3 ? names[version - VERSION_SSL_3_0] : "TLS";
}
