/* TLS with its key log: whole sessions, as OpenSSL speaks them. */
#include "unit.h"

#include "base/alloc.h"
#include "base/cipher.h"
#include "decode/decoder.h"
#include "decode/keys.h"
#include "spoken.h"
#include "talking.h"

static const struct spoken_row rows[] = {
	{ "TLS 1.3", TLS1_3_VERSION, NULL, 0 },
	{ "TLS 1.3 with AES-256", TLS1_3_VERSION, "TLS_AES_256_GCM_SHA384", 0 },
	{ "TLS 1.3 with ChaCha20", TLS1_3_VERSION, "TLS_CHACHA20_POLY1305_SHA256", WITH_SMALL_RECORDS },
	{ "TLS 1.3 with CCM", TLS1_3_VERSION, "TLS_AES_128_CCM_SHA256", 0 },
	{ "TLS 1.3 with CCM-8", TLS1_3_VERSION, "TLS_AES_128_CCM_8_SHA256", 0 },
	{ "a HelloRetryRequest", TLS1_3_VERSION, NULL, WITH_RETRY },
	{ "a PSK resumed", TLS1_3_VERSION, NULL, WITH_RESUMPTION },
	{ "a PSK resumed, and a HelloRetryRequest", TLS1_3_VERSION, NULL, WITH_RESUMPTION | WITH_RETRY },
	{ "early data", TLS1_3_VERSION, NULL, WITH_RESUMPTION | WITH_EARLY_DATA },
	{ "early data, refused", TLS1_3_VERSION, NULL, WITH_RESUMPTION | WITH_EARLY_DATA | WITH_REFUSED_EARLY_DATA },
	{ "KeyUpdate", TLS1_3_VERSION, NULL, WITH_KEY_UPDATE },
	{ "TLS 1.2", TLS1_2_VERSION, NULL, 0 },
	{ "TLS 1.2 with CBC", TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA256", 0 },
	{ "TLS 1.2 with CBC, MAC before encryption", TLS1_2_VERSION, "ECDHE-ECDSA-AES256-SHA384", WITHOUT_ENCRYPT_THEN_MAC },
	{ "TLS 1.2 with ARIA", TLS1_2_VERSION, "ECDHE-ECDSA-ARIA256-GCM-SHA384", 0 },
	{ "TLS 1.2 with NULL", TLS1_2_VERSION, "ECDHE-ECDSA-NULL-SHA", 0 },
	{ "a ticket resumed", TLS1_2_VERSION, NULL, WITH_RESUMPTION },
	{ "an id resumed", TLS1_2_VERSION, NULL, WITH_RESUMPTION | WITHOUT_TICKET },
	{ "renegotiation", TLS1_2_VERSION, "ECDHE-ECDSA-AES128-GCM-SHA256", WITH_RENEGOTIATION },
	{ "renegotiation with CBC", TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA", WITH_RENEGOTIATION },
	{ "TLS 1.1", TLS1_1_VERSION, "ECDHE-ECDSA-AES128-SHA", 0 },
	{ "TLS 1.0", TLS1_VERSION, "ECDHE-ECDSA-AES128-SHA", WITH_SMALL_RECORDS },
	{ "TLS 1.0, MAC before encryption", TLS1_VERSION, "ECDHE-ECDSA-AES256-SHA", WITHOUT_ENCRYPT_THEN_MAC },
};

enum { ROWS = sizeof rows / sizeof *rows };

static struct spoken sessions[ROWS];

static int speak(void **state)
{
	(void)state;
	cipher_prepare();
	for (size_t i = 0; i < ROWS; i++)
		spoken_run(&sessions[i], &rows[i]);
	return 0;
}

static int fall_silent(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++)
		spoken_free(&sessions[i]);
	return 0;
}

/* What a plain conversation tells of the same bytes. */
static void in_clear(const struct spoken *s, struct talking *t)
{
	*t = (struct talking){ .binary = true };
	talking_run(t, 80, buf_span(&s->plain), SIZE_MAX);
}

static struct keys *keys_of(const struct buf *log)
{
	struct keys *k = keys_new();

	if (keys_add(k, buf_span(log)) > 0)
		fail_msg("no key log: %s", (const char *)log->data);
	return k;
}

static void begin(struct talking *t, const struct keys *k)
{
	*t = (struct talking){ .binary = true, .shared = { .keys = k } };
	talking_begin(t, 6, 443);
}

static void say(struct talking *t, bool client, struct span bytes, uint64_t frame)
{
	if (bytes.len > 0)
		conversation_bytes(t->c, client, bytes, frame, (int64_t)frame);
}

/* All turns in their order, in pieces of n bytes. */
static void say_all(struct talking *t, const struct spoken *s, size_t n)
{
	uint64_t frame = 0;

	for (size_t i = 0; i < s->count; i++) {
		for (size_t at = 0; at < s->turns[i].len; at += n)
			say(t, s->client[i], span_sub(buf_span(&s->turns[i]), at, n), ++frame);
	}
}

static size_t bytes_up(const struct spoken *s)
{
	size_t sum = 0;

	for (size_t i = 0; i < s->count; i++)
		sum += s->client[i] ? s->turns[i].len : 0;
	return sum;
}

/* It ended as a session that was read whole. */
static void is_read(struct talking *t, const struct spoken *s, const char *name)
{
	struct talking plain;

	in_clear(s, &plain);
	if (strcmp(buf_text(&t->said), buf_text(&plain.said)) != 0)
		fail_msg("%s: %u bytes instead of %u", name, (unsigned)t->said.len, (unsigned)plain.said.len);
	if (t->sum.bytes_opaque != 0 || t->sum.bytes_clear != 0 || t->sum.bytes_decrypted != bytes_up(s))
		fail_msg("%s: %u opaque, %u clear, %u decrypted of %u", name, (unsigned)t->sum.bytes_opaque, (unsigned)t->sum.bytes_clear,
			(unsigned)t->sum.bytes_decrypted, (unsigned)bytes_up(s));
	if (t->sessions != 1 || t->session.end != SESSION_READ)
		fail_msg("%s: %u sessions, the last %s", name, t->sessions, session_end_name(t->session.end));
	assert_string_equal(t->sum.host, SPOKEN_HOST);
	assert_int_equal(t->shared.held_bytes, 0);
	talking_free(&plain);
}

/* Whatever was said is the beginning of what is true. */
static void is_no_more_than_true(struct talking *t, const struct spoken *s, const char *name, size_t at)
{
	struct talking plain;
	struct reader mine = rd_over_span(buf_span(&t->said));
	struct span line;

	in_clear(s, &plain);
	while (rd_line(&mine, &line)) { /* a last message may be cut: its head is true all the same */
		struct buf text = { 0 };
		size_t known = line.len < 40 ? line.len : 40;

		buf_add_span(&text, span_sub(line, 0, known));
		if (strstr(buf_text(&plain.said), buf_text(&text)) == NULL)
			fail_msg("%s, %zu: %s", name, at, buf_text(&text));
		buf_free(&text);
	}
	if (t->sum.bytes_decrypted + t->sum.bytes_opaque + t->sum.bytes_clear > bytes_up(s))
		fail_msg("%s, %zu: more bytes than were sent", name, at);
	talking_free(&plain);
}

static void with_its_key_log_each_is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct keys *k = keys_of(&sessions[i].keylog);
		struct talking t;

		begin(&t, k);
		say_all(&t, &sessions[i], SIZE_MAX);
		talking_end(&t);
		is_read(&t, &sessions[i], rows[i].name);
		talking_free(&t);
		keys_free(k);
	}
}

