/* MessagePack, as its specification has it: maps or arrays behind each other, to the last byte. */
#include "detect/unwrap/leaves.h"
#include "detect/unwrap/wrapping.h"

#include <string.h>

static bool value(struct leaves *l, struct reader *r);

/* Big-endian of 1 << power bytes. */
static uint64_t sized(struct reader *r, unsigned power)
{
	switch (power) {
	case 0:
		return rd_u8(r);
	case 1:
		return rd_be16(r);
	case 2:
		return rd_be32(r);
	default:
		return rd_be64(r);
	}
}

static bool array(struct leaves *l, struct reader *r, uint64_t n)
{
	bool ok = n <= rd_left(r) && trail_down(&l->trail, TRAIL_ELEMENT);

	if (!ok)
		return false;
	for (uint64_t i = 0; ok && i < n; i++) {
		trail_last(&l->trail)->number = i;
		ok = value(l, r);
	}
	trail_up(&l->trail);
	return ok;
}

/* The length of a string whose first byte is taken. */
static bool text(struct reader *r, uint8_t first, struct span *ret)
{
	if (first >> 5 == 5)
		*ret = rd_bytes(r, first & 31);
	else if (first >= 0xd9 && first <= 0xdb)
		*ret = rd_bytes(r, (size_t)sized(r, first - 0xd9));
	else
		return false;
	return rd_ok(r);
}

/* A member's name is a text or, where a program wrote for programs, a small number. */
static bool member(struct leaves *l, struct reader *r)
{
	struct trail_level *level = trail_last(&l->trail);
	uint8_t first = rd_u8(r);

	level->sort = TRAIL_MEMBER;
	if (text(r, first, &level->name)) {
		leaves_name(l, level->name);
		return true;
	}
	level->sort = TRAIL_FIELD;
	level->number = first;
	if (first >= 0xcc && first <= 0xcf)
		level->number = sized(r, first - 0xcc);
	return rd_ok(r) && (first < 0x80 || (first >= 0xcc && first <= 0xcf));
}

static bool map(struct leaves *l, struct reader *r, uint64_t n)
{
	bool ok = n <= rd_left(r) && trail_down(&l->trail, TRAIL_MEMBER);

	if (!ok)
		return false;
	for (uint64_t i = 0; ok && i < n; i++)
		ok = member(l, r) && value(l, r);
	trail_up(&l->trail);
	return ok;
}

static bool real(struct leaves *l, struct reader *r, bool wide)
{
	const uint8_t *from = r->pos;
	uint64_t bits = wide ? rd_be64(r) : rd_be32(r);
	uint32_t half = (uint32_t)bits;
	double v;
	float f;

	memcpy(&v, &bits, sizeof v);
	memcpy(&f, &half, sizeof f);
	if (rd_ok(r))
		leaves_real(l, wide ? v : (double)f, leaves_since(r, from));
	return rd_ok(r);
}

static bool integer(struct leaves *l, struct reader *r, unsigned power, bool with_sign)
{
	const uint8_t *from = r->pos;
	uint64_t v = sized(r, power), sign = (uint64_t)1 << ((8u << power) - 1);
	bool negative = with_sign && (v & sign) != 0;

	if (rd_ok(r))
		leaves_number(l, negative ? sign - (v & (sign - 1)) : v, negative, leaves_since(r, from));
	return rd_ok(r);
}

static bool value(struct leaves *l, struct reader *r)
{
	uint8_t c = rd_u8(r);
	struct span bytes;

	if (text(r, c, &bytes)) {
		leaves_bytes(l, bytes);
		return true;
	}
	if (!rd_ok(r) || c == 0xc1)
		return false;
	if (c < 0x80 || c >= 0xe0 || c == 0xc0 || c == 0xc2 || c == 0xc3)
		return true;
	if (c <= 0x8f || c >= 0xde)
		return map(l, r, c <= 0x8f ? c & 15u : sized(r, c - 0xdeu + 1));
	if (c <= 0x9f || c >= 0xdc)
		return array(l, r, c <= 0x9f ? c & 15u : sized(r, c - 0xdcu + 1));
	if (c <= 0xc6) {
		bytes = rd_bytes(r, (size_t)sized(r, c - 0xc4u));
		if (rd_ok(r))
			leaves_bytes(l, bytes);
		return rd_ok(r);
	}
	if (c <= 0xc9) /* an extension: length, type, bytes */
		rd_bytes(r, (size_t)sized(r, c - 0xc7u) + 1);
	else if (c <= 0xcb)
		return real(l, r, c == 0xcb);
	else if (c <= 0xd3)
		return integer(l, r, (c - 0xccu) & 3, c >= 0xd0);
	else
		rd_bytes(r, ((size_t)1 << (c - 0xd4u)) + 1);
	return rd_ok(r);
}

static bool is_container(uint8_t c)
{
	return (c >= 0x80 && c <= 0x9f) || (c >= 0xdc && c <= 0xdf);
}

static bool walk(struct leaves *l, struct span s)
{
	struct reader r = rd_over_span(s);

	while (rd_left(&r) > 0)
		if (!is_container(*r.pos) || !value(l, &r))
			return false;
	return true;
}

bool msgpack_open(struct unwrap *u, const struct node *n)
{
	return is_container(n->bytes.data[0]) && leaves_open(u, n, "msgpack:$", walk, n->bytes);
}
