#include "unit.h"

#include "judging.h"

#include <sqlite3.h>

/* ---- a small audit: one handset, two services, two captures that share a flow ---- */

static char id_sg[] = "11111111-1111-4111-8111-111111111111", id_cn[] = "22222222-2222-4222-8222-222222222222";
static char rule_text[] = "title: T\n", key_name[] = "k", mi_account[] = "mi-account", mi_cloud[] = "mi-cloud", owner[] = "Xiaomi";
static char case_name[] = "redmi", handset_name[] = "redmi-1s", step_on[] = "power on", step_sync[] = "contact sync";
static char evidence_text[] = "screenshot_sha256: 00ff", place_sg[] = "SG";

static struct rule rules[] = {
	{ .title = key_name, .id = id_sg, .level = LEVEL_LOW, .valid_from = INSTANT_MIN, .valid_to = INSTANT_MAX, .text = rule_text },
	{ .title = key_name, .id = id_cn, .level = LEVEL_HIGH, .valid_from = T0, .valid_to = INSTANT_MAX, .text = rule_text },
};

static struct service services[] = {
	{ .id = mi_account, .title = mi_account, .owner = owner, .owner_country = "CN" },
	{ .id = mi_cloud, .title = mi_cloud, .owner = owner, .owner_country = "CN" },
};

static struct case_handset handsets[] = { { .id = handset_name, .subject_country = "IN" } };

static struct case_step steps[] = {
	{ .at = T0, .action = step_on },
	{ .at = T0 + 20 * NS_PER_S, .action = step_sync, .handset = handset_name },
};

static char *evidence_items[] = { evidence_text };
static struct place_term places_allowed[] = { { .type = PLACE_COUNTRY, .text = place_sg, .country = "SG" } };

static struct consent_event events[] = { { .at = T0 + 15 * NS_PER_S, .state = CONSENT_GIVEN, .expires = INSTANT_MAX,
	.data[KIND_CONTACT] = true, .data[KIND_IMEI] = true, .places = { places_allowed, 1 }, .evidence = { evidence_items, 1 } } };

static struct audit_case the_case = { .name = case_name, .clock_uncertainty = 2 * NS_PER_S, .handsets = handsets,
	.handset_count = 1, .steps = steps, .step_count = 2, .complete = true, .complete_from = T0,
	.complete_to = T0 + 3600 * NS_PER_S, .events = events, .event_count = 1, .sha256 = "cc" };

static const struct rulebook book = { .rules = rules, .rule_count = 2, .services = services, .service_count = 2, .sha256 = "bb" };

static void scan(struct stored *d, const char *file, const uint64_t *flows, size_t n)
{
	struct store_capture c = some_capture(file);
	struct fact_handset h = some_handset();
	struct fact_end end = some_end();
	bool skip;

	stored_ok(d, store_capture_begin(d->s, &c, &skip, &d->e));
	stored_ok(d, store_put_handset(d->s, &h, &d->e));
	for (size_t i = 0; i < n; i++) {
		struct fact_flow f = some_flow(flows[i]);
		struct fact_message m = some_message(flows[i], flows[i]);
		struct fact_sighting g = some_sighting(flows[i], flows[i], "490154203237518");

		stored_ok(d, store_put_flow(d->s, &f, &d->e));
		stored_ok(d, store_put_message(d->s, &m, &d->e));
		stored_ok(d, store_put_sighting(d->s, &g, &d->e));
	}
	stored_ok(d, store_capture_end(d->s, &end, NULL, &d->e));
}

static struct finding a_finding(const struct rule *rule, enum verdict verdict)
{
	struct finding g = { .rule = rule, .residency = RESIDENCY_DENIED, .consent_needed = true, .consent = CONSENT_NONE,
		.verdict = verdict, .grade = GRADE_B, .clause_count = 2, .reason = "denied, and not cured" };

	g.clauses[0] = (struct clause){ "data", "holds", "imei is among its data" };
	g.clauses[1] = (struct clause){ "residency", "denied", "CN is not SG" };
	return g;
}

