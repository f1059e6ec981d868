#include "unit.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/ordered.h"

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

struct trial {
	struct ordered o;
	struct heard heard;
	uint64_t total, frame;
};

static bool add(struct trial *t, uint64_t offset, struct span bytes)
{
	const struct ordered_sink sink = { on_bytes, on_gap, &t->heard };

	t->frame++;
	return ordered_add(&t->o, &(struct ordered_piece){ .offset = offset, .bytes = bytes, .len = (uint32_t)bytes.len, .frame = t->frame,
		.at = (int64_t)t->frame }, &t->total, &sink);
}

static void flush(struct trial *t)
{
	const struct ordered_sink sink = { on_bytes, on_gap, &t->heard };

	ordered_flush(&t->o, &t->total, &sink);
	assert_null(t->o.waiting);
	assert_int_equal(t->total, 0);
}

static void trial_free(struct trial *t)
{
	ordered_free(&t->o, &t->total);
	assert_int_equal(t->total, 0);
	buf_free(&t->heard.text);
}

/* Pieces of "0123456789abcdef" by their offset and length; and what is delivered, before "|" at once. */
static const struct {
	const char *pieces, *delivered;
} rows[] = {
	{ "0+4 4+4", "01234567|" },
	{ "4+4 0+4", "01234567|" },
	{ "8+4 4+4 0+4", "0123456789ab|" },
	{ "4+4 0+4 4+4 0+8", "01234567|" },
	{ "0+4 2+4", "012345|" },
	{ "2+4 0+4", "012345|" },
	{ "2+2 6+2 0+10", "0123456789|" },
	{ "2+2 6+2 4+1", "|[2]234[1]67" },
	{ "4+4", "|[4]4567" },
	{ "0+2 8+2", "01|[6]89" },
	{ "0+2 8+2 5+1", "01|[3]5[2]89" },
	{ "0+0", "|" },
	{ "0+4 4+0", "0123|" },
	{ "4+0 0+4", "0123|" },
	{ "0+4 2+8", "0123456789|" },
};

/* At offset 0, across 2^32, and as far as a stream of QUIC may go. */
static void pieces_in_any_order_are_a_stream(void **state)
{
	static const char all[] = "0123456789abcdef";
	static const uint64_t starts[] = { 0, (1ULL << 32) - 5, (1ULL << 62) - 17 };

	(void)state;
	for (size_t i = 0; i < 3 * (sizeof rows / sizeof *rows); i++) {
		const char *pieces = rows[i / 3].pieces, *delivered = rows[i / 3].delivered;
		struct trial t = { .o = { .next = starts[i % 3] } };
		unsigned offset, len;
		int n;

		for (const char *at = pieces; sscanf(at, "%u+%u%n", &offset, &len, &n) == 2; at += n)
			assert_true(add(&t, starts[i % 3] + offset, (struct span){ (const uint8_t *)all + offset, len }));
		assert_int_equal(t.total, t.o.waiting == NULL ? 0 : t.o.waiting->bytes);
		buf_putc(&t.heard.text, '|');
		flush(&t);
		if (strcmp(buf_text(&t.heard.text), delivered) != 0)
			fail_msg("%s: %s, not %s", pieces, buf_text(&t.heard.text), delivered);
		trial_free(&t);
	}
}

static void what_came_first_stands(void **state)
{
	struct trial t = { .total = 0 };

	(void)state;
	add(&t, 2, span_of("first"));
	add(&t, 0, span_of("SECOND+++"));
	assert_string_equal(buf_text(&t.heard.text), "SEfirst++");
	trial_free(&t);
}

static void a_hole_is_waited_for_up_to_a_bound(void **state)
{
	struct trial t = { .total = 0 };
	unsigned n = 0;

	(void)state;
	for (; n < SEGMENTS_MAX; n++)
		assert_true(add(&t, 10 + 2U * n, span_of("x")));
	assert_int_equal(t.heard.text.len, 0);
	assert_false(add(&t, 10 + 2U * n, span_of("x")));
	assert_string_equal(buf_text(&t.heard.text), "[10]x");
	assert_int_equal(t.o.missing, 10);
	trial_free(&t);
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
