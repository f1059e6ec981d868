#include "assess/judge.h"

#include "assess/residency.h"
#include "base/alloc.h"
#include "base/instant.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One rule on one fact: what is found so far, and why the verdict may be no more than review. */
struct trial {
	const struct rulebook *rulebook;
	const struct rule *rule;
	const struct judged_fact *fact;
	struct finding finding;
	struct residency_answer residency;
	bool consent_asked;   /* of a transfer it is not */
	const char *why;      /* the line of the verdict table that held */
	const char *limit;    /* NULL: none */
};

static void clause(struct trial *t, const char *name, const char *outcome, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

static void clause(struct trial *t, const char *name, const char *outcome, const char *fmt, ...)
{
	struct clause *c = &t->finding.clauses[t->finding.clause_count++];
	va_list ap;

	c->name = name;
	c->outcome = outcome;
	va_start(ap, fmt);
	vsnprintf(c->reason, sizeof c->reason, fmt, ap);
	va_end(ap);
}

static bool verdict_set(struct trial *t, enum verdict v, const char *why)
{
	t->finding.verdict = v;
	t->why = why;
	return true;
}

/* The first reason that limits is the one told. */
static void limit(struct trial *t, const char *why)
{
	if (t->limit == NULL)
		t->limit = why;
}

static bool filter_has(const struct rulebook *b, const struct country_filter *f, const char *country, int64_t at)
{
	bool in = false;

	for (size_t i = 0; i < f->countries.n; i++) {
		const struct place_term *t = &f->countries.items[i];

		in = in || (t->type == PLACE_GROUP ? group_has(b, t->group, country, at) : strcmp(t->country, country) == 0);
	}
	return f->countries.n == 0 || in != f->negated;
}

static bool wanted(const struct rule *r, const struct judge_options *o)
{
	bool asked = r->profile.n == 0;

	if (o->packs != NULL && o->packs->n > 0 && !words_have(o->packs, r->pack))
		return false;
	if ((r->status == STATUS_PROPOSED && !o->proposed) || (r->status == STATUS_DEPRECATED && !o->deprecated))
		return false;
	for (size_t i = 0; i < r->profile.n; i++)
		asked = asked || (o->profiles != NULL && words_have(o->profiles, r->profile.items[i]));
	return asked;
}

/* The first clause, worded once others tell that the rule is about the fact, as most rules are not. */
static void clause_valid(struct trial *t)
{
	const struct rule *r = t->rule;
	size_t others = t->finding.clause_count;
	char from[INSTANT_TEXT], to[INSTANT_TEXT];

	t->finding.clause_count = 0;
	/* Without the fact's own time: findings that are alike share one reasoning in the store. */
	clause(t, "valid", "holds", "The rule is in force from %s until %s%s, and this is of that time.",
		r->valid_from == INSTANT_MIN ? "ever" : instant_date(r->valid_from, from), r->valid_to == INSTANT_MAX ? "" : "the end of ",
		r->valid_to == INSTANT_MAX ? "further notice" : instant_date(r->valid_to - 1, to));
	t->finding.clause_count = others;
}

static bool clause_subject(struct trial *t)
{
	const char *country = t->fact->subject_country;

	if (t->rule->subject.countries.n == 0) {
		clause(t, "subject", "holds", "The rule is about people of any country.");
		return true;
	}
	if (country[0] == 0) {
		if (t->fact->kind == KIND_NONE)
			return false;
		clause(t, "subject", "unknown", "The subject's country is not known, and the rule asks for it.");
		limit(t, "the subject's country is not known");
		return true;
	}
	if (!filter_has(t->rulebook, &t->rule->subject, country, t->fact->at))
		return false;
	clause(t, "subject", "holds", "The subject's country is %s, which the rule is about.", country);
	return true;
}

/* How many of the services that the fact may be of are the rule's, by owner and by id. */
static bool service_fits(const struct trial *t, const struct service *s, bool *ret_owner)
{
	const struct country_filter *owner = &t->rule->owner;

	*ret_owner = owner->countries.n == 0 ||
		(s->owner_country[0] != 0 && filter_has(t->rulebook, owner, s->owner_country, t->fact->at));
	return *ret_owner && (t->rule->services.n == 0 || words_have(&t->rule->services, s->id));
}

static void clause_part(struct trial *t, const char *name, bool asks, bool all)
{
	if (!asks)
		clause(t, name, "holds", "The rule asks for no certain %s.", name);
	else if (all)
		clause(t, name, "holds", "The %s is one that the rule is about.", name);
	else
		clause(t, name, "unknown", "It may be of several services; the rule's %s filter fits only some of them.", name);
}

/* Owner and service together: one service must satisfy both. */
static bool clause_service(struct trial *t)
{
	const struct service_set *set = &t->fact->services;
	bool asks_owner = t->rule->owner.countries.n > 0, asks_service = t->rule->services.n > 0;
	size_t owners = 0, fitting = 0;

	for (size_t i = 0; i < set->n; i++) {
		bool owner;

		fitting += service_fits(t, set->items[i], &owner);
		owners += owner;
	}
	if ((asks_owner || asks_service) && fitting == 0)
		return false;
	clause_part(t, "owner", asks_owner, owners == set->n);
	clause_part(t, "service", asks_service, fitting == set->n);
	if ((asks_owner || asks_service) && fitting < set->n)
		limit(t, "it may also be of a service that the rule is not about");
	return true;
}

/* A datum is the rule's or it is not; a transfer is judged on residency alone, or its content leaves a doubt. */
static bool clause_data(struct trial *t)
{
	const struct rule *r = t->rule;
	const struct judged_fact *f = t->fact;

	t->consent_asked = f->kind != KIND_NONE && r->consent_needed;
	if (f->kind != KIND_NONE) {
		if (!data_covers(r->data_any, r->data, f->kind))
			return false;
		clause(t, "data", "holds", "The rule is about %s.", kind_name(f->kind));
		return true;
	}
	if (r->has_residency && (r->data_any || r->opaque == OPAQUE_JUDGE)) {
		clause(t, "data", "holds", "No datum was read; the rule judges any traffic of the service, by its place alone.");
		if (f->empty)
			limit(t, "the handset sent nothing there, it tried to connect in vain or was only sent to");
		return true;
	}
	if (!f->opaque || r->opaque == OPAQUE_IGNORE)
		return false;
	clause(t, "data", "unknown", "Content could not be read: whether it held data that the rule is about is not known.");
	limit(t, "content could not be read");
	t->consent_asked = r->consent_needed;
	return true;
}

static void clause_residency(struct trial *t)
{
	const struct place *place = t->fact->place;
	struct residency_answer *a = &t->residency;

	*a = (struct residency_answer){ .state = RESIDENCY_NOT_JUDGED, .grade = place->country.grade };
	if (!t->rule->has_residency) {
		snprintf(a->reason, sizeof a->reason, "The rule says nothing about places.");
	} else if (place->class == CLASS_TUNNEL) {
		a->state = RESIDENCY_UNKNOWN;
		snprintf(a->reason, sizeof a->reason, "This is the end of a tunnel: where data go from there is not seen.");
	} else {
		residency_find(t->rulebook, &t->rule->places, t->rule->deny, t->rule->grade, place, t->fact->at, a);
	}
	t->finding.residency = a->state;
	t->finding.grade = a->grade;
	clause(t, "residency", residency_name(a->state), "%s", a->reason);
	if (place->class == CLASS_ANYCAST || place->class == CLASS_CDN)
		limit(t, "the far end is an edge that answers from many places");
	for (size_t i = 0; i < t->fact->services.n; i++) {
		if (t->fact->services.items[i]->cdn)
			limit(t, "the service answers from the edges of a CDN");
	}
}

/* Content that could not be read leaves open what consent would have had to cover. */
static enum consent_state consent_of(const struct trial *t)
{
	return t->fact->kind == KIND_NONE && t->consent_asked ? CONSENT_UNKNOWN : t->fact->consent;
}

static void clause_consent(struct trial *t)
{
	const char *state = consent_state_name(consent_of(t));

	t->finding.consent_needed = t->rule->consent_needed;
	t->finding.consent = t->fact->consent;
	if (!t->rule->consent_needed)
		clause(t, "consent", "holds", "The rule asks for no consent; the timeline says: %s.", state);
	else if (!t->consent_asked)
		clause(t, "consent", "not-judged", "No datum was read, so whether consent was needed is not judged.");
	else
		clause(t, "consent", state, "The rule asks for consent; the timeline says: %s.", state);
}

/* The verdict table of DESIGN 5, line by line; the first that holds. */
static bool denied(struct trial *t)
{
	enum consent_state consent = t->fact->consent;

	if (t->residency.state != RESIDENCY_DENIED || (t->rule->cures && consent == CONSENT_GIVEN))
		return false;
	if (t->rule->cures && consent == CONSENT_UNKNOWN)
		return verdict_set(t, VERDICT_REVIEW, "the place is one that the rule allows only with consent, and consent is not known");
	return verdict_set(t, VERDICT_BREACH, "the place is one that it does not allow");
}

static bool unconsented(struct trial *t)
{
	enum consent_state consent = consent_of(t);

	if (!t->consent_asked || consent == CONSENT_GIVEN || consent == CONSENT_UNKNOWN)
		return false;
	return verdict_set(t, VERDICT_BREACH, "it asks for consent, which was not in force");
}

static bool undecided(struct trial *t)
{
	if (t->residency.state == RESIDENCY_UNKNOWN)
		return verdict_set(t, VERDICT_REVIEW, "the place is not known well enough for this rule");
	if (t->consent_asked && consent_of(t) == CONSENT_UNKNOWN)
		return verdict_set(t, VERDICT_REVIEW, "the rule asks for consent, and consent is not known");
	return false;
}

static bool within(struct trial *t)
{
	return verdict_set(t, VERDICT_PERMITTED, "place and consent are as it asks");
}

static void decide(struct trial *t)
{
	static bool (*const lines[])(struct trial *t) = { denied, unconsented, undecided, within };
	static const char *const words[VERDICT_COUNT] = {
		[VERDICT_PERMITTED] = "This is within the rule",
		[VERDICT_REVIEW] = "This is for a person to review",
		[VERDICT_BREACH] = "This departs from the rule",
	};
	struct finding *f = &t->finding;

	for (size_t i = 0; i < sizeof lines / sizeof *lines && !lines[i](t); i++)
		;
	if (f->verdict > VERDICT_REVIEW && t->limit != NULL) {
		f->verdict = VERDICT_REVIEW;
		snprintf(f->reason, sizeof f->reason, "This would depart from the rule (%s), but is for a person to review: %s.",
			t->why, t->limit);
		return;
	}
	snprintf(f->reason, sizeof f->reason, "%s: %s.", words[f->verdict], t->why);
}

static void clause_effect(struct trial *t)
{
	if (t->rule->indicate) {
		clause(t, "effect", "indicate", "The rule only indicates: it never gives more than review.");
		limit(t, "the rule only indicates");
		return;
	}
	clause(t, "effect", "judge", "The rule judges.");
}

static bool tried(struct trial *t)
{
	t->finding.clause_count = 1;
	if (!clause_subject(t) || !clause_service(t) || !clause_data(t))
		return false;
	clause_valid(t);
	clause_residency(t);
	clause_consent(t);
	clause_effect(t);
	decide(t);
	return true;
}

static int by_id(const void *x, const void *y)
{
	const struct rule *const *a = x, *const *b = y;

	return strcmp((*a)->id, (*b)->id);
}

/* Not as a whole: its texts are kilobytes, and only those of its clauses are read. */
static void trial_begin(struct trial *t, const struct rulebook *b, const struct rule *r, const struct judged_fact *f)
{
	t->rulebook = b;
	t->rule = r;
	t->fact = f;
	t->finding.rule = r;
	t->finding.clause_count = 0;
	t->finding.verdict = VERDICT_NOT_JUDGED;
	t->consent_asked = false;
	t->why = t->limit = NULL;
}

static bool in_force(const struct rule *r, int64_t at)
{
	return at >= r->valid_from && at < r->valid_to;
}

/* Of many rules most are out before they are sorted. */
static size_t rules_by_id(const struct rulebook *b, const struct judge_options *o, int64_t at, const struct rule **ret)
{
	size_t n = 0;

	for (size_t i = 0; i < b->rule_count; i++) {
		if (in_force(&b->rules[i], at) && wanted(&b->rules[i], o))
			ret[n++] = &b->rules[i];
	}
	if (n > 1)
		qsort(ret, n, sizeof *ret, by_id);
	return n;
}

size_t judge(const struct rulebook *b, const struct judge_options *o, const struct judged_fact *f,
	void (*found)(void *ctx, const struct finding *f), void *ctx)
{
	const struct rule **rules;
	size_t count, n = 0;
	struct trial t;

	if (f->place->class == CLASS_LOCAL)
		return 0;
	rules = xcalloc(b->rule_count, sizeof *rules);
	count = rules_by_id(b, o, f->at, rules);
	for (size_t i = 0; i < count; i++) {
		trial_begin(&t, b, rules[i], f);
		if (!tried(&t))
			continue;
		found(ctx, &t.finding);
		n++;
	}
	free(rules);
	return n;
}

void judge_cuts(const struct rulebook *b, struct cuts *c)
{
	for (size_t i = 0; i < b->rule_count; i++) {
		cuts_add(c, b->rules[i].valid_from);
		cuts_add(c, b->rules[i].valid_to);
	}
	for (size_t i = 0; i < b->group_count; i++) {
		cuts_add(c, b->groups[i].from);
		cuts_add(c, b->groups[i].to);
	}
}

bool finding_graver(const struct finding *a, const struct finding *b)
{
	if (b == NULL || a->verdict != b->verdict)
		return b == NULL || a->verdict > b->verdict;
	if (a->rule->level != b->rule->level)
		return a->rule->level > b->rule->level;
	return strcmp(a->rule->id, b->rule->id) < 0;
}
