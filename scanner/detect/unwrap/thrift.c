/* Apache Thrift's binary protocol, as its specification "thrift-binary-protocol.md" has it: a call, or a bare struct. */
#include "detect/unwrap/leaves.h"
#include "detect/unwrap/wrapping.h"

#include <string.h>

enum type { STOP = 0, BOOL = 2, I8 = 3, DOUBLE = 4, I16 = 6, I32 = 8, I64 = 10, BINARY = 11, STRUCT = 12, MAP = 13, SET = 14,
	LIST = 15 };

static bool value(struct leaves *l, struct reader *r, uint8_t type);

static void number(struct leaves *l, int64_t v, struct span token)
{
	leaves_number(l, v < 0 ? 0 - (uint64_t)v : (uint64_t)v, v < 0, token);
}

static bool fields(struct leaves *l, struct reader *r)
{
	for (;;) {
		uint8_t type = rd_u8(r);
		bool ok;

		if (type == STOP)
			return rd_ok(r);
		if (!trail_down(&l->trail, TRAIL_FIELD))
			return false;
		trail_last(&l->trail)->number = rd_be16(r);
		/* Identifiers of fields are positive; those of unnamed ones are negative. */
		ok = rd_ok(r) && trail_last(&l->trail)->number != 0 && value(l, r, type);
		trail_up(&l->trail);
		if (!ok)
			return false;
	}
}

static bool elements(struct leaves *l, struct reader *r)
{
	uint8_t type = rd_u8(r);
	uint32_t n = rd_be32(r);
	bool ok = rd_ok(r) && n <= rd_left(r) && trail_down(&l->trail, TRAIL_ELEMENT);

	if (!ok)
		return false;
	for (uint32_t i = 0; ok && i < n; i++) {
		trail_last(&l->trail)->number = i;
		ok = value(l, r, type);
	}
	trail_up(&l->trail);
	return ok;
}

/* Names of members where the keys are texts; other keys say nothing. */
static bool entries(struct leaves *l, struct reader *r)
{
	uint8_t key = rd_u8(r), type = rd_u8(r);
	uint32_t n = rd_be32(r);
	bool ok = rd_ok(r) && n <= rd_left(r) && trail_down(&l->trail, key == BINARY ? TRAIL_MEMBER : TRAIL_ELEMENT);

	if (!ok)
		return false;
	for (uint32_t i = 0; ok && i < n; i++) {
		trail_last(&l->trail)->number = i;
		if (key == BINARY)
			trail_last(&l->trail)->name = rd_bytes(r, rd_be32(r));
		else
			ok = value(l, r, key);
		ok = ok && rd_ok(r) && value(l, r, type);
	}
	trail_up(&l->trail);
	return ok;
}

static bool value(struct leaves *l, struct reader *r, uint8_t type)
{
	const uint8_t *from = r->pos;
	uint64_t bits;
	double real;
	int64_t v;

	switch (type) {
	case BOOL:
		return rd_u8(r) <= 1 && rd_ok(r);
	case I8:
		rd_u8(r);
		return rd_ok(r);
	case I16:
		rd_be16(r);
		return rd_ok(r);
	case I32:
		v = (int32_t)rd_be32(r);
		break;
	case I64:
		v = (int64_t)rd_be64(r);
		break;
	case DOUBLE:
		bits = rd_be64(r);
		memcpy(&real, &bits, sizeof real);
		if (rd_ok(r))
			leaves_real(l, real, leaves_since(r, from));
		return rd_ok(r);
	case BINARY: {
		struct span bytes = rd_bytes(r, rd_be32(r));

		if (rd_ok(r))
			leaves_bytes(l, bytes);
		return rd_ok(r);
	}
	case STRUCT:
		return fields(l, r);
	case MAP:
		return entries(l, r);
	case SET:
	case LIST:
		return elements(l, r);
	default:
		return false;
	}
	if (rd_ok(r))
		number(l, v, leaves_since(r, from));
	return rd_ok(r);
}

/* "strict" message header: version 1, type of call, name, sequence number. */
static bool header(struct reader *r)
{
	struct reader at = *r;
	uint32_t version = rd_be32(&at);

	if (version >> 16 != 0x8001)
		return false;
	rd_bytes(&at, rd_be32(&at));
	rd_be32(&at);
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

bool thrift_open(struct unwrap *u, const struct node *n)
{
	struct reader r = rd_over_span(n->bytes);

	/* A type, the version, or the high byte of a length. */
	if (n->bytes.data[0] > LIST && n->bytes.data[0] != 0x80)
		return false;
	/* Framed: a length before the message. */
	if (rd_be32(&r) == n->bytes.len - 4 && leaves_open(u, n, "thrift:", walk, span_sub(n->bytes, 4, n->bytes.len)))
		return true;
	return leaves_open(u, n, "thrift:", walk, n->bytes);
}
