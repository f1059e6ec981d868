/* gzip (RFC 1952). */
#include "capture/unpacker.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <zlib.h>

enum { WINDOW_BITS_OF_GZIP = 15 + 16 };

static void *gzip_open(void)
{
	z_stream *z = xcalloc(1, sizeof *z);

	if (inflateInit2(z, WINDOW_BITS_OF_GZIP) == Z_OK)
		return z;
	free(z);
	return NULL;
}

static enum unpacking gzip_unpack(void *state, struct span *in, uint8_t *out, size_t room, size_t *ret_written)
{
	z_stream *z = state;
	int status;

	z->next_in = (Bytef *)(uintptr_t)in->data;
	z->avail_in = (uInt)in->len;
	z->next_out = out;
	z->avail_out = (uInt)room;
	status = inflate(z, Z_NO_FLUSH);
	*in = (struct span){ z->next_in, z->avail_in };
	*ret_written = room - z->avail_out;
	if (status == Z_STREAM_END)
		return inflateReset(z) == Z_OK ? UNPACKING_END : UNPACKING_BROKEN;
	return status == Z_OK || status == Z_BUF_ERROR ? UNPACKING_MORE : UNPACKING_BROKEN;
}

static void gzip_close(void *state)
{
	inflateEnd(state);
	free(state);
}

const struct unpacker unpacker_gzip = { "gzip", { 0x1F, 0x8B, 8 }, 3, gzip_open, gzip_unpack, gzip_close };
