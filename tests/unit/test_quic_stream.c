#include "unit.h"

#include "base/buf.h"
#include "decode/quic_stream.h"

#include <stdio.h>
#include <string.h>

struct heard {
	struct buf text; /* bytes as they came, "[5]" for a hole of 5 */
};

static void on_bytes(void *ctx, struct span bytes, uint64_t frame, int64_t at)
{
	struct heard *h = ctx;

	assert_true(bytes.len > 0);
	assert_int_equal(frame, (uint64_t)at);
	buf_add_span(&h->text, bytes);
}

static void on_gap(void *ctx, uint64_t missing, uint64_t frame)
{
	struct heard *h = ctx;

	assert_true(frame > 0);
	buf_printf(&h->text, "[%u]", (unsigned)missing);
}

/* Pieces of "0123456789abcdef" by their offset and length, "!" where the stream ends with one; and what is delivered, before "|" at once. */
static const struct {
	const char *pieces, *delivered;
	bool whole;
} rows[] = {
	{ "0+4 4+4", "01234567|", false },
	{ "0+4 4+4!", "01234567|", true },
	{ "4+4 0+4", "01234567|", false },
	{ "8+4! 4+4 0+4", "0123456789ab|", true },
	{ "4+4 0+4 4+4 0+8", "01234567|", false },
	{ "0+4 2+4", "012345|", false },
	{ "2+4 0+4", "012345|", false },
	{ "2+2 6+2 0+10", "0123456789|", false },
	{ "2+2 6+2 4+1", "|[2]234[1]67", false },
	{ "4+4", "|[4]4567", false },
	{ "0+2 8+2", "01|[6]89", false },
	{ "0+2 8+2 5+1", "01|[3]5[2]89", false },
	{ "0+0!", "|", true },
	{ "0+4 4+0!", "0123|", true },
	{ "4+0! 0+4", "0123|", true },
	{ "0+4! 2+8", "0123456789|", true },
};

static void pieces_in_any_order_are_a_stream(void **state)
{
	static const char all[] = "0123456789abcdef";

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct quic_stream s = { 0 };
		struct heard h = { { 0 } };
		const struct quic_stream_sink sink = { on_bytes, on_gap, &h };
		uint64_t total = 0, frame = 0;
		unsigned offset, len;
		int n;

		for (const char *at = rows[i].pieces; sscanf(at, "%u+%u%n", &offset, &len, &n) == 2;) {
			struct quic_stream_piece p = { .offset = offset, .bytes = { (const uint8_t *)all + offset, len } };

			at += n;
			p.last = *at == '!';
			at += strspn(at, "! ");
			p.frame = ++frame;
			p.at = (int64_t)frame;
			assert_true(quic_stream_add(&s, &p, &total, &sink));
		}
		assert_int_equal(quic_stream_is_whole(&s), rows[i].whole);
		assert_int_equal(total, s.waiting_bytes);
		buf_putc(&h.text, '|');
		quic_stream_flush(&s, &total, &sink);
		if (strcmp(buf_text(&h.text), rows[i].delivered) != 0)
			fail_msg("%s: %s, not %s", rows[i].pieces, buf_text(&h.text), rows[i].delivered);
		assert_int_equal(total, 0);
		quic_stream_free(&s, &total);
		buf_free(&h.text);
	}
}

static void what_came_first_stands(void **state)
{
	struct quic_stream s = { 0 };
	struct heard h = { { 0 } };
	const struct quic_stream_sink sink = { on_bytes, on_gap, &h };
	uint64_t total = 0;

	(void)state;
	quic_stream_add(&s, &(struct quic_stream_piece){ .offset = 2, .bytes = span_of("first"), .frame = 1, .at = 1 }, &total, &sink);
	quic_stream_add(&s, &(struct quic_stream_piece){ .bytes = span_of("SECOND+++"), .frame = 2, .at = 2 }, &total, &sink);
	assert_string_equal(buf_text(&h.text), "SEfirst++");
	buf_free(&h.text);
}

static void a_hole_is_waited_for_up_to_a_bound(void **state)
{
	struct quic_stream s = { 0 };
	struct heard h = { { 0 } };
	const struct quic_stream_sink sink = { on_bytes, on_gap, &h };
	uint64_t total = 0;
	unsigned n = 0;

	(void)state;
	for (; n < SEGMENTS_MAX; n++)
		assert_true(quic_stream_add(&s, &(struct quic_stream_piece){ .offset = 10 + 2U * n, .bytes = span_of("x"), .frame = 1, .at = 1 },
			&total, &sink));
	assert_int_equal(h.text.len, 0);
	assert_false(quic_stream_add(&s, &(struct quic_stream_piece){ .offset = 10 + 2U * n, .bytes = span_of("x"), .frame = 1, .at = 1 },
		&total, &sink));
	assert_string_equal(buf_text(&h.text), "[10]x");
	quic_stream_free(&s, &total);
	assert_int_equal(total, 0);
	buf_free(&h.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_in_any_order_are_a_stream),
		cmocka_unit_test(what_came_first_stands),
		cmocka_unit_test(a_hole_is_waited_for_up_to_a_bound),
	};

	return unit_run(tests);
}
