#include "unit.h"

#include "judging.h"

#include "store/compare.h"

/* ---- databases of a few disclosures ---- */

enum { SIDES_MAX = 3 };

/* One disclosure: its value, where it went, under which consent, and what the rule said. */
struct row {
	const char *value, *country, *region; /* country "local": a local address; region of aws, "" none */
	enum consent_state consent;
	enum verdict verdict;
};

/* In the place of a value: a flow without a datum, to the service, or to what no catalogue names. */
#define FLOW ""
#define FLOW_UNNAMED "?"

struct side {
	struct stored d;
	const struct row *rows;
	size_t n;
};

static char rule_id[] = "11111111-1111-4111-8111-111111111111", service_id[] = "mi-account", owner[] = "Xiaomi",
	rule_text[] = "title: T\nlevel: high\n";

struct judging_side {
	struct judging judging;
	struct side *side;
	const struct rule *rule;
	const struct service_set *services;
};

static const struct service_set no_services;

/* Flow i has frames from 100 * (i + 1) on. */
static const struct row *row_at(const struct judging_side *j, uint64_t frame)
{
	return &j->side->rows[frame / 100 - 1];
}

static bool has_datum(const struct row *row)
{
	return strcmp(row->value, FLOW) != 0 && strcmp(row->value, FLOW_UNNAMED) != 0;
}

static struct place place_of(const struct row *row)
{
	struct place place = { .class = CLASS_PUBLIC, .operator_id = { "aws", GRADE_C, "" }, .country = { "", GRADE_C, "" },
		.region = { "", GRADE_C, "" } };

	if (strcmp(row->country, "local") == 0)
		place.class = CLASS_LOCAL;
	else
		snprintf(place.country.value, sizeof place.country.value, "%s", row->country);
	snprintf(place.region.value, sizeof place.region.value, "%s", row->region);
	return place;
}

static int judge_sighting(void *ctx, const struct stored_sighting *g)
{
	struct judging_side *j = ctx;
	const struct row *row = row_at(j, g->frame);
	struct finding finding = { .rule = j->rule, .residency = RESIDENCY_DENIED, .consent = row->consent, .verdict = row->verdict,
		.grade = GRADE_C };
	struct place place = place_of(row);

	judging_sighting(&j->judging, g, &(struct said){ j->services, &place, "x.mi.com", row->consent, NULL, "", &finding, 1 });
	return 0;
}

static int judge_flow(void *ctx, const struct stored_flow *f)
{
	struct judging_side *j = ctx;
	const struct row *row = row_at(j, f->fact.first_frame);
	struct place place = place_of(row);
	struct finding finding = { .rule = j->rule, .residency = RESIDENCY_DENIED, .verdict = row->verdict, .grade = GRADE_C };

	judging_flow(&j->judging, f, "", HOST_HTTP, &(struct said){ strcmp(row->value, FLOW_UNNAMED) == 0 ? &no_services : j->services, &place,
		"x.mi.com", row->consent, NULL, "", &finding, has_datum(row) ? 0 : 1 });
	return 0;
}

static void assess(struct side *s)
{
	struct rule rule = { .title = owner, .id = rule_id, .level = LEVEL_HIGH, .valid_from = INSTANT_MIN, .valid_to = INSTANT_MAX,
		.text = rule_text };
	struct service service = { .id = service_id, .title = owner, .owner = owner, .owner_country = "CN" };
	struct rulebook book = { .rules = &rule, .rule_count = 1, .services = &service, .service_count = 1, .sha256 = "bb" };
	struct assess_run run = { .rulebook = &book, .tool = "phonehome test" };
	struct service_set set = { { &service }, 1 };
	struct judging_side j = { .side = s, .rule = &rule, .services = &set };

	judging_begin(&j.judging, &s->d, &run);
	judging_flows(&j.judging, judge_flow, &j);
	stored_ok(&s->d, store_each_sighting(s->d.s, judge_sighting, &j, &s->d.e));
	judging_end(&j.judging);
}

