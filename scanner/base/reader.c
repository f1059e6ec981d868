#include "base/reader.h"

#include <string.h>
#include <strings.h>

struct reader rd_over(const void *data, size_t len)
{
	const uint8_t *start = data;

	return (struct reader){ start, len == 0 ? start : start + len, false }; /* an empty span may be NULL */
}

struct reader rd_over_span(struct span s)
{
	return rd_over(s.data, s.len);
}

size_t rd_left(const struct reader *r)
{
	return (size_t)(r->end - r->pos);
}

bool rd_ok(const struct reader *r)
{
	return !r->failed;
}

/* The only code that moves the cursor. */
static const uint8_t *take(struct reader *r, size_t n)
{
	if (r->failed || rd_left(r) < n) {
		r->pos = r->end;
		r->failed = true;
		return NULL;
	}
	r->pos += n;
	return r->pos - n;
}

static uint64_t big_endian(struct reader *r, size_t n)
{
	const uint8_t *p = take(r, n);
	uint64_t v = 0;

	for (size_t i = 0; p != NULL && i < n; i++)
		v = v << 8 | p[i];
	return v;
}

static uint64_t little_endian(struct reader *r, size_t n)
{
	const uint8_t *p = take(r, n);
	uint64_t v = 0;

	for (size_t i = 0; p != NULL && i < n; i++)
		v |= (uint64_t)p[i] << (8 * i);
	return v;
}

uint8_t rd_u8(struct reader *r)
{
	return (uint8_t)big_endian(r, 1);
}

uint16_t rd_be16(struct reader *r)
{
	return (uint16_t)big_endian(r, 2);
}

uint32_t rd_be24(struct reader *r)
{
	return (uint32_t)big_endian(r, 3);
}

uint32_t rd_be32(struct reader *r)
{
	return (uint32_t)big_endian(r, 4);
}

uint64_t rd_be64(struct reader *r)
{
	return big_endian(r, 8);
}

uint16_t rd_le16(struct reader *r)
{
	return (uint16_t)little_endian(r, 2);
}

uint32_t rd_le32(struct reader *r)
{
	return (uint32_t)little_endian(r, 4);
}

uint64_t rd_le64(struct reader *r)
{
	return little_endian(r, 8);
}

struct span rd_bytes(struct reader *r, size_t n)
{
	const uint8_t *p = take(r, n);

	return (struct span){ p, p == NULL ? 0 : n };
}

struct span rd_rest(struct reader *r)
{
	return rd_bytes(r, rd_left(r));
}

struct reader rd_sub(struct reader *r, size_t n)
{
	const uint8_t *p = take(r, n);

	if (p == NULL)
		return *r; /* failed and at its end: just what the child is */
	return (struct reader){ p, p + n, false };
}

bool rd_until(struct reader *r, uint8_t stop, struct span *ret_before)
{
	size_t left = rd_left(r);
	const uint8_t *found = left > 0 ? memchr(r->pos, stop, left) : NULL;

	if (found == NULL)
		return false;
	*ret_before = rd_bytes(r, (size_t)(found - r->pos));
	rd_u8(r);
	return true;
}

bool rd_line(struct reader *r, struct span *ret_line)
{
	struct span line;

	if (!rd_until(r, '\n', &line))
		return false;
	if (line.len > 0 && line.data[line.len - 1] == '\r')
		line.len--;
	*ret_line = line;
	return true;
}

struct span span_of(const char *text)
{
	return (struct span){ (const uint8_t *)text, strlen(text) };
}

struct span span_sub(struct span s, size_t from, size_t len)
{
	if (from > s.len)
		from = s.len;
	if (len > s.len - from)
		len = s.len - from;
	return (struct span){ s.data == NULL ? NULL : s.data + from, len };
}

bool span_is(struct span s, const char *text)
{
	return s.len == strlen(text) && (s.len == 0 || memcmp(s.data, text, s.len) == 0);
}

bool span_is_nocase(struct span s, const char *text)
{
	return s.len == strlen(text) && span_starts_nocase(s, text);
}

bool span_starts(struct span s, const char *prefix)
{
	size_t n = strlen(prefix);

	return s.len >= n && (n == 0 || memcmp(s.data, prefix, n) == 0);
}

bool span_starts_nocase(struct span s, const char *prefix)
{
	size_t n = strlen(prefix);

	return s.len >= n && (n == 0 || strncasecmp((const char *)s.data, prefix, n) == 0);
}

struct span span_trim(struct span s)
{
	while (s.len > 0 && (s.data[0] == ' ' || s.data[0] == '\t')) {
		s.data++;
		s.len--;
	}
	while (s.len > 0 && (s.data[s.len - 1] == ' ' || s.data[s.len - 1] == '\t'))
		s.len--;
	return s;
}

ptrdiff_t span_find(struct span s, const char *needle)
{
	const uint8_t *p = s.len > 0 ? memmem(s.data, s.len, needle, strlen(needle)) : NULL;

	return p == NULL ? -1 : p - s.data;
}
