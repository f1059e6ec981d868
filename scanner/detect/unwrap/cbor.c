/* CBOR (RFC 8949): maps, arrays or tagged ones behind each other, to the last byte. */
#include "detect/unwrap/leaves.h"
#include "detect/unwrap/wrapping.h"

#include <math.h>
#include <string.h>

enum major { UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG, SIMPLE };

enum { BREAK = 0xff, INDEFINITE = 31, TAGS_MAX = 4 /* on one value */ };

struct head {
	enum major major;
	uint8_t more;      /* the five bits behind it */
	uint64_t argument; /* 0 where the length is indefinite */
};

static bool value(struct leaves *l, struct reader *r);

static bool head(struct reader *r, struct head *ret)
{
	uint8_t first = rd_u8(r);

	ret->major = first >> 5;
	ret->more = first & 31;
	ret->argument = ret->more;
	if (ret->more == 24)
		ret->argument = rd_u8(r);
	else if (ret->more == 25)
		ret->argument = rd_be16(r);
	else if (ret->more == 26)
		ret->argument = rd_be32(r);
	else if (ret->more == 27)
		ret->argument = rd_be64(r);
	else if (ret->more == INDEFINITE)
		ret->argument = 0;
	else if (ret->more > 27)
		return false;
	return rd_ok(r);
}

static bool at_break(struct reader *r)
{
	if (rd_left(r) == 0 || *r->pos != BREAK)
		return false;
	rd_u8(r);
	return true;
}

/* Is there another item of a container? */
static bool another(struct reader *r, const struct head *h, uint64_t i)
{
	return h->more == INDEFINITE ? rd_left(r) > 0 && !at_break(r) : i < h->argument;
}

/* A member's name is a text; a number stands for one in protocols for small things. */
static bool member(struct leaves *l, struct reader *r)
{
	struct trail_level *level = trail_last(&l->trail);
	struct head h;

	if (!head(r, &h) || h.more == INDEFINITE || h.major > TEXT)
		return false;
	level->sort = h.major >= BYTES ? TRAIL_MEMBER : TRAIL_FIELD;
	level->number = h.argument;
	if (h.major >= BYTES) {
		level->name = rd_bytes(r, h.argument > rd_left(r) ? SIZE_MAX : (size_t)h.argument);
		leaves_name(l, level->name);
	}
	return rd_ok(r);
}

static bool container(struct leaves *l, struct reader *r, const struct head *h)
{
	bool ok = h->argument <= rd_left(r) && trail_down(&l->trail, h->major == MAP ? TRAIL_MEMBER : TRAIL_ELEMENT);

	if (!ok)
		return false;
	for (uint64_t i = 0; ok && another(r, h, i); i++) {
		if (h->major == MAP)
			ok = member(l, r);
		else
			trail_last(&l->trail)->number = i;
		ok = ok && value(l, r);
	}
	trail_up(&l->trail);
	return ok;
}

/* Of indefinite length, they come in chunks that are each handed over. */
static bool string(struct leaves *l, struct reader *r, const struct head *h)
{
	struct head chunk = *h;
	struct span bytes;

	while (h->more == INDEFINITE ? rd_left(r) > 0 && !at_break(r) : true) {
		if (h->more == INDEFINITE && (!head(r, &chunk) || chunk.major != h->major || chunk.more == INDEFINITE))
			return false;
		if (chunk.argument > rd_left(r))
			return false;
		bytes = rd_bytes(r, (size_t)chunk.argument);
		leaves_bytes(l, bytes);
		if (h->more != INDEFINITE)
			break;
	}
	return rd_ok(r);
}

static void real(struct leaves *l, const struct head *h, struct span token)
{
	uint32_t bits = (uint32_t)h->argument;
	double v;
	float f;

	if (h->more == 27) {
		memcpy(&v, &h->argument, sizeof v);
	} else {
		memcpy(&f, &bits, sizeof f);
		v = (double)f;
	}
	leaves_real(l, v, token);
}

static bool value(struct leaves *l, struct reader *r)
{
	const uint8_t *from = r->pos;
	struct head h;

	for (int tags = 0; tags < TAGS_MAX; tags++) {
		if (!head(r, &h))
			return false;
		if (h.major != TAG)
			break;
	}
	switch (h.major) {
	case UNSIGNED:
	case NEGATIVE:
		if (h.more == INDEFINITE)
			return false;
		leaves_number(l, h.argument + (h.major == NEGATIVE), h.major == NEGATIVE, leaves_since(r, from));
		return true;
	case BYTES:
	case TEXT:
		return string(l, r, &h);
	case ARRAY:
	case MAP:
		return container(l, r, &h);
	case TAG:
		return false;
	case SIMPLE:
		if (h.more == 26 || h.more == 27)
			real(l, &h, leaves_since(r, from));
		return h.more != INDEFINITE;
	}
	return false;
}

/* What is tagged to be CBOR (RFC 8949 3.4.6), and messages of COSE (RFC 9052 2), in whose bytes the content is. */
static bool is_tagged(struct span s)
{
	static const char *const tags[] = { "\xd9\xd9\xf7", "\xd0\x83", "\xd1\x84", "\xd2\x84" };

	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
		if (span_starts(s, tags[i]))
			return true;
	return false;
}

static bool is_container(struct span s)
{
	uint8_t major = s.data[0] >> 5;

	return major == ARRAY || major == MAP || is_tagged(s);
}

static bool walk(struct leaves *l, struct span s)
{
	struct reader r = rd_over_span(s);

	while (rd_left(&r) > 0)
		if (!is_container((struct span){ r.pos, rd_left(&r) }) || !value(l, &r))
			return false;
	return true;
}

bool cbor_open(struct unwrap *u, const struct node *n)
{
	return is_container(n->bytes) && (leaves_open(u, n, "cbor:$", walk, n->bytes) ||
		(is_tagged(n->bytes) && leaves_open_last(u, n, "cbor:$", walk, n->bytes)));
}
