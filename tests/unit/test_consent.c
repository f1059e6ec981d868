#include "unit.h"

#include "assess/consent.h"
#include "assess_fixture.h"

enum { MINUTE = 60, CLOCK = 60 };

#define EVENT(s, st, ...) { .at = DAY(s), .state = CONSENT_##st, .expires = INSTANT_MAX, __VA_ARGS__ }
#define KINDS(...) .data = { __VA_ARGS__ }
#define ALL .data_any = true

static const struct service *service(const char *id)
{
	struct rulebook b = fixture_rulebook();

	return rulebook_service(&b, id);
}

/* "mi-cloud|mi-account" */
static struct service_set set_of(const char *ids)
{
	struct service_set s = { .n = 0 };
	char word[64];

	for (const char *p = ids; *p != 0; p += *p == '|') {
		size_t len = strcspn(p, "|");

		snprintf(word, sizeof word, "%.*s", (int)len, p);
		s.items[s.n++] = service(word);
		p += len;
	}
	return s;
}

static enum consent_state ask(const struct audit_case *c, const char *services, enum kind kind, const struct place *place, int64_t at)
{
	struct rulebook b = fixture_rulebook();
	struct service_set set = set_of(services);
	struct consent_query q = { "redmi", &set, kind, place, at };
	struct consent_answer a;

	consent_find(c, &b, &q, &a);
	assert_true(a.reason[0] != 0);
	return a.state;
}

/* A case with events from 10 minutes on, in a window of an hour around. */
static struct audit_case case_of(struct consent_event *events, size_t n)
{
	return (struct audit_case){ .events = events, .event_count = n, .complete = true, .complete_from = DAY(0),
		.complete_to = DAY(60 * MINUTE) };
}

struct row {
	const char *what;
	const char *services;
	enum kind kind;
	int64_t at; /* seconds of the day */
	enum consent_state state;
};

static void run(const struct audit_case *c, const struct row *rows, size_t n)
{
	struct place p = place_country("SG", GRADE_C);

	for (size_t i = 0; i < n; i++) {
		enum consent_state s = ask(c, rows[i].services, rows[i].kind, &p, DAY(rows[i].at));

		if (s != rows[i].state)
			fail_msg("%s: %s", rows[i].what, consent_state_name(s));
	}
}

static void without_a_case_nothing_is_known(void **state)
{
	struct place p = place_country("SG", GRADE_C);

	(void)state;
	assert_int_equal(ask(NULL, "mi-cloud", KIND_IMEI, &p, DAY(0)), CONSENT_UNKNOWN);
}

/* Each event of a timeline, 30 s before and after it, with a sure clock and with one that may be a minute off. */
static void a_sighting_beside_an_event_depends_on_the_clock(void **state)
{
	struct consent_event events[] = {
		EVENT(10 * MINUTE, GIVEN, ALL),
		EVENT(20 * MINUTE, REFUSED, ALL),
		EVENT(30 * MINUTE, GIVEN, ALL),
		EVENT(40 * MINUTE, WITHDRAWN, ALL),
		EVENT(50 * MINUTE, EXPIRED, ALL),
	};
	static const enum consent_state before[] = { CONSENT_NONE, CONSENT_GIVEN, CONSENT_REFUSED, CONSENT_GIVEN, CONSENT_WITHDRAWN };
	static const enum consent_state after[] = { CONSENT_GIVEN, CONSENT_REFUSED, CONSENT_GIVEN, CONSENT_WITHDRAWN, CONSENT_EXPIRED };
	struct audit_case c = case_of(events, COUNT(events));
	struct place p = place_country("SG", GRADE_C);

	(void)state;
	for (size_t i = 0; i < COUNT(events); i++) {
		c.clock_uncertainty = 0;
		assert_int_equal(ask(&c, "mi-cloud", KIND_IMEI, &p, events[i].at - 30 * NS_PER_S), before[i]);
		assert_int_equal(ask(&c, "mi-cloud", KIND_IMEI, &p, events[i].at + 30 * NS_PER_S), after[i]);
		c.clock_uncertainty = CLOCK * NS_PER_S;
		assert_int_equal(ask(&c, "mi-cloud", KIND_IMEI, &p, events[i].at - 30 * NS_PER_S), CONSENT_UNKNOWN);
		assert_int_equal(ask(&c, "mi-cloud", KIND_IMEI, &p, events[i].at + 30 * NS_PER_S), CONSENT_UNKNOWN);
		assert_int_equal(ask(&c, "mi-cloud", KIND_IMEI, &p, events[i].at - 61 * NS_PER_S), before[i]);
		assert_int_equal(ask(&c, "mi-cloud", KIND_IMEI, &p, events[i].at + 61 * NS_PER_S), after[i]);
	}
}

