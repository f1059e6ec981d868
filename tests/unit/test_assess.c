#include "unit.h"

#include "stored.h"

#include "assess/disclosed.h"
#include "base/buf.h"
#include "pipeline/assess.h"
#include "policy/policy.h"

/*
 * An assessment asks each question once and remembers the answer. Here the facts are made to lie on both sides of every instant at which an
 * answer may change, and each is judged again, alone.
 */

enum { PER_EVENT = 14, HOSTS = 6 };

static const char *const hosts[HOSTS] = { "contactapi.micloud.xiaomi.net", "sg.contactapi.micloud.xiaomi.net", "api.account.xiaomi.com",
	"app.chat.xiaomi.net", "www.example.org", "" };
static const char *const servers[] = { "42.62.48.70", "54.254.9.1", "192.0.2.7", "10.0.0.1" };
static const enum kind kinds[] = { KIND_CONTACT, KIND_IMEI, KIND_PHONE_NUMBER, KIND_APP_LIST };

struct audit {
	struct stored d;
	struct rulebook *book;
	struct audit_case *audit_case;
	struct places *places;
	struct services *catalogue;
	struct judge_options options;
	uint64_t frame;
	/* of the check */
	struct names *names;
	int64_t capture; /* of two that saw the same */
	size_t checked, findings;
};

/* ---- making the facts ---- */

static struct fact_flow a_flow(struct audit *a, int64_t at, size_t n)
{
	struct fact_flow f = { .first_frame = a->frame, .last_frame = a->frame + 9, .at = at, .until = at + 1, .handset = n % 11 != 10,
		.handset_called = true, .host_source = HOST_HTTP, .packets = 10, .bytes_up = 500,
		.bytes_clear = 500, .bytes_opaque = n % 3 == 2 ? 100 : 0, .visibility = n % 3 == 2 ? VISIBILITY_OPAQUE : VISIBILITY_CLEAR };

	snprintf(f.protocol, sizeof f.protocol, "%s", n % 13 == 12 ? "WireGuard" : "HTTP");
	snprintf(f.host, sizeof f.host, "%s", hosts[n % HOSTS]);
	address_parse("192.168.43.20", &f.key.client);
	address_parse(servers[n / 2 % 4], &f.key.server);
	f.key.client_port = (uint16_t)(20000 + n);
	f.key.server_port = 80;
	f.key.transport = 6;
	return f;
}

/* Every third flow has no datum; of the rest some have two messages, of two services. */
static void put_flow(struct audit *a, int64_t at, size_t n)
{
	struct fact_flow f = a_flow(a, at, n);

	stored_ok(&a->d, store_put_flow(a->d.s, &f, &a->d.e));
	for (size_t i = 0; n % 3 != 2 && i < 1 + n % 2; i++) {
		struct fact_sighting g = some_sighting(a->frame, a->frame + i, n % 5 < 2 ? "a value" : "another");

		snprintf(g.message.host, sizeof g.message.host, "%s", hosts[(n + i) % HOSTS]);
		snprintf(g.message.path, sizeof g.message.path, "/%zu", i);
		g.at = at + (int64_t)i;
		g.kind = kinds[n / 3 % 4];
		g.tier = n % 4 == 3 ? TIER_VALIDATED : TIER_KNOWN;
		stored_ok(&a->d, store_put_message(a->d.s, &g.message, &a->d.e));
		stored_ok(&a->d, store_put_sighting(a->d.s, &g, &a->d.e));
	}
	a->frame += 10;
}

/* On both sides of an instant, as near as can be, with the clock's uncertainty and without. */
static void put_around(struct audit *a, int64_t instant, size_t *n)
{
	int64_t uncertainty = a->audit_case->clock_uncertainty;
	const int64_t offsets[PER_EVENT] = { -uncertainty - 1, -uncertainty, -uncertainty + 1, -1, 0, 1, uncertainty - 1, uncertainty,
		uncertainty + 1, -NS_PER_S * 3600, NS_PER_S * 3600, -NS_PER_S * 30, NS_PER_S * 30, 2 };

	for (size_t i = 0; i < PER_EVENT; i++)
		put_flow(a, instant + offsets[i], (*n)++);
}

