/* Bytes put together from several frames that remember which frame brought which. Wiped when freed. */
#ifndef DECODE_GATHER_H
#define DECODE_GATHER_H

#include "base/buf.h"
#include "model.h"

struct gather {
	struct buf bytes;
	struct mark *marks;
	size_t mark_count, mark_cap;
};

void gather_add(struct gather *g, struct span bytes, uint64_t frame, int64_t at);
void gather_drop(struct gather *g, size_t n); /* the first n bytes */
void gather_reset(struct gather *g); /* empty; much memory is given back */
void gather_free(struct gather *g);
/* Adds bytes [from, from + len) of g to out with the frames that brought them. */
void gather_copy(struct gather *out, const struct gather *g, size_t from, size_t len);
/* Of bytes [from, to) those that the frame of mark i brought. */
struct span gather_piece(const struct gather *g, size_t i, size_t from, size_t to);
/* The frame and time of the first byte. */
const struct mark *gather_first(const struct gather *g);
/* The frame and time that brought byte n. */
const struct mark *gather_mark(const struct gather *g, size_t n);
/*
 * Appends to out the marks of bytes [from, from + len), with offsets counted from there and the first at 0. Returns how many.
 */
size_t gather_slice(const struct gather *g, size_t from, size_t len, struct mark **out, size_t *n, size_t *cap);

/* Points n parts at the marks that were sliced for them, one after another: only when all are sliced does the array stand still. */
void gather_point(struct part *parts, size_t n, const struct mark *marks);

#endif
