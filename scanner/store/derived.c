#include "base/json.h"
#include "store/id.h"
#include "store/ruleset.h"

#include <string.h>

static const char clear_derived[] =
	"DELETE FROM ruleset; DELETE FROM rule; DELETE FROM service; DELETE FROM subject; DELETE FROM step;"
	"DELETE FROM consent_event; DELETE FROM place_source; DELETE FROM place; DELETE FROM far_end; DELETE FROM flow_service;"
	"DELETE FROM message_service; DELETE FROM sighting_consent; DELETE FROM reasoning; DELETE FROM finding;"
	"DELETE FROM gravest; DELETE FROM twin";

/*
 * Ids are spread evenly, so every finding touches another page: a million of them go through 600 MB of pages, and with the
 * cache of a scan each page is written and read again many times. Only as much as is needed is taken.
 */
static const char cache_for_assessing[] = "PRAGMA cache_size = -524288", cache_for_all_else[] = "PRAGMA cache_size = -65536";

static int twins_put(struct store *s, struct err *e)
{
	struct row r = row_begin(s, FIND_TWINS);

	return row_put(&r, e);
}

/* Most far ends and judgements repeat the words of the one before: putting those again would cost more than all the rest. */
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
	if (store_exec(s, clear_derived, e) < 0 || ruleset_put(s, r, e) < 0 || twins_put(s, e) < 0) {
		store_assess_cancel(s);
		return -1;
	}
	memset(s->known, 0, sizeof s->known);
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

static int place_put(struct store *s, const struct place *p, int64_t *ret_id, struct err *e)
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

static void service_texts_columns(struct row *r, struct service_texts *t)
{
	row_text(r, buf_text(&t->ids));
	row_text(r, buf_text(&t->owners));
	row_text(r, buf_text(&t->countries));
}

static void service_texts_free(struct service_texts *t)
{
	buf_free(&t->ids);
	buf_free(&t->owners);
	buf_free(&t->countries);
}

static int flow_services_put(struct store *s, int64_t flow, const struct service_set *set, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < set->n; i++) {
		struct row r = row_begin(s, PUT_FLOW_SERVICE);

		row_int(&r, flow);
		row_text(&r, set->items[i]->id);
		rc = row_put(&r, e);
	}
	return rc;
}

int store_put_far_end(struct store *s, int64_t flow, const char *host, enum host_source source, const struct words *candidates,
	const struct place *p, const struct service_set *services, enum consent_state consent, struct err *e)
{
	struct service_texts t;
	struct buf names = { 0 };
	struct row r;
	int64_t place;
	int rc;

	if (place_put(s, p, &place, e) < 0 || flow_services_put(s, flow, services, e) < 0)
		return -1;
	t = service_texts(services);
	words_text(&names, candidates, ",");
	r = row_begin(s, PUT_FAR_END);
	row_int(&r, flow);
	row_text(&r, host == NULL ? "" : host);
	row_text(&r, host_source_name(source));
	row_text(&r, buf_text(&names));
	row_int(&r, place);
	service_texts_columns(&r, &t);
	row_text(&r, consent_state_name(consent));
	rc = row_put(&r, e);
	service_texts_free(&t);
	buf_free(&names);
	return rc;
}

int store_put_service(struct store *s, int64_t message, const struct service_set *services, struct err *e)
{
	struct service_texts t = service_texts(services);
	struct row r = row_begin(s, PUT_MESSAGE_SERVICE);
	int rc;

	row_int(&r, message);
	service_texts_columns(&r, &t);
	rc = row_put(&r, e);
	service_texts_free(&t);
	return rc;
}

/* ---- consent and judgement ---- */

int store_put_consent(struct store *s, int64_t sighting, enum consent_state consent, const struct consent_event *event,
	const char *reason, struct err *e)
{
	const struct audit_case *c = s->run == NULL ? NULL : s->run->audit_case;
	struct row r = row_begin(s, PUT_SIGHTING_CONSENT);

	row_int(&r, sighting);
	row_text(&r, consent_state_name(consent));
	if (event == NULL || c == NULL)
		row_null(&r);
	else
		row_int(&r, event - c->events + 1);
	row_text(&r, reason);
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

static int64_t finding_id(int64_t fact, const struct rule *rule)
{
	struct id i = id_begin("finding");

	id_int(&i, fact);
	id_text(&i, rule->id);
	return id_end(&i);
}

int store_put_finding(struct store *s, const struct judged_fact *f, const struct finding *g, int64_t *ret_id, struct err *e)
{
	int64_t id = finding_id(f->sighting_id != 0 ? f->sighting_id : f->flow_id, g->rule);
	int64_t reasoning = reasoning_id(g);
	struct row r;

	if (!is_known(s, reasoning) && reasoning_put(s, g, reasoning, e) < 0)
		return -1;
	r = row_begin(s, PUT_FINDING);
	row_int(&r, id);
	row_int(&r, f->flow_id);
	if (f->sighting_id != 0)
		row_int(&r, f->sighting_id);
	else
		row_null(&r);
	row_text(&r, g->rule->id);
	row_text(&r, residency_name(g->residency));
	row_int(&r, g->consent_needed);
	row_text(&r, consent_state_name(g->consent));
	row_text(&r, verdict_name(g->verdict));
	row_int(&r, g->verdict);
	row_text(&r, grade_name(g->grade));
	row_text(&r, g->reason);
	row_int(&r, reasoning);
	if (row_put(&r, e) < 0)
		return -1;
	*ret_id = id;
	return 0;
}

int store_put_gravest(struct store *s, int64_t flow, int64_t sighting, int64_t finding, struct err *e)
{
	struct row r = row_begin(s, PUT_GRAVEST);

	row_int(&r, sighting != 0 ? sighting : flow);
	row_int(&r, finding);
	return row_put(&r, e);
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
	if (assess_put_custody(s, e) < 0 || store_exec(s, "COMMIT", e) < 0)
		return -1;
	s->run = NULL;
	return store_exec(s, cache_for_all_else, e);
}

int store_assess_cancel(struct store *s)
{
	s->run = NULL;
	store_exec(s, cache_for_all_else, NULL);
	return store_exec(s, "ROLLBACK", NULL);
}
