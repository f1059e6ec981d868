#include "unit.h"

#include "decode/gather.h"

#include <stdlib.h>
#include <string.h>

/* "abc" by frame 1, "de" by frame 2, "f" by frame 3. */
static struct gather three_frames(void)
{
	struct gather g = { 0 };

	gather_add(&g, span_of("ab"), 1, 10);
	gather_add(&g, span_of("c"), 1, 10);
	gather_add(&g, span_of(""), 7, 70);
	gather_add(&g, span_of("de"), 2, 20);
	gather_add(&g, span_of("f"), 3, 30);
	return g;
}

static void assert_bytes(struct span s, const char *text)
{
	assert_int_equal(s.len, strlen(text));
	assert_memory_equal(s.data, text, s.len);
}

/* What of bytes [from, to) each frame brought. */
static const struct {
	size_t from, to;
	const char *brought[3];
} pieces[] = {
	{ 0, SIZE_MAX, { "abc", "de", "f" } },
	{ 0, 6, { "abc", "de", "f" } },
	{ 1, 5, { "bc", "de", "" } },
	{ 3, 4, { "", "d", "" } },
	{ 2, 2, { "", "", "" } },
	{ 6, SIZE_MAX, { "", "", "" } },
	{ 9, 12, { "", "", "" } },
};

static void each_frame_has_its_piece(void **state)
{
	struct gather g = three_frames();

	(void)state;
	assert_int_equal(g.mark_count, 3);
	for (size_t n = 0; n < sizeof pieces / sizeof *pieces; n++) {
		for (size_t i = 0; i < 3; i++)
			assert_bytes(gather_piece(&g, i, pieces[n].from, pieces[n].to), pieces[n].brought[i]);
	}
	gather_free(&g);
}

static void a_copy_knows_the_frames(void **state)
{
	struct gather g = three_frames(), copy = { 0 };

	(void)state;
	gather_copy(&copy, &g, 2, 3);
	assert_bytes(buf_span(&copy.bytes), "cde");
	assert_int_equal(copy.mark_count, 2);
	assert_int_equal(gather_mark(&copy, 0)->frame, 1);
	assert_int_equal(gather_mark(&copy, 1)->frame, 2);
	assert_int_equal(gather_mark(&copy, 2)->at, 20);
	gather_free(&g);
	gather_free(&copy);
}

static void what_is_dropped_takes_its_marks_along(void **state)
{
	struct gather g = three_frames();

	(void)state;
	gather_drop(&g, 4);
	assert_bytes(buf_span(&g.bytes), "ef");
	assert_int_equal(g.mark_count, 2);
	assert_int_equal(gather_first(&g)->frame, 2);
	assert_int_equal(gather_mark(&g, 1)->frame, 3);
	gather_drop(&g, 9);
	assert_int_equal(g.bytes.len, 0);
	assert_int_equal(gather_first(&g)->frame, 0);
	gather_free(&g);
}

static void slices_of_marks_stand_one_behind_the_other(void **state)
{
	struct gather g = three_frames();
	struct mark *marks = NULL;
	size_t n = 0, cap = 0;
	struct part parts[2] = { { .mark_count = 2 }, { .mark_count = 1 } };

	(void)state;
	assert_int_equal(gather_slice(&g, 1, 3, &marks, &n, &cap), 2);
	assert_int_equal(gather_slice(&g, 5, 1, &marks, &n, &cap), 1);
	gather_point(parts, 2, marks);
	assert_int_equal(parts[0].marks[0].offset, 0);
	assert_int_equal(parts[0].marks[0].frame, 1);
	assert_int_equal(parts[0].marks[1].offset, 2);
	assert_int_equal(parts[0].marks[1].frame, 2);
	assert_int_equal(parts[1].marks[0].offset, 0);
	assert_int_equal(parts[1].marks[0].frame, 3);
	free(marks);
	gather_free(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_frame_has_its_piece),
		cmocka_unit_test(a_copy_knows_the_frames),
		cmocka_unit_test(what_is_dropped_takes_its_marks_along),
		cmocka_unit_test(slices_of_marks_stand_one_behind_the_other),
	};

	return unit_run(tests);
}