static const struct place place = { .class = CLASS_PUBLIC, .operator_id = { "aws", GRADE_A, "ip-ranges.json of 2014-08-01" },
	.country = { "CN", GRADE_B, "whois" }, .region = { "cn-north-1", GRADE_C, "CNAME" }, .as = 16509, .as_name = "AMAZON" };

static int judge_sighting(void *ctx, const struct stored_sighting *g)
{
	const struct service_set one = { { &services[0] }, 1 };
	const struct finding both[] = { a_finding(&rules[1], VERDICT_BREACH), a_finding(&rules[0], VERDICT_REVIEW) };
	bool first = g->at < T0 + 8 * NS_PER_S;

	judging_sighting(ctx, g, &(struct said){ &one, &place, "api.account.xiaomi.com", CONSENT_NONE, &events[0], "no event before it",
		first ? both : both + 1, first ? 2 : 1 });
	return 0;
}

static int judge_flow(void *ctx, const struct stored_flow *f)
{
	const struct service_set both = { { &services[0], &services[1] }, 2 };

	judging_flow(ctx, f, "k", HOST_DNS, &(struct said){ &both, &place, "api.account.xiaomi.com", CONSENT_UNKNOWN, NULL, "", NULL, 0 });
	return 0;
}

static const struct assess_run run = { .rulebook = &book, .audit_case = &the_case, .tool = "phonehome test" };

static void assess(struct stored *d)
{
	struct judging j;

	judging_begin(&j, d, &run);
	stored_ok(d, store_put_place_source(d->s, "places.mmdb", "dd", "phonehome-places", T0, &d->e));
	judging_flows(&j, judge_flow, &j);
	stored_ok(d, store_each_sighting(d->s, judge_sighting, &j, &d->e));
	judging_end(&j);
}

/* Flows at 5, 10 and 30 s; the first was seen by two captures. */
static void audit(struct stored *d)
{
	stored_begin(d);
	scan(d, "one.pcap", (const uint64_t[]){ 5, 10, 30 }, 3);
	scan(d, "two.pcap", (const uint64_t[]){ 5 }, 1);
	assess(d);
}

/* ---- columns ---- */

static const struct {
	const char *view, *columns;
} interfaces[] = {
	{ "disclosures", "sighting_id,flow_id,finding_id,capture,sha256,frame,offset,length,at,step,handset,app,client_ip,client_port,"
		"server_ip,server_port,transport,protocol,host,host_source,service,owner,owner_country,kind,form,path,tier,masked,"
		"place_class,country,region,provider,operator,country_grade,region_grade,operator_grade,grade,consent,consent_needed,"
		"residency,rule,verdict,severity" },
	{ "transfers", "flow_id,capture,sha256,first_frame,last_frame,at,until,step,handset,app,client_ip,client_port,server_ip,"
		"server_port,transport,protocol,host,host_source,service,owner,owner_country,place_class,country,region,provider,"
		"operator,country_grade,region_grade,operator_grade,grade,bytes_up,bytes_down,packets,bytes_clear,bytes_decrypted,"
		"bytes_opaque,visibility,consent,consent_needed,residency,rule,verdict,severity,finding_id" },
	{ "distinct_disclosures", "handset,kind,masked,service,owner,owner_country,country,consent,tier,place_class,region,operator,"
		"host,sightings,apps,hosts,first_at,last_at,verdict,severity,rule,finding_id,sighting_id,capture,first_frame,before_choice" },
};

static int join_names(void *ctx, const struct store_row *r)
{
	char *text = ctx;

	text[0] = 0;
	for (size_t i = 0; i < r->n; i++) {
		strcat(text, i > 0 ? "," : "");
		strcat(text, r->names[i]);
	}
	return 1;
}

static void views_have_the_columns_that_were_promised(void **state)
{
	struct stored d;

	(void)state;
	audit(&d);
	for (size_t i = 0; i < sizeof interfaces / sizeof *interfaces; i++) {
		char sql[128], names[1024] = "";

		snprintf(sql, sizeof sql, "SELECT * FROM %s", interfaces[i].view);
		assert_int_equal(store_query(d.s, sql, NULL, join_names, names, &d.e), 1);
		assert_string_equal(names, interfaces[i].columns);
	}
	assert_int_equal(store_version(d.s), STORE_VERSION);
	stored_end(&d);
}

