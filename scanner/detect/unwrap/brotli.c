/* Brotli (RFC 7932), by its reference decoder. It has no mark: it is told by a content encoding, or by what comes out. */
#include "base/text.h"
#include "detect/unwrap/packing.h"
#include "detect/unwrap/wrapping.h"

#include <brotli/decode.h>

enum { TRIED_MAX = 64 << 10 }; /* bytes: what is longer and of no known sort is seldom text that was packed */

static void unbrotli(struct span s, size_t budget, struct unpacked *ret)
{
	BrotliDecoderState *state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
	BrotliDecoderResult status = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;

	while (state != NULL && status == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
		size_t room = budget - ret->out.len < PACKING_BLOCK ? budget - ret->out.len : PACKING_BLOCK, left = room;
		uint8_t *to;

		if (room == 0) {
			ret->bounded = true;
			break;
		}
		buf_reserve(&ret->out, room);
		to = ret->out.data + ret->out.len;
		status = BrotliDecoderDecompressStream(state, &s.len, &s.data, &left, &to, NULL);
		ret->out.len += room - left;
	}
	ret->finished = status == BROTLI_DECODER_RESULT_SUCCESS && s.len == 0;
	BrotliDecoderDestroyInstance(state);
}

const struct packing packing_brotli = { "brotli", unbrotli };

bool brotli_open(struct unwrap *u, const struct node *n)
{
	const struct piece p = { .token = n->bytes };

	return n->bytes.len >= PACKING_MIN && n->bytes.len <= TRIED_MAX && !text_is_mostly(span_sub(n->bytes, 0, 64), 96) &&
	       packing_open(u, n, &packing_brotli, p, false);
}
