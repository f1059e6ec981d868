#include "pipeline/handsets.h"

#include "base/alloc.h"
#include "flow/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROTO_TCP = 6, FIRST_SIZE = 1024 };

/* One address that sent something. */
struct endpoint {
	struct address address;
	struct mac mac;
	uint64_t first_frame, packets;
	uint32_t calls;     /* conversations begun with an address that is not local */
	uint32_t dials;     /* conversations begun with any address */
	uint32_t talks;     /* packets to such an address in the middle of a connection, from a caller's port */
	uint32_t handset;   /* number, 0: none */
	const char *reason;
};

struct handsets {
	const struct audit_case *audit_case;
	const struct case_handset *named; /* by the user; NULL none */
	bool live, case_decides;
	struct endpoint *endpoints; /* open addressing by address; family 0 is free */
	size_t mask, n;
	bool full;
	uint32_t count;
	char (*ids)[NAME_TEXT];     /* of handset number - 1 */
};

static bool case_names_addresses(const struct audit_case *c)
{
	for (size_t i = 0; c != NULL && i < c->handset_count; i++) {
		if (c->handsets[i].address_count + c->handsets[i].mac_count > 0)
			return true;
	}
	return false;
}

struct handsets *handsets_new(const struct audit_case *c, const struct case_handset *named, bool live)
{
	struct handsets *h = xcalloc(1, sizeof *h);

	h->audit_case = c;
	h->live = live;
	h->named = named;
	h->case_decides = named != NULL || case_names_addresses(c);
	h->mask = FIRST_SIZE - 1;
	h->endpoints = xcalloc(FIRST_SIZE, sizeof *h->endpoints);
	return h;
}

void handsets_free(struct handsets *h)
{
	if (h == NULL)
		return;
	free(h->endpoints);
	free(h->ids);
	free(h);
}

/* Where a is, or the free place where it would be. */
static struct endpoint *slot_of(const struct handsets *h, const struct address *a)
{
	const struct address none = { 0 };
	size_t i = address_pair_hash(a, &none) & h->mask;

	while (h->endpoints[i].address.family != 0 && !address_equal(&h->endpoints[i].address, a))
		i = (i + 1) & h->mask;
	return &h->endpoints[i];
}

static void grow(struct handsets *h)
{
	struct endpoint *old = h->endpoints;
	size_t size = h->mask + 1;

	h->mask = 2 * size - 1;
	h->endpoints = xcalloc(2 * size, sizeof *h->endpoints);
	for (size_t i = 0; i < size; i++) {
		if (old[i].address.family != 0)
			*slot_of(h, &old[i].address) = old[i];
	}
	free(old);
}

static struct endpoint *endpoint_of(struct handsets *h, const struct datagram *d)
{
	struct endpoint *e = slot_of(h, &d->source);

	if (e->address.family != 0)
		return e;
	if (h->n == ENDPOINTS_MAX) {
		h->full = true;
		return NULL;
	}
	if (h->n * 2 > h->mask) {
		grow(h);
		e = slot_of(h, &d->source);
	}
	h->n++;
	*e = (struct endpoint){ .address = d->source, .mac = d->source_mac, .first_frame = d->frame };
	return e;
}

static bool mac_equal(const struct mac *a, const struct mac *b)
{
	return a->known && b->known && memcmp(a->octets, b->octets, sizeof a->octets) == 0;
}

/* The number of the handset with this id, which is given one at its first address. */
static uint32_t number_of(struct handsets *h, const char *id)
{
	for (uint32_t i = 0; i < h->count; i++) {
		if (id != NULL && strcmp(h->ids[i], id) == 0)
			return i + 1;
	}
	h->ids = xrealloc(h->ids, h->count + 1, sizeof *h->ids);
	if (id != NULL)
		snprintf(h->ids[h->count], NAME_TEXT, "%s", id);
	else
		snprintf(h->ids[h->count], NAME_TEXT, "handset-%u", h->count + 1);
	return ++h->count;
}

static bool has_address(const struct case_handset *ch, const struct endpoint *e)
{
	for (size_t i = 0; i < ch->address_count; i++) {
		if (address_equal(&ch->addresses[i], &e->address))
			return true;
	}
	return false;
}

static bool has_mac(const struct case_handset *ch, const struct endpoint *e)
{
	for (size_t i = 0; i < ch->mac_count; i++) {
		if (mac_equal(&ch->macs[i], &e->mac))
			return true;
	}
	return false;
}

