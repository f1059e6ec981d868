/* Tables of text (RFC 4180, with commas, semicolons, tabs or bars): the first line names the columns. */
#include "base/text.h"
#include "detect/unwrap/trail.h"
#include "detect/unwrap/wrapping.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum {
	COLUMNS_MAX = 64,
	NAME_LONGEST = 40, /* bytes of a column's name */
	VALUE_DIGITS = 4,  /* of what is no name: "sha256" has three */
	SERIAL_LEAST = 8,  /* characters of a number with capital letters */
};

/* What parts columns, the likeliest first. */
static const char separators[] = ",;\t|";

struct table {
	struct span names[COLUMNS_MAX];
	size_t columns;
	char separator;
	bool sideways; /* without a head: each line is a name and what it is the name of */
};

static bool next_line(struct reader *r, struct span *ret)
{
	if (rd_line(r, ret))
		return true;
	*ret = rd_rest(r);
	return ret->len > 0;
}

/* The inside of a quoted field, whose doubled quotes stay, for no identifier has them; false where more than blanks are behind it. */
static bool quoted_field(struct reader *r, char separator, struct span *ret)
{
	const uint8_t *from = r->pos;
	struct span part, behind;
	bool ended;

	do
		ended = rd_until(r, '"', &part);
	while (ended && rd_left(r) > 0 && *r->pos == '"' && rd_u8(r) != 0);
	if (!ended)
		rd_rest(r);
	*ret = (struct span){ from, (size_t)(r->pos - from) - ended };
	if (!rd_until(r, (uint8_t)separator, &behind))
		behind = rd_rest(r);
	return ended && span_trim(behind).len == 0;
}

/* Up to the separator, without its quotes. *ret_good: it was written as the RFC says. */
static bool next_field(struct reader *r, char separator, struct span *ret, bool *ret_good)
{
	*ret_good = true;
	if (rd_left(r) == 0)
		return false;
	if (*r->pos == '"') {
		rd_u8(r);
		*ret_good = quoted_field(r, separator, ret);
		return true;
	}
	if (!rd_until(r, (uint8_t)separator, ret))
		*ret = rd_rest(r);
	*ret = span_trim(*ret);
	return true;
}

static bool is_name(struct span s)
{
	bool letter = false;

	if (s.len == 0 || s.len > NAME_LONGEST)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		uint8_t c = s.data[i];

		if (!isalnum(c) && c < 0x80 && strchr("_-. ()#$/:[]", c) == NULL)
			return false;
		letter |= isalpha(c) || c >= 0x80;
	}
	return letter;
}

/* Names that differ, at least two of them. */
static bool names(struct table *t, struct span line)
{
	struct reader r = rd_over_span(line);
	bool good;

	while (t->columns < COLUMNS_MAX && next_field(&r, t->separator, &t->names[t->columns], &good)) {
		if (!good || !is_name(t->names[t->columns]))
			return false;
		t->columns++;
	}
	return t->columns >= 2 && rd_left(&r) == 0;
}

/* No name of a column has a control character, and most lines of what is no text have one. */
static bool has_control(struct span line)
{
	for (size_t i = 0; i < line.len; i++) {
		if (line.data[i] < ' ' && line.data[i] != '\t')
			return true;
	}
	return false;
}

static size_t count(struct span s, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += s.data[i] == (uint8_t)c;
	return n;
}

/* No name of a column: a number, an address, a serial number. */
static bool is_value(struct span s)
{
	size_t digits = 0, small = 0;

	for (size_t i = 0; i < s.len; i++) {
		digits += isdigit(s.data[i]) != 0;
		small += islower(s.data[i]) != 0;
	}
	return digits >= VALUE_DIGITS || (small == 0 && s.len >= SERIAL_LEAST && digits >= 2) || memchr(s.data, '@', s.len) != NULL;
}

/* Lines of a name and a value each: the first has no head's words. */
static bool is_sideways(struct span text, char separator)
{
	struct reader r = rd_over_span(text);
	struct span line, name, value;
	bool good, first = true;

	while (next_line(&r, &line)) {
		struct reader fields = rd_over_span(line);

		if (span_trim(line).len == 0)
			continue;
		if (!next_field(&fields, separator, &name, &good) || !good || !is_name(name) || !next_field(&fields, separator, &value, &good) ||
		    !good || rd_left(&fields) > 0 || (first && !is_value(value)))
			return false;
		first = false;
	}
	return !first;
}

static void row(struct unwrap *u, const struct node *n, const struct table *t, struct span line)
{
	struct reader r = rd_over_span(line);
	struct piece p = { .step.text = NULL };
	char name[KEY_TEXT], step[KEY_TEXT + 8];
	struct span first = { NULL, 0 };
	bool good;

	for (size_t i = 0; i < t->columns && next_field(&r, t->separator, &p.bytes, &good); i++) {
		/* "key;value": a table that stands on its side, each line a name and what it is the name of. */
		p.key = i == 1 && t->columns == 2 && (t->sideways || name_is_empty(t->names[1])) && is_name(first) ? first : t->names[i];
		/* Or one without a head: "imei,4901...". */
		p.type = i == 1 && t->columns == 2 && is_name(first) ? first : (struct span){ NULL, 0 };
		first = i == 0 ? p.bytes : first;
		step_name(p.key, name);
		snprintf(step, sizeof step, "csv:%s", name);
		p.step.text = step;
		unwrap_piece(u, n, &p);
	}
}

static bool has_head(struct table *t, struct span first, struct span rest)
{
	const uint8_t *end = rest.len > 0 ? memchr(rest.data, '\n', rest.len) : NULL;
	struct span line = span_sub(rest, 0, end == NULL ? rest.len : (size_t)(end - rest.data));

	for (const char *s = separators; rest.len > 0 && *s != 0 && t->separator == 0; s++)
		if (count(first, *s) > 0 && count(line, *s) >= count(first, *s))
			t->separator = *s;
	return t->separator != 0 && names(t, first);
}

/* The names are those of the lines: the columns have none. */
static bool has_none(struct table *t, struct span first, struct span text)
{
	for (const char *s = separators; *s != 0; s++) {
		if (count(first, *s) != 1 || !is_sideways(text, *s))
			continue;
		*t = (struct table){ .columns = 2, .separator = *s, .sideways = true };
		return true;
	}
	return false;
}

bool csv_open(struct unwrap *u, const struct node *n)
{
	/* Behind the mark that some write before UTF-8. */
	struct span text = span_sub(n->bytes, span_starts(n->bytes, "\xef\xbb\xbf") ? 3 : 0, SIZE_MAX);
	struct reader r = rd_over_span(text);
	struct table t;
	struct span first, line;

	if (!rd_line(&r, &first) || first.len > COLUMNS_MAX * NAME_LONGEST || has_control(first))
		return false;
	t.columns = 0;
	t.separator = 0;
	t.sideways = false;
	if (has_none(&t, first, text))
		r = rd_over_span(text);
	else if (!has_head(&t, first, rd_rest(&(struct reader){ r.pos, r.end, false })))
		return false;
	while (next_line(&r, &line))
		row(u, n, &t, line);
	return true;
}
