#include "detect/edge.h"

#include "detect/codec.h"

#include <ctype.h>
#include <string.h>

int window_byte(const struct window *w, ptrdiff_t at)
{
	if (at < 0)
		return BYTE_NONE;
	if ((size_t)at >= w->bytes.len)
		return w->open ? BYTE_UNKNOWN : BYTE_NONE;
	return w->bytes.data[at];
}

enum { TEXT_MEASURED = 64 }; /* bytes of a text whose length is looked for: a label of a name has 63 */

static int hex_pair(const struct window *w, ptrdiff_t at)
{
	int high = hex_digit(window_byte(w, at)), low = hex_digit(window_byte(w, at + 1));

	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

int window_before(const struct window *w, size_t pos)
{
	ptrdiff_t at = (ptrdiff_t)pos;
	int c = window_byte(w, at - 1);

	if (hex_digit(c) >= 0 && window_byte(w, at - 3) == '%' && hex_pair(w, at - 2) >= 0)
		return hex_pair(w, at - 2);
	if (hex_digit(c) >= 0 && window_byte(w, at - 6) == '\\' && window_byte(w, at - 5) == 'u' &&
	    hex_pair(w, at - 4) == 0 && hex_pair(w, at - 2) >= 0)
		return hex_pair(w, at - 2);
	if (c > 0 && strchr("bfnrt", c) != NULL && window_byte(w, at - 2) == '\\')
		return ' ';
	return c;
}

static bool is_word(int c)
{
	return c >= 0 && c < 128 && isalnum(c);
}

static bool in_class(enum edge_class class, int c)
{
	switch (class) {
	case EDGE_ANY:
		return false;
	case EDGE_DIGIT:
		return c >= '0' && c <= '9';
	case EDGE_HEX:
		return hex_digit(c) >= 0;
	case EDGE_WORD:
		return is_word(c);
	case EDGE_ADDRESS:
		return is_word(c) || (c > 0 && strchr("._%+-", c) != NULL);
	}
	return false;
}

enum edge edge_beside(enum edge_class class, int c)
{
	if (c == BYTE_UNKNOWN)
		return class == EDGE_ANY ? EDGE_FREE : EDGE_UNKNOWN;
	return in_class(class, c) ? EDGE_JOINED : EDGE_FREE;
}

/* A full stop ends a sentence as well as it joins two names: what follows it tells. */
static enum edge address_goes_on(const struct window *w, size_t end)
{
	int c = window_byte(w, (ptrdiff_t)end);

	if (c != '.' && c != '-')
		return edge_beside(EDGE_WORD, c);
	return edge_beside(EDGE_WORD, window_byte(w, (ptrdiff_t)end + 1));
}

/* "AND9774d56d682e549c": letters of another case than all of the digits have are a word before them. */
static bool other_case(struct span match, int c)
{
	bool upper = false, lower = false;

	for (size_t i = 0; i < match.len; i++) {
		upper |= isupper(match.data[i]) != 0;
		lower |= islower(match.data[i]) != 0;
	}
	return (upper && !lower && islower(c)) || (lower && !upper && isupper(c));
}

enum edge edge_around(const struct window *w, enum edge_class class, size_t start, size_t end)
{
	int c = window_before(w, start);
	enum edge before = edge_beside(class, c);

	if (before == EDGE_JOINED && class == EDGE_HEX && other_case(span_sub(w->bytes, start, end - start), c))
		before = EDGE_FREE;
	if (before != EDGE_FREE)
		return before;
	if (class == EDGE_ADDRESS)
		return address_goes_on(w, end);
	return edge_beside(class, window_byte(w, (ptrdiff_t)end));
}

/* In one byte, in the last of two or four, in the first of two or four; Avro's are doubled. */
static bool is_measured(const struct window *w, size_t start, size_t len)
{
	ptrdiff_t at = (ptrdiff_t)start;
	int last = window_byte(w, at - 1);

	if (len > 127 || last < 0)
		return false;
	if (last == (int)len || last == (int)len * 2)
		return true;
	if (last != 0)
		return false;
	last = window_byte(w, at - 2);
	return last == (int)len || (last == 0 && window_byte(w, at - 3) == 0 && window_byte(w, at - 4) == (int)len);
}

/* The end of a text that it is the last word of, by the length before that: a host's name "android-9f3c..." in an option of DHCP. */
static bool ends_measured(const struct window *w, size_t start, size_t end)
{
	size_t from = start;

	while (from > 0 && end - from <= TEXT_MEASURED && isprint(w->bytes.data[from - 1]))
		from--;
	return from > 0 && from < start && w->bytes.data[from - 1] == end - from;
}

enum edge edge_measured(const struct window *w, enum edge_class class, size_t start, size_t end)
{
	enum edge edge = edge_around(w, class, start, end);

	/* A printable length is a letter before the value as likely as not. */
	if (edge == EDGE_JOINED && is_measured(w, start, end - start) && (class != EDGE_DIGIT || !isdigit(window_byte(w, (ptrdiff_t)start - 1))))
		return EDGE_FREE;
	if (edge == EDGE_JOINED && edge_beside(class, window_before(w, start)) == EDGE_FREE && ends_measured(w, start, end))
		return EDGE_FREE;
	return edge;
}

static enum edge either(enum edge a, enum edge b)
{
	return a == EDGE_JOINED || b == EDGE_JOINED ? EDGE_JOINED : a == EDGE_FREE ? b : a;
}

/* n hex digits, counted away from the match: a group of a UUID (4) or of a hardware address (2). */
static enum edge hex_group(const struct window *w, ptrdiff_t at, int step, int n)
{
	for (int i = 0; i < n; i++, at += step) {
		int c = window_byte(w, at);

		if (c == BYTE_UNKNOWN)
			return EDGE_UNKNOWN;
		if (hex_digit(c) < 0)
			return EDGE_FREE;
	}
	switch (edge_beside(EDGE_WORD, window_byte(w, at))) {
	case EDGE_FREE:
		return EDGE_JOINED;
	case EDGE_JOINED:
		return EDGE_FREE;
	case EDGE_UNKNOWN:
		break;
	}
	return EDGE_UNKNOWN;
}

/* Does the match go on beyond the separator c, whose other neighbour is at `far`? */
static enum edge joined_by(const struct window *w, int c, ptrdiff_t far, int step, struct span match)
{
	bool used = c > 0 && memchr(match.data, c, match.len) != NULL;

	if (c == BYTE_UNKNOWN)
		return EDGE_UNKNOWN;
	/* "490154203237518.0": a whole number that a program took for a broken one. */
	if (c == '.' && step > 0 && !used && window_byte(w, far) == '0')
		return edge_beside(EDGE_WORD, window_byte(w, far + 1));
	if (c == '.')
		return edge_beside(used && step > 0 ? EDGE_WORD : EDGE_DIGIT, window_byte(w, far));
	if (c == ':' && used)
		return hex_group(w, far, step, 2);
	if (c != '-')
		return EDGE_FREE;
	return either(hex_group(w, far, step, 4), used ? hex_group(w, far, step, 2) : EDGE_FREE);
}

enum edge edge_token(const struct window *w, size_t start, size_t end)
{
	struct span match = span_sub(w->bytes, start, end - start);
	int before = window_before(w, start), after = window_byte(w, (ptrdiff_t)end);
	enum edge sides = EDGE_FREE;

	/* "m***a@example.com", "138****5678": what is left of a value that was hidden. */
	if (match.len == 0 || before == '*' || after == '*')
		return EDGE_JOINED;
	/* "https://key@host": who asks, in a URL (RFC 3986 3.2.1), is no address of mail. */
	if (before == '/' && window_byte(w, (ptrdiff_t)start - 2) == '/' && memchr(match.data, '@', match.len) != NULL)
		return EDGE_JOINED;
	/* "12.9716%", "12.9716%2C77.5946": a share of a hundred, or what is still to be decoded. */
	if (after == '%' && memchr(match.data, '.', match.len) != NULL && isdigit(match.data[match.len - 1]))
		return EDGE_JOINED;
	/* Only where the match itself begins or ends in a letter or digit can one beside it belong to it. */
	if (is_word(match.data[0]))
		sides = edge_beside(EDGE_WORD, before);
	if (is_word(match.data[match.len - 1]))
		sides = either(sides, edge_beside(EDGE_WORD, after));
	if (sides != EDGE_FREE)
		return sides;
	return either(joined_by(w, before, (ptrdiff_t)start - 2, -1, match),
		joined_by(w, after, (ptrdiff_t)end + 1, 1, match));
}

bool edge_goes_on(const struct window *w, size_t from, size_t end)
{
	struct span last = span_sub(w->bytes, from, end - from);
	int after = window_byte(w, (ptrdiff_t)end);

	return after == '*' || (after > 0 && memchr(last.data, after, last.len) != NULL &&
		joined_by(w, after, (ptrdiff_t)end + 1, 1, last) == EDGE_JOINED);
}
