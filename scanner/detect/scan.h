/*
 * Many expressions in one pass, by Hyperscan: over blocks, and over streams that come in pieces. It names an
 * expression and where a match ends. Where it begins Hyperscan cannot say in streams: scan_start reads that again.
 */
#ifndef DETECT_SCAN_H
#define DETECT_SCAN_H

#include "base/err.h"
#include "base/reader.h"

struct scan;
struct scan_stream;

/* A literal, or a regular expression where pattern is set. Its id is its place in the array. */
struct scan_expression {
	struct span literal;
	const char *pattern;
	bool nocase;
	bool on_request; /* not searched for, only matched by scan_ends */
};

/* Ends count from the beginning of the block or stream, and are the offset behind the last byte. */
struct scan_sink {
	void (*match)(void *ctx, uint32_t id, uint64_t end);
	void *ctx;
};

/* NULL where an expression is not understood: *ret_bad is its id, or n where the fault is of another sort. */
struct scan *scan_new(const struct scan_expression *x, size_t n, size_t *ret_bad, struct err *e);
void scan_free(struct scan *s); /* after its streams are closed */

void scan_block(struct scan *s, struct span bytes, const struct scan_sink *sink);

struct scan_stream *scan_stream_open(struct scan *s);
void scan_stream_feed(struct scan *s, struct scan_stream *t, struct span bytes, const struct scan_sink *sink);
void scan_stream_close(struct scan_stream *t); /* NULL is allowed */

/* Where the longest match of an expression that ends with `bytes`, and begins no word's inside, begins; false: there is none. */
bool scan_start(struct scan *s, uint32_t id, struct span bytes, size_t *ret_start);
/* No match of it that ends with `bytes` begins behind that place. bytes.len: none can end there. Costs no more than a look at them. */
size_t scan_start_last(const struct scan *s, uint32_t id, struct span bytes);
/* All ends, rising, of matches of an expression on request that begin where bytes begin. */
void scan_ends(struct scan *s, uint32_t id, struct span bytes, const struct scan_sink *sink);

#endif
