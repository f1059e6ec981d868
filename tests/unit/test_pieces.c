#include "unit.h"

#include "detectors.h"

/* What a stream in pieces of the given lengths (the last one is the rest) shows. */
static void run_pieces(struct detector *d, struct span whole, size_t first, size_t others, struct found *f)
{
	const struct detect_sink sink = found_sink(f);
	struct detect_stream *stream = NULL;
	uint64_t frame = 1;

	for (size_t at = 0; at < whole.len; frame++) {
		size_t len = at == 0 && first > 0 ? first : others;
		struct mark mark = { 0, frame, (int64_t)frame };
		struct span bytes = span_sub(whole, at, len);
		uint8_t *copy = malloc(bytes.len);
		struct part part = { .root = "raw", .bytes = { copy, bytes.len }, .marks = &mark, .mark_count = 1,
			.continues = at > 0 };
		struct message m = { .carrier = "raw", .frame = frame, .host = "", .method = "", .parts = &part,
			.part_count = 1 };

		memcpy(copy, bytes.data, bytes.len);
		detect_message(d, &stream, &m, &sink);
		free(copy);
		at += bytes.len;
	}
	detect_stream_end(d, stream, &sink);
}

static const char *const streams[] = {
	"HELLO imei=490154203237518;imsi: 404450123456789 tel=+919876543210 end",
	"\"gaid\":\"38400000-8cf0-11bd-b23e-10b96e40000d\",\"mac\":\"64:09:80:aa:bb:cc\"",
	"imei=490154203237518",
	"imei=4901542032375189999 x 14901542032375187",
	"mac=64:09:80:aa:bb:cc:dd:ee, id 0eaed834a1e6f4b2bf0c024e0013dea1 ssid=HomeNetwork",
	"friend@example.org.uk friend@example.org. 415-555-0123",
	"imei: 490154203237517 aadhaar=234123412346; order=404450123456780",
	"imsi%3D404450123456789%26 <serial>R58M12ABCDE</serial> wifiName: Cafe Roma 2",
	"{\"imsi\": \"404450123456789\", \"bt_mac\" : \"64:09:80:aa:bb:c1\"}",
};

/* The same lines, each as often. Those that waited come later than others of the same piece. */
static bool same_lines(const char *a, const char *b)
{
	return strlen(a) == strlen(b) && lines_are_in(a, b) && lines_are_in(b, a);
}

static void same_in_pieces(struct detector *d, const char *text)
{
	struct span whole = span_of(text);
	struct found all = { 0 };

	run_pieces(d, whole, whole.len, whole.len, &all);
	for (size_t first = 1; first < whole.len; first++) {
		struct found f = { 0 };

		run_pieces(d, whole, first, whole.len, &f);
		if (!same_lines(buf_text(&f.short_lines), buf_text(&all.short_lines)))
			fail_msg("%s at %zu: %s instead of %s", text, first, buf_text(&f.short_lines), buf_text(&all.short_lines));
		found_free(&f);
	}
	for (size_t len = 1; len < 9; len++) {
		struct found f = { 0 };

		run_pieces(d, whole, 0, len, &f);
		if (!same_lines(buf_text(&f.short_lines), buf_text(&all.short_lines)))
			fail_msg("%s by %zu: %s instead of %s", text, len, buf_text(&f.short_lines), buf_text(&all.short_lines));
		found_free(&f);
	}
	found_free(&all);
}

static void a_stream_in_pieces_shows_the_same(void **state)
{
	(void)state;
	/* Values that are not known are only found where their wrapping is whole. */
	same_in_pieces(with_case, "x:NDkwMTU0MjAzMjM3NTE4 end");
	/* {"imei":"490154203237518"} in base64; in hex. */
	same_in_pieces(with_case, "d=eyJpbWVpIjoiNDkwMTU0MjAzMjM3NTE4In0=\nend");
	for (size_t i = 0; i < sizeof streams / sizeof *streams; i++) {
		same_in_pieces(with_case, streams[i]);
		same_in_pieces(without_case, streams[i]);
	}
}

static void a_straddling_value_is_of_the_message_with_its_last_byte(void **state)
{
	struct found f = { 0 };

	(void)state;
	run_pieces(with_case, span_of("imei=490154203237518; bye"), 10, 10, &f);
	assert_int_equal(f.count, 1);
	assert_int_equal(f.last.frame, 2);
	assert_int_equal(f.last.length, 15);
	found_free(&f);
	/* Its last byte is a message's last: known only when more has come, and still that message's. */
	f = (struct found){ 0 };
	run_pieces(with_case, span_of("imei=490154203237518; bye"), 20, 10, &f);
	assert_int_equal(f.count, 1);
	assert_int_equal(f.last.frame, 1);
	assert_int_equal(f.last.offset, 5);
	assert_true(f.message_named);
	found_free(&f);
}

