/*
 *   each flow -> names_find -> places_at    each message -> services_find    each sighting, each transfer -> rulings_judge
 *                called what   where                        what for                          was anyone asked, under the rules
 *
 * Each table of facts is read once, in its own order, and what is derived of it is put in that order: a table's pages are then touched one
 * after the other, however many rows it has. In between, memory holds a row of about 100 bytes a flow and 24 a message, and, until flows
 * are read, what DNS answered.
 */
#include "pipeline/assess.h"

#include "assess/disclosed.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/interned.h"
#include "pipeline/ruling.h"

#include <stdlib.h>
#include <string.h>

/* A flow's far end, and what judging needs of the flow. Texts are interned. */
struct far {
	int64_t id, at, twin;
	const char *handset, *app, *protocol, *host, *candidates;
	struct handshake handshake;
	enum host_source source;
	uint16_t port;
	bool opaque, read, seen;       /* seen: a sighting stood in it; read: a message */
	const struct place *found;     /* its address alone */
	const struct numbered_services *services; /* of all its messages */
	const struct numbered_place *place;
	enum consent_state consent;    /* of the transfer */
};

/* A message, for the sightings that stood in it. */
struct served {
	int64_t id;
	const char *host;
	const struct numbered_services *services;
};

/* Flows without messages that are alike in this are of the same services. */
struct unread {
	const char *host, *protocol;
	struct handshake handshake;
	uint16_t port;
	const struct numbered_services *services;
};

struct assessor {
	const struct assess_task *task;
	struct assess_result *result;
	struct services *catalogue;
	struct rulings *rulings;
	struct disclosed *disclosed;
	struct interned texts;
	struct names **names;          /* one a capture, while flows are read */
	size_t names_count, names_cap;
	struct idmap names_at;         /* by capture */
	struct buf scratch;

	struct far *fars;              /* by id */
	size_t far_count, far_cap;
	struct idmap far_at;
	struct served *served;         /* by id */
	size_t served_count, served_cap;
	struct idmap served_at;

	struct unread *unread;
	size_t unread_count, unread_cap;
	struct idmap unread_at;
	struct idmap tunnels;          /* whether a protocol is one, by its text */

	struct numbered_services **services;
	size_t services_count, services_cap;
	struct idmap services_at;
	struct numbered_place **places; /* no two are equal: many addresses are alike in all that is said of them */
	size_t places_count, places_cap;
	struct idmap places_by_id;
	const struct numbered_place **classed; /* of places; as what was found is once its class is known */
	size_t classed_count, classed_cap;
	struct idmap classed_at;
	struct err *err;
};

static struct far *far_of(struct assessor *a, int64_t flow)
{
	uint32_t at = idmap_find(&a->far_at, (uint64_t)flow);

	return at == IDMAP_NONE ? NULL : &a->fars[at];
}

/* ---- flows: what the far end is called, and where it is ---- */

static const char *joined(struct assessor *a, const struct words *w)
{
	buf_truncate(&a->scratch, 0);
	for (size_t i = 0; i < w->n; i++)
		buf_printf(&a->scratch, "%s%s", i > 0 ? "," : "", w->items[i]);
	return interned(&a->texts, buf_text(&a->scratch));
}

static int on_flow(void *ctx, const struct stored_flow *f)
{
	struct assessor *a = ctx;
	struct far_name name;
	struct far *far;

	names_find(a->names[idmap_find(&a->names_at, (uint64_t)f->capture)], &f->fact.key.client, &f->fact.key.server, f->fact.at, f->fact.host, f->fact.host_source, &name);
	ARRAY_GROW(a->fars, a->far_count, a->far_cap);
	idmap_put(&a->far_at, (uint64_t)f->id, (uint32_t)a->far_count);
	far = &a->fars[a->far_count++];
	*far = (struct far){ .id = f->id, .at = f->fact.at, .twin = f->twin, .source = name.source,
		.port = f->fact.key.server_port, .opaque = f->fact.bytes_opaque > 0 };
	far->handset = interned(&a->texts, f->handset);
	far->app = interned(&a->texts, f->app);
	far->protocol = interned(&a->texts, f->fact.protocol);
	far->host = interned(&a->texts, name.host);
	far->candidates = joined(a, &name.candidates);
	far->found = places_at(a->task->places, &f->fact.key.server, &name, f->fact.at);
	return 0;
}

