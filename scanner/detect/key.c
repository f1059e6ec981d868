#include "detect/key.h"

#include <ctype.h>
#include <string.h>

enum {
	WORDS_MAX = 2,   /* before the last one of a name in plain text */
	BRACKET_MAX = 8, /* bytes in a bracket behind a name */
};

/* Letters, digits, and what any script beyond ASCII is written in, with what may join the words of a name. */
static const bool joined[256] = { ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true, [0x80 ... 0xFF] = true,
	['_'] = true, ['-'] = true, ['.'] = true };
static const bool quotes[256] = { ['"'] = true, ['\''] = true, ['\\'] = true, [' '] = true, ['\t'] = true, ['['] = true, ['('] = true };

bool key_joins(uint8_t c)
{
	return joined[c];
}

bool key_passes(uint8_t c)
{
	return quotes[c];
}

static const char *telling(const struct words *keys, struct plain_name *name)
{
	const char *found = plain_ends_in_any(name, keys);

	/* "imei1", "imei2": handsets with two radios. */
	if (found == NULL && name->len > 2 && isdigit((unsigned char)name->text[name->len - 1])) {
		name->len--;
		found = plain_ends_in_any(name, keys);
	}
	return found;
}

const char *key_telling(const struct vocabulary *v, const struct words *keys, const struct name *name)
{
	struct plain_name plain;
	const char *found = NULL;

	if (keys->n == 0)
		return NULL;
	if (plain_both(v, name->around, name->own, &plain) || plain_name(v, name->own, &plain))
		found = telling(keys, &plain);
	return found == NULL && plain_name(v, name->type, &plain) ? telling(keys, &plain) : found;
}

/* Where the bracket opens that closes at a place: "getImei()", "imei (slot 1)". A place behind that where it is not near. */
static size_t bracket_before(const struct window *w, size_t close)
{
	for (size_t i = 1; i <= BRACKET_MAX && i <= close; i++)
		if (w->bytes.data[close - i] == '(')
			return close - i;
	return SIZE_MAX;
}

/* Goes back over quotes, brackets, blanks and their escapes. */
size_t key_end(const struct window *w, size_t at)
{
	while (at > 0) {
		uint8_t c = w->bytes.data[at - 1];

		if (quotes[c] || c == ']')
			at--;
		else if (c == ')' && bracket_before(w, at - 1) < at)
			at = bracket_before(w, at - 1);
		else if (at > 2 && w->bytes.data[at - 3] == '%' && (span_is(span_sub(w->bytes, at - 3, 3), "%22") ||
					   span_is(span_sub(w->bytes, at - 3, 3), "%20")))
			at -= 3;
		else
			break;
	}
	return at;
}

/* Where a separator of n bytes begins that ends at `at`; n 0: there is none. */
static size_t separator_before(const struct window *w, size_t at, size_t *ret_n)
{
	for (size_t n = 1; n <= 3 && n <= at; n += 2) {
		if (key_separator(w, at - n) == n) {
			*ret_n = n;
			return at - n;
		}
	}
	*ret_n = 0;
	return at;
}

size_t key_separator(const struct window *w, size_t at)
{
	uint8_t c = at < w->bytes.len ? w->bytes.data[at] : 0;

	if (c == '=' || c == ':' || c == '>' || c == '/')
		return 1;
	/* A colon as wide as a Chinese character. */
	if (c == 0xef)
		return span_is(span_sub(w->bytes, at, 3), "\xef\xbc\x9a") ? 3 : 0;
	if (c != '%')
		return 0;
	return span_is_nocase(span_sub(w->bytes, at, 3), "%3a") || span_is_nocase(span_sub(w->bytes, at, 3), "%3d") ? 3 : 0;
}

static bool ends_in_backslash(struct span s)
{
	if (s.len > 0 && s.data[s.len - 1] == '\\')
		return true;
	return s.len > 2 && s.data[s.len - 3] == '%' && span_is_nocase(span_sub(s, s.len - 3, 3), "%5c");
}

/* "=>", "->", ":=", "==": the second sign means what the first does. */
size_t key_sign(const struct window *w, size_t separator)
{
	int before = window_byte(w, (ptrdiff_t)separator - 1);
	uint8_t c = w->bytes.data[separator];

	return (c == '>' && (before == '=' || before == '-')) || (c == '=' && (before == '=' || before == ':')) ? separator - 1 : separator;
}

/* Where the words behind each other begin that end at `at`: "MAC address:", "IMEI #1:". */
static size_t words_before(const struct window *w, size_t at, size_t end)
{
	for (unsigned i = 0; i < WORDS_MAX; i++) {
		size_t to = at;

		to -= to > 1 && w->bytes.data[to - 1] == '#';
		if (to < 2 || w->bytes.data[to - 1] != ' ' || !plain_keeps(w->bytes.data[to - 2]))
			return at;
		for (to--; to > 0 && joined[w->bytes.data[to - 1]]; to--)
			if (end - to >= KEY_MAX)
				return at;
		at = to;
	}
	return at;
}

/* "Device ID = 4901...": with blanks on both sides, words before it are a name's. */
static bool is_set_apart(const struct window *w, size_t separator)
{
	return w->bytes.data[separator] == '=' && window_byte(w, (ptrdiff_t)separator - 1) == ' ' && window_byte(w, (ptrdiff_t)separator + 1) == ' ';
}

struct span key_before(const struct window *w, size_t separator)
{
	size_t sign = key_sign(w, separator), end = key_end(w, sign), at;

	for (at = end; at > 0 && end - at <= KEY_MAX && joined[w->bytes.data[at - 1]]; at--)
		;
	/* The end of an element is not the name of what follows. */
	if (w->bytes.data[separator] == '>' && sign == separator && (at == 0 || w->bytes.data[at - 1] != '<'))
		return (struct span){ NULL, 0 };
	if (w->bytes.data[separator] == ':' || w->bytes.data[separator] == 0xef || is_set_apart(w, separator))
		at = words_before(w, at, end);
	/* "%22imei%22": the escape before the name is no part of it. */
	if (at > 0 && w->bytes.data[at - 1] == '%' && end - at > 2)
		at += 2;
	/* "\nimei": nor is the letter of an escape. */
	if (end - at > 1 && ends_in_backslash(span_sub(w->bytes, 0, at)) && strchr("bfnrt", w->bytes.data[at]) != NULL)
		at++;
	return span_sub(w->bytes, at, end - at);
}

size_t key_value(const struct window *w, size_t at)
{
	for (;;) {
		struct span escape = span_sub(w->bytes, at, 3);

		if (escape.len > 0 && quotes[escape.data[0]])
			at++;
		else if (span_is(escape, "%22") || span_is(escape, "%20"))
			at += 3;
		else
			return at;
	}
}

struct span key_beside(const struct window *w, size_t start)
{
	size_t n, separator = separator_before(w, key_end(w, start), &n);

	return n == 0 ? (struct span){ NULL, 0 } : key_before(w, separator);
}
