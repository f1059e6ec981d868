#include "pipeline/endpoints.h"

#include "base/alloc.h"
#include "flow/table.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SIZE = 1024 };

void endpoints_begin(struct endpoints *t)
{
	*t = (struct endpoints){ .mask = FIRST_SIZE - 1, .key = sip_key_new() };
	t->slots = xcalloc(FIRST_SIZE, sizeof *t->slots);
}

void endpoints_end(struct endpoints *t)
{
	for (size_t i = 0; i <= t->mask; i++) {
		while (t->slots[i].earlier != NULL) {
			struct endpoint *e = t->slots[i].earlier;

			t->slots[i].earlier = e->earlier;
			free(e);
		}
	}
	free(t->slots);
	mac_owners_free(&t->owners);
}

struct endpoint *endpoints_slot(const struct endpoints *t, const struct address *a)
{
	size_t i = address_hash(&t->key, a) & t->mask;

	while (t->slots[i].address.family != 0 && !address_equal(&t->slots[i].address, a))
		i = (i + 1) & t->mask;
	return &t->slots[i];
}

static void grow(struct endpoints *t)
{
	struct endpoint *old = t->slots;
	size_t size = t->mask + 1;

	t->mask = 2 * size - 1;
	t->slots = xcalloc(2 * size, sizeof *t->slots);
	for (size_t i = 0; i < size; i++) {
		if (old[i].address.family != 0)
			*endpoints_slot(t, &old[i].address) = old[i];
	}
	free(old);
}

struct endpoint *endpoints_at(struct endpoints *t, const struct address *a, uint64_t frame)
{
	struct endpoint *e = endpoints_slot(t, a);

	if (e->address.family != 0)
		return e;
	if (t->n >= ENDPOINTS_MAX) {
		t->full = true;
		return NULL;
	}
	if (t->n * 2 > t->mask) {
		grow(t);
		e = endpoints_slot(t, a);
	}
	t->n++;
	*e = (struct endpoint){ .address = *a, .first_frame = frame };
	return e;
}

bool endpoint_owns_mac(const struct endpoint *e)
{
	return e->address.family == 4 && !endpoint_is_nobodys(e);
}

void endpoint_comes_from(struct endpoints *t, struct endpoint *e, const struct mac *m)
{
	e->mac = *m;
	if (endpoint_owns_mac(e))
		mac_owners_add(&t->owners, m, &e->address);
}

bool endpoint_came_from(const struct endpoint *e, const struct mac *m)
{
	return m->known && e->mac.known && memcmp(m->octets, e->mac.octets, sizeof m->octets) == 0;
}

const struct endpoint *endpoint_owner(const struct endpoints *t, const struct endpoint *e)
{
	struct address a;

	return mac_owners_only(&t->owners, &e->mac, &a) ? endpoints_slot(t, &a) : NULL;
}

void endpoint_hand_over(struct endpoints *t, struct endpoint *e, uint64_t frame)
{
	struct endpoint *earlier;

	if (t->n >= ENDPOINTS_MAX) {
		t->full = true;
		return;
	}
	t->n++;
	if (endpoint_owns_mac(e))
		mac_owners_remove(&t->owners, &e->mac, &e->address);
	earlier = xmalloc(sizeof *earlier);
	*earlier = *e;
	*e = (struct endpoint){ .address = e->address, .first_frame = frame, .since = frame, .earlier = earlier };
}

/* What came in one frame is told by address. */
static int by_first_frame(const void *a, const void *b)
{
	const struct endpoint *const *x = a, *const *y = b;

	if ((*x)->first_frame != (*y)->first_frame)
		return (*x)->first_frame < (*y)->first_frame ? -1 : 1;
	return memcmp(&(*x)->address, &(*y)->address, sizeof(struct address));
}

struct endpoint **endpoints_in_order(const struct endpoints *t, size_t *ret_n)
{
	struct endpoint **all = xcalloc(t->n, sizeof *all);
	size_t n = 0;

	for (size_t i = 0; i <= t->mask; i++) {
		for (struct endpoint *e = &t->slots[i]; e != NULL && e->address.family != 0; e = e->earlier)
			all[n++] = e;
	}
	if (n > 0)
		qsort(all, n, sizeof *all, by_first_frame);
	*ret_n = n;
	return all;
}

struct device *endpoint_device(const struct endpoint *e)
{
	return device_is_one(e->device) ? e->device : NULL;
}

bool endpoint_is_nobodys(const struct endpoint *e)
{
	static const uint8_t none[16] = { 0 };

	return memcmp(e->address.octets, none, sizeof none) == 0;
}
