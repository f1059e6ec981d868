#include "base/json.h"

#include "base/text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

void json_begin(struct json *j, struct buf *out, bool compact)
{
	*j = (struct json){ .out = out, .compact = compact };
}

static void newline(struct json *j)
{
	if (j->compact)
		return;
	buf_putc(j->out, '\n');
	for (int i = 0; i < j->depth; i++)
		buf_puts(j->out, "  ");
}

/* What stands before a value or a key: nothing, a comma, a line of its own. */
static void separate(struct json *j)
{
	if (j->after_key) {
		j->after_key = false;
		return;
	}
	if (j->depth == 0)
		return;
	if (j->filled[j->depth])
		buf_putc(j->out, ',');
	j->filled[j->depth] = true;
	newline(j);
}

static void open(struct json *j, char c)
{
	separate(j);
	buf_putc(j->out, c);
	if (j->depth + 1 < JSON_DEPTH)
		j->depth++;
	j->filled[j->depth] = false;
}

static void close(struct json *j, char c)
{
	bool filled = j->filled[j->depth];

	if (j->depth > 0)
		j->depth--;
	if (filled)
		newline(j);
	buf_putc(j->out, c);
}

void json_object(struct json *j)
{
	open(j, '{');
}

void json_object_end(struct json *j)
{
	close(j, '}');
}

void json_array(struct json *j)
{
	open(j, '[');
}

void json_array_end(struct json *j)
{
	close(j, ']');
}

static void quoted(struct buf *out, struct span s)
{
	buf_putc(out, '"');
	for (size_t i = 0; i < s.len;) {
		uint32_t code;
		size_t n = text_utf8(span_sub(s, i, 4), &code);

		if (n == 0) {
			buf_puts(out, "\\ufffd");
			i++;
			continue;
		}
		if (s.data[i] == '"' || s.data[i] == '\\')
			buf_printf(out, "\\%c", s.data[i]);
		else if (s.data[i] < 0x20 || s.data[i] == 0x7F)
			buf_printf(out, "\\u%04x", s.data[i]);
		else
			buf_add(out, s.data + i, n);
		i += n;
	}
	buf_putc(out, '"');
}

void json_key(struct json *j, const char *key)
{
	separate(j);
	quoted(j->out, span_of(key));
	buf_puts(j->out, j->compact ? ":" : ": ");
	j->after_key = true;
}

void json_string_span(struct json *j, struct span text)
{
	separate(j);
	quoted(j->out, text);
}

void json_string(struct json *j, const char *text)
{
	if (text == NULL) {
		json_null(j);
		return;
	}
	json_string_span(j, span_of(text));
}

void json_int(struct json *j, int64_t v)
{
	separate(j);
	buf_printf(j->out, "%" PRId64, v);
}

void json_double(struct json *j, double v)
{
	if (!isfinite(v)) {
		json_null(j);
		return;
	}
	separate(j);
	buf_printf(j->out, "%.15g", v);
}

void json_bool(struct json *j, bool v)
{
	separate(j);
	buf_puts(j->out, v ? "true" : "false");
}

void json_null(struct json *j)
{
	separate(j);
	buf_puts(j->out, "null");
}
