#include "unit.h"

#include "ciphers.h"
#include "hex.h"
#include "quic_sealing.h"
#include "quic_vectors.h"

enum { VECTORS = sizeof vectors / sizeof *vectors, SUITE_CHACHA = 0x1303 };

static struct quic_id first_id(void)
{
	struct buf b = { 0 };
	struct quic_id id;

	hex_add(&b, VECTOR_FIRST);
	id = quic_id_of(buf_span(&b));
	buf_free(&b);
	return id;
}

static struct quic_packet read_one(const struct buf *b)
{
	struct reader r = rd_over_span(buf_span(b));
	struct quic_packet p;

	assert_true(quic_packet_read(&r, &p));
	assert_int_equal(rd_left(&r), 0);
	return p;
}

static void begins_with(const struct buf *plain, const char *hex)
{
	struct buf right = { 0 };

	hex_add(&right, hex);
	assert_true(plain->len >= right.len);
	assert_memory_equal(plain->data, right.data, right.len);
	for (size_t i = right.len; i < plain->len; i++)
		assert_int_equal(plain->data[i], 0);
	buf_free(&right);
}

static void opens_initial(uint32_t version, const char *packet, bool client, uint64_t number, const char *frames, size_t len)
{
	struct quic_id id = first_id();
	struct buf b = { 0 }, plain = { 0 };
	struct quic_keys *k = quic_keys_initial(quic_version_find(version), &id, client);
	struct quic_packet p;
	uint64_t next = 0;

	hex_add(&b, packet);
	p = read_one(&b);
	assert_int_equal(p.type, QUIC_INITIAL);
	assert_int_equal(p.number, version);
	assert_true(quic_keys_open(k, &p, &next, &plain));
	assert_int_equal(next, number + 1);
	assert_int_equal(plain.len, len);
	begins_with(&plain, frames);
	quic_keys_free(k);
	buf_free(&b);
	buf_free(&plain);
}

/* ---- the published vectors ---- */

static void initial_packets_are_those_of_the_rfcs(void **state)
{
	(void)state;
	for (size_t i = 0; i < VECTORS; i++) {
		opens_initial(vectors[i].version, vectors[i].client, true, 2, VECTOR_CLIENT_HELLO, 1162);
		opens_initial(vectors[i].version, vectors[i].server, false, 1, VECTOR_SERVER_HELLO, 99);
	}
}

static void retries_are_those_of_the_rfcs(void **state)
{
	struct quic_id id = first_id(), other = id;

	(void)state;
	other.bytes[0] ^= 1;
	for (size_t i = 0; i < VECTORS; i++) {
		struct buf b = { 0 };
		struct quic_packet p;

		hex_add(&b, vectors[i].retry);
		p = read_one(&b);
		assert_int_equal(p.type, QUIC_RETRY);
		assert_int_equal(p.source.len, 8);
		assert_true(quic_retry_is_genuine(&p, &id));
		assert_false(quic_retry_is_genuine(&p, &other));
		b.data[b.len - 1] ^= 1;
		assert_false(quic_retry_is_genuine(&p, &id));
		buf_free(&b);
	}
}

static void short_headers_are_those_of_the_rfcs(void **state)
{
	struct buf secret = { 0 };

	(void)state;
	hex_add(&secret, VECTOR_SHORT_SECRET);
	for (size_t i = 0; i < VECTORS; i++) {
		struct quic_keys *k = quic_keys_new(quic_version_find(vectors[i].version), suite_find(SUITE_CHACHA), buf_span(&secret));
		struct buf b = { 0 }, plain = { 0 };
		uint64_t next = VECTOR_SHORT_NUMBER;
		struct quic_packet p;

		hex_add(&b, vectors[i].short_one);
		p = read_one(&b);
		assert_int_equal(p.type, QUIC_ONE_RTT);
		assert_true(quic_keys_open(k, &p, &next, &plain));
		assert_int_equal(next, VECTOR_SHORT_NUMBER + 1);
		assert_int_equal(plain.len, 1);
		assert_int_equal(plain.data[0], 1); /* PING */
		quic_keys_free(k);
		buf_free(&b);
		buf_free(&plain);
	}
	buf_free(&secret);
}

/* ---- what is not right ---- */

static void a_changed_byte_opens_nothing(void **state)
{
	struct quic_id id = first_id();
	struct quic_keys *k = quic_keys_initial(quic_version_find(1), &id, false);
	struct buf b = { 0 };

	(void)state;
	hex_add(&b, vectors[0].server);
	for (size_t i = 0; i < b.len; i++) {
		struct buf plain = { 0 };
		struct reader r = rd_over_span(buf_span(&b));
		struct quic_packet p;
		uint64_t next = 0;

		b.data[i] ^= 0x10;
		if (quic_packet_read(&r, &p) && p.type == QUIC_INITIAL) {
			assert_false(quic_keys_open(k, &p, &next, &plain));
			assert_int_equal(plain.len, 0);
			assert_int_equal(next, 0);
		}
		b.data[i] ^= 0x10;
		buf_free(&plain);
	}
	buf_free(&b);
	quic_keys_free(k);
}

