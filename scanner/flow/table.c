#include "flow/table.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

struct slot {
	struct flow *flow; /* NULL: free */
	uint32_t hash;
};

enum { FIRST_SIZE = 256, CACHE_LINE = 64, LINES_OF_FLOW = 4 };

/* An order of the two ends, by address, then port; any will do. */
static bool source_is_low(const struct datagram *d)
{
	uint64_t source[2], target[2];

	memcpy(source, d->source.octets, sizeof source);
	memcpy(target, d->target.octets, sizeof target);
	if (source[0] != target[0])
		return source[0] < target[0];
	if (source[1] != target[1])
		return source[1] < target[1];
	return d->source_port <= d->target_port;
}

struct tuple tuple_of(const struct datagram *d, bool *ret_source_is_low)
{
	bool low = source_is_low(d);

	*ret_source_is_low = low;
	return (struct tuple){
		.low = low ? d->source : d->target,
		.high = low ? d->target : d->source,
		.low_port = low ? d->source_port : d->target_port,
		.high_port = low ? d->target_port : d->source_port,
		.transport = d->transport,
	};
}

static uint32_t mix(uint32_t h, uint32_t v)
{
	h = (h ^ v) * 0x9E3779B1u;
	return h ^ h >> 15;
}

static uint32_t mix_address(uint32_t h, const struct address *a)
{
	for (size_t i = 0; i < (a->family == 4 ? 4 : 16); i += 4) {
		uint32_t v;

		memcpy(&v, a->octets + i, 4);
		h = mix(h, v);
	}
	return h;
}

uint32_t tuple_hash(const struct tuple *t)
{
	uint32_t h = mix_address(mix_address(t->transport, &t->low), &t->high);

	return mix(h, (uint32_t)t->low_port << 16 | t->high_port);
}

uint32_t address_hash(const struct address *a)
{
	uint32_t h = mix_address(a->family, a);

	return h ^ h >> 16;
}

uint32_t socket_hash(const struct address *a, uint16_t port)
{
	return mix(mix_address(a->family, a), port);
}

uint32_t pair_hash(uint32_t a, uint32_t b)
{
	uint32_t h = mix(0, a) ^ mix(0, b);

	h = (h ^ h >> 16) * 0x85EBCA6Bu; /* what tells most stands in the high bits, and shards are told by the low */
	return h ^ h >> 16;
}

static bool tuple_equal(const struct tuple *a, const struct tuple *b)
{
	return a->transport == b->transport && a->low_port == b->low_port && a->high_port == b->high_port &&
		address_equal(&a->low, &b->low) && address_equal(&a->high, &b->high);
}

void table_free(struct table *t)
{
	free(t->slots);
	*t = (struct table){ 0 };
}

/* Of a flow that is found every line is needed: all are on their way while its key is compared. */
static void fetch(const struct flow *f)
{
	for (int i = 0; i < LINES_OF_FLOW; i++)
		__builtin_prefetch((const char *)f + (ptrdiff_t)i * CACHE_LINE);
}

struct flow *table_find(const struct table *t, const struct tuple *key, uint32_t hash)
{
	for (size_t i = hash & t->mask; t->n > 0 && t->slots[i].flow != NULL; i = (i + 1) & t->mask) {
		if (t->slots[i].hash != hash)
			continue;
		fetch(t->slots[i].flow);
		if (tuple_equal(flow_tuple(t->slots[i].flow), key))
			return t->slots[i].flow;
	}
	return NULL;
}

static void place(struct table *t, struct flow *f, uint32_t hash)
{
	size_t i = hash & t->mask;

	while (t->slots[i].flow != NULL)
		i = (i + 1) & t->mask;
	t->slots[i] = (struct slot){ f, hash };
}

static void grow(struct table *t)
{
	struct table old = *t;

	t->mask = old.slots == NULL ? FIRST_SIZE - 1 : 2 * old.mask + 1;
	t->slots = xcalloc(t->mask + 1, sizeof *t->slots);
	for (size_t i = 0; old.slots != NULL && i <= old.mask; i++) {
		if (old.slots[i].flow != NULL)
			place(t, old.slots[i].flow, old.slots[i].hash);
	}
	free(old.slots);
}

void table_add(struct table *t, struct flow *f, uint32_t hash)
{
	if (t->slots == NULL || t->n * 2 > t->mask)
		grow(t);
	place(t, f, hash);
	t->n++;
}

/* Removes and moves up what probed past the hole, so that no marks of the dead are needed. */
void table_remove(struct table *t, const struct flow *f, uint32_t hash)
{
	size_t hole = hash & t->mask;

	while (t->slots[hole].flow != f)
		hole = (hole + 1) & t->mask;
	for (size_t i = (hole + 1) & t->mask; t->slots[i].flow != NULL; i = (i + 1) & t->mask) {
		size_t home = t->slots[i].hash & t->mask;

		if (((i - home) & t->mask) >= ((i - hole) & t->mask)) {
			t->slots[hole] = t->slots[i];
			hole = i;
		}
	}
	t->slots[hole] = (struct slot){ 0 };
	t->n--;
}
