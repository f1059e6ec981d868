/*
 * Apple's binary property lists ("bplist00"): objects that name each other by number, a table of where they stand, and a
 * trailer of 32 bytes. The other sort of property list is XML.
 */
#include "base/text.h"
#include "detect/codec.h"
#include "detect/unwrap/leaves.h"
#include "detect/unwrap/wrapping.h"

#include <string.h>

enum {
	TRAILER = 32,
	VISITS_MAX = UNWRAP_PARTS, /* objects looked at, each time again: they may name each other in a ring */
};

enum sort { SORT_INTEGER = 1, SORT_REAL = 2, SORT_DATE = 3, SORT_DATA = 4, SORT_ASCII = 5, SORT_UTF16 = 6, SORT_ARRAY = 10,
	SORT_SET = 12, SORT_DICT = 13 };

struct plist {
	struct leaves *l;
	struct span bytes;
	uint8_t offset_size, reference_size;
	uint64_t objects, top, table;
	unsigned visits;
};

static uint64_t sized(struct reader *r, unsigned n)
{
	uint64_t v = 0;

	while (n-- > 0)
		v = v << 8 | rd_u8(r);
	return v;
}

static bool trailer(struct plist *p)
{
	struct reader r;

	if (p->bytes.len < 8 + TRAILER)
		return false;
	r = rd_over_span(span_sub(p->bytes, p->bytes.len - TRAILER, TRAILER));
	rd_bytes(&r, 6);
	p->offset_size = rd_u8(&r);
	p->reference_size = rd_u8(&r);
	p->objects = rd_be64(&r);
	p->top = rd_be64(&r);
	p->table = rd_be64(&r);
	return p->offset_size >= 1 && p->offset_size <= 8 && p->reference_size >= 1 && p->reference_size <= 8 &&
	       p->table < p->bytes.len && p->objects <= p->bytes.len;
}

/* A reader at an object; failed where there is no such object. */
static struct reader object(const struct plist *p, uint64_t number)
{
	struct reader table = rd_over_span(span_sub(p->bytes, (size_t)p->table, SIZE_MAX)), r = rd_over_span(p->bytes);
	uint64_t at;

	if (number >= p->objects)
		return (struct reader){ p->bytes.data, p->bytes.data, true };
	rd_bytes(&table, (size_t)number * p->offset_size);
	at = sized(&table, p->offset_size);
	if (!rd_ok(&table) || at >= p->table)
		return (struct reader){ p->bytes.data, p->bytes.data, true };
	rd_bytes(&r, (size_t)at);
	return r;
}

/* The first byte: what it is, and how many of it. */
static enum sort marker(struct reader *r, uint64_t *ret_n)
{
	uint8_t first = rd_u8(r);

	*ret_n = first & 15;
	if (first >> 4 >= SORT_DATA && *ret_n == 15)
		*ret_n = sized(r, 1u << (rd_u8(r) & 3));
	return first >> 4;
}

static bool ascii(const struct plist *p, uint64_t number, struct span *ret)
{
	struct reader r = object(p, number);
	uint64_t n;

	if (marker(&r, &n) != SORT_ASCII || n > rd_left(&r))
		return false;
	*ret = rd_bytes(&r, (size_t)n);
	return rd_ok(&r);
}

static void wide(struct plist *p, struct span bytes)
{
	struct buf plain = { 0 };
	struct piece piece = { .step = { NULL, trail_step, &p->l->trail, trail_outer }, .token = bytes, .fresh = true };

	trail_name(&p->l->trail, &piece);
	if (p->l->u == NULL) {
		p->l->readable++;
	} else if (unwrap_afford(p->l->u, bytes.len)) {
		utf16_decode(&plain, bytes, true);
		piece.bytes = buf_span(&plain);
		unwrap_piece(p->l->u, p->l->node, &piece);
	}
	buf_free(&plain);
}

static bool show(struct plist *p, uint64_t number);

/* References one behind the other; a dictionary has its keys first. */
static bool members(struct plist *p, struct reader *r, uint64_t n, bool keys)
{
	struct reader names = *r;
	bool ok = n <= rd_left(r) && trail_down(&p->l->trail, keys ? TRAIL_MEMBER : TRAIL_ELEMENT);

	if (!ok)
		return false;
	if (keys)
		rd_bytes(r, (size_t)n * p->reference_size);
	for (uint64_t i = 0; ok && i < n; i++) {
		struct trail_level *level = trail_last(&p->l->trail);

		level->number = i;
		level->name = (struct span){ NULL, 0 };
		if (keys)
			ascii(p, sized(&names, p->reference_size), &level->name);
		ok = show(p, sized(r, p->reference_size)) && rd_ok(r);
	}
	trail_up(&p->l->trail);
	return ok;
}

static bool number(struct plist *p, struct reader *r, enum sort sort, uint64_t power)
{
	const uint8_t *from = r->pos;
	uint64_t bits = power <= 3 ? sized(r, 1u << power) : (rd_be64(r), rd_be64(r));
	uint32_t half = (uint32_t)bits;
	double v;
	float f;

	memcpy(&v, &bits, sizeof v);
	memcpy(&f, &half, sizeof f);
	if (!rd_ok(r))
		return false;
	if (sort == SORT_REAL)
		leaves_real(p->l, power == 3 ? v : (double)f, leaves_since(r, from));
	else
		leaves_number(p->l, bits, false, leaves_since(r, from));
	return true;
}

static bool show(struct plist *p, uint64_t which)
{
	struct reader r = object(p, which);
	uint64_t n;
	enum sort sort = marker(&r, &n);

	if (!rd_ok(&r) || ++p->visits > VISITS_MAX)
		return false;
	switch (sort) {
	case SORT_INTEGER:
	case SORT_REAL:
		return n <= 4 && number(p, &r, sort, n);
	case SORT_DATA:
	case SORT_ASCII:
		if (n > rd_left(&r))
			return false;
		leaves_bytes(p->l, rd_bytes(&r, (size_t)n));
		return true;
	case SORT_UTF16:
		if (n > rd_left(&r) / 2)
			return false;
		wide(p, rd_bytes(&r, (size_t)n * 2));
		return true;
	case SORT_ARRAY:
	case SORT_SET:
	case SORT_DICT:
		return members(p, &r, n, sort == SORT_DICT);
	default: /* flags, dates, and what is to come */
		return true;
	}
}

static bool walk(struct leaves *l, struct span s)
{
	struct plist p = { .l = l, .bytes = s };

	return trailer(&p) && show(&p, p.top);
}

bool plist_open(struct unwrap *u, const struct node *n)
{
	return span_starts(n->bytes, "bplist0") && leaves_open(u, n, "plist:$", walk, n->bytes);
}