static int view_answers(void *ctx, const struct store_row *r)
{
	struct stored *d = ctx;
	char sql[256];

	snprintf(sql, sizeof sql, "SELECT * FROM %.*s", (int)r->cells[0].text.len, (const char *)r->cells[0].text.data);
	stored_ok(d, store_query(d->s, sql, NULL, join_names, (char[4096]){ 0 }, &d->e));
	return 0;
}

static void every_view_answers(void **state)
{
	struct stored d;

	(void)state;
	audit(&d);
	stored_ok(&d, store_query(d.s, "SELECT name FROM sqlite_schema WHERE type = 'view'", NULL, view_answers, &d, &d.e));
	stored_end(&d);
}

/* ---- what they say ---- */

static const struct {
	const char *sql, *answer;
} answers[] = {
	/* disclosures */
	{ "SELECT count(*) FROM disclosures", "4" },
	{ "SELECT verdict || ' ' || severity || ' ' || substr(rule, 1, 4) FROM disclosures WHERE capture = 'one.pcap' AND frame = 6",
		"breach high 2222" },
	{ "SELECT verdict || ' ' || severity || ' ' || grade || ' ' || consent FROM disclosures WHERE frame = 11",
		"review low B none" },
	{ "SELECT at || ' ' || step FROM disclosures WHERE frame = 31", "2014-08-07T04:30:30.000000Z contact sync" },
	{ "SELECT step FROM disclosures WHERE frame = 11", "power on" },
	{ "SELECT client_ip || ' ' || server_ip || ' ' || transport || ' ' || server_port FROM disclosures WHERE frame = 11",
		"192.168.43.20 2001:db8::42 tcp 80" },
	{ "SELECT service || ' ' || owner || ' ' || host_source FROM disclosures WHERE frame = 11", "mi-account Xiaomi http" },
	{ "SELECT provider || '/' || region || ' ' || country_grade || region_grade || operator_grade FROM disclosures"
		" WHERE frame = 11", "aws/cn-north-1 BCA" },
	/* transfers */
	{ "SELECT service || ' ' || owner || ' ' || owner_country || ' ' || host_source || ' ' || verdict FROM transfers"
		" WHERE first_frame = 10", "mi-account|mi-cloud Xiaomi CN dns not-judged" },
	{ "SELECT until FROM transfers WHERE first_frame = 10", "2014-08-07T04:30:10.000001Z" },
	/* findings */
	{ "SELECT count(*) || ' ' || sum(gravest) FROM findings", "6 4" },
	{ "SELECT clause_data || ' ' || clause_residency || ' ' || coalesce(clause_owner, '-') FROM findings", "holds denied -" },
	{ "SELECT group_concat(name || ': ' || reason, '; ') FROM (SELECT * FROM clauses GROUP BY position)",
		"data: imei is among its data; residency: CN is not SG" },
	{ "SELECT count(*) FROM reasoning", "2" },
	{ "SELECT consent_reason || ' ' || consent_event FROM findings", "no event before it 1" },
	/* what a headline counts: one datum; the flow of two captures once */
	{ "SELECT count(*) FROM distinct_disclosures", "1" },
	{ "SELECT sightings || ' ' || verdict || ' ' || severity || ' ' || first_frame || ' ' || before_choice"
		" FROM distinct_disclosures", "3 breach high 6 1" },
	{ "SELECT first_at || ' ' || last_at FROM distinct_disclosures", "2014-08-07T04:30:05.000000Z 2014-08-07T04:30:30.000000Z" },
	{ "SELECT hosts FROM distinct_disclosures", "1" },
	{ "SELECT d.verdict FROM distinct_disclosures x JOIN disclosures d ON d.sighting_id = x.sighting_id"
		" AND d.finding_id = x.finding_id", "breach" },
	/* and of transfers */
	{ "SELECT group_concat(flows || ' ' || bytes_up || ' ' || bytes_opaque || ' ' || verdict, '; ') FROM transfer_counts"
		" WHERE of_handset = 1 AND visibility = 'clear' AND place_class = 'public' AND stale = 0", "4 2000 80 not-judged" },
	/* the rest */
	{ "SELECT group_concat(service || ' ' || region || ' ' || flows || ' ' || sightings, '; ') FROM service_places",
		"mi-account cn-north-1 3 3; mi-cloud cn-north-1 3 3" },
	{ "SELECT flows || ' ' || flows_all_opaque || ' ' || bytes_opaque FROM opaque_flows", "3 0 60" },
	{ "SELECT count(*) FROM unknown_places", "0" },
	{ "SELECT findings || ' ' || breaches || ' ' || valid_from || ' ' || status FROM rules_used WHERE severity = 'high'",
		"2 2 2014-08-07 stable" },
	{ "SELECT at || ' ' || state || ' ' || data || ' ' || places || ' ' || evidence FROM consent_events",
		"2014-08-07T04:30:15.000000Z given imei,contact SG screenshot_sha256: 00ff" },
	{ "SELECT case_name || ' ' || clock_uncertainty || ' ' || complete_to FROM assessment",
		"redmi 2.0 2014-08-07T05:30:00.000000Z" },
	{ "SELECT file || ' ' || date FROM place_sources", "places.mmdb 2014-08-07" },
	{ "SELECT subject_country FROM handsets", "IN" },
	{ "SELECT as_number || ' ' || country_evidence || ' ' || candidates FROM places", "16509 whois k" },
};

