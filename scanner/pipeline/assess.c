/*
 *   store_each_flow -> names_find -> places_find -> services_find -> consent_find -> judge -> store_put_finding
 *   a fact             called what    where          what for         was anyone     under
 *                                                                     asked          the rules
 */
#include "pipeline/assess.h"

#include "base/alloc.h"

#include <stdlib.h>

/* The services of one message row, for the sightings that stood in it. */
struct served {
	int64_t message;
	struct service_set services;
};

struct assessor {
	const struct assess_task *task;
	struct assess_result *result;
	struct names *names;           /* of the capture */
	const struct stored_flow *flow;
	struct far_name far;
	struct place place;            /* of the flow's far end */
	struct service_set services;   /* of the flow: of all its messages */
	struct served *served;
	size_t served_count, served_cap;
	struct finding gravest;        /* on the fact under judgement; rule NULL: none yet */
	int64_t gravest_id;
	const struct judged_fact *fact;
	bool failed;
	struct err *err;
};

/* ---- judge ---- */

static void on_finding(void *ctx, const struct finding *f)
{
	struct assessor *a = ctx;
	int64_t id;

	if (a->failed || store_put_finding(a->task->store, a->fact, f, &id, a->err) < 0) {
		a->failed = true; /* the first error stands */
		return;
	}
	a->result->findings++;
	if (a->gravest.rule == NULL || finding_graver(f, &a->gravest)) {
		a->gravest = *f;
		a->gravest_id = id;
	}
}

static const char *subject_country(const struct assessor *a)
{
	const struct case_handset *h = case_handset(a->task->audit_case, a->flow->handset);

	return h == NULL ? "" : h->subject_country;
}

static int judge_one(struct assessor *a, const struct judged_fact *f)
{
	a->fact = f;
	a->gravest.rule = NULL;
	judge(a->task->rulebook, &a->task->options, f, on_finding, a);
	if (a->failed)
		return -1;
	if (a->gravest.rule == NULL) {
		a->result->verdicts[VERDICT_NOT_JUDGED][LEVEL_INFORMATIONAL]++;
		return 0;
	}
	a->result->verdicts[a->gravest.verdict][a->gravest.rule->level]++;
	return store_put_gravest(a->task->store, f->flow_id, f->sighting_id, a->gravest_id, a->err);
}

/* ---- messages: what the far end is for ---- */

static int assess_message(void *ctx, const struct stored_message *m)
{
	struct assessor *a = ctx;
	struct service_query q = { .host = m->fact.host[0] != 0 ? m->fact.host : a->far.host,
		.port = a->flow->fact.key.server_port, .protocol = a->flow->fact.protocol, .carrier = m->fact.carrier,
		.path = m->fact.path, .keys = m->fact.keys };
	struct served *s;

	ARRAY_GROW(a->served, a->served_count, a->served_cap);
	s = &a->served[a->served_count++];
	*s = (struct served){ .message = m->id };
	services_find(a->task->rulebook, &q, &s->services);
	service_set_join(&a->services, &s->services);
	return store_put_service(a->task->store, m->id, &s->services, a->err);
}

/* A flow whose messages are none, or name no service, is of those that its name could stand for. */
static void opaque_services(struct assessor *a)
{
	struct service_query q = { .host = a->far.host, .port = a->flow->fact.key.server_port,
		.protocol = a->flow->fact.protocol, .carrier = "", .path = "", .keys = "", .opaque = true };

	if (a->served_count == 0)
		services_find(a->task->rulebook, &q, &a->services);
}

static int by_message(const void *x, const void *y)
{
	const struct served *a = x, *b = y;

	return (a->message > b->message) - (a->message < b->message);
}

/* A connection that is kept open for weeks has many messages: they are sorted once all are known. */
static const struct service_set *services_of(const struct assessor *a, int64_t message)
{
	const struct served wanted = { .message = message };
	const struct served *s = a->served_count == 0 ? NULL :
		bsearch(&wanted, a->served, a->served_count, sizeof *a->served, by_message);

	return s == NULL ? &a->services : &s->services;
}

/* ---- sightings: a datum left ---- */

