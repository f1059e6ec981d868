/*
 * The parts of a message that is about to be handed over, with their marks; and a body that grows until it is whole or full. Bytes
 * of a body count in the budget of the shard until they are handed over or dropped.
 */
#ifndef DECODE_PIECES_H
#define DECODE_PIECES_H

#include "decode/decoder.h"

struct pieces {
	struct part *parts;
	size_t n, cap;
	struct mark *slices;
	size_t slice_count, slice_cap;
};

/*
 * A part over bytes [from, from + len) of g, that begins `base` bytes into the message. NULL where it is empty or one too many; what
 * is returned stands until the next call. g must not grow until the parts are emitted.
 */
struct part *pieces_add(struct pieces *p, const char *root, const struct gather *g, size_t from, size_t len, uint64_t base);
/* Hands the message over with these parts, and forgets them. */
void pieces_emit(struct conversation *c, struct pieces *p, struct message *m);
void pieces_free(struct pieces *p);

/* True where the body is full: it is to be handed over as it stands. */
bool body_add(struct conversation *c, struct gather *body, struct span bytes, uint64_t frame, int64_t at);
void body_reset(struct conversation *c, struct gather *body);

#endif