/* The first piece of a long body does not say that more will come. */
static void a_body_in_pieces_is_one_body(void **state)
{
	struct buf body = { 0 };
	struct part part = { .root = "http.body" };
	struct message m = { .carrier = "http1", .host = "", .method = "", .parts = &part, .part_count = 1, .decoded = true };
	struct detect_stream *stream = NULL;
	struct found f = { 0 };
	const struct detect_sink sink = found_sink(&f);

	(void)state;
	for (int i = 0; i < 300; i++)
		buf_puts(&body, "filling ");
	buf_puts(&body, "imei=4901542");
	part.bytes = buf_span(&body);
	detect_message(with_case, &stream, &m, &sink);
	part.bytes = span_of("03237518 and more");
	part.continues = true;
	detect_message(with_case, &stream, &m, &sink);
	detect_stream_end(with_case, stream, &sink);
	assert_string_equal(buf_text(&f.lines), "known imei plain http.body\n");
	buf_free(&body);
	found_free(&f);
}

/* Base64 without an end, over many pieces: it is unwrapped again with each, up to a bound, and then given up and said. */
static void what_never_ends_is_reported_as_lost(void **state)
{
	struct buf text = { 0 };
	struct found f = { 0 };

	(void)state;
	buf_puts(&text, "d=");
	while (text.len < CARRY_MAX + RAW_PIECE)
		buf_puts(&text, "eyJhIjoiYiIs");
	run_pieces(without_case, buf_span(&text), RAW_PIECE, RAW_PIECE, &f);
	assert_true(f.losses > 0);
	found_free(&f);
	f = (struct found){ 0 };
	run_pieces(without_case, span_sub(buf_span(&text), 0, CARRY_MAX / 2), RAW_PIECE, RAW_PIECE, &f);
	assert_int_equal(f.losses, 0);
	found_free(&f);
	buf_free(&text);
}

/* What is carried is read again with each piece: whose a value is that stands in it is told once. */
static void what_is_anothers_is_told_once_of_a_stream(void **state)
{
	static const char text[] = "d=eyJzZXJ2ZXJzIjp7ImxhdCI6IjEyLjM0NTY3OCIsIm5hbWUiOiJvbmUifSwibm90ZSI6IndoYXQgZm9sbG93cyBpcyBuZWl0aGVyIGhlcmUgbm9yIHRoZXJlIiwibiI6MX0=&e=1";

	(void)state;
	for (size_t len = 1; len < sizeof text; len++) {
		struct found f = { 0 };

		run_pieces(without_case, span_of(text), 0, len, &f);
		if (strcmp(buf_text(&f.anothers), "location ") != 0)
			fail_msg("by %zu: %s", len, buf_text(&f.anothers));
		found_free(&f);
	}
}

/* Begins something wrapped that does not end, and says how many losses there were. */
static unsigned losses_of_carrying(uint64_t *carried)
{
	struct found f = { 0 };
	struct detect_sink sink = found_sink(&f);
	const struct part part = part_of("raw", span_of("d=eyJhIjoiYiIsImMiOiJkIiwiZSI6ImYiLCJnIjoiaCIsImkiOiJqIiwi"));
	const struct message m = { .carrier = "raw", .host = "", .method = "", .parts = &part, .part_count = 1 };
	struct detect_stream *stream = NULL;
	uint64_t before = *carried;
	unsigned losses;

	sink.carried = carried;
	detect_message(without_case, &stream, &m, &sink);
	assert_true((*carried > before) == (f.losses == 0));
	detect_stream_end(without_case, stream, &sink);
	assert_int_equal(*carried, before);
	losses = f.losses;
	found_free(&f);
	return losses;
}

/* One detector serves several shards: how many of them a worker has may change nothing. */
static void what_one_shard_carries_binds_no_other(void **state)
{
	uint64_t full = CARRY_TOTAL_MAX / SHARDS, others = 0;

	(void)state;
	assert_int_equal(losses_of_carrying(&full), 1);
	assert_int_equal(losses_of_carrying(&others), 0);
	full -= CARRY_MAX;
	assert_int_equal(losses_of_carrying(&full), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stream_in_pieces_shows_the_same),
		cmocka_unit_test(a_straddling_value_is_of_the_message_with_its_last_byte),
		cmocka_unit_test(a_body_in_pieces_is_one_body),
		cmocka_unit_test(what_never_ends_is_reported_as_lost),
		cmocka_unit_test(what_is_anothers_is_told_once_of_a_stream),
		cmocka_unit_test(what_one_shard_carries_binds_no_other),
	};

	return unit_run_between(detectors_set_up, tests, detectors_tear_down);
}
