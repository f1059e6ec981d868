/* A whole value in hex digits, or in a program's escapes of them (\x7b\x22). */
#include "base/text.h"
#include "detect/codec.h"
#include "detect/unwrap/wrapping.h"

enum {
	HEX_MIN = 16,    /* digits: a shorter one is a number or a word */
	ESCAPE_LEN = 4,  /* bytes of an escape */
	ESCAPES_MIN = 8, /* of them, or of pairs */
};

/* A number is read as a number, unless text comes out. */
static bool is_number(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.data[i] > '9')
			return false;
	return true;
}

/* "AB:CD:EF": the digits in pairs, as prints of keys are written. */
static bool pairs_decode(struct buf *out, struct span s)
{
	struct reader r = rd_over_span(s);

	if (s.len % 3 != 2 || (s.len + 1) / 3 < ESCAPES_MIN)
		return false;
	for (;;) {
		int high = hex_digit(rd_u8(&r)), low = hex_digit(rd_u8(&r));

		if (high < 0 || low < 0)
			return false;
		buf_putc(out, (char)(high << 4 | low));
		if (rd_left(&r) == 0)
			return true;
		if (rd_u8(&r) != ':')
			return false;
	}
}

bool hex_open(struct unwrap *u, const struct node *n)
{
	struct buf plain = { 0 };
	struct piece p = { .step.text = "hex", .token = n->bytes, .fresh = true };
	struct span s = n->bytes;
	bool found;

	while (s.len > 0 && (s.data[s.len - 1] == '\n' || s.data[s.len - 1] == '\r'))
		s.len--;
	if (s.len < HEX_MIN || hex_digit(s.data[0]) < 0 || hex_digit(s.data[s.len - 1]) < 0 || !unwrap_afford(u, s.len / 2))
		return false;
	found = s.data[2] == ':' ? pairs_decode(&plain, s) :
		s.len % 2 == 0 && hex_decode(&plain, s) && (!is_number(s) || text_is_mostly(buf_span(&plain), 100));
	if (found) {
		p.bytes = buf_span(&plain);
		unwrap_piece(u, n, &p);
	}
	buf_free(&plain);
	return found;
}

bool escapes_open(struct unwrap *u, const struct node *n)
{
	struct buf plain = { 0 };
	struct piece p = { .step.text = "escapes", .token = n->bytes, .fresh = true };
	struct reader r = rd_over_span(n->bytes);

	if (n->bytes.len % ESCAPE_LEN != 0 || n->bytes.len / ESCAPE_LEN < ESCAPES_MIN || !unwrap_afford(u, n->bytes.len / ESCAPE_LEN))
		return false;
	while (rd_left(&r) > 0) {
		struct span one = rd_bytes(&r, ESCAPE_LEN);
		int high = hex_digit(one.data[2]), low = hex_digit(one.data[3]);

		if (one.data[0] != '\\' || (one.data[1] | 0x20) != 'x' || high < 0 || low < 0)
			break;
		buf_putc(&plain, (char)(high << 4 | low));
	}
	p.bytes = buf_span(&plain);
	if (p.bytes.len * ESCAPE_LEN == n->bytes.len)
		unwrap_piece(u, n, &p);
	buf_free(&plain);
	return p.bytes.len * ESCAPE_LEN == n->bytes.len;
}
