/* JSON (RFC 8259), read leniently: cut off, several texts behind each other, blanks anywhere. Leaves are its pieces. */
#include "base/alloc.h"
#include "base/text.h"
#include "detect/codec.h"
#include "detect/unwrap/cursor.h"
#include "detect/unwrap/trail.h"
#include "detect/unwrap/wrapping.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AHEAD_MAX = 8 }; /* members looked at behind a value, for what it is called */
enum { COLUMNS_MAX = 32 }; /* of a table */
enum { NAME_LONGEST = 6 * KEY_TEXT }; /* bytes of a name with escapes: a longer one tells nothing */

struct json_text {
	struct unwrap *u;
	const struct node *node;
	struct cursor c;
	struct trail trail;
	struct span columns[COLUMNS_MAX]; /* {"columns": ["imei"], "rows": [["4901..."]]}: what the elements of lists behind are called */
	size_t column_count, columns_depth; /* the depth of the object that they are a member of */
	struct buf *names; /* of members whose name was written with escapes, a level each; NULL: there was none */
};

static bool is_head(struct span name)
{
	static const char *const heads[] = { "columns", "cols", "fields", "headers", "header", "keys", "names", "schema" };

	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		if (name.len > 0 && (name.data[0] | 0x20) == heads[i][0] && span_is_nocase(name, heads[i]))
			return true;
	return false;
}

/* A text that names a column: one of a list that is called so. */
static void column_add(struct json_text *j, struct span text)
{
	const struct trail *t = &j->trail;
	const struct trail_level *l = t->depth > 1 ? &t->levels[t->depth - 1] : NULL;

	if (l == NULL || l->sort != TRAIL_ELEMENT || l[-1].sort != TRAIL_MEMBER || !is_head(l[-1].name))
		return;
	if (l->number == 0) {
		j->column_count = 0;
		j->columns_depth = t->depth - 1;
	}
	if (l->number == j->column_count && j->column_count < COLUMNS_MAX)
		j->columns[j->column_count++] = text;
}

/* The name of the column that the leaf stands in. */
static struct span column_of(const struct json_text *j)
{
	const struct trail *t = &j->trail;
	const struct trail_level *l = t->depth > 0 ? &t->levels[t->depth - 1] : NULL;

	if (j->column_count == 0 || l->sort != TRAIL_ELEMENT || t->depth <= j->columns_depth || l->number >= j->column_count)
		return (struct span){ NULL, 0 };
	return j->columns[l->number];
}

/* ["imei", "4901..."], and nothing behind it: the first is the second's name. */
static bool is_pair(const struct json_text *j)
{
	const struct trail_level *l = &j->trail.levels[j->trail.depth - 1];
	struct cursor behind = j->c;

	if (l->sort != TRAIL_ELEMENT || l->number != 1)
		return false;
	cursor_skip_blanks(&behind);
	return cursor_peek(&behind) == ']';
}

static void leaf(struct json_text *j, struct span bytes, struct span token, bool fresh)
{
	struct piece p = { .step = { NULL, trail_step, &j->trail, trail_outer }, .bytes = bytes, .token = token, .fresh = fresh };

	trail_name(&j->trail, &p);
	if (p.type.len == 0)
		p.type = column_of(j);
	else if (is_pair(j))
		p.key = p.type;
	unwrap_piece(j->u, j->node, &p);
}

