#include "detect/codec.h"

#include "base/digest.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

int base32_digit(int c)
{
	if (c >= '2' && c <= '7')
		return c - '2' + 26;
	c |= 0x20;
	return c >= 'a' && c <= 'z' ? c - 'a' : -1;
}

void hex_add(struct buf *out, struct span s)
{
	buf_reserve(out, 2 * s.len);
	hex_of(s.data, s.len, (char *)out->data + out->len);
	out->len += 2 * s.len;
}

void base64_add(struct buf *out, struct span s, bool url)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

	for (size_t i = 0; i < s.len; i += 3) {
		struct span three = span_sub(s, i, 3);
		unsigned bits = 0;

		for (size_t k = 0; k < 3; k++)
			bits = bits << 8 | (k < three.len ? three.data[k] : 0);
		for (size_t k = 0; k <= three.len; k++) {
			unsigned d = bits >> (18 - 6 * k) & 63;

			buf_putc(out, d < 62 ? alphabet[d] : url ? "-_"[d - 62] : "+/"[d - 62]);
		}
	}
}

void percent_add(struct buf *out, struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (isalnum(s.data[i]) || strchr("-._~", s.data[i]) != NULL)
			buf_putc(out, (char)s.data[i]);
		else
			buf_printf(out, "%%%02X", s.data[i]);
	}
}

static void utf16_unit(struct buf *out, uint32_t unit, bool big)
{
	buf_putc(out, (char)(big ? unit >> 8 : unit & 255));
	buf_putc(out, (char)(big ? unit & 255 : unit >> 8));
}

void utf16_add(struct buf *out, struct span utf8, bool big)
{
	for (size_t i = 0; i < utf8.len;) {
		uint32_t code = utf8.data[i];
		size_t n = text_utf8(span_sub(utf8, i, utf8.len), &code);

		i += n == 0 ? 1 : n;
		if (code >= 0x10000) {
			utf16_unit(out, 0xd800 + ((code - 0x10000) >> 10), big);
			code = 0xdc00 + (code & 0x3ff);
		}
		utf16_unit(out, code, big);
	}
}

void utf8_add(struct buf *out, uint32_t code)
{
	if (code < 0x80) {
		buf_putc(out, (char)code);
		return;
	}
	if (code >= 0x10000) {
		buf_putc(out, (char)(0xf0 | code >> 18));
		buf_putc(out, (char)(0x80 | (code >> 12 & 63)));
	} else if (code >= 0x800) {
		buf_putc(out, (char)(0xe0 | code >> 12));
	}
	buf_putc(out, (char)(code < 0x800 ? 0xc0 | code >> 6 : 0x80 | (code >> 6 & 63)));
	buf_putc(out, (char)(0x80 | (code & 63)));
}

bool hex_decode(struct buf *out, struct span s)
{
	size_t before = out->len;

	if (s.len == 0 || s.len % 2 != 0)
		return false;
	buf_reserve(out, s.len / 2);
	for (size_t i = 0; i < s.len; i += 2) {
		int high = hex_digit(s.data[i]), low = hex_digit(s.data[i + 1]);

		if (high < 0 || low < 0) {
			buf_truncate(out, before);
			return false;
		}
		out->data[out->len++] = (uint8_t)(high << 4 | low);
	}
	return true;
}

void base32_decode(struct buf *out, struct span digits)
{
	unsigned bits = 0, n = 0;

	for (size_t i = 0; i < digits.len; i++) {
		bits = (bits << 5 | (unsigned)base32_digit(digits.data[i])) & 0xfff;
		n += 5;
		if (n >= 8) {
			n -= 8;
			buf_putc(out, (char)(bits >> n));
		}
	}
}

void utf16_decode(struct buf *out, struct span s, bool big)
{
	struct reader r = rd_over_span(s);

	while (rd_left(&r) > 1) {
		uint32_t unit = big ? rd_be16(&r) : rd_le16(&r);
		struct reader ahead = r;

		if (unit >> 10 == 0x36) {
			uint32_t second = big ? rd_be16(&ahead) : rd_le16(&ahead);

			if (second >> 10 == 0x37) {
				unit = 0x10000 + ((unit & 0x3ff) << 10 | (second & 0x3ff));
				r = ahead;
			}
		}
		utf8_add(out, unit >> 11 == 0x1b ? 0xfffd : unit);
	}
}

