/*
 * ISO/IEC TS 27560:2023 consent records as JSON-LD, in the terms of policy/dpv.h. JSON is read as the YAML that it is, so that every
 * message has its line.
 */
#include "policy/importing.h"

#include "base/instant.h"
#include "base/period.h"
#include "policy/dpv.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* What all events of one record share. */
struct record {
	struct importing *im;
	const struct node *id, *time, *expires, *handset;
	struct node *data, *places, *services;
	bool parts; /* events of their own follow: the record's status is only the last of them */
};

static void unknown_key(struct record *r, const struct node *key)
{
	const char *words[DPV_WORDS_MAX];

	mistake_unknown(r->im->reading, key, "term", words, dpv_keys(words));
}

/* The value of a term: itself, or what @value, @id or rdf:value of it says. NULL: there is none. */
static const struct node *scalar_of(const struct node *n)
{
	static const char *const inside[] = { "@value", "@id", "rdf:value", "http://www.w3.org/1999/02/22-rdf-syntax-ns#value", "@type" };
	const struct node *found = n->type == NODE_SCALAR ? n : NULL;

	for (size_t i = 0; found == NULL && i < sizeof inside / sizeof *inside; i++) {
		const struct node *value = node_get(n, inside[i]);

		if (value != NULL && value->type == NODE_SCALAR)
			found = value;
	}
	return found;
}

/* Every element of a list, or the one value that stands in its place. */
static void each_value(struct record *r, const struct node *n, void (*one)(struct record *r, const struct node *n))
{
	for (size_t i = 0; n->type == NODE_SEQUENCE && i < n->n; i++)
		each_value(r, n->items[i], one);
	if (n->type != NODE_SEQUENCE)
		one(r, n);
}

/* ---- what is shared ---- */

/* An object of the graph that is named by its @id elsewhere. */
static const struct node *graph_find(const struct record *r, const char *id)
{
	const struct node *graph = node_get(r->im->tree->parts[0].root, "@graph");

	for (size_t i = 0; graph != NULL && graph->type == NODE_SEQUENCE && i < graph->n; i++) {
		const struct node *at = node_get(graph->items[i], "@id");

		if (at != NULL && node_is(at, id))
			return graph->items[i];
	}
	return NULL;
}

/* The term that an object is of: what it is a sub-type of, else its type where that says more than its role. */
static const struct node *object_term(const struct node *n)
{
	const struct node *type = NULL;

	for (size_t i = 0; n->type == NODE_MAPPING && i + 1 < n->n; i += 2) {
		const struct node *value = scalar_of(n->items[i + 1]);

		if (value != NULL && strcmp(dpv_local(n->items[i]->text), "isSubTypeOf") == 0)
			return value;
		if (value != NULL && node_is(n->items[i], "@type") && strcmp(dpv_local(value->text), "PersonalData") != 0 &&
			strcmp(dpv_local(value->text), "Location") != 0 && strcmp(dpv_local(value->text), "Service") != 0)
			type = value;
	}
	return type;
}

/* A term as it stands, or of an object, here or in the graph, the term that it is of. */
static const struct node *term_of(const struct record *r, const struct node *n)
{
	const struct node *own = object_term(n), *term = own != NULL ? own : scalar_of(n);
	const struct node *object = own != NULL || term == NULL ? NULL : graph_find(r, term->text);
	const struct node *of = object == NULL ? NULL : object_term(object);

	return of != NULL ? of : term;
}

static void add_kinds(struct record *r, const struct node *at, const char *kinds)
{
	char kind[NAME_TEXT];

	for (const char *p = kinds; *p != 0; p += strcspn(p, " "), p += *p == ' ') {
		snprintf(kind, sizeof kind, "%.*s", (int)strcspn(p, " "), p);
		import_append(r->data, import_scalar(r->im, at, kind));
	}
}

static void add_data(struct record *r, const struct node *n)
{
	const struct node *term = term_of(r, n);
	const char *kinds = term == NULL ? NULL : dpv_kinds(term->text);

	if (term == NULL)
		mistake(r->im->reading, n, "personal data without a term");
	else if (kinds != NULL)
		add_kinds(r, term, kinds);
	else
		import_append(r->data, import_scalar(r->im, term, dpv_local(term->text)));
}

