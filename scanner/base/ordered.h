/*
 * Bytes put in order by their offset: pieces come in any order, overlapping, and again; what came first stands. A hole is waited for
 * up to the bounds of limits.h; then it is said and reading goes on behind it. All but the place of the next byte is allocated while
 * there is a hole alone: most streams never have one.
 */
#ifndef BASE_ORDERED_H
#define BASE_ORDERED_H

#include "base/reader.h"

struct ordered_piece {
	uint64_t offset;          /* of its first byte */
	struct span bytes;        /* as far as they were captured */
	uint32_t len;             /* as it was sent: what is not captured is a hole */
	bool unheard;             /* nobody will read them: they take their place, and are handed over as no bytes */
	uint64_t frame;           /* that brought it, and when */
	int64_t at;
};

/* Where ordered bytes go. A gap comes before the bytes behind it. */
struct ordered_sink {
	void (*bytes)(void *ctx, struct span bytes, uint64_t frame, int64_t at);
	void (*gap)(void *ctx, uint64_t missing, uint64_t frame);
	void *ctx;
};

/* Pieces behind a hole, in order, not overlapping. */
struct ordered_waiting {
	struct ordered_kept *first, *last;
	uint32_t count, bytes;
};

/* A zeroed one begins at offset 0; next may be set before the first piece. */
struct ordered {
	struct ordered_waiting *waiting; /* NULL: there is no hole */
	uint64_t next;            /* offset of the next byte to deliver */
	uint64_t missing;         /* bytes given up as holes */
};

/* total: bytes that wait over all of the shard, kept here. Returns false where a bound made it give up a hole. */
bool ordered_add(struct ordered *o, const struct ordered_piece *p, uint64_t *total, const struct ordered_sink *sink);
/* The end: what waits is delivered, with its holes. */
void ordered_flush(struct ordered *o, uint64_t *total, const struct ordered_sink *sink);
/* Forgets what waits. */
void ordered_free(struct ordered *o, uint64_t *total);

#endif