static int on_dns(void *ctx, const struct fact_dns *d)
{
	names_add(ctx, d);
	return 0;
}

static int on_capture(void *ctx, const struct stored_capture *c)
{
	struct assessor *a = ctx;
	struct names *names = names_new();

	ARRAY_GROW(a->names, a->names_count, a->names_cap);
	idmap_put(&a->names_at, (uint64_t)c->id, (uint32_t)a->names_count);
	a->names[a->names_count++] = names;
	return store_each_dns(a->task->store, c->id, on_dns, names, a->err);
}

static void names_forget(struct assessor *a)
{
	for (size_t i = 0; i < a->names_count; i++)
		names_free(a->names[i]);
	free(a->names);
	a->names = NULL;
	a->names_count = 0;
	idmap_free(&a->names_at);
}

static int read_flows(struct assessor *a)
{
	struct store *s = a->task->store;

	if (store_each_capture(s, on_capture, a, a->err) != 0 || store_each_flow(s, on_flow, a, a->err) != 0)
		return -1;
	names_forget(a);
	a->result->flows = a->far_count;
	return 0;
}

/* ---- sessions: what was shown before anything was secret ---- */

static int on_session(void *ctx, int64_t flow, const struct fact_session *f)
{
	struct assessor *a = ctx;
	struct far *far = far_of(a, flow);

	if (far != NULL)
		far->handshake = (struct handshake){ interned(&a->texts, f->names), interned(&a->texts, f->ja4), interned(&a->texts, f->alpn) };
	return 0;
}

/* ---- messages: what the far end is for ---- */

/* The one set that is equal to this; NULL: the store failed. */
static const struct numbered_services *numbered_services(struct assessor *a, const struct service_set *set)
{
	uint64_t hash = idmap_hash(0, set->items, set->n * sizeof *set->items);
	struct numbered_services *made;
	uint32_t at;

	for (; (at = idmap_find(&a->services_at, hash)) != IDMAP_NONE; hash++) {
		const struct service_set *o = &a->services[at]->set;

		if (o->n == set->n && memcmp(o->items, set->items, set->n * sizeof *set->items) == 0)
			return a->services[at];
	}
	made = xcalloc(1, sizeof *made);
	made->set = *set;
	ARRAY_GROW(a->services, a->services_count, a->services_cap);
	idmap_put(&a->services_at, hash, (uint32_t)a->services_count);
	a->services[a->services_count++] = made;
	return store_put_service_set(a->task->store, set, &made->id, a->err) < 0 ? NULL : made;
}

/* Where a flow's messages are of one service, as most are, nothing is to be joined. */
static int far_serves(struct assessor *a, struct far *far, const struct numbered_services *more)
{
	struct service_set both;

	far->read = true;
	if (far->services == NULL || far->services == more) {
		far->services = more;
		return 0;
	}
	both = far->services->set;
	service_set_join(&both, &more->set);
	far->services = numbered_services(a, &both);
	return far->services == NULL ? -1 : 0;
}

static int on_message(void *ctx, const struct stored_message *m)
{
	struct assessor *a = ctx;
	struct far *far = far_of(a, m->flow);
	struct service_query q = { .host = m->fact.host, .carrier = m->fact.carrier, .path = m->fact.path, .keys = m->fact.keys };
	struct service_set set;
	struct served *s;

	if (far == NULL)
		return 0;
	if (q.host[0] == 0)
		q.host = far->host;
	q.port = far->port;
	q.handshake = far->handshake;
	q.protocol = far->protocol;
	services_find(a->catalogue, &q, &set);
	ARRAY_GROW(a->served, a->served_count, a->served_cap);
	s = &a->served[a->served_count];
	*s = (struct served){ m->id, interned(&a->texts, q.host), numbered_services(a, &set) };
	idmap_put(&a->served_at, (uint64_t)m->id, (uint32_t)a->served_count++);
	if (s->services == NULL || far_serves(a, far, s->services) < 0)
		return -1;
	return store_put_service(a->task->store, m->id, s->services->id, a->err);
}

