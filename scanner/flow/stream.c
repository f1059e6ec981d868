#include "flow/stream.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

struct segment {
	struct segment *next;
	uint32_t seq, len;  /* len on the wire; captured may be less */
	uint32_t captured, kept; /* kept: none of them where they are unheard */
	uint64_t frame;
	int64_t at;
	uint8_t data[];
};

enum { WINDOW_MAX = 1 << 30 /* RFC 7323 section 2.3: further off a number is old, not new */ };

/* How far a lies after b, in the 32-bit circle (RFC 9293 section 3.4). */
static int32_t after(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b);
}

static void deliver_gap(struct stream *s, uint64_t n, uint64_t frame, const struct stream_sink *sink)
{
	if (n == 0)
		return;
	s->missing += n;
	s->next += (uint32_t)n;
	sink->gap(sink->ctx, n, frame);
}

/* Delivers what stands at the next byte: captured bytes, or word that there were so many. */
static void deliver(struct stream *s, struct span kept, uint32_t captured, uint32_t wire_len, uint64_t frame, int64_t at,
	const struct stream_sink *sink)
{
	s->next += captured;
	if (captured > 0)
		sink->bytes(sink->ctx, kept, frame, at);
	deliver_gap(s, wire_len - captured, frame, sink);
}

static struct span heard(const struct stream_piece *p)
{
	return p->unheard ? (struct span){ NULL, 0 } : p->bytes;
}

static void segment_drop(struct stream *s, uint64_t *total)
{
	struct waiting *w = s->waiting;
	struct segment *g = w->first;

	w->first = g->next;
	w->count--;
	w->bytes -= g->kept;
	*total -= g->kept;
	xfree_wiped(g, sizeof *g + g->kept);
	if (w->first == NULL) {
		free(w);
		s->waiting = NULL;
	}
}

/* Delivers waiting segments up to the next hole; over_hole: the one that stands before the first is given up. */
static void drain(struct stream *s, bool over_hole, uint64_t *total, const struct stream_sink *sink)
{
	while (s->waiting != NULL) {
		struct segment *g = s->waiting->first;

		if (after(g->seq, s->next) > 0 && !over_hole)
			return;
		if (after(g->seq, s->next) > 0)
			deliver_gap(s, g->seq - s->next, g->frame, sink);
		deliver(s, (struct span){ g->data, g->kept }, g->captured, g->len, g->frame, g->at, sink);
		segment_drop(s, total);
		over_hole = false;
	}
}

/* Forgets what of the piece lies before seq. */
static void cut_front(struct stream_piece *p, uint32_t seq)
{
	int32_t n = after(seq, p->seq);

	if (n <= 0)
		return;
	if ((uint32_t)n > p->wire_len)
		n = (int32_t)p->wire_len;
	p->seq += (uint32_t)n;
	p->wire_len -= (uint32_t)n;
	p->bytes = span_sub(p->bytes, (size_t)n, SIZE_MAX);
}

/* Puts the first len bytes of the piece before *at; returns the place behind them. */
static struct segment **insert(struct waiting *w, struct segment **at, uint32_t len, const struct stream_piece *p,
	uint64_t *total)
{
	struct span bytes = span_sub(heard(p), 0, len);
	struct segment *g = xmalloc(sizeof *g + bytes.len);

	*g = (struct segment){ .next = *at, .seq = p->seq, .len = len, .captured = (uint32_t)span_sub(p->bytes, 0, len).len,
		.kept = (uint32_t)bytes.len, .frame = p->frame, .at = p->at };
	if (bytes.len > 0)
		memcpy(g->data, bytes.data, bytes.len);
	*at = g;
	if (g->next == NULL)
		w->last = g;
	w->count++;
	w->bytes += g->kept;
	*total += g->kept;
	return &g->next;
}

/* Where to look for a piece's place from: most stand behind all that wait. */
static struct segment **place_before(struct waiting *w, uint32_t seq)
{
	return w->last != NULL && after(seq, w->last->seq + w->last->len) >= 0 ? &w->last->next : &w->first;
}

/* Keeps a piece behind a hole. What came first stands: only what fills room between waiting segments is kept. */
static void keep(struct stream *s, struct stream_piece p, uint64_t *total)
{
	struct segment **at;

	if (s->waiting == NULL)
		s->waiting = xcalloc(1, sizeof *s->waiting);
	at = place_before(s->waiting, p.seq);
	while (p.wire_len > 0) {
		uint32_t end = p.seq + p.wire_len;
		uint32_t room = *at == NULL || after((*at)->seq, end) >= 0 ? p.wire_len :
			after((*at)->seq, p.seq) > 0 ? (*at)->seq - p.seq : 0;

		if (room > 0)
			at = insert(s->waiting, at, room, &p, total);
		if (*at == NULL || room == p.wire_len)
			return;
		cut_front(&p, (*at)->seq + (*at)->len);
		at = &(*at)->next;
	}
}

/* True where the piece has the next byte and reaches over nothing that came before it. */
static bool in_order(const struct stream *s, const struct stream_piece *p)
{
	return p->seq == s->next && (s->waiting == NULL || after(s->waiting->first->seq, p->seq + p->wire_len) >= 0);
}

static bool over_bounds(const struct stream *s, uint64_t total)
{
	return s->waiting->count > SEGMENTS_MAX || s->waiting->bytes > SEGMENT_BYTES_MAX ||
		total > REORDER_TOTAL_MAX / SHARDS;
}

bool stream_add(struct stream *s, const struct stream_piece *p, uint64_t *total, const struct stream_sink *sink)
{
	struct stream_piece fresh = *p;
	bool within = true;

	fresh.seq += p->syn ? 1 : 0;
	if (!s->started) {
		s->started = true;
		s->next = fresh.seq;
	}
	cut_front(&fresh, s->next);
	if (fresh.wire_len == 0 || after(fresh.seq, s->next) > WINDOW_MAX)
		return true;
	if (in_order(s, &fresh))
		deliver(s, heard(&fresh), (uint32_t)fresh.bytes.len, fresh.wire_len, fresh.frame, fresh.at, sink);
	else
		keep(s, fresh, total);
	drain(s, false, total, sink);
	while (s->waiting != NULL && over_bounds(s, *total)) {
		within = false;
		drain(s, true, total, sink);
	}
	return within;
}

void stream_flush(struct stream *s, uint64_t *total, const struct stream_sink *sink)
{
	while (s->waiting != NULL)
		drain(s, true, total, sink);
}

void stream_free(struct stream *s, uint64_t *total)
{
	while (s->waiting != NULL)
		segment_drop(s, total);
}
