/* A length, in a header of a protocol's own, and behind it to the end as many bytes: what a frame of it holds. */
#include "base/lanes.h"
#include "detect/unwrap/wrapping.h"

enum {
	HEADER_MAX = LANES, /* bytes before the length ends */
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
	struct reader four = rd_over_span(span_sub(s, end < 4 ? 0 : end - 4, 4)), two = rd_over_span(span_sub(s, end - 2, 2));
	uint16_t low = rd_be16(&two);
	size_t rest = s.len - end;

	if (end >= 4) {
		uint32_t big = rd_be32(&four);

		if (is_rest(u, s, big, rest) || is_rest(u, s, __builtin_bswap32(big), rest))
			return true;
	}
	return low == rest || __builtin_bswap16(low) == rest;
}

/*
 * A number of two bytes has the high byte of its length in it, and one of four that is no more than CARRY_MAX a zero: where none of
 * these stands in the header's room, there is no length.
 */
static bool may_hold_length(struct span s)
{
	lanes v = lanes_at(s.data);

	return s.len > UINT16_MAX || lanes_bits((lanes)((v == 0) | (v == (uint8_t)((s.len - 2) >> 8)) | (v == (uint8_t)((s.len - HEADER_MAX) >> 8)))) != 0;
}

bool frame_open(struct unwrap *u, const struct node *n)
{
	struct span s = n->bytes;
	struct piece p = { .step.text = "frame", .fresh = true, .whole = true };

	if (s.len < 2 + FRAMED_MIN || !may_hold_length(s))
		return false;
	for (size_t end = 2; end <= HEADER_MAX && end + FRAMED_MIN <= s.len; end++) {
		if (!tells_rest(u, s, end))
			continue;
		p.bytes = p.token = span_sub(s, end, s.len - end);
		unwrap_piece(u, n, &p);
		return true;
	}
	return false;
}