static bool same_handshake(const struct handshake *a, const struct handshake *b)
{
	return a->names == b->names && a->ja4 == b->ja4 && a->alpn == b->alpn;
}

/* What was found for a flow like this one, or room to find it; texts are interned, so that equal ones are the same pointer. */
static struct unread *unread_like(struct assessor *a, const struct far *far)
{
	const struct unread like = { .host = far->host, .protocol = far->protocol, .handshake = far->handshake, .port = far->port };
	const void *const texts[] = { like.host, like.protocol, like.handshake.names, like.handshake.ja4, like.handshake.alpn };
	uint64_t hash = idmap_hash(like.port, texts, sizeof texts);
	uint32_t at;

	for (; (at = idmap_find(&a->unread_at, hash)) != IDMAP_NONE; hash++) {
		struct unread *u = &a->unread[at];

		if (u->host == like.host && u->protocol == like.protocol && u->port == like.port && same_handshake(&u->handshake, &like.handshake))
			return u;
	}
	ARRAY_GROW(a->unread, a->unread_count, a->unread_cap);
	idmap_put(&a->unread_at, hash, (uint32_t)a->unread_count);
	a->unread[a->unread_count] = like;
	return &a->unread[a->unread_count++];
}

/* A flow without messages is of those services that its name could stand for. */
static int opaque_services(struct assessor *a, struct far *far)
{
	struct service_query q = { .host = far->host, .port = far->port, .protocol = far->protocol, .carrier = "", .path = "",
		.keys = "", .opaque = true, .handshake = far->handshake };
	struct service_set set;
	struct unread *like;

	if (far->read)
		return 0;
	like = unread_like(a, far);
	if (like->services == NULL) {
		services_find(a->catalogue, &q, &set);
		like->services = numbered_services(a, &set);
	}
	far->services = like->services;
	return far->services == NULL ? -1 : 0;
}

/* ---- far ends: what services and protocol say of the place; consent of the transfer ---- */

static bool on_cdn(const struct service_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		if (set->items[i]->cdn)
			return true;
	}
	return false;
}

static void set_class(struct place *p, bool tunnel, bool cdn)
{
	if (tunnel)
		place_set_class(p, CLASS_TUNNEL);
	if (cdn && p->class == CLASS_PUBLIC)
		place_set_class(p, CLASS_CDN);
}

/* The one place that is equal to p, which is kept where it is the first; NULL: the store failed. */
static const struct numbered_place *same_place(struct assessor *a, const struct place *p)
{
	struct numbered_place *made;
	uint32_t at;
	int64_t id;

	if (store_put_place(a->task->store, p, &id, a->err) < 0)
		return NULL;
	if ((at = idmap_find(&a->places_by_id, (uint64_t)id)) != IDMAP_NONE)
		return a->places[at];
	made = xmalloc(sizeof *made);
	made->place = *p;
	made->id = id;
	ARRAY_GROW(a->places, a->places_count, a->places_cap);
	idmap_put(&a->places_by_id, (uint64_t)id, (uint32_t)a->places_count);
	return a->places[a->places_count++] = made;
}

/* The place as it is once its class is known; NULL: the store failed. */
static const struct numbered_place *numbered_place(struct assessor *a, const struct place *found, bool tunnel, bool cdn)
{
	uint64_t key = (uint64_t)(uintptr_t)found ^ (uint64_t)tunnel ^ (uint64_t)cdn << 1; /* an address of such a struct is even, and by more */
	uint32_t at = idmap_find(&a->classed_at, key);
	const struct numbered_place *numbered;
	struct place p;

	if (at != IDMAP_NONE)
		return a->classed[at];
	p = *found;
	set_class(&p, tunnel, cdn);
	if ((numbered = same_place(a, &p)) == NULL)
		return NULL;
	ARRAY_GROW(a->classed, a->classed_count, a->classed_cap);
	idmap_put(&a->classed_at, key, (uint32_t)a->classed_count);
	return a->classed[a->classed_count++] = numbered;
}

static struct question transfer_of(const struct far *far)
{
	return (struct question){ far->handset, far->services, far->place, KIND_NONE, far->opaque, far->at };
}

