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
