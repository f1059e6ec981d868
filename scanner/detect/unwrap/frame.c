/* A length, in a header of a protocol's own, and behind it to the end as many bytes: what a frame of it holds. */
#include "detect/unwrap/wrapping.h"

enum {
	HEADER_MAX = 16, /* bytes before the length ends */
	FRAMED_MIN = 16, /* bytes: a smaller number stands at its place by chance */
};

static const struct {
	unsigned size;
	bool little;
} lengths[] = { { 4, false }, { 4, true }, { 2, false }, { 2, true } };

static size_t length_at(struct span s, size_t at, unsigned size, bool little)
{
	size_t v = 0;

	for (unsigned i = 0; i < size; i++)
		v = v << 8 | s.data[at + (little ? size - 1 - i : i)];
	return v;
}

/* More than is there, and no more than is kept: the rest may come. Two bytes say such a thing too often by chance. */
static bool wants_more(struct span s, size_t at, unsigned size, bool little)
{
	size_t v = length_at(s, at, size, little);

	return size == 4 && v > s.len - at - size && v <= CARRY_MAX;
}

bool frame_open(struct unwrap *u, const struct node *n)
{
	struct span s = n->bytes;
	struct piece p = { .step.text = "frame", .fresh = true, .whole = true };

	for (size_t end = 2; end <= HEADER_MAX && end + FRAMED_MIN <= s.len; end++) {
		for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
			if (lengths[i].size > end)
				continue;
			if (wants_more(s, end - lengths[i].size, lengths[i].size, lengths[i].little))
				unwrap_unfinished(u, s);
			if (length_at(s, end - lengths[i].size, lengths[i].size, lengths[i].little) != s.len - end)
				continue;
			p.bytes = p.token = span_sub(s, end, s.len - end);
			unwrap_piece(u, n, &p);
			return true;
		}
	}
	return false;
}
