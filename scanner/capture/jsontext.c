#include "capture/jsontext.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WINDOW_BYTES = 64 << 10, NUMBER_TEXT = 40 };

struct jsontext jsontext_over(struct source *s)
{
	return (struct jsontext){ .source = s };
}

void jsontext_settle(struct jsontext *j)
{
	source_take(j->source, j->at);
	j->window = (struct span){ NULL, 0 };
	j->at = 0;
}

static int fail(struct jsontext *j, bool ended)
{
	j->failed = true;
	j->ended = j->ended || ended;
	return -1;
}

/* The next byte, not taken; -1 once failed or at the end. */
static int peek(struct jsontext *j)
{
	if (j->failed)
		return -1;
	if (j->at == j->window.len) {
		jsontext_settle(j);
		j->window = source_peek(j->source, WINDOW_BYTES);
		if (j->window.len == 0)
			return fail(j, true);
	}
	return j->window.data[j->at];
}

static int next(struct jsontext *j)
{
	int byte = peek(j);

	j->at += byte >= 0;
	return byte;
}

static int first(struct jsontext *j)
{
	int byte;

	while ((byte = peek(j)) == ' ' || byte == '\t' || byte == '\n' || byte == '\r')
		j->at++;
	return byte;
}

static bool enter(struct jsontext *j, char bracket)
{
	if (first(j) != bracket)
		return false;
	j->at++;
	return true;
}

bool jsontext_object(struct jsontext *j)
{
	return enter(j, '{');
}

bool jsontext_array(struct jsontext *j)
{
	return enter(j, '[');
}

/* Behind a value: true where another one comes before the bracket that closes. */
static bool another(struct jsontext *j, char close)
{
	while (first(j) == ',')
		j->at++;
	if (j->failed)
		return false;
	if (peek(j) != close)
		return true;
	j->at++;
	return false;
}

bool jsontext_item(struct jsontext *j)
{
	return another(j, ']');
}

bool jsontext_member(struct jsontext *j, char ret_name[64])
{
	struct buf name = { 0 };
	uint64_t over = 0;

	if (!another(j, '}'))
		return false;
	if (peek(j) != '"' || !jsontext_string(j, &name, 63, &over) || first(j) != ':')
		fail(j, false);
	snprintf(ret_name, 64, "%s", j->failed ? "" : buf_text(&name));
	buf_free(&name);
	j->at += !j->failed;
	return !j->failed;
}

static void add(struct buf *out, size_t end, const void *bytes, size_t n, uint64_t *over)
{
	size_t room = out->len < end ? end - out->len : 0, taken = n < room ? n : room;

	if (taken > 0)
		buf_add(out, bytes, taken);
	*over += n - taken;
}

/* RFC 3629. */
static size_t utf8_of(uint32_t code, uint8_t ret[4])
{
	static const struct {
		uint32_t below;
		uint8_t lead;
	} lengths[] = { { 0x80, 0 }, { 0x800, 0xC0 }, { 0x10000, 0xE0 }, { 0x110000, 0xF0 } };
	size_t n = 0;

	while (code >= lengths[n].below)
		n++;
	for (size_t i = n; i > 0; i--, code >>= 6)
		ret[i] = (uint8_t)(0x80 | (code & 0x3F));
	ret[0] = (uint8_t)(lengths[n].lead | code);
	return n + 1;
}

static uint32_t unit(struct jsontext *j)
{
	uint32_t u = 0;

	for (int i = 0; i < 4; i++) {
		int byte = next(j);
		const char *digits = "0123456789abcdef0123456789ABCDEF", *at = byte > 0 ? strchr(digits, byte) : NULL;

		if (at == NULL) {
			fail(j, byte < 0);
			return 0;
		}
		u = u << 4 | (uint32_t)((at - digits) % 16);
	}
	return u;
}

static void code_point(struct jsontext *j, struct buf *out, size_t end, uint32_t code, uint64_t *over)
{
	uint8_t bytes[4] = { (uint8_t)code };
	bool escaped_byte = code >= 0xDC80 && code <= 0xDCFF;

	if (!escaped_byte && code >= 0xD800 && code <= 0xDFFF)
		code = 0xFFFD;
	if (!j->failed)
		add(out, end, bytes, escaped_byte ? 1 : utf8_of(code, bytes), over);
}

