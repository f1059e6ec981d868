/* Zstandard (RFC 8878), by its reference decoder. */
#include "detect/unwrap/packing.h"
#include "detect/unwrap/wrapping.h"

#include <zstd.h>

enum { WINDOW_LOG = 23 }; /* 8 MiB: what RFC 8878 3.1.1.1.2 asks decoders to support; a frame that wants more is left */

static void unzstd(struct span s, size_t budget, struct unpacked *ret)
{
	ZSTD_DCtx *context = ZSTD_createDCtx();
	ZSTD_inBuffer in = { s.data, s.len, 0 };
	size_t status = 1;

	if (context == NULL)
		return;
	ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, WINDOW_LOG);
	for (;;) {
		size_t room = budget - ret->out.len < PACKING_BLOCK ? budget - ret->out.len : PACKING_BLOCK, before = in.pos;
		ZSTD_outBuffer out;

		if (room == 0) {
			ret->bounded = true;
			break;
		}
		buf_reserve(&ret->out, room);
		out = (ZSTD_outBuffer){ ret->out.data + ret->out.len, room, 0 };
		status = ZSTD_decompressStream(context, &out, &in);
		ret->out.len += out.pos;
		ret->cut = !ZSTD_isError(status) && status != 0 && in.pos == in.size;
		if (ZSTD_isError(status) || (out.pos == 0 && in.pos == before) || (status == 0 && in.pos == in.size))
			break;
	}
	ret->finished = status == 0 && in.pos == in.size;
	ZSTD_freeDCtx(context);
}

const struct packing packing_zstd = { "zstd", unzstd, NULL };

bool zstd_open(struct unwrap *u, const struct node *n)
{
	const struct piece p = { .token = n->bytes };

	return span_starts(n->bytes, "\x28\xb5\x2f\xfd") && packing_open(u, n, &packing_zstd, p, true);
}
