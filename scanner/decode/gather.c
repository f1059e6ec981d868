#include "decode/gather.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

enum { KEPT_MAX = 512 /* bytes of memory that an empty one keeps: most flows that are open say nothing more */ };

void gather_add(struct gather *g, struct span bytes, uint64_t frame, int64_t at)
{
	if (bytes.len == 0)
		return;
	if (g->mark_count == 0 || g->marks[g->mark_count - 1].frame != frame) {
		ARRAY_GROW(g->marks, g->mark_count, g->mark_cap);
		g->marks[g->mark_count++] = (struct mark){ g->bytes.len, frame, at };
	}
	buf_add_span(&g->bytes, bytes);
}

void gather_drop(struct gather *g, size_t n)
{
	size_t first = 0;

	if (n >= g->bytes.len) {
		gather_reset(g);
		return;
	}
	while (first + 1 < g->mark_count && g->marks[first + 1].offset <= n)
		first++;
	g->mark_count -= first;
	memmove(g->marks, g->marks + first, g->mark_count * sizeof *g->marks);
	for (size_t i = 0; i < g->mark_count; i++)
		g->marks[i].offset = g->marks[i].offset > n ? g->marks[i].offset - n : 0;
	buf_drop(&g->bytes, n);
}

void gather_reset(struct gather *g)
{
	if (g->bytes.cap > KEPT_MAX) {
		gather_free(g);
		return;
	}
	buf_reset(&g->bytes);
	g->mark_count = 0;
}

void gather_free(struct gather *g)
{
	buf_free(&g->bytes);
	free(g->marks);
	*g = (struct gather){ 0 };
}

struct span gather_piece(const struct gather *g, size_t i, size_t from, size_t to)
{
	size_t begin = g->marks[i].offset, end = i + 1 < g->mark_count ? g->marks[i + 1].offset : g->bytes.len;

	if (begin < from)
		begin = from;
	if (end > to)
		end = to;
	return span_sub(buf_span(&g->bytes), begin, begin < end ? end - begin : 0);
}

void gather_copy(struct gather *out, const struct gather *g, size_t from, size_t len)
{
	for (size_t i = 0; i < g->mark_count; i++)
		gather_add(out, gather_piece(g, i, from, from + len), g->marks[i].frame, g->marks[i].at);
}

const struct mark *gather_first(const struct gather *g)
{
	static const struct mark none;

	return g->mark_count > 0 ? &g->marks[0] : &none;
}

const struct mark *gather_mark(const struct gather *g, size_t n)
{
	size_t i = g->mark_count;

	while (i > 1 && g->marks[i - 1].offset > n)
		i--;
	return i > 0 ? &g->marks[i - 1] : gather_first(g);
}

size_t gather_slice(const struct gather *g, size_t from, size_t len, struct mark **out, size_t *n, size_t *cap)
{
	size_t before = *n;

	for (size_t i = 0; i < g->mark_count; i++) {
		struct mark m = g->marks[i];
		bool ended = i + 1 < g->mark_count && g->marks[i + 1].offset <= from;

		if (ended || (m.offset >= from + len && *n > before))
			continue;
		m.offset = m.offset > from ? m.offset - from : 0;
		ARRAY_GROW(*out, *n, *cap);
		(*out)[(*n)++] = m;
	}
	return *n - before;
}

void gather_point(struct part *parts, size_t n, const struct mark *marks)
{
	for (size_t i = 0; i < n; i++) {
		parts[i].marks = marks;
		marks += parts[i].mark_count;
	}
}
