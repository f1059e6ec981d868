/* JSON (RFC 8259), read leniently: cut off, several texts behind each other, blanks anywhere. Leaves are its pieces. */
#include "base/text.h"
#include "detect/codec.h"
#include "detect/unwrap/cursor.h"
#include "detect/unwrap/wrapping.h"

#include <stdio.h>
#include <string.h>

enum { JSON_LEVELS = 64 }; /* arrays and objects inside each other; the same as many parsers of servers */

/* An open array or object. */
struct level {
	bool object;
	size_t index;     /* of an array's element */
	struct span name; /* of an object's member */
};

struct json_text {
	struct unwrap *u;
	const struct node *node;
	struct cursor c;
	struct level levels[JSON_LEVELS];
	size_t depth;
};

static bool is_plain_name(const char *name)
{
	for (; *name != 0; name++)
		if (!((*name | 0x20) >= 'a' && (*name | 0x20) <= 'z') && !(*name >= '0' && *name <= '9') && *name != '_')
			return false;
	return true;
}

/* "json:$.H.items[3]['odd name']" */
static void path_text(const void *from, char ret[STEP_MAX])
{
	const struct json_text *j = from;
	size_t len = (size_t)snprintf(ret, STEP_MAX, "json:$");

	for (size_t i = 0; i < j->depth && len < STEP_MAX; i++) {
		const struct level *l = &j->levels[i];
		char name[KEY_TEXT];

		if (!l->object) {
			len += (size_t)snprintf(ret + len, STEP_MAX - len, "[%zu]", l->index);
			continue;
		}
		step_name(l->name, name);
		len += (size_t)snprintf(ret + len, STEP_MAX - len, is_plain_name(name) ? ".%s" : "['%s']", name);
	}
}

/* The innermost member's name: an array's elements stand under the name of the array. */
static struct span path_key(const struct json_text *j)
{
	for (size_t i = j->depth; i > 0; i--)
		if (j->levels[i - 1].object)
			return j->levels[i - 1].name;
	return (struct span){ NULL, 0 };
}

static void leaf(struct json_text *j, struct span bytes, struct span token, bool fresh)
{
	const struct piece p = { .step = { NULL, path_text, j }, .key = path_key(j), .bytes = bytes, .token = token,
		.fresh = fresh };

	unwrap_piece(j->u, j->node, &p);
}

/* The inside of a string; the cursor stands behind its first quote. False where it is cut off. */
static bool string_inside(struct cursor *c, struct span *ret, bool *ret_escaped)
{
	size_t from = c->at;

	*ret_escaped = false;
	for (;;) {
		int byte = cursor_next(c);

		if (byte == '"') {
			*ret = span_sub(c->text, from, c->at - 1 - from);
			return true;
		}
		if (byte < 0) {
			*ret = cursor_since(c, from);
			return false;
		}
		if (byte == '\\') {
			*ret_escaped = true;
			cursor_skip(c, 1);
		}
	}
}

static int unicode_unit(const struct cursor *c)
{
	int unit = 0;

	for (size_t i = 0; i < 4; i++) {
		int d = hex_digit(cursor_peek_at(c, i));

		if (d < 0)
			return -1;
		unit = unit << 4 | d;
	}
	return unit;
}

static void utf8_add(struct buf *out, uint32_t code)
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

/* Behind "\u": one unit, or two that make a pair of surrogates. */
static void unicode_escape(struct cursor *c, struct buf *out)
{
	int unit = unicode_unit(c), second;

	if (unit < 0)
		return;
	cursor_skip(c, 4);
	if (unit >> 10 == 0x36 && cursor_peek(c) == '\\' && cursor_peek_at(c, 1) == 'u') {
		struct cursor pair = *c;

		cursor_skip(&pair, 2);
		second = unicode_unit(&pair);
		if (second >> 10 == 0x37) {
			cursor_skip(c, 6);
			utf8_add(out, 0x10000 + (((uint32_t)unit & 0x3ff) << 10 | ((uint32_t)second & 0x3ff)));
			return;
		}
	}
	utf8_add(out, (uint32_t)unit);
}

