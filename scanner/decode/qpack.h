/*
 * Compressed fields of HTTP/3 (RFC 9204) as a client sends them: the table that its encoder stream fills, which nghttp3 keeps, and the
 * blocks of fields that name it. How large the table may be the far end's settings say: a block that names it waits for them, as for
 * the entries themselves. What cannot be read spoils the table: blocks that do not name it are read all the same.
 */
#ifndef DECODE_QPACK_H
#define DECODE_QPACK_H

#include "decode/request.h"

struct qpack;

struct qpack *qpack_new(void);
void qpack_free(struct qpack *q);

/* The far end's settings: the table may be so large. What was said before counts. */
void qpack_told(struct qpack *q, uint64_t capacity);
bool qpack_is_told(const struct qpack *q);
/* No settings will come (the far end was not captured): the client uses all of the table that it was given. */
void qpack_assume(struct qpack *q);

/* Bytes of the encoder stream, in order; and a hole in them: no more entries can be added. */
void qpack_insert(struct qpack *q, struct span bytes);
void qpack_hole(struct qpack *q);

/* How far a block was read. A zeroed one has yet to begin. */
struct qpack_block {
	struct nghttp3_qpack_stream_context *context;
	size_t taken;
};

/* WAITS: for the table, and may be read on. */
enum qpack_outcome { QPACK_READ, QPACK_WAITS, QPACK_BROKEN };

/* Reads a block of the stream of this id, whose bytes are all of in, on from where it stood: its fields go to r. */
enum qpack_outcome qpack_read(struct qpack *q, struct qpack_block *b, uint64_t id, const struct gather *in, struct request *r);
/* It is read, or given up. */
void qpack_block_end(struct qpack_block *b);

#endif
