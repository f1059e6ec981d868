#include "unit.h"

#include "base/purse.h"

static void what_every_message_may_make_is_never_refused(void **state)
{
	struct purse p = purse_full();

	(void)state;
	purse_pay(&p, SIZE_MAX / 4, 1);
	assert_int_equal(purse_allows(&p, 0), 0);
	assert_int_equal(purse_allows(&p, 100), 100 * PACKED_SURE);
}

static void what_goes_beyond_is_paid_and_earned_again(void **state)
{
	struct purse p = purse_full();

	(void)state;
	purse_pay(&p, 100 * PACKED_SURE, 100);
	assert_int_equal(purse_allows(&p, 0), PACKED_CREDIT);
	purse_pay(&p, 100 * PACKED_SURE + 50 * PACKED_RATIO, 100);
	assert_int_equal(purse_allows(&p, 0), PACKED_CREDIT - 50 * PACKED_RATIO);
	purse_earn(&p, 20);
	assert_int_equal(purse_allows(&p, 1), PACKED_CREDIT - 30 * PACKED_RATIO + PACKED_SURE);
	purse_earn(&p, 1000);
	assert_int_equal(purse_allows(&p, 0), PACKED_CREDIT);
}

/* It owes, but no more than it once had: after that much was captured others have something again. */
static void a_debt_is_bounded(void **state)
{
	struct purse p = purse_full();

	(void)state;
	for (int i = 0; i < 10; i++)
		purse_pay(&p, PACKED_CREDIT, 0);
	purse_earn(&p, PACKED_CREDIT / PACKED_RATIO);
	assert_int_equal(purse_allows(&p, 0), 0);
	purse_earn(&p, 1);
	assert_int_equal(purse_allows(&p, 0), PACKED_RATIO);
}

static void sightings_are_told_until_none_is_left(void **state)
{
	struct purse p = purse_full();
	unsigned n = 0;

	(void)state;
	while (purse_tells(&p))
		n++;
	assert_int_equal(n, SIGHTINGS_CREDIT);
	for (int i = 0; i < 3; i++)
		purse_earn(&p, SIGHTING_BYTES / 2);
	assert_true(purse_tells(&p));
	assert_false(purse_tells(&p));
	purse_earn(&p, SIGHTING_BYTES / 2);
	assert_true(purse_tells(&p));
}

/* What a hungry flow leaves to a neighbour is what the neighbour's own bytes earn; and no more than that is the neighbour's alone. */
static void what_a_flow_earns_itself_no_other_uses_up(void **state)
{
	struct purse p = purse_full();
	struct credit hungry = { 0 }, neighbour = { 0 };

	(void)state;
	purse_turn(&p, &neighbour);
	purse_earn(&p, 100);
	assert_int_equal(purse_allows(&p, 0), PACKED_CREDIT + 100 * PACKED_RATIO);
	purse_turn(&p, &hungry);
	purse_earn(&p, SIGHTING_BYTES);
	purse_pay(&p, 2 * PACKED_CREDIT, 0);
	while (purse_tells(&p))
		continue;
	assert_int_equal(purse_allows(&p, 1), PACKED_SURE);
	assert_true(hungry.bytes < 0);
	purse_turn(&p, &neighbour);
	assert_int_equal(purse_allows(&p, 1), PACKED_SURE + 100 * PACKED_RATIO);
	assert_false(purse_tells(&p));
	purse_earn(&p, SIGHTING_BYTES - 100);
	assert_true(purse_tells(&p));
	assert_false(purse_tells(&p));
	purse_pay(&p, SIGHTING_BYTES * PACKED_RATIO, 0);
	assert_int_equal(purse_allows(&p, 0), 0);
}

static void what_a_flow_leaves_is_everybodys(void **state)
{
	struct purse p = { 0 };
	struct credit thrifty = { 0 }, debtor = { 0 };

	(void)state;
	purse_turn(&p, &thrifty);
	purse_earn(&p, 2 * PACKED_OWN / PACKED_RATIO);
	assert_int_equal(thrifty.bytes, PACKED_OWN);
	assert_int_equal(p.all.bytes, PACKED_OWN);
	assert_int_equal(thrifty.sightings, SIGHTINGS_OWN);
	purse_settle(&p);
	assert_int_equal(purse_allows(&p, 0), 2 * PACKED_OWN);
	assert_int_equal(p.all.sightings, 2 * PACKED_OWN / PACKED_RATIO / SIGHTING_BYTES);
	purse_turn(&p, &debtor);
	purse_pay(&p, 2 * PACKED_OWN + 10, 0);
	assert_int_equal(debtor.bytes, -10);
	assert_int_equal(p.all.bytes, 0);
	purse_settle(&p);
	assert_int_equal(p.all.bytes, -10);
}

static void without_one_nothing_is_refused(void **state)
{
	(void)state;
	purse_pay(NULL, SIZE_MAX, 0);
	assert_true(purse_allows(NULL, 0) == SIZE_MAX && purse_tells(NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_every_message_may_make_is_never_refused),
		cmocka_unit_test(what_goes_beyond_is_paid_and_earned_again),
		cmocka_unit_test(a_debt_is_bounded),
		cmocka_unit_test(sightings_are_told_until_none_is_left),
		cmocka_unit_test(what_a_flow_earns_itself_no_other_uses_up),
		cmocka_unit_test(what_a_flow_leaves_is_everybodys),
		cmocka_unit_test(without_one_nothing_is_refused),
	};

	return unit_run(tests);
}
