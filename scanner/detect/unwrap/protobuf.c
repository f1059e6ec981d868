/*
 * Protocol Buffers without their schema: a walk over the fields of the wire format. Anything may be read as such by chance,
 * so all bytes must fit, numbers must be written as short as they can be, and there must be something to read.
 */
#include "base/text.h"
#include "detect/unwrap/leaves.h"
#include "detect/unwrap/wrapping.h"

#include <string.h>

enum {
	FIELD_MAX = 1 << 18, /* number of a field: schemas hardly go beyond thousands */
	LEVELS_MAX = 16,     /* messages inside each other */
	NAME_MIN = 2,        /* bytes of a map's key that may be a name */
};

enum wire_type { VARINT = 0, FIXED64 = 1, LENGTH = 2, FIXED32 = 5 };

static bool varint(struct reader *r, uint64_t *ret)
{
	uint64_t v = 0;
	uint8_t byte = 0x80;

	for (unsigned shift = 0; shift < 64 && byte >= 0x80; shift += 7) {
		byte = rd_u8(r);
		v |= (uint64_t)(byte & 0x7f) << shift;
		if (byte == 0 && shift > 0)
			return false;
	}
	*ret = v;
	return rd_ok(r) && byte < 0x80;
}

static bool tag(struct reader *r, uint64_t *ret_number, enum wire_type *ret_type)
{
	uint64_t v;

	if (!varint(r, &v) || v >> 3 == 0 || v >> 3 > FIELD_MAX)
		return false;
	*ret_number = v >> 3;
	*ret_type = (enum wire_type)(v & 7);
	return true;
}

/* The length of a field, read. */
static bool length(struct reader *r, struct span *ret)
{
	uint64_t len;

	if (!varint(r, &len) || len > rd_left(r))
		return false;
	*ret = rd_bytes(r, (size_t)len);
	return true;
}

/* All bytes are fields, seen from above. */
static bool fits(struct span s)
{
	struct reader r = rd_over_span(s);
	struct span inside;
	uint64_t number;
	enum wire_type type;

	while (rd_left(&r) > 0) {
		if (!tag(&r, &number, &type))
			return false;
		if (type == VARINT ? !varint(&r, &number) : type == LENGTH && !length(&r, &inside))
			return false;
		if (type == FIXED64 || type == FIXED32)
			rd_bytes(&r, type == FIXED64 ? 8 : 4);
		else if (type != VARINT && type != LENGTH)
			return false;
	}
	return rd_ok(&r);
}

/* Text is text, even where its letters would do for tags; a message's first tags are control characters. */
static bool is_message(struct span s)
{
	return s.len >= 2 && fits(s) && (s.data[0] < ' ' || !text_is_mostly(s, 100));
}

static bool message(struct leaves *l, struct span s, unsigned level);

static bool field(struct leaves *l, struct reader *r, enum wire_type type, unsigned level)
{
	const uint8_t *from = r->pos;
	struct span inside;
	uint64_t v;

	switch (type) {
	case VARINT:
		if (!varint(r, &v))
			return false;
		leaves_number(l, v, false, leaves_since(r, from));
		return true;
	case FIXED64:
		v = rd_le64(r);
		if (rd_ok(r))
			leaves_number(l, v, false, leaves_since(r, from));
		return rd_ok(r);
	case FIXED32:
		rd_le32(r);
		return rd_ok(r);
	case LENGTH:
		if (!length(r, &inside))
			return false;
		if (level < LEVELS_MAX && is_message(inside))
			return message(l, inside, level + 1);
		leaves_bytes(l, inside);
		return true;
	}
	return false;
}

/* A map is written as messages of two fields, key and value: the name of the second. Empty: this is none of them. */
static struct span entry_name(struct span s)
{
	const struct span none = { NULL, 0 };
	struct reader r = rd_over_span(s);
	struct span name, value;
	enum wire_type type;
	uint64_t number;

	if (!tag(&r, &number, &type) || number != 1 || type != LENGTH || !length(&r, &name))
		return none;
	if (name.len < NAME_MIN || name.len >= KEY_TEXT || !text_is_mostly(name, 100))
		return none;
	if (!tag(&r, &number, &type) || number != 2 || !(type == LENGTH ? length(&r, &value) : type == VARINT && varint(&r, &number)))
		return none;
	return rd_left(&r) == 0 ? name : none;
}

static bool message(struct leaves *l, struct span s, unsigned level)
{
	struct span name = level > 1 ? entry_name(s) : (struct span){ NULL, 0 };
	struct reader r = rd_over_span(s);
	enum wire_type type;
	uint64_t number;
	bool ok = true;

	while (ok && rd_left(&r) > 0) {
		if (!tag(&r, &number, &type) || !trail_down(&l->trail, name.len > 0 && number == 2 ? TRAIL_MEMBER : TRAIL_FIELD))
			return false;
		trail_last(&l->trail)->number = number;
		trail_last(&l->trail)->name = name;
		ok = field(l, &r, type, level);
		trail_up(&l->trail);
	}
	return ok;
}

static bool walk(struct leaves *l, struct span s)
{
	return message(l, s, 1);
}

/* Messages that are written one behind the other, each with its length before it. */
static bool walk_delimited(struct leaves *l, struct span s)
{
	struct reader r = rd_over_span(s);
	struct span one;

	while (rd_left(&r) > 0)
		if (!length(&r, &one) || !is_message(one) || !message(l, one, 1))
			return false;
	return true;
}

bool protobuf_open(struct unwrap *u, const struct node *n)
{
	return is_message(n->bytes) && leaves_open(u, n, "protobuf:", walk, n->bytes);
}

bool delimited_open(struct unwrap *u, const struct node *n)
{
	return leaves_open(u, n, "delimited:", walk_delimited, n->bytes);
}

bool protobuf_open_last(struct unwrap *u, const struct node *n)
{
	return is_message(n->bytes) && leaves_open_last(u, n, "protobuf:", walk, n->bytes);
}

/* gRPC's messages: a flag, a length of four bytes, the message (one after the other). */
bool grpc_open(struct unwrap *u, const struct node *n)
{
	struct reader r = rd_over_span(n->bytes);
	struct piece p = { .step.text = "grpc" };

	while (rd_left(&r) > 0) {
		if ((rd_u8(&r) & 0x7e) != 0)
			return false;
		rd_bytes(&r, rd_be32(&r));
	}
	if (!rd_ok(&r) || n->bytes.len < 8)
		return false;
	for (r = rd_over_span(n->bytes); rd_left(&r) > 0;) {
		rd_u8(&r);
		p.bytes = rd_bytes(&r, rd_be32(&r));
		unwrap_piece(u, n, &p);
	}
	return true;
}