static void unescape(struct span inside, struct buf *out)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	struct cursor c = { inside, 0 };
	int byte;

	while ((byte = cursor_next(&c)) >= 0) {
		const char *escape;

		if (byte != '\\') {
			buf_putc(out, (char)byte);
			continue;
		}
		byte = cursor_next(&c);
		escape = byte > 0 ? strchr(from, byte) : NULL;
		if (byte == 'u')
			unicode_escape(&c, out);
		else if (byte >= 0)
			buf_putc(out, escape != NULL ? to[escape - from] : (char)byte);
	}
}

static bool string_leaf(struct json_text *j)
{
	struct span inside;
	bool escaped, whole = string_inside(&j->c, &inside, &escaped);

	if (!escaped) {
		leaf(j, inside, inside, false);
	} else if (unwrap_afford(j->u, inside.len)) {
		struct buf plain = { 0 };

		unescape(inside, &plain);
		leaf(j, buf_span(&plain), inside, true);
		buf_free(&plain);
	}
	return whole;
}

static bool ends_word(int c)
{
	return c < 0 || is_blank(c) || strchr(",:]}[{\"", c) != NULL;
}

/* A number, or a word such as true. */
static bool word_leaf(struct json_text *j)
{
	size_t from = j->c.at;
	struct span word;

	while (!ends_word(cursor_peek(&j->c)))
		j->c.at++;
	word = cursor_since(&j->c, from);
	if (word.len == 0)
		return false;
	leaf(j, word, word, false);
	return true;
}

/* `"name":` */
static bool member_name(struct json_text *j)
{
	struct level *l = &j->levels[j->depth - 1];
	bool escaped;

	if (cursor_next(&j->c) != '"' || !string_inside(&j->c, &l->name, &escaped))
		return false;
	cursor_skip_blanks(&j->c);
	return cursor_next(&j->c) == ':';
}

static bool open_level(struct json_text *j)
{
	if (j->depth == JSON_LEVELS) {
		j->u->bounded = true;
		return false;
	}
	j->levels[j->depth++] = (struct level){ .object = cursor_next(&j->c) == '{' };
	return true;
}

/* What may stand here: a value, a member, a comma or an end. False at the end of what can be read. */
static bool step(struct json_text *j)
{
	struct level *l = j->depth > 0 ? &j->levels[j->depth - 1] : NULL;
	int c;

	cursor_skip_blanks(&j->c);
	c = cursor_peek(&j->c);
	if (c == ']' || c == '}') {
		j->depth -= j->depth > 0;
		cursor_skip(&j->c, 1);
		return l != NULL;
	}
	if (c == ',') {
		if (l != NULL)
			l->index++;
		cursor_skip(&j->c, 1);
		return true;
	}
	if (l != NULL && l->object && !member_name(j))
		return false;
	cursor_skip_blanks(&j->c);
	c = cursor_peek(&j->c);
	if (c == '{' || c == '[')
		return open_level(j);
	if (c != '"')
		return word_leaf(j);
	cursor_skip(&j->c, 1);
	return string_leaf(j);
}

/* An object begins with a name or is empty; an array with any value. */
static bool looks_like_json(struct cursor c)
{
	int first, second;

	if (span_starts(c.text, "\xef\xbb\xbf"))
		cursor_skip(&c, 3);
	cursor_skip_blanks(&c);
	first = cursor_next(&c);
	cursor_skip_blanks(&c);
	second = cursor_peek(&c);
	if (first == '{')
		return second == '"' || second == '}';
	return first == '[' && second > 0 && strchr("\"[{-0123456789tfn", second) != NULL;
}

bool json_open(struct unwrap *u, const struct node *n)
{
	struct json_text j = { .u = u, .node = n, .c = { n->bytes, 0 } };

	if (!looks_like_json(j.c))
		return false;
	if (span_starts(n->bytes, "\xef\xbb\xbf"))
		cursor_skip(&j.c, 3);
	while (step(&j))
		;
	return true;
}
