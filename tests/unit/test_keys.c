#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "decode/keys.h"

#define RANDOM "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define S32 "aa02030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1fff"
#define S48 S32 "202122232425262728292a2b2c2d2e2f"

static uint8_t random_0[HELLO_RANDOM];

static int make_random(void **state)
{
	(void)state;
	for (int i = 0; i < HELLO_RANDOM; i++)
		random_0[i] = (uint8_t)i;
	return 0;
}

static void each_label_names_its_secret(void **state)
{
	static const struct {
		const char *label;
		enum secret secret;
	} rows[] = {
		{ "CLIENT_EARLY_TRAFFIC_SECRET", SECRET_CLIENT_EARLY },
		{ "CLIENT_HANDSHAKE_TRAFFIC_SECRET", SECRET_CLIENT_HANDSHAKE },
		{ "SERVER_HANDSHAKE_TRAFFIC_SECRET", SECRET_SERVER_HANDSHAKE },
		{ "CLIENT_TRAFFIC_SECRET_0", SECRET_CLIENT_TRAFFIC },
		{ "SERVER_TRAFFIC_SECRET_0", SECRET_SERVER_TRAFFIC },
		{ "QUIC_CLIENT_EARLY_TRAFFIC_SECRET", SECRET_CLIENT_EARLY },
		{ "QUIC_CLIENT_HANDSHAKE_TRAFFIC_SECRET", SECRET_CLIENT_HANDSHAKE },
		{ "QUIC_SERVER_HANDSHAKE_TRAFFIC_SECRET", SECRET_SERVER_HANDSHAKE },
		{ "QUIC_CLIENT_TRAFFIC_SECRET_0", SECRET_CLIENT_TRAFFIC },
		{ "QUIC_SERVER_TRAFFIC_SECRET_0", SECRET_SERVER_TRAFFIC },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct keys *k = keys_new();
		char line[300];

		snprintf(line, sizeof line, "%s " RANDOM " " S32 "\n", rows[i].label);
		assert_int_equal(keys_add(k, span_of(line)), 0);
		for (int s = 0; s < SECRET_COUNT; s++)
			assert_int_equal(keys_find(k, random_0, (enum secret)s).len, s == (int)rows[i].secret ? 32 : 0);
		assert_true(keys_know(k, random_0));
		keys_free(k);
	}
}

