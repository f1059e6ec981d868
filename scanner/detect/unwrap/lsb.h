/*
 * Bits of a packed stream, the lowest of a byte first (RFC 1951 3.1.1, RFC 7932 1.5.1). With it the head of a stream is read before a
 * decoder is made for it: bytes that are none of that packing mostly break its rules there already.
 */
#ifndef DETECT_UNWRAP_LSB_H
#define DETECT_UNWRAP_LSB_H

#include "base/reader.h"

struct lsb {
	struct span bytes;
	size_t at; /* bits */
};

/* The next n bits, 24 at most; behind the end there are zeros. */
static inline unsigned lsb_peek(const struct lsb *b, unsigned n)
{
	size_t from = b->at / 8;
	unsigned v = 0;

	if (b->bytes.len >= 4 && from <= b->bytes.len - 4) {
		const uint8_t *p = b->bytes.data + from;

		v = p[0] | (unsigned)p[1] << 8 | (unsigned)p[2] << 16 | (unsigned)p[3] << 24; /* one load */
	} else {
		for (size_t i = 0; from + i < b->bytes.len; i++)
			v |= (unsigned)b->bytes.data[from + i] << 8 * i;
	}
	return v >> b->at % 8 & ((1u << n) - 1);
}

static inline unsigned lsb_take(struct lsb *b, unsigned n)
{
	unsigned v = lsb_peek(b, n);

	b->at += n;
	return v;
}

/* To the next whole byte; false where the bits before it are not zero, as both packings want them. */
static inline bool lsb_align(struct lsb *b)
{
	return lsb_take(b, (8 - b->at % 8) % 8) == 0;
}

/* Bytes that are left. */
static inline size_t lsb_left(const struct lsb *b)
{
	size_t gone = (b->at + 7) / 8;

	return gone < b->bytes.len ? b->bytes.len - gone : 0;
}

#endif
