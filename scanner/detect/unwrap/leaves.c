#include "detect/unwrap/leaves.h"

#include "base/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	TEXT_MIN = 4,              /* bytes of a readable text: shorter ones are chance */
	NUMBER_KEYED = 100,        /* least number that a key may make telling: a cell's */
};

/* A number of nine digits may be a telephone's; one of more than sixteen is none of ours, and eight letters read as one. */
static const uint64_t NUMBER_MIN = 100000000, NUMBER_MAX = 9999999999999999;

struct span leaves_since(const struct reader *r, const uint8_t *from)
{
	return (struct span){ from, (size_t)(r->pos - from) };
}

bool leaves_open(struct unwrap *u, const struct node *n, const char *root, leaves_walk *walk, struct span bytes)
{
	struct leaves l;

	/* Field by field: to clear all levels would cost more than most walks. */
	l.u = NULL;
	l.node = n;
	l.trail.root = root;
	l.trail.depth = 0;
	l.readable = 0;
	if (bytes.len == 0 || !walk(&l, bytes) || l.readable == 0)
		return false;
	l.u = u;
	walk(&l, bytes);
	return true;
}

static void hand_over(struct leaves *l, struct span bytes, struct span token, bool fresh)
{
	const struct piece p = { .step = { NULL, trail_step, &l->trail }, .key = trail_key(&l->trail), .bytes = bytes,
		.token = token, .fresh = fresh };

	if (!fresh || unwrap_afford(l->u, bytes.len))
		unwrap_piece(l->u, l->node, &p);
}

void leaves_bytes(struct leaves *l, struct span bytes)
{
	if (l->u != NULL)
		hand_over(l, bytes, bytes, false);
	else
		l->readable += bytes.len >= TEXT_MIN && text_share(span_sub(bytes, 0, 64)) >= 90;
}

void leaves_number(struct leaves *l, uint64_t size, bool negative, struct span token)
{
	char text[32];

	if (size > NUMBER_MAX || size < (trail_key(&l->trail).len > 0 ? NUMBER_KEYED : NUMBER_MIN))
		return;
	l->readable += size >= NUMBER_MIN;
	if (l->u == NULL)
		return;
	snprintf(text, sizeof text, "%s%" PRIu64, negative ? "-" : "", size);
	hand_over(l, span_of(text), token, true);
	explicit_bzero(text, sizeof text);
}

void leaves_real(struct leaves *l, double v, struct span token)
{
	char text[32];

	if (trail_key(&l->trail).len == 0 || !isfinite(v) || fabs(v) > 1e9)
		return;
	l->readable++;
	if (l->u == NULL)
		return;
	snprintf(text, sizeof text, "%.7f", v);
	hand_over(l, span_of(text), token, true);
	explicit_bzero(text, sizeof text);
}