/* loc:US-OR as US-OR; our own aws/us-west-2 and group:eea as they stand. */
static void add_place(struct record *r, const struct node *n)
{
	const struct node *term = term_of(r, n);
	bool ours;

	if (term == NULL) {
		mistake(r->im->reading, n, "a location without a term");
		return;
	}
	ours = strncmp(term->text, "group:", 6) == 0 || (strchr(term->text, ':') == NULL && strchr(term->text, '#') == NULL);
	import_append(r->places, import_scalar(r->im, term, ours ? term->text : dpv_local(term->text)));
}

/* A service by its id, or by its title. */
static void add_service(struct record *r, const struct node *n)
{
	const struct rulebook *b = r->im->reading->book;
	const struct node *term = term_of(r, n);
	const char *name;

	if (term == NULL) {
		mistake(r->im->reading, n, "a service without a name");
		return;
	}
	name = dpv_local(term->text);
	for (size_t i = 0; i < b->service_count; i++) {
		if (b->services[i].title != NULL && strcasecmp(b->services[i].title, term->text) == 0)
			name = b->services[i].id;
	}
	import_append(r->services, import_scalar(r->im, term, name));
}

static void read_shared(struct record *r, const struct node *n);

static void drop(struct record *r, const struct node *key)
{
	import_comment(r->im, key, "%s is not carried over: a timeline has no place for it", dpv_local(key->text));
}

static void share(struct record *r, const struct node *key, const struct node *value)
{
	switch (dpv_role(key->text)) {
	case ROLE_ID: r->id = r->id == NULL ? scalar_of(value) : r->id; break;
	case ROLE_TIME: r->time = scalar_of(value); break;
	case ROLE_EXPIRES: r->expires = scalar_of(value); break;
	case ROLE_HANDSET: r->handset = scalar_of(value); break;
	case ROLE_DATA: each_value(r, value, add_data); break;
	case ROLE_PLACE: each_value(r, value, add_place); break;
	case ROLE_SERVICE: each_value(r, value, add_service); break;
	case ROLE_EVENT: r->parts = true; break;
	case ROLE_INTO:
		if (scalar_of(value) == value)
			drop(r, key);
		else
			each_value(r, value, read_shared);
		break;
	case ROLE_DROP: case ROLE_DURATION: drop(r, key); break;
	case ROLE_UNKNOWN: unknown_key(r, key); break;
	case ROLE_STATE: case ROLE_GRAPH: case ROLE_SILENT: break;
	}
}

static void read_shared(struct record *r, const struct node *n)
{
	if (n->type != NODE_MAPPING) {
		import_comment(r->im, n, "a value is not carried over: a timeline has no place for it");
		return;
	}
	for (size_t i = 0; i + 1 < n->n; i += 2)
		share(r, n->items[i], n->items[i + 1]);
}

static struct node *expiry(struct record *r, const struct node *time, const struct node *duration)
{
	char text[INSTANT_TEXT];
	int64_t at, end;

	if (duration == NULL)
		return r->expires == NULL ? NULL : import_scalar(r->im, r->expires, r->expires->text);
	if (time == NULL || !instant_parse(time->text, &at))
		return NULL; /* that the time is missing or wrong is told elsewhere */
	if (!period_add(at, duration->text, &end)) {
		mistake_in(r->im->reading, duration, "no duration such as P1Y, P30D or PT12H");
		return NULL;
	}
	return import_scalar(r->im, duration, instant_text(end, text));
}

/* ---- events ---- */

/* The term of a state: the value itself, or among the types of an object. */
static const struct node *state_term(const struct node *n)
{
	const struct node *types = node_get(n, "@type");

	for (size_t i = 0; types != NULL && types->type == NODE_SEQUENCE && i < types->n; i++) {
		if (types->items[i]->type == NODE_SCALAR && dpv_state(types->items[i]->text) != NULL)
			return types->items[i];
	}
	if (types != NULL && types->type == NODE_SCALAR && dpv_state(types->text) != NULL)
		return types;
	return scalar_of(n);
}

static void unknown_state(struct record *r, const struct node *term)
{
	const char *words[DPV_WORDS_MAX];

	mistake_unknown(r->im->reading, term, "state of consent", words, dpv_states(words));
}

static void evidence_add(struct record *r, struct node *event, const struct node *at)
{
	struct node *list = import_list(r->im, at);
	char text[512];

	if (r->id == NULL)
		return;
	snprintf(text, sizeof text, "record: %.480s", r->id->text);
	import_append(list, import_scalar(r->im, at, text));
	import_set(r->im, event, "evidence", list);
}

