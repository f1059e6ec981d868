/*
 * Numbers by number: where a row with such an id, or things with such a hash, stand in an array of the caller. A zeroed struct is
 * an empty one; idmap_free leaves it so.
 */
#ifndef BASE_IDMAP_H
#define BASE_IDMAP_H

#include "base/reader.h"

struct idmap_slot {
	uint64_t key;
	uint32_t value; /* one more than what was put; 0: the slot is free */
};

struct idmap {
	struct idmap_slot *slots;
	size_t n, cap;
};

enum { IDMAP_NONE = UINT32_MAX };

/* IDMAP_NONE where nothing was put under key. */
uint32_t idmap_find(const struct idmap *m, uint64_t key);
/* In the place of what was put before under key. */
void idmap_put(struct idmap *m, uint64_t key, uint32_t value);
void idmap_free(struct idmap *m);

/* A hash of bytes for idmap, and of numbers one after the other; seed: 0, or what came before. Not for bytes that a stranger may choose against it. */
uint64_t idmap_hash(uint64_t seed, const void *data, size_t len);
uint64_t idmap_mix(uint64_t seed, uint64_t v);

#endif
