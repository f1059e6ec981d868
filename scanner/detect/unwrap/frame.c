/* A length, in a header of a protocol's own, and behind it to the end as many bytes: what a frame of it holds. */
#include "detect/unwrap/wrapping.h"

enum {
	HEADER_MAX = 16, /* bytes before the length ends */
	FRAMED_MIN = 16, /* bytes: a smaller number stands at its place by chance */
};

/* Four bytes that say how many follow; more than is there, and no more than is kept: the rest may come. */
static bool is_rest(struct unwrap *u, struct span s, uint32_t said, size_t rest)
{
	if (said > rest && said <= CARRY_MAX)
		unwrap_unfinished(u, s);
	return said == rest;
}

/* The number that ends before a place is how many bytes follow: of four bytes or two, in either order. Two want no more: by chance they often do. */
static bool tells_rest(struct unwrap *u, struct span s, size_t end)
{
	const uint8_t *p = s.data + end;
	size_t rest = s.len - end;
	uint16_t big = (uint16_t)(p[-2] << 8 | p[-1]), little = (uint16_t)(p[-1] << 8 | p[-2]);

	if (end >= 4 && (is_rest(u, s, (uint32_t)p[-4] << 24 | (uint32_t)p[-3] << 16 | big, rest) ||
				is_rest(u, s, (uint32_t)little << 16 | (uint32_t)p[-3] << 8 | p[-4], rest)))
		return true;
	return big == rest || little == rest;
}

bool frame_open(struct unwrap *u, const struct node *n)
{
	struct span s = n->bytes;
	struct piece p = { .step.text = "frame", .fresh = true, .whole = true };

	for (size_t end = 2; end <= HEADER_MAX && end + FRAMED_MIN <= s.len; end++) {
		if (!tells_rest(u, s, end))
			continue;
		p.bytes = p.token = span_sub(s, end, s.len - end);
		unwrap_piece(u, n, &p);
		return true;
	}
	return false;
}
