#include "flow/table.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

struct slot {
	struct flow *flow; /* NULL: free */
	uint32_t hash;
};

enum { FIRST_SIZE = 256, CACHE_LINE = 64, LINES_OF_FLOW = 4 };

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

static void add_address(struct sip_state *s, const struct address *a)
{
	uint64_t words[2];

	memcpy(words, a->octets, sizeof words);
	sip_add(s, words[0]);
	if (a->family != 4)
		sip_add(s, words[1]);
}

/* Both of IPv4 are one word. */
static void add_addresses(struct sip_state *s, const struct address *low, const struct address *high)
{
	uint64_t both;

	if (low->family == 4) {
		memcpy(&both, low->octets, 4);
		memcpy((uint8_t *)&both + 4, high->octets, 4);
		sip_add(s, both);
	} else {
		add_address(s, low);
		add_address(s, high);
	}
}

static uint64_t ports_of(uint16_t low, uint16_t high)
{
	return (uint32_t)low << 16 | high;
}

/* An order of the two ends, by address, then port; any will do. */
static bool source_is_low(const struct datagram *d)
{
	int c = memcmp(d->source.octets, d->target.octets, 4); /* most differ here */

	if (c == 0)
		c = memcmp(d->source.octets, d->target.octets, sizeof d->source.octets);
	return c != 0 ? c < 0 : d->source_port <= d->target_port;
}

struct lookup lookup_of(const struct table *t, const struct datagram *d)
{
	bool low = source_is_low(d);
	struct sip_state s = sip_begin(&t->key);
	uint64_t ports;

	add_addresses(&s, low ? &d->source : &d->target, low ? &d->target : &d->source);
	ports = low ? ports_of(d->source_port, d->target_port) : ports_of(d->target_port, d->source_port);
	return (struct lookup){ .datagram = d, .hash = (uint32_t)sip_end(&s, ports, d->transport), .source_is_low = low };
}

struct tuple lookup_tuple(const struct lookup *k)
{
	const struct datagram *d = k->datagram;
	bool low = k->source_is_low;

	return (struct tuple){
		.low = low ? d->source : d->target,
		.high = low ? d->target : d->source,
		.low_port = low ? d->source_port : d->target_port,
		.high_port = low ? d->target_port : d->source_port,
		.transport = d->transport,
		.since = k->since,
	};
}

uint32_t address_hash(const struct sip_key *k, const struct address *a)
{
	struct sip_state s = sip_begin(k);

	add_address(&s, a);
	return (uint32_t)sip_end(&s, 0, a->family);
}

uint32_t address_share(const struct address *a)
{
	uint32_t h = mix_address(a->family, a);

	return h ^ h >> 16;
}

uint32_t socket_share(const struct address *a, uint16_t port)
{
	return mix(mix_address(a->family, a), port);
}

uint32_t pair_share(uint32_t a, uint32_t b)
{
	uint32_t h = mix(0, a) ^ mix(0, b);

	h = (h ^ h >> 16) * 0x85EBCA6Bu; /* what tells most stands in the high bits, and shards are told by the low */
	return h ^ h >> 16;
}

static bool is_meant(const struct lookup *k, const struct tuple *t)
{
	const struct datagram *d = k->datagram;
	const struct address *source = k->source_is_low ? &t->low : &t->high, *target = k->source_is_low ? &t->high : &t->low;
	uint16_t source_port = k->source_is_low ? t->low_port : t->high_port, target_port = k->source_is_low ? t->high_port : t->low_port;

	return t->transport == d->transport && t->since == k->since && source_port == d->source_port && target_port == d->target_port &&
		address_equal(source, &d->source) && address_equal(target, &d->target);
}

void table_begin(struct table *t)
{
	*t = (struct table){ .key = sip_key_new() };
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

struct flow *table_find(const struct table *t, const struct lookup *k)
{
	for (size_t i = k->hash & t->mask; t->n > 0 && t->slots[i].flow != NULL; i = (i + 1) & t->mask) {
		if (t->slots[i].hash != k->hash)
			continue;
		fetch(t->slots[i].flow);
		if (is_meant(k, flow_tuple(t->slots[i].flow)))
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
