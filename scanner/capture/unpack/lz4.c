/* LZ4 frames, by the reference decoder. */
#include "capture/unpacker.h"

#include <lz4frame.h>

static void *lz4_open(void)
{
	LZ4F_dctx *d;

	return LZ4F_isError(LZ4F_createDecompressionContext(&d, LZ4F_VERSION)) ? NULL : d;
}

static enum unpacking lz4_unpack(void *state, struct span *in, uint8_t *out, size_t room, size_t *ret_written)
{
	size_t taken = in->len, written = room;
	size_t status = LZ4F_decompress(state, out, &written, in->data, &taken, NULL);

	if (LZ4F_isError(status))
		return UNPACKING_BROKEN;
	*in = span_sub(*in, taken, in->len);
	*ret_written = written;
	return status == 0 ? UNPACKING_END : UNPACKING_MORE;
}

static void lz4_close(void *state)
{
	LZ4F_freeDecompressionContext(state);
}

const struct unpacker unpacker_lz4 = { "lz4", { 0x04, 0x22, 0x4D, 0x18 }, 4, lz4_open, lz4_unpack, lz4_close };
