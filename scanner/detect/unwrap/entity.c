#include "detect/unwrap/entity.h"

#include "base/text.h"
#include "detect/codec.h"
#include "detect/unwrap/cursor.h"
#include "detect/unwrap/wrapping.h"

#include <string.h>

static const struct {
	const char *name;
	uint32_t code;
} entities[] = {
	{ "amp;", '&' }, { "lt;", '<' }, { "gt;", '>' }, { "quot;", '"' }, { "apos;", '\'' }, { "nbsp;", ' ' }, { "commat;", '@' },
	{ "colon;", ':' }, { "plus;", '+' }, { "equals;", '=' }, { "period;", '.' }, { "sol;", '/' }, { "comma;", ',' },
};

/* Behind "&#": the character's number, taken; 0 where it is none. */
static uint32_t number(struct cursor *c)
{
	uint32_t base = 10, code = 0;
	struct cursor at = *c;

	if ((cursor_peek(&at) | 0x20) == 'x') {
		base = 16;
		cursor_skip(&at, 1);
	}
	for (int d; (d = hex_digit(cursor_peek(&at))) >= 0 && (uint32_t)d < base && code <= 0x10ffff; cursor_skip(&at, 1))
		code = code * base + (uint32_t)d;
	if (cursor_next(&at) != ';' || code == 0 || code > 0x10ffff)
		return 0;
	*c = at;
	return code;
}

/* Behind "&": the character that it stands for, taken; 0 and nothing moved where it stands for none. */
static uint32_t reference(struct cursor *c)
{
	struct span rest = span_sub(c->text, c->at, 8);

	if (cursor_peek(c) == '#') {
		struct cursor digits = { c->text, c->at + 1 };
		uint32_t code = number(&digits);

		if (code != 0)
			*c = digits;
		return code;
	}
	for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
		if (span_starts(rest, entities[i].name)) {
			cursor_skip(c, strlen(entities[i].name));
			return entities[i].code;
		}
	}
	return 0;
}

size_t entities_decode(struct buf *out, struct span s)
{
	struct cursor c = { s, 0 };
	size_t n = 0;
	int byte;

	while ((byte = cursor_next(&c)) >= 0) {
		uint32_t code = byte == '&' ? reference(&c) : 0;

		n += code != 0;
		if (code != 0)
			utf8_add(out, code);
		else
			buf_putc(out, (char)byte);
	}
	return n;
}

/* A text with references in it that is no XML itself: what pages and careful programs put into values. */
bool entities_open(struct unwrap *u, const struct node *n)
{
	struct piece p = { .step.text = "entities", .token = n->bytes, .fresh = true };
	struct buf plain = { 0 };
	bool found = false;

	if (memchr(n->bytes.data, '&', n->bytes.len) == NULL || memchr(n->bytes.data, ';', n->bytes.len) == NULL ||
	    !text_is_mostly(span_sub(n->bytes, 0, 256), 95) || !unwrap_afford(u, n->bytes.len))
		return false;
	if (entities_decode(&plain, n->bytes) > 0) {
		p.bytes = buf_span(&plain);
		unwrap_piece(u, n, &p);
		found = true;
	}
	buf_free(&plain);
	return found;
}
