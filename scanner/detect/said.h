/*
 * What names were found to say of whose a value is: the same few stand around all values of a message, and each of these asks them. An
 * answer is known by a mark of 64 bits under a key that no sender knows (base/siphash.h): no name is kept.
 */
#ifndef DETECT_SAID_H
#define DETECT_SAID_H

#include "base/reader.h"

struct said;

enum owner { UNSAID, OURS, ANOTHER };

struct said *said_new(void);
/* NULL is allowed. */
void said_free(struct said *s);

/* Of a name, with the one inside it, to an identifier that these words are of. */
uint64_t said_mark(const struct said *s, struct span name, struct span inner, const void *words);
/* False: it was not found yet, or another took its place. */
bool said_find(const struct said *s, uint64_t mark, enum owner *ret);
void said_add(struct said *s, uint64_t mark, enum owner said);

#endif
