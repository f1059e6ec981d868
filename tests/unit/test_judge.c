#include "unit.h"

#include "assess/judge.h"
#include "assess_fixture.h"

/* What judge said, in the order in which it said it. */
struct said {
	struct finding items[8];
	size_t n;
};

static void keep(void *ctx, const struct finding *f)
{
	struct said *s = ctx;

	s->items[s->n++] = *f;
}

static const struct words no_words;

static struct said judged(struct rule *rules, size_t n, const struct judge_options *o, const struct judged_fact *f)
{
	static const struct judge_options none = { .profiles = &no_words };
	struct rulebook b = fixture_rulebook();
	struct said s = { .n = 0 };
	size_t told;

	b.rules = rules;
	b.rule_count = n;
	told = judge(&b, o == NULL ? &none : o, f, keep, &s);
	assert_int_equal(told, s.n);
	return s;
}

/* In force for ever, about IMEIs, with nothing asked yet. */
static struct rule rule_base(void)
{
	return (struct rule){ .id = "rule", .status = STATUS_STABLE, .level = LEVEL_HIGH, .valid_from = INSTANT_MIN,
		.valid_to = INSTANT_MAX, .data = { [KIND_IMEI] = true }, .grade = GRADE_C };
}

/* Allows Oregon alone; consent needed or not, curing or not. */
static struct rule rule_oregon(bool needed, bool cures)
{
	static struct place_term oregon[] = { TERM_OREGON };
	struct rule r = rule_base();

	r.has_residency = true;
	r.places = (struct place_terms){ oregon, 1 };
	r.consent_needed = needed;
	r.cures = cures;
	return r;
}

static struct judged_fact fact_of(const struct place *p, enum consent_state consent)
{
	return (struct judged_fact){ .sighting_id = 1, .at = DAY(0), .kind = KIND_IMEI, .handset = "redmi", .subject_country = "IN",
		.services = { { &fixture_services[0] }, 1 }, .place = p, .consent = consent };
}

static enum verdict verdict_of(struct rule r, const struct judged_fact *f)
{
	struct said s = judged(&r, 1, NULL, f);

	return s.n == 0 ? VERDICT_NOT_JUDGED : s.items[0].verdict;
}

/* Verdicts as letters, for tables. */
static char letter(enum verdict v)
{
	return "NPRB"[v];
}

/* Every line of the table: residency, consent needed, cures, and all states of consent. */
static void the_verdict_table_holds(void **state)
{
	static const struct {
		const char *what;
		char place; /* allowed, denied, unknown, - no residency block */
		bool needed, cures;
		const char *verdicts; /* given refused withdrawn expired outside-scope none unknown */
	} rows[] = {
		{ "allowed", 'a', false, false, "PPPPPPP" },
		{ "allowed, consent needed", 'a', true, false, "PBBBBBR" },
		{ "denied", 'd', false, false, "BBBBBBB" },
		{ "denied, consent needed", 'd', true, false, "BBBBBBB" },
		{ "denied, curable", 'd', false, true, "PBBBBBR" },
		{ "denied, curable, consent needed", 'd', true, true, "PBBBBBR" },
		{ "unknown", 'u', false, false, "RRRRRRR" },
		{ "unknown, consent needed", 'u', true, false, "RBBBBBR" },
		{ "unknown, curable", 'u', false, true, "RRRRRRR" },
		{ "no residency", '-', false, false, "PPPPPPP" },
		{ "no residency, consent needed", '-', true, false, "PBBBBBR" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct place p = rows[i].place == 'd' ? place_country("CN", GRADE_B) :
			rows[i].place == 'u' ? place_oregon(GRADE_D) : place_oregon(GRADE_B);
		struct rule r = rule_oregon(rows[i].needed, rows[i].cures);

		r.has_residency = rows[i].place != '-';
		for (int c = 0; c < CONSENT_STATE_COUNT; c++) {
			struct judged_fact f = fact_of(&p, (enum consent_state)c);

			if (letter(verdict_of(r, &f)) != rows[i].verdicts[c])
				fail_msg("%s, consent %s: %s", rows[i].what, consent_state_name((enum consent_state)c),
					verdict_name(verdict_of(r, &f)));
		}
	}
}

/* One change to a rule and fact that would be a breach. */
struct change {
	const char *what;
	void (*change)(struct rule *r, struct judged_fact *f);
	enum verdict verdict;
};

static struct place china, edge;

static void run(const struct change *changes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct rule r = rule_oregon(false, false);
		struct judged_fact f = fact_of(&china, CONSENT_GIVEN);

		changes[i].change(&r, &f);
		if (verdict_of(r, &f) != changes[i].verdict)
			fail_msg("%s: %s", changes[i].what, verdict_name(verdict_of(r, &f)));
	}
}

