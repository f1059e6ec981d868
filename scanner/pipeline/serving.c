#include "pipeline/serving.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

/* Flows without messages that are alike in this are of the same services. */
struct unread {
	const char *host, *protocol;
	struct handshake handshake;
	uint16_t port;
	const struct numbered_services *services;
};

struct serving {
	struct store *store;
	struct fars *fars;
	struct services *catalogue;
	struct err *err;               /* of the reading at hand */

	struct numbered_services **sets;
	size_t set_count, set_cap;
	struct idmap set_at;           /* by a hash; of equal hashes each under the next number */

	struct served *served;         /* by id */
	size_t served_count, served_cap;
	struct idmap served_at;

	struct unread *unread;
	size_t unread_count, unread_cap;
	struct idmap unread_at;        /* the same by a hash */
};

struct serving *serving_new(struct store *s, const struct rulebook *b, struct fars *f)
{
	struct serving *v = xcalloc(1, sizeof *v);

	v->store = s;
	v->fars = f;
	v->catalogue = services_new(b);
	return v;
}

void serving_free(struct serving *v)
{
	if (v == NULL)
		return;
	services_free(v->catalogue);
	for (size_t i = 0; i < v->set_count; i++)
		free(v->sets[i]);
	free(v->sets);
	idmap_free(&v->set_at);
	free(v->served);
	idmap_free(&v->served_at);
	free(v->unread);
	idmap_free(&v->unread_at);
	free(v);
}

/* The one set that is equal to this; NULL: the store failed. */
static const struct numbered_services *numbered(struct serving *v, const struct service_set *set)
{
	uint64_t hash = idmap_hash(0, set->items, set->n * sizeof *set->items);
	struct numbered_services *made;
	uint32_t at;

	for (; (at = idmap_find(&v->set_at, hash)) != IDMAP_NONE; hash++) {
		const struct service_set *o = &v->sets[at]->set;

		if (o->n == set->n && memcmp(o->items, set->items, set->n * sizeof *set->items) == 0)
			return v->sets[at];
	}
	made = xcalloc(1, sizeof *made);
	made->set = *set;
	ARRAY_GROW(v->sets, v->set_count, v->set_cap);
	idmap_put(&v->set_at, hash, (uint32_t)v->set_count);
	v->sets[v->set_count++] = made;
	return store_put_service_set(v->store, set, &made->id, v->err) < 0 ? NULL : made;
}

/* ---- messages ---- */

/* Where a flow's messages are of one service, as most are, nothing is to be joined. */
static int far_serves(struct serving *v, struct far *far, const struct numbered_services *more)
{
	struct service_set both;

	far->read = true;
	if (far->services == NULL || far->services == more) {
		far->services = more;
		return 0;
	}
	both = far->services->set;
	service_set_join(&both, &more->set);
	far->services = numbered(v, &both);
	return far->services == NULL ? -1 : 0;
}

static int on_message(void *ctx, const struct stored_message *m)
{
	struct serving *v = ctx;
	struct far *far = fars_find(v->fars, m->flow);
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
	services_find(v->catalogue, &q, &set);
	ARRAY_GROW(v->served, v->served_count, v->served_cap);
	s = &v->served[v->served_count];
	*s = (struct served){ m->id, interned(&v->fars->texts, q.host), numbered(v, &set) };
	idmap_put(&v->served_at, (uint64_t)m->id, (uint32_t)v->served_count++);
	if (s->services == NULL || far_serves(v, far, s->services) < 0)
		return -1;
	return store_put_service(v->store, m->id, s->services->id, v->err);
}

struct served serving_of(const struct serving *v, int64_t message, const struct far *far)
{
	uint32_t at = idmap_find(&v->served_at, (uint64_t)message);

	return at != IDMAP_NONE ? v->served[at] : (struct served){ message, far->host, far->services };
}

/* ---- flows without messages ---- */

static bool same_handshake(const struct handshake *a, const struct handshake *b)
{
	return a->names == b->names && a->ja4 == b->ja4 && a->alpn == b->alpn;
}

/* What was found for a flow like this one, or room to find it. */
static struct unread *unread_like(struct serving *v, const struct far *far)
{
	const struct unread like = { .host = far->host, .protocol = far->protocol, .handshake = far->handshake, .port = far->port };
	const void *const texts[] = { like.host, like.protocol, like.handshake.names, like.handshake.ja4, like.handshake.alpn };
	uint64_t hash = idmap_hash(like.port, texts, sizeof texts);
	uint32_t at;

	for (; (at = idmap_find(&v->unread_at, hash)) != IDMAP_NONE; hash++) {
		struct unread *u = &v->unread[at];

		if (u->host == like.host && u->protocol == like.protocol && u->port == like.port && same_handshake(&u->handshake, &like.handshake))
			return u;
	}
	ARRAY_GROW(v->unread, v->unread_count, v->unread_cap);
	idmap_put(&v->unread_at, hash, (uint32_t)v->unread_count);
	v->unread[v->unread_count] = like;
	return &v->unread[v->unread_count++];
}

/* It is of those services that its name could stand for. */
static int serve_unread(struct serving *v, struct far *far)
{
	struct service_query q = { .host = far->host, .port = far->port, .protocol = far->protocol, .carrier = "", .path = "",
		.keys = "", .opaque = true, .handshake = far->handshake };
	struct unread *like = unread_like(v, far);
	struct service_set set;

	if (like->services == NULL) {
		services_find(v->catalogue, &q, &set);
		like->services = numbered(v, &set);
	}
	far->services = like->services;
	return far->services == NULL ? -1 : 0;
}

int serving_read(struct serving *v, struct err *e)
{
	v->err = e;
	if (store_each_message(v->store, on_message, v, e) != 0)
		return -1;
	for (size_t i = 0; i < v->fars->n; i++) {
		struct far *far = &v->fars->items[i];

		if (!far->read && serve_unread(v, far) < 0)
			return -1;
	}
	return 0;
}