/* The handset that the user or the case names and e is, or NULL. */
static const struct case_handset *named_by_case(const struct handsets *h, const struct endpoint *e, const char **ret_reason)
{
	const struct audit_case *c = h->audit_case;

	*ret_reason = "named on the command line";
	if (h->named != NULL && (has_address(h->named, e) || has_mac(h->named, e)))
		return h->named;
	for (size_t i = 0; c != NULL && i < c->handset_count; i++) {
		*ret_reason = "address named by the case";
		if (has_address(&c->handsets[i], e))
			return &c->handsets[i];
		*ret_reason = "MAC named by the case";
		if (has_mac(&c->handsets[i], e))
			return &c->handsets[i];
	}
	return NULL;
}

static void decide_by_case(struct handsets *h, struct endpoint *e)
{
	const char *reason;
	const struct case_handset *ch = named_by_case(h, e, &reason);

	if (ch == NULL || e->handset != 0)
		return;
	e->handset = number_of(h, ch->id);
	e->reason = reason;
}

/* A conversation begins: a SYN, or a datagram from the port of a caller to that of a service. */
static bool begins(const struct datagram *d)
{
	if (d->transport == PROTO_TCP)
		return (d->tcp_flags & (TCP_SYN | TCP_ACK)) == TCP_SYN;
	return d->source_port > d->target_port;
}

/* An IPv4 address that says whose a MAC is: 0.0.0.0 is anybody's who asks for one. */
static bool owns_mac(const struct endpoint *e)
{
	const struct address none = { .family = 4 };

	return e->address.family == 4 && !address_equal(&e->address, &none);
}

/* The only IPv4 address with the MAC of e, or NULL. */
static const struct endpoint *owner_of_mac(const struct handsets *h, const struct endpoint *e)
{
	const struct endpoint *owner = NULL;

	for (size_t i = 0; i <= h->mask; i++) {
		if (!owns_mac(&h->endpoints[i]) || !mac_equal(&h->endpoints[i].mac, &e->mac))
			continue;
		if (owner != NULL)
			return NULL;
		owner = &h->endpoints[i];
	}
	return owner;
}

static void join(struct endpoint *e, const struct endpoint *owner)
{
	if (owner == NULL || e->handset != 0)
		return;
	e->handset = owner->handset;
	e->reason = "same MAC as a handset's IPv4 address";
}

/* The case's only handset, where it names no address: live, the first that calls. */
static const char *only_id(const struct handsets *h)
{
	return h->count == 0 && h->audit_case != NULL && h->audit_case->handset_count == 1 ? h->audit_case->handsets[0].id : NULL;
}

static void decide_live(struct handsets *h, struct endpoint *e, bool called)
{
	if (e->handset != 0)
		return;
	if (h->case_decides) {
		decide_by_case(h, e);
	} else if (e->calls > 0 && address_is_local(&e->address)) {
		e->handset = number_of(h, only_id(h));
		e->reason = "private address that called out";
	}
	if (called && e->address.family == 6)
		join(e, owner_of_mac(h, e));
}

void handsets_observe(struct handsets *h, const struct datagram *d)
{
	struct endpoint *e = endpoint_of(h, d);

	if (e == NULL)
		return;
	e->packets++;
	e->dials += begins(d);
	if (!address_is_local(&d->target)) {
		e->calls += begins(d);
		e->talks += d->source_port > d->target_port;
	}
	if (h->live)
		decide_live(h, e, begins(d));
}

static int by_first_frame(const void *a, const void *b)
{
	const struct endpoint *const *x = a, *const *y = b;

	return (*x)->first_frame < (*y)->first_frame ? -1 : (*x)->first_frame > (*y)->first_frame;
}

/* All endpoints in the order of their first frames; the caller frees the array. */
static struct endpoint **in_order(const struct handsets *h, size_t *ret_n)
{
	struct endpoint **all = xcalloc(h->n, sizeof *all);
	size_t n = 0;

	for (size_t i = 0; i <= h->mask; i++) {
		if (h->endpoints[i].address.family != 0)
			all[n++] = &h->endpoints[i];
	}
	qsort(all, n, sizeof *all, by_first_frame);
	*ret_n = n;
	return all;
}

/* What an endpoint is weighed by, and why it then is the handset: the first of these that any endpoint has. */
static uint64_t calls_of(const struct endpoint *e)
{
	return e->calls;
}

static uint64_t dials_of(const struct endpoint *e)
{
	return e->dials;
}

static uint64_t packets_of(const struct endpoint *e)
{
	return e->packets;
}

static const struct {
	uint64_t (*of)(const struct endpoint *e);
	const char *reason;
} weights[] = {
	{ calls_of, "called out most; no private address did" },
	{ dials_of, "called most; nobody called out of the local network" },
	{ packets_of, "sent most; nobody was seen to call" },
};