static void put_capture(struct audit *a, const char *file)
{
	struct store_capture c = some_capture(file);
	struct fact_handset h = some_handset();
	struct fact_end end = some_end();
	size_t n = 0;
	bool skip;

	a->frame = 1;
	stored_ok(&a->d, store_capture_begin(a->d.s, &c, &skip, &a->d.e));
	stored_ok(&a->d, store_put_handset(a->d.s, &h, &a->d.e));
	for (size_t i = 0; i < a->audit_case->event_count; i++)
		put_around(a, a->audit_case->events[i].at, &n);
	put_around(a, a->audit_case->complete_from, &n);
	put_around(a, a->audit_case->complete_to, &n);
	for (size_t i = 0; i < a->book->rule_count; i++) {
		if (a->book->rules[i].valid_from != INSTANT_MIN)
			put_around(a, a->book->rules[i].valid_from, &n);
	}
	stored_ok(&a->d, store_capture_end(a->d.s, &end, NULL, &a->d.e));
}

static void assess_all(struct audit *a)
{
	struct assess_task t = { .store = a->d.s, .rulebook = a->book, .audit_case = a->audit_case, .places = a->places,
		.options = a->options, .tool = "phonehome test" };
	struct assess_result result;

	stored_ok(&a->d, assess(&t, &result, &a->d.e));
	a->findings = result.findings;
}

static void audit_begin(struct audit *a, const char *case_file)
{
	struct policy_mistakes m = { 0 };
	struct places_sources none = { 0 };

	*a = (struct audit){ 0 };
	stored_begin(&a->d);
	a->book = policy_load("rules", &m);
	assert_non_null(a->book);
	a->audit_case = policy_load_case(case_file, a->book, &m);
	assert_non_null(a->audit_case);
	a->places = places_open(&none, a->book, a->audit_case, &a->d.e);
	a->catalogue = services_new(a->book);
	put_capture(a, "one.pcap");
	put_capture(a, "two.pcap"); /* which saw the same flows */
	assess_all(a);
}

static void audit_end(struct audit *a)
{
	services_free(a->catalogue);
	places_close(a->places);
	policy_free_case(a->audit_case);
	policy_free(a->book);
	stored_end(&a->d);
}

/* ---- each fact again, alone ---- */

struct told {
	struct audit *a;
	struct buf text; /* a line a finding, as `told_sql` has it */
};

static void tell(void *ctx, const struct finding *f)
{
	struct told *t = ctx;

	buf_printf(&t->text, "%s %s %s %s %s\n", f->rule->id, verdict_name(f->verdict), residency_name(f->residency),
		consent_state_name(f->consent), f->reason);
}

static const char told_sql[] = "SELECT coalesce(group_concat(line, ''), '') FROM (SELECT j.rule || ' ' || j.verdict || ' ' || j.residency"
	" || ' ' || j.consent || ' ' || j.reason || char(10) AS line FROM finding f JOIN judgement j ON j.id = f.judgement"
	" WHERE coalesce(f.sighting, f.flow) = CAST(:fact AS INTEGER) ORDER BY j.rule)";

static int keep_text(void *ctx, const struct store_row *r)
{
	buf_add_span(ctx, r->cells[0].text);
	return 0;
}

static void check(struct audit *a, int64_t fact, const struct judged_fact *f)
{
	struct told t = { .a = a };
	struct buf stored = { 0 };
	char id[32];

	snprintf(id, sizeof id, "%lld", (long long)fact);
	judge(a->book, &a->options, f, tell, &t);
	stored_ok(&a->d, store_query(a->d.s, told_sql, (const char *const[]){ ":fact", id, NULL }, keep_text, &stored, &a->d.e));
	if (strcmp(buf_text(&t.text), buf_text(&stored)) != 0)
		fail_msg("fact %s: stored\n%s\nalone\n%s", id, buf_text(&stored), buf_text(&t.text));
	a->checked++;
	buf_free(&t.text);
	buf_free(&stored);
}

struct asked {
	struct audit *a;
	const struct stored_flow *flow;
	struct service_set all;
	struct far_name far;
	struct place place;
	size_t messages, sightings;
};