static void event_fill(struct record *r, struct node *event, const char *state, const struct node *term, const struct node *time,
	const struct node *duration)
{
	struct importing *im = r->im;

	if (time != NULL)
		import_set(im, event, "at", import_scalar(im, time, time->text));
	import_set(im, event, "state", import_scalar(im, term, state));
	if (r->handset != NULL)
		import_set(im, event, "handset", import_scalar(im, r->handset, r->handset->text));
	else if (im->source->handset != NULL)
		import_set(im, event, "handset", import_scalar(im, term, im->source->handset));
	import_set(im, event, "service", r->services);
	import_set(im, event, "data", r->data);
	import_set(im, event, "places", r->places);
	if (strcmp(state, "given") == 0)
		import_set(im, event, "expires", expiry(r, time, duration));
	evidence_add(r, event, term);
}

/* Keys of one act of consent; of the others of them what is not carried over is told. */
static void event_times(struct record *r, const struct node *n, const struct node **ret_time, const struct node **ret_duration)
{
	for (size_t i = 0; n->type == NODE_MAPPING && i + 1 < n->n; i += 2) {
		const struct node *key = n->items[i], *value = scalar_of(n->items[i + 1]);

		switch (dpv_role(key->text)) {
		case ROLE_TIME: *ret_time = value; break;
		case ROLE_DURATION: *ret_duration = value; break;
		case ROLE_EXPIRES: r->expires = value; break;
		case ROLE_STATE: case ROLE_SILENT: case ROLE_ID: break;
		case ROLE_UNKNOWN: unknown_key(r, key); break;
		default: drop(r, key);
		}
	}
}

static void read_event(struct record *r, const struct node *n)
{
	const struct node *inner = node_get(n, "event_state"), *term = state_term(inner == NULL ? n : inner);
	const struct node *time = r->time, *duration = NULL;
	const struct dpv_state *state = term == NULL ? NULL : dpv_state(term->text);

	if (state == NULL) {
		if (term == NULL)
			mistake(r->im->reading, n, "an event without a state of consent");
		else
			unknown_state(r, term);
		return;
	}
	if (state->state == NULL) {
		import_comment(r->im, term, "%s is no act of a timeline", state->term);
		return;
	}
	event_times(r, n, &time, &duration);
	event_fill(r, import_event(r->im, n), state->state, term, time, duration);
}

static void read_events(struct record *r, const struct node *n)
{
	for (size_t i = 0; i + 1 < n->n; i += 2) {
		enum dpv_role role = dpv_role(n->items[i]->text);

		if (role == ROLE_EVENT || (role == ROLE_STATE && !r->parts))
			each_value(r, n->items[i + 1], read_event);
		else if (role == ROLE_STATE)
			import_comment(r->im, n->items[i], "the record's state is that of its last event");
	}
}

/* ---- records ---- */

static bool has_role(const struct node *n, enum dpv_role role)
{
	for (size_t i = 0; n->type == NODE_MAPPING && i + 1 < n->n; i += 2) {
		if (dpv_role(n->items[i]->text) == role)
			return true;
	}
	return false;
}

static void fill_in(struct record *r, const struct node *at)
{
	const char *service = r->im->source->service;

	if (r->services->n == 0 && service != NULL)
		import_append(r->services, import_scalar(r->im, at, service));
}

static void read_record(struct importing *im, const struct node *n)
{
	struct record r = { .im = im };

	if (!has_role(n, ROLE_STATE) && !has_role(n, ROLE_EVENT)) {
		if (n->type == NODE_MAPPING)
			import_comment(im, n, "this object is no record of consent");
		else
			mistake(im->reading, n, "a record of consent is expected");
		return;
	}
	r.data = import_list(im, n);
	r.places = import_list(im, n);
	r.services = import_list(im, n);
	read_shared(&r, n);
	fill_in(&r, n);
	read_events(&r, n);
}

void import_records(struct importing *im)
{
	const struct node *root = im->tree->parts[0].root;
	const struct node *list = node_get(root, "@graph");

	if (im->tree->part_count > 1)
		mistake(im->reading, im->tree->parts[1].root, "more than one JSON document");
	if (list == NULL)
		list = root;
	if (list->type != NODE_SEQUENCE) {
		read_record(im, list);
		return;
	}
	for (size_t i = 0; i < list->n; i++)
		read_record(im, list->items[i]);
}
