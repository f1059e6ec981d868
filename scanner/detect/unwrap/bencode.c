/* Bencoding (BEP 3): i42e, 4:imei, l...e, d...e; one value, to the last byte. */
#include "detect/unwrap/leaves.h"
#include "detect/unwrap/wrapping.h"

enum { DIGITS_MAX = 10 }; /* of a length or a number; a number of more is handed over as text */

static bool value(struct leaves *l, struct reader *r);

static bool text(struct reader *r, struct span *ret)
{
	size_t len = 0, digits = 0;
	uint8_t c;

	while ((c = rd_u8(r)) != ':') {
		if (c < '0' || c > '9' || ++digits > DIGITS_MAX)
			return false;
		len = len * 10 + (c - '0');
	}
	*ret = rd_bytes(r, len);
	return digits > 0 && rd_ok(r);
}

static bool is_end(const struct reader *r)
{
	return rd_left(r) == 0 || *r->pos == 'e';
}

/* The first letter is taken. */
static bool members(struct leaves *l, struct reader *r, enum trail_sort sort)
{
	bool ok = trail_down(&l->trail, sort);

	if (!ok)
		return false;
	for (; ok && !is_end(r); trail_last(&l->trail)->number++) {
		if (sort == TRAIL_MEMBER)
			ok = text(r, &trail_last(&l->trail)->name);
		if (ok && sort == TRAIL_MEMBER)
			leaves_name(l, trail_last(&l->trail)->name);
		ok = ok && value(l, r);
	}
	trail_up(&l->trail);
	return ok && rd_u8(r) == 'e';
}

static bool value(struct leaves *l, struct reader *r)
{
	uint8_t c = rd_left(r) > 0 ? *r->pos : 0;
	struct span bytes;
	bool ok;

	if (c == 'd' || c == 'l') {
		rd_u8(r);
		return members(l, r, c == 'd' ? TRAIL_MEMBER : TRAIL_ELEMENT);
	}
	if (c == 'i')
		rd_u8(r);
	ok = c == 'i' ? rd_until(r, 'e', &bytes) : text(r, &bytes);
	if (ok)
		leaves_bytes(l, bytes);
	return ok;
}

static bool walk(struct leaves *l, struct span s)
{
	struct reader r = rd_over_span(s);

	return value(l, &r) && rd_ok(&r) && rd_left(&r) == 0;
}

bool bencode_open(struct unwrap *u, const struct node *n)
{
	uint8_t first = n->bytes.data[0], second = n->bytes.data[1];

	/* A dictionary or list of strings, numbers or more of the sort. */
	if ((first != 'd' && first != 'l') || !((second >= '0' && second <= '9') || second == 'l' || second == 'd' || second == 'i') || n->bytes.data[n->bytes.len - 1] != 'e')
		return false;
	return leaves_open(u, n, "bencode:$", walk, n->bytes);
}
