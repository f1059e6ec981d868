/* How words end, by their last letters: a quick look at a name, by which most are ruled out before they are read. */
#ifndef DETECT_ENDING_H
#define DETECT_ENDING_H

#include "base/reader.h"

enum { ENDING_ODD = 1 }; /* the name ends in no plain letter: it may end in any word */

/* The last four letters or digits of a name in lower case, the last the lowest byte; what separates words is passed over. */
uint32_t ending_of(struct span name);

/* Zeroed: there are no words. */
struct endings {
	uint32_t thirds[32 * 32]; /* by the last two letters, five bits of each, a bit for each letter before them; the lowest: none */
	uint8_t whole[1 << 13];   /* a bit by a hash of the last four letters, or all of a shorter word */
};

/* In lower case, without separators, of two letters at least. */
void endings_add(struct endings *e, const char *word);
/* The slow half of what follows. */
bool endings_have(const struct endings *e, uint32_t ending);

/* False where a name of that ending is sure to end in none of them. Here, for each leaf asks, and most of them go at this. */
static inline bool endings_may(const struct endings *e, uint32_t ending)
{
	uint32_t thirds = e->thirds[(ending >> 8 & 31) << 5 | (ending & 31)];

	return ending == ENDING_ODD || ((thirds & (1 | UINT32_C(1) << (ending >> 16 & 31))) != 0 && endings_have(e, ending));
}

#endif
