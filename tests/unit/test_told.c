#include "unit.h"

#include "detectors.h"

/* But for the values of the case, wherever they stand. */
static void too_much_is_reported_as_lost(void **state)
{
	struct buf text = { 0 };
	struct part part = { .root = "http.body" };
	struct found f = { 0 };

	(void)state;
	for (int i = 0; i < 3 * SIGHTINGS_MAX; i++)
		buf_printf(&text, "u%d@example.org ", i);
	for (int i = 0; i < 3 * SIGHTINGS_MAX; i++)
		buf_puts(&text, "490154203237518 ");
	buf_puts(&text, "+919876543210");
	part.bytes = buf_span(&text);
	detecting_run(with_case, &part, &f);
	assert_int_equal(f.losses, 1);
	assert_int_equal(f.count, SIGHTINGS_MAX);
	assert_non_null(strstr(buf_text(&f.lines), "known imei plain"));
	assert_non_null(strstr(buf_text(&f.lines), "known phone-number plain"));
	buf_free(&text);
	found_free(&f);
}

/*
 * Candidates cost, and what is packed: a sender of many may have the purse of all owe. What follows is still searched as it stands, and
 * opened as far as its own length goes.
 */
static void what_costs_much_is_bounded_over_messages(void **state)
{
	enum { CANDIDATES = 2 * PACKED_CREDIT / CANDIDATE_COST };
	struct purse purse = purse_full();
	struct buf many = { 0 };
	struct part part = { .root = "http.body" };
	struct message m = { .carrier = "http1", .host = "", .method = "", .parts = &part, .part_count = 1, .decoded = true };
	struct found f = { 0 };
	struct detect_sink sink = found_sink(&f);
	struct detect_stream *stream = NULL;

	(void)state;
	sink.purse = &purse;
	for (int i = 0; i < CANDIDATES; i++)
		buf_puts(&many, "a@b.cn ");
	part.bytes = buf_span(&many);
	detect_message(with_case, &stream, &m, &sink);
	assert_true(purse.all.bytes < 0);
	found_free(&f);
	f = (struct found){ 0 };
	part.bytes = span_of("imei=490154203237518&b=aW1zaT0lMzQwNDQ1MDEyMzQ1Njc4OQ==");
	detect_message(with_case, &stream, &m, &sink);
	assert_string_equal(buf_text(&f.lines), "known imei plain http.body > form:imei\n");
	assert_int_equal(f.losses, 1);
	found_free(&f);
	f = (struct found){ 0 };
	m.bytes = part.bytes.len;
	detect_message(with_case, &stream, &m, &sink);
	assert_int_equal(f.count, 2);
	assert_int_equal(f.losses, 0);
	detect_stream_end(with_case, stream, &sink);
	buf_free(&many);
	found_free(&f);
}

/* Where as many were told as a capture of that size may have, those of the case are told all the same. */
static void no_value_of_the_case_is_crowded_out(void **state)
{
	struct purse purse = { .all.sightings = 1 };
	struct part part = part_of("http.query", span_of("email=u1@example.org&mail=u2@example.org&imei=490154203237518"));
	const struct message m = { .carrier = "http1", .host = "", .method = "", .parts = &part, .part_count = 1, .decoded = true };
	struct found f = { 0 };
	struct detect_sink sink = found_sink(&f);
	struct detect_stream *stream = NULL;

	(void)state;
	sink.purse = &purse;
	detect_message(with_case, &stream, &m, &sink);
	detect_stream_end(with_case, stream, &sink);
	assert_string_equal(buf_text(&f.short_lines), "validated email u1@example.org\nknown imei 490154203237518\n");
	assert_int_equal(f.losses, 1);
	found_free(&f);
}

/* Only what was searched in vain is not searched again: a datum, a signal and a loss are told each time. */
static void what_is_said_again_is_told_again(void **state)
{
	struct buf deep = { 0 };
	struct {
		struct part part;
		unsigned sightings, losses;
		bool signal;
	} rows[] = {
		{ part_of("dns.name", span_of("connect.example.org")), 0, 0, false },
		{ part_of("http.query", span_of("imei=490154203237518")), 1, 0, false },
		{ part_of("http.query", span_of("us_privacy=1YNN")), 0, 0, true },
		{ { .root = "raw", .whole = true }, SIGHTINGS_MAX, 1, false },
	};

	(void)state;
	for (int i = 0; i < 2 * SIGHTINGS_MAX; i++)
		buf_printf(&deep, "u%d@example.org ", i);
	rows[3].part.bytes = buf_span(&deep);
	for (size_t i = 0; i < 3 * sizeof rows / sizeof *rows; i++) {
		size_t k = i % (sizeof rows / sizeof *rows);
		struct found f = { 0 };

		detecting_run(with_case, &rows[k].part, &f);
		assert_int_equal(f.count, rows[k].sightings);
		assert_int_equal(f.losses, rows[k].losses);
		assert_int_equal(f.signals.len > 0, rows[k].signal);
		found_free(&f);
	}
	buf_free(&deep);
}

/* What a worker knows to be vain depends on how many there are: what its sender may have opened does not. */
static void what_was_in_vain_costs_its_sender_again(void **state)
{
	struct purse purse = purse_full();
	struct part part = part_of("http.query", span_of("note=cXVpdGUgc29tZSB3b3JkcyBvZiBub3RoaW5nIGluIHBhcnRpY3VsYXI="));
	const struct message m = { .carrier = "http1", .host = "", .method = "", .parts = &part, .part_count = 1, .decoded = true };
	struct found f = { 0 };
	struct detect_sink sink = found_sink(&f);
	struct detect_stream *stream = NULL;
	int64_t once;

	(void)state;
	sink.purse = &purse;
	detect_message(with_case, &stream, &m, &sink);
	once = PACKED_CREDIT - purse.all.bytes;
	assert_true(once > 0);
	detect_message(with_case, &stream, &m, &sink);
	assert_int_equal(PACKED_CREDIT - purse.all.bytes, 2 * once);
	assert_int_equal(f.losses, 0);
	purse.all.bytes = 0;
	detect_message(with_case, &stream, &m, &sink);
	assert_int_equal(f.losses, 1);
	assert_int_equal(f.count, 0);
	found_free(&f);
}

static void a_value_said_very_often_is_no_loss(void **state)
{
	struct buf text = { 0 };
	struct part part = { .root = "http.body" };
	struct found f = { 0 };

	(void)state;
	for (int i = 0; i < 8 * SIGHTINGS_MAX; i++)
		buf_puts(&text, "+919876543210 ");
	buf_puts(&text, "415-555-0123");
	part.bytes = buf_span(&text);
	detecting_run(with_case, &part, &f);
	assert_int_equal(f.losses, 0);
	assert_int_equal(f.count, 2);
	buf_free(&text);
	found_free(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(too_much_is_reported_as_lost),
		cmocka_unit_test(what_costs_much_is_bounded_over_messages),
		cmocka_unit_test(no_value_of_the_case_is_crowded_out),
		cmocka_unit_test(what_is_said_again_is_told_again),
		cmocka_unit_test(what_was_in_vain_costs_its_sender_again),
		cmocka_unit_test(a_value_said_very_often_is_no_loss),
	};

	return unit_run_between(detectors_set_up, tests, detectors_tear_down);
}
