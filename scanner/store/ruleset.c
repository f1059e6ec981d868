#include "store/ruleset.h"

#include "base/alloc.h"

#include <stdlib.h>

void words_text(struct buf *out, const struct words *w, const char *between)
{
	for (size_t i = 0; w != NULL && i < w->n; i++) {
		if (i > 0)
			buf_puts(out, between);
		buf_puts(out, w->items[i]);
	}
}

static char *words_joined(const struct words *w, const char *between)
{
	struct buf b = { 0 };
	char *text;

	words_text(&b, w, between);
	text = xstrdup(buf_text(&b));
	buf_free(&b);
	return text;
}

static char *data_joined(bool any, const bool data[KIND_COUNT])
{
	struct buf b = { 0 };
	char *text;

	if (any)
		return xstrdup("any");
	for (int k = KIND_NONE + 1; k < KIND_COUNT; k++)
		if (data[k])
			buf_printf(&b, "%s%s", b.len > 0 ? "," : "", kind_name((enum kind)k));
	text = xstrdup(buf_text(&b));
	buf_free(&b);
	return text;
}

static char *places_joined(const struct place_terms *p)
{
	struct buf b = { 0 };
	char *text;

	for (size_t i = 0; i < p->n; i++)
		buf_printf(&b, "%s%s", i > 0 ? "," : "", p->items[i].text);
	text = xstrdup(buf_text(&b));
	buf_free(&b);
	return text;
}

static const char *or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

static int ruleset_put_head(struct store *s, const struct assess_run *run, struct err *e)
{
	const struct audit_case *c = run->audit_case;
	char *packs = words_joined(run->packs, ","), *profiles = words_joined(run->profiles, ",");
	struct row r = row_begin(s, PUT_RULESET);
	int rc;

	row_text(&r, run->rulebook->sha256);
	row_text(&r, c == NULL ? NULL : or_empty(c->name));
	row_text(&r, c == NULL ? NULL : c->sha256);
	row_instant(&r, c == NULL ? INSTANT_MAX : c->clock_uncertainty);
	row_instant(&r, c == NULL || !c->complete ? INSTANT_MAX : c->complete_from);
	row_instant(&r, c == NULL || !c->complete ? INSTANT_MAX : c->complete_to);
	row_text(&r, packs);
	row_text(&r, profiles);
	row_text(&r, or_empty(run->tool));
	rc = row_put(&r, e);
	free(packs);
	free(profiles);
	return rc;
}

static const char *status_name(enum rule_status status)
{
	static const char *const names[] = { "stable", "test", "experimental", "proposed", "deprecated" };

	return names[status];
}

static int rule_put(struct store *s, const struct rule *u, struct err *e)
{
	char *tags = words_joined(&u->tags, "\n"), *references = words_joined(&u->references, "\n");
	char *falsepositives = words_joined(&u->falsepositives, "\n"), *profile = words_joined(&u->profile, ",");
	struct row r = row_begin(s, PUT_RULE);
	int rc;

	row_text(&r, u->id);
	row_text(&r, or_empty(u->title));
	row_text(&r, status_name(u->status));
	row_text(&r, level_name(u->level));
	row_int(&r, u->level);
	row_text(&r, or_empty(u->description));
	row_text(&r, or_empty(u->author));
	row_instant(&r, u->date);
	row_text(&r, tags);
	row_text(&r, references);
	row_text(&r, falsepositives);
	row_text(&r, profile);
	row_instant(&r, u->valid_from);
	row_instant(&r, u->valid_to);
	row_text(&r, u->indicate ? "indicate" : "judge");
	row_text(&r, or_empty(u->text));
	row_text(&r, u->sha256);
	row_text(&r, or_empty(u->origin.file));
	row_int(&r, u->origin.line);
	rc = row_put(&r, e);
	free(tags);
	free(references);
	free(falsepositives);
	free(profile);
	return rc;
}

static int service_put(struct store *s, const struct service *v, struct err *e)
{
	struct row r = row_begin(s, PUT_SERVICE);

	row_text(&r, v->id);
	row_text(&r, or_empty(v->title));
	row_text(&r, or_empty(v->owner));
	row_text(&r, v->owner_country);
	row_text(&r, or_empty(v->purpose));
	row_text(&r, or_empty(v->source));
	row_text(&r, or_empty(v->status));
	return row_put(&r, e);
}

static int subject_put(struct store *s, const struct case_handset *h, struct err *e)
{
	struct row r = row_begin(s, PUT_SUBJECT);

	row_text(&r, h->id);
	row_text(&r, or_empty(h->model));
	row_text(&r, or_empty(h->rom_branch));
	row_text(&r, or_empty(h->rom_build));
	row_text(&r, or_empty(h->rom_region));
	row_text(&r, h->subject_country);
	return row_put(&r, e);
}

static int step_put(struct store *s, size_t number, const struct case_step *p, struct err *e)
{
	struct row r = row_begin(s, PUT_STEP);

	row_int(&r, (int64_t)number);
	row_int(&r, p->at);
	row_text(&r, or_empty(p->action));
	row_text(&r, p->handset);
	return row_put(&r, e);
}

static int consent_event_put(struct store *s, size_t number, const struct consent_event *v, struct err *e)
{
	char *services = words_joined(&v->services, ","), *data = data_joined(v->data_any, v->data);
	char *places = places_joined(&v->places), *evidence = words_joined(&v->evidence, "\n");
	struct row r = row_begin(s, PUT_CONSENT_EVENT);
	int rc;

	row_int(&r, (int64_t)number);
	row_int(&r, v->at);
	row_text(&r, consent_state_name(v->state));
	row_instant(&r, v->expires);
	row_text(&r, v->handset);
	row_text(&r, services);
	row_text(&r, data);
	row_text(&r, places);
	row_text(&r, evidence);
	row_text(&r, or_empty(v->origin.file));
	row_int(&r, v->origin.line);
	rc = row_put(&r, e);
	free(services);
	free(data);
	free(places);
	free(evidence);
	return rc;
}

static int case_put(struct store *s, const struct audit_case *c, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < c->handset_count; i++)
		rc = subject_put(s, &c->handsets[i], e);
	for (size_t i = 0; rc == 0 && i < c->step_count; i++)
		rc = step_put(s, i + 1, &c->steps[i], e);
	for (size_t i = 0; rc == 0 && i < c->event_count; i++)
		rc = consent_event_put(s, i + 1, &c->events[i], e);
	return rc;
}

int ruleset_put(struct store *s, const struct assess_run *run, struct err *e)
{
	const struct rulebook *b = run->rulebook;
	int rc = ruleset_put_head(s, run, e);

	for (size_t i = 0; rc == 0 && i < b->rule_count; i++)
		rc = rule_put(s, &b->rules[i], e);
	for (size_t i = 0; rc == 0 && i < b->service_count; i++)
		rc = service_put(s, &b->services[i], e);
	return rc == 0 && run->audit_case != NULL ? case_put(s, run->audit_case, e) : rc;
}
