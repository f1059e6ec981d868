/*
 * Sixteen bytes at once, for looking through many bytes for few. By GCC's vectors, which any machine has: a comparison gives a byte of
 * ones or zeros for each, lanes_bits a bit, the first byte's the lowest.
 */
#ifndef BASE_LANES_H
#define BASE_LANES_H

#include "base/reader.h"

enum { LANES = 16 };

typedef uint8_t lanes __attribute__((vector_size(LANES)));

static inline lanes lanes_at(const uint8_t *p)
{
	lanes v;

	memcpy(&v, p, sizeof v);
	return v;
}

static inline unsigned lanes_bits(lanes v)
{
#ifdef __SSE2__
	typedef char sixteen __attribute__((vector_size(LANES)));

	return (unsigned)__builtin_ia32_pmovmskb128((sixteen)v);
#else
	unsigned bits = 0;

	for (unsigned i = 0; i < LANES; i++)
		bits |= (v[i] & 1u) << i;
	return bits;
#endif
}

/* Which of the sixteen bytes at p are looked for, by themselves and the one behind each. */
typedef unsigned lanes_test(const uint8_t *p);

/* The place of the first that is, at that place or behind it; s.len where there is none. Behind the end there are zeros. To be inlined, with the test. */
static inline size_t lanes_next(struct span s, size_t at, lanes_test *test)
{
	uint8_t rest[LANES + 1] = { 0 };
	unsigned bits;

	for (; s.len - at > LANES; at += LANES)
		if ((bits = test(s.data + at)) != 0)
			return at + (size_t)__builtin_ctz(bits);
	if (at == s.len)
		return at;
	memcpy(rest, s.data + at, s.len - at);
	bits = test(rest);
	return bits == 0 ? s.len : at + (size_t)__builtin_ctz(bits);
}

#endif