static bool is_tunnel(struct assessor *a, const char *protocol)
{
	uint32_t known = idmap_find(&a->tunnels, (uint64_t)(uintptr_t)protocol);

	if (known != IDMAP_NONE)
		return known;
	known = protocol_is_tunnel(protocol);
	idmap_put(&a->tunnels, (uint64_t)(uintptr_t)protocol, known);
	return known;
}

static int settle_far_ends(struct assessor *a)
{
	for (size_t i = 0; i < a->far_count; i++) {
		struct far *far = &a->fars[i];
		const struct ruling *r;
		struct question q;

		if (opaque_services(a, far) < 0)
			return -1;
		far->place = numbered_place(a, far->found, is_tunnel(a, far->protocol), on_cdn(&far->services->set));
		if (far->place == NULL)
			return -1;
		q = transfer_of(far);
		if ((r = rulings_consent(a->rulings, &q, a->err)) == NULL)
			return -1;
		far->consent = r->consent;
	}
	return 0;
}

/* ---- facts under the rules ---- */

/* Puts a finding for each rule; *ret_gravest is the gravest one's number, 0 where there is none. */
static int put_findings(struct assessor *a, const struct ruling *r, int64_t flow, int64_t sighting, int64_t *ret_gravest)
{
	int64_t id;

	*ret_gravest = 0;
	for (size_t i = 0; i < r->rule_count; i++) {
		if (store_put_finding(a->task->store, flow, sighting, r->rules[i].rule, r->rules[i].judgement, &id, a->err) < 0)
			return -1;
		if (i == r->gravest)
			*ret_gravest = id;
	}
	a->result->findings += r->rule_count;
	if (r->rule_count == 0)
		a->result->verdicts[VERDICT_NOT_JUDGED][LEVEL_INFORMATIONAL]++;
	else
		a->result->verdicts[r->rules[r->gravest].verdict][r->rules[r->gravest].rule->level]++;
	return 0;
}

static const struct ruled *gravest(const struct ruling *r)
{
	return r->rule_count == 0 ? NULL : &r->rules[r->gravest];
}

static void count_disclosure(struct assessor *a, const struct stored_sighting *s, const struct far *far, const struct served *in,
	const struct ruling *r, int64_t finding)
{
	const struct ruled *worst = gravest(r);
	struct disclosure one = { .handset = far->handset, .kind = s->kind, .service_set = in->services->id,
		.country = far->place->place.country.value, .consent = r->consent, .tier = s->tier, .apps = far->app, .first_at = s->at, .last_at = s->at,
		.first = s->id, .first_frame = s->frame };

	memcpy(one.datum, s->datum, sizeof one.datum);
	one.gravest.id = s->id;
	one.gravest.at = s->at;
	one.gravest.frame = s->frame;
	one.gravest.place = far->place->id;
	one.gravest.host = in->host;
	if (worst != NULL) {
		one.gravest.verdict = worst->verdict;
		one.gravest.rule = worst->rule;
		one.gravest.finding = finding;
		one.gravest.judgement = worst->judgement;
	}
	disclosed_add(a->disclosed, &one, far->twin, s->offset);
}

/* What others than a handset sent is kept, not judged. */
static int on_sighting(void *ctx, const struct stored_sighting *s)
{
	struct assessor *a = ctx;
	struct far *far = far_of(a, s->flow);
	uint32_t at = idmap_find(&a->served_at, (uint64_t)s->message);
	struct served in;
	struct question q;
	const struct ruling *r;
	int64_t finding;

	if (far == NULL)
		return 0;
	far->seen = true;
	if (far->handset[0] == 0)
		return 0;
	in = at != IDMAP_NONE ? a->served[at] : (struct served){ s->message, far->host, far->services };
	q = (struct question){ far->handset, in.services, far->place, s->kind, false, s->at };
	a->result->sightings++;
	if ((r = rulings_judge(a->rulings, &q, a->err)) == NULL || put_findings(a, r, s->flow, s->id, &finding) < 0)
		return -1;
	count_disclosure(a, s, far, &in, r, finding);
	return store_put_judged(a->task->store, s->id, r->consent_id, finding, finding == 0 ? 0 : gravest(r)->judgement, a->err);
}

