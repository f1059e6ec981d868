/*
 * One direction of a TCP connection as bytes in order: reordering, retransmission, overlap (what came first stands),
 * sequence wrap, a start in the middle. A hole is waited for up to the bounds of limits.h; then it is said and reading
 * goes on behind it.
 */
#ifndef FLOW_STREAM_H
#define FLOW_STREAM_H

#include "model.h"

struct segment;

/* Segments behind a hole, in order, not overlapping. */
struct waiting {
	struct segment *first, *last;
	uint32_t count, bytes;
};

struct stream {
	struct waiting *waiting;  /* NULL: there is no hole */
	uint64_t missing;         /* bytes given up as holes */
	uint32_t next;            /* sequence number of the next byte to deliver */
	bool started;
};

/* Where ordered bytes go. A gap comes before the bytes behind it. */
struct stream_sink {
	void (*bytes)(void *ctx, struct span bytes, uint64_t frame, int64_t at);
	void (*gap)(void *ctx, uint64_t missing, uint64_t frame);
	void *ctx;
};

struct stream_piece {
	uint32_t seq;
	bool syn;                 /* the first byte stands one behind seq */
	struct span bytes;        /* as captured */
	bool unheard;             /* nobody will read them: they take their place, and are handed over as no bytes */
	uint32_t wire_len;        /* as on the wire */
	uint64_t frame;
	int64_t at;
};

/* total: bytes that wait over all streams of the shard, kept here. Returns false where a bound made it give up a hole. */
bool stream_add(struct stream *s, const struct stream_piece *p, uint64_t *total, const struct stream_sink *sink);
/* The end: what waits is delivered, with its holes. */
void stream_flush(struct stream *s, uint64_t *total, const struct stream_sink *sink);
void stream_free(struct stream *s, uint64_t *total);

#endif