/* Behind "\u": one unit, or two that make a pair of surrogates; a half of one stands for what is no character. */
static void unicode_escape(struct jsontext *j, struct buf *out, size_t end, uint64_t *over)
{
	uint32_t high = unit(j), low;

	while (high >> 10 == 0x36 && peek(j) == '\\') {
		j->at++;
		if (peek(j) != 'u') { /* another escape follows the lone half */
			code_point(j, out, end, high, over);
			j->at--;
			return;
		}
		j->at++;
		low = unit(j);
		if (low >> 10 == 0x37) {
			code_point(j, out, end, 0x10000 + ((high & 0x3FF) << 10 | (low & 0x3FF)), over);
			return;
		}
		code_point(j, out, end, high, over);
		high = low;
	}
	code_point(j, out, end, high, over);
}

static void escape(struct jsontext *j, struct buf *out, size_t end, uint64_t *over)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	int byte = next(j);
	const char *at = byte > 0 ? strchr(from, byte) : NULL;

	if (byte == 'u')
		unicode_escape(j, out, end, over);
	else if (at != NULL)
		add(out, end, &to[at - from], 1, over);
	else
		fail(j, byte < 0);
}

/* Bytes of the window up to the next quote or backslash. */
static struct span plain(struct jsontext *j)
{
	size_t from = j->at;

	while (j->at < j->window.len && j->window.data[j->at] != '"' && j->window.data[j->at] != '\\')
		j->at++;
	return span_sub(j->window, from, j->at - from);
}

static void string_inside(struct jsontext *j, struct buf *out, size_t end, uint64_t *over)
{
	int byte;

	while ((byte = peek(j)) >= 0) {
		struct span s = plain(j);

		add(out, end, s.data, s.len, over);
		if (s.len > 0)
			continue;
		j->at++;
		if (byte == '"')
			return;
		escape(j, out, end, over);
	}
}

bool jsontext_string(struct jsontext *j, struct buf *out, size_t max, uint64_t *over)
{
	if (first(j) != '"') {
		jsontext_skip(j);
		return false;
	}
	j->at++;
	string_inside(j, out, out->len + max, over);
	return !j->failed;
}

/* What is neither text nor a bracket, up to what must follow it. */
static void scalar(struct jsontext *j, char ret[NUMBER_TEXT])
{
	size_t n = 0;
	int byte;

	while ((byte = peek(j)) >= 0 && strchr(",]} \t\r\n", byte) == NULL) {
		if (byte == 0 || strchr("+-.0123456789abcdefghijklmnopqrstuvwxyzE", byte) == NULL) {
			fail(j, false);
			break;
		}
		if (n < NUMBER_TEXT - 1)
			ret[n++] = (char)byte;
		j->at++;
	}
	ret[n] = 0;
	if (strspn(ret, "-0123456789") == 0 && strcmp(ret, "true") != 0 && strcmp(ret, "false") != 0 && strcmp(ret, "null") != 0)
		fail(j, false);
}

bool jsontext_number(struct jsontext *j, double *ret)
{
	char text[NUMBER_TEXT], *end;
	int byte = first(j);
	double value;

	if (byte != '-' && (byte < '0' || byte > '9')) {
		jsontext_skip(j);
		return false;
	}
	scalar(j, text);
	value = strtod(text, &end);
	if (j->failed || *end != 0 || !isfinite(value))
		return false;
	*ret = value;
	return true;
}

/* The end of a string, none of it kept. */
static void string_skip(struct jsontext *j)
{
	int byte;

	while ((byte = peek(j)) >= 0) {
		plain(j);
		if (j->at == j->window.len)
			continue;
		byte = next(j);
		if (byte == '"')
			return;
		next(j);
	}
}

/* Brackets are counted, not matched: what is inside does not matter, and no depth costs memory. */
void jsontext_skip(struct jsontext *j)
{
	char text[NUMBER_TEXT];
	uint64_t depth = 0;

	do {
		int byte = first(j);

		if (byte == '{' || byte == '[')
			depth++;
		else if ((byte == '}' || byte == ']') && depth > 0)
			depth--;
		else if (byte != '"' && byte != ',' && byte != ':') {
			scalar(j, text);
			continue;
		}
		if (depth == 0 && (byte == ',' || byte == ':'))
			fail(j, false);
		j->at += !j->failed;
		if (byte == '"')
			string_skip(j);
	} while (depth > 0 && !j->failed);
}