static void side_begin_under(struct side *s, const char *key, const struct row *rows, size_t n)
{
	struct store_capture c = some_capture("one.pcap");
	struct fact_handset h = some_handset();
	struct fact_end end = some_end();
	bool skip;

	s->rows = rows;
	s->n = n;
	stored_begin(&s->d);
	if (key != NULL) {
		stored_close(&s->d);
		unlink(s->d.path);
		assert_non_null(stored_open(&s->d, STORE_CREATE, key));
	}
	stored_ok(&s->d, store_capture_begin(s->d.s, &c, &skip, &s->d.e));
	stored_ok(&s->d, store_put_handset(s->d.s, &h, &s->d.e));
	for (size_t i = 0; i < n; i++) {
		uint64_t frame = 100 * (i + 1);
		struct fact_flow f = some_flow(frame);
		struct fact_message m = some_message(frame, frame);

		stored_ok(&s->d, store_put_flow(s->d.s, &f, &s->d.e));
		stored_ok(&s->d, store_put_message(s->d.s, &m, &s->d.e));
		if (has_datum(&rows[i])) {
			struct fact_sighting g = some_sighting(frame, frame, rows[i].value);

			stored_ok(&s->d, store_put_sighting(s->d.s, &g, &s->d.e));
		}
	}
	stored_ok(&s->d, store_capture_end(s->d.s, &end, NULL, &s->d.e));
	assess(s);
}

static void side_begin(struct side *s, const struct row *rows, size_t n)
{
	side_begin_under(s, NULL, rows, n);
}

static struct store *compare(struct side *sides, size_t n, struct err *e)
{
	struct compared items[SIDES_MAX];

	for (size_t i = 0; i < n; i++)
		items[i] = (struct compared){ sides[i].d.s, i == 0 ? "a.db" : i == 1 ? "b.db" : "c.db", "00" };
	return store_compare(items, n, e);
}

static void assert_compared(struct store *s, const char *sql, const char *expected)
{
	struct stored d = { .s = s };

	assert_answer(&d, sql, expected);
}

#define CHANGES "SELECT group_concat(change, ' ') FROM (SELECT change FROM changes ORDER BY step, change)"

/* ---- what became of one disclosure ---- */

static const struct {
	const char *name;
	struct row before, after;
	const char *changes;
	int worse, better;
} cases[] = {
	{ "the same", { "1", "CN", "", CONSENT_NONE, VERDICT_BREACH }, { "1", "CN", "", CONSENT_NONE, VERDICT_BREACH }, "still", 0, 0 },
	{ "consent was given since", { "1", "CN", "", CONSENT_NONE, VERDICT_BREACH },
		{ "1", "CN", "", CONSENT_GIVEN, VERDICT_PERMITTED }, "consent", 0, 1 },
	{ "consent was withdrawn since", { "1", "CN", "", CONSENT_GIVEN, VERDICT_PERMITTED },
		{ "1", "CN", "", CONSENT_WITHDRAWN, VERDICT_PERMITTED }, "consent", 1, 0 },
	{ "one way without consent is as bad as another", { "1", "CN", "", CONSENT_NONE, VERDICT_REVIEW },
		{ "1", "CN", "", CONSENT_REFUSED, VERDICT_REVIEW }, "consent", 0, 0 },
	{ "another country", { "1", "CN", "", CONSENT_NONE, VERDICT_BREACH }, { "1", "US", "us-west-2", CONSENT_NONE, VERDICT_PERMITTED },
		"moved", 0, 1 },
	{ "another region", { "1", "US", "us-west-1", CONSENT_GIVEN, VERDICT_PERMITTED },
		{ "1", "US", "us-west-2", CONSENT_GIVEN, VERDICT_PERMITTED }, "moved", 0, 0 },
	{ "a region that became known is no move", { "1", "US", "", CONSENT_GIVEN, VERDICT_PERMITTED },
		{ "1", "US", "us-west-2", CONSENT_GIVEN, VERDICT_PERMITTED }, "still", 0, 0 },
	{ "a country that became known is no move", { "1", "", "", CONSENT_GIVEN, VERDICT_REVIEW },
		{ "1", "CN", "", CONSENT_GIVEN, VERDICT_REVIEW }, "still", 0, 0 },
	{ "a move into a breach", { "1", "US", "", CONSENT_GIVEN, VERDICT_PERMITTED }, { "1", "CN", "", CONSENT_GIVEN, VERDICT_BREACH },
		"moved", 1, 0 },
	{ "another value in the same place", { "1", "CN", "", CONSENT_UNKNOWN, VERDICT_REVIEW },
		{ "2", "CN", "", CONSENT_UNKNOWN, VERDICT_REVIEW }, "gone new", 0, 0 },
	{ "another value, and the service moved", { "1", "CN", "", CONSENT_GIVEN, VERDICT_BREACH },
		{ "2", "US", "", CONSENT_GIVEN, VERDICT_PERMITTED }, "moved", 0, 1 },
	{ "another value without consent", { "1", "CN", "", CONSENT_GIVEN, VERDICT_PERMITTED },
		{ "2", "CN", "", CONSENT_NONE, VERDICT_PERMITTED }, "gone new", 1, 0 },
	{ "another value in the place of one without consent", { "1", "CN", "", CONSENT_NONE, VERDICT_BREACH },
		{ "2", "CN", "", CONSENT_REFUSED, VERDICT_BREACH }, "gone new", 0, 0 },
	{ "consent not recorded is not without consent", { "1", "CN", "", CONSENT_GIVEN, VERDICT_PERMITTED },
		{ "1", "CN", "", CONSENT_UNKNOWN, VERDICT_PERMITTED }, "consent", 0, 0 },
	{ "from where a local address sent it on nobody knows", { "1", "local", "", CONSENT_GIVEN, VERDICT_NOT_JUDGED },
		{ "1", "CN", "", CONSENT_GIVEN, VERDICT_NOT_JUDGED }, "still", 0, 0 },
	{ "another value, before to a local address", { "1", "local", "", CONSENT_GIVEN, VERDICT_NOT_JUDGED },
		{ "2", "CN", "", CONSENT_GIVEN, VERDICT_NOT_JUDGED }, "gone new", 0, 0 },
	{ "traffic that moved into a breach", { FLOW, "SG", "", CONSENT_GIVEN, VERDICT_PERMITTED },
		{ FLOW, "CN", "", CONSENT_GIVEN, VERDICT_BREACH }, "moved", 1, 0 },
	{ "traffic to what no catalogue names, which departs now", { FLOW_UNNAMED, "CN", "", CONSENT_GIVEN, VERDICT_PERMITTED },
		{ FLOW_UNNAMED, "CN", "", CONSENT_GIVEN, VERDICT_BREACH }, "new", 1, 0 },
	{ "traffic to what no catalogue names has not moved", { FLOW_UNNAMED, "CN", "", CONSENT_GIVEN, VERDICT_BREACH },
		{ FLOW_UNNAMED, "US", "", CONSENT_GIVEN, VERDICT_BREACH }, "gone new", 0, 0 },
};