static void several_events_inside_the_uncertainty_are_unknown(void **state)
{
	struct consent_event events[] = { EVENT(10 * MINUTE, GIVEN, ALL), EVENT(10 * MINUTE + 20, WITHDRAWN, ALL) };
	struct audit_case c = case_of(events, COUNT(events));
	struct place p = place_country("SG", GRADE_C);

	(void)state;
	c.clock_uncertainty = CLOCK * NS_PER_S;
	assert_int_equal(ask(&c, "mi-cloud", KIND_IMEI, &p, DAY(10 * MINUTE + 10)), CONSENT_UNKNOWN);
}

static void only_what_covers_service_and_kind_counts(void **state)
{
	struct consent_event events[] = {
		EVENT(10 * MINUTE, GIVEN, .services = WORDS("mi-cloud"), KINDS([KIND_CONTACT] = true)),
		EVENT(20 * MINUTE, REFUSED, .services = WORDS("mi-account"), ALL),
		EVENT(30 * MINUTE, GIVEN, .handset = "galaxy", ALL),
	};
	struct audit_case c = case_of(events, COUNT(events));
	const struct row rows[] = {
		{ "before all", "mi-cloud", KIND_CONTACT, 5 * MINUTE, CONSENT_NONE },
		{ "service and kind", "mi-cloud", KIND_CONTACT, 15 * MINUTE, CONSENT_GIVEN },
		{ "another kind", "mi-cloud", KIND_IMEI, 15 * MINUTE, CONSENT_OUTSIDE_SCOPE },
		{ "another service of the owner", "mi-account", KIND_CONTACT, 15 * MINUTE, CONSENT_OUTSIDE_SCOPE },
		{ "another owner", "other-ads", KIND_CONTACT, 15 * MINUTE, CONSENT_NONE },
		{ "no owner known", "nobody", KIND_CONTACT, 15 * MINUTE, CONSENT_NONE },
		{ "no service known", "", KIND_CONTACT, 15 * MINUTE, CONSENT_NONE },
		{ "refused for one service", "mi-account", KIND_CONTACT, 25 * MINUTE, CONSENT_REFUSED },
		{ "not for the other", "mi-cloud", KIND_CONTACT, 25 * MINUTE, CONSENT_GIVEN },
		{ "another handset's", "other-ads", KIND_IMEI, 35 * MINUTE, CONSENT_NONE },
	};

	(void)state;
	run(&c, rows, COUNT(rows));
}

static void a_set_counts_only_where_all_of_it_is_covered(void **state)
{
	struct consent_event events[] = {
		EVENT(10 * MINUTE, GIVEN, .services = WORDS("mi-cloud", "mi-account"), ALL),
		EVENT(20 * MINUTE, WITHDRAWN, .services = WORDS("mi-account"), ALL),
	};
	struct audit_case c = case_of(events, COUNT(events));
	const struct row rows[] = {
		{ "none for all", "mi-account|mi-cloud", KIND_IMEI, 5 * MINUTE, CONSENT_NONE },
		{ "given for all", "mi-account|mi-cloud", KIND_IMEI, 15 * MINUTE, CONSENT_GIVEN },
		{ "given for one of them", "mi-cloud|other-ads", KIND_IMEI, 15 * MINUTE, CONSENT_UNKNOWN },
		{ "withdrawn for one of them", "mi-account|mi-cloud", KIND_IMEI, 25 * MINUTE, CONSENT_UNKNOWN },
	};

	(void)state;
	run(&c, rows, COUNT(rows));
}

