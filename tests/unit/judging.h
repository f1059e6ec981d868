/* For tests of what is made of findings: an assessment whose every answer the test gives, put as pipeline/assess.c puts its own. */
#ifndef TESTS_JUDGING_H
#define TESTS_JUDGING_H

#include "stored.h"

#include "assess/consent.h"
#include "assess/counted.h"
#include "assess/disclosed.h"

/* What is said of a fact; findings: the gravest first. */
struct said {
	const struct service_set *services;
	const struct place *place;
	const char *host;
	enum consent_state consent;
	const struct consent_event *event;
	const char *reason;
	const struct finding *findings;
	size_t n;
};

enum { JUDGED_FLOWS = 256 };

struct judging {
	struct stored *d;
	const struct audit_case *audit_case;
	struct disclosed *disclosed;
	struct counted *counted;
	struct {
		int64_t id, twin;
	} flows[JUDGED_FLOWS];
	struct flow_beginning begun[JUDGED_FLOWS];
	size_t flow_count;
};

static inline void judging_begin(struct judging *j, struct stored *d, const struct assess_run *run)
{
	*j = (struct judging){ .d = d, .audit_case = run->audit_case, .disclosed = disclosed_new(), .counted = counted_new() };
	stored_ok(d, store_assess_begin(d->s, run, &d->e));
}

static inline void judging_flow(struct judging *j, const struct stored_flow *f, const char *candidates, enum host_source source,
	const struct said *a)
{
	struct stored_far_end far = { .flow = f->id, .host = a->host, .candidates = candidates, .source = source, .consent = a->consent };
	struct stored *d = j->d;

	stored_ok(d, store_put_place(d->s, a->place, &far.place, &d->e));
	stored_ok(d, store_put_service_set(d->s, a->services, &far.service_set, &d->e));
	if (a->n > 0) {
		stored_ok(d, store_put_judgement(d->s, &a->findings[0], &far.judgement, &d->e));
		stored_ok(d, store_put_finding(d->s, f->id, 0, a->findings[0].rule, far.judgement, &far.finding, &d->e));
	}
	stored_ok(d, store_put_far_end(d->s, &far, &d->e));
	counted_add(j->counted, &(struct transfer_count){ .of_handset = f->handset[0] != 0, .stale = a->place->stale,
		.visibility = f->fact.visibility, .class = a->place->class, .flows = 1, .bytes_up = f->fact.bytes_up,
		.bytes_opaque = f->fact.bytes_opaque });
	assert_true(j->flow_count < JUDGED_FLOWS);
	j->begun[j->flow_count] = (struct flow_beginning){ f->fact.at, f->id };
	j->flows[j->flow_count++].id = f->id;
}

static inline void judging_on_twin(void *ctx, int64_t flow, int64_t first)
{
	struct judging *j = ctx;

	for (size_t i = 0; i < j->flow_count; i++) {
		if (j->flows[i].id == flow)
			j->flows[i].twin = first;
	}
}

/* fn calls judging_flow for each. */
static inline void judging_flows(struct judging *j, int (*fn)(void *ctx, const struct stored_flow *f), void *ctx)
{
	struct stored *d = j->d;

	stored_ok(d, store_each_flow(d->s, fn, ctx, &d->e));
	stored_ok(d, store_put_twins(d->s, j->begun, j->flow_count, judging_on_twin, j, &d->e));
}

static inline int64_t judging_twin(const struct judging *j, int64_t flow)
{
	for (size_t i = 0; i < j->flow_count; i++) {
		if (j->flows[i].id == flow)
			return j->flows[i].twin;
	}
	return 0;
}

static inline void judging_sighting(struct judging *j, const struct stored_sighting *g, const struct said *a)
{
	struct disclosure one = { .handset = "redmi-1s", .kind = g->kind, .country = a->place->country.value, .consent = a->consent,
		.tier = g->tier, .apps = "", .first_at = g->at, .last_at = g->at, .first = g->id, .first_frame = g->frame };
	struct stored *d = j->d;
	int64_t consent, finding, judgement;

	memcpy(one.datum, g->datum, sizeof one.datum);
	one.gravest.id = g->id;
	one.gravest.at = g->at;
	one.gravest.frame = g->frame;
	one.gravest.host = a->host;
	one.gravest.local = a->place->class == CLASS_LOCAL;
	stored_ok(d, store_put_service_set(d->s, a->services, &one.service_set, &d->e));
	stored_ok(d, store_put_place(d->s, a->place, &one.gravest.place, &d->e));
	stored_ok(d, store_put_consent(d->s, a->consent, a->event, a->reason, &consent, &d->e));
	for (size_t i = 0; i < a->n; i++) {
		stored_ok(d, store_put_judgement(d->s, &a->findings[i], &judgement, &d->e));
		stored_ok(d, store_put_finding(d->s, g->flow, g->id, a->findings[i].rule, judgement, &finding, &d->e));
		if (i > 0)
			continue;
		one.gravest.finding = finding;
		one.gravest.judgement = judgement;
		one.gravest.rule = a->findings[0].rule;
		one.gravest.verdict = a->findings[0].verdict;
	}
	stored_ok(d, store_put_service(d->s, g->message, one.service_set, &d->e));
	stored_ok(d, store_put_judged(d->s, g->id, consent, one.gravest.finding, one.gravest.judgement, &d->e));
	disclosed_add(j->disclosed, &one, judging_twin(j, g->flow), g->offset);
}

static inline void judging_counts(struct judging *j)
{
	size_t n;
	const struct transfer_count *all = counted_all(j->counted, &n);

	for (size_t i = 0; i < n; i++) {
		if (all[i].flows > 0)
			stored_ok(j->d, store_put_transfer_count(j->d->s, &all[i], &j->d->e));
	}
	counted_free(j->counted);
}

static inline void judging_end(struct judging *j)
{
	static const int before[] = { [CHOICE_UNKNOWN] = -1, [CHOICE_BEFORE] = 1, [CHOICE_AFTER] = 0 };
	struct stored *d = j->d;
	size_t n;
	const struct disclosure *all = disclosed_all(j->disclosed, &n);

	for (size_t i = 0; i < n; i++)
		stored_ok(d, store_put_disclosure(d->s, &all[i],
			before[consent_choice(j->audit_case, all[i].handset, all[i].first_at)], &d->e));
	disclosed_free(j->disclosed);
	judging_counts(j);
	stored_ok(d, store_assess_end(d->s, &d->e));
}

#endif
