#include "capture/unpacker.h"

#include <string.h>

static const struct unpacker *const unpackers[] = { &unpacker_gzip, &unpacker_lz4, &unpacker_xz, &unpacker_zstd };

const struct unpacker *unpacker_of(struct span first)
{
	for (size_t i = 0; i < sizeof unpackers / sizeof *unpackers; i++) {
		const struct unpacker *p = unpackers[i];

		if (first.len >= p->magic_len && memcmp(first.data, p->magic, p->magic_len) == 0)
			return p;
	}
	return NULL;
}
