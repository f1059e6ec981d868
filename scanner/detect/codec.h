/*
 * The text encodings that forms are written in and wrappings are read from. Encoders append to a buffer; decoders
 * append what was decoded and return false, with nothing appended, where the text is not of that encoding.
 */
#ifndef DETECT_CODEC_H
#define DETECT_CODEC_H

#include "base/buf.h"
#include "base/digest.h"

/* One more than the digit in either alphabet, 0 for what is none. */
extern const uint8_t base64_digits[256];

/* 0..63, or -1, as of what is no byte. Here, for it is asked of every byte of a text. */
static inline int base64_digit(int c)
{
	return c < 0 ? -1 : base64_digits[c & 0xff] - 1;
}

int base32_digit(int c); /* 0..31 in either case, or -1 */

void hex_add(struct buf *out, struct span s);              /* lower case */
void base64_add(struct buf *out, struct span s, bool url); /* without padding */
void percent_add(struct buf *out, struct span s);          /* all but RFC 3986's unreserved characters */
void utf16_add(struct buf *out, struct span utf8, bool big);
void utf8_add(struct buf *out, uint32_t code);

bool hex_decode(struct buf *out, struct span s);
void base32_decode(struct buf *out, struct span digits); /* of RFC 4648, without padding; bits left over are dropped */
void utf16_decode(struct buf *out, struct span s, bool big); /* what is no character becomes U+FFFD */
/* Whole values: with or without padding, with line breaks. from_form: a space was a plus, before a form was decoded. */
bool base64_decode(struct buf *out, struct span s, bool from_form);
enum { BASE64_ROOM = 3 }; /* bytes beyond three for each four characters that what is decoded may be written to */
/* The same to a place with that room. */
bool base64_decode_to(uint8_t *ret, struct span s, bool from_form, size_t *ret_len);
/* False where no escape was found; plus: '+' is a space, as in forms, and counts as an escape. */
bool percent_decode(struct buf *out, struct span s, bool plus);

#endif