static void in_pieces_of_any_size_it_is_the_same(void **state)
{
	static const size_t sizes[] = { 1, 7, 64, 1400 };

	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct keys *k = keys_of(&sessions[i].keylog);

		for (size_t n = 0; n < sizeof sizes / sizeof *sizes; n++) {
			struct talking t;

			begin(&t, k);
			say_all(&t, &sessions[i], sizes[n]);
			talking_end(&t);
			is_read(&t, &sessions[i], rows[i].name);
			talking_free(&t);
		}
		keys_free(k);
	}
}

static void split_at_every_byte_it_is_the_same(void **state)
{
	const struct spoken *s = &sessions[0];
	struct keys *k = keys_of(&s->keylog);

	(void)state;
	for (size_t turn = 0; turn < s->count; turn++) {
		for (size_t at = 1; at < s->turns[turn].len; at++) {
			struct talking t;

			begin(&t, k);
			for (size_t i = 0; i < s->count; i++) {
				say(&t, s->client[i], span_sub(buf_span(&s->turns[i]), 0, i == turn ? at : SIZE_MAX), 2 * i + 1);
				if (i == turn)
					say(&t, s->client[i], span_sub(buf_span(&s->turns[i]), at, SIZE_MAX), 2 * i + 2);
			}
			talking_end(&t);
			is_read(&t, s, rows[0].name);
			talking_free(&t);
		}
	}
	keys_free(k);
}

