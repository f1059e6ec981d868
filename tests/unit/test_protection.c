/* Records that OpenSSL sealed, opened in every mode; and what is wrong in them. */
#include "unit.h"

#include "ciphers.h"
#include "record_sealing.h"

enum { ALERT = 21, HANDSHAKE = 22, DATA = 23 };

#define CLIENT_RANDOM ((const uint8_t *)"0123456789abcdef0123456789abcdef")
#define SERVER_RANDOM ((const uint8_t *)"fedcba9876543210fedcba9876543210")

static const uint8_t secret[SECRET_MAX] = "a secret of a session that nobody else ever had";

static const struct row {
	uint16_t suite, version;
	bool encrypt_then_mac;
} rows[] = {
	{ 0x1301, VERSION_TLS_1_3, false }, { 0x1302, VERSION_TLS_1_3, false }, { 0x1303, VERSION_TLS_1_3, false },
	{ 0x1304, VERSION_TLS_1_3, false }, { 0x1305, VERSION_TLS_1_3, false },
	{ 0xC02F, VERSION_TLS_1_2, false }, { 0x009D, VERSION_TLS_1_2, false }, { 0xC09C, VERSION_TLS_1_2, false },
	{ 0xC09D, VERSION_TLS_1_2, false }, { 0xC0AE, VERSION_TLS_1_2, false }, { 0xC0AF, VERSION_TLS_1_2, false },
	{ 0xCCA8, VERSION_TLS_1_2, false }, { 0xC060, VERSION_TLS_1_2, false }, { 0xC05D, VERSION_TLS_1_2, false },
	{ 0xC03C, VERSION_TLS_1_2, true }, { 0xC04D, VERSION_TLS_1_2, false },
	{ 0xC027, VERSION_TLS_1_2, false }, { 0xC027, VERSION_TLS_1_2, true }, { 0xC028, VERSION_TLS_1_2, false },
	{ 0xC028, VERSION_TLS_1_2, true }, { 0x002F, VERSION_TLS_1_2, false }, { 0x0035, VERSION_TLS_1_1, false },
	{ 0x0035, VERSION_TLS_1_1, true }, { 0x000A, VERSION_TLS_1_1, false }, { 0x0041, VERSION_TLS_1_1, true },
	{ 0x002F, VERSION_TLS_1_0, false }, { 0x002F, VERSION_TLS_1_0, true }, { 0x0084, VERSION_TLS_1_0, false },
	{ 0x000A, VERSION_TLS_1_0, true },
	{ 0x0002, VERSION_TLS_1_1, false }, { 0x00B9, VERSION_TLS_1_2, false }, { 0x0004, VERSION_TLS_1_0, false }, { 0x0005, VERSION_TLS_1_2, false },
};

enum { ROWS = sizeof rows / sizeof *rows };

static bool is_blocks(const struct row *row)
{
	return suite_find(row->suite)->mode == MODE_BLOCKS;
}

static struct records sealer(const struct row *row, bool client)
{
	return row->version == VERSION_TLS_1_3 ? records_of_secret(row->suite, secret) :
		records_of_master(row->suite, row->version, (struct span){ secret, SECRET_MAX }, CLIENT_RANDOM, SERVER_RANDOM, row->encrypt_then_mac,
		client);
}

/* NULL: RC4, where the legacy provider is not installed. */
static struct protection *opener(const struct row *row, bool client)
{
	const struct suite *s = suite_find(row->suite);
	struct protection *p = row->version == VERSION_TLS_1_3 ? protection_of_secret(s, (struct span){ secret, digest_len(s->hash) }) :
		protection_of_master(s, row->version, (struct span){ secret, SECRET_MAX }, CLIENT_RANDOM, SERVER_RANDOM, row->encrypt_then_mac, client);

	if (p == NULL && s->cipher != CIPHER_RC4)
		fail_msg("%s has no cipher", s->name);
	return p;
}

/* Opens a copy of its own, so that sanitizers see a read behind it. */
static bool open_alone(struct protection *p, struct span record, struct buf *out, uint8_t *ret_type)
{
	uint8_t *copy = xmalloc(record.len);
	bool good;

	memcpy(copy, record.data, record.len);
	good = protection_open(p, (struct span){ copy, record.len }, out, ret_type);
	free(copy);
	return good;
}

