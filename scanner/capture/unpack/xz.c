/* xz, by liblzma, on one thread. */
#include "capture/unpacker.h"

#include "base/alloc.h"

#include <lzma.h>
#include <stdlib.h>

static void *xz_open(void)
{
	lzma_stream *z = xcalloc(1, sizeof *z);

	*z = (lzma_stream)LZMA_STREAM_INIT;
	if (lzma_stream_decoder(z, UNPACK_MEMORY_MAX, 0) == LZMA_OK)
		return z;
	free(z);
	return NULL;
}

static enum unpacking xz_unpack(void *state, struct span *in, uint8_t *out, size_t room, size_t *ret_written)
{
	lzma_stream *z = state;
	lzma_ret status;

	z->next_in = in->data;
	z->avail_in = in->len;
	z->next_out = out;
	z->avail_out = room;
	status = lzma_code(z, LZMA_RUN);
	*in = (struct span){ z->next_in, z->avail_in };
	*ret_written = room - z->avail_out;
	if (status == LZMA_STREAM_END)
		return lzma_stream_decoder(z, UNPACK_MEMORY_MAX, 0) == LZMA_OK ? UNPACKING_END : UNPACKING_BROKEN;
	return status == LZMA_OK || status == LZMA_BUF_ERROR ? UNPACKING_MORE : UNPACKING_BROKEN;
}

static void xz_close(void *state)
{
	lzma_end(state);
	free(state);
}

const struct unpacker unpacker_xz = { "xz", { 0xFD, '7', 'z', 'X', 'Z', 0 }, 6, xz_open, xz_unpack, xz_close };