/* A capture from both ends of a bond has one direction first. */
static void the_sides_may_come_one_after_the_other(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		const struct spoken *s = &sessions[i];
		struct keys *k = keys_of(&s->keylog);

		for (int first = 0; first < 2; first++) {
			struct talking t;

			begin(&t, k);
			say(&t, true, buf_span(&s->turns[0]), 1);
			for (int side = 0; side < 2; side++) {
				for (size_t n = 1; n < s->count; n++) {
					if (s->client[n] == (side == first))
						say(&t, s->client[n], buf_span(&s->turns[n]), n + 1);
				}
			}
			talking_end(&t);
			is_read(&t, s, rows[i].name);
			talking_free(&t);
		}
		keys_free(k);
	}
}

static bool is_clear(const struct spoken_row *row)
{
	return row->cipher != NULL && strstr(row->cipher, "NULL") != NULL;
}

/* But for what is not encrypted. */
static void without_keys_nothing_is_said(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct talking t;

		begin(&t, NULL);
		say_all(&t, &sessions[i], SIZE_MAX);
		talking_end(&t);
		if (is_clear(&rows[i])) {
			is_read(&t, &sessions[i], rows[i].name);
			talking_free(&t);
			continue;
		}
		assert_string_equal(buf_text(&t.said), "");
		assert_int_equal(t.sum.bytes_opaque, bytes_up(&sessions[i]));
		assert_int_equal(t.session.end, SESSION_NO_KEY);
		assert_string_equal(t.sum.host, SPOKEN_HOST);
		talking_free(&t);
	}
}

/* Each secret is another one. */
static void keys_that_are_wrong_open_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct buf log = { 0 };
		struct keys *k;
		struct talking t;

		buf_add_span(&log, buf_span(&sessions[i].keylog));
		for (size_t n = 1; n < log.len; n++) {
			if (log.data[n] == '\n')
				log.data[n - 1] = log.data[n - 1] == '0' ? '1' : '0';
		}
		k = keys_of(&log);
		begin(&t, k);
		say_all(&t, &sessions[i], SIZE_MAX);
		talking_end(&t);
		if (t.said.len > 0 || t.session.end != SESSION_WRONG_KEY || t.sum.bytes_opaque != bytes_up(&sessions[i]))
			fail_msg("%s: %s, %s", rows[i].name, session_end_name(t.session.end), buf_text(&t.said));
		talking_free(&t);
		keys_free(k);
		buf_free(&log);
	}
}

/* Live, a key log is written after the packets. */
static void keys_may_come_late(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		const struct spoken *s = &sessions[i];

		for (size_t late = 0; late <= s->count; late++) {
			struct keys *k = keys_new();
			struct talking t = { .binary = true, .shared = { .keys = k, .keys_may_come = true } };

			talking_begin(&t, 6, 443);
			for (size_t n = 0; n < s->count; n++) {
				if (n == late)
					keys_add(k, buf_span(&s->keylog));
				say(&t, s->client[n], buf_span(&s->turns[n]), n + 1);
			}
			if (late == s->count)
				keys_add(k, buf_span(&s->keylog));
			talking_end(&t);
			is_read(&t, s, rows[i].name);
			talking_free(&t);
			keys_free(k);
		}
	}
}

/* And line by line. */
static void each_key_may_come_by_itself(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		const struct spoken *s = &sessions[i];
		struct keys *k = keys_new();
		struct talking t = { .binary = true, .shared = { .keys = k, .keys_may_come = true } };
		struct reader lines = rd_over_span(buf_span(&s->keylog));
		struct span line;

		talking_begin(&t, 6, 443);
		for (size_t n = 0; n < s->count; n++) {
			say(&t, s->client[n], buf_span(&s->turns[n]), n + 1);
			if (rd_line(&lines, &line))
				keys_add(k, line);
		}
		keys_add(k, rd_rest(&lines));
		talking_end(&t);
		is_read(&t, s, rows[i].name);
		talking_free(&t);
		keys_free(k);
	}
}

