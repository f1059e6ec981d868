#include "base/alloc.h"
#include "base/json.h"
#include "store/derived.h"
#include "store/id.h"
#include "store/ruleset.h"

#include <stdlib.h>
#include <string.h>

/* In the order in which they may be emptied. */
const char *const derived_tables[] = { "ruleset", "rule", "service", "subject", "step", "consent_event", "place_source", "place",
	"service_set", "service_in_set", "far_end", "message_service", "consent_answer", "judged", "reasoning", "judgement", "finding",
	"disclosure", "transfer_count", "assess_loss", "twin", NULL };

int derived_clear(struct store *s, struct err *e)
{
	struct buf sql = { 0 };
	int rc;

	for (const char *const *name = derived_tables; *name != NULL; name++)
		buf_printf(&sql, "DELETE FROM %s;", *name);
	rc = store_exec(s, buf_text(&sql), e);
	buf_free(&sql);
	return rc;
}

static void pending_forget(struct store *s)
{
	free(s->pending);
	free(s->judgements);
	idmap_free(&s->judgement_at);
	s->pending = NULL;
	s->judgements = NULL;
	s->pending_count = s->judgement_count = s->judgement_cap = 0;
}

/* Places and findings are read where they are put: all that is derived of a large capture stays in memory until it is committed. */
static const char cache_for_assessing[] = "PRAGMA cache_size = -524288", cache_for_all_else[] = "PRAGMA cache_size = -65536";

/* What was put already need not be put again. */
static bool is_known(struct store *s, int64_t id)
{
	int64_t *slot = &s->known[id % KNOWN_MAX];
	bool known = *slot == id;

	*slot = id;
	return known;
}

int store_assess_begin(struct store *s, const struct assess_run *r, struct err *e)
{
	if (store_exec(s, "BEGIN IMMEDIATE", e) < 0)
		return -1;
	if (derived_clear(s, e) < 0 || ruleset_put(s, r, e) < 0) {
		store_assess_cancel(s);
		return -1;
	}
	memset(s->known, 0, sizeof s->known);
	s->pending = xcalloc(FINDINGS_RUN, sizeof *s->pending);
	s->run = r;
	return store_exec(s, cache_for_assessing, e);
}

int store_put_place_source(struct store *s, const char *file, const char *sha256, const char *type, int64_t date, struct err *e)
{
	struct row r = row_begin(s, PUT_PLACE_SOURCE);

	row_text(&r, file);
	row_text(&r, sha256);
	row_text(&r, type);
	row_instant(&r, date == 0 ? INSTANT_MAX : date);
	return row_put(&r, e);
}

/* ---- the far end ---- */

static int64_t place_id(const struct place *p, const struct place_level *const levels[4])
{
	struct id i = id_begin("place");

	id_text(&i, place_class_name(p->class));
	for (int n = 0; n < 4; n++) {
		id_text(&i, levels[n]->value);
		id_text(&i, grade_name(levels[n]->grade));
		id_text(&i, levels[n]->evidence);
	}
	id_int(&i, p->as);
	id_text(&i, p->as_name);
	id_int(&i, p->data_date);
	id_int(&i, p->stale);
	return id_end(&i);
}

int store_put_place(struct store *s, const struct place *p, int64_t *ret_id, struct err *e)
{
	const struct place_level *const levels[4] = { &p->operator_id, &p->country, &p->subdivision, &p->region };
	struct row r;

	*ret_id = place_id(p, levels);
	if (is_known(s, *ret_id))
		return 0;
	r = row_begin(s, PUT_PLACE);
	row_int(&r, *ret_id);
	row_text(&r, place_class_name(p->class));
	for (int n = 0; n < 4; n++) {
		row_text(&r, levels[n]->value);
		row_text(&r, grade_name(levels[n]->grade));
		row_text(&r, levels[n]->evidence);
	}
	row_int(&r, p->as);
	row_text(&r, p->as_name);
	row_instant(&r, p->data_date == 0 ? INSTANT_MAX : p->data_date);
	row_int(&r, p->stale);
	return row_put(&r, e);
}

/* How a set of services is written: ids, owners, their countries; each word once, "a|b". */
struct service_texts {
	struct buf ids, owners, countries;
};