static void a_disclosure_becomes_what_the_row_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct side sides[2];
		struct err e = { "" };
		struct store *s;
		char worse[8], better[8];

		print_message("# %s\n", cases[i].name);
		side_begin(&sides[0], &cases[i].before, 1);
		side_begin(&sides[1], &cases[i].after, 1);
		s = compare(sides, 2, &e);
		if (s == NULL)
			fail_msg("%s", e.text);
		snprintf(worse, sizeof worse, "%d", cases[i].worse);
		snprintf(better, sizeof better, "%d", cases[i].better);
		assert_compared(s, CHANGES, cases[i].changes);
		assert_compared(s, "SELECT worse FROM steps", worse);
		assert_compared(s, "SELECT better FROM steps", better);
		store_close(s, NULL);
		stored_end(&sides[0].d);
		stored_end(&sides[1].d);
	}
}

/* Two came where one went: one of them is more than there was. */
static void values_without_consent_are_new_where_they_are_more(void **state)
{
	static const struct row before[] = { { "1", "CN", "", CONSENT_NONE, VERDICT_BREACH }, { "4", "SG", "", CONSENT_NONE, VERDICT_BREACH } },
		after[] = { { "2", "CN", "", CONSENT_NONE, VERDICT_BREACH }, { "3", "CN", "", CONSENT_NONE, VERDICT_BREACH } };
	struct side sides[2];
	struct err e = { "" };
	struct store *s;

	(void)state;
	side_begin(&sides[0], before, 2);
	side_begin(&sides[1], after, 2);
	s = compare(sides, 2, &e);
	assert_non_null(s);
	assert_compared(s, "SELECT without_new || ' ' || worse FROM steps", "1 1");
	store_close(s, NULL);
	stored_end(&sides[0].d);
	stored_end(&sides[1].d);
}

static void a_local_address_is_not_a_place_that_is_not_known(void **state)
{
	static const struct row rows[] = { { "1", "local", "", CONSENT_GIVEN, VERDICT_NOT_JUDGED }, { "1", "", "", CONSENT_GIVEN, VERDICT_NOT_JUDGED } };
	struct side sides[2];
	struct err e = { "" };
	struct store *s;

	(void)state;
	side_begin(&sides[0], rows, 2);
	side_begin(&sides[1], rows, 2);
	s = compare(sides, 2, &e);
	assert_non_null(s);
	assert_compared(s, "SELECT group_concat(disclosures, ' ') FROM sides", "2 2");
	assert_compared(s, "SELECT group_concat('[' || place_before || ' ' || place_after || ']', ' ') FROM (SELECT * FROM changes ORDER BY 1, place_before)",
		"[ ] [local local]");
	store_close(s, NULL);
	stored_end(&sides[0].d);
	stored_end(&sides[1].d);
}

