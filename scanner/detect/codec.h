/*
 * The text encodings that forms are written in and wrappings are read from. Encoders append to a buffer; decoders
 * append what was decoded and return false, with nothing appended, where the text is not of that encoding.
 */
#ifndef DETECT_CODEC_H
#define DETECT_CODEC_H

#include "base/buf.h"
#include "base/digest.h"

/* 0..63 in either alphabet, or -1. Here, for it is asked of every byte of a text. */
static inline int base64_digit(int c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
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
/* False where no escape was found; plus: '+' is a space, as in forms, and counts as an escape. */
bool percent_decode(struct buf *out, struct span s, bool plus);

#endif