static void views_answer_as_documented(void **state)
{
	struct stored d;

	(void)state;
	audit(&d);
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
		assert_answer(&d, answers[i].sql, answers[i].answer);
	stored_end(&d);
}

static void without_an_assessment_nothing_is_judged(void **state)
{
	struct stored d;

	(void)state;
	stored_begin(&d);
	scan(&d, "one.pcap", (const uint64_t[]){ 5 }, 1);
	assert_answer(&d, "SELECT verdict || ' ' || residency || ' ' || consent || ' ' || coalesce(severity, '-') FROM disclosures",
		"not-judged not-judged unknown -");
	assert_answer(&d, "SELECT verdict || ' ' || coalesce(before_choice, 'not known') FROM distinct_disclosures",
		"not-judged not known");
	assert_answer(&d, "SELECT flows || ' ' || bytes_up || ' ' || verdict || ' ' || coalesce(place_class, '-') FROM transfer_counts",
		"1 500 not-judged -");
	stored_end(&d);
}

static void no_public_view_shows_the_keyed_hash(void **state)
{
	struct stored d;

	(void)state;
	audit(&d);
	assert_answer(&d, "SELECT count(*) FROM sqlite_schema v WHERE v.type = 'view' AND v.sql LIKE '%hmac%'"
		" AND v.name <> 'distinct_disclosures'", "0"); /* which groups by it what was not assessed */
	stored_end(&d);
}

/* ---- assessing again ---- */

static void assessing_again_gives_the_same_rows(void **state)
{
	static const char all[] = "SELECT group_concat(f.id || j.verdict || j.reason) FROM (SELECT * FROM finding ORDER BY id) f"
		" JOIN judgement j ON j.id = f.judgement";
	char first[256] = "";
	struct stored d;

	(void)state;
	audit(&d);
	stored_ok(&d, store_query(d.s, all, NULL, stored_keep_cell, first, &d.e));
	assess(&d);
	assert_answer(&d, all, first);
	assert_answer(&d, "SELECT group_concat(action, '; ') FROM custody_chain",
		"database made; capture scanned; capture scanned; assessed; assessed");
	stored_end(&d);
}

static void a_cancelled_assessment_changes_nothing(void **state)
{
	struct stored d;

	(void)state;
	audit(&d);
	stored_ok(&d, store_assess_begin(d.s, &run, &d.e));
	assert_answer(&d, "SELECT count(*) FROM findings", "0");
	stored_ok(&d, store_assess_cancel(d.s));
	assert_answer(&d, "SELECT count(*) FROM findings", "6");
	stored_end(&d);
}

/* ---- custody ---- */

static int shell(const char *path, const char *sql)
{
	sqlite3 *db;
	int rc = sqlite3_open(path, &db);

	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
	sqlite3_close(db);
	return rc;
}

