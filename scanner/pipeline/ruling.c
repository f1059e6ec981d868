#include "pipeline/ruling.h"

#include "base/alloc.h"
#include "base/idmap.h"
#include "base/text.h"

#include <stdlib.h>

struct answered {
	struct question question;
	const struct case_handset *handset; /* of the case; NULL: another */
	uint32_t period;
	bool judged;
	struct ruling ruling;
	struct ruled *rules;
	size_t rules_cap;
};

struct rulings {
	const struct rulings_task *task;
	struct cuts cuts;
	struct answered *answered;
	size_t n, cap;
	struct idmap at;  /* by a hash of the question; of equal hashes each under the next number */
	struct idmap handsets; /* the case's, by the text that names one: from 1, 0 is another */
	struct err *err;  /* of the question at hand */
};

struct rulings *rulings_new(const struct rulings_task *t)
{
	struct rulings *r = xcalloc(1, sizeof *r);

	r->task = t;
	judge_cuts(t->rulebook, &r->cuts);
	consent_cuts(t->audit_case, &r->cuts);
	cuts_sort(&r->cuts);
	return r;
}

void rulings_free(struct rulings *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->n; i++)
		free(r->answered[i].rules);
	free(r->answered);
	idmap_free(&r->at);
	idmap_free(&r->handsets);
	cuts_free(&r->cuts);
	free(r);
}

/* Neither consent nor a rule tells those apart that the case does not name: NULL stands for all of them. */
static const struct case_handset *of_case(struct rulings *r, const char *handset)
{
	const struct audit_case *c = r->task->audit_case;
	uint32_t known = idmap_find(&r->handsets, (uint64_t)(uintptr_t)handset);
	const struct case_handset *h;

	if (known == IDMAP_NONE) {
		h = case_handset(c, handset);
		known = h == NULL ? 0 : (uint32_t)(h - c->handsets) + 1;
		idmap_put(&r->handsets, (uint64_t)(uintptr_t)handset, known);
	}
	return known == 0 ? NULL : &c->handsets[known - 1];
}

static uint64_t question_hash(const struct answered *asked)
{
	const struct question *q = &asked->question;
	uint64_t h = idmap_mix((uint64_t)(uintptr_t)asked->handset, (uint64_t)(uintptr_t)q->services);

	h = idmap_mix(h, (uint64_t)(uintptr_t)q->place);
	return idmap_mix(h, (uint64_t)asked->period << 16 | (uint64_t)q->kind << 2 | (uint64_t)q->empty << 1 | q->opaque);
}

static bool same_question(const struct answered *a, const struct answered *b)
{
	const struct question *x = &a->question, *y = &b->question;

	return a->period == b->period && a->handset == b->handset && x->services == y->services && x->place == y->place &&
		x->kind == y->kind && x->opaque == y->opaque && x->empty == y->empty;
}

static struct place_level level(const char *value, enum grade grade)
{
	struct place_level l = { .grade = grade };

	text_copy_to(l.value, sizeof l.value, value);
	return l;
}

static struct place place_of(const struct judged_place *p)
{
	struct place place = { .class = p->class, .operator_id = level(p->operator_id, p->operator_grade),
		.country = level(p->country, p->country_grade), .subdivision = level(p->subdivision, p->subdivision_grade),
		.region = level(p->region, p->region_grade), .as = p->as, .stale = p->stale };

	text_copy_to(place.as_name, sizeof place.as_name, p->as_name);
	return place;
}

static int find_consent(struct rulings *r, struct answered *a)
{
	const struct question *q = &a->question;
	const struct place place = place_of(q->place);
	struct consent_query asked = { a->handset == NULL ? "" : a->handset->id, &q->services->set, q->kind, &place, q->at };
	struct consent_answer answer;

	consent_find(r->task->audit_case, r->task->rulebook, &asked, &answer);
	a->ruling.consent = answer.state;
	if (q->kind == KIND_NONE)
		return 0;
	return store_put_consent(r->task->store, answer.state, answer.event, answer.reason, &a->ruling.consent_id, r->err);
}

/* The question's entry, with consent; NULL: the store failed. */
static struct answered *answered(struct rulings *r, const struct question *q)
{
	struct answered asked = { .question = *q, .handset = of_case(r, q->handset), .period = cuts_period(&r->cuts, q->at) };
	uint64_t hash = question_hash(&asked);
	uint32_t at;

	while ((at = idmap_find(&r->at, hash)) != IDMAP_NONE) {
		if (same_question(&r->answered[at], &asked))
			return &r->answered[at];
		hash++;
	}
	ARRAY_GROW(r->answered, r->n, r->cap);
	r->answered[r->n] = asked;
	if (find_consent(r, &r->answered[r->n]) < 0)
		return NULL;
	idmap_put(&r->at, hash, (uint32_t)r->n);
	return &r->answered[r->n++];
}

/* The rules of one question, while they are tried. */
struct trial {
	struct rulings *rulings;
	struct answered *of;
	bool failed;
};

static void on_finding(void *ctx, const struct finding *f)
{
	struct trial *t = ctx;
	struct answered *a = t->of;
	struct ruling *g = &a->ruling;
	struct finding gravest = { 0 };

	ARRAY_GROW(a->rules, g->rule_count, a->rules_cap);
	a->rules[g->rule_count] = (struct ruled){ .rule = f->rule, .verdict = f->verdict };
	if (t->failed || store_put_judgement(t->rulings->task->store, f, &a->rules[g->rule_count].judgement, t->rulings->err) < 0) {
		t->failed = true; /* the first error stands */
		return;
	}
	if (g->rule_count > 0)
		gravest = (struct finding){ .rule = a->rules[g->gravest].rule, .verdict = a->rules[g->gravest].verdict };
	if (g->rule_count == 0 || finding_graver(f, &gravest))
		g->gravest = g->rule_count;
	g->rule_count++;
	g->rules = a->rules;
}

static int try_rules(struct rulings *r, struct answered *a)
{
	const struct question *q = &a->question;
	const struct case_handset *h = a->handset;
	const struct place place = place_of(q->place);
	struct judged_fact f = { .at = q->at, .kind = q->kind, .opaque = q->opaque, .empty = q->empty, .handset = h == NULL ? "" : h->id,
		.subject_country = h == NULL ? "" : h->subject_country, .services = q->services->set, .place = &place,
		.consent = a->ruling.consent };
	struct trial t = { r, a, false };

	judge(r->task->rulebook, r->task->options, &f, on_finding, &t);
	a->judged = true;
	return t.failed ? -1 : 0;
}

const struct ruling *rulings_consent(struct rulings *r, const struct question *q, struct err *e)
{
	struct answered *a;

	r->err = e;
	a = answered(r, q);
	return a == NULL ? NULL : &a->ruling;
}

const struct ruling *rulings_judge(struct rulings *r, const struct question *q, struct err *e)
{
	struct answered *a;

	r->err = e;
	a = answered(r, q);
	if (a == NULL || (!a->judged && try_rules(r, a) < 0))
		return NULL;
	return &a->ruling;
}