static void add_word(struct buf *b, const char *word)
{
	struct reader r = rd_over(buf_text(b), b->len);
	struct span one;

	if (word == NULL || word[0] == 0)
		return;
	while (rd_until(&r, '|', &one))
		if (span_is(one, word))
			return;
	if (span_is(rd_rest(&r), word))
		return;
	buf_printf(b, "%s%s", b->len > 0 ? "|" : "", word);
}

static struct service_texts service_texts(const struct service_set *set)
{
	struct service_texts t = { 0 };

	for (size_t i = 0; i < set->n; i++) {
		add_word(&t.ids, set->items[i]->id);
		add_word(&t.owners, set->items[i]->owner);
		add_word(&t.countries, set->items[i]->owner_country);
	}
	return t;
}

static void service_texts_free(struct service_texts *t)
{
	buf_free(&t->ids);
	buf_free(&t->owners);
	buf_free(&t->countries);
}

static int services_in_set_put(struct store *s, int64_t id, const struct service_set *set, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < set->n; i++) {
		struct row r = row_begin(s, PUT_SERVICE_IN_SET);

		row_int(&r, id);
		row_text(&r, set->items[i]->id);
		rc = row_put(&r, e);
	}
	return rc;
}

static int64_t service_set_id(const struct service_set *set)
{
	struct id i = id_begin("service_set");

	for (size_t n = 0; n < set->n; n++)
		id_text(&i, set->items[n]->id);
	return id_end(&i);
}

int store_put_service_set(struct store *s, const struct service_set *set, int64_t *ret_id, struct err *e)
{
	struct service_texts t;
	struct row r;
	int rc;

	*ret_id = service_set_id(set);
	if (is_known(s, *ret_id))
		return 0;
	t = service_texts(set);
	r = row_begin(s, PUT_SERVICE_SET);
	row_int(&r, *ret_id);
	row_text(&r, buf_text(&t.ids));
	row_text(&r, buf_text(&t.owners));
	row_text(&r, buf_text(&t.countries));
	rc = row_put(&r, e);
	service_texts_free(&t);
	return rc == 0 ? services_in_set_put(s, *ret_id, set, e) : rc;
}

int store_put_far_end(struct store *s, const struct stored_far_end *f, struct err *e)
{
	struct row r = row_begin(s, PUT_FAR_END);

	row_int(&r, f->flow);
	row_text(&r, f->host);
	row_text(&r, host_source_name(f->source));
	row_text(&r, f->candidates);
	row_int(&r, f->place);
	row_int(&r, f->service_set);
	row_text(&r, consent_state_name(f->consent));
	row_id(&r, f->finding);
	row_id(&r, f->judgement);
	return row_put(&r, e);
}

int store_put_service(struct store *s, int64_t message, int64_t service_set, struct err *e)
{
	struct row r = row_begin(s, PUT_MESSAGE_SERVICE);

	row_int(&r, message);
	row_int(&r, service_set);
	return row_put(&r, e);
}

/* ---- consent and judgement ---- */

int store_put_consent(struct store *s, enum consent_state state, const struct consent_event *event, const char *reason,
	int64_t *ret_id, struct err *e)
{
	const struct audit_case *c = s->run == NULL ? NULL : s->run->audit_case;
	int64_t number = event == NULL || c == NULL ? 0 : event - c->events + 1;
	struct id i = id_begin("consent_answer");
	struct row r;

	id_text(&i, consent_state_name(state));
	id_int(&i, number);
	id_text(&i, reason);
	*ret_id = id_end(&i);
	if (is_known(s, *ret_id))
		return 0;
	r = row_begin(s, PUT_CONSENT_ANSWER);
	row_int(&r, *ret_id);
	row_text(&r, consent_state_name(state));
	row_id(&r, number);
	row_text(&r, reason);
	return row_put(&r, e);
}

int store_put_judged(struct store *s, int64_t sighting, int64_t consent, int64_t finding, int64_t judgement, struct err *e)
{
	struct row r = row_begin(s, PUT_JUDGED);

	row_int(&r, sighting);
	row_int(&r, consent);
	row_id(&r, finding);
	row_id(&r, judgement);
	return row_put(&r, e);
}

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
	if (is_known(s, *ret_id))
		return 0;
	if (!is_known(s, reasoning) && reasoning_put(s, g, reasoning, e) < 0)
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

