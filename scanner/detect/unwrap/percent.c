/* Percent-encoding of a whole value (RFC 3986), beyond the one that forms take off themselves. */
#include "base/text.h"
#include "detect/codec.h"
#include "detect/unwrap/wrapping.h"

#include <string.h>

bool percent_open(struct unwrap *u, const struct node *n)
{
	struct buf plain = { 0 };
	struct piece p = { .step.text = "percent", .token = n->bytes, .fresh = true };
	bool found;

	if (memchr(n->bytes.data, '%', n->bytes.len) == NULL || !text_is_mostly(span_sub(n->bytes, 0, 256), 95) ||
	    !unwrap_afford(u, n->bytes.len))
		return false;
	found = percent_decode(&plain, n->bytes, false);
	if (found) {
		p.bytes = buf_span(&plain);
		unwrap_piece(u, n, &p);
	}
	buf_free(&plain);
	return found;
}
