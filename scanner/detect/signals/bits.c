#include "detect/signals/bits.h"

#include "detect/codec.h"

enum { FIBONACCI_LONGEST = 40 }; /* bits: beyond all identifiers in use */

struct bits bits_over(struct span text)
{
	return (struct bits){ .text = text, .failed = text.len > BITS_TEXT_MAX };
}

static unsigned one(struct bits *b)
{
	int digit = b->at / 6 < b->text.len ? base64_digit(b->text.data[b->at / 6]) : -1;

	if (digit < 0) {
		b->failed = true;
		return 0;
	}
	return (unsigned)digit >> (5 - b->at++ % 6) & 1;
}

uint64_t bits_take(struct bits *b, unsigned n)
{
	uint64_t v = 0;

	while (n-- > 0 && !b->failed)
		v = v << 1 | one(b);
	return b->failed ? 0 : v;
}

void bits_skip(struct bits *b, size_t n)
{
	b->at += n;
	b->failed |= b->at > b->text.len * 6;
}

uint64_t bits_fibonacci(struct bits *b)
{
	uint64_t small = 1, large = 2, v = 0;
	unsigned before = 0;

	for (int i = 0; i < FIBONACCI_LONGEST && !b->failed; i++) {
		unsigned bit = one(b);
		uint64_t next = small + large;

		if (bit == 1 && before == 1)
			return v;
		v += bit == 1 ? small : 0;
		small = large;
		large = next;
		before = bit;
	}
	b->failed = true;
	return 0;
}
