/* Zstandard (RFC 8878), by its reference decoder. */
#include "capture/unpacker.h"

#include <zstd.h>

enum { WINDOW_LOG = 27 };

_Static_assert(1 << WINDOW_LOG == UNPACK_MEMORY_MAX, "the window is what may be held");

static void *zstd_open(void)
{
	ZSTD_DCtx *d = ZSTD_createDCtx();

	if (d != NULL)
		ZSTD_DCtx_setParameter(d, ZSTD_d_windowLogMax, WINDOW_LOG);
	return d;
}

static enum unpacking zstd_unpack(void *state, struct span *in, uint8_t *out, size_t room, size_t *ret_written)
{
	ZSTD_inBuffer from = { in->data, in->len, 0 };
	ZSTD_outBuffer to = { out, room, 0 };
	size_t status = ZSTD_decompressStream(state, &to, &from);

	*in = span_sub(*in, from.pos, in->len);
	*ret_written = to.pos;
	if (ZSTD_isError(status))
		return UNPACKING_BROKEN;
	return status == 0 ? UNPACKING_END : UNPACKING_MORE;
}

static void zstd_close(void *state)
{
	ZSTD_freeDCtx(state);
}

const struct unpacker unpacker_zstd = { "zstd", { 0x28, 0xB5, 0x2F, 0xFD }, 4, zstd_open, zstd_unpack, zstd_close };
