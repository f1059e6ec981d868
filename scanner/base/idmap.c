#include "base/idmap.h"

#include "base/alloc.h"

#include <stdlib.h>

enum { LEAST = 16 };

/* Of a multiplicative hash (Knuth, 6.4) the upper bits are the good ones. */
static size_t slot_of(const struct idmap *m, uint64_t key)
{
	size_t at = (size_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 32) & (m->cap - 1);

	while (m->slots[at].value != 0 && m->slots[at].key != key)
		at = (at + 1) & (m->cap - 1);
	return at;
}

static void grow(struct idmap *m)
{
	struct idmap old = *m;

	m->cap = old.cap == 0 ? LEAST : old.cap * 2;
	m->slots = xcalloc(m->cap, sizeof *m->slots);
	for (size_t i = 0; i < old.cap; i++) {
		if (old.slots[i].value != 0)
			m->slots[slot_of(m, old.slots[i].key)] = old.slots[i];
	}
	free(old.slots);
}

uint32_t idmap_find(const struct idmap *m, uint64_t key)
{
	return m->cap == 0 ? IDMAP_NONE : m->slots[slot_of(m, key)].value - 1;
}

void idmap_put(struct idmap *m, uint64_t key, uint32_t value)
{
	struct idmap_slot *s;

	if (m->n * 2 >= m->cap)
		grow(m);
	s = &m->slots[slot_of(m, key)];
	m->n += s->value == 0;
	*s = (struct idmap_slot){ key, value + 1 };
}

void idmap_free(struct idmap *m)
{
	free(m->slots);
	*m = (struct idmap){ 0 };
}

uint64_t idmap_mix(uint64_t seed, uint64_t v)
{
	uint64_t x = (seed ^ v) * UINT64_C(0xBF58476D1CE4E5B9);

	return x ^ (x >> 29);
}

uint64_t idmap_hash(uint64_t seed, const void *data, size_t len)
{
	const uint8_t *p = data;
	uint64_t h = idmap_mix(seed, len);

	for (; len >= 8; p += 8, len -= 8) {
		uint64_t word = 0;

		for (int i = 0; i < 8; i++)
			word |= (uint64_t)p[i] << (8 * i);
		h = idmap_mix(h, word);
	}
	while (len-- > 0)
		h = idmap_mix(h, *p++);
	return h;
}
