/*
 * One direction of a QUIC stream, or of its handshake (CRYPTO frames), as bytes in order: pieces come at any offset, in any order,
 * and again; what came first stands. A hole is waited for up to the bounds of limits.h; then it is said and reading goes on behind it.
 */
#ifndef DECODE_QUIC_STREAM_H
#define DECODE_QUIC_STREAM_H

#include "model.h"

struct quic_stream_piece {
	uint64_t offset;
	bool last;               /* the stream ends behind it */
	struct span bytes;
	uint64_t frame;
	int64_t at;
};

struct quic_waiting;

/* A zeroed one has yet to begin. */
struct quic_stream {
	uint64_t next;           /* offset of the next byte to deliver */
	uint64_t end;            /* and of the stream's end, where ended */
	bool ended;
	struct quic_waiting *waiting; /* behind a hole, in order, not overlapping */
	uint32_t waiting_count;
	uint64_t waiting_bytes;
};

/* Where ordered bytes go. A gap comes before the bytes behind it. */
struct quic_stream_sink {
	void (*bytes)(void *ctx, struct span bytes, uint64_t frame, int64_t at);
	void (*gap)(void *ctx, uint64_t missing, uint64_t frame);
	void *ctx;
};

/* total: bytes that wait over all streams of the shard, kept here. Returns false where a bound made it give up a hole. */
bool quic_stream_add(struct quic_stream *s, const struct quic_stream_piece *p, uint64_t *total, const struct quic_stream_sink *sink);
/* Every byte up to the end was delivered, or given up. */
bool quic_stream_is_whole(const struct quic_stream *s);
/* The end: what waits is delivered, with its holes. */
void quic_stream_flush(struct quic_stream *s, uint64_t *total, const struct quic_stream_sink *sink);
void quic_stream_free(struct quic_stream *s, uint64_t *total);

#endif