/* Flips a bit of each byte of the client's, and of some of the far end's. */
static void what_is_not_authentic_is_never_said(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct spoken *s = &sessions[i];
		struct keys *k = keys_of(&s->keylog);

		for (size_t turn = 1; turn < s->count; turn++) {
			for (size_t at = 0; at < s->turns[turn].len; at += s->client[turn] ? 11 : 97) {
				struct talking t;

				s->turns[turn].data[at] ^= 0x20;
				begin(&t, k);
				say_all(&t, s, SIZE_MAX);
				talking_end(&t);
				is_no_more_than_true(&t, s, rows[i].name, at);
				s->turns[turn].data[at] ^= 0x20;
				talking_free(&t);
			}
		}
		keys_free(k);
	}
}

/* Without one turn of the client, or of the far end. */
static void behind_a_hole_nothing_wrong_is_said(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		const struct spoken *s = &sessions[i];
		struct keys *k = keys_of(&s->keylog);

		for (size_t hole = 1; hole < s->count; hole++) {
			struct talking t;

			begin(&t, k);
			for (size_t n = 0; n < s->count; n++) {
				if (n == hole)
					conversation_gap(t.c, s->client[n], s->turns[n].len, n + 1);
				else
					say(&t, s->client[n], buf_span(&s->turns[n]), n + 1);
			}
			talking_end(&t);
			is_no_more_than_true(&t, s, rows[i].name, hole);
			if (s->client[hole])
				assert_int_equal(t.session.end, SESSION_HOLE);
			talking_free(&t);
		}
		keys_free(k);
	}
}

/* A hole in what the far end says after its hello costs nothing that the client says. */
static void a_later_hole_of_the_far_end_costs_nothing(void **state)
{
	const struct spoken *s = &sessions[0];
	struct keys *k = keys_of(&s->keylog);
	struct talking t;
	size_t last = s->count;

	(void)state;
	while (s->client[--last])
		;
	begin(&t, k);
	for (size_t n = 0; n < s->count; n++) {
		if (n == last)
			conversation_gap(t.c, false, s->turns[n].len, n + 1);
		else
			say(&t, s->client[n], buf_span(&s->turns[n]), n + 1);
	}
	talking_end(&t);
	is_read(&t, s, "a hole of the far end");
	talking_free(&t);
	keys_free(k);
}

/* Cut anywhere, at its end nothing is left over. */
static void cut_at_every_length_it_ends_well(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		const struct spoken *s = &sessions[i];
		struct keys *k = keys_of(&s->keylog);

		for (size_t turn = 0; turn < s->count; turn++) {
			for (size_t at = 0; at < s->turns[turn].len; at += 37) {
				struct talking t;

				begin(&t, k);
				for (size_t n = 0; n <= turn; n++)
					say(&t, s->client[n], span_sub(buf_span(&s->turns[n]), 0, n == turn ? at : SIZE_MAX), n + 1);
				talking_end(&t);
				is_no_more_than_true(&t, s, rows[i].name, at);
				assert_int_equal(t.shared.held_bytes, 0);
				talking_free(&t);
			}
		}
		keys_free(k);
	}
}

static void what_waits_for_keys_is_bounded(void **state)
{
	const struct spoken *s = &sessions[0];
	struct keys *k = keys_new();
	struct talking t = { .binary = true, .shared = { .keys = k, .keys_may_come = true } };
	uint8_t record[5 + 16384] = { 23, 3, 3, 0x40, 0 };
	size_t sent = 0;

	(void)state;
	talking_begin(&t, 6, 443);
	for (size_t n = 0; n < s->count; n++)
		say(&t, s->client[n], buf_span(&s->turns[n]), n + 1);
	while (sent < 2 * (size_t)HELD_MAX) {
		say(&t, true, (struct span){ record, sizeof record }, s->count + 1);
		sent += sizeof record;
		assert_true(t.shared.held_bytes <= HELD_MAX + sizeof record);
	}
	assert_int_equal(t.shared.held_bytes, 0);
	talking_end(&t);
	assert_int_equal(t.session.end, SESSION_NO_KEY);
	assert_int_equal(t.sum.bytes_opaque, bytes_up(s) + sent);
	talking_free(&t);
	keys_free(k);
}

