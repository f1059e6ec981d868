#include "unit.h"

#include "assess/residency.h"
#include "assess_fixture.h"

struct row {
	const char *name;
	struct place_terms terms;
	bool deny;
	enum grade grade;
	struct place place;
	const char *date;
	enum residency state;
	enum grade rests_on;
};

static void run(const struct row *rows, size_t n)
{
	struct rulebook b = fixture_rulebook();

	for (size_t i = 0; i < n; i++) {
		const struct row *r = &rows[i];
		struct residency_answer a;

		residency_find(&b, &r->terms, r->deny, r->grade, &r->place, day(r->date == NULL ? "2015-03-15" : r->date), &a);
		if (a.state != r->state || a.grade != r->rests_on || a.reason[0] == 0)
			fail_msg("%s: %s, grade %s: %s", r->name, residency_name(a.state), grade_name(a.grade), a.reason);
	}
}

/* Every grade that a place may have against every grade that a rule may ask for. */
static void a_place_counts_at_the_rule_s_grade_or_better(void **state)
{
	struct rulebook b = fixture_rulebook();
	const struct place_terms oregon = TERMS(TERM_OREGON), china = TERMS(TERM_CN);

	(void)state;
	for (enum grade asked = GRADE_E; asked < GRADE_COUNT; asked++) {
		for (enum grade known = GRADE_E; known < GRADE_COUNT; known++) {
			struct place p = place_oregon(known);
			struct residency_answer in, out;

			residency_find(&b, &oregon, false, asked, &p, DAY(0), &in);
			residency_find(&b, &china, false, asked, &p, DAY(0), &out);
			assert_int_equal(in.state, known >= asked ? RESIDENCY_ALLOWED : RESIDENCY_UNKNOWN);
			assert_int_equal(out.state, known >= asked ? RESIDENCY_DENIED : RESIDENCY_UNKNOWN);
			assert_int_equal(in.grade, known);
		}
	}
}

static struct place with_region(struct place p, const char *region, enum grade grade)
{
	p.region = level_of(region, grade);
	return p;
}

static struct place with_operator(struct place p, const char *id, enum grade grade, uint32_t as, bool stale)
{
	p.operator_id = level_of(id, grade);
	p.as = as;
	p.stale = stale;
	return p;
}

static void an_allow_list_needs_every_implied_level(void **state)
{
	const struct row rows[] = {
		{ "all levels", TERMS(TERM_OREGON), false, GRADE_C, place_oregon(GRADE_B), NULL, RESIDENCY_ALLOWED, GRADE_B },
		{ "the weakest level counts", TERMS(TERM_OREGON), false, GRADE_C, with_region(place_oregon(GRADE_A), "us-west-2", GRADE_C),
			NULL, RESIDENCY_ALLOWED, GRADE_C },
		{ "region too weak", TERMS(TERM_OREGON), false, GRADE_C, with_region(place_oregon(GRADE_B), "us-west-2", GRADE_D), NULL,
			RESIDENCY_UNKNOWN, GRADE_B },
		{ "region unknown", TERMS(TERM_OREGON), false, GRADE_C, with_region(place_oregon(GRADE_B), "", GRADE_NONE), NULL,
			RESIDENCY_UNKNOWN, GRADE_B },
		{ "region differs weakly", TERMS(TERM_OREGON), false, GRADE_C, with_region(place_oregon(GRADE_B), "us-west-1", GRADE_D), NULL,
			RESIDENCY_UNKNOWN, GRADE_B },
		{ "region differs", TERMS(TERM_OREGON), false, GRADE_C, with_region(place_oregon(GRADE_B), "us-west-1", GRADE_C), NULL,
			RESIDENCY_DENIED, GRADE_C },
		{ "one level that differs is enough", TERMS(TERM_OREGON), false, GRADE_C, place_country("CN", GRADE_B), NULL,
			RESIDENCY_DENIED, GRADE_B },
		{ "a zone is not its region", TERMS(TERM_OREGON), false, GRADE_A, with_region(place_oregon(GRADE_A), "us-west-2-lax-1", GRADE_A),
			NULL, RESIDENCY_DENIED, GRADE_A },
		{ "coarser implies less", TERMS(TERM_US_OR), false, GRADE_C, with_region(place_oregon(GRADE_C), "", GRADE_NONE), NULL,
			RESIDENCY_ALLOWED, GRADE_C },
		{ "one of two matches", TERMS(TERM_OREGON, TERM_SG), false, GRADE_C, place_country("SG", GRADE_C), NULL, RESIDENCY_ALLOWED,
			GRADE_C },
		{ "one excluded, one not", TERMS(TERM_OREGON, TERM_SG), false, GRADE_C, place_country("US", GRADE_C), NULL,
			RESIDENCY_UNKNOWN, GRADE_C },
		{ "all excluded", TERMS(TERM_OREGON, TERM_SG), false, GRADE_C, place_country("CN", GRADE_C), NULL, RESIDENCY_DENIED, GRADE_C },
		{ "nothing known", TERMS(TERM_SG), false, GRADE_E, place_country("", GRADE_NONE), NULL, RESIDENCY_UNKNOWN, GRADE_NONE },
		{ "any needs nothing", TERMS(TERM_ANY), false, GRADE_A, place_country("", GRADE_NONE), NULL, RESIDENCY_ALLOWED, GRADE_NONE },
	};

	(void)state;
	run(rows, COUNT(rows));
}

