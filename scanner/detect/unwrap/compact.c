/* Apache Thrift's compact protocol, as its specification "thrift-compact-protocol.md" has it: a call, or a bare struct. */
#include "detect/unwrap/leaves.h"
#include "detect/unwrap/wrapping.h"

#include <string.h>

enum type { STOP = 0, TRUE = 1, FALSE = 2, I8 = 3, I16 = 4, I32 = 5, I64 = 6, DOUBLE = 7, BINARY = 8, LIST = 9, SET = 10, MAP = 11,
	STRUCT = 12 };

static bool value(struct leaves *l, struct reader *r, uint8_t type);

static uint64_t varint(struct reader *r)
{
	uint64_t v = 0;
	uint8_t byte = 0x80;

	for (unsigned shift = 0; shift < 64 && byte >= 0x80; shift += 7) {
		byte = rd_u8(r);
		v |= (uint64_t)(byte & 0x7f) << shift;
	}
	return v;
}

static void zigzag(struct leaves *l, uint64_t v, struct span token)
{
	bool negative = (v & 1) != 0;

	leaves_number(l, (v >> 1) + negative, negative, token);
}

static bool fields(struct leaves *l, struct reader *r)
{
	uint64_t id = 0;

	for (;;) {
		uint8_t byte = rd_u8(r), type = byte & 15;
		bool ok;

		if (byte == STOP)
			return rd_ok(r);
		id = byte >> 4 != 0 ? id + (byte >> 4) : varint(r) >> 1;
		if (id == 0 || id > INT16_MAX || !trail_down(&l->trail, TRAIL_FIELD))
			return false;
		trail_last(&l->trail)->number = id;
		/* A flag stands in its type. */
		ok = type == TRUE || type == FALSE || value(l, r, type);
		trail_up(&l->trail);
		if (!ok || !rd_ok(r))
			return false;
	}
}

static bool element(struct leaves *l, struct reader *r, uint8_t type)
{
	if (type == TRUE || type == FALSE)
		return rd_u8(r) <= 2 && rd_ok(r);
	return value(l, r, type);
}

static bool elements(struct leaves *l, struct reader *r)
{
	uint8_t byte = rd_u8(r);
	uint64_t n = byte >> 4 == 15 ? varint(r) : byte >> 4;
	bool ok = rd_ok(r) && n <= rd_left(r) && trail_down(&l->trail, TRAIL_ELEMENT);

	if (!ok)
		return false;
	for (uint64_t i = 0; ok && i < n; i++) {
		trail_last(&l->trail)->number = i;
		ok = element(l, r, byte & 15);
	}
	trail_up(&l->trail);
	return ok;
}

static bool entries(struct leaves *l, struct reader *r)
{
	uint64_t n = varint(r);
	uint8_t types = n > 0 ? rd_u8(r) : 0, key = types >> 4;
	bool ok = rd_ok(r) && n <= rd_left(r) && trail_down(&l->trail, key == BINARY ? TRAIL_MEMBER : TRAIL_ELEMENT);

	if (!ok)
		return false;
	for (uint64_t i = 0; ok && i < n; i++) {
		trail_last(&l->trail)->number = i;
		if (key == BINARY)
			trail_last(&l->trail)->name = rd_bytes(r, (size_t)varint(r));
		else
			ok = element(l, r, key);
		ok = ok && rd_ok(r) && element(l, r, types & 15);
	}
	trail_up(&l->trail);
	return ok;
}

static bool value(struct leaves *l, struct reader *r, uint8_t type)
{
	const uint8_t *from = r->pos;
	uint64_t v;
	double real;

	switch (type) {
	case I8:
		rd_u8(r);
		return rd_ok(r);
	case I16:
	case I32:
	case I64:
		v = varint(r);
		if (rd_ok(r))
			zigzag(l, v, leaves_since(r, from));
		return rd_ok(r);
	case DOUBLE:
		v = rd_le64(r);
		memcpy(&real, &v, sizeof real);
		if (rd_ok(r))
			leaves_real(l, real, leaves_since(r, from));
		return rd_ok(r);
	case BINARY: {
		struct span bytes = rd_bytes(r, (size_t)varint(r));

		if (rd_ok(r))
			leaves_bytes(l, bytes);
		return rd_ok(r);
	}
	case LIST:
	case SET:
		return elements(l, r);
	case MAP:
		return entries(l, r);
	case STRUCT:
		return fields(l, r);
	default:
		return false;
	}
}

static bool header(struct reader *r)
{
	struct reader at = *r;

	/* Protocol 0x82, version 1 with the type of call, sequence number, name. */
	if (rd_u8(&at) != 0x82 || (rd_u8(&at) & 0x1f) != 1)
		return false;
	varint(&at);
	rd_bytes(&at, (size_t)varint(&at));
	if (rd_ok(&at))
		*r = at;
	return rd_ok(&at);
}

static bool walk(struct leaves *l, struct span s)
{
	struct reader r = rd_over_span(s);

	header(&r);
	return fields(l, &r) && rd_left(&r) == 0;
}

bool compact_open(struct unwrap *u, const struct node *n)
{
	struct reader r = rd_over_span(n->bytes);

	/* A struct ends in a zero byte. */
	if (n->bytes.data[n->bytes.len - 1] != STOP)
		return false;
	if (rd_be32(&r) == n->bytes.len - 4 && leaves_open(u, n, "thrift:", walk, span_sub(n->bytes, 4, n->bytes.len)))
		return true;
	return leaves_open(u, n, "thrift:", walk, n->bytes);
}