static void nothing(struct rule *r, struct judged_fact *f)
{
	(void)r;
	(void)f;
}

static void proposed(struct rule *r, struct judged_fact *f)
{
	(void)f;
	r->status = STATUS_PROPOSED;
}

static void deprecated(struct rule *r, struct judged_fact *f)
{
	(void)f;
	r->status = STATUS_DEPRECATED;
}

static void experimental(struct rule *r, struct judged_fact *f)
{
	(void)f;
	r->status = STATUS_EXPERIMENTAL;
}

static void profiled(struct rule *r, struct judged_fact *f)
{
	static char *items[] = { "military" };

	(void)f;
	r->profile = (struct words){ items, 1 };
}

static void not_yet(struct rule *r, struct judged_fact *f)
{
	r->valid_from = f->at + 1;
}

static void just_in_force(struct rule *r, struct judged_fact *f)
{
	r->valid_from = f->at;
}

static void no_longer(struct rule *r, struct judged_fact *f)
{
	r->valid_to = f->at;
}

static void last_instant(struct rule *r, struct judged_fact *f)
{
	r->valid_to = f->at + 1;
}

static void a_rule_applies_by_status_profile_and_period(void **state)
{
	const struct change changes[] = {
		{ "as it stands", nothing, VERDICT_BREACH },
		{ "experimental", experimental, VERDICT_BREACH },
		{ "proposed", proposed, VERDICT_NOT_JUDGED },
		{ "deprecated", deprecated, VERDICT_NOT_JUDGED },
		{ "for a profile", profiled, VERDICT_NOT_JUDGED },
		{ "not yet in force", not_yet, VERDICT_NOT_JUDGED },
		{ "its first instant", just_in_force, VERDICT_BREACH },
		{ "no longer in force", no_longer, VERDICT_NOT_JUDGED },
		{ "its last instant", last_instant, VERDICT_BREACH },
	};

	(void)state;
	run(changes, COUNT(changes));
}

static void what_is_not_for_all_is_judged_on_request(void **state)
{
	const struct words military = WORDS("press", "military");
	const struct judge_options asked[] = {
		{ .proposed = true },
		{ .deprecated = true },
		{ .profiles = &military },
	};
	void (*const changes[])(struct rule *r, struct judged_fact *f) = { proposed, deprecated, profiled };

	(void)state;
	for (size_t i = 0; i < COUNT(asked); i++) {
		for (size_t k = 0; k < COUNT(changes); k++) {
			struct rule r = rule_oregon(false, false);
			struct judged_fact f = fact_of(&china, CONSENT_GIVEN);

			changes[k](&r, &f);
			assert_int_equal(judged(&r, 1, &asked[i], &f).n, i == k);
		}
	}
}

static struct place_term country_in[] = { { .type = PLACE_COUNTRY, .country = "IN" } };
static struct place_term country_group[] = { { .type = PLACE_GROUP, .group = "eea" }, { .type = PLACE_COUNTRY, .country = "CN" } };

static void subject_in(struct rule *r, struct judged_fact *f)
{
	(void)f;
	r->subject.countries = (struct place_terms){ country_in, 1 };
}

static void subject_not_in(struct rule *r, struct judged_fact *f)
{
	subject_in(r, f);
	r->subject.negated = true;
}

static void subject_unknown(struct rule *r, struct judged_fact *f)
{
	subject_in(r, f);
	f->subject_country = "";
}

static void subject_in_group(struct rule *r, struct judged_fact *f)
{
	r->subject.countries = (struct place_terms){ country_group, 2 };
	f->subject_country = "GB";
}

static void subject_left_group(struct rule *r, struct judged_fact *f)
{
	subject_in_group(r, f);
	f->at = day("2021-01-01");
}