static void opens(struct protection *p, const struct row *row, struct span record, uint8_t type, struct span content)
{
	struct buf out = { 0 };
	uint8_t told = 0;

	buf_puts(&out, "before ");
	if (!open_alone(p, record, &out, &told))
		fail_msg("%s of version %x is not opened", suite_find(row->suite)->name, row->version);
	assert_int_equal(told, type);
	assert_int_equal(out.len, 7 + content.len);
	assert_memory_equal(out.data, "before ", 7);
	if (content.len > 0)
		assert_memory_equal(out.data + 7, content.data, content.len);
	buf_free(&out);
}

static void opens_not(struct protection *p, const struct row *row, struct span record)
{
	struct buf out = { 0 };
	uint8_t type;

	buf_puts(&out, "before");
	if (open_alone(p, record, &out, &type))
		fail_msg("%s of version %x is opened", suite_find(row->suite)->name, row->version);
	assert_int_equal(out.len, 6);
	assert_memory_equal(out.data, "before", 6);
	buf_free(&out);
}

static struct buf sealed(struct records *r, uint8_t type, struct span content)
{
	struct buf b = { 0 };

	records_seal(r, type, content, &b);
	return b;
}

/* ---- tests ---- */

/* Both directions, some records of every kind and length: each counts on from the one before. */
static void every_mode_opens_what_was_sealed(void **state)
{
	static const struct {
		uint8_t type;
		size_t len;
	} parts[] = { { HANDSHAKE, 16 }, { DATA, 1 }, { DATA, 0 }, { DATA, 15 }, { ALERT, 2 }, { DATA, 4096 }, { DATA, 16384 }, { DATA, 31 } };
	uint8_t *content = xmalloc(16384);

	(void)state;
	for (size_t i = 0; i < 16384; i++)
		content[i] = (uint8_t)(i * 7);
	for (size_t i = 0; i < 2 * ROWS; i++) {
		const struct row *row = &rows[i / 2];
		struct records r = sealer(row, i % 2 == 0);
		struct protection *p = opener(row, i % 2 == 0);

		for (size_t k = 0; p != NULL && k < sizeof parts / sizeof *parts; k++) {
			struct span s = { content, parts[k].len };
			struct buf b = sealed(&r, parts[k].type, s);

			opens(p, row, buf_span(&b), parts[k].type, s);
			buf_free(&b);
		}
		protection_free(p);
		records_free(&r);
	}
	free(content);
}

/* The keys of one direction open nothing of the other; TLS 1.3 has no direction, but secrets of its own. */
static void what_the_other_side_sealed_is_not_opened(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct records r;
		struct protection *p;
		struct buf b;

		if (rows[i].version == VERSION_TLS_1_3 || (p = opener(&rows[i], true)) == NULL)
			continue;
		r = sealer(&rows[i], false);
		b = sealed(&r, DATA, span_of("content"));
		opens_not(p, &rows[i], buf_span(&b));
		protection_free(p);
		records_free(&r);
		buf_free(&b);
	}
}

/* Any bit; of the header those that are authentic; and cut anywhere. Afterwards the record itself is opened: the count stayed. */
static void what_was_changed_is_not_opened(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct records r = sealer(&rows[i], true);
		struct protection *p = opener(&rows[i], true);
		bool goes_on = suite_find(rows[i].suite)->mode == MODE_STREAM; /* RC4 is lost behind a record that is wrong */
		struct buf b = p == NULL ? (struct buf){ 0 } : sealed(&r, DATA, span_of("some content"));

		for (size_t k = 0; k < b.len && !goes_on; k++) {
			if (k == 0 || k >= RECORD_HEADER || rows[i].version == VERSION_TLS_1_3) {
				b.data[k] ^= 0x10;
				opens_not(p, &rows[i], buf_span(&b));
				b.data[k] ^= 0x10;
			}
			opens_not(p, &rows[i], span_sub(buf_span(&b), 0, k));
		}
		if (p != NULL && goes_on) {
			b.data[RECORD_HEADER] ^= 0x10;
			opens_not(p, &rows[i], buf_span(&b));
		} else if (p != NULL) {
			opens(p, &rows[i], buf_span(&b), DATA, span_of("some content"));
		}
		protection_free(p);
		records_free(&r);
		buf_free(&b);
	}
}