static int assess_sighting(void *ctx, const struct stored_sighting *s)
{
	struct assessor *a = ctx;
	const struct service_set *services = services_of(a, s->message);
	struct consent_query q = { a->flow->handset, services, s->kind, &a->place, s->at };
	struct judged_fact f = { .sighting_id = s->id, .flow_id = s->flow, .at = s->at, .kind = s->kind, .tier = s->tier,
		.handset = a->flow->handset, .subject_country = subject_country(a), .services = *services, .place = &a->place };
	struct consent_answer consent;

	consent_find(a->task->audit_case, a->task->rulebook, &q, &consent);
	f.consent = consent.state;
	a->result->sightings++;
	if (store_put_consent(a->task->store, s->id, consent.state, consent.event, consent.reason, a->err) < 0)
		return -1;
	return judge_one(a, &f);
}

/* ---- transfers: a flow without a readable datum ---- */

static int assess_transfer(struct assessor *a, enum consent_state consent)
{
	const struct stored_flow *flow = a->flow;
	struct judged_fact f = { .flow_id = flow->id, .at = flow->fact.at, .opaque = flow->fact.bytes_opaque > 0,
		.handset = flow->handset, .subject_country = subject_country(a), .services = a->services, .place = &a->place,
		.consent = consent };

	return judge_one(a, &f);
}

/* ---- flows: the far end ---- */

static void set_class(struct assessor *a)
{
	if (protocol_is_tunnel(a->flow->fact.protocol))
		place_set_class(&a->place, CLASS_TUNNEL);
	for (size_t i = 0; i < a->services.n; i++) {
		if (a->services.items[i]->cdn && a->place.class == CLASS_PUBLIC)
			place_set_class(&a->place, CLASS_CDN);
	}
}

static int far_end(struct assessor *a, enum consent_state *ret_consent)
{
	const struct stored_flow *f = a->flow;
	const struct assess_task *t = a->task;
	struct consent_answer consent;
	struct consent_query q = { f->handset, &a->services, KIND_NONE, &a->place, f->fact.at };

	names_find(a->names, &f->fact.key.client, &f->fact.key.server, f->fact.at, f->fact.host, f->fact.host_source, &a->far);
	places_find(t->places, &f->fact.key.server, &a->far, f->fact.at, &a->place);
	a->services.n = a->served_count = 0;
	if (store_each_message(t->store, f->id, assess_message, a, a->err) != 0)
		return -1;
	if (a->served_count > 1)
		qsort(a->served, a->served_count, sizeof *a->served, by_message);
	opaque_services(a);
	set_class(a);
	consent_find(t->audit_case, t->rulebook, &q, &consent);
	*ret_consent = consent.state;
	return store_put_far_end(t->store, f->id, a->far.host, a->far.source, &a->far.candidates, &a->place, &a->services,
		consent.state, a->err);
}

/* What others than a handset sent is kept, not judged. */
static int assess_flow(void *ctx, const struct stored_flow *f)
{
	struct assessor *a = ctx;
	enum consent_state consent;

	a->flow = f;
	a->result->flows++;
	if (far_end(a, &consent) < 0)
		return -1;
	if (f->handset[0] == 0)
		return 0;
	if (f->sightings == 0)
		return assess_transfer(a, consent);
	return store_each_sighting(a->task->store, f->id, assess_sighting, a, a->err);
}

/* ---- captures ---- */

static int add_name(void *ctx, const struct fact_dns *d)
{
	names_add(ctx, d);
	return 0;
}

static int assess_capture(void *ctx, const struct stored_capture *c)
{
	struct assessor *a = ctx;
	struct store *s = a->task->store;
	int status;

	a->names = names_new();
	status = store_each_dns(s, c->id, add_name, a->names, a->err);
	if (status == 0)
		status = store_each_flow(s, c->id, assess_flow, a, a->err);
	names_free(a->names);
	return status;
}

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

int assess(const struct assess_task *t, struct assess_result *ret, struct err *e)
{
	struct assessor a = { .task = t, .result = ret, .err = e };
	struct assess_run run = { .rulebook = t->rulebook, .audit_case = t->audit_case, .profiles = t->options.profiles,
		.tool = t->tool };
	int status;

	*ret = (struct assess_result){ 0 };
	if ((t->changed != NULL ? store_assess_try : store_assess_begin)(t->store, &run, e) < 0)
		return -1;
	status = put_place_sources(t, e);
	if (status == 0)
		status = store_each_capture(t->store, assess_capture, &a, e);
	free(a.served);
	if (status == 0 && t->changed == NULL)
		return store_assess_end(t->store, e);
	if (status == 0)
		status = store_each_change(t->store, t->changed, t->ctx, e);
	store_assess_cancel(t->store);
	return status == 0 ? 0 : -1;
}
