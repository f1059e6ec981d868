#include "pipeline/join.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

static void join(struct endpoint *e, uint32_t handset, const char *reason, const char *by)
{
	if (handset == 0 || e->handset != 0 || endpoint_is_nobodys(e))
		return;
	e->handset = handset;
	e->reason = reason;
	e->by = by;
}

void join_by_holder(struct endpoint *e)
{
	const struct device *d = endpoint_device(e);

	join(e, d != NULL ? d->handset : 0, "same MAC as a handset's address", e->told);
	join(e, e->subscriber != NULL ? e->subscriber->handset : 0, "same subscriber as a handset's address", e->told);
}

void join_to_owner(const struct endpoints *t, struct endpoint *e)
{
	const struct endpoint *owner = e->address.family == 6 ? endpoint_owner(t, e) : NULL;

	if (owner != NULL)
		join(e, owner->handset, "same MAC as a handset's IPv4 address", NULL);
}

static int by_mac(const void *a, const void *b)
{
	const struct endpoint *const *x = a, *const *y = b;
	int c = memcmp((*x)->mac.octets, (*y)->mac.octets, 6);

	if (c != 0 || (*x)->first_frame == (*y)->first_frame)
		return c;
	return (*x)->first_frame < (*y)->first_frame ? -1 : 1;
}

/* The handset that a MAC is of, by its IPv4 addresses: one, or several that one device was told to have. 0: a router's, or nobody's. */
static uint32_t handset_of_mac(struct endpoint *const *group, size_t n)
{
	const struct endpoint *owner = NULL;

	if (!group[0]->mac.known)
		return 0;
	for (size_t i = 0; i < n; i++) {
		if (!endpoint_owns_mac(group[i]))
			continue;
		if (owner != NULL && (endpoint_device(owner) == NULL || endpoint_device(group[i]) != endpoint_device(owner)))
			return 0;
		owner = group[i];
	}
	return owner == NULL || (owner->device != NULL && owner->device->router) ? 0 : owner->handset;
}

void join_by_mac(struct endpoint **all, size_t n)
{
	struct endpoint **sorted = xcalloc(n, sizeof *sorted);

	if (n > 0)
		memcpy(sorted, all, n * sizeof *sorted);
	if (n > 0)
		qsort(sorted, n, sizeof *sorted, by_mac);
	for (size_t from = 0, to; from < n; from = to) {
		uint32_t handset;

		for (to = from; to < n && memcmp(sorted[to]->mac.octets, sorted[from]->mac.octets, 6) == 0; to++)
			;
		handset = handset_of_mac(sorted + from, to - from);
		for (size_t i = from; i < to; i++) {
			if (sorted[i]->address.family == 6)
				join(sorted[i], handset, "same MAC as a handset's IPv4 address", NULL);
		}
	}
	free(sorted);
}