static void subject_does_not_matter(struct rule *r, struct judged_fact *f)
{
	(void)r;
	f->subject_country = "";
}

static void a_rule_applies_by_its_subject(void **state)
{
	const struct change changes[] = {
		{ "named", subject_in, VERDICT_BREACH },
		{ "excepted", subject_not_in, VERDICT_NOT_JUDGED },
		{ "unknown", subject_unknown, VERDICT_REVIEW },
		{ "unknown, and not asked for", subject_does_not_matter, VERDICT_BREACH },
		{ "in a group", subject_in_group, VERDICT_BREACH },
		{ "no longer in it", subject_left_group, VERDICT_NOT_JUDGED },
	};

	(void)state;
	run(changes, COUNT(changes));
}

static void owner_cn(struct rule *r, struct judged_fact *f)
{
	static struct place_term cn[] = { TERM_CN };

	(void)f;
	r->owner.countries = (struct place_terms){ cn, 1 };
}

static void owner_not_cn(struct rule *r, struct judged_fact *f)
{
	owner_cn(r, f);
	r->owner.negated = true;
}

static void owner_unknown(struct rule *r, struct judged_fact *f)
{
	owner_not_cn(r, f);
	f->services.items[0] = &fixture_services[4];
}

static void owner_of_one(struct rule *r, struct judged_fact *f)
{
	owner_cn(r, f);
	f->services.items[f->services.n++] = &fixture_services[2];
}

static void service_account(struct rule *r, struct judged_fact *f)
{
	static char *items[] = { "mi-account" };

	(void)f;
	r->services = (struct words){ items, 1 };
}

static void service_other(struct rule *r, struct judged_fact *f)
{
	service_account(r, f);
	f->services.items[0] = &fixture_services[1];
}

static void service_some(struct rule *r, struct judged_fact *f)
{
	service_account(r, f);
	f->services.items[f->services.n++] = &fixture_services[1];
}

static void service_unknown(struct rule *r, struct judged_fact *f)
{
	service_account(r, f);
	f->services.n = 0;
}

static void service_any(struct rule *r, struct judged_fact *f)
{
	(void)r;
	f->services.n = 0;
}

/* mi-account's owner is Chinese, other-ads is not mi-account: no one service is both. */
static void service_and_owner_apart(struct rule *r, struct judged_fact *f)
{
	service_account(r, f);
	owner_not_cn(r, f);
	f->services.items[f->services.n++] = &fixture_services[2];
}

static void a_rule_applies_by_owner_and_service(void **state)
{
	const struct change changes[] = {
		{ "owner named", owner_cn, VERDICT_BREACH },
		{ "owner excepted", owner_not_cn, VERDICT_NOT_JUDGED },
		{ "owner unknown", owner_unknown, VERDICT_NOT_JUDGED },
		{ "owner of one of a set", owner_of_one, VERDICT_REVIEW },
		{ "service named", service_account, VERDICT_BREACH },
		{ "another service", service_other, VERDICT_NOT_JUDGED },
		{ "some of a set", service_some, VERDICT_REVIEW },
		{ "service unknown", service_unknown, VERDICT_NOT_JUDGED },
		{ "service unknown, and not asked for", service_any, VERDICT_BREACH },
		{ "no service is both", service_and_owner_apart, VERDICT_NOT_JUDGED },
	};

	(void)state;
	run(changes, COUNT(changes));
}

static void other_kind(struct rule *r, struct judged_fact *f)
{
	(void)r;
	f->kind = KIND_CONTACT;
}

static void any_kind(struct rule *r, struct judged_fact *f)
{
	r->data_any = true;
	f->kind = KIND_CONTACT;
}

static void indicates(struct rule *r, struct judged_fact *f)
{
	(void)f;
	r->indicate = true;
}

static void to_anycast(struct rule *r, struct judged_fact *f)
{
	edge = china;
	edge.class = CLASS_ANYCAST;
	(void)r;
	f->place = &edge;
}

static void to_cdn(struct rule *r, struct judged_fact *f)
{
	to_anycast(r, f);
	edge.class = CLASS_CDN;
}

static void to_cdn_service(struct rule *r, struct judged_fact *f)
{
	(void)r;
	f->services.items[0] = &fixture_services[3];
}

