/* The timeline of a case: what the tester did, and which consent was given, refused, withdrawn or ran out. */
#include "policy/load.h"
#include "policy/terms.h"

#include "base/alloc.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Steps and events may stand before the handsets: their names are checked when the whole file was read. */
static void check_handset_name(struct reading *r, const struct node *n, const struct audit_case *c, const char *id)
{
	const struct node *at = node_get(n, "handset");
	const char **words;

	if (id == NULL || at == NULL || case_handset(c, id) != NULL)
		return;
	words = xcalloc(c->handset_count, sizeof *words);
	for (size_t i = 0; i < c->handset_count; i++)
		words[i] = c->handsets[i].id;
	mistake_unknown(r, at, "handset", words, c->handset_count);
	free(words);
}

/* ---- steps ---- */

static void step(struct reading *r, const struct node *n, void *ctx)
{
	static const struct field fields[] = {
		{ "at", true, read_instant, offsetof(struct case_step, at) },
		{ "action", true, read_title, offsetof(struct case_step, action) },
		{ "handset", false, read_id, offsetof(struct case_step, handset) },
	};
	struct audit_case *c = ctx;
	struct case_step s = { 0 };

	read_fields(r, n, fields, sizeof fields / sizeof *fields, &s);
	check_handset_name(r, n, c, s.handset);
	c->steps = array_add(c->steps, &c->step_count, sizeof *c->steps);
	c->steps[c->step_count - 1] = s;
}

/* ---- consent ---- */

static void read_state(struct reading *r, const struct node *n, void *ret)
{
	static const char *const words[] = { "given", "refused", "withdrawn", "expired" };

	if (node_word(r, n, "state", words, 4) >= 0)
		consent_state_from_name(n->text, ret);
}

static void read_event_data(struct reading *r, const struct node *n, void *ret)
{
	struct consent_event *e = ret;

	read_kinds(r, n, (struct data_set){ &e->data_any, e->data });
}

static void proof(struct reading *r, const struct node *key, const struct node *value, void *ctx)
{
	const char *text = node_text(r, value);
	char *line;

	if (text == NULL)
		return;
	line = xasprintf("%s: %s", key->text, text);
	words_add(ctx, line);
	free(line);
}

static void read_evidence(struct reading *r, const struct node *n, void *ret)
{
	if (n->type == NODE_SEQUENCE)
		read_words(r, n, ret);
	else
		read_pairs(r, n, proof, ret);
}

static void check_event(struct reading *r, const struct node *n, const struct consent_event *e)
{
	if (node_get(n, "until") != NULL && node_get(n, "expires") != NULL)
		mistake(r, n, "'until' and 'expires' are the same: give one");
	if (e->expires != INSTANT_MAX && e->state != CONSENT_GIVEN)
		mistake(r, n, "only consent that was given can run out");
	else
		check_period(r, n, e->at, e->expires);
}

static void event(struct reading *r, const struct node *n, void *ctx)
{
	static const struct field fields[] = {
		{ "at", true, read_instant, offsetof(struct consent_event, at) },
		{ "state", true, read_state, offsetof(struct consent_event, state) },
		{ "handset", false, read_id, offsetof(struct consent_event, handset) },
		{ "service", true, read_services, offsetof(struct consent_event, services) },
		{ "data", true, read_event_data, 0 },
		{ "places", false, read_places, offsetof(struct consent_event, places) },
		{ "expires", false, read_end, offsetof(struct consent_event, expires) },
		{ "until", false, read_end, offsetof(struct consent_event, expires) },
		{ "evidence", false, read_evidence, offsetof(struct consent_event, evidence) },
	};
	struct audit_case *c = ctx;
	struct consent_event e = { .expires = INSTANT_MAX, .origin = origin_of(r, n) };
	size_t before = r->count;

	read_fields(r, n, fields, sizeof fields / sizeof *fields, &e);
	if (r->count == before)
		check_event(r, n, &e);
	check_handset_name(r, n, c, e.handset);
	c->events = array_add(c->events, &c->event_count, sizeof *c->events);
	c->events[c->event_count - 1] = e;
}

static void read_complete(struct reading *r, const struct node *n, void *ret)
{
	static const struct field fields[] = {
		{ "from", true, read_instant, offsetof(struct audit_case, complete_from) },
		{ "to", true, read_end, offsetof(struct audit_case, complete_to) },
	};
	struct audit_case *c = ret;
	size_t before = r->count;

	c->complete = true;
	read_fields(r, n, fields, sizeof fields / sizeof *fields, c);
	if (r->count == before)
		check_period(r, n, c->complete_from, c->complete_to);
}

static void read_events(struct reading *r, const struct node *n, void *ret)
{
	read_each(r, n, event, ret);
}

static void read_consent(struct reading *r, const struct node *n, void *ret)
{
	static const struct field fields[] = {
		{ "complete", false, read_complete, 0 },
		{ "events", false, read_events, 0 },
	};

	read_fields(r, n, fields, sizeof fields / sizeof *fields, ret);
}

static int by_time(const void *a, const void *b)
{
	const struct consent_event *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->origin.line != y->origin.line)
		return x->origin.line - y->origin.line;
	return x->origin.column - y->origin.column;
}

void load_timeline(struct reading *r, const struct node *root, struct audit_case *c)
{
	const struct node *steps = node_get(root, "steps"), *consent = node_get(root, "consent");

	if (steps != NULL)
		read_each(r, steps, step, c);
	if (consent != NULL)
		read_consent(r, consent, c);
	if (c->event_count > 0)
		qsort(c->events, c->event_count, sizeof *c->events, by_time);
}

static void free_event(struct consent_event *e)
{
	free(e->handset);
	words_free(&e->services);
	place_terms_free(&e->places);
	words_free(&e->evidence);
	free((char *)e->origin.file);
}

void free_timeline(struct audit_case *c)
{
	for (size_t i = 0; i < c->step_count; i++) {
		free(c->steps[i].action);
		free(c->steps[i].handset);
	}
	for (size_t i = 0; i < c->event_count; i++)
		free_event(&c->events[i]);
	free(c->steps);
	free(c->events);
}
