#include "flow/stream.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

struct segment {
	struct segment *next;
	uint32_t seq, len;  /* len on the wire; captured may be less */
	uint32_t captured;
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

/* Delivers what of [seq, seq + wire_len) was not delivered yet. */
static void deliver(struct stream *s, uint32_t seq, struct span bytes, uint32_t wire_len, uint64_t frame, int64_t at,
	const struct stream_sink *sink)
{
	uint32_t skip = s->next - seq;
	struct span fresh;

	if (after(seq + wire_len, s->next) <= 0)
		return;
	fresh = span_sub(bytes, skip, wire_len - skip);
	s->next += (uint32_t)fresh.len;
	if (fresh.len > 0)
		sink->bytes(sink->ctx, fresh, frame, at);
	deliver_gap(s, (uint32_t)(seq + wire_len - s->next), frame, sink);
}

static void segment_drop(struct stream *s, uint64_t *total)
{
	struct segment *g = s->waiting;

	s->waiting = g->next;
	s->waiting_count--;
	s->waiting_bytes -= g->captured;
	*total -= g->captured;
	xfree_wiped(g, sizeof *g + g->captured);
}

/* Delivers waiting segments up to the next hole; over_hole: the one that stands before the first is given up. */
static void drain(struct stream *s, bool over_hole, uint64_t *total, const struct stream_sink *sink)
{
	while (s->waiting != NULL) {
		struct segment *g = s->waiting;

		if (after(g->seq, s->next) > 0 && !over_hole)
			return;
		if (after(g->seq, s->next) > 0)
			deliver_gap(s, g->seq - s->next, g->frame, sink);
		deliver(s, g->seq, (struct span){ g->data, g->captured }, g->len, g->frame, g->at, sink);
		segment_drop(s, total);
		over_hole = false;
	}
}

static struct segment **insert(struct stream *s, struct segment **at, uint32_t seq, struct span bytes, uint32_t len,
	const struct stream_piece *p, uint64_t *total)
{
	struct segment *g = xmalloc(sizeof *g + bytes.len);

	*g = (struct segment){ .next = *at, .seq = seq, .len = len, .captured = (uint32_t)bytes.len, .frame = p->frame,
		.at = p->at };
	if (bytes.len > 0)
		memcpy(g->data, bytes.data, bytes.len);
	*at = g;
	s->waiting_count++;
	s->waiting_bytes += g->captured;
	*total += g->captured;
	return &g->next;
}

/* Keeps a piece behind a hole. What came first stands: only what fills room between waiting segments is kept. */
static void keep(struct stream *s, uint32_t seq, const struct stream_piece *p, uint64_t *total)
{
	struct segment **at = &s->waiting;
	struct span bytes = p->bytes;
	uint32_t len = p->wire_len;

	while (len > 0) {
		uint32_t room = *at == NULL || after((*at)->seq, seq + len) >= 0 ? len :
			after((*at)->seq, seq) > 0 ? (*at)->seq - seq : 0;
		uint32_t covered;

		if (room > 0)
			at = insert(s, at, seq, span_sub(bytes, 0, room), room, p, total);
		if (*at == NULL || room == len)
			return;
		covered = after((*at)->seq + (*at)->len, seq) > 0 ? (*at)->seq + (*at)->len - seq : 0;
		if (covered >= len)
			return;
		bytes = span_sub(bytes, covered, SIZE_MAX);
		len -= covered;
		seq += covered;
		at = &(*at)->next;
	}
}

static bool over_bounds(const struct stream *s, uint64_t total)
{
	return s->waiting_count > SEGMENTS_MAX || s->waiting_bytes > SEGMENT_BYTES_MAX ||
		total > REORDER_TOTAL_MAX / SHARDS;
}

bool stream_add(struct stream *s, const struct stream_piece *p, uint64_t *total, const struct stream_sink *sink)
{
	uint32_t seq = p->seq + (p->syn ? 1 : 0);
	bool within = true;

	if (!s->started) {
		s->started = true;
		s->next = seq;
	}
	if (p->wire_len == 0 || after(seq, s->next) > WINDOW_MAX)
		return true;
	if (after(seq, s->next) > 0)
		keep(s, seq, p, total);
	else
		deliver(s, seq, p->bytes, p->wire_len, p->frame, p->at, sink);
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
