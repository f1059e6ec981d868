#include "pipeline/mac_owner.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

/* Of several addresses nothing is asked but how many they are; their exclusive or is that of the only one once the others are gone. */
struct mac_owner {
	struct mac mac;
	uint32_t count;
	uint8_t octets[4];
};

static uint32_t find(const struct mac_owners *o, const struct mac *m, uint64_t *ret_hash)
{
	uint32_t at;

	*ret_hash = sip_bytes(&o->key, m->octets, sizeof m->octets);
	while ((at = idmap_find(&o->by_mac, *ret_hash)) != IDMAP_NONE &&
		memcmp(o->items[at].mac.octets, m->octets, sizeof m->octets) != 0)
		++*ret_hash;
	return at;
}

static void toggle(struct mac_owner *w, const struct address *a)
{
	for (size_t i = 0; i < sizeof w->octets; i++)
		w->octets[i] ^= a->octets[i];
}

void mac_owners_add(struct mac_owners *o, const struct mac *m, const struct address *a)
{
	uint64_t hash;
	uint32_t at;

	if (!m->known)
		return;
	if (o->n == 0)
		o->key = sip_key_new();
	at = find(o, m, &hash);
	if (at == IDMAP_NONE) {
		at = (uint32_t)o->n;
		ARRAY_GROW(o->items, o->n, o->cap);
		o->items[o->n++] = (struct mac_owner){ .mac = *m };
		idmap_put(&o->by_mac, hash, at);
	}
	o->items[at].count++;
	toggle(&o->items[at], a);
}

void mac_owners_remove(struct mac_owners *o, const struct mac *m, const struct address *a)
{
	uint64_t hash;
	uint32_t at = m->known ? find(o, m, &hash) : IDMAP_NONE;

	if (at == IDMAP_NONE)
		return;
	o->items[at].count--;
	toggle(&o->items[at], a);
}

bool mac_owners_only(const struct mac_owners *o, const struct mac *m, struct address *ret)
{
	uint64_t hash;
	uint32_t at = m->known ? find(o, m, &hash) : IDMAP_NONE;

	if (at == IDMAP_NONE || o->items[at].count != 1)
		return false;
	*ret = address_v4(o->items[at].octets);
	return true;
}

void mac_owners_free(struct mac_owners *o)
{
	free(o->items);
	idmap_free(&o->by_mac);
	*o = (struct mac_owners){ 0 };
}
