#include "pipeline/seats.h"

#include "base/alloc.h"
#include "base/idmap.h"

#include <stdlib.h>

enum { UNSEATED = SHARDS };

struct seat {
	struct address address;
	uint8_t shard; /* UNSEATED: it was nobody's that is known */
};

struct seats {
	struct seat *items;
	size_t n, cap;
	struct sip_key key;       /* of the hashes */
	struct idmap by_address;  /* by a hash; of equal hashes each under the next number */
};

struct seats *seats_new(void)
{
	struct seats *s = xcalloc(1, sizeof *s);

	s->key = sip_key_new();
	return s;
}

void seats_free(struct seats *s)
{
	if (s == NULL)
		return;
	idmap_free(&s->by_address);
	free(s->items);
	free(s);
}

/* Found, or taken now. Behind the bound of addresses nobody sits anywhere. */
static uint32_t seat_of(struct seats *s, const struct address *a, uint32_t handset)
{
	uint64_t hash = address_hash(&s->key, a);
	uint32_t at;

	while ((at = idmap_find(&s->by_address, hash)) != IDMAP_NONE && !address_equal(&s->items[at].address, a))
		hash++;
	if (at != IDMAP_NONE)
		return s->items[at].shard;
	if (s->n == ENDPOINTS_MAX)
		return UNSEATED;
	ARRAY_GROW(s->items, s->n, s->cap);
	s->items[s->n] = (struct seat){ *a, (uint8_t)(handset != 0 ? shard_of_handset(handset) : UNSEATED) };
	idmap_put(&s->by_address, hash, (uint32_t)s->n);
	return s->items[s->n++].shard;
}

/* What is local may be a handset yet: its flows stay together. */
static uint32_t shard_of_nobodys(const struct datagram *d)
{
	bool source = address_is_local(&d->source), target = address_is_local(&d->target);

	if (source != target)
		return address_share(source ? &d->source : &d->target) % SHARDS;
	return pair_share(address_share(&d->source), address_share(&d->target)) % SHARDS;
}

uint32_t seats_shard(struct seats *s, const struct datagram *d, struct ends e)
{
	uint32_t source = seat_of(s, &d->source, e.source), target = seat_of(s, &d->target, e.target);
	uint32_t first = source < target ? source : target;

	return first != UNSEATED ? first : shard_of_nobodys(d);
}