static void the_custody_chain_verifies_and_is_append_only(void **state)
{
	static const char *const changes[] = { "UPDATE custody SET tool = 'x' WHERE number = 2", "DELETE FROM custody",
		"INSERT OR REPLACE INTO custody SELECT * FROM custody WHERE number = 2",
		"INSERT INTO custody VALUES ('00', 5, 0, '', '', '', '', '')" };
	struct store_custody c;
	struct stored d;

	(void)state;
	audit(&d);
	stored_ok(&d, store_custody(d.s, &c, &d.e));
	assert_int_equal(c.rows, 4);
	assert_int_equal(c.broken, 0);
	assert_answer(&d, "SELECT hash FROM custody_chain ORDER BY number DESC LIMIT 1", c.head);
	stored_close(&d);
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
		assert_int_equal(shell(d.path, changes[i]), SQLITE_CONSTRAINT);
	stored_end(&d);
}

static void a_changed_custody_row_is_found(void **state)
{
	struct store_custody c;
	struct stored d;

	(void)state;
	audit(&d);
	stored_close(&d);
	assert_int_equal(shell(d.path, "DROP TRIGGER custody_is_not_changed; UPDATE custody SET at = at + 1 WHERE number = 2"), 0);
	assert_non_null(stored_open(&d, STORE_READ, ""));
	stored_ok(&d, store_custody(d.s, &c, &d.e));
	assert_int_equal(c.broken, 2);
	stored_end(&d);
}

/* ---- queries ---- */

static void queries_may_only_read(void **state)
{
	static const char *const refused[] = { "DELETE FROM flow", "DROP VIEW disclosures", "PRAGMA user_version", "BEGIN",
		"ATTACH ':memory:' AS x", "SELECT * FROM pragma_table_info('flow')", "UPDATE capture SET file = 'x'",
		"CREATE TEMP TABLE x (a)", "SELECT 1; SELECT 2", "", "SELECT :unbound", "VACUUM INTO '/tmp/x'" };
	char cell[256];
	struct stored d;

	(void)state;
	audit(&d);
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		d.e.text[0] = 0;
		if (store_query(d.s, refused[i], NULL, stored_keep_cell, cell, &d.e) != -1 || d.e.text[0] == 0)
			fail_msg("not refused: %s", refused[i]);
	}
	assert_answer(&d, "SELECT count(*) FROM flow", "4");
	stored_end(&d);
}

static int keep_types(void *ctx, const struct store_row *r)
{
	enum { A, B, C, D };

	(void)ctx;
	assert_int_equal(r->n, 4);
	assert_int_equal(r->cells[A].type, CELL_INT);
	assert_int_equal(r->cells[B].type, CELL_REAL);
	assert_int_equal(r->cells[C].type, CELL_NULL);
	assert_true(span_is(r->cells[D].text, "'; DROP"));
	assert_string_equal(r->names[D], "d");
	return 0;
}

static void parameters_are_bound_as_text(void **state)
{
	static const char *const params[] = { ":x", "'; DROP", ":most", "1", ":unused", "y", NULL };
	struct stored d;

	(void)state;
	audit(&d);
	stored_ok(&d, store_query(d.s, "SELECT 1, 0.5, NULL, :x AS d FROM flow LIMIT :most;\n", params, keep_types, NULL, &d.e));
	stored_end(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(views_have_the_columns_that_were_promised),
		cmocka_unit_test(every_view_answers),
		cmocka_unit_test(views_answer_as_documented),
		cmocka_unit_test(without_an_assessment_nothing_is_judged),
		cmocka_unit_test(no_public_view_shows_the_keyed_hash),
		cmocka_unit_test(assessing_again_gives_the_same_rows),
		cmocka_unit_test(a_cancelled_assessment_changes_nothing),
		cmocka_unit_test(the_custody_chain_verifies_and_is_append_only),
		cmocka_unit_test(a_changed_custody_row_is_found),
		cmocka_unit_test(queries_may_only_read),
		cmocka_unit_test(parameters_are_bound_as_text),
	};

	return unit_run(tests);
}
