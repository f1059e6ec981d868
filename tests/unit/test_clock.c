#include "unit.h"

#include "base/instant.h"
#include "capture/clock.h"

static void a_step_is_told_from_a_clock_that_is_kept_right(void **state)
{
	static const struct {
		const char *what;
		int64_t wall_ms, steady_ms, by_ms; /* since the look before */
	} rows[] = {
		{ "the first look", 1000, 1000, 0 },
		{ "both go on", 1000, 1000, 0 },
		{ "slewed by NTP", 1001, 1000, 0 },
		{ "just under the bar", 1499, 1000, 0 },
		{ "set forwards", 3601000, 1000, 3600000 },
		{ "both go on from there", 1000, 1000, 0 },
		{ "set backwards", -3599000, 1000, -3600000 },
		{ "half a second back", 500, 1000, -500 },
		{ "the machine slept", 7200000, 7200000, 0 },
	};
	struct clock_watch w = { 0 };
	int64_t wall = INT64_C(1407385800) * NS_PER_S, steady = 5;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		wall += rows[i].wall_ms * NS_PER_MS;
		steady += rows[i].steady_ms * NS_PER_MS;
		if (clock_step(&w, wall, steady) != rows[i].by_ms * NS_PER_MS)
			fail_msg("%s", rows[i].what);
	}
}

static void this_machines_clocks_agree_from_one_look_to_the_next(void **state)
{
	struct clock_watch w = { 0 };

	(void)state;
	assert_int_equal(clock_look(&w), 0);
	assert_int_equal(clock_look(&w), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_step_is_told_from_a_clock_that_is_kept_right),
		cmocka_unit_test(this_machines_clocks_agree_from_one_look_to_the_next),
	};

	return unit_run(tests);
}
