#include "unit.h"

#include "base/buf.h"
#include "base/limits.h"
#include "flow/stream.h"

#include <string.h>

/* ---- a stream whose output is text: bytes as they are, holes as [n] ---- */

struct trial {
	struct ordered s;
	uint64_t total;
	struct buf out, frames; /* frames: of each delivery, as "1 2 " */
	bool unheard;
};

static void on_bytes(void *ctx, struct span bytes, uint64_t frame, int64_t at)
{
	struct trial *t = ctx;

	(void)at;
	assert_true((bytes.len > 0) != t->unheard);
	buf_add_span(&t->out, bytes);
	buf_printf(&t->frames, "%u ", (unsigned)frame);
}

static void on_gap(void *ctx, uint64_t missing, uint64_t frame)
{
	struct trial *t = ctx;

	assert_true(missing > 0 && frame > 0);
	buf_printf(&t->out, "[%u]", (unsigned)missing);
}

static struct ordered_sink sink_of(struct trial *t)
{
	return (struct ordered_sink){ on_bytes, on_gap, t };
}

static bool add_piece(struct trial *t, uint32_t seq, bool syn, struct span bytes, uint32_t wire_len, uint64_t frame)
{
	struct ordered_piece p = { .bytes = bytes, .len = wire_len, .frame = frame, .unheard = t->unheard };
	const struct ordered_sink sink = sink_of(t);

	return stream_add(&t->s, seq + syn, &p, &t->total, &sink);
}

static void finish(struct trial *t)
{
	const struct ordered_sink sink = sink_of(t);

	ordered_flush(&t->s, &t->total, &sink);
	assert_null(t->s.waiting);
	assert_int_equal(t->total, 0);
}

static void trial_free(struct trial *t)
{
	ordered_free(&t->s, &t->total);
	assert_int_equal(t->total, 0);
	buf_free(&t->out);
	buf_free(&t->frames);
}

/* ---- rows: what came, in order, and what must come out ---- */

enum { PIECES = 8 };

struct row {
	const char *name;
	struct {
		uint32_t seq;
		const char *bytes;
		uint32_t cut; /* bytes on the wire that were not captured */
	} pieces[PIECES];
	const char *before, *after; /* the output before the flush and with it; NULL: no more */
};

/* The handshake's number is base - 1, so seq 0 of a row is its first byte. */
static void run_row(const struct row *row, uint32_t base, bool syn)
{
	struct trial t = { .total = 0 };

	if (syn)
		assert_true(add_piece(&t, base - 1, true, (struct span){ NULL, 0 }, 0, 1));
	for (size_t i = 0; i < PIECES && row->pieces[i].bytes != NULL; i++) {
		struct span bytes = span_of(row->pieces[i].bytes);

		assert_true(add_piece(&t, base + row->pieces[i].seq, false, bytes, (uint32_t)bytes.len + row->pieces[i].cut,
			i + 2));
	}
	if (strcmp(buf_text(&t.out), row->before) != 0)
		fail_msg("%s: '%s' where '%s' was expected", row->name, buf_text(&t.out), row->before);
	finish(&t);
	if (strcmp(buf_text(&t.out), row->after == NULL ? row->before : row->after) != 0)
		fail_msg("%s: '%s' at the end", row->name, buf_text(&t.out));
	trial_free(&t);
}

