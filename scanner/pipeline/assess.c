/*
 *   each flow -> names_find    each message -> services_find    each flow -> places_find    each sighting, each transfer -> rulings_judge
 *                called what                   what for                      where                        was anyone asked, under the rules
 *                 (far.c)                     (serving.c)                 (placing.c)                                (ruling.c)
 *
 * Each table of facts is read once, in its own order, and what is derived of it is put in that order: a table's pages are then touched one
 * after the other, however many rows it has. In between, memory holds what far.h and serving.h keep of a flow and of a message.
 */
#include "pipeline/assess.h"

#include "assess/counted.h"
#include "assess/disclosed.h"
#include "pipeline/placing.h"
#include "pipeline/serving.h"

#include <string.h>

struct assessor {
	const struct assess_task *task;
	struct assess_result *result;
	struct fars fars;
	struct serving *serving;
	struct placing *placing;
	struct rulings *rulings;
	struct disclosed *disclosed;
	struct counted *counted;
	struct err *err;
};

/* ---- facts under the rules ---- */

/* Puts a finding for each rule; *ret_gravest is the gravest one's number, 0 where there is none. */
static int put_findings(struct assessor *a, const struct ruling *r, int64_t flow, int64_t sighting, int64_t *ret_gravest)
{
	int64_t id;

	*ret_gravest = 0;
	for (size_t i = 0; i < r->rule_count; i++) {
		if (store_put_finding(a->task->store, flow, sighting, r->rules[i].rule, r->rules[i].judgement, &id, a->err) < 0)
			return -1;
		if (i == r->gravest)
			*ret_gravest = id;
	}
	a->result->findings += r->rule_count;
	if (r->rule_count == 0)
		a->result->verdicts[VERDICT_NOT_JUDGED][LEVEL_INFORMATIONAL]++;
	else
		a->result->verdicts[r->rules[r->gravest].verdict][r->rules[r->gravest].rule->level]++;
	return 0;
}

static const struct ruled *gravest(const struct ruling *r)
{
	return r->rule_count == 0 ? NULL : &r->rules[r->gravest];
}

static void count_disclosure(struct assessor *a, const struct stored_sighting *s, const struct far *far, const struct served *in,
	const struct ruling *r, int64_t finding)
{
	const struct ruled *worst = gravest(r);
	struct disclosure one = { .handset = far->handset, .kind = s->kind, .service_set = in->services->id,
		.country = far->place->country, .consent = r->consent, .tier = s->tier, .apps = far->app, .first_at = s->at, .last_at = s->at,
		.first = s->id, .first_frame = s->frame };

	memcpy(one.datum, s->datum, sizeof one.datum);
	one.gravest.id = s->id;
	one.gravest.at = s->at;
	one.gravest.frame = s->frame;
	one.gravest.place = far->place_id;
	one.gravest.local = far->place->class == CLASS_LOCAL;
	one.gravest.host = in->host;
	if (worst != NULL) {
		one.gravest.verdict = worst->verdict;
		one.gravest.rule = worst->rule;
		one.gravest.finding = finding;
		one.gravest.judgement = worst->judgement;
	}
	disclosed_add(a->disclosed, &one, far->twin, s->offset);
}

/* What others than a handset sent is kept, not judged. */
static int on_sighting(void *ctx, const struct stored_sighting *s)
{
	struct assessor *a = ctx;
	struct far *far = fars_find(&a->fars, s->flow);
	struct served in;
	struct question q;
	const struct ruling *r;
	int64_t finding;

	if (far == NULL)
		return 0;
	far->seen = true;
	if (far->handset[0] == 0)
		return 0;
	in = serving_of(a->serving, s->message, far);
	q = (struct question){ far->handset, in.services, far->place, s->kind, false, false, s->at };
	a->result->sightings++;
	if ((r = rulings_judge(a->rulings, &q, a->err)) == NULL || put_findings(a, r, s->flow, s->id, &finding) < 0)
		return -1;
	count_disclosure(a, s, far, &in, r, finding);
	return store_put_judged(a->task->store, s->id, r->consent_id, finding, finding == 0 ? 0 : gravest(r)->judgement, a->err);
}

/* What several captures saw is counted where it stands for all. */
static void count_transfer(struct assessor *a, const struct far *far, enum verdict verdict)
{
	const struct transfer_count one = { .of_handset = far->handset[0] != 0, .stale = far->place->stale, .visibility = far->visibility,
		.class = far->place->class, .verdict = verdict, .flows = 1, .bytes_up = far->bytes_up, .bytes_opaque = far->bytes_opaque };

	if (far->twin == 0 || far->twin == far->id)
		counted_add(a->counted, &one);
}

