/* A whole value in base64 or base64url (RFC 4648), with or without padding and line breaks. */
#include "detect/codec.h"
#include "detect/unwrap/wrapping.h"

enum { BASE64_MIN = 10 }; /* characters, for eight bytes of text hardly fit in less */

/* Sorts of what it is written in: digits, marks of either alphabet, what may stand between lines, what was a plus before a form was decoded. */
enum { LETTER = 1, DIGIT = 2, OF_URLS = 4, OF_PLAIN = 8, LINES = 16, SPACE = 32 };

static const uint8_t sorts[256] = { ['A' ... 'Z'] = LETTER, ['a' ... 'z'] = LETTER, ['0' ... '9'] = DIGIT, ['-'] = OF_URLS, ['_'] = OF_URLS, ['+'] = OF_PLAIN,
	['/'] = OF_PLAIN, ['='] = OF_PLAIN, ['\r'] = LINES, ['\n'] = LINES, ['\t'] = LINES, [' '] = SPACE };

/*
 * The step's name, or NULL where the text is none: a number is read as a number. Without padding and without the marks of
 * either alphabet it is base64url where padding is missing: those who write for URLs left it out.
 */
static const char *step_of(struct span s, bool from_form)
{
	unsigned all = 0;
	size_t chars = 0;

	for (size_t i = 0; i < s.len; i++) {
		uint8_t sort = sorts[s.data[i]];

		if (sort == 0)
			return NULL;
		all |= sort;
		chars += base64_digits[s.data[i]] != 0;
	}
	if (all == DIGIT || ((all & SPACE) != 0 && !from_form))
		return NULL;
	return (all & OF_URLS) != 0 || ((all & OF_PLAIN) == 0 && chars % 4 != 0) ? "base64url" : "base64";
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
