#include "decode/quic_stream.h"

#include "base/alloc.h"

#include <string.h>

struct quic_waiting {
	struct quic_waiting *next;
	uint64_t offset;
	size_t len;
	uint64_t frame;
	int64_t at;
	uint8_t data[];
};

static void drop(struct quic_stream *s, uint64_t *total)
{
	struct quic_waiting *w = s->waiting;

	s->waiting = w->next;
	s->waiting_count--;
	s->waiting_bytes -= w->len;
	*total -= w->len;
	xfree_wiped(w, sizeof *w + w->len);
}

static void deliver(struct quic_stream *s, struct span bytes, uint64_t frame, int64_t at, const struct quic_stream_sink *sink)
{
	s->next += bytes.len;
	sink->bytes(sink->ctx, bytes, frame, at);
}

/* Delivers what waits up to the next hole; over_hole: the one that stands before the first is given up. */
static void drain(struct quic_stream *s, bool over_hole, uint64_t *total, const struct quic_stream_sink *sink)
{
	while (s->waiting != NULL) {
		struct quic_waiting *w = s->waiting;
		uint64_t missing = w->offset - s->next;

		if (missing > 0 && !over_hole)
			return;
		if (missing > 0) {
			s->next += missing;
			sink->gap(sink->ctx, missing, w->frame);
		}
		deliver(s, (struct span){ w->data, w->len }, w->frame, w->at, sink);
		drop(s, total);
		over_hole = false;
	}
}

static void cut_front(struct quic_stream_piece *p, uint64_t offset)
{
	uint64_t n = offset > p->offset ? offset - p->offset : 0;

	if (n > p->bytes.len)
		n = p->bytes.len;
	p->offset += n;
	p->bytes = span_sub(p->bytes, (size_t)n, SIZE_MAX);
}

/* Puts the first len bytes of the piece before *at; returns the place behind them. */
static struct quic_waiting **insert(struct quic_stream *s, struct quic_waiting **at, size_t len,
	const struct quic_stream_piece *p, uint64_t *total)
{
	struct quic_waiting *w = xmalloc(sizeof *w + len);

	*w = (struct quic_waiting){ .next = *at, .offset = p->offset, .len = len, .frame = p->frame, .at = p->at };
	memcpy(w->data, p->bytes.data, len);
	*at = w;
	s->waiting_count++;
	s->waiting_bytes += len;
	*total += len;
	return &w->next;
}

/* Keeps a piece behind a hole. What came first stands: only what fills room between waiting pieces is kept. */
static void keep(struct quic_stream *s, struct quic_stream_piece p, uint64_t *total)
{
	struct quic_waiting **at = &s->waiting;

	while (p.bytes.len > 0) {
		uint64_t room = *at == NULL || (*at)->offset >= p.offset + p.bytes.len ? p.bytes.len :
			(*at)->offset > p.offset ? (*at)->offset - p.offset : 0;

		if (room > 0)
			at = insert(s, at, (size_t)room, &p, total);
		if (*at == NULL || room == p.bytes.len)
			return;
		cut_front(&p, (*at)->offset + (*at)->len);
		at = &(*at)->next;
	}
}

static bool over_bounds(const struct quic_stream *s, uint64_t total)
{
	return s->waiting_count > SEGMENTS_MAX || s->waiting_bytes > SEGMENT_BYTES_MAX || total > REORDER_TOTAL_MAX / SHARDS;
}

bool quic_stream_add(struct quic_stream *s, const struct quic_stream_piece *p, uint64_t *total, const struct quic_stream_sink *sink)
{
	struct quic_stream_piece fresh = *p;
	bool within = true;

	if (p->last && !s->ended) {
		s->ended = true;
		s->end = p->offset + p->bytes.len;
	}
	cut_front(&fresh, s->next);
	if (fresh.bytes.len == 0)
		return true;
	if (fresh.offset == s->next && s->waiting == NULL)
		deliver(s, fresh.bytes, fresh.frame, fresh.at, sink);
	else
		keep(s, fresh, total);
	drain(s, false, total, sink);
	while (s->waiting != NULL && over_bounds(s, *total)) {
		within = false;
		drain(s, true, total, sink);
	}
	return within;
}

bool quic_stream_is_whole(const struct quic_stream *s)
{
	return s->ended && s->next >= s->end;
}

void quic_stream_flush(struct quic_stream *s, uint64_t *total, const struct quic_stream_sink *sink)
{
	while (s->waiting != NULL)
		drain(s, true, total, sink);
}

void quic_stream_free(struct quic_stream *s, uint64_t *total)
{
	while (s->waiting != NULL)
		drop(s, total);
}