/* A handset's flow in which no datum was seen is judged itself. */
static int put_far_end(struct assessor *a, const struct far *far)
{
	struct stored_far_end f = { .flow = far->id, .host = far->host, .candidates = far->candidates, .source = far->source,
		.place = far->place->id, .service_set = far->services->id, .consent = far->consent };
	struct question q = transfer_of(far);
	const struct ruling *r;

	if (far->handset[0] != 0 && !far->seen) {
		if ((r = rulings_judge(a->rulings, &q, a->err)) == NULL || put_findings(a, r, far->id, 0, &f.finding) < 0)
			return -1;
		f.judgement = f.finding == 0 ? 0 : gravest(r)->judgement;
	}
	return store_put_far_end(a->task->store, &f, a->err);
}

static int put_far_ends(struct assessor *a)
{
	for (size_t i = 0; i < a->far_count; i++) {
		if (put_far_end(a, &a->fars[i]) < 0)
			return -1;
	}
	return 0;
}

static int put_disclosures(struct assessor *a)
{
	static const int before[] = { [CHOICE_UNKNOWN] = -1, [CHOICE_BEFORE] = 1, [CHOICE_AFTER] = 0 };
	size_t n;
	const struct disclosure *d = disclosed_all(a->disclosed, &n);

	for (size_t i = 0; i < n; i++) {
		enum choice choice = consent_choice(a->task->audit_case, d[i].handset, d[i].first_at);

		if (store_put_disclosure(a->task->store, &d[i], before[choice], a->err) < 0)
			return -1;
	}
	return 0;
}

/* ---- all of it ---- */

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

static int derive(struct assessor *a)
{
	struct store *s = a->task->store;

	if (put_place_sources(a->task, a->err) < 0 || read_flows(a) < 0 || store_each_session(s, on_session, a, a->err) != 0 ||
		store_each_message(s, on_message, a, a->err) != 0)
		return -1;
	if (settle_far_ends(a) < 0 || store_each_sighting(s, on_sighting, a, a->err) != 0)
		return -1;
	return put_far_ends(a) < 0 || put_disclosures(a) < 0 ? -1 : 0;
}

static void assessor_free(struct assessor *a)
{
	services_free(a->catalogue);
	rulings_free(a->rulings);
	disclosed_free(a->disclosed);
	interned_free(&a->texts);
	names_forget(a);
	buf_free(&a->scratch);
	for (size_t i = 0; i < a->services_count; i++)
		free(a->services[i]);
	for (size_t i = 0; i < a->places_count; i++)
		free(a->places[i]);
	free(a->fars);
	free(a->served);
	free(a->services);
	free(a->unread);
	free(a->places);
	free(a->classed);
	idmap_free(&a->far_at);
	idmap_free(&a->served_at);
	idmap_free(&a->services_at);
	idmap_free(&a->unread_at);
	idmap_free(&a->tunnels);
	idmap_free(&a->places_by_id);
	idmap_free(&a->classed_at);
}

int assess(const struct assess_task *t, struct assess_result *ret, struct err *e)
{
	struct assess_run run = { .rulebook = t->rulebook, .audit_case = t->audit_case, .packs = t->options.packs,
		.profiles = t->options.profiles, .tool = t->tool };
	struct rulings_task rulings = { t->store, t->rulebook, t->audit_case, &t->options };
	struct assessor a = { .task = t, .result = ret, .err = e };
	int status;

	*ret = (struct assess_result){ 0 };
	if ((t->changed != NULL ? store_assess_try : store_assess_begin)(t->store, &run, e) < 0)
		return -1;
	a.catalogue = services_new(t->rulebook);
	a.rulings = rulings_new(&rulings);
	a.disclosed = disclosed_new();
	status = derive(&a);
	assessor_free(&a);
	if (status == 0 && t->changed == NULL)
		return store_assess_end(t->store, e);
	if (status == 0)
		status = store_each_change(t->store, t->changed, t->ctx, e);
	store_assess_cancel(t->store);
	return status == 0 ? 0 : -1;
}