/* What is said: how many secrets there are then, and how many lines are strange. */
static void lines_as_they_come(void **state)
{
	static const struct {
		const char *text;
		size_t secrets, strange;
	} rows[] = {
		{ "", 0, 0 },
		{ "\n\n# a comment\n  \n", 0, 0 },
		{ "CLIENT_RANDOM " RANDOM " " S48 "\n", 1, 0 },
		{ "CLIENT_RANDOM " RANDOM " " S48, 1, 0 },
		{ "CLIENT_RANDOM " RANDOM " " S48 "\r\n", 1, 0 },
		{ "CLIENT_RANDOM " RANDOM " " S48 "\r", 1, 0 },
		{ "  CLIENT_RANDOM " RANDOM " " S48 " \t\n", 1, 0 },
		{ "CLIENT_RANDOM " RANDOM " " S48 "\nCLIENT_RANDOM " RANDOM " " S48 "\n", 1, 0 },
		{ "CLIENT_TRAFFIC_SECRET_0 " RANDOM " " S48 "\n", 1, 0 },
		{ "EXPORTER_SECRET " RANDOM " " S32 "\n", 0, 0 },
		{ "CLIENT_TRAFFIC_SECRET_N " RANDOM " " S32 "\nSERVER_TRAFFIC_SECRET_1 " RANDOM " " S32 "\n", 0, 0 },
		{ "ECH_SECRET " RANDOM " " S32 "\n", 0, 0 },
		{ "CLIENT_RANDOM " RANDOM " " S32 "\n", 0, 1 },              /* a master secret is longer */
		{ "CLIENT_RANDOM " RANDOM " " S48 "00\n", 0, 1 },
		{ "CLIENT_TRAFFIC_SECRET_0 " RANDOM " " S32 "00\n", 0, 1 },
		{ "CLIENT_RANDOM " RANDOM "\n", 0, 1 },
		{ "CLIENT_RANDOM " RANDOM " \n", 0, 1 },
		{ "CLIENT_RANDOM 0001 " S48 "\n", 0, 1 },
		{ "CLIENT_RANDOM " RANDOM "00 " S48 "\n", 0, 1 },
		{ "CLIENT_RANDOM " RANDOM " " S48 "g0\n", 0, 1 },
		{ "CLIENT_RANDOM " RANDOM " x" S48 "\n", 0, 1 },
		{ "CLIENT_RANDOM\n", 0, 1 },
		{ "client_random " RANDOM " " S48 "\n", 0, 1 },
		{ "SOMETHING_ELSE " RANDOM " " S48 "\n", 0, 1 },
		{ "\x7f\x45LF\x01\x02 \xff \n\x80\n", 0, 2 },
		{ "garbage\nCLIENT_RANDOM " RANDOM " " S48 "\nmore garbage", 1, 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct keys *k = keys_new();
		size_t strange = keys_add(k, span_of(rows[i].text)), secrets = 0;

		for (int s = 0; s < SECRET_COUNT; s++)
			secrets += keys_find(k, random_0, (enum secret)s).len > 0;
		if (strange != rows[i].strange || secrets != rows[i].secrets)
			fail_msg("row %zu: %zu secrets, %zu strange lines", i, secrets, strange);
		keys_free(k);
	}
}

static void a_line_cut_anywhere_is_strange_or_whole(void **state)
{
	static const char line[] = "CLIENT_RANDOM " RANDOM " " S48;

	(void)state;
	for (size_t n = 1; n < sizeof line - 1; n++) {
		struct keys *k = keys_new();

		assert_int_equal(keys_add(k, (struct span){ (const uint8_t *)line, n }), 1);
		assert_int_equal(keys_sessions(k), 0);
		keys_free(k);
	}
}

static void a_cut_secret_gives_way_to_the_whole(void **state)
{
	struct keys *k = keys_new();

	(void)state;
	keys_add(k, span_of("CLIENT_TRAFFIC_SECRET_0 " RANDOM " " S32));
	keys_add(k, span_of("CLIENT_TRAFFIC_SECRET_0 " RANDOM " " S48));
	assert_int_equal(keys_find(k, random_0, SECRET_CLIENT_TRAFFIC).len, 48);
	keys_add(k, span_of("CLIENT_TRAFFIC_SECRET_0 " RANDOM " " S32));
	assert_int_equal(keys_find(k, random_0, SECRET_CLIENT_TRAFFIC).len, 48);
	keys_free(k);
}

static void nobody_is_known_of_nothing(void **state)
{
	(void)state;
	assert_int_equal(keys_find(NULL, random_0, SECRET_MASTER).len, 0);
	assert_false(keys_know(NULL, random_0));
	assert_int_equal(keys_sessions(NULL), 0);
	assert_int_equal(keys_version(NULL), 0);
	keys_free(NULL);
}

/* Half of them differ in their last bytes alone; it would take minutes if these stood in one chain. */
static void many_sessions_are_all_found(void **state)
{
	enum { MANY = 100000 };
	struct keys *k = keys_new();
	uint8_t random[HELLO_RANDOM];

	(void)state;
	for (unsigned i = 0; i < MANY; i++) {
		char line[300];
		int n = snprintf(line, sizeof line, "CLIENT_RANDOM ");

		memset(random, 0, sizeof random);
		memcpy(random + (i % 2 == 0 ? 0 : 28), &i, sizeof i);
		for (int b = 0; b < HELLO_RANDOM; b++)
			n += snprintf(line + n, sizeof line - (size_t)n, "%02X", random[b]);
		n += snprintf(line + n, sizeof line - (size_t)n, " ");
		for (int b = 0; b < 48; b++)
			n += snprintf(line + n, sizeof line - (size_t)n, "%02x", (i >> 8 * (b % 4)) & 0xFF);
		assert_int_equal(keys_add(k, span_of(line)), 0);
	}
	assert_int_equal(keys_sessions(k), MANY);
	assert_int_equal(keys_version(k), MANY);
	for (unsigned i = 0; i < MANY; i++) {
		struct span s;

		memset(random, 0, sizeof random);
		memcpy(random + (i % 2 == 0 ? 0 : 28), &i, sizeof i);
		s = keys_find(k, random, SECRET_MASTER);
		assert_int_equal(s.len, 48);
		assert_memory_equal(s.data + 4, &i, 4);
	}
	keys_free(k);
}

/* However a file grows, only whole lines count until it is settled. */
static void a_file_grows_by_pieces(void **state)
{
	static const char text[] = "# log\nCLIENT_RANDOM " RANDOM " " S48 "\nCLIENT_TRAFFIC_SECRET_0 " RANDOM " " S32;

	(void)state;
	for (size_t piece = 1; piece < sizeof text; piece += 3) {
		FILE *f = tmpfile();
		struct keys *k = keys_new();
		size_t strange;

		assert_true(keys_follow(k, fileno(f)));
		for (size_t at = 0; at < sizeof text - 1; at += piece) {
			size_t n = sizeof text - 1 - at < piece ? sizeof text - 1 - at : piece;

			assert_int_equal(write(fileno(f), text + at, n), n);
			assert_int_equal(keys_poll(k, &strange), 0);
			assert_int_equal(strange, 0);
		}
		assert_int_equal(keys_find(k, random_0, SECRET_MASTER).len, 48);
		assert_int_equal(keys_find(k, random_0, SECRET_CLIENT_TRAFFIC).len, 0);
		assert_int_equal(keys_settle(k), 0);
		assert_int_equal(keys_find(k, random_0, SECRET_CLIENT_TRAFFIC).len, 32);
		keys_free(k);
		fclose(f);
	}
}

static void a_line_that_never_ends_is_not_kept(void **state)
{
	FILE *f = tmpfile();
	struct keys *k = keys_new();
	size_t strange;

	(void)state;
	assert_true(keys_follow(k, fileno(f)));
	for (int i = 0; i < 100000; i++)
		fputs("no key log at all ", f);
	fputs("\nCLIENT_RANDOM " RANDOM " " S48 "\n", f);
	fflush(f);
	assert_int_equal(keys_poll(k, &strange), 0);
	assert_true(strange > 0);
	assert_int_equal(keys_find(k, random_0, SECRET_MASTER).len, 48);
	keys_free(k);
	fclose(f);
}

static void files_are_bounded_and_a_bad_one_is_said(void **state)
{
	struct keys *k = keys_new();
	size_t strange;

	(void)state;
	assert_true(keys_follow(k, -1));
	assert_int_equal(keys_poll(k, &strange), -1);
	for (int i = 1; i < KEYLOGS_MAX; i++)
		assert_true(keys_follow(k, -1));
	assert_false(keys_follow(k, -1));
	keys_free(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_label_names_its_secret),
		cmocka_unit_test(lines_as_they_come),
		cmocka_unit_test(a_line_cut_anywhere_is_strange_or_whole),
		cmocka_unit_test(a_cut_secret_gives_way_to_the_whole),
		cmocka_unit_test(nobody_is_known_of_nothing),
		cmocka_unit_test(many_sessions_are_all_found),
		cmocka_unit_test(a_file_grows_by_pieces),
		cmocka_unit_test(a_line_that_never_ends_is_not_kept),
		cmocka_unit_test(files_are_bounded_and_a_bad_one_is_said),
	};

	return unit_run_between(make_random, tests, NULL);
}
