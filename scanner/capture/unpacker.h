/*
 * Compressed capture files: a decoder that turns the bytes of the file into those of the capture, piece by piece and in
 * bounded memory. A worker runs them inside its sandbox: none opens a file or starts a thread.
 */
#ifndef CAPTURE_UNPACKER_H
#define CAPTURE_UNPACKER_H

#include "base/limits.h"
#include "base/reader.h"

enum unpacking {
	UNPACKING_MORE,    /* go on with what is left of the input, or with more of it */
	UNPACKING_END,     /* the stream is whole; another may follow it */
	UNPACKING_BROKEN,
};

struct unpacker {
	const char *name;
	uint8_t magic[6];
	size_t magic_len;
	void *(*open)(void); /* NULL: there is no memory for it */
	/* Takes from in what it reads, and writes at most room bytes to out. After an end it begins anew. */
	enum unpacking (*unpack)(void *state, struct span *in, uint8_t *out, size_t room, size_t *ret_written);
	void (*close)(void *state);
};

extern const struct unpacker unpacker_gzip, unpacker_lz4, unpacker_xz, unpacker_zstd;

enum { UNPACKER_MAGIC = 6 };
/* NULL: the file is not compressed, or by other means. */
const struct unpacker *unpacker_of(struct span first);

#endif