static const struct row rows[] = {
	{ "in order", { { 0, "abc", 0 }, { 3, "def", 0 }, { 6, "g", 0 } }, "abcdefg", NULL },
	{ "reordered", { { 3, "def", 0 }, { 0, "abc", 0 } }, "abcdef", NULL },
	{ "all reversed", { { 6, "g", 0 }, { 3, "def", 0 }, { 0, "abc", 0 } }, "abcdefg", NULL },
	{ "sent again", { { 0, "abc", 0 }, { 0, "abc", 0 }, { 3, "d", 0 }, { 0, "abcd", 0 } }, "abcd", NULL },
	{ "sent again with more", { { 0, "abc", 0 }, { 0, "XYZdef", 0 } }, "abcdef", NULL },
	{ "sent again while it waits", { { 3, "def", 0 }, { 3, "XYZ", 0 }, { 0, "abc", 0 } }, "abcdef", NULL },
	{ "keep-alive", { { 0, "abc", 0 }, { 2, "\1", 0 }, { 3, "d", 0 } }, "abcd", NULL },
	{ "over the front of one that waits", { { 4, "ef", 0 }, { 2, "cdXY", 0 }, { 0, "ab", 0 } }, "abcdef", NULL },
	{ "over the back of one that waits", { { 2, "cd", 0 }, { 3, "Xef", 0 }, { 0, "ab", 0 } }, "abcdef", NULL },
	{ "around one that waits", { { 3, "de", 0 }, { 2, "cXYf", 0 }, { 0, "ab", 0 } }, "abcdef", NULL },
	{ "around two that wait", { { 2, "c", 0 }, { 4, "e", 0 }, { 1, "bXdYf", 0 }, { 0, "a", 0 } }, "abcdef", NULL },
	{ "inside one that waits", { { 2, "cdef", 0 }, { 3, "XY", 0 }, { 0, "ab", 0 } }, "abcdef", NULL },
	{ "over what was delivered and what waits", { { 0, "ab", 0 }, { 4, "ef", 0 }, { 0, "XYcdZZ", 0 } }, "abcdef", NULL },
	{ "up to one that waits", { { 3, "d", 0 }, { 1, "bc", 0 }, { 0, "a", 0 } }, "abcd", NULL },
	{ "a hole until the end", { { 0, "ab", 0 }, { 4, "ef", 0 } }, "ab", "ab[2]ef" },
	{ "two holes", { { 0, "a", 0 }, { 2, "c", 0 }, { 4, "e", 0 } }, "a", "a[1]c[1]e" },
	{ "a hole at the start", { { 2, "cd", 0 } }, "", "[2]cd" },
	{ "a cut packet", { { 0, "abc", 2 }, { 5, "fg", 0 } }, "abc[2]fg", NULL },
	{ "a cut packet that waits", { { 3, "de", 1 }, { 0, "abc", 0 }, { 6, "g", 0 } }, "abcde[1]g", NULL },
	{ "a cut packet sent again in full", { { 3, "d", 2 }, { 3, "def", 0 }, { 0, "abc", 0 } }, "abcd[2]", NULL },
	{ "nothing of a packet", { { 0, "", 4 }, { 4, "ef", 0 } }, "[4]ef", NULL },
	{ "cut inside what was delivered", { { 0, "abcd", 0 }, { 0, "ab", 6 } }, "abcd[4]", NULL },
	{ "far off", { { 0, "ab", 0 }, { 0x50000000, "X", 0 }, { 2, "c", 0 } }, "abc", NULL },
	{ "far behind", { { 0, "ab", 0 }, { 0xA0000000, "X", 0 }, { 2, "c", 0 } }, "abc", NULL },
};

static void pieces_become_bytes_in_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		run_row(&rows[i], 1000, true);
}

static void the_sequence_number_wraps_anywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		for (uint32_t back = 0; back < 9; back++)
			run_row(&rows[i], 0 - back, true);
		run_row(&rows[i], 0x80000000 - 3, true);
	}
}

