/*
 * A window onto bytes we do not trust.
 *
 * Every byte that came from a capture is read through a struct reader. Reading past the end yields zeros
 * and marks the reader failed, and a failed reader is at its end: a parser names the fields in wire order,
 * loops while rd_left() > 0, and asks rd_ok() once. Nothing here allocates; spans are borrowed.
 *
 * Reads stand here, not in the .c: every header of every packet is made of them.
 */
#ifndef BASE_READER_H
#define BASE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

struct span {
	const uint8_t *data; /* never NUL-terminated */
	size_t len;
};

struct reader {
	const uint8_t *pos, *end;
	bool failed;
};

static inline struct reader rd_over(const void *data, size_t len)
{
	const uint8_t *start = data == NULL ? (const uint8_t *)"" : data; /* an empty span may be NULL, and nothing is added to that */

	return (struct reader){ start, data == NULL ? start : start + len, false };
}

static inline struct reader rd_over_span(struct span s)
{
	return rd_over(s.data, s.len);
}

static inline size_t rd_left(const struct reader *r)
{
	return (size_t)(r->end - r->pos);
}

static inline bool rd_ok(const struct reader *r)
{
	return !r->failed;
}

/* The only code that moves the cursor. A failed reader is at its end: nothing but nothing can be taken from it. */
static inline const uint8_t *rd_take(struct reader *r, size_t n)
{
	if (r->failed || rd_left(r) < n) {
		r->pos = r->end;
		r->failed = true;
		return NULL;
	}
	r->pos += n;
	return r->pos - n;
}

/* Written out, so that a compiler makes one load of each. */
static inline uint8_t rd_u8(struct reader *r)
{
	const uint8_t *p = rd_take(r, 1);

	return p == NULL ? 0 : *p;
}

static inline uint16_t rd_be16(struct reader *r)
{
	const uint8_t *p = rd_take(r, 2);

	return p == NULL ? 0 : (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t rd_be24(struct reader *r)
{
	const uint8_t *p = rd_take(r, 3);

	return p == NULL ? 0 : (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
}

static inline uint32_t rd_be32(struct reader *r)
{
	const uint8_t *p = rd_take(r, 4);

	return p == NULL ? 0 : (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline uint64_t rd_be64(struct reader *r)
{
	const uint8_t *p = rd_take(r, 8);
	uint64_t v = 0;

	for (size_t i = 0; p != NULL && i < 8; i++)
		v = v << 8 | p[i];
	return v;
}

static inline uint16_t rd_le16(struct reader *r)
{
	const uint8_t *p = rd_take(r, 2);

	return p == NULL ? 0 : (uint16_t)(p[1] << 8 | p[0]);
}

static inline uint32_t rd_le32(struct reader *r)
{
	const uint8_t *p = rd_take(r, 4);

	return p == NULL ? 0 : (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static inline uint64_t rd_le64(struct reader *r)
{
	const uint8_t *p = rd_take(r, 8);
	uint64_t v = 0;

	for (size_t i = 0; p != NULL && i < 8; i++)
		v |= (uint64_t)p[i] << (8 * i);
	return v;
}

/* The next n bytes; an empty span where there are fewer. */
static inline struct span rd_bytes(struct reader *r, size_t n)
{
	const uint8_t *p = rd_take(r, n);

	return (struct span){ p, p == NULL ? 0 : n };
}

/* All that is left. */
static inline struct span rd_rest(struct reader *r)
{
	return rd_bytes(r, rd_left(r));
}

/* The next n bytes as a reader of their own, failed where there are fewer. */
static inline struct reader rd_sub(struct reader *r, size_t n)
{
	const uint8_t *p = rd_take(r, n);

	if (p == NULL)
		return *r; /* failed and at its end: just what the child is */
	return (struct reader){ p, p + n, false };
}

/* A line up to LF, without CR LF; false and nothing moved where no LF is left. */
bool rd_line(struct reader *r, struct span *ret_line);
/* Up to the byte stop, which is taken and not returned; false and nothing moved where it does not come. */
bool rd_until(struct reader *r, uint8_t stop, struct span *ret_before);

struct span span_of(const char *text);
/* Clipped to s. */
static inline struct span span_sub(struct span s, size_t from, size_t len)
{
	if (from > s.len)
		from = s.len;
	if (len > s.len - from)
		len = s.len - from;
	return (struct span){ s.data == NULL ? NULL : s.data + from, len };
}


/* Here, so that the length of a text that is written out is known when it is compiled. */
static inline bool span_starts(struct span s, const char *prefix)
{
	size_t n = strlen(prefix);

	return s.len >= n && (n == 0 || memcmp(s.data, prefix, n) == 0);
}

static inline bool span_starts_nocase(struct span s, const char *prefix)
{
	size_t n = strlen(prefix);

	return s.len >= n && (n == 0 || strncasecmp((const char *)s.data, prefix, n) == 0);
}

static inline bool span_is(struct span s, const char *text)
{
	return s.len == strlen(text) && span_starts(s, text);
}

static inline bool span_is_nocase(struct span s, const char *text)
{
	return s.len == strlen(text) && span_starts_nocase(s, text);
}

struct span span_trim(struct span s); /* spaces and tabs at both ends */
/* Position of needle, or -1. */
ptrdiff_t span_find(struct span s, const char *needle);

#endif
