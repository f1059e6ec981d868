/* Bytes written down as hex, in tests. */
#ifndef TESTS_HEX_H
#define TESTS_HEX_H

#include <stdlib.h>

#include "base/buf.h"

/* Two digits a byte, with spaces between bytes where they please. */
static inline void hex_add(struct buf *b, const char *hex)
{
	char pair[3] = "";

	for (; *hex != 0; hex++) {
		if (*hex == ' ')
			continue;
		pair[0] = hex[0];
		pair[1] = *++hex;
		buf_putc(b, (char)strtoul(pair, NULL, 16));
	}
}

/* The caller frees it. */
static inline struct buf hex_bytes(const char *hex)
{
	struct buf b = { 0 };

	hex_add(&b, hex);
	return b;
}

#endif