static void a_cut_packet_is_none(void **state)
{
	struct buf b = { 0 };

	(void)state;
	hex_add(&b, vectors[0].server);
	for (size_t n = 0; n < b.len; n++) {
		struct reader r = rd_over(b.data, n);
		struct quic_packet p;

		assert_false(quic_packet_read(&r, &p));
	}
	buf_free(&b);
}

static void a_secret_of_another_suite_makes_no_keys(void **state)
{
	uint8_t secret[SECRET_MAX] = { 1 };

	(void)state;
	assert_null(quic_keys_new(quic_version_find(1), suite_find(0x1301), (struct span){ secret, 48 }));
	assert_null(quic_keys_new(quic_version_find(1), suite_find(0x1302), (struct span){ secret, 32 }));
	assert_null(quic_keys_new(quic_version_find(1), suite_find(0xC02F + 0), (struct span){ secret, 31 }));
	assert_null(quic_keys_new(quic_version_find(1), suite_find(0x002F), (struct span){ secret, 32 }));
}

/* ---- numbers and phases ---- */

static bool opens(struct quic_keys *k, const struct sealing *s, uint32_t number, uint64_t *next)
{
	struct buf b = { 0 }, plain = { 0 };
	struct quic_packet p;
	bool good;

	sealing_put(&b, s, QUIC_ONE_RTT, span_of("id"), span_of(""), span_of(""), number, span_of("\x01\x01\x01\x01"));
	p = read_one(&b);
	p.sealed_at = 3;
	good = quic_keys_open(k, &p, next, &plain);
	assert_int_equal(plain.len, good ? 4 : 0);
	buf_free(&b);
	buf_free(&plain);
	return good;
}

static void numbers_are_whole_again(void **state)
{
	static const uint64_t nexts[] = { 0, 5, 300, 0x8000, 0x8001 };
	const uint8_t secret[SEALING_SECRET] = { 7 };
	struct sealing s = sealing_of(1, secret);
	struct quic_keys *k = quic_keys_new(s.version, suite_find(SEALING_SUITE), (struct span){ secret, sizeof secret });

	(void)state;
	for (size_t i = 0; i < sizeof nexts / sizeof *nexts; i++) {
		uint64_t next = nexts[i];

		assert_true(opens(k, &s, 100, &next));
		assert_int_equal(next, nexts[i] > 101 ? nexts[i] : 101);
	}
	quic_keys_free(k);
}

/* Two bytes of a number tell 65,536 apart. */
static void numbers_go_on_behind_a_hole(void **state)
{
	const uint8_t secret[SEALING_SECRET] = { 7 };
	struct sealing s = sealing_of(1, secret);
	struct quic_keys *k = quic_keys_new(s.version, suite_find(SEALING_SUITE), (struct span){ secret, sizeof secret });
	uint64_t next = 0;

	(void)state;
	assert_true(opens(k, &s, 5, &next));
	assert_true(opens(k, &s, 0x10007, &next));
	assert_int_equal(next, 0x10008);
	assert_true(opens(k, &s, 0x50007, &next));
	assert_int_equal(next, 0x50008);
	assert_true(opens(k, &s, 0x50006, &next)); /* late */
	assert_int_equal(next, 0x50008);
	assert_false(opens(k, &s, 0xB0007, &next)); /* too far */
	quic_keys_free(k);
}

static void phases_follow_each_other(void **state)
{
	const uint8_t secret[SEALING_SECRET] = { 9 };
	struct sealing first = sealing_of(0x6B3343CF, secret), second = first, third;
	struct quic_keys *k = quic_keys_new(first.version, suite_find(SEALING_SUITE), (struct span){ secret, sizeof secret });
	uint64_t next = 0;

	(void)state;
	sealing_update(&second);
	third = second;
	sealing_update(&third);
	assert_true(opens(k, &first, 0, &next));
	assert_true(opens(k, &second, 5, &next));
	assert_true(opens(k, &first, 3, &next));  /* late, of the phase before */
	assert_true(opens(k, &second, 4, &next)); /* late, and the first of its phase */
	assert_true(opens(k, &third, 9, &next));
	assert_true(opens(k, &second, 8, &next));
	assert_false(opens(k, &first, 2, &next)); /* two phases ago */
	assert_true(opens(k, &third, 10, &next));
	quic_keys_free(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(initial_packets_are_those_of_the_rfcs),
		cmocka_unit_test(retries_are_those_of_the_rfcs),
		cmocka_unit_test(short_headers_are_those_of_the_rfcs),
		cmocka_unit_test(a_changed_byte_opens_nothing),
		cmocka_unit_test(a_cut_packet_is_none),
		cmocka_unit_test(a_secret_of_another_suite_makes_no_keys),
		cmocka_unit_test(numbers_are_whole_again),
		cmocka_unit_test(numbers_go_on_behind_a_hole),
		cmocka_unit_test(phases_follow_each_other),
	};

	return unit_run_between(ciphers_set_up, tests, NULL);
}