static void to_tunnel(struct rule *r, struct judged_fact *f)
{
	to_anycast(r, f);
	edge.class = CLASS_TUNNEL;
}

static void to_local(struct rule *r, struct judged_fact *f)
{
	to_anycast(r, f);
	edge.class = CLASS_LOCAL;
}

static void anycast_without_consent(struct rule *r, struct judged_fact *f)
{
	to_anycast(r, f);
	r->has_residency = false;
	r->consent_needed = true;
	f->consent = CONSENT_REFUSED;
}

static void some_verdicts_are_capped(void **state)
{
	const struct change changes[] = {
		{ "another kind", other_kind, VERDICT_NOT_JUDGED },
		{ "any kind", any_kind, VERDICT_BREACH },
		{ "effect: indicate", indicates, VERDICT_REVIEW },
		{ "anycast", to_anycast, VERDICT_REVIEW },
		{ "anycast, without consent", anycast_without_consent, VERDICT_REVIEW },
		{ "cdn", to_cdn, VERDICT_REVIEW },
		{ "a service on a cdn", to_cdn_service, VERDICT_REVIEW },
		{ "tunnel", to_tunnel, VERDICT_REVIEW },
		{ "local", to_local, VERDICT_NOT_JUDGED },
	};

	(void)state;
	run(changes, COUNT(changes));
}

/* Transfers without a readable datum: by what the rule says of opaque content, whether there was any, and its place. */
static void a_transfer_is_judged_by_its_place_alone(void **state)
{
	static const struct {
		const char *what;
		bool any;
		enum opaque_rule rule;
		bool opaque, residency, needed;
		const char *verdicts; /* where the place is allowed, denied, unknown */
		bool empty;
	} rows[] = {
		{ "any data", true, OPAQUE_REVIEW, false, true, false, "PBR", false },
		{ "any data, consent needed: residency alone", true, OPAQUE_REVIEW, true, true, true, "PBR", false },
		{ "opaque: judge", false, OPAQUE_JUDGE, true, true, false, "PBR", false },
		{ "opaque: judge, clear content", false, OPAQUE_JUDGE, false, true, true, "PBR", false },
		{ "opaque: review", false, OPAQUE_REVIEW, true, true, false, "PRR", false },
		{ "opaque: review, consent needed", false, OPAQUE_REVIEW, true, true, true, "RRR", false },
		{ "opaque: review, clear content", false, OPAQUE_REVIEW, false, true, true, "NNN", false },
		{ "opaque: ignore", false, OPAQUE_IGNORE, true, true, true, "NNN", false },
		{ "no residency", true, OPAQUE_REVIEW, true, false, true, "RRR", false },
		{ "no residency, clear content", true, OPAQUE_JUDGE, false, false, true, "NNN", false },
		{ "any data, nothing was sent", true, OPAQUE_REVIEW, false, true, false, "PRR", true },
		{ "opaque: judge, nothing was sent", false, OPAQUE_JUDGE, false, true, true, "PRR", true },
		{ "opaque: review, nothing was sent", false, OPAQUE_REVIEW, false, true, true, "NNN", true },
	};
	struct place places[] = { place_oregon(GRADE_B), place_country("CN", GRADE_B), place_oregon(GRADE_D) };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		for (size_t k = 0; k < COUNT(places); k++) {
			struct rule r = rule_oregon(rows[i].needed, false);
			struct judged_fact f = fact_of(&places[k], CONSENT_NONE);

			r.data_any = rows[i].any;
			r.opaque = rows[i].rule;
			r.has_residency = rows[i].residency;
			f.kind = KIND_NONE;
			f.opaque = rows[i].opaque;
			f.empty = rows[i].empty;
			if (letter(verdict_of(r, &f)) != rows[i].verdicts[k])
				fail_msg("%s, place %zu: %s", rows[i].what, k, verdict_name(verdict_of(r, &f)));
		}
	}
}

static void the_grade_is_that_of_what_decided(void **state)
{
	struct place p = place_oregon(GRADE_A);
	struct rule r = rule_oregon(true, false);
	struct judged_fact f = fact_of(&p, CONSENT_GIVEN);

	(void)state;
	p.region.grade = GRADE_C;
	assert_int_equal(judged(&r, 1, NULL, &f).items[0].grade, GRADE_C);
	r.has_residency = false;
	p.country.grade = GRADE_B;
	assert_int_equal(judged(&r, 1, NULL, &f).items[0].grade, GRADE_B);
}