static struct service_set services_of(struct asked *q, const struct fact_message *m)
{
	struct service_query s = { .host = m != NULL && m->host[0] != 0 ? m->host : q->far.host, .port = 80,
		.protocol = q->flow->fact.protocol, .carrier = m != NULL ? m->carrier : "", .path = m != NULL ? m->path : "",
		.keys = m != NULL ? m->keys : "", .opaque = m == NULL };
	struct service_set set;

	services_find(q->a->catalogue, &s, &set);
	return set;
}

static int join_message(void *ctx, const struct stored_message *m)
{
	struct asked *q = ctx;
	struct service_set set;

	if (m->flow != q->flow->id)
		return 0;
	set = services_of(q, &m->fact);
	service_set_join(&q->all, &set);
	q->messages++;
	return 0;
}

struct in_message {
	struct asked *q;
	int64_t id;
	struct service_set set;
};

static int find_message(void *ctx, const struct stored_message *m)
{
	struct in_message *in = ctx;

	if (m->id == in->id)
		in->set = services_of(in->q, &m->fact);
	return 0;
}

static struct judged_fact fact_of(struct asked *q, const struct service_set *set, enum kind kind, int64_t at)
{
	struct consent_query c = { q->flow->handset, set, kind, &q->place, at };
	const struct case_handset *h = case_handset(q->a->audit_case, q->flow->handset);
	struct consent_answer answer;

	consent_find(q->a->audit_case, q->a->book, &c, &answer);
	return (struct judged_fact){ .at = at, .kind = kind, .handset = q->flow->handset, .services = *set, .place = &q->place,
		.subject_country = h == NULL ? "" : h->subject_country, .consent = answer.state };
}

static int check_sighting(void *ctx, const struct stored_sighting *g)
{
	struct asked *q = ctx;
	struct in_message in = { .q = q, .id = g->message };
	struct judged_fact f;

	if (g->flow != q->flow->id)
		return 0;
	q->sightings++;
	stored_ok(&q->a->d, store_each_message(q->a->d.s, find_message, &in, &q->a->d.e));
	f = fact_of(q, &in.set, g->kind, g->at);
	check(q->a, g->id, &f);
	return 0;
}

static void check_transfer(struct asked *q)
{
	struct judged_fact f = fact_of(q, &q->all, KIND_NONE, q->flow->fact.at);

	f.opaque = q->flow->fact.bytes_opaque > 0;
	check(q->a, q->flow->id, &f);
}

static int check_flow(void *ctx, const struct stored_flow *flow)
{
	struct audit *a = ctx;
	struct asked q = { .a = a, .flow = flow };
	const struct fact_flow *f = &flow->fact;

	if (a->checked == 0)
		a->capture = flow->capture;
	if (flow->handset[0] == 0 || flow->capture != a->capture)
		return 0;
	names_find(a->names, &f->key.client, &f->key.server, f->at, f->host, f->host_source, &q.far);
	places_find(a->places, &f->key.server, &q.far, f->at, &q.place);
	stored_ok(&a->d, store_each_message(a->d.s, join_message, &q, &a->d.e));
	if (q.messages == 0)
		q.all = services_of(&q, NULL);
	if (protocol_is_tunnel(f->protocol))
		place_set_class(&q.place, CLASS_TUNNEL);
	for (size_t i = 0; i < q.all.n; i++) {
		if (q.all.items[i]->cdn && q.place.class == CLASS_PUBLIC)
			place_set_class(&q.place, CLASS_CDN);
	}
	stored_ok(&a->d, store_each_sighting(a->d.s, check_sighting, &q, &a->d.e));
	if (q.sightings == 0)
		check_transfer(&q);
	return 0;
}

static void every_fact_is_judged_as_it_would_be_alone(void **state)
{
	static const char *const cases[] = { "samples/redmi-2014-before/case.yaml", "samples/miui-2015-migrated/case.yaml" };
	struct audit a;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		audit_begin(&a, cases[i]);
		a.names = names_new();
		stored_ok(&a.d, store_each_flow(a.d.s, check_flow, &a, &a.d.e));
		names_free(a.names);
		assert_true(a.checked > 100);
		assert_true(a.findings > a.checked);
		audit_end(&a);
	}
}

