#include "unit.h"

#include "base/instant.h"
#include "base/period.h"

/* NULL: it is none. */
static const struct {
	const char *from, *period, *to;
} rows[] = {
	{ "2024-01-31T10:00:00Z", "P1Y", "2025-01-31T10:00:00.000000Z" },
	{ "2024-02-29T00:00:00Z", "P1Y", "2025-03-01T00:00:00.000000Z" },
	{ "2024-01-15T00:00:00Z", "P1M", "2024-02-15T00:00:00.000000Z" },
	{ "2024-01-15T00:00:00Z", "PT1M", "2024-01-15T00:01:00.000000Z" },
	{ "2024-12-31T23:00:00Z", "P30D", "2025-01-30T23:00:00.000000Z" },
	{ "2024-01-01T00:00:00Z", "P2W", "2024-01-15T00:00:00.000000Z" },
	{ "2024-01-01T00:00:00Z", "P1Y2M10DT2H30M5S", "2025-03-11T02:30:05.000000Z" },
	{ "2024-01-01T00:00:00Z", "86400", "2024-01-02T00:00:00.000000Z" },
	{ "2024-01-01T00:00:00Z", "", NULL },
	{ "2024-01-01T00:00:00Z", "P", NULL },
	{ "2024-01-01T00:00:00Z", "1Y", NULL },
	{ "2024-01-01T00:00:00Z", "P1", NULL },
	{ "2024-01-01T00:00:00Z", "P1X", NULL },
	{ "2024-01-01T00:00:00Z", "P-1Y", NULL },
	{ "2024-01-01T00:00:00Z", "P1.5Y", NULL },
	{ "2024-01-01T00:00:00Z", "P100001D", NULL },
	{ "2024-01-01T00:00:00Z", "P300Y", NULL },
	{ "2024-01-01T00:00:00Z", "P100000Y", NULL },
	{ "2024-01-01T00:00:00Z", "P1Y1Y1Y1Y1Y1Y1Y1Y", NULL },
	{ "2024-01-01T00:00:00Z", "1234567890", NULL },
};

static void a_period_ends_by_the_calendar(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[INSTANT_TEXT];
		int64_t from, to;
		bool is_one;

		assert_true(instant_parse(rows[i].from, &from));
		is_one = period_add(from, rows[i].period, &to);
		if (is_one != (rows[i].to != NULL))
			fail_msg("'%s': %s", rows[i].period, is_one ? "taken" : "refused");
		if (is_one)
			assert_string_equal(instant_text(to, text), rows[i].to);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_period_ends_by_the_calendar),
	};

	return unit_run(tests);
}