int derived_settle(struct store *s, struct err *e)
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
	if (s->pending_count == FINDINGS_RUN && derived_settle(s, e) < 0)
		return -1;
	*ret_id = finding_id(sighting != 0 ? sighting : flow, rule);
	s->pending[s->pending_count++] = (struct pending_finding){ *ret_id, flow, sighting, judgement };
	judgement_count(s, judgement);
	return 0;
}

int store_put_disclosure(struct store *s, const struct disclosure *d, int before_choice, struct err *e)
{
	struct row r = row_begin(s, PUT_DISCLOSURE);

	row_text(&r, d->handset);
	row_text(&r, kind_name(d->kind));
	row_int(&r, d->service_set);
	row_text(&r, d->country);
	row_text(&r, consent_state_name(d->consent));
	row_text(&r, tier_name(d->tier));
	row_int(&r, (int64_t)d->sightings);
	row_text(&r, d->apps);
	row_int(&r, (int64_t)d->hosts);
	row_int(&r, d->first_at);
	row_int(&r, d->last_at);
	row_int(&r, d->first);
	row_int(&r, d->gravest.id);
	row_text(&r, d->gravest.host);
	row_int(&r, d->gravest.place);
	row_id(&r, d->gravest.finding);
	row_id(&r, d->gravest.judgement);
	if (before_choice < 0)
		row_null(&r);
	else
		row_int(&r, before_choice);
	return row_put(&r, e);
}

int store_put_transfer_count(struct store *s, const struct transfer_count *c, struct err *e)
{
	struct row r = row_begin(s, PUT_TRANSFER_COUNT);

	row_int(&r, c->of_handset);
	row_text(&r, visibility_name(c->visibility));
	row_text(&r, place_class_name(c->class));
	row_text(&r, verdict_name(c->verdict));
	row_int(&r, c->stale);
	row_int(&r, (int64_t)c->flows);
	row_int(&r, (int64_t)c->bytes_up);
	row_int(&r, (int64_t)c->bytes_opaque);
	return row_put(&r, e);
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

/* ---- the end ---- */

static int findings_count(struct store *s, int64_t *ret, struct err *e)
{
	struct row r = row_begin(s, COUNT_FINDINGS);

	*ret = row_next(&r) ? row_read_int(&r) : 0;
	return row_end(&r, e);
}

static int places_detail(struct store *s, struct json *j, struct err *e)
{
	struct row r = row_begin(s, EACH_PLACE_SOURCE);
	char text[256];

	json_key(j, "places");
	json_array(j);
	while (row_next(&r)) {
		json_object(j);
		row_read_text(&r, text, sizeof text);
		json_key(j, "file");
		json_string(j, text);
		row_read_text(&r, text, sizeof text);
		json_key(j, "sha256");
		json_string(j, text);
		json_object_end(j);
	}
	json_array_end(j);
	return row_end(&r, e);
}

static int assess_put_custody(struct store *s, struct err *e)
{
	const struct audit_case *c = s->run->audit_case;
	struct buf detail = { 0 };
	struct json j;
	int64_t findings;
	int rc = -1;

	json_begin(&j, &detail, true);
	json_object(&j);
	json_key(&j, "case_sha256");
	json_string(&j, c == NULL ? NULL : c->sha256);
	if (findings_count(s, &findings, e) < 0 || places_detail(s, &j, e) < 0)
		goto out;
	json_key(&j, "findings");
	json_int(&j, findings);
	json_object_end(&j);
	rc = store_custody_add(s, "assessed", s->run->rulebook->sha256, buf_text(&detail), e);
out:
	buf_free(&detail);
	return rc;
}

int store_assess_end(struct store *s, struct err *e)
{
	if (derived_settle(s, e) < 0 || judgements_count(s, e) < 0)
		return -1;
	pending_forget(s);
	if (assess_put_custody(s, e) < 0 || store_exec(s, "COMMIT", e) < 0)
		return -1;
	s->run = NULL;
	return store_exec(s, cache_for_all_else, e);
}

int store_assess_cancel(struct store *s)
{
	pending_forget(s);
	s->run = NULL;
	store_exec(s, cache_for_all_else, NULL);
	return store_exec(s, "ROLLBACK", NULL);
}