/* A record that is opened twice, or left out, is at the wrong place. */
static void records_have_an_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct records r = sealer(&rows[i], true);
		struct protection *p = opener(&rows[i], true);
		struct buf first = { 0 }, second = { 0 };

		if (p != NULL && suite_find(rows[i].suite)->mode != MODE_STREAM) {
			first = sealed(&r, DATA, span_of("first"));
			second = sealed(&r, DATA, span_of("second"));
			opens_not(p, &rows[i], buf_span(&second));
			opens(p, &rows[i], buf_span(&first), DATA, span_of("first"));
			opens_not(p, &rows[i], buf_span(&first));
			opens(p, &rows[i], buf_span(&second), DATA, span_of("second"));
		}
		protection_free(p);
		records_free(&r);
		buf_free(&first);
		buf_free(&second);
	}
}

/* Passed over unread, the next is opened; where that cannot be it is refused, and nothing has changed. */
static void a_record_is_skipped_where_it_can_be(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct records r = sealer(&rows[i], true);
		struct protection *p = opener(&rows[i], true);
		bool chained = suite_find(rows[i].suite)->mode == MODE_STREAM || (is_blocks(&rows[i]) && rows[i].version == VERSION_TLS_1_0);
		struct buf first = { 0 }, second = { 0 };

		if (p != NULL) {
			first = sealed(&r, DATA, span_of("first"));
			second = sealed(&r, DATA, span_of("second"));
			assert_int_equal(protection_skip(p), !chained);
			if (chained)
				opens(p, &rows[i], buf_span(&first), DATA, span_of("first"));
			opens(p, &rows[i], buf_span(&second), DATA, span_of("second"));
		}
		protection_free(p);
		records_free(&r);
		buf_free(&first);
		buf_free(&second);
	}
}

/* Zeros behind the type of TLS 1.3; whole blocks more of CBC, up to 256 bytes. */
static void padding_is_no_content(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct protection *p = NULL;
		struct records r;

		if (!is_blocks(&rows[i]) && rows[i].version != VERSION_TLS_1_3)
			continue;
		r = sealer(&rows[i], true);
		p = opener(&rows[i], true);
		for (r.padding = 0; r.padding < 15; r.padding++) {
			struct buf b = sealed(&r, DATA, span_of("content"));

			opens(p, &rows[i], buf_span(&b), DATA, span_of("content"));
			buf_free(&b);
		}
		protection_free(p);
	}
}

/* RFC 8446 section 5.4: a record of padding alone has no type, and is none. */
static void a_record_without_a_type_is_not_opened(void **state)
{
	(void)state;
	for (size_t i = 0; rows[i].version == VERSION_TLS_1_3; i++) {
		struct records r = sealer(&rows[i], true);
		struct protection *p = opener(&rows[i], true);
		struct buf b;

		for (r.padding = 0; r.padding < 3; r.padding++) {
			r.sequence = 0;
			b = sealed(&r, 0, span_of(""));
			opens_not(p, &rows[i], buf_span(&b));
			buf_free(&b);
		}
		r.sequence = 0;
		b = sealed(&r, DATA, span_of("content"));
		opens(p, &rows[i], buf_span(&b), DATA, span_of("content"));
		buf_free(&b);
		protection_free(p);
	}
}

/* Wrong inside its encryption, with all else right. */
static void a_wrong_padding_or_sum_opens_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		for (enum records_spoil spoil = SPOIL_PADDING; spoil <= SPOIL_MAC; spoil++) {
			for (size_t len = 0; len < 40; len++) {
				static const char text[] = "content that is as long as it must be here";
				struct records r = sealer(&rows[i], true);
				struct protection *p = opener(&rows[i], true);
				struct buf b = { 0 };

				r.spoil = spoil;
				if (p != NULL && (is_blocks(&rows[i]) || (spoil == SPOIL_MAC && suite_find(rows[i].suite)->mode == MODE_STREAM))) {
					b = sealed(&r, DATA, (struct span){ (const uint8_t *)text, len });
					opens_not(p, &rows[i], buf_span(&b));
				}
				protection_free(p);
				records_free(&r);
				buf_free(&b);
			}
		}
	}
}

/* The MAC where the other order has it. */
static void the_order_of_mac_and_encryption_is_agreed(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct row other = rows[i];
		struct records r;
		struct protection *p;
		struct buf b;

		if (!is_blocks(&rows[i]))
			continue;
		other.encrypt_then_mac = !other.encrypt_then_mac;
		r = sealer(&other, true);
		p = opener(&rows[i], true);
		b = sealed(&r, DATA, span_of("content"));
		opens_not(p, &rows[i], buf_span(&b));
		buf_free(&b);
		protection_free(p);
	}
}