/* A handset's flow in which no datum was seen is judged itself. */
static int put_far_end(struct assessor *a, const struct far *far)
{
	struct stored_far_end f = { .flow = far->id, .host = far->host, .candidates = far->candidates, .source = far->source,
		.place = far->place_id, .service_set = far->services->id };
	struct question q = { far->handset, far->services, far->place, KIND_NONE, far->bytes_opaque > 0,
		far->visibility == VISIBILITY_EMPTY, far->at };
	bool judged = far->handset[0] != 0 && !far->seen;
	const struct ruling *r = (judged ? rulings_judge : rulings_consent)(a->rulings, &q, a->err);
	enum verdict verdict = VERDICT_NOT_JUDGED;

	if (r == NULL || (judged && put_findings(a, r, far->id, 0, &f.finding) < 0))
		return -1;
	if (f.finding != 0) {
		f.judgement = gravest(r)->judgement;
		verdict = gravest(r)->verdict;
	}
	f.consent = r->consent;
	a->result->handset_flows += far->handset[0] != 0;
	count_transfer(a, far, verdict);
	return store_put_far_end(a->task->store, &f, a->err);
}

static int put_far_ends(struct assessor *a)
{
	for (size_t i = 0; i < a->fars.n; i++) {
		if (put_far_end(a, &a->fars.items[i]) < 0)
			return -1;
	}
	return 0;
}

static int put_counts(struct assessor *a)
{
	size_t n;
	const struct transfer_count *c = counted_all(a->counted, &n);

	for (size_t i = 0; i < n; i++) {
		if (c[i].flows > 0 && store_put_transfer_count(a->task->store, &c[i], a->err) < 0)
			return -1;
	}
	return 0;
}

static int put_disclosures(struct assessor *a)
{
	static const int before[] = { [CHOICE_UNKNOWN] = -1, [CHOICE_BEFORE] = 1, [CHOICE_AFTER] = 0 };
	size_t n;
	const struct disclosure *d = disclosed_all(a->disclosed, &n);

	for (size_t i = 0; i < n; i++) {
		enum choice choice = consent_choice(a->task->audit_case, d[i].handset, d[i].first_at);

		if (store_put_disclosure(a->task->store, &d[i], before[choice], a->err) < 0)
			return -1;
	}
	return 0;
}

/* ---- all of it ---- */

static int put_place_sources(const struct assess_task *t, struct err *e)
{
	size_t n;
	const struct place_source *s = places_sources(t->places, &n);

	for (size_t i = 0; i < n; i++) {
		if (store_put_place_source(t->store, s[i].file, s[i].sha256, s[i].type, s[i].date, e) < 0)
			return -1;
	}
	return 0;
}

static int derive(struct assessor *a)
{
	struct store *s = a->task->store;

	if (put_place_sources(a->task, a->err) < 0 || fars_read(&a->fars, s, a->err) < 0)
		return -1;
	a->result->flows = a->fars.n;
	if (serving_read(a->serving, a->err) < 0 || placing_settle(a->placing, &a->fars, a->err) < 0)
		return -1;
	if (store_each_sighting(s, on_sighting, a, a->err) != 0 || put_far_ends(a) < 0)
		return -1;
	return put_disclosures(a) < 0 || put_counts(a) < 0 ? -1 : 0;
}

static void assessor_free(struct assessor *a)
{
	serving_free(a->serving);
	placing_free(a->placing);
	rulings_free(a->rulings);
	disclosed_free(a->disclosed);
	counted_free(a->counted);
	fars_free(&a->fars);
}

int assess(const struct assess_task *t, struct assess_result *ret, struct err *e)
{
	struct assess_run run = { .rulebook = t->rulebook, .audit_case = t->audit_case, .packs = t->options.packs,
		.profiles = t->options.profiles, .tool = t->tool };
	struct rulings_task rulings = { t->store, t->rulebook, t->audit_case, &t->options };
	struct assessor a = { .task = t, .result = ret, .err = e };
	int status;

	*ret = (struct assess_result){ 0 };
	if ((t->changed != NULL ? store_assess_try : store_assess_begin)(t->store, &run, e) < 0)
		return -1;
	a.serving = serving_new(t->store, t->rulebook, &a.fars);
	a.placing = placing_new(t->store, t->places);
	a.rulings = rulings_new(&rulings);
	a.disclosed = disclosed_new();
	a.counted = counted_new();
	status = derive(&a);
	assessor_free(&a);
	if (status == 0 && t->changed == NULL)
		return store_assess_end(t->store, e);
	if (status == 0)
		status = store_each_change(t->store, t->changed, t->ctx, e);
	store_assess_cancel(t->store);
	return status == 0 ? 0 : -1;
}