static void without_its_beginning_a_stream_starts_where_it_is_seen(void **state)
{
	static const struct row middle[] = {
		{ "in order", { { 50, "abc", 0 }, { 53, "d", 0 } }, "abcd", NULL },
		{ "what lies before is old", { { 50, "cd", 0 }, { 48, "ab", 0 }, { 52, "e", 0 } }, "cde", NULL },
		{ "one that reaches over the start", { { 50, "cd", 0 }, { 48, "abcde", 0 } }, "cde", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof middle / sizeof *middle; i++)
		run_row(&middle[i], 0x7FFFFFF0, false);
}

static void data_on_the_handshake_counts_from_behind_it(void **state)
{
	struct trial t = { .total = 0 };

	(void)state;
	add_piece(&t, 99, true, span_of("ab"), 2, 1);
	add_piece(&t, 102, false, span_of("cd"), 2, 2);
	add_piece(&t, 99, true, span_of("ab"), 2, 3);
	assert_string_equal(buf_text(&t.out), "abcd");
	trial_free(&t);
}

static void each_delivery_names_the_frame_that_brought_it(void **state)
{
	struct trial t = { .total = 0 };

	(void)state;
	add_piece(&t, 0, false, span_of("ab"), 2, 1);
	add_piece(&t, 4, false, span_of("ef"), 2, 2);
	add_piece(&t, 6, false, span_of("g"), 1, 3);
	add_piece(&t, 2, false, span_of("cd"), 2, 4);
	assert_string_equal(buf_text(&t.out), "abcdefg");
	assert_string_equal(buf_text(&t.frames), "1 4 2 3 ");
	trial_free(&t);
}

/* ---- bounds ---- */

/* They take their place, with their holes, and no memory. */
static void unheard_bytes_are_told_of_and_not_kept(void **state)
{
	struct trial t = { .unheard = true };

	(void)state;
	add_piece(&t, 100, false, span_of("ab"), 2, 1);
	add_piece(&t, 104, false, span_of("ef"), 4, 2); /* two of them were not captured */
	add_piece(&t, 110, false, span_of("kl"), 2, 3);
	assert_string_equal(buf_text(&t.frames), "1 ");
	assert_int_equal(t.s.waiting->count, 2);
	assert_int_equal(t.s.waiting->bytes + t.total, 0);
	add_piece(&t, 102, false, span_of("cd"), 2, 4);
	assert_string_equal(buf_text(&t.frames), "1 4 2 ");
	finish(&t);
	assert_string_equal(buf_text(&t.frames), "1 4 2 3 ");
	assert_string_equal(buf_text(&t.out), "[2][2]");
	assert_int_equal(t.s.missing, 4);
	trial_free(&t);
}

static void too_many_segments_give_up_the_first_hole(void **state)
{
	struct trial t = { .total = 0 };
	bool within = true;
	uint32_t n = 0;

	(void)state;
	add_piece(&t, 0, false, span_of("a"), 1, 1);
	for (; within && n <= SEGMENTS_MAX; n++)
		within = add_piece(&t, 2 + 2 * n, false, span_of("x"), 1, n + 2);
	assert_int_equal(n, SEGMENTS_MAX + 1);
	assert_string_equal(buf_text(&t.out), "a[1]x");
	assert_int_equal(t.s.missing, 1);
	assert_int_equal(t.s.waiting->count, SEGMENTS_MAX);
	finish(&t);
	assert_int_equal(t.s.missing, SEGMENTS_MAX + 1);
	trial_free(&t);
}

static void too_many_bytes_give_up_the_first_hole(void **state)
{
	static const uint8_t large[60000];
	struct trial t = { .total = 0 };
	uint32_t n = 0;

	(void)state;
	add_piece(&t, 0, false, span_of("a"), 1, 1);
	while (add_piece(&t, 2 + n * (uint32_t)sizeof large, false, (struct span){ large, sizeof large }, sizeof large, n + 2))
		n++;
	assert_int_equal(n, SEGMENT_BYTES_MAX / sizeof large);
	assert_null(t.s.waiting); /* they stood in one row behind the hole */
	assert_int_equal(t.out.len, 1 + 3 + (n + 1) * sizeof large);
	trial_free(&t);
}

static void what_other_streams_keep_counts_too(void **state)
{
	struct trial t = { .total = REORDER_TOTAL_MAX / SHARDS };

	(void)state;
	add_piece(&t, 0, false, span_of("a"), 1, 1);
	assert_false(add_piece(&t, 2, false, span_of("c"), 1, 2));
	assert_string_equal(buf_text(&t.out), "a[1]c");
	t.total -= REORDER_TOTAL_MAX / SHARDS;
	trial_free(&t);
}

/* ---- properties ---- */

enum { LENGTH = 97 };

static void text_fill(char text[LENGTH + 1])
{
	for (size_t i = 0; i < LENGTH; i++)
		text[i] = (char)('!' + i % 90);
	text[LENGTH] = 0;
}

static void split_anywhere_and_swapped_the_bytes_are_the_same(void **state)
{
	char text[LENGTH + 1];

	(void)state;
	text_fill(text);
	for (uint32_t n = 1; n < LENGTH; n++) {
		struct trial t = { .total = 0 };
		struct span first = span_sub(span_of(text), 0, n), second = span_sub(span_of(text), n, LENGTH);

		add_piece(&t, 0 - 41, true, (struct span){ NULL, 0 }, 0, 1);
		add_piece(&t, n - 40, false, second, (uint32_t)second.len, 2);
		add_piece(&t, 0 - 40, false, first, n, 3);
		assert_string_equal(buf_text(&t.out), text);
		trial_free(&t);
	}
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 16;
}

/* Pieces of random length that may overlap those before, in one order, together all of the text. */
static size_t cut_up(uint32_t *seed, struct span ret[LENGTH], struct span text)
{
	size_t n = 0, at = 0;

	while (at < text.len) {
		size_t len = 1 + next_random(seed) % 9, back = next_random(seed) % 4 == 0 ? next_random(seed) % 5 : 0;

		ret[n] = span_sub(text, at < back ? 0 : at - back, len + back);
		at = (size_t)(ret[n].data + ret[n].len - text.data);
		n++;
	}
	return n;
}

static void shuffled_overlapping_and_repeated_the_bytes_are_the_same(void **state)
{
	char text[LENGTH + 1];

	(void)state;
	text_fill(text);
	for (uint32_t run = 0; run < 2000; run++) {
		struct trial t = { .total = 0 };
		struct span pieces[LENGTH];
		uint32_t seed = run, base = 0 - run % LENGTH;
		size_t n = cut_up(&seed, pieces, span_of(text));

		for (size_t i = 0; i < n; i++) { /* within a window of eight */
			size_t j = i + next_random(&seed) % (n - i < 8 ? n - i : 8);
			struct span p = pieces[i];

			pieces[i] = pieces[j];
			pieces[j] = p;
		}
		add_piece(&t, base - 1, true, (struct span){ NULL, 0 }, 0, 1);
		for (size_t i = 0; i < n; i++) {
			size_t again = next_random(&seed) % (i + 1);

			for (size_t k = i;; k = again) {
				add_piece(&t, base + (uint32_t)(pieces[k].data - (const uint8_t *)text), false, pieces[k],
					(uint32_t)pieces[k].len, i + 2);
				if (k == again)
					break;
			}
		}
		if (strcmp(buf_text(&t.out), text) != 0)
			fail_msg("run %u: %s", run, buf_text(&t.out));
		finish(&t);
		trial_free(&t);
	}
}

/* Some pieces never come: every byte of the text comes once or stands in a hole. */
static void with_pieces_lost_the_bytes_and_holes_add_up(void **state)
{
	char text[LENGTH + 1];

	(void)state;
	text_fill(text);
	for (uint32_t run = 0; run < 1000; run++) {
		struct trial t = { .total = 0 };
		struct span pieces[LENGTH];
		uint32_t seed = run;
		size_t n = cut_up(&seed, pieces, span_of(text));

		add_piece(&t, run - 1, true, (struct span){ NULL, 0 }, 0, 1);
		for (size_t i = 0; i < n; i++) {
			if (i + 1 == n || next_random(&seed) % 3 != 0)
				add_piece(&t, run + (uint32_t)(pieces[i].data - (const uint8_t *)text), false, pieces[i],
					(uint32_t)pieces[i].len, i + 2);
		}
		finish(&t);
		assert_int_equal((uint32_t)t.s.next, run + LENGTH);
		assert_true(t.s.missing < LENGTH);
		trial_free(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_become_bytes_in_order),
		cmocka_unit_test(the_sequence_number_wraps_anywhere),
		cmocka_unit_test(without_its_beginning_a_stream_starts_where_it_is_seen),
		cmocka_unit_test(data_on_the_handshake_counts_from_behind_it),
		cmocka_unit_test(each_delivery_names_the_frame_that_brought_it),
		cmocka_unit_test(unheard_bytes_are_told_of_and_not_kept),
		cmocka_unit_test(too_many_segments_give_up_the_first_hole),
		cmocka_unit_test(too_many_bytes_give_up_the_first_hole),
		cmocka_unit_test(what_other_streams_keep_counts_too),
		cmocka_unit_test(split_anywhere_and_swapped_the_bytes_are_the_same),
		cmocka_unit_test(shuffled_overlapping_and_repeated_the_bytes_are_the_same),
		cmocka_unit_test(with_pieces_lost_the_bytes_and_holes_add_up),
	};

	return unit_run(tests);
}
