#include "detect/unwrap/leaves.h"

#include "base/text.h"
#include "detect/unwrap/packing.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	TEXT_MIN = 4,              /* bytes of a readable text: shorter ones are chance */
	NAME_MIN = 3,              /* of a member's name */
	NUMBER_KEYED = 100,        /* least number that a key may make telling: a cell's */
	DECIMALS_MIN = 4,          /* of a broken number */
};

/* A number of nine digits may be a telephone's; one of more than sixteen is none of ours, and eight letters read as one. */
static const uint64_t NUMBER_MIN = 100000000, NUMBER_MAX = 9999999999999999;

struct span leaves_since(const struct reader *r, const uint8_t *from)
{
	return (struct span){ from, (size_t)(r->pos - from) };
}

static bool open(struct unwrap *u, const struct node *n, const char *root, leaves_walk *walk, struct span bytes, bool last)
{
	struct leaves l;

	/* Field by field: to clear all levels would cost more than most walks. */
	l.u = NULL;
	l.node = n;
	l.trail.root = root;
	l.trail.depth = 0;
	l.readable = l.lengthy = 0;
	if (bytes.len == 0 || !walk(&l, bytes) || (last ? l.lengthy : l.readable) == 0)
		return false;
	l.u = u;
	walk(&l, bytes);
	return true;
}

bool leaves_open(struct unwrap *u, const struct node *n, const char *root, leaves_walk *walk, struct span bytes)
{
	return open(u, n, root, walk, bytes, false);
}

bool leaves_open_last(struct unwrap *u, const struct node *n, const char *root, leaves_walk *walk, struct span bytes)
{
	return open(u, n, root, walk, bytes, true);
}

static void hand_over(struct leaves *l, struct span bytes, struct span token, bool fresh)
{
	struct piece p = { .step = { NULL, trail_step, &l->trail, trail_outer }, .bytes = bytes, .token = token, .fresh = fresh, .whole = fresh };

	trail_name(&l->trail, &p);
	if (!fresh || unwrap_afford(l->u, bytes.len))
		unwrap_piece(l->u, l->node, &p);
}

static bool is_joint(uint8_t c)
{
	return isalnum(c) || c >= 0x80 || (c != 0 && strchr("._%+-*", c) != NULL);
}

/* A length before it or a tag behind it looks like a letter that goes on: such a leaf is read apart from its neighbours. */
static bool seems_joined(const struct leaves *l, struct span bytes)
{
	struct span all = l->node->bytes;
	size_t from = (size_t)(bytes.data - all.data), to = from + bytes.len;

	return (from > 0 && is_joint(all.data[from - 1])) || (to < all.len && is_joint(all.data[to]));
}

/* A text, or what begins as something packed does. */
static bool is_readable(struct span bytes)
{
	if (bytes.len < TEXT_MIN)
		return false;
	return text_is_mostly(span_sub(bytes, 0, 64), 90) || span_starts(bytes, "\x1f\x8b\x08") ||
	       span_starts(bytes, "\x28\xb5\x2f\xfd") || (bytes.len >= PACKING_MIN && zlib_begins(bytes));
}

void leaves_bytes(struct leaves *l, struct span bytes)
{
	if (l->u != NULL) {
		hand_over(l, bytes, bytes, seems_joined(l, bytes));
		if (l->trail.depth > 0)
			level_said(trail_last(&l->trail), bytes);
		return;
	}
	l->readable += is_readable(bytes);
	l->lengthy += bytes.len >= PACKING_MIN;
}

void leaves_name(struct leaves *l, struct span name)
{
	l->readable += l->u == NULL && name.len >= NAME_MIN && text_is_mostly(name, 100);
}

void leaves_number(struct leaves *l, uint64_t size, bool negative, struct span token)
{
	char text[32];

	if (size > NUMBER_MAX || size < (trail_is_named(&l->trail) ? NUMBER_KEYED : NUMBER_MIN))
		return;
	l->readable += size >= NUMBER_MIN;
	if (l->u == NULL)
		return;
	snprintf(text, sizeof text, "%s%" PRIu64, negative ? "-" : "", size);
	hand_over(l, span_of(text), token, true);
	explicit_bzero(text, sizeof text);
}

/* A place is the same with and without them. The four decimals that make a place stay. */
static void without_zeros(char *text)
{
	size_t len = strlen(text), least = (size_t)(strchr(text, '.') - text) + 1 + DECIMALS_MIN;

	while (len > least && text[len - 1] == '0')
		text[--len] = 0;
}

void leaves_real(struct leaves *l, double v, struct span token)
{
	char text[32];

	if (!trail_is_named(&l->trail) || !isfinite(v) || fabs(v) > 1e9)
		return;
	l->readable++;
	if (l->u == NULL)
		return;
	snprintf(text, sizeof text, "%.7f", v);
	without_zeros(text);
	hand_over(l, span_of(text), token, true);
	explicit_bzero(text, sizeof text);
}