/* RFC 2246: a record's IV is the last block of the one before. A MAC over what is encrypted does not see it. */
static void the_chain_of_tls_1_0_is_kept(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct records r;
		struct protection *p;
		struct buf b;

		if (!is_blocks(&rows[i]) || rows[i].version != VERSION_TLS_1_0 || rows[i].encrypt_then_mac)
			continue;
		r = sealer(&rows[i], true);
		p = opener(&rows[i], true);
		b = sealed(&r, DATA, span_of("first"));
		opens(p, &rows[i], buf_span(&b), DATA, span_of("first"));
		buf_free(&b);
		r.iv[0] ^= 1;
		b = sealed(&r, DATA, span_of("content of the first block and of another"));
		opens_not(p, &rows[i], buf_span(&b));
		buf_free(&b);
		protection_free(p);
	}
}

/* The next secret, the count from nothing; the old one opens no more. */
static void a_key_is_updated(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct records r = sealer(&rows[i], true);
		struct protection *p = opener(&rows[i], true);

		if (p != NULL && rows[i].version != VERSION_TLS_1_3)
			assert_false(protection_update(p));
		for (int k = 0; k < 5 && rows[i].version == VERSION_TLS_1_3; k++) {
			struct buf before = sealed(&r, DATA, span_of("before")), old = sealed(&r, DATA, span_of("old")), b;

			opens(p, &rows[i], buf_span(&before), DATA, span_of("before"));
			records_update(&r);
			b = sealed(&r, DATA, span_of("after"));
			opens_not(p, &rows[i], buf_span(&b));
			assert_true(protection_update(p));
			opens_not(p, &rows[i], buf_span(&old));
			opens(p, &rows[i], buf_span(&b), DATA, span_of("after"));
			buf_free(&before);
			buf_free(&old);
			buf_free(&b);
		}
		protection_free(p);
		records_free(&r);
	}
}

/* What is not encrypted needs no keys to be read, and with them is authentic; of all else there is nothing without them. */
static void without_encryption_no_keys_are_needed(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		const struct suite *s = suite_find(rows[i].suite);
		struct protection *p = protection_unkeyed(s, rows[i].version);
		struct records r;
		struct buf b;

		assert_true((p != NULL) == (s->cipher == CIPHER_NULL));
		if (p == NULL)
			continue;
		r = sealer(&rows[i], true);
		for (int n = 0; n < 2; n++) {
			b = sealed(&r, DATA, span_of("content"));
			opens(p, &rows[i], buf_span(&b), DATA, span_of("content"));
			opens_not(p, &rows[i], span_sub(buf_span(&b), 0, RECORD_HEADER + digest_len(s->mac) - 1));
			buf_free(&b);
		}
		protection_free(p);
		records_free(&r);
	}
}

/* A traffic secret is as long as the suite's hash, and only suites with a tag are TLS 1.3's. */
static void a_secret_must_fit_its_suite(void **state)
{
	(void)state;
	for (size_t n = 0; n <= SECRET_MAX; n++) {
		struct protection *sha256 = protection_of_secret(suite_find(0x1301), (struct span){ secret, n });
		struct protection *sha384 = protection_of_secret(suite_find(0x1302), (struct span){ secret, n });

		assert_int_equal(sha256 != NULL, n == 32);
		assert_int_equal(sha384 != NULL, n == 48);
		assert_null(protection_of_secret(suite_find(0x002F), (struct span){ secret, n }));
		protection_free(sha256);
		protection_free(sha384);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_mode_opens_what_was_sealed),
		cmocka_unit_test(what_the_other_side_sealed_is_not_opened),
		cmocka_unit_test(what_was_changed_is_not_opened),
		cmocka_unit_test(records_have_an_order),
		cmocka_unit_test(a_record_is_skipped_where_it_can_be),
		cmocka_unit_test(padding_is_no_content),
		cmocka_unit_test(a_record_without_a_type_is_not_opened),
		cmocka_unit_test(a_wrong_padding_or_sum_opens_nothing),
		cmocka_unit_test(the_order_of_mac_and_encryption_is_agreed),
		cmocka_unit_test(the_chain_of_tls_1_0_is_kept),
		cmocka_unit_test(a_key_is_updated),
		cmocka_unit_test(without_encryption_no_keys_are_needed),
		cmocka_unit_test(a_secret_must_fit_its_suite),
	};

	return unit_run_between(ciphers_set_up, tests, NULL);
}
