/*
 * ISO/IEC TS 27560:2023 consent records as JSON-LD with the terms of the W3C Data Privacy Vocabulary (DPV 2.3). JSON is read as the
 * YAML that it is, so that every message has its line. Terms are told by their last part, whatever their prefix:
 * dpv:ConsentGiven, https://w3id.org/dpv#ConsentGiven and ConsentGiven are one.
 */
#include "policy/importing.h"

#include "base/instant.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum role { ROLE_DROP, ROLE_INTO, ROLE_ID, ROLE_STATE, ROLE_EVENT, ROLE_TIME, ROLE_DURATION, ROLE_EXPIRES, ROLE_DATA, ROLE_PLACE,
	ROLE_SERVICE, ROLE_HANDSET, ROLE_GRAPH, ROLE_SILENT, ROLE_UNKNOWN };

/* SILENT is what says nothing of its own; DROP what a timeline has no place for, which is told. */
static const struct {
	const char *key;
	enum role role;
} keys[] = {
	{ "@context", ROLE_SILENT }, { "@type", ROLE_SILENT }, { "@id", ROLE_ID }, { "@graph", ROLE_GRAPH },
	{ "hasIdentifier", ROLE_ID }, { "identifier", ROLE_ID }, { "record_id", ROLE_ID },
	{ "hasConsentStatus", ROLE_STATE }, { "hasStatus", ROLE_STATE }, { "event_state", ROLE_STATE },
	{ "hasPart", ROLE_EVENT }, { "hasEvent", ROLE_EVENT }, { "consent_events", ROLE_EVENT }, { "events", ROLE_EVENT },
	{ "isIndicatedAtTime", ROLE_TIME }, { "date", ROLE_TIME }, { "event_time", ROLE_TIME },
	{ "hasDuration", ROLE_DURATION }, { "validity_duration", ROLE_DURATION },
	{ "valid", ROLE_EXPIRES }, { "hasExpiryDate", ROLE_EXPIRES }, { "validUntil", ROLE_EXPIRES },
	{ "hasPersonalData", ROLE_DATA }, { "hasData", ROLE_DATA }, { "pii_type", ROLE_DATA }, { "pii_information", ROLE_DATA },
	{ "hasLocation", ROLE_PLACE }, { "hasJurisdiction", ROLE_PLACE }, { "storage_location", ROLE_PLACE },
	{ "storage_locations", ROLE_PLACE }, { "jurisdiction", ROLE_PLACE }, { "geographic_restrictions", ROLE_PLACE },
	{ "hasService", ROLE_SERVICE }, { "service", ROLE_SERVICE },
	{ "handset", ROLE_HANDSET }, { "hasDevice", ROLE_HANDSET },
	{ "hasProcess", ROLE_INTO }, { "hasPersonalDataHandling", ROLE_INTO }, { "hasPurpose", ROLE_INTO },
	{ "hasStorageCondition", ROLE_INTO }, { "pii_processing", ROLE_INTO }, { "hasProcessing", ROLE_DROP },
	{ "hasDataController", ROLE_DROP }, { "hasDataSubject", ROLE_DROP }, { "hasEntity", ROLE_DROP }, { "hasRecipient", ROLE_DROP },
	{ "hasNotice", ROLE_DROP }, { "hasLegalBasis", ROLE_DROP }, { "hasRight", ROLE_DROP }, { "hasAuthority", ROLE_DROP },
	{ "hasOrganisationalMeasure", ROLE_DROP }, { "hasTechnicalOrganisationalMeasure", ROLE_DROP }, { "hasDataSource", ROLE_DROP },
	{ "hasWithdrawalMethod", ROLE_DROP }, { "hasConsentManagement", ROLE_DROP }, { "hasAssessment", ROLE_DROP },
	{ "isIndicatedBy", ROLE_DROP }, { "hasIndicationMethod", ROLE_DROP }, { "hasContext", ROLE_DROP }, { "isPartOf", ROLE_DROP },
	{ "isSubTypeOf", ROLE_DROP }, { "hasName", ROLE_DROP }, { "hasAddress", ROLE_DROP }, { "hasContact", ROLE_DROP },
	{ "conformsTo", ROLE_DROP }, { "hasVersion", ROLE_DROP }, { "schema_version", ROLE_DROP }, { "created", ROLE_DROP },
	{ "modified", ROLE_DROP }, { "creator", ROLE_DROP }, { "publisher", ROLE_DROP }, { "language", ROLE_DROP },
	{ "title", ROLE_DROP }, { "description", ROLE_DROP }, { "replaces", ROLE_DROP },
};