#define A(c, n) [c] = (n) + 1
#define FOUR(c, n) A(c, n), A((c) + 1, (n) + 1), A((c) + 2, (n) + 2), A((c) + 3, (n) + 3)
const uint8_t base64_digits[256] = { FOUR('A', 0), FOUR('E', 4), FOUR('I', 8), FOUR('M', 12), FOUR('Q', 16), FOUR('U', 20), A('Y', 24), A('Z', 25),
	FOUR('a', 26), FOUR('e', 30), FOUR('i', 34), FOUR('m', 38), FOUR('q', 42), FOUR('u', 46), A('y', 50), A('z', 51), FOUR('0', 52), FOUR('4', 56),
	A('8', 60), A('9', 61), A('+', 62), A('-', 62), A('/', 63), A('_', 63) };
#undef FOUR
#undef A

/* The digits of a base64 text one after the other: -1 at its end, -2 where it is none. */
static int base64_next(struct span s, size_t *at, bool from_form)
{
	while (*at < s.len) {
		uint8_t c = s.data[(*at)++];
		int d;

		if (c == '\r' || c == '\n' || c == '\t')
			continue;
		if (c == '=')
			return -1;
		d = base64_digit(c == ' ' && from_form ? '+' : c);
		return d < 0 ? -2 : d;
	}
	return -1;
}

/* Groups of four digits, as long as nothing else is among them: three bytes each. */
static size_t base64_groups(uint8_t *ret, struct span s, size_t *at)
{
	size_t n = 0;

	for (; s.len - *at >= 4; *at += 4, n += 3) {
		const uint8_t *p = s.data + *at;
		unsigned a = base64_digits[p[0]], b = base64_digits[p[1]], c = base64_digits[p[2]], d = base64_digits[p[3]], bits;

		if (a == 0 || b == 0 || c == 0 || d == 0)
			break;
		bits = (a - 1) << 18 | (b - 1) << 12 | (c - 1) << 6 | (d - 1);
		ret[n] = (uint8_t)(bits >> 16);
		ret[n + 1] = (uint8_t)(bits >> 8);
		ret[n + 2] = (uint8_t)bits;
	}
	return n;
}

static bool base64_ends(struct span s, size_t at)
{
	for (; at < s.len; at++)
		if (strchr("=\r\n\t ", s.data[at]) == NULL || s.data[at] == 0)
			return false;
	return true;
}

bool base64_decode_to(uint8_t *ret, struct span s, bool from_form, size_t *ret_len)
{
	size_t at = 0, digits = 0, n = 0;
	unsigned bits = 0;
	int d;

	for (;;) {
		if (digits % 4 == 0) {
			size_t more = base64_groups(ret + n, s, &at);

			n += more;
			digits += more / 3 * 4;
		}
		d = base64_next(s, &at, from_form);
		if (d < 0)
			break;
		bits = bits << 6 | (unsigned)d;
		if (++digits % 4 != 1)
			ret[n++] = (uint8_t)(bits >> (4 - digits % 4) % 4 * 2);
	}
	*ret_len = n;
	return d == -1 && digits > 1 && digits % 4 != 1 && base64_ends(s, at);
}

bool base64_decode(struct buf *out, struct span s, bool from_form)
{
	size_t n;
	bool found;

	buf_reserve(out, s.len / 4 * 3 + BASE64_ROOM);
	found = base64_decode_to(out->data + out->len, s, from_form, &n);
	/* What was written is wiped where it is none. */
	out->len += n;
	if (!found)
		buf_truncate(out, out->len - n);
	return found;
}

bool percent_decode(struct buf *out, struct span s, bool plus)
{
	size_t before = out->len;
	bool found = false;

	buf_reserve(out, s.len);
	for (size_t i = 0; i < s.len; i++) {
		uint8_t c = s.data[i];
		int high = c == '%' && s.len - i > 2 ? hex_digit(s.data[i + 1]) : -1;
		int low = high < 0 ? -1 : hex_digit(s.data[i + 2]);

		if (low >= 0) {
			c = (uint8_t)(high << 4 | low);
			i += 2;
			found = true;
		} else if (plus && c == '+') {
			c = ' ';
			found = true;
		}
		out->data[out->len++] = c;
	}
	if (!found)
		buf_truncate(out, before);
	return found;
}