static void each_clause_is_told_in_words(void **state)
{
	static const char *const names[] = { "valid", "subject", "owner", "service", "data", "residency", "consent", "effect" };
	struct rule r = rule_oregon(true, false);
	struct judged_fact f = fact_of(&china, CONSENT_REFUSED);
	struct said s = judged(&r, 1, NULL, &f);
	const struct finding *g = &s.items[0];

	(void)state;
	assert_int_equal(g->clause_count, COUNT(names));
	for (size_t i = 0; i < COUNT(names); i++) {
		assert_string_equal(g->clauses[i].name, names[i]);
		assert_true(g->clauses[i].outcome[0] != 0 && g->clauses[i].reason[0] != 0);
		assert_null(strstr(g->clauses[i].reason, "legal"));
	}
	assert_string_equal(g->clauses[5].outcome, "denied");
	assert_string_equal(g->clauses[5].reason, "The country is CN, grade B; the rule allows only: aws/us-west-2.");
	assert_string_equal(g->clauses[6].outcome, "refused");
	assert_string_equal(g->reason, "This departs from the rule: the place is one that it does not allow.");
	r.indicate = true;
	s = judged(&r, 1, NULL, &f);
	assert_string_equal(g->reason, "This would depart from the rule (the place is one that it does not allow), but is for a "
		"person to review: the rule only indicates.");
}

static void rules_speak_in_the_order_of_their_ids(void **state)
{
	struct rule rules[3] = { rule_oregon(false, false), rule_base(), rule_oregon(true, false) };
	struct judged_fact f = fact_of(&china, CONSENT_NONE);

	(void)state;
	rules[0].id = "b";
	rules[1].id = "c";
	rules[2].id = "a";
	for (size_t start = 0; start < 3; start++) {
		struct rule turned[3] = { rules[start], rules[(start + 1) % 3], rules[(start + 2) % 3] };
		struct said s = judged(turned, 3, NULL, &f);

		assert_int_equal(s.n, 3);
		assert_string_equal(s.items[0].rule->id, "a");
		assert_string_equal(s.items[1].rule->id, "b");
		assert_string_equal(s.items[2].rule->id, "c");
		assert_int_equal(s.items[1].verdict, VERDICT_BREACH);
		assert_int_equal(s.items[2].verdict, VERDICT_PERMITTED);
	}
}

static void the_gravest_is_by_verdict_then_level_then_id(void **state)
{
	struct rule low_a = { .id = "a", .level = LEVEL_LOW }, high_b = { .id = "b", .level = LEVEL_HIGH },
		    high_c = { .id = "c", .level = LEVEL_HIGH };
	const struct finding order[] = {
		{ .rule = &low_a, .verdict = VERDICT_BREACH },
		{ .rule = &high_b, .verdict = VERDICT_REVIEW },
		{ .rule = &high_c, .verdict = VERDICT_REVIEW },
		{ .rule = &low_a, .verdict = VERDICT_REVIEW },
		{ .rule = &high_b, .verdict = VERDICT_PERMITTED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(order); i++) {
		assert_true(finding_graver(&order[i], NULL));
		for (size_t k = 0; k < COUNT(order); k++)
			assert_int_equal(finding_graver(&order[i], &order[k]), i < k);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_verdict_table_holds),
		cmocka_unit_test(a_rule_applies_by_status_profile_and_period),
		cmocka_unit_test(what_is_not_for_all_is_judged_on_request),
		cmocka_unit_test(a_rule_applies_by_its_subject),
		cmocka_unit_test(a_rule_applies_by_owner_and_service),
		cmocka_unit_test(some_verdicts_are_capped),
		cmocka_unit_test(a_transfer_is_judged_by_its_place_alone),
		cmocka_unit_test(the_grade_is_that_of_what_decided),
		cmocka_unit_test(each_clause_is_told_in_words),
		cmocka_unit_test(rules_speak_in_the_order_of_their_ids),
		cmocka_unit_test(the_gravest_is_by_verdict_then_level_then_id),
	};

	china = place_country("CN", GRADE_B);
	return unit_run(tests);
}
