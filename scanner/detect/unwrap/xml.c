/*
 * XML, as far as text and attributes go: elements need not be closed well, names are not resolved. Where an element is
 * named by an attribute (<string name="imei">, Android's preferences), that is the key of its text; and where by the element
 * before it (<key>imei</key><string>, Apple's property lists), that.
 */
#include "detect/unwrap/cursor.h"
#include "detect/unwrap/entity.h"
#include "detect/unwrap/trail.h"
#include "detect/unwrap/wrapping.h"

#include <stdio.h>
#include <string.h>

enum { XML_LEVELS = 32 }; /* elements inside each other; deeper ones are read under the name of the deepest */

struct element {
	struct span name, key;
	struct span type;      /* what an attribute says of its sort: <id type="imei"> */
};

struct xml_text {
	struct unwrap *u;
	const struct node *node;
	struct cursor c;
	struct element levels[XML_LEVELS];
	size_t depth;
	struct span attribute; /* whose value is the leaf at hand */
	struct span label;     /* text of the <key> before; of the next element the key */
	bool dry;              /* attributes are read for what they say of the others */
};

static bool is_name_byte(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 0x80 ||
	       (c > 0 && strchr("_-.:", c) != NULL);
}

static struct span name(struct cursor *c)
{
	size_t from = c->at;

	while (is_name_byte(cursor_peek(c)))
		c->at++;
	return cursor_since(c, from);
}

/* "xml:/map/string" or "xml:/map/string/@name" */
static void path_text(const void *from, char ret[STEP_MAX])
{
	const struct xml_text *x = from;
	size_t len = (size_t)snprintf(ret, STEP_MAX, "xml:");
	char text[KEY_TEXT];

	for (size_t i = 0; i < x->depth && len < STEP_MAX; i++) {
		step_name(x->levels[i].name, text);
		len += (size_t)snprintf(ret + len, STEP_MAX - len, "/%s", text);
	}
	if (x->attribute.len == 0 || len >= STEP_MAX)
		return;
	step_name(x->attribute, text);
	snprintf(ret + len, STEP_MAX - len, "/@%s", text);
}

/* "AttributeValue" of "saml:AttributeValue" */
static struct span local_name(struct span name)
{
	const uint8_t *colon = name.len > 0 ? memchr(name.data, ':', name.len) : NULL;

	return colon == NULL ? name : span_sub(name, (size_t)(colon + 1 - name.data), name.len);
}

static bool outer_name(const void *from, size_t i, struct span *ret)
{
	const struct xml_text *x = from;

	if (i >= x->depth)
		return false;
	*ret = local_name(x->levels[x->depth - 1 - i].key);
	return true;
}

/* <key>imei</key><string>...</string>, <name>imei</name><value>...</value> */
static bool is_label(struct span name)
{
	name = local_name(name);
	return span_is_nocase(name, "key") || span_is_nocase(name, "name") || span_is_nocase(name, "n") || span_is_nocase(name, "k");
}

/* Key, type and what is around them, of a text or an attribute of the innermost element. */
static void names(const struct xml_text *x, struct span attribute, struct piece *ret)
{
	const struct element *e = x->depth > 0 ? &x->levels[x->depth - 1] : NULL;
	bool empty = name_is_empty(local_name(attribute));

	if (e == NULL)
		return;
	ret->key = attribute.len == 0 || empty ? e->key : attribute;
	if (empty || (attribute.len == 0 && (name_sorts(local_name(e->name)) & NAME_TOLD) != 0))
		ret->type = e->type;
	if (attribute.len > 0 && !empty)
		ret->around = local_name(e->name);
	else if (x->depth > 1)
		ret->around = local_name(x->levels[x->depth - 2].key);
}

static void leaf(struct xml_text *x, struct span attribute, struct span token)
{
	struct piece p = { .step = { NULL, path_text, x, outer_name } };
	struct buf plain = { 0 };

	while (token.len > 0 && is_blank(token.data[0]))
		token = span_sub(token, 1, token.len);
	while (token.len > 0 && is_blank(token.data[token.len - 1]))
		token.len--;
	if (token.len == 0)
		return;
	x->attribute = attribute;
	names(x, attribute, &p);
	if (attribute.len == 0 && x->depth > 0 && is_label(x->levels[x->depth - 1].name))
		x->label = token;
	p.bytes = p.token = token;
	if (memchr(token.data, '&', token.len) != NULL && unwrap_afford(x->u, token.len)) {
		entities_decode(&plain, token);
		p.bytes = buf_span(&plain);
		p.fresh = true;
	}
	unwrap_piece(x->u, x->node, &p);
	buf_free(&plain);
}

