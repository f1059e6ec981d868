#include "unit.h"

#include "ciphers.h"
#include "quic_ends.h"

static void cut_and_shuffled_a_request_is_the_same(void **state)
{
	struct ends *e = *state;
	struct buf request = { 0 };

	put_request(&request, "/up?imei=490154203237518", "body of it");
	for (size_t n = 1; n < request.len; n++) {
		size_t count = (request.len + n - 1) / n, step = 7 % count == 0 ? 1 : 7;

		while (count % step == 0 && step > 1)
			step--;
		ends_begin(e, 1, "h3", true);
		shake_hands(e);
		for (size_t i = 0, k = 0; i < count; i++, k = (k + 101) % count)
			say_stream(e, true, 0, k * n, span_sub(buf_span(&request), k * n, n), k + 1 == count);
		is_read(e, REQUEST_SAID);
	}
	buf_free(&request);
}

static void frames_are_those_that_brought_the_bytes(void **state)
{
	struct ends *e = *state;

	put_request(&e->request, "/p", "0123456789");
	say_stream(e, true, 0, e->request.len - 6, span_sub(buf_span(&e->request), e->request.len - 6, 6), true); /* in frame 3 */
	say_stream(e, true, 0, 0, span_sub(buf_span(&e->request), 0, e->request.len - 6), false);             /* in frame 4 */
	talking_end(&e->t);
	assert_non_null(strstr(buf_text(&e->t.frames), "4*4 3*6 |"));
}

static void a_hole_in_a_body_is_passed_over(void **state)
{
	struct ends *e = *state;

	put_request(&e->request, "/p", "0123456789");
	say_stream(e, true, 0, 0, span_sub(buf_span(&e->request), 0, e->request.len - 8), false);
	say_stream(e, true, 0, e->request.len - 5, span_sub(buf_span(&e->request), e->request.len - 5, 5), true);
	talking_end(&e->t);
	assert_string_equal(buf_text(&e->t.said), "http3 POST api.mi.com /p | http.path@19=/p | http.body@26=01 | http.header:user-agent@21=tests\n"
		"http3 POST api.mi.com /p | http.body@31=56789\n");
	assert_int_equal(e->t.losses[LOSS_STREAM_GAP], 1);
	assert_int_equal(e->t.session.end, SESSION_HOLE);
}

static void a_reset_hands_over_what_came(void **state)
{
	struct ends *e = *state;

	put_request(&e->request, "/p", "0123456789");
	say_stream(e, true, 0, 0, span_sub(buf_span(&e->request), 0, e->request.len - 8), false);
	sealing_varint(&e->frames, 4); /* RESET_STREAM */
	sealing_varint(&e->frames, 0);
	sealing_varint(&e->frames, 0x10c);
	sealing_varint(&e->frames, e->request.len);
	say(e, QUIC_ONE_RTT, true, &e->frames);
	assert_string_equal(buf_text(&e->t.said), "http3 POST api.mi.com /p | http.path@19=/p | http.body@26=01 | http.header:user-agent@21=tests\n");
}

/* A request whose fields name the table: in the table's order, before it, or without its size being told. */
static void with_table(struct ends *e, bool settings, bool inserts_first, const char *said)
{
	nghttp3_qpack_encoder *q = encoder(4096);
	struct buf inserts = { 0 }, request = { 0 }, control = { 0 };

	ends_begin(e, 1, "h3", true);
	shake_hands(e);
	if (settings) {
		sealing_varint(&control, 0); /* the control stream */
		put_h3(&control, SETTINGS, (struct span){ (const uint8_t *)"\x01\x50\x00\x07\x40\x64", 6 });
		say_stream(e, false, 3, 0, buf_span(&control), false);
	}
	sealing_varint(&inserts, 2); /* the encoder's stream */
	put_fields(&request, q, &inserts, 0, "/p", "the same agent each time");
	put_fields(&request, q, &inserts, 0, "/q", "the same agent each time"); /* as a trailer */
	if (inserts_first)
		say_stream(e, true, 2, 0, buf_span(&inserts), false);
	say_stream(e, true, 0, 0, buf_span(&request), true);
	if (!inserts_first) {
		assert_string_equal(buf_text(&e->t.said), "");
		say_stream(e, true, 2, 0, buf_span(&inserts), false);
	}
	is_read(e, said);
	nghttp3_qpack_encoder_del(q);
	buf_free(&inserts);
	buf_free(&request);
	buf_free(&control);
}

#define TABLE_SAID "http3 POST api.mi.com /p | http.path@19=/p | http.header:user-agent@21=the same agent each time | " \
	"http.trailer:user-agent@66=the same agent each time\n"

static void fields_of_the_table_are_read(void **state)
{
	struct ends *e = *state;

	with_table(e, true, true, TABLE_SAID);
	with_table(e, true, false, TABLE_SAID);
	with_table(e, false, true, TABLE_SAID);
	with_table(e, false, false, TABLE_SAID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		OF(nothing, cut_and_shuffled_a_request_is_the_same),
		OF(keyed, frames_are_those_that_brought_the_bytes),
		OF(keyed, a_hole_in_a_body_is_passed_over),
		OF(keyed, a_reset_hands_over_what_came),
		OF(nothing, fields_of_the_table_are_read),
	};

	return unit_run_between(ciphers_set_up, tests, NULL);
}