/* The inside of a string; the cursor stands behind its first quote. False where it is cut off. */
static inline bool string_inside(struct cursor *c, struct span *ret, bool *ret_escaped)
{
	const uint8_t *from = c->text.data + c->at;

	*ret_escaped = false;
	for (;;) {
		cursor_skip_to_either(c, '"', '\\');
		*ret = (struct span){ from, (size_t)(c->text.data + c->at - from) };
		if (c->at == c->text.len)
			return false;
		if (c->text.data[c->at] == '"') {
			c->at++;
			return true;
		}
		*ret_escaped = true;
		cursor_skip(c, 2);
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

static bool ends_word(int c)
{
	return c < 0 || is_blank(c) || strchr(",:]}[{\"", c) != NULL;
}

/* {"value": "...", "name": "imei"}: members behind the value at the cursor, as long as they are simple. */
static void look_ahead(struct json_text *j, struct trail_level *l)
{
	struct trail_level level = { .sort = TRAIL_MEMBER };
	struct cursor c = j->c;
	struct span text;
	bool escaped;

	l->looked = true;
	for (size_t i = 0; i < AHEAD_MAX; i++) {
		cursor_skip_blanks(&c);
		if (cursor_peek(&c) != '"') {
			while (!ends_word(cursor_peek(&c)))
				c.at++;
		} else {
			cursor_skip(&c, 1);
			if (!string_inside(&c, &text, &escaped))
				break;
			level_said(&level, text);
		}
		cursor_skip_blanks(&c);
		if (cursor_next(&c) != ',')
			break;
		cursor_skip_blanks(&c);
		if (cursor_next(&c) != '"' || !string_inside(&c, &level.name, &escaped))
			break;
		cursor_skip_blanks(&c);
		if (cursor_next(&c) != ':')
			break;
	}
	if (l->label.len == 0)
		l->label = level.label;
	if (l->type.len == 0) {
		l->type = level.type;
		l->typing = level.typing;
	}
}

static bool string_leaf(struct json_text *j, struct trail_level *l)
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
	if (l != NULL)
		level_said(l, inside);
	column_add(j, inside);
	return whole;
}

/* A number, or a word such as true. */
static bool word_leaf(struct json_text *j)
{
	static const bool ends[256] = { [' '] = true, ['\t'] = true, ['\r'] = true, ['\n'] = true, [0] = true, [','] = true, [':'] = true,
		[']'] = true, ['}'] = true, ['['] = true, ['{'] = true, ['"'] = true };
	size_t from = j->c.at;
	struct span word;

	while (j->c.at < j->c.text.len && !ends[j->c.text.data[j->c.at]])
		j->c.at++;
	word = (struct span){ j->c.text.data + from, j->c.at - from };
	if (word.len == 0)
		return false;
	leaf(j, word, word, false);
	return true;
}

/* "\u0442\u0435\u043b": what writes ASCII alone writes names of other tongues so. */
static struct span name_unescaped(struct json_text *j, struct span name)
{
	struct buf *text;

	if (j->names == NULL)
		j->names = xcalloc(TRAIL_LEVELS, sizeof *j->names);
	text = &j->names[j->trail.depth - 1];
	buf_reset(text);
	unescape(name, text);
	return buf_span(text);
}

static void names_free(struct json_text *j)
{
	for (size_t i = 0; j->names != NULL && i < TRAIL_LEVELS; i++)
		buf_free(&j->names[i]);
	free(j->names);
}

/* `"name":` */
static bool member_name(struct json_text *j, struct trail_level *l)
{
	bool escaped;

	if (cursor_next(&j->c) != '"' || !string_inside(&j->c, &l->name, &escaped))
		return false;
	if (escaped && l->name.len <= NAME_LONGEST) {
		l->name = name_unescaped(j, l->name);
		l->sorted = NULL;
	}
	cursor_skip_blanks(&j->c);
	return cursor_next(&j->c) == ':';
}

static bool open_level(struct json_text *j)
{
	if (trail_down(&j->trail, cursor_next(&j->c) == '{' ? TRAIL_MEMBER : TRAIL_ELEMENT))
		return true;
	j->u->bounded = true;
	return false;
}

/* What may stand here: a value, a member, a comma or an end. False at the end of what can be read. */
static bool step(struct json_text *j)
{
	struct trail_level *l = trail_last(&j->trail);
	int c;

	cursor_skip_blanks(&j->c);
	c = cursor_peek(&j->c);
	if (c == ']' || c == '}') {
		trail_up(&j->trail);
		if (j->trail.depth < j->columns_depth)
			j->column_count = 0;
		cursor_skip(&j->c, 1);
		return l != NULL;
	}
	if (c == ',') {
		if (l != NULL)
			l->number++;
		j->c.at++;
		return true;
	}
	if (l != NULL && l->sort == TRAIL_MEMBER && !member_name(j, l))
		return false;
	cursor_skip_blanks(&j->c);
	c = cursor_peek(&j->c);
	if (c == '{' || c == '[')
		return open_level(j);
	if (l != NULL && l->sort == TRAIL_MEMBER && !l->looked && (level_sorts(l) & NAME_TOLD) != 0)
		look_ahead(j, l);
	if (c != '"')
		return word_leaf(j);
	cursor_skip(&j->c, 1);
	return string_leaf(j, l);
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
	struct json_text j;

	if (!looks_like_json((struct cursor){ n->bytes, 0 }))
		return false;
	/* Field by field: to clear all levels would cost more than most texts. */
	j.u = u;
	j.node = n;
	j.c = (struct cursor){ n->bytes, 0 };
	j.trail.root = "json:$";
	j.trail.depth = 0;
	j.names = NULL;
	j.column_count = j.columns_depth = 0;
	if (span_starts(n->bytes, "\xef\xbb\xbf"))
		cursor_skip(&j.c, 3);
	while (step(&j))
		;
	names_free(&j);
	return true;
}