static struct endpoint *heaviest(struct endpoint **all, size_t n, uint64_t (*of)(const struct endpoint *e))
{
	struct endpoint *best = NULL;

	for (size_t i = 0; i < n; i++) {
		if (of(all[i]) > (best == NULL ? 0 : of(best)))
			best = all[i];
	}
	return best;
}

static int by_mac(const void *a, const void *b)
{
	const struct endpoint *const *x = a, *const *y = b;
	int c = memcmp((*x)->mac.octets, (*y)->mac.octets, 6);

	return c != 0 ? c : by_first_frame(a, b);
}

/*
 * Walks the endpoints grouped by MAC. A MAC with several IPv4 addresses is a router's, and tells nothing; with one, its global IPv6
 * addresses are of the same handset.
 */
static void join_by_mac(struct endpoint **all, size_t n)
{
	struct endpoint **sorted = xcalloc(n, sizeof *sorted);

	if (n > 0)
		memcpy(sorted, all, n * sizeof *sorted);
	qsort(sorted, n, sizeof *sorted, by_mac);
	for (size_t from = 0, to; from < n; from = to) {
		struct endpoint *owner = NULL;
		size_t owners = 0;

		for (to = from; to < n && memcmp(sorted[to]->mac.octets, sorted[from]->mac.octets, 6) == 0; to++) {
			if (owns_mac(sorted[to])) {
				owner = sorted[to];
				owners++;
			}
		}
		if (!sorted[from]->mac.known || owners != 1 || owner->handset == 0)
			continue;
		for (size_t i = from; i < to; i++) {
			if (sorted[i]->address.family == 6)
				join(sorted[i], owner);
		}
	}
	free(sorted);
}

static void decide_by_evidence(struct handsets *h, struct endpoint **all, size_t n)
{
	size_t local = 0;
	struct endpoint *only = NULL;

	for (size_t i = 0; i < n; i++) {
		if (all[i]->calls + all[i]->talks == 0 || !address_is_local(&all[i]->address))
			continue;
		all[i]->handset = number_of(h, NULL);
		all[i]->reason = all[i]->calls > 0 ? "private address that called out" :
			"private address in the middle of a connection, at a caller's port";
		local++;
	}
	if (local > 0)
		return;
	for (size_t i = 0; only == NULL && i < sizeof weights / sizeof *weights; i++) {
		only = heaviest(all, n, weights[i].of);
		if (only != NULL)
			only->reason = weights[i].reason;
	}
	if (only != NULL)
		only->handset = number_of(h, NULL);
}

/* A case with one handset and no address means the one that the evidence points to. */
static void name_the_only(struct handsets *h, struct endpoint **all, size_t n)
{
	struct endpoint *e;

	if (h->audit_case == NULL || h->case_decides || h->audit_case->handset_count != 1)
		return;
	for (size_t i = 0; i < n; i++)
		all[i]->calls = all[i]->handset != 0 ? all[i]->calls + 1 : 0;
	e = heaviest(all, n, calls_of);
	for (size_t i = 0; i < n; i++)
		all[i]->handset = 0;
	h->count = 0;
	if (e == NULL)
		return;
	e->handset = number_of(h, h->audit_case->handsets[0].id);
	e->reason = "the case names no address; it called out most";
}

void handsets_settle(struct handsets *h, struct losses *l)
{
	size_t n;
	struct endpoint **all = in_order(h, &n);

	if (h->full)
		losses_add(l, LOSS_ENDPOINT_BOUND, 0, 1, 0, "");
	if (h->case_decides) {
		for (size_t i = 0; i < n; i++)
			decide_by_case(h, all[i]);
	} else {
		decide_by_evidence(h, all, n);
		name_the_only(h, all, n);
	}
	join_by_mac(all, n);
	free(all);
}

struct ends handsets_ends(const struct handsets *h, const struct datagram *d)
{
	return (struct ends){ slot_of(h, &d->source)->handset, slot_of(h, &d->target)->handset };
}

void handsets_each(const struct handsets *h, void (*fn)(void *ctx, const struct fact_handset *f), void *ctx)
{
	size_t n;
	struct endpoint **all = in_order(h, &n);

	for (size_t i = 0; i < n; i++) {
		struct fact_handset f = { .number = all[i]->handset, .address = all[i]->address, .mac = all[i]->mac };

		if (f.number == 0)
			continue;
		snprintf(f.id, sizeof f.id, "%s", h->ids[f.number - 1]);
		snprintf(f.reason, sizeof f.reason, "%s", all[i]->reason);
		fn(ctx, &f);
	}
	free(all);
}