/* ---- what a headline counts ---- */

/* The words of DESIGN for a disclosure, in SQL over facts and findings one by one. */
static const char grouped_sql[] =
	"WITH told AS (SELECT h.name AS handset, s.kind AS kind, s.hmac AS datum, d.service AS service, d.country AS country, d.consent AS consent,"
	" s.at AS at, s.frame AS frame, s.id AS id, s.tier AS tier, coalesce(t.first || '/' || s.at || '/' || s.offset, s.id) AS once,"
	" coalesce(j.verdict_rank, 0) AS verdict_rank, coalesce(r.level_rank, 0) AS level_rank, coalesce(j.rule, '') AS rule, g.finding AS finding"
	" FROM sighting s JOIN disclosures d ON d.sighting_id = s.id JOIN flow f ON f.id = s.flow"
	" JOIN handset h ON h.capture = f.capture AND h.number = f.handset LEFT JOIN twin t ON t.flow = s.flow"
	" LEFT JOIN judged g ON g.sighting = s.id LEFT JOIN judgement j ON j.id = g.judgement LEFT JOIN rule r ON r.id = j.rule),"
	" ranked AS (SELECT *, row_number() OVER (PARTITION BY handset, kind, datum, service, country, consent"
	" ORDER BY verdict_rank DESC, level_rank DESC, rule, at, frame, id) AS nth,"
	" first_value(id) OVER (PARTITION BY handset, kind, datum, service, country, consent ORDER BY at, frame, id) AS first FROM told),"
	" counted AS (SELECT handset, kind, datum, service, country, consent, count(DISTINCT once) AS sightings, min(at) AS first_at,"
	" max(at) AS last_at, min(CASE tier WHEN 'known' THEN 1 WHEN 'validated' THEN 2 ELSE 3 END) AS tier_rank"
	" FROM told GROUP BY handset, kind, datum, service, country, consent)"
	" SELECT r.handset, r.kind, coalesce(r.service, ''), coalesce(r.country, ''), r.consent, c.sightings, c.first_at, c.last_at, r.id, r.first,"
	" coalesce(r.finding, 0), c.tier_rank FROM ranked r JOIN counted c ON c.handset = r.handset AND c.kind = r.kind AND c.datum = r.datum"
	" AND c.service IS r.service AND c.country IS r.country AND c.consent = r.consent WHERE r.nth = 1";

static const char counted_sql[] =
	"SELECT d.handset, d.kind, v.services, d.country, d.consent, d.sightings, d.first_at, d.last_at, d.gravest, d.first,"
	" coalesce(d.finding, 0), CASE d.tier WHEN 'known' THEN 1 WHEN 'validated' THEN 2 ELSE 3 END"
	" FROM disclosure d JOIN service_set v ON v.id = d.service_set";

static void disclosures_are_what_grouping_the_sightings_gives(void **state)
{
	char sql[8192];
	struct audit a;

	(void)state;
	audit_begin(&a, "samples/redmi-2014-before/case.yaml");
	assert_answer(&a.d, "SELECT count(*) > 20 AND max(sightings) > 1 FROM disclosure", "1");
	snprintf(sql, sizeof sql, "SELECT count(*) FROM (SELECT * FROM (%s) EXCEPT SELECT * FROM (%s))", grouped_sql, counted_sql);
	assert_answer(&a.d, sql, "0");
	snprintf(sql, sizeof sql, "SELECT count(*) FROM (SELECT * FROM (%s) EXCEPT SELECT * FROM (%s))", counted_sql, grouped_sql);
	assert_answer(&a.d, sql, "0");
	audit_end(&a);
}