/* ---- the whole ---- */

static const struct row many[] = {
	{ "1", "CN", "", CONSENT_NONE, VERDICT_BREACH }, { "1", "US", "us-west-2", CONSENT_GIVEN, VERDICT_PERMITTED },
	{ "2", "CN", "", CONSENT_GIVEN, VERDICT_REVIEW }, { "3", "", "", CONSENT_UNKNOWN, VERDICT_REVIEW },
	{ "4", "SG", "", CONSENT_REFUSED, VERDICT_BREACH },
};

/* Every line is in one change: what was, and what is, adds up. */
static void changes_add_up_to_what_is_there(void **state)
{
	struct side sides[3];
	struct err e = { "" };
	struct store *s;

	(void)state;
	side_begin(&sides[0], many, 5);
	side_begin(&sides[1], many + 1, 3);
	side_begin(&sides[2], many + 2, 3);
	s = compare(sides, 3, &e);
	if (s == NULL)
		fail_msg("%s", e.text);
	assert_compared(s, "SELECT group_concat(disclosures, ' ') FROM sides", "5 3 3");
	assert_compared(s, "SELECT count(place_before) || ' ' || count(place_after) FROM changes WHERE step = 1", "5 3");
	assert_compared(s, "SELECT count(place_before) || ' ' || count(place_after) FROM changes WHERE step = 2", "3 3");
	assert_compared(s, "SELECT group_concat(still || ' ' || gone || ' ' || new || ' ' || moved, ', ') FROM steps",
		"3 2 0 0, 2 0 0 1");
	assert_compared(s, "SELECT group_concat(worse, ' ') FROM steps", "0 1");
	store_close(s, NULL);
	for (int i = 0; i < 3; i++)
		stored_end(&sides[i].d);
}

static void under_unlike_keys_forms_are_compared(void **state)
{
	static const struct row one = { "1", "CN", "", CONSENT_GIVEN, VERDICT_PERMITTED };
	static const struct row other = { "2", "CN", "", CONSENT_GIVEN, VERDICT_PERMITTED };
	struct side sides[2];
	struct err e = { "" };
	struct store *s;

	(void)state;
	side_begin(&sides[0], &one, 1);
	side_begin(&sides[1], &other, 1);
	s = compare(sides, 2, &e);
	if (s == NULL)
		fail_msg("%s", e.text);
	assert_compared(s, "SELECT alike FROM steps", "1");
	assert_compared(s, CHANGES, "gone new");
	store_close(s, NULL);
	stored_end(&sides[1].d);
	side_begin_under(&sides[1], "another key", &other, 1);
	s = compare(sides, 2, &e);
	if (s == NULL)
		fail_msg("%s", e.text);
	assert_compared(s, "SELECT alike FROM steps", "0");
	assert_compared(s, CHANGES, "still");
	store_close(s, NULL);
	stored_end(&sides[0].d);
	stored_end(&sides[1].d);
}

static void facts_alone_are_refused(void **state)
{
	struct side sides[2];
	struct err e = { "" };

	(void)state;
	side_begin(&sides[0], many, 1);
	stored_begin(&sides[1].d);
	assert_null(compare(sides, 2, &e));
	assert_string_equal(e.text, "b.db: holds facts that were never judged; phonehome assess does that");
	stored_end(&sides[0].d);
	stored_end(&sides[1].d);
}

static void no_query_sees_a_database_or_writes(void **state)
{
	struct side sides[2];
	struct err e = { "" };
	struct store *s;

	(void)state;
	side_begin(&sides[0], many, 1);
	side_begin(&sides[1], many, 1);
	s = compare(sides, 2, &e);
	assert_non_null(s);
	assert_int_equal(store_query(s, "DELETE FROM change", NULL, stored_keep_cell, NULL, &e), -1);
	assert_int_equal(store_query(s, "ATTACH 'x' AS y", NULL, stored_keep_cell, NULL, &e), -1);
	store_close(s, NULL);
	stored_end(&sides[0].d);
	stored_end(&sides[1].d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_disclosure_becomes_what_the_row_says),
		cmocka_unit_test(values_without_consent_are_new_where_they_are_more),
		cmocka_unit_test(a_local_address_is_not_a_place_that_is_not_known),
		cmocka_unit_test(changes_add_up_to_what_is_there),
		cmocka_unit_test(under_unlike_keys_forms_are_compared),
		cmocka_unit_test(facts_alone_are_refused),
		cmocka_unit_test(no_query_sees_a_database_or_writes),
	};

	return unit_run(tests);
}
