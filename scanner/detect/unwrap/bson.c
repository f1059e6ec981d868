/* BSON 1.1: a length, elements of type, name and value, a zero. */
#include "detect/unwrap/leaves.h"
#include "detect/unwrap/wrapping.h"

#include <string.h>

enum { DOUBLE = 1, STRING = 2, DOCUMENT = 3, ARRAY = 4, BINARY = 5, UNDEFINED = 6, OBJECT_ID = 7, BOOLEAN = 8, DATE = 9, NOTHING = 10,
	CODE = 13, SYMBOL = 14, INT32 = 16, TIMESTAMP = 17, INT64 = 18, DECIMAL = 19 };

static bool document(struct leaves *l, struct reader *r);

/* A length that counts the zero behind it. */
static bool text(struct leaves *l, struct reader *r)
{
	size_t len = rd_le32(r);
	struct span s;

	if (len == 0)
		return false;
	s = rd_bytes(r, len - 1);
	if (rd_u8(r) != 0 || !rd_ok(r))
		return false;
	leaves_bytes(l, s);
	return true;
}

static bool binary(struct leaves *l, struct reader *r)
{
	size_t len = rd_le32(r);
	struct span s;

	rd_u8(r);
	s = rd_bytes(r, len);
	if (rd_ok(r))
		leaves_bytes(l, s);
	return rd_ok(r);
}

static bool real(struct leaves *l, struct reader *r)
{
	const uint8_t *from = r->pos;
	uint64_t bits = rd_le64(r);
	double v;

	memcpy(&v, &bits, sizeof v);
	if (rd_ok(r))
		leaves_real(l, v, leaves_since(r, from));
	return rd_ok(r);
}

static bool integer(struct leaves *l, struct reader *r, bool wide)
{
	const uint8_t *from = r->pos;
	int64_t v = wide ? (int64_t)rd_le64(r) : (int32_t)rd_le32(r);

	if (rd_ok(r))
		leaves_number(l, v < 0 ? -(uint64_t)v : (uint64_t)v, v < 0, leaves_since(r, from));
	return rd_ok(r);
}

static bool element(struct leaves *l, struct reader *r, uint8_t type)
{
	switch (type) {
	case DOUBLE:
		return real(l, r);
	case STRING:
	case CODE:
	case SYMBOL:
		return text(l, r);
	case DOCUMENT:
	case ARRAY:
		return document(l, r);
	case BINARY:
		return binary(l, r);
	case INT32:
	case INT64:
		return integer(l, r, type == INT64);
	case UNDEFINED:
	case NOTHING:
		return true;
	case BOOLEAN:
		return rd_u8(r) <= 1;
	case OBJECT_ID:
		rd_bytes(r, 12);
		return rd_ok(r);
	case DATE:
	case TIMESTAMP:
		rd_bytes(r, 8);
		return rd_ok(r);
	default:
		rd_bytes(r, 16);
		return type == DECIMAL && rd_ok(r);
	}
}

static bool document(struct leaves *l, struct reader *r)
{
	uint32_t len = rd_le32(r);
	struct reader inside;
	uint8_t type = 0;
	bool ok = len >= 5 && rd_left(r) >= len - 4 && trail_down(&l->trail, TRAIL_MEMBER);

	if (!ok)
		return false;
	inside = rd_sub(r, len - 4);
	while (ok && (type = rd_u8(&inside)) != 0) {
		struct trail_level *level = trail_last(&l->trail);

		ok = rd_until(&inside, 0, &level->name);
		if (ok)
			leaves_name(l, level->name);
		ok = ok && element(l, &inside, type);
	}
	trail_up(&l->trail);
	return ok && rd_ok(&inside) && rd_left(&inside) == 0;
}

static bool walk(struct leaves *l, struct span s)
{
	struct reader r = rd_over_span(s);

	while (rd_left(&r) > 0)
		if (!document(l, &r))
			return false;
	return true;
}

bool bson_open(struct unwrap *u, const struct node *n)
{
	struct reader r = rd_over_span(n->bytes);
	uint32_t len = rd_le32(&r);
	uint8_t type = rd_u8(&r);

	return len >= 5 && len <= n->bytes.len && type > 0 && type <= DECIMAL && n->bytes.data[len - 1] == 0 &&
	       leaves_open(u, n, "bson:$", walk, n->bytes);
}
