/*
 * What no decoder knows: the ordered bytes in pieces, each up to RAW_PIECE or until the far end speaks. Pieces
 * continue each other, so that a value that straddles two of them is still found.
 */
#include "decode/decoder.h"

#include "base/alloc.h"

#include <stdlib.h>

struct raw {
	struct gather piece;
	bool continues;
};

static enum probe raw_probe(const struct conversation *c, struct span first)
{
	(void)c;
	(void)first;
	return PROBE_YES;
}

static void *raw_open(struct conversation *c)
{
	(void)c;
	return xcalloc(1, sizeof(struct raw));
}

static void flush(struct conversation *c, struct raw *r)
{
	const struct mark *first = gather_first(&r->piece);
	struct part part = { .root = "raw", .bytes = buf_span(&r->piece.bytes), .marks = r->piece.marks,
		.mark_count = r->piece.mark_count, .continues = r->continues };
	struct message m = { .carrier = "raw", .frame = first->frame, .at = first->at, .host = "", .method = "",
		.bytes = part.bytes.len, .parts = &part, .part_count = 1 };

	if (part.bytes.len == 0)
		return;
	conversation_emit(c, &m);
	gather_reset(&r->piece);
	r->continues = true;
}

static void raw_bytes(struct conversation *c, void *state, struct span bytes, uint64_t frame, int64_t at)
{
	struct raw *r = state;

	while (bytes.len > 0) {
		struct span now = span_sub(bytes, 0, RAW_PIECE - r->piece.bytes.len);

		gather_add(&r->piece, now, frame, at);
		bytes = span_sub(bytes, now.len, SIZE_MAX);
		if (r->piece.bytes.len == RAW_PIECE)
			flush(c, r);
	}
}

static void raw_gap(struct conversation *c, void *state, uint64_t missing, uint64_t frame)
{
	struct raw *r = state;

	(void)missing;
	(void)frame;
	flush(c, r);
	r->continues = false;
}

static void raw_turn(struct conversation *c, void *state)
{
	flush(c, state);
}

static void raw_close(void *state)
{
	struct raw *r = state;

	gather_free(&r->piece);
	free(r);
}

const struct decoder decoder_raw = { "raw", raw_probe, raw_open, raw_bytes, raw_gap, raw_turn, NULL, raw_turn, raw_close, NULL };
