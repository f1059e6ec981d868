/* Text in UTF-16, either way round: told by its mark, or by the zero bytes between ASCII characters. */
#include "base/text.h"
#include "detect/codec.h"
#include "detect/unwrap/wrapping.h"

enum {
	LOOKED_AT = 128,  /* bytes */
	BEGINNING = 8,    /* bytes that are looked at for themselves: a header of other bytes is no text */
	ZEROS_LEAST = 90, /* percent of the characters that are ASCII, where no mark tells */
};

/* How many of the characters are printable ASCII, in percent. */
static size_t ascii_share(struct span s, bool big)
{
	size_t ascii = 0, pairs = s.len / 2;

	for (size_t i = 0; i < pairs; i++) {
		uint8_t high = s.data[2 * i + !big], low = s.data[2 * i + big];

		ascii += high == 0 && ((low >= ' ' && low < 0x7f) || low == '\n' || low == '\r' || low == '\t');
	}
	return pairs == 0 ? 0 : ascii * 100 / pairs;
}

static bool looks_ascii(struct span s, bool big)
{
	return ascii_share(span_sub(s, 0, BEGINNING), big) == 100 && ascii_share(span_sub(s, 0, LOOKED_AT), big) >= ZEROS_LEAST;
}

bool utf16_open(struct unwrap *u, const struct node *n)
{
	struct piece p = { .step.text = "utf16", .token = n->bytes, .content_type = n->content_type, .fresh = true };
	bool little_mark = span_starts(n->bytes, "\xff\xfe"), big_mark = span_starts(n->bytes, "\xfe\xff");
	struct buf plain = { 0 };
	bool big, found;

	/* The first character is of ASCII, where no mark tells: one of its bytes is zero. */
	if (!little_mark && !big_mark && n->bytes.data[0] != 0 && n->bytes.data[1] != 0)
		return false;
	big = big_mark || (!little_mark && looks_ascii(n->bytes, true));
	if (!little_mark && !big && !looks_ascii(n->bytes, false))
		return false;
	if (!unwrap_afford(u, n->bytes.len))
		return false;
	utf16_decode(&plain, span_sub(n->bytes, little_mark || big_mark ? 2 : 0, n->bytes.len), big);
	p.bytes = buf_span(&plain);
	/* Two bytes may be a mark by chance. */
	found = text_is_mostly(p.bytes, 95);
	if (found)
		unwrap_piece(u, n, &p);
	buf_free(&plain);
	return found;
}
