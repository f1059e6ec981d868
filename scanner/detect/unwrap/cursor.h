/*
 * A place in a text that is read byte by byte. A struct reader does this too, but a call a byte costs more than the parsing
 * of a large body should: these are inlined, and one function alone looks at the bytes.
 */
#ifndef DETECT_UNWRAP_CURSOR_H
#define DETECT_UNWRAP_CURSOR_H

#include "base/reader.h"

struct cursor {
	struct span text;
	size_t at;
};

/* The byte that many places on, or -1 behind the end. */
static inline int cursor_peek_at(const struct cursor *c, size_t on)
{
	return on < c->text.len - c->at ? c->text.data[c->at + on] : -1;
}

static inline int cursor_peek(const struct cursor *c)
{
	return cursor_peek_at(c, 0);
}

static inline void cursor_skip(struct cursor *c, size_t n)
{
	c->at = n < c->text.len - c->at ? c->at + n : c->text.len;
}

static inline int cursor_next(struct cursor *c)
{
	int byte = cursor_peek(c);

	cursor_skip(c, 1);
	return byte;
}

/* To the first of two bytes, or the end: eight at a time. */
static inline void cursor_skip_to_either(struct cursor *c, uint8_t a, uint8_t b)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones << 7;

	for (; c->text.len - c->at >= 8; c->at += 8) {
		uint64_t word, is_a, is_b, found;

		memcpy(&word, c->text.data + c->at, 8);
		if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
			word = __builtin_bswap64(word);
		is_a = word ^ ones * a;
		is_b = word ^ ones * b;
		/* The lowest byte that is zero has its highest bit set; one above it may have by chance. */
		found = (((is_a - ones) & ~is_a) | ((is_b - ones) & ~is_b)) & highs;
		if (found != 0) {
			c->at += (size_t)__builtin_ctzll(found) / 8;
			return;
		}
	}
	while (c->at < c->text.len && c->text.data[c->at] != a && c->text.data[c->at] != b)
		c->at++;
}

static inline bool is_blank(int c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static inline void cursor_skip_blanks(struct cursor *c)
{
	while (is_blank(cursor_peek(c)))
		c->at++;
}

/* From a place passed before to here. */
static inline struct span cursor_since(const struct cursor *c, size_t from)
{
	return span_sub(c->text, from, c->at - from);
}

#endif
