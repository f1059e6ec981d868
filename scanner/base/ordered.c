#include "base/ordered.h"

#include "base/alloc.h"
#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

struct ordered_kept {
	struct ordered_kept *next;
	uint64_t offset;
	uint32_t len, captured, kept; /* as sent, as captured, as kept: none where they are unheard */
	uint64_t frame;
	int64_t at;
	uint8_t data[];
};

static void deliver_gap(struct ordered *o, uint64_t n, uint64_t frame, const struct ordered_sink *sink)
{
	if (n == 0)
		return;
	o->missing += n;
	o->next += n;
	sink->gap(sink->ctx, n, frame);
}

/* Delivers what stands at the next byte: captured bytes, or word that there were so many. */
static void deliver(struct ordered *o, struct span kept, uint32_t captured, uint32_t len, uint64_t frame, int64_t at,
	const struct ordered_sink *sink)
{
	o->next += captured;
	if (captured > 0)
		sink->bytes(sink->ctx, kept, frame, at);
	deliver_gap(o, len - captured, frame, sink);
}

static struct span heard(const struct ordered_piece *p)
{
	return p->unheard ? (struct span){ NULL, 0 } : p->bytes;
}

static void drop_first(struct ordered *o, uint64_t *total)
{
	struct ordered_waiting *w = o->waiting;
	struct ordered_kept *k = w->first;

	w->first = k->next;
	w->count--;
	w->bytes -= k->kept;
	*total -= k->kept;
	xfree_wiped(k, sizeof *k + k->kept);
	if (w->first == NULL) {
		free(w);
		o->waiting = NULL;
	}
}

/* Delivers what waits up to the next hole; over_hole: the one that stands before the first is given up. */
static void drain(struct ordered *o, bool over_hole, uint64_t *total, const struct ordered_sink *sink)
{
	while (o->waiting != NULL) {
		struct ordered_kept *k = o->waiting->first;

		if (k->offset > o->next && !over_hole)
			return;
		deliver_gap(o, k->offset - o->next, k->frame, sink);
		deliver(o, (struct span){ k->data, k->kept }, k->captured, k->len, k->frame, k->at, sink);
		drop_first(o, total);
		over_hole = false;
	}
}

/* Forgets what of the piece lies before offset. */
static void cut_front(struct ordered_piece *p, uint64_t offset)
{
	uint64_t n = offset > p->offset ? offset - p->offset : 0;

	if (n > p->len)
		n = p->len;
	p->offset += n;
	p->len -= (uint32_t)n;
	p->bytes = span_sub(p->bytes, (size_t)n, SIZE_MAX);
}

/* Puts the first len bytes of the piece before *at; returns the place behind them. */
static struct ordered_kept **insert(struct ordered_waiting *w, struct ordered_kept **at, uint32_t len, const struct ordered_piece *p,
	uint64_t *total)
{
	struct span bytes = span_sub(heard(p), 0, len);
	struct ordered_kept *k = xmalloc(sizeof *k + bytes.len);

	*k = (struct ordered_kept){ .next = *at, .offset = p->offset, .len = len, .captured = (uint32_t)span_sub(p->bytes, 0, len).len,
		.kept = (uint32_t)bytes.len, .frame = p->frame, .at = p->at };
	if (bytes.len > 0)
		memcpy(k->data, bytes.data, bytes.len);
	*at = k;
	if (k->next == NULL)
		w->last = k;
	w->count++;
	w->bytes += k->kept;
	*total += k->kept;
	return &k->next;
}

/* Where to look for a piece's place from: most stand behind all that wait. */
static struct ordered_kept **place_before(struct ordered_waiting *w, uint64_t offset)
{
	return w->last != NULL && offset >= w->last->offset + w->last->len ? &w->last->next : &w->first;
}

/* Keeps a piece behind a hole. What came first stands: only what fills room between waiting pieces is kept. */
static void keep(struct ordered *o, struct ordered_piece *p, uint64_t *total)
{
	struct ordered_kept **at;

	if (o->waiting == NULL)
		o->waiting = xcalloc(1, sizeof *o->waiting);
	at = place_before(o->waiting, p->offset);
	while (p->len > 0) {
		uint32_t room = *at == NULL || (*at)->offset >= p->offset + p->len ? p->len :
			(*at)->offset > p->offset ? (uint32_t)((*at)->offset - p->offset) : 0;

		if (room > 0)
			at = insert(o->waiting, at, room, p, total);
		if (*at == NULL || room == p->len)
			return;
		cut_front(p, (*at)->offset + (*at)->len);
		at = &(*at)->next;
	}
}

/* True where the piece has the next byte and reaches over nothing that came before it. */
static bool in_order(const struct ordered *o, const struct ordered_piece *p)
{
	return p->offset == o->next && (o->waiting == NULL || o->waiting->first->offset >= p->offset + p->len);
}

static bool over_bounds(const struct ordered *o, uint64_t total)
{
	return o->waiting->count > SEGMENTS_MAX || o->waiting->bytes > SEGMENT_BYTES_MAX || total > REORDER_TOTAL_MAX / SHARDS;
}

bool ordered_add(struct ordered *o, const struct ordered_piece *p, uint64_t *total, const struct ordered_sink *sink)
{
	struct ordered_piece fresh = *p;
	bool within = true;

	cut_front(&fresh, o->next);
	if (fresh.len == 0)
		return true;
	if (in_order(o, &fresh))
		deliver(o, heard(&fresh), (uint32_t)fresh.bytes.len, fresh.len, fresh.frame, fresh.at, sink);
	else
		keep(o, &fresh, total);
	drain(o, false, total, sink);
	while (o->waiting != NULL && over_bounds(o, *total)) {
		within = false;
		drain(o, true, total, sink);
	}
	return within;
}

void ordered_flush(struct ordered *o, uint64_t *total, const struct ordered_sink *sink)
{
	while (o->waiting != NULL)
		drain(o, true, total, sink);
}

void ordered_free(struct ordered *o, uint64_t *total)
{
	while (o->waiting != NULL)
		drop_first(o, total);
}