/* ` name="value"`; false where there is no more. */
static bool attribute(struct xml_text *x, struct element *e)
{
	struct span key, value;
	size_t from;
	int quote;

	cursor_skip_blanks(&x->c);
	key = name(&x->c);
	cursor_skip_blanks(&x->c);
	if (key.len == 0 || cursor_peek(&x->c) != '=')
		return false;
	cursor_skip(&x->c, 1);
	cursor_skip_blanks(&x->c);
	quote = cursor_next(&x->c);
	if (quote != '"' && quote != '\'')
		return false;
	from = x->c.at;
	while (cursor_peek(&x->c) >= 0 && cursor_peek(&x->c) != quote)
		x->c.at++;
	value = cursor_since(&x->c, from);
	cursor_skip(&x->c, 1);
	if (!x->dry) {
		leaf(x, key, value);
	} else if (is_label(key)) {
		e->key = value;
	} else if ((name_sorts(local_name(key)) & (NAME_LABEL | NAME_TYPE)) != 0) {
		e->type = value;
	}
	return true;
}

static void skip_to(struct cursor *c, const char *stop)
{
	ptrdiff_t found = span_find(span_sub(c->text, c->at, c->text.len), stop);

	cursor_skip(c, found < 0 ? c->text.len : (size_t)found + strlen(stop));
}

static void open_tag(struct xml_text *x)
{
	struct element e = { .name = name(&x->c) };
	size_t attributes = x->c.at;
	bool empty;

	e.key = e.name;
	if (x->depth > 0 && name_is_empty(local_name(e.name)))
		e.key = x->levels[x->depth - 1].key;
	if (x->label.len > 0 && (name_is_empty(local_name(e.name))))
		e.key = x->label;
	x->label = (struct span){ NULL, 0 };
	if (x->depth < XML_LEVELS)
		x->levels[x->depth++] = e;
	/* <item name="imei" value="..."/>: in any order. */
	x->dry = true;
	while (attribute(x, &x->levels[x->depth - 1]))
		;
	x->c.at = attributes;
	x->dry = false;
	while (attribute(x, &x->levels[x->depth - 1]))
		;
	empty = cursor_peek(&x->c) == '/';
	skip_to(&x->c, ">");
	if (empty)
		x->depth--;
}

/* The cursor stands at "<". */
static void tag(struct xml_text *x)
{
	struct span rest = span_sub(x->c.text, x->c.at, x->c.text.len);
	struct span none = { NULL, 0 };
	int second = cursor_peek_at(&x->c, 1);

	if (span_starts(rest, "<![CDATA[")) {
		size_t from = x->c.at + strlen("<![CDATA[");
		ptrdiff_t len = span_find(span_sub(x->c.text, from, rest.len), "]]>");
		struct span text = span_sub(x->c.text, from, len < 0 ? rest.len : (size_t)len);

		leaf(x, none, text);
		skip_to(&x->c, "]]>");
	} else if (span_starts(rest, "<!--")) {
		skip_to(&x->c, "-->");
	} else if (second == '!' || second == '?' || second == '/') {
		x->depth -= second == '/' && x->depth > 0;
		skip_to(&x->c, ">");
	} else {
		cursor_skip(&x->c, 1);
		open_tag(x);
	}
}

static bool looks_like_xml(struct cursor c)
{
	int second;

	if (span_starts(c.text, "\xef\xbb\xbf"))
		cursor_skip(&c, 3);
	cursor_skip_blanks(&c);
	if (cursor_next(&c) != '<')
		return false;
	second = cursor_peek(&c);
	return (second == '?' || second == '!' || (is_name_byte(second) && !(second >= '0' && second <= '9'))) &&
	       memchr(c.text.data, '>', c.text.len) != NULL;
}

bool xml_open(struct unwrap *u, const struct node *n)
{
	const struct span none = { NULL, 0 };
	struct xml_text x;

	if (!looks_like_xml((struct cursor){ n->bytes, 0 }))
		return false;
	x = (struct xml_text){ .u = u, .node = n, .c = { n->bytes, 0 } };
	while (cursor_peek(&x.c) >= 0) {
		size_t from = x.c.at;

		while (cursor_peek(&x.c) >= 0 && cursor_peek(&x.c) != '<')
			x.c.at++;
		leaf(&x, none, cursor_since(&x.c, from));
		if (cursor_peek(&x.c) == '<')
			tag(&x);
	}
	return true;
}
