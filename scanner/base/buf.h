/*
 * A growing run of bytes or text. A zeroed struct is an empty one; the owner frees it. The text ends in a NUL
 * that is not counted, once something was added. buf_reset and buf_free wipe: buffers hold captured bytes.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/reader.h"

struct buf {
	uint8_t *data;
	size_t len, cap;
};

void buf_add(struct buf *b, const void *data, size_t len);
void buf_add_span(struct buf *b, struct span s);
void buf_puts(struct buf *b, const char *text);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_reserve(struct buf *b, size_t more);  /* room for more bytes and the NUL */
void buf_drop(struct buf *b, size_t n);        /* forgets the first n bytes */
void buf_truncate(struct buf *b, size_t len);
void buf_reset(struct buf *b);                 /* empty; keeps the memory */
void buf_free(struct buf *b);
const char *buf_text(struct buf *b);           /* "" where nothing was added */
struct span buf_span(const struct buf *b);

#endif
