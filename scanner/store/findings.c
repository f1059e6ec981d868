#include "store/findings.h"

#include "base/alloc.h"
#include "store/id.h"

#include <stdlib.h>

void findings_begin(struct store *s)
{
	s->pending = xcalloc(FINDINGS_RUN, sizeof *s->pending);
}

void findings_forget(struct store *s)
{
	free(s->pending);
	free(s->judgements);
	idmap_free(&s->judgement_at);
	s->pending = NULL;
	s->judgements = NULL;
	s->pending_count = s->judgement_count = s->judgement_cap = 0;
}

/* ---- judgements: what many findings share ---- */

static int64_t reasoning_id(const struct finding *g)
{
	struct id i = id_begin("reasoning");

	for (size_t n = 0; n < g->clause_count; n++) {
		id_text(&i, g->clauses[n].name);
		id_text(&i, g->clauses[n].outcome);
		id_text(&i, g->clauses[n].reason);
	}
	return id_end(&i);
}

static int reasoning_put(struct store *s, const struct finding *g, int64_t id, struct err *e)
{
	int rc = 0;

	for (size_t n = 0; rc == 0 && n < g->clause_count; n++) {
		struct row r = row_begin(s, PUT_REASONING);

		row_int(&r, id);
		row_int(&r, (int64_t)n + 1);
		row_text(&r, g->clauses[n].name);
		row_text(&r, g->clauses[n].outcome);
		row_text(&r, g->clauses[n].reason);
		rc = row_put(&r, e);
	}
	return rc;
}

static int64_t judgement_id(const struct finding *g, int64_t reasoning)
{
	struct id i = id_begin("judgement");

	id_text(&i, g->rule->id);
	id_int(&i, g->residency);
	id_int(&i, g->consent_needed);
	id_int(&i, g->consent);
	id_int(&i, g->verdict);
	id_int(&i, g->grade);
	id_text(&i, g->reason);
	id_int(&i, reasoning);
	return id_end(&i);
}

int store_put_judgement(struct store *s, const struct finding *g, int64_t *ret_id, struct err *e)
{
	int64_t reasoning = reasoning_id(g);
	struct row r;

	*ret_id = judgement_id(g, reasoning);
	if (row_known(s, *ret_id))
		return 0;
	if (!row_known(s, reasoning) && reasoning_put(s, g, reasoning, e) < 0)
		return -1;
	r = row_begin(s, PUT_JUDGEMENT);
	row_int(&r, *ret_id);
	row_text(&r, g->rule->id);
	row_text(&r, residency_name(g->residency));
	row_int(&r, g->consent_needed);
	row_text(&r, consent_state_name(g->consent));
	row_text(&r, verdict_name(g->verdict));
	row_int(&r, g->verdict);
	row_text(&r, grade_name(g->grade));
	row_text(&r, g->reason);
	row_int(&r, reasoning);
	return row_put(&r, e);
}

/* ---- findings, in runs ---- */

static int64_t finding_id(int64_t fact, const struct rule *rule)
{
	struct id i = id_begin("finding");

	id_int(&i, fact);
	id_text(&i, rule->id);
	return id_end(&i);
}

static void judgement_count(struct store *s, int64_t id)
{
	uint32_t at = idmap_find(&s->judgement_at, (uint64_t)id);

	if (at == IDMAP_NONE) {
		at = (uint32_t)s->judgement_count;
		ARRAY_GROW(s->judgements, s->judgement_count, s->judgement_cap);
		s->judgements[s->judgement_count++] = (struct counted_judgement){ .id = id };
		idmap_put(&s->judgement_at, (uint64_t)id, at);
	}
	s->judgements[at].findings++;
}

static int by_id(const void *x, const void *y)
{
	const struct pending_finding *a = x, *b = y;

	return (a->id > b->id) - (a->id < b->id);
}

int findings_settle(struct store *s, struct err *e)
{
	int rc = 0;

	if (s->pending_count > 1)
		qsort(s->pending, s->pending_count, sizeof *s->pending, by_id);
	for (size_t i = 0; rc == 0 && i < s->pending_count; i++) {
		struct row r = row_begin(s, PUT_FINDING);

		row_int(&r, s->pending[i].id);
		row_int(&r, s->pending[i].flow);
		row_id(&r, s->pending[i].sighting);
		row_int(&r, s->pending[i].judgement);
		rc = row_put(&r, e);
	}
	s->pending_count = 0;
	return rc;
}

int store_put_finding(struct store *s, int64_t flow, int64_t sighting, const struct rule *rule, int64_t judgement, int64_t *ret_id,
	struct err *e)
{
	if (s->pending_count == FINDINGS_RUN && findings_settle(s, e) < 0)
		return -1;
	*ret_id = finding_id(sighting != 0 ? sighting : flow, rule);
	s->pending[s->pending_count++] = (struct pending_finding){ *ret_id, flow, sighting, judgement };
	judgement_count(s, judgement);
	return 0;
}

static int judgements_count(struct store *s, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < s->judgement_count; i++) {
		struct row r = row_begin(s, COUNT_JUDGEMENT);

		row_int(&r, (int64_t)s->judgements[i].findings);
		row_int(&r, s->judgements[i].id);
		rc = row_put(&r, e);
	}
	return rc;
}

int findings_end(struct store *s, struct err *e)
{
	if (findings_settle(s, e) < 0 || judgements_count(s, e) < 0)
		return -1;
	findings_forget(s);
	return 0;
}
