/* A whole value in base64 or base64url (RFC 4648), with or without padding and line breaks. */
#include "detect/codec.h"
#include "detect/unwrap/wrapping.h"

#include <string.h>

enum { BASE64_MIN = 10 }; /* characters, for eight bytes of text hardly fit in less */

/*
 * The step's name, or NULL where the text is none: a number is read as a number. Without padding and without the marks of
 * either alphabet it is base64url where padding is missing: those who write for URLs left it out.
 */
static const char *step_of(struct span s, bool from_form)
{
	size_t digits = 0, chars = 0;
	bool url = false, plain = false;

	for (size_t i = 0; i < s.len; i++) {
		uint8_t c = s.data[i];
		bool is_char = base64_digit(c) >= 0;

		if (!is_char && (c == 0 || strchr(from_form ? "=\r\n\t " : "=\r\n\t", c) == NULL))
			return NULL;
		chars += is_char;
		digits += c >= '0' && c <= '9';
		url |= c == '-' || c == '_';
		plain |= c == '+' || c == '/' || c == '=';
	}
	if (digits == s.len)
		return NULL;
	return url || (!plain && chars % 4 != 0) ? "base64url" : "base64";
}

bool base64_open(struct unwrap *u, const struct node *n)
{
	struct buf plain = { 0 };
	struct piece p = { .token = n->bytes, .fresh = true };
	bool from_form = n->plus;
	bool found;

	if (n->bytes.len < BASE64_MIN)
		return false;
	p.step.text = step_of(n->bytes, from_form);
	if (p.step.text == NULL || !unwrap_afford(u, n->bytes.len / 4 * 3))
		return false;
	found = base64_decode(&plain, n->bytes, from_form);
	if (found) {
		p.bytes = buf_span(&plain);
		unwrap_piece(u, n, &p);
	}
	buf_free(&plain);
	return found;
}
