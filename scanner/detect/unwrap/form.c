/* Names with values behind an equals sign: forms (application/x-www-form-urlencoded), query strings, cookies. */
#include "base/text.h"
#include "detect/codec.h"
#include "detect/unwrap/trail.h"
#include "detect/unwrap/wrapping.h"

#include <stdio.h>
#include <string.h>

enum {
	NAME_LONGEST = 64,   /* bytes: what stands before an equals sign in prose or in base64 is longer or no name */
	SCHEME_LONGEST = 32, /* characters of a URL's scheme; those in use are shorter */
};

struct pairs {
	const char *step;  /* "form" "query" "cookie" */
	char separator;
	bool plus;         /* stands for a space */
};

static const struct pairs form = { "form", '&', true }, query = { "query", '&', true }, cookie = { "cookie", ';', false };

struct pair {
	const struct pairs *how;
	struct span name;
};

static void pair_step(const void *from, char ret[STEP_MAX])
{
	const struct pair *pair = from;
	char text[KEY_TEXT];

	step_name(pair->name, text);
	snprintf(ret, STEP_MAX, "%s:%s", pair->how->step, text);
}

/* "params[0][name]", "tag.value": the last word of a name. */
static struct span last_word(struct span name)
{
	size_t at = name.len, end = name.len;

	if (name.len > 3 && span_is(span_sub(name, name.len - 3, 3), "%5D"))
		end -= 3;
	else if (name.len > 0 && name.data[name.len - 1] == ']')
		end--;
	for (at = end; at > 0; at--) {
		uint8_t c = name.data[at - 1];

		if (c == '[' || c == '.' || (c == 'B' && at > 2 && span_is(span_sub(name, at - 3, 3), "%5B")))
			break;
	}
	return span_sub(name, at, end - at);
}

/* What a "name" or a "type" before said that the "value" is, and what that was called. */
struct label {
	struct span text, name;
};

static void pair_open(struct unwrap *u, const struct node *n, const struct pairs *how, struct span name, struct span value, struct label *label)
{
	const struct pair pair = { how, name };
	struct piece p = { .step = { NULL, pair_step, &pair }, .key = name, .bytes = value, .token = value, .plus = how->plus };
	struct span word = last_word(name);
	struct buf plain = { 0 }, plain_name = { 0 };

	p.typed = label->text.len > 0 && (name_sorts(label->name) & NAME_TYPE) != 0 && name_is_typed_by(word, label->name);
	if (p.typed || (label->text.len > 0 && name_is_empty(word)))
		p.type = label->text;
	*label = (name_sorts(word) & (NAME_LABEL | NAME_TYPE)) != 0 ? (struct label){ value, word } : (struct label){ 0 };

	if (name.len > 0 && memchr(name.data, '%', name.len) != NULL && percent_decode(&plain_name, name, how->plus))
		p.key = buf_span(&plain_name);
	if (value.len > 0 && (memchr(value.data, '%', value.len) != NULL || memchr(value.data, '+', value.len) != NULL) &&
	    unwrap_afford(u, value.len))
		p.fresh = percent_decode(&plain, value, how->plus);
	if (p.fresh)
		p.bytes = buf_span(&plain);
	unwrap_piece(u, n, &p);
	buf_free(&plain);
	buf_free(&plain_name);
}

static void pairs_open(struct unwrap *u, const struct node *n, const struct pairs *how, struct span text)
{
	struct reader r = rd_over_span(text);
	struct label label = { 0 };

	while (rd_left(&r) > 0) {
		struct span one, name = { NULL, 0 };
		struct reader inside;

		if (!rd_until(&r, (uint8_t)how->separator, &one))
			one = rd_rest(&r);
		inside = rd_over_span(span_trim(one));
		if (rd_until(&inside, '=', &name))
			pair_open(u, n, how, name, rd_rest(&inside), &label);
	}
}

static bool is_name(struct span s)
{
	if (s.len == 0 || s.len > NAME_LONGEST)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		uint8_t c = s.data[i];

		if (!((c | 0x20) >= 'a' && (c | 0x20) <= 'z') && !(c >= '0' && c <= '9') && (c == 0 || strchr("_-.[]%$", c) == NULL))
			return false;
	}
	return true;
}

/* Pairs from beginning to end, without blanks. */
static bool looks_like_form(struct span s)
{
	struct reader r = rd_over_span(s);

	for (size_t i = 0; i < s.len; i++)
		if (s.data[i] <= ' ' || s.data[i] == '"' || s.data[i] == '<')
			return false;
	while (rd_left(&r) > 0) {
		struct span one, name;
		struct reader inside;

		if (!rd_until(&r, '&', &one))
			one = rd_rest(&r);
		inside = rd_over_span(one);
		if (!rd_until(&inside, '=', &name) || !is_name(name))
			return false;
		/* "QUJD=" and "QUJD==" are base64 that ends. */
		if (one.len == s.len && (rd_left(&inside) == 0 || *inside.pos == '='))
			return false;
	}
	return true;
}

bool form_open(struct unwrap *u, const struct node *n)
{
	bool told = n->content_type != NULL &&
		    span_starts_nocase(span_of(n->content_type), "application/x-www-form-urlencoded");

	if (memchr(n->bytes.data, '=', n->bytes.len) == NULL || (!told && !looks_like_form(n->bytes)))
		return false;
	pairs_open(u, n, &form, n->bytes);
	return true;
}

bool cookie_open(struct unwrap *u, const struct node *n)
{
	if (n->parent != NULL || n->step.text == NULL || strcasecmp(n->step.text, "http.header:Cookie") != 0)
		return false;
	pairs_open(u, n, &cookie, n->bytes);
	return true;
}

/* Segments have no step of their own: the one before may be the name of the next ("/imei/4901..."). */
static void path_open(struct unwrap *u, const struct node *n, struct span path)
{
	struct reader r = rd_over_span(path);
	struct span before = { NULL, 0 };

	while (rd_left(&r) > 0) {
		struct piece p = { .key = before };

		if (!rd_until(&r, '/', &p.bytes))
			p.bytes = rd_rest(&r);
		before = p.bytes;
		unwrap_piece(u, n, &p);
	}
}

/* "https://", "market://": RFC 3986 3.1. */
static bool has_scheme(struct span s)
{
	for (size_t i = 0; i < s.len && i < SCHEME_LONGEST; i++) {
		uint8_t c = s.data[i];

		if (c == ':')
			return i > 1 && span_starts(span_sub(s, i, 3), "://");
		if (!((c | 0x20) >= 'a' && (c | 0x20) <= 'z') && (i == 0 || !((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.')))
			return false;
	}
	return false;
}

/* A request target, or a URL in a header or a value. */
bool query_open(struct unwrap *u, const struct node *n)
{
	struct reader r = rd_over_span(n->bytes);
	struct span path, text;
	bool target = n->bytes.data[0] == '/' || has_scheme(n->bytes);

	/* Base64 may begin with a slash. */
	if (!target || (n->parent != NULL && memchr(n->bytes.data, '?', n->bytes.len) == NULL))
		return false;
	for (size_t i = 0; i < n->bytes.len; i++)
		if (n->bytes.data[i] <= ' ')
			return false;
	if (!rd_until(&r, '?', &path))
		path = rd_rest(&r);
	path_open(u, n, path);
	text = rd_rest(&r);
	pairs_open(u, n, &query, text);
	return true;
}
