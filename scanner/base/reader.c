#include "base/reader.h"

#include <string.h>
#include <strings.h>

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
