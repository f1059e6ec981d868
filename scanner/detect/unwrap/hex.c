/* A whole value in hex digits. */
#include "base/text.h"
#include "detect/codec.h"
#include "detect/unwrap/wrapping.h"

enum { HEX_MIN = 16 }; /* digits: a shorter one is a number or a word */

/* A number is read as a number, unless text comes out. */
static bool is_number(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.data[i] > '9')
			return false;
	return true;
}

bool hex_open(struct unwrap *u, const struct node *n)
{
	struct buf plain = { 0 };
	struct piece p = { .step.text = "hex", .token = n->bytes, .fresh = true };
	bool found;

	if (n->bytes.len < HEX_MIN || n->bytes.len % 2 != 0 || hex_digit(n->bytes.data[0]) < 0 ||
	    hex_digit(n->bytes.data[n->bytes.len - 1]) < 0 || !unwrap_afford(u, n->bytes.len / 2))
		return false;
	found = hex_decode(&plain, n->bytes) && (!is_number(n->bytes) || text_share(buf_span(&plain)) == 100);
	if (found) {
		p.bytes = buf_span(&plain);
		unwrap_piece(u, n, &p);
	}
	buf_free(&plain);
	return found;
}
