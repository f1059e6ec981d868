/* Fields of so many bits in base64url text, the highest bit first: how TCF and GPP write their strings. */
#ifndef DETECT_SIGNALS_BITS_H
#define DETECT_SIGNALS_BITS_H

#include "base/buf.h"

enum { BITS_TEXT_MAX = 8192 }; /* characters: what a request line may hold */

struct bits {
	struct span text; /* a character is six bits */
	size_t at;
	bool failed;      /* read behind the end, or a character of another alphabet */
};

struct bits bits_over(struct span text);
/* The next n bits, at most 64; zero behind the end. */
uint64_t bits_take(struct bits *b, unsigned n);
void bits_skip(struct bits *b, size_t n);
/* A number in Fibonacci coding, which ends in two ones; 0 where there is none. */
uint64_t bits_fibonacci(struct bits *b);

#endif
