/* A whole value in base32 (RFC 4648 6), in either case, with or without padding: names in DNS are written so. */
#include "base/text.h"
#include "detect/codec.h"
#include "detect/unwrap/wrapping.h"

enum {
	BASE32_MIN = 16, /* characters: ten bytes, hardly a value in less */
	TEXT_LEAST = 95, /* percent of text that must come out, for many a word is of its alphabet */
	CERTAIN_MIN = 32, /* characters: with digits among them, hardly anything else, whatever comes out */
};

/* Of one case throughout: words in titles are not. */
static bool is_base32(struct span s, bool *ret_digits)
{
	bool upper = false, lower = false;

	*ret_digits = false;
	for (size_t i = 0; i < s.len; i++) {
		uint8_t c = s.data[i];

		upper |= c >= 'A' && c <= 'Z';
		lower |= c >= 'a' && c <= 'z';
		*ret_digits |= c >= '2' && c <= '7';
		if (base32_digit(c) < 0)
			return false;
	}
	return upper != lower;
}

bool base32_open(struct unwrap *u, const struct node *n)
{
	struct span text = n->bytes;
	struct piece p = { .step.text = "base32", .token = n->bytes, .fresh = true };
	struct buf plain = { 0 };
	bool digits, found;

	while (text.len > 0 && text.data[text.len - 1] == '=')
		text.len--;
	if (text.len < BASE32_MIN || !is_base32(text, &digits) || !unwrap_afford(u, text.len / 8 * 5))
		return false;
	base32_decode(&plain, text);
	p.bytes = buf_span(&plain);
	found = (digits && text.len >= CERTAIN_MIN) || text_is_mostly(p.bytes, TEXT_LEAST) || span_starts(p.bytes, "\x1f\x8b\x08");
	if (found)
		unwrap_piece(u, n, &p);
	buf_free(&plain);
	return found;
}