/* Our word for a term's state; NULL: no event of a timeline. */
static const struct {
	const char *term, *state;
} states[] = {
	{ "ConsentGiven", "given" }, { "RenewedConsentGiven", "given" }, { "ConsentRefused", "refused" },
	{ "ConsentWithdrawn", "withdrawn" }, { "ConsentRevoked", "withdrawn" }, { "ConsentInvalidated", "withdrawn" },
	{ "ConsentExpired", "expired" }, { "ConsentRequested", NULL }, { "ConsentRequestDeferred", NULL }, { "ConsentUnknown", NULL },
};

/* Kinds of ours that a term of DPV's personal data covers. It has none for the numbers of phone and SIM: they are UIDs. */
static const struct {
	const char *term, *kinds;
} data_terms[] = {
	{ "TelephoneNumber", "phone-number" }, { "Contact", "contact" }, { "CallLog", "call-log" },
	{ "CommunicationsMetadata", "call-log sms" }, { "EmailAddress", "email" }, { "Email", "email" },
	{ "UID", "imei imeisv meid imsi iccid serial-number android-id advertising-id" },
	{ "DeviceBased", "imei imeisv meid serial-number android-id advertising-id wifi-mac bluetooth-mac" },
	{ "MACAddress", "wifi-mac bluetooth-mac bssid" }, { "GPSCoordinate", "location" }, { "Location", "location cell-id" },
	{ "DeviceApplications", "app-list" }, { "OfficialID", "national-id" }, { "PaymentCardNumber", "payment-card" },
	{ "Password", "password" }, { "AccountIdentifier", "account-id" }, { "Username", "account-id" },
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* What all events of one record share. */
struct record {
	struct importing *im;
	const struct node *id, *time, *expires, *handset;
	struct node *data, *places, *services;
	bool parts; /* events of their own follow: the record's status is only the last of them */
};

/* "dpv:ConsentGiven" and "https://w3id.org/dpv#ConsentGiven" are ConsentGiven. */
static const char *local_name(const char *term)
{
	const char *local = term;

	for (const char *p = term; *p != 0; p++) {
		if (*p == ':' || *p == '#' || *p == '/')
			local = p + 1;
	}
	return local;
}

static enum role role_of(const struct node *key)
{
	const char *name = local_name(key->text);

	for (size_t i = 0; i < COUNT(keys); i++) {
		if (strcmp(keys[i].key, name) == 0)
			return keys[i].role;
	}
	return ROLE_UNKNOWN;
}

static void unknown_key(struct record *r, const struct node *key)
{
	const char *words[COUNT(keys)];

	for (size_t i = 0; i < COUNT(keys); i++)
		words[i] = keys[i].key;
	mistake_unknown(r->im->reading, key, "term", words, COUNT(keys));
}

/* The value of a term: itself, or what @value, @id or rdf:value of it says. NULL: there is none. */
static const struct node *scalar_of(const struct node *n)
{
	static const char *const inside[] = { "@value", "@id", "rdf:value", "http://www.w3.org/1999/02/22-rdf-syntax-ns#value", "@type" };
	const struct node *found = n->type == NODE_SCALAR ? n : NULL;

	for (size_t i = 0; found == NULL && i < COUNT(inside); i++) {
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

		if (value != NULL && strcmp(local_name(n->items[i]->text), "isSubTypeOf") == 0)
			return value;
		if (value != NULL && node_is(n->items[i], "@type") && strcmp(local_name(value->text), "PersonalData") != 0 &&
			strcmp(local_name(value->text), "Location") != 0 && strcmp(local_name(value->text), "Service") != 0)
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

	if (term == NULL) {
		mistake(r->im->reading, n, "personal data without a term");
		return;
	}
	for (size_t i = 0; i < COUNT(data_terms); i++) {
		if (strcmp(local_name(term->text), data_terms[i].term) == 0) {
			add_kinds(r, term, data_terms[i].kinds);
			return;
		}
	}
	import_append(r->data, import_scalar(r->im, term, local_name(term->text)));
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
	import_append(r->places, import_scalar(r->im, term, ours ? term->text : local_name(term->text)));
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
	name = local_name(term->text);
	for (size_t i = 0; i < b->service_count; i++) {
		if (b->services[i].title != NULL && strcasecmp(b->services[i].title, term->text) == 0)
			name = b->services[i].id;
	}
	import_append(r->services, import_scalar(r->im, term, name));
}

static void read_shared(struct record *r, const struct node *n);

static void drop(struct record *r, const struct node *key)
{
	import_comment(r->im, key, "%s is not carried over: a timeline has no place for it", local_name(key->text));
}

static void share(struct record *r, const struct node *key, const struct node *value)
{
	switch (role_of(key)) {
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

/* ---- times ---- */

/* One number and its unit of "P1Y2M10DT2H30M", into the parts of a date. */
static bool duration_part(const char **p, bool *time, struct tm *tm)
{
	char *end;
	long v;

	if (**p == 'T') {
		*time = true;
		(*p)++;
	}
	if (!isdigit((unsigned char)**p))
		return false;
	v = strtol(*p, &end, 10);
	if (v > 100000)
		return false;
	switch (*end) {
	case 'Y': tm->tm_year += (int)v; break;
	case 'M': *(*time ? &tm->tm_min : &tm->tm_mon) += (int)v; break;
	case 'W': tm->tm_mday += 7 * (int)v; break;
	case 'D': tm->tm_mday += (int)v; break;
	case 'H': tm->tm_hour += (int)v; break;
	case 'S': tm->tm_sec += (int)v; break;
	default: return false;
	}
	*p = end + 1;
	return true;
}

enum { DURATION_PARTS_MAX = 7 }; /* one of each unit */

static bool duration_parts(const char *text, struct tm *tm)
{
	bool time = false;
	int n = 0;

	if (*text++ != 'P' || *text == 0)
		return false;
	while (*text != 0) {
		if (n++ == DURATION_PARTS_MAX || !duration_part(&text, &time, tm))
			return false;
	}
	return true;
}

/* ISO 8601, or a number of seconds. */
static bool duration_add(int64_t at, const char *text, int64_t *ret)
{
	size_t digits = strspn(text, "0123456789");
	time_t from = (time_t)(at / NS_PER_S);
	struct tm tm;

	gmtime_r(&from, &tm);
	if (digits > 0 && digits < 10 && text[digits] == 0)
		tm.tm_sec += atoi(text);
	else if (!duration_parts(text, &tm))
		return false;
	*ret = (int64_t)timegm(&tm) * NS_PER_S;
	return tm.tm_year < 300; /* as far as instants are read */
}

static struct node *expiry(struct record *r, const struct node *time, const struct node *duration)
{
	char text[INSTANT_TEXT];
	int64_t at, end;

	if (duration == NULL)
		return r->expires == NULL ? NULL : import_scalar(r->im, r->expires, r->expires->text);
	if (time == NULL || !instant_parse(time->text, &at))
		return NULL; /* that the time is missing or wrong is told elsewhere */
	if (!duration_add(at, duration->text, &end)) {
		mistake_in(r->im->reading, duration, "no duration such as P1Y, P30D or PT12H");
		return NULL;
	}
	return import_scalar(r->im, duration, instant_text(end, text));
}

/* ---- events ---- */

static int state_index(const char *term)
{
	for (size_t i = 0; i < COUNT(states); i++) {
		if (strcmp(states[i].term, local_name(term)) == 0)
			return (int)i;
	}
	return -1;
}

/* The term of a state: the value itself, or among the types of an object. */
static const struct node *state_term(const struct node *n)
{
	const struct node *types = node_get(n, "@type");

	for (size_t i = 0; types != NULL && types->type == NODE_SEQUENCE && i < types->n; i++) {
		if (types->items[i]->type == NODE_SCALAR && state_index(types->items[i]->text) >= 0)
			return types->items[i];
	}
	if (types != NULL && types->type == NODE_SCALAR && state_index(types->text) >= 0)
		return types;
	return scalar_of(n);
}

static void unknown_state(struct record *r, const struct node *term)
{
	const char *words[COUNT(states)];

	for (size_t i = 0; i < COUNT(states); i++)
		words[i] = states[i].term;
	mistake_unknown(r->im->reading, term, "state of consent", words, COUNT(states));
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

		switch (role_of(key)) {
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
	int i = term == NULL ? -1 : state_index(term->text);

	if (term == NULL || i < 0) {
		if (term == NULL)
			mistake(r->im->reading, n, "an event without a state of consent");
		else
			unknown_state(r, term);
		return;
	}
	if (states[i].state == NULL) {
		import_comment(r->im, term, "%s is no act of a timeline", states[i].term);
		return;
	}
	event_times(r, n, &time, &duration);
	event_fill(r, import_event(r->im, n), states[i].state, term, time, duration);
}

static void read_events(struct record *r, const struct node *n)
{
	for (size_t i = 0; i + 1 < n->n; i += 2) {
		enum role role = role_of(n->items[i]);

		if (role == ROLE_EVENT || (role == ROLE_STATE && !r->parts))
			each_value(r, n->items[i + 1], read_event);
		else if (role == ROLE_STATE)
			import_comment(r->im, n->items[i], "the record's state is that of its last event");
	}
}

/* ---- records ---- */

static bool has_role(const struct node *n, enum role role)
{
	for (size_t i = 0; n->type == NODE_MAPPING && i + 1 < n->n; i += 2) {
		if (role_of(n->items[i]) == role)
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
