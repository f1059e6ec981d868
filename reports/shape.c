#include "generator.h"

#include "base/digest.h"

#include <ctype.h>
#include <string.h>

/*
 * A column's name says where its value stands in a JSON object: "rule.id", "locations[0].name", "tags[]" (lines become the
 * items). After a colon stands what it is to be: "complete:bool", "uid:sha256", "uri:uri". Columns of one object stand together.
 */

enum { SHAPE_DEPTH = 10 };

/* What is open between two cells. A piece of a path is borrowed from the column's name: a key, "key[" an array, a number its element. */
struct shape {
	struct json *j;
	struct span open[SHAPE_DEPTH];
	size_t depth;
	struct buf text;
};

/* The next piece of a path; a key's array and the array's element are two. */
static struct span next_piece(struct reader *path)
{
	struct span rest = rd_rest(path), piece;
	size_t n = 0;

	while (n < rest.len && rest.data[n] != '.' && rest.data[n] != '[' && rest.data[n] != ']')
		n++;
	if (n < rest.len && rest.data[n] == '[')
		n++;
	piece = span_sub(rest, 0, n);
	if (n < rest.len && rest.data[n] == ']')
		n++;
	if (n < rest.len && rest.data[n] == '.')
		n++;
	*path = rd_over_span(span_sub(rest, n, rest.len - n));
	return piece;
}

static bool same_piece(struct span a, struct span b)
{
	return a.len == b.len && memcmp(a.data, b.data, a.len) == 0;
}

static bool is_array(struct span piece)
{
	return piece.len > 0 && piece.data[piece.len - 1] == '[';
}

/* An element has no key of its own: it stands behind the name of its array. */
static void put_key(struct shape *s, struct span piece, bool element)
{
	char key[NAME_TEXT];

	if (element)
		return;
	if (is_array(piece))
		piece.len--;
	if (piece.len >= sizeof key)
		piece.len = sizeof key - 1;
	memcpy(key, piece.data, piece.len);
	key[piece.len] = 0;
	json_key(s->j, key);
}

static void close_to(struct shape *s, size_t depth)
{
	while (s->depth > depth) {
		if (is_array(s->open[--s->depth]))
			json_array_end(s->j);
		else
			json_object_end(s->j);
	}
}

static void open_piece(struct shape *s, struct span piece)
{
	put_key(s, piece, s->depth > 0 && is_array(s->open[s->depth - 1]));
	if (is_array(piece))
		json_array(s->j);
	else
		json_object(s->j);
	s->open[s->depth++] = piece;
}

/* Characters that may stand in a URI reference as they are (RFC 3986, section 2.3), and the slash. */
static void put_uri(struct shape *s, struct span text)
{
	struct buf uri = { 0 };

	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.data[i];

		if (isalnum(c) || memchr("-._~/", c, 5) != NULL)
			buf_putc(&uri, (char)c);
		else
			buf_printf(&uri, "%%%02X", c);
	}
	json_string_span(s->j, buf_span(&uri));
	buf_free(&uri);
}

static void put_sha256(struct shape *s, struct span text)
{
	uint8_t hash[DIGEST_MAX];
	char hex[SHA256_HEX_LEN + 1];

	digest(DIGEST_SHA256, text, hash);
	hex_of(hash, SHA256_LEN, hex);
	json_string(s->j, hex);
}

static void put_lines(struct shape *s)
{
	struct reader r = rd_over_span(buf_span(&s->text));
	struct span line;

	while (rd_until(&r, '\n', &line))
		json_string_span(s->j, line);
	if (rd_left(&r) > 0)
		json_string_span(s->j, rd_rest(&r));
}

static void put_value(struct shape *s, const struct store_cell *c, struct span type)
{
	if (span_is(type, "bool"))
		json_bool(s->j, c->type == CELL_INT && c->integer != 0);
	else if (span_is(type, "sha256"))
		put_sha256(s, buf_span(&s->text));
	else if (span_is(type, "uri"))
		put_uri(s, buf_span(&s->text));
	else if (c->type == CELL_TEXT)
		json_string_span(s->j, buf_span(&s->text));
	else
		cell_json(s->j, c, &s->text);
}

/* Pieces of the path in name; false where it is none, or too deep. */
static bool split(struct span name, struct span ret[SHAPE_DEPTH], size_t *ret_n)
{
	struct reader path = rd_over_span(name);
	size_t n = 0;

	while (rd_left(&path) > 0 && n < SHAPE_DEPTH)
		ret[n++] = next_piece(&path);
	*ret_n = n;
	return n > 0 && rd_left(&path) == 0;
}

static int put_cell(struct shape *s, const char *name, const struct store_cell *c, struct err *e)
{
	struct reader r = rd_over_span(span_of(name));
	struct span path, type, pieces[SHAPE_DEPTH];
	bool typed = rd_until(&r, ':', &path), lines;
	size_t n, same = 0;

	type = rd_rest(&r);
	if (!split(typed ? path : type, pieces, &n))
		return err_set(e, "no place in an object: '%.80s'", name);
	lines = is_array(pieces[n - 1]);
	n -= lines ? 0 : 1; /* else the last is the value's own key */
	while (same < n && same < s->depth && same_piece(pieces[same], s->open[same]))
		same++;
	close_to(s, same);
	for (size_t i = same; i < n; i++)
		open_piece(s, pieces[i]);
	buf_reset(&s->text);
	cell_text(c, &s->text);
	if (lines) {
		put_lines(s);
		return 0;
	}
	put_key(s, pieces[n], false);
	put_value(s, c, typed ? type : (struct span){ 0 });
	return 0;
}

int shape_fields(struct json *j, const struct store_row *r, struct err *e)
{
	struct shape s = { .j = j };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < r->n; i++) {
		if (r->cells[i].type != CELL_NULL)
			rc = put_cell(&s, r->names[i], &r->cells[i], e);
	}
	close_to(&s, 0);
	buf_free(&s.text);
	return rc;
}

int shape_row(struct json *j, const struct store_row *r, struct err *e)
{
	int rc;

	json_object(j);
	rc = shape_fields(j, r, e);
	json_object_end(j);
	return rc;
}