static void the_session_is_told(void **state)
{
	struct keys *k = keys_of(&sessions[0].keylog);
	struct talking t;

	(void)state;
	begin(&t, k);
	say_all(&t, &sessions[0], SIZE_MAX);
	talking_end(&t);
	assert_string_equal(t.session.protocol, "TLS 1.3");
	assert_string_equal(t.session.cipher, "TLS_AES_128_GCM_SHA256");
	assert_string_equal(t.session.host, SPOKEN_HOST);
	assert_string_equal(t.session.subject, "O=Xiaomi,CN=" SPOKEN_HOST);
	assert_string_equal(t.session.names, "*.io.mi.com,mi.com");
	assert_false(t.session.names_other);
	assert_int_equal(t.session.frame, 1);
	assert_true(t.session.bytes_decrypted > sessions[0].plain.len);
	talking_free(&t);
	keys_free(k);
}

/* Of TLS 1.2 the certificate stands in clear. */
static void the_certificate_is_read_without_keys(void **state)
{
	struct talking t;

	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		bool clear = rows[i].version != TLS1_3_VERSION && (rows[i].with & WITH_RESUMPTION) == 0;

		begin(&t, NULL);
		say_all(&t, &sessions[i], 7);
		talking_end(&t);
		assert_string_equal(t.session.names, clear ? "*.io.mi.com,mi.com" : "");
		talking_free(&t);
	}
}

/* Only the traffic secrets, as some programs log them. */
static void without_handshake_secrets_the_traffic_is_read(void **state)
{
	struct spoken *s = &sessions[0];
	struct reader lines = rd_over_span(buf_span(&s->keylog));
	struct keys *k = keys_new();
	struct talking t, plain;
	struct span line;

	(void)state;
	while (rd_line(&lines, &line)) {
		if (span_find(line, "_HANDSHAKE_") < 0)
			keys_add(k, line);
	}
	begin(&t, k);
	say_all(&t, s, 100);
	talking_end(&t);
	in_clear(s, &plain);
	assert_string_equal(buf_text(&t.said), buf_text(&plain.said));
	talking_free(&plain);
	talking_free(&t);
	keys_free(k);
}

/* What it answers is not read until an upgrade is asked for: where its key changed meanwhile, that is seen. */
static void the_far_ends_key_may_change_while_nobody_listens(void **state)
{
	static const struct spoken_row row = { "KeyUpdate and an upgrade", TLS1_3_VERSION, NULL, WITH_KEY_UPDATE | WITH_UPGRADE };
	static const size_t sizes[] = { SIZE_MAX, 1, 7 };
	struct spoken s;
	struct keys *k;

	(void)state;
	spoken_run(&s, &row);
	k = keys_of(&s.keylog);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct talking t;

		begin(&t, k);
		say_all(&t, &s, sizes[i]);
		assert_false(t.c->deaf);
		talking_end(&t);
		assert_non_null(strstr(buf_text(&t.said), "websocket"));
		assert_non_null(strstr(buf_text(&t.said), "=hello"));
		assert_int_equal(t.sum.bytes_opaque, 0);
		talking_free(&t);
	}
	keys_free(k);
	spoken_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(with_its_key_log_each_is_read),
		cmocka_unit_test(in_pieces_of_any_size_it_is_the_same),
		cmocka_unit_test(split_at_every_byte_it_is_the_same),
		cmocka_unit_test(the_sides_may_come_one_after_the_other),
		cmocka_unit_test(without_keys_nothing_is_said),
		cmocka_unit_test(keys_that_are_wrong_open_nothing),
		cmocka_unit_test(keys_may_come_late),
		cmocka_unit_test(each_key_may_come_by_itself),
		cmocka_unit_test(what_is_not_authentic_is_never_said),
		cmocka_unit_test(behind_a_hole_nothing_wrong_is_said),
		cmocka_unit_test(a_later_hole_of_the_far_end_costs_nothing),
		cmocka_unit_test(cut_at_every_length_it_ends_well),
		cmocka_unit_test(what_waits_for_keys_is_bounded),
		cmocka_unit_test(the_session_is_told),
		cmocka_unit_test(the_certificate_is_read_without_keys),
		cmocka_unit_test(without_handshake_secrets_the_traffic_is_read),
		cmocka_unit_test(the_far_ends_key_may_change_while_nobody_listens),
	};

	return unit_run_between(speak, tests, fall_silent);
}
