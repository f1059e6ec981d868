#include "unit.h"

#include "base/reader.h"

static const uint8_t bytes[] = { 1, 2, 3, 4, 5, 6, 7, 8 };

static void integers_are_read_in_both_orders(void **state)
{
	struct reader r = rd_over(bytes, sizeof bytes);

	(void)state;
	assert_int_equal(rd_be16(&r), 0x0102);
	assert_int_equal(rd_le16(&r), 0x0403);
	assert_int_equal(rd_be32(&r), 0x05060708);
	assert_true(rd_ok(&r));
	assert_int_equal(rd_left(&r), 0);
}

static void failure_sticks_and_ends_the_reader(void **state)
{
	struct reader r = rd_over(bytes, 3);

	(void)state;
	assert_int_equal(rd_be32(&r), 0);
	assert_false(rd_ok(&r));
	assert_int_equal(rd_left(&r), 0);
	assert_int_equal(rd_u8(&r), 0);
}

static void a_child_reads_no_further_than_its_length(void **state)
{
	struct reader r = rd_over(bytes, sizeof bytes);
	struct reader child = rd_sub(&r, 2);

	(void)state;
	assert_int_equal(rd_be32(&child), 0);
	assert_false(rd_ok(&child));
	assert_true(rd_ok(&r));
	assert_int_equal(rd_u8(&r), 3);
	child = rd_sub(&r, 100);
	assert_false(rd_ok(&child));
}

static void lines_end_in_lf_with_or_without_cr(void **state)
{
	struct reader r = rd_over("one\r\ntwo\nthree", 14);
	struct span line;

	(void)state;
	assert_true(rd_line(&r, &line));
	assert_true(span_is(line, "one"));
	assert_true(rd_line(&r, &line));
	assert_true(span_is(line, "two"));
	assert_false(rd_line(&r, &line));
	assert_int_equal(rd_left(&r), 5);
}

static void an_empty_span_is_read_as_nothing(void **state)
{
	struct reader r = rd_over(NULL, 0);

	(void)state;
	assert_int_equal(rd_left(&r), 0);
	assert_true(rd_ok(&r));
	assert_int_equal(rd_rest(&r).len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_are_read_in_both_orders),
		cmocka_unit_test(failure_sticks_and_ends_the_reader),
		cmocka_unit_test(a_child_reads_no_further_than_its_length),
		cmocka_unit_test(an_empty_span_is_read_as_nothing),
		cmocka_unit_test(lines_end_in_lf_with_or_without_cr),
	};

	return unit_run(tests);
}
