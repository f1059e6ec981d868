/* How words end, by their last letters: a quick look at a name, by which most are ruled out before they are read. */
#ifndef DETECT_ENDING_H
#define DETECT_ENDING_H

#include "base/reader.h"

enum { ENDING_LETTERS = 4 }; /* that are looked at */
enum { ENDING_ODD = 1 }; /* the name ends in no plain letter: it may end in any word */

/* The slow half of what follows: a name whose last four bytes are not all letters. */
uint32_t ending_of_any(struct span name);

/*
 * The last four letters or digits of a name in lower case, the last the lowest byte; what separates words is passed over. Here, for
 * each leaf asks.
 */
static inline uint32_t ending_of(struct span name)
{
	const uint32_t ones = 0x01010101;
	uint32_t bytes, lower;

	if (name.len < sizeof bytes)
		return ending_of_any(name);
	memcpy(&bytes, name.data + name.len - sizeof bytes, sizeof bytes);
	if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
		bytes = __builtin_bswap32(bytes);
	lower = bytes | ones * 0x20;
	/* Of ASCII, each at least an a and no more than a z: what is added carries into the highest bit of a byte, or does not. */
	if ((~bytes & (lower + ones * (0x80 - 'a')) & ~(lower + ones * (0x7f - 'z')) & ones * 0x80) == ones * 0x80)
		return lower;
	return ending_of_any(name);
}

/* Zeroed: there are no words. */
struct endings {
	uint32_t thirds[32 * 32]; /* by the last two letters, five bits of each, a bit for each letter before them; the lowest: none */
	uint8_t whole[1 << 13];   /* a bit by a hash of the last four letters, or all of a shorter word */
};

/* In lower case, without separators, of two letters at least. */
void endings_add(struct endings *e, const char *word);
/* The slow half of what follows. */
bool endings_have(const struct endings *e, uint32_t ending);

/* False where a name of that ending is sure to end in none of them. Most are told by the first look. */
static inline bool endings_may(const struct endings *e, uint32_t ending)
{
	uint32_t thirds = e->thirds[(ending >> 8 & 31) << 5 | (ending & 31)];

	return ending == ENDING_ODD || ((thirds & (1 | UINT32_C(1) << (ending >> 16 & 31))) != 0 && endings_have(e, ending));
}

#endif
