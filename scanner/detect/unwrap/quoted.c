#include "detect/unwrap/quoted.h"

#include "base/text.h"
#include "detect/codec.h"
#include "detect/unwrap/cursor.h"
#include "detect/unwrap/wrapping.h"

#include <string.h>

enum { ESCAPES_MIN = 2 }; /* of a whole text: one may be a form's equals sign before a number */

/* Length of what stands at the cursor: 3 for an escape, 2 or 3 for a soft line break, 0 for neither. */
static size_t escape(const struct cursor *c, int *ret_byte)
{
	int high = cursor_peek_at(c, 1), low = cursor_peek_at(c, 2);

	*ret_byte = -1;
	if (cursor_peek(c) != '=')
		return 0;
	if (high == '\n')
		return 2;
	if (high == '\r' && low == '\n')
		return 3;
	if (hex_digit(high) < 0 || hex_digit(low) < 0 || high >= 'a' || low >= 'a')
		return 0;
	*ret_byte = hex_digit(high) << 4 | hex_digit(low);
	return 3;
}

void quoted_decode(struct buf *out, struct span s)
{
	struct cursor c = { s, 0 };

	while (cursor_peek(&c) >= 0) {
		int byte;
		size_t len = escape(&c, &byte);

		if (len == 0)
			byte = cursor_peek(&c);
		if (byte >= 0)
			buf_putc(out, (char)byte);
		cursor_skip(&c, len == 0 ? 1 : len);
	}
}

/* Every equals sign begins an escape, and there are several, one of them of the sign itself or a soft line break. */
static bool looks_quoted(struct span s)
{
	size_t escapes = 0;
	bool telling = false;
	struct cursor c = { s, 0 };
	const uint8_t *next;

	while (c.at < s.len && (next = memchr(s.data + c.at, '=', s.len - c.at)) != NULL) {
		int byte;
		size_t len;

		c.at = (size_t)(next - s.data);
		len = escape(&c, &byte);
		if (len == 0)
			return false;
		telling |= byte < 0 || byte == '=';
		escapes++;
		cursor_skip(&c, len);
	}
	return telling && escapes >= ESCAPES_MIN;
}

bool quoted_open(struct unwrap *u, const struct node *n)
{
	struct piece p = { .step.text = "quoted-printable", .token = n->bytes, .content_type = n->content_type, .fresh = true };
	struct buf plain = { 0 };

	if (!looks_quoted(n->bytes) || !text_is_mostly(span_sub(n->bytes, 0, 256), 95) || !unwrap_afford(u, n->bytes.len))
		return false;
	quoted_decode(&plain, n->bytes);
	p.bytes = buf_span(&plain);
	unwrap_piece(u, n, &p);
	buf_free(&plain);
	return true;
}
