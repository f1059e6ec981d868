#include "pipeline/placing.h"

#include "base/alloc.h"

#include <stdlib.h>

struct placing {
	struct store *store;
	struct idmap tunnels;          /* whether a protocol is one, by its text */
	struct numbered_place **places; /* no two are equal: many addresses are alike in all that is said of them */
	size_t n, cap;
	struct idmap by_id;
	const struct numbered_place **classed; /* of places; as what was found is once its class is known */
	size_t classed_count, classed_cap;
	struct idmap classed_at;
};

struct placing *placing_new(struct store *s)
{
	struct placing *p = xcalloc(1, sizeof *p);

	p->store = s;
	return p;
}

void placing_free(struct placing *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->n; i++)
		free(p->places[i]);
	free(p->places);
	idmap_free(&p->by_id);
	free(p->classed);
	idmap_free(&p->classed_at);
	idmap_free(&p->tunnels);
	free(p);
}

static bool is_tunnel(struct placing *p, const char *protocol)
{
	uint32_t known = idmap_find(&p->tunnels, (uint64_t)(uintptr_t)protocol);

	if (known != IDMAP_NONE)
		return known;
	known = protocol_is_tunnel(protocol);
	idmap_put(&p->tunnels, (uint64_t)(uintptr_t)protocol, known);
	return known;
}

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

/* The one place that is equal to this, which is kept where it is the first; NULL: the store failed. */
static const struct numbered_place *same_place(struct placing *p, const struct place *place, struct err *e)
{
	struct numbered_place *made;
	uint32_t at;
	int64_t id;

	if (store_put_place(p->store, place, &id, e) < 0)
		return NULL;
	if ((at = idmap_find(&p->by_id, (uint64_t)id)) != IDMAP_NONE)
		return p->places[at];
	made = xmalloc(sizeof *made);
	made->place = *place;
	made->id = id;
	ARRAY_GROW(p->places, p->n, p->cap);
	idmap_put(&p->by_id, (uint64_t)id, (uint32_t)p->n);
	return p->places[p->n++] = made;
}

/* The place as it is once its class is known; NULL: the store failed. */
static const struct numbered_place *classed(struct placing *p, const struct place *found, bool tunnel, bool cdn, struct err *e)
{
	uint64_t key = (uint64_t)(uintptr_t)found ^ (uint64_t)tunnel ^ (uint64_t)cdn << 1; /* an address of such a struct is even, and by more */
	uint32_t at = idmap_find(&p->classed_at, key);
	const struct numbered_place *numbered;
	struct place place;

	if (at != IDMAP_NONE)
		return p->classed[at];
	place = *found;
	set_class(&place, tunnel, cdn);
	if ((numbered = same_place(p, &place, e)) == NULL)
		return NULL;
	ARRAY_GROW(p->classed, p->classed_count, p->classed_cap);
	idmap_put(&p->classed_at, key, (uint32_t)p->classed_count);
	return p->classed[p->classed_count++] = numbered;
}

int placing_settle(struct placing *p, struct fars *f, struct err *e)
{
	for (size_t i = 0; i < f->n; i++) {
		struct far *far = &f->items[i];

		far->place = classed(p, far->found, is_tunnel(p, far->protocol), on_cdn(&far->services->set), e);
		if (far->place == NULL)
			return -1;
	}
	return 0;
}