static void a_deny_list_is_the_mirror_image(void **state)
{
	const struct row rows[] = {
		{ "matches", TERMS(TERM_CN), true, GRADE_C, place_country("CN", GRADE_C), NULL, RESIDENCY_DENIED, GRADE_C },
		{ "matches too weakly", TERMS(TERM_CN), true, GRADE_C, place_country("CN", GRADE_D), NULL, RESIDENCY_UNKNOWN, GRADE_D },
		{ "excluded", TERMS(TERM_CN), true, GRADE_C, place_country("SG", GRADE_C), NULL, RESIDENCY_ALLOWED, GRADE_C },
		{ "excluded too weakly", TERMS(TERM_CN), true, GRADE_C, place_country("SG", GRADE_D), NULL, RESIDENCY_UNKNOWN, GRADE_D },
		{ "one of two matches", TERMS(TERM_CN, TERM_SG), true, GRADE_C, place_country("SG", GRADE_B), NULL, RESIDENCY_DENIED, GRADE_B },
		{ "one undecided", TERMS(TERM_CN, TERM_OREGON), true, GRADE_C, place_country("US", GRADE_B), NULL, RESIDENCY_UNKNOWN, GRADE_B },
		{ "any", TERMS(TERM_ANY), true, GRADE_C, place_country("US", GRADE_B), NULL, RESIDENCY_DENIED, GRADE_B },
	};

	(void)state;
	run(rows, COUNT(rows));
}

static void groups_are_those_of_the_fact_s_time(void **state)
{
	const struct row rows[] = {
		{ "member then", TERMS(TERM_EEA), false, GRADE_C, place_country("GB", GRADE_C), "2019-06-01", RESIDENCY_ALLOWED, GRADE_C },
		{ "no longer", TERMS(TERM_EEA), false, GRADE_C, place_country("GB", GRADE_C), "2021-06-01", RESIDENCY_DENIED, GRADE_C },
		{ "country unknown", TERMS(TERM_EEA), false, GRADE_C, place_country("", GRADE_NONE), "2021-06-01", RESIDENCY_UNKNOWN, GRADE_NONE },
	};

	(void)state;
	run(rows, COUNT(rows));
}

static void an_as_is_c_only_where_its_operator_is_known_otherwise(void **state)
{
	const struct place at = place_country("SG", GRADE_C);
	const struct row rows[] = {
		{ "operator agreed", TERMS(TERM_AS45102), false, GRADE_C, with_operator(at, "alibaba", GRADE_B, 45102, false), NULL,
			RESIDENCY_ALLOWED, GRADE_C },
		{ "one data set", TERMS(TERM_AS45102), false, GRADE_C, with_operator(at, "alibaba", GRADE_D, 45102, false), NULL,
			RESIDENCY_UNKNOWN, GRADE_C },
		{ "enough for D", TERMS(TERM_AS45102), false, GRADE_D, with_operator(at, "alibaba", GRADE_D, 45102, false), NULL,
			RESIDENCY_ALLOWED, GRADE_D },
		{ "old data", TERMS(TERM_AS45102), false, GRADE_D, with_operator(at, "alibaba", GRADE_D, 45102, true), NULL,
			RESIDENCY_UNKNOWN, GRADE_C },
		{ "another AS", TERMS(TERM_AS45102), true, GRADE_D, with_operator(at, "aws", GRADE_D, 16509, false), NULL, RESIDENCY_ALLOWED,
			GRADE_D },
		{ "no AS", TERMS(TERM_AS45102), true, GRADE_D, with_operator(at, "", GRADE_NONE, 0, false), NULL, RESIDENCY_UNKNOWN, GRADE_C },
	};

	(void)state;
	run(rows, COUNT(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_place_counts_at_the_rule_s_grade_or_better),
		cmocka_unit_test(an_allow_list_needs_every_implied_level),
		cmocka_unit_test(a_deny_list_is_the_mirror_image),
		cmocka_unit_test(groups_are_those_of_the_fact_s_time),
		cmocka_unit_test(an_as_is_c_only_where_its_operator_is_known_otherwise),
	};

	return unit_run(tests);
}
