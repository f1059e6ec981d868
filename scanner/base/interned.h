/*
 * Texts that come again and again, each kept once: two that are equal are the same pointer. A zeroed struct is an empty one.
 */
#ifndef BASE_INTERNED_H
#define BASE_INTERNED_H

#include "base/idmap.h"
#include "base/siphash.h"

struct interned {
	struct idmap by_hash;
	struct sip_key key; /* of the hashes; drawn with the first text */
	char **texts;
	size_t n, cap;
};

const char *interned(struct interned *t, const char *text); /* lives until interned_free */
void interned_free(struct interned *t);

#endif