/* To a local address and to a place that is not known, else alike: the second is what a reader must know of. */
static void a_local_address_stands_for_no_other_place(void **state)
{
	struct disclosed *d = disclosed_new();
	struct disclosure one = { .handset = "redmi-1s", .country = "", .apps = "", .first_at = 1, .last_at = 1, .first = 1,
		.gravest = { .id = 1, .at = 1, .place = 1, .local = true, .host = "" } };
	const struct disclosure *all;
	size_t n;

	(void)state;
	disclosed_add(d, &one, 0, 0);
	one.first = one.gravest.id = one.gravest.at = one.gravest.place = 2;
	one.gravest.local = false;
	disclosed_add(d, &one, 0, 0);
	one.first = one.gravest.id = one.gravest.at = one.gravest.place = 3;
	one.gravest.local = true;
	disclosed_add(d, &one, 0, 0);
	all = disclosed_all(d, &n);
	assert_int_equal(n, 1);
	assert_int_equal(all[0].sightings, 3);
	assert_int_equal(all[0].gravest.place, 2);
	assert_int_equal(all[0].first, 1);
	disclosed_free(d);
}

static void transfers_are_counted_as_they_stand(void **state)
{
	static const char one_by_one[] = "SELECT t.handset IS NOT NULL, t.visibility, t.place_class, t.verdict, p.stale, count(*), sum(t.bytes_up),"
		" sum(t.bytes_opaque) FROM transfers t JOIN places p ON p.flow_id = t.flow_id LEFT JOIN twin w ON w.flow = t.flow_id WHERE w.first IS NULL OR w.first = w.flow"
		" GROUP BY 1, 2, 3, 4, 5";
	static const char counted[] = "SELECT of_handset, visibility, place_class, verdict, stale, flows, bytes_up, bytes_opaque FROM transfer_counts";
	struct audit a;
	char sql[2048];

	(void)state;
	audit_begin(&a, "samples/redmi-2014-before/case.yaml");
	assert_answer(&a.d, "SELECT count(*) > 8 FROM transfer_counts", "1");
	snprintf(sql, sizeof sql, "SELECT count(*) FROM (SELECT * FROM (%s) EXCEPT SELECT * FROM (%s))", one_by_one, counted);
	assert_answer(&a.d, sql, "0");
	snprintf(sql, sizeof sql, "SELECT count(*) FROM (SELECT * FROM (%s) EXCEPT SELECT * FROM (%s))", counted, one_by_one);
	assert_answer(&a.d, sql, "0");
	audit_end(&a);
}

static void a_new_capture_ends_an_assessment(void **state)
{
	struct store_capture c = some_capture("three.pcap");
	struct audit a;
	bool skip;

	(void)state;
	audit_begin(&a, "samples/redmi-2014-before/case.yaml");
	stored_ok(&a.d, store_capture_begin(a.d.s, &c, &skip, &a.d.e));
	stored_ok(&a.d, store_capture_leave(a.d.s, true, &a.d.e));
	assert_answer(&a.d, "SELECT count(*) FROM assessment", "1"); /* it turned out to be none */
	stored_ok(&a.d, store_capture_begin(a.d.s, &c, &skip, &a.d.e));
	stored_ok(&a.d, store_batch(a.d.s, &a.d.e));
	stored_ok(&a.d, store_capture_leave(a.d.s, true, &a.d.e));
	assert_answer(&a.d, "SELECT count(*) FROM assessment", "0");
	assert_answer(&a.d, "SELECT (SELECT count(*) FROM findings) || ' ' || (SELECT count(*) FROM disclosure)", "0 0");
	assert_answer(&a.d, "SELECT sum(flows) = (SELECT count(*) FROM transfers) AND max(stale) IS NULL FROM transfer_counts", "1");
	assert_answer(&a.d, "SELECT count(*) > 3 AND max(consent) = 'unknown' AND max(service) IS NULL FROM distinct_disclosures", "1");
	assess_all(&a);
	assert_answer(&a.d, "SELECT count(*) FROM assessment", "1");
	audit_end(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_fact_is_judged_as_it_would_be_alone),
		cmocka_unit_test(disclosures_are_what_grouping_the_sightings_gives),
		cmocka_unit_test(a_local_address_stands_for_no_other_place),
		cmocka_unit_test(transfers_are_counted_as_they_stand),
		cmocka_unit_test(a_new_capture_ends_an_assessment),
	};

	return unit_run(tests);
}
