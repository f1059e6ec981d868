#include "store/derived.h"

#include "base/json.h"
#include "store/findings.h"
#include "store/id.h"
#include "store/ruleset.h"

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

/* Places and findings are read where they are put: all that is derived of a large capture stays in memory until it is committed. */
static const char cache_for_assessing[] = "PRAGMA cache_size = -524288", cache_for_all_else[] = "PRAGMA cache_size = -65536";

int store_assess_begin(struct store *s, const struct assess_run *r, struct err *e)
{
	if (store_exec(s, "BEGIN IMMEDIATE", e) < 0)
		return -1;
	if (derived_clear(s, e) < 0 || ruleset_put(s, r, e) < 0) {
		store_assess_cancel(s);
		return -1;
	}
	memset(s->known, 0, sizeof s->known);
	findings_begin(s);
	s->run = r;
	return store_exec(s, cache_for_assessing, e);
}

/* ---- consent, and what is counted ---- */

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
	if (row_known(s, *ret_id))
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
	if (findings_end(s, e) < 0)
		return -1;
	if (assess_put_custody(s, e) < 0 || store_exec(s, "COMMIT", e) < 0)
		return -1;
	s->run = NULL;
	return store_exec(s, cache_for_all_else, e);
}

int store_assess_cancel(struct store *s)
{
	findings_forget(s);
	s->run = NULL;
	store_exec(s, cache_for_all_else, NULL);
	return store_exec(s, "ROLLBACK", NULL);
}
