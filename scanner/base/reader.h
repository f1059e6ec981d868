/*
 * A window onto bytes we do not trust.
 *
 * Every byte that came from a capture is read through a struct reader. Reading past the end yields zeros
 * and marks the reader failed, and a failed reader is at its end: a parser names the fields in wire order,
 * loops while rd_left() > 0, and asks rd_ok() once. Nothing here allocates; spans are borrowed.
 */
#ifndef BASE_READER_H
#define BASE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct span {
	const uint8_t *data; /* never NUL-terminated */
	size_t len;
};

struct reader {
	const uint8_t *pos, *end;
	bool failed;
};

struct reader rd_over(const void *data, size_t len);
struct reader rd_over_span(struct span s);

size_t rd_left(const struct reader *r);
bool rd_ok(const struct reader *r);

uint8_t rd_u8(struct reader *r);
uint16_t rd_be16(struct reader *r);
uint32_t rd_be24(struct reader *r);
uint32_t rd_be32(struct reader *r);
uint64_t rd_be64(struct reader *r);
uint16_t rd_le16(struct reader *r);
uint32_t rd_le32(struct reader *r);
uint64_t rd_le64(struct reader *r);

/* The next n bytes; an empty span where there are fewer. */
struct span rd_bytes(struct reader *r, size_t n);
/* All that is left. */
struct span rd_rest(struct reader *r);
/* The next n bytes as a reader of their own, failed where there are fewer. */
struct reader rd_sub(struct reader *r, size_t n);
/* A line up to LF, without CR LF; false and nothing moved where no LF is left. */
bool rd_line(struct reader *r, struct span *ret_line);
/* Up to the byte stop, which is taken and not returned; false and nothing moved where it does not come. */
bool rd_until(struct reader *r, uint8_t stop, struct span *ret_before);

struct span span_of(const char *text);
struct span span_sub(struct span s, size_t from, size_t len); /* clipped to s */
bool span_is(struct span s, const char *text);
bool span_is_nocase(struct span s, const char *text);
bool span_starts(struct span s, const char *prefix);
bool span_starts_nocase(struct span s, const char *prefix);
struct span span_trim(struct span s); /* spaces and tabs at both ends */
/* Position of needle, or -1. */
ptrdiff_t span_find(struct span s, const char *needle);

#endif