static void consent_expires(void **state)
{
	struct consent_event events[] = { EVENT(10 * MINUTE, GIVEN, ALL) };
	struct audit_case c = case_of(events, COUNT(events));
	const struct row sure[] = {
		{ "before", "mi-cloud", KIND_IMEI, 20 * MINUTE - 30, CONSENT_GIVEN },
		{ "after", "mi-cloud", KIND_IMEI, 20 * MINUTE + 30, CONSENT_EXPIRED },
	};
	const struct row unsure[] = {
		{ "perhaps before", "mi-cloud", KIND_IMEI, 20 * MINUTE - 30, CONSENT_UNKNOWN },
		{ "perhaps after", "mi-cloud", KIND_IMEI, 20 * MINUTE + 30, CONSENT_UNKNOWN },
		{ "surely after", "mi-cloud", KIND_IMEI, 20 * MINUTE + 61, CONSENT_EXPIRED },
	};

	(void)state;
	events[0].expires = DAY(20 * MINUTE);
	run(&c, sure, COUNT(sure));
	c.clock_uncertainty = CLOCK * NS_PER_S;
	run(&c, unsure, COUNT(unsure));
}

static void no_event_is_none_only_inside_the_attested_window(void **state)
{
	struct audit_case c = case_of(NULL, 0);
	const struct row inside[] = {
		{ "at its first instant", "mi-cloud", KIND_IMEI, 0, CONSENT_NONE },
		{ "inside", "mi-cloud", KIND_IMEI, 30 * MINUTE, CONSENT_NONE },
		{ "before", "mi-cloud", KIND_IMEI, -30, CONSENT_UNKNOWN },
		{ "at its end", "mi-cloud", KIND_IMEI, 60 * MINUTE, CONSENT_UNKNOWN },
	};
	const struct row unsure[] = {
		{ "perhaps before", "mi-cloud", KIND_IMEI, 30, CONSENT_UNKNOWN },
		{ "perhaps after", "mi-cloud", KIND_IMEI, 60 * MINUTE - 30, CONSENT_UNKNOWN },
		{ "inside", "mi-cloud", KIND_IMEI, 30 * MINUTE, CONSENT_NONE },
	};
	const struct row none[] = { { "no window", "mi-cloud", KIND_IMEI, 30 * MINUTE, CONSENT_UNKNOWN } };

	(void)state;
	run(&c, inside, COUNT(inside));
	c.clock_uncertainty = CLOCK * NS_PER_S;
	run(&c, unsure, COUNT(unsure));
	c.complete = false;
	run(&c, none, COUNT(none));
}

static void a_window_without_ends_holds_all(void **state)
{
	struct audit_case c = case_of(NULL, 0);
	const struct row rows[] = { { "any time", "mi-cloud", KIND_IMEI, 30, CONSENT_NONE } };

	(void)state;
	c.clock_uncertainty = CLOCK * NS_PER_S;
	c.complete_from = INSTANT_MIN;
	c.complete_to = INSTANT_MAX;
	run(&c, rows, COUNT(rows));
}

/* The place of an event is decided at grade C. */
static void consent_for_a_place_is_for_that_place(void **state)
{
	static const struct {
		const char *country;
		enum grade grade;
		enum consent_state given, refused;
	} rows[] = {
		{ "SG", GRADE_A, CONSENT_GIVEN, CONSENT_REFUSED },
		{ "SG", GRADE_C, CONSENT_GIVEN, CONSENT_REFUSED },
		{ "SG", GRADE_D, CONSENT_UNKNOWN, CONSENT_UNKNOWN },
		{ "", GRADE_NONE, CONSENT_UNKNOWN, CONSENT_UNKNOWN },
		{ "CN", GRADE_C, CONSENT_OUTSIDE_SCOPE, CONSENT_NONE },
		{ "CN", GRADE_D, CONSENT_UNKNOWN, CONSENT_UNKNOWN },
	};
	struct consent_event events[] = { EVENT(10 * MINUTE, GIVEN, ALL, .places = TERMS(TERM_SG)) };
	struct audit_case c = case_of(events, COUNT(events));

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct place p = place_country(rows[i].country, rows[i].grade);

		events[0].state = CONSENT_GIVEN;
		assert_int_equal(ask(&c, "mi-cloud", KIND_IMEI, &p, DAY(15 * MINUTE)), rows[i].given);
		events[0].state = CONSENT_REFUSED;
		assert_int_equal(ask(&c, "mi-cloud", KIND_IMEI, &p, DAY(15 * MINUTE)), rows[i].refused);
	}
}

static void events_of_one_instant_count_together(void **state)
{
	struct consent_event events[] = {
		EVENT(10 * MINUTE, GIVEN, ALL, .places = TERMS(TERM_CN)),
		EVENT(10 * MINUTE, GIVEN, ALL, .places = TERMS(TERM_SG)),
		EVENT(20 * MINUTE, GIVEN, ALL),
		EVENT(20 * MINUTE, REFUSED, ALL),
	};
	struct consent_event turned[] = { events[1], events[0], events[3], events[2] };
	struct audit_case a = case_of(events, COUNT(events)), b = case_of(turned, COUNT(turned));
	const struct row rows[] = {
		{ "two places", "mi-cloud", KIND_IMEI, 15 * MINUTE, CONSENT_GIVEN },
		{ "two states", "mi-cloud", KIND_IMEI, 25 * MINUTE, CONSENT_UNKNOWN },
	};

	(void)state;
	run(&a, rows, COUNT(rows));
	run(&b, rows, COUNT(rows));
}

static void of_a_transfer_only_none_can_be_said(void **state)
{
	struct consent_event events[] = { EVENT(10 * MINUTE, GIVEN, .services = WORDS("mi-cloud"), KINDS([KIND_CONTACT] = true)) };
	struct audit_case c = case_of(events, COUNT(events));
	const struct row rows[] = {
		{ "nobody was asked", "mi-cloud", KIND_NONE, 5 * MINUTE, CONSENT_NONE },
		{ "some of it may be covered", "mi-cloud", KIND_NONE, 15 * MINUTE, CONSENT_UNKNOWN },
		{ "another service", "mi-account", KIND_NONE, 15 * MINUTE, CONSENT_NONE },
		{ "one of a set", "mi-account|mi-cloud", KIND_NONE, 15 * MINUTE, CONSENT_UNKNOWN },
		{ "outside the window", "mi-account", KIND_NONE, 61 * MINUTE, CONSENT_UNKNOWN },
	};

	(void)state;
	run(&c, rows, COUNT(rows));
}

static void the_event_that_counted_is_named(void **state)
{
	struct consent_event events[] = { EVENT(10 * MINUTE, GIVEN, ALL), EVENT(20 * MINUTE, WITHDRAWN, ALL) };
	struct audit_case c = case_of(events, COUNT(events));
	struct rulebook b = fixture_rulebook();
	struct service_set set = set_of("mi-account|mi-cloud");
	struct place p = place_country("SG", GRADE_C);
	struct consent_query q = { "redmi", &set, KIND_IMEI, &p, DAY(25 * MINUTE) };
	struct consent_answer a;

	(void)state;
	consent_find(&c, &b, &q, &a);
	assert_ptr_equal(a.event, &events[1]);
	assert_string_equal(a.reason, "Consent was withdrawn at 2014-08-07T00:20:00.000000Z.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_case_nothing_is_known),
		cmocka_unit_test(a_sighting_beside_an_event_depends_on_the_clock),
		cmocka_unit_test(several_events_inside_the_uncertainty_are_unknown),
		cmocka_unit_test(only_what_covers_service_and_kind_counts),
		cmocka_unit_test(a_set_counts_only_where_all_of_it_is_covered),
		cmocka_unit_test(consent_expires),
		cmocka_unit_test(no_event_is_none_only_inside_the_attested_window),
		cmocka_unit_test(a_window_without_ends_holds_all),
		cmocka_unit_test(consent_for_a_place_is_for_that_place),
		cmocka_unit_test(events_of_one_instant_count_together),
		cmocka_unit_test(of_a_transfer_only_none_can_be_said),
		cmocka_unit_test(the_event_that_counted_is_named),
	};

	return unit_run(tests);
}
