/*
 * Words of a text or of bytes between which nothing says that one is the name of the other, but that they stand beside each other:
 * "imei 4901...", ("imei" "4901...") as IMAP's ID has it, `mac|64:09:...`, "imei_4901....log", length and text in turn. What is
 * no long number, address or hash is not taken for a value.
 */
#include "base/lanes.h"
#include "detect/codec.h"
#include "detect/unwrap/wrapping.h"

#include <ctype.h>
#include <string.h>

enum {
	GAP_MAX = 4,      /* bytes between a name and its value: quotes, blanks, lengths */
	NAME_LONGEST = 40,
	NAME_DIGITS = 3,  /* most digits of a name */
	VALUE_LEAST = 8,  /* characters */
	NUMBER_LEAST = 10, /* digits */
	VALUE_LONGEST = 72,
	HEX_LEAST = 12,   /* digits of what is in hex: of a hardware address */
	QUOTED_MAX = 4096, /* bytes of a text that is looked at for quoted pairs: of a command */
};

/* Of what words are made. */
enum sort { NONE, DIGIT, HEX, OTHER, JOINT, MAIL };

static const uint8_t word_bytes[256] = { ['0' ... '9'] = DIGIT, ['A' ... 'F'] = HEX, ['G' ... 'Z'] = OTHER, ['a' ... 'f'] = HEX, ['g' ... 'z'] = OTHER,
	['_'] = JOINT, ['-'] = JOINT, ['.'] = JOINT, ['+'] = JOINT, [':'] = JOINT, ['@'] = MAIL };

/* Of numbers and hex. */
static const bool number_bytes[256] = { ['0' ... '9'] = true, ['A' ... 'F'] = true, ['a' ... 'f'] = true, ['-'] = true, ['.'] = true, ['+'] = true,
	[':'] = true };

static bool is_name(struct span s)
{
	size_t digits = 0;

	if (s.len < 2 || s.len > NAME_LONGEST || !isalpha(s.data[0]))
		return false;
	for (size_t i = 0; i < s.len; i++)
		digits += isdigit(s.data[i]) != 0;
	return digits <= NAME_DIGITS;
}

/* A number, an address of mail, what may be in hex. No moment as 20261128123456. */
static bool is_value(struct span s)
{
	size_t digits = 0, hex = 0;

	if (s.len < VALUE_LEAST || s.len > VALUE_LONGEST)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		uint8_t sort = word_bytes[s.data[i]];

		if (sort == MAIL)
			return i > 0;
		if (sort == OTHER && memchr(s.data, '@', s.len) == NULL)
			return false;
		digits += sort == DIGIT;
		hex += sort == DIGIT || sort == HEX;
	}
	if (s.data[0] != '+' && word_bytes[s.data[0]] == JOINT)
		return false;
	if (digits == s.len && s.len % 2 == 0 && s.len <= 14 && span_starts(s, "20"))
		return false;
	return digits >= NUMBER_LEAST || (hex >= HEX_LEAST && digits > 0);
}

/* "imei_4901...", "mac-64:09:..." */
static bool split(struct span word, struct span *ret_name, struct span *ret_value)
{
	for (size_t i = 2; i + VALUE_LEAST < word.len; i++) {
		if (isalnum(word.data[i]) || !isalpha(word.data[i - 1]) || hex_digit(word.data[i + 1]) < 0)
			continue;
		*ret_name = span_sub(word, 0, i);
		*ret_value = span_sub(word, i + 1, word.len);
		if (isdigit(word.data[i + 1]) && is_name(*ret_name) && is_value(*ret_value))
			return true;
	}
	return false;
}

/* What of a text is word and stands around a place. */
static struct span word_at(struct span s, size_t at)
{
	size_t first = at > VALUE_LONGEST ? at - VALUE_LONGEST : 0, last = s.len - at > VALUE_LONGEST ? at + VALUE_LONGEST : s.len;
	size_t from = at, to = at;

	while (from > first && word_bytes[s.data[from - 1]])
		from--;
	while (to < last && word_bytes[s.data[to]])
		to++;
	return span_sub(s, from, to - from);
}

/* The word before one on the same line, and what stands between them. */
static struct span word_before(struct span s, struct span word, struct span *ret_gap)
{
	size_t from = (size_t)(word.data - s.data), at = from;

	while (at > 0 && from - at < GAP_MAX && !word_bytes[s.data[at - 1]] && s.data[at - 1] != '\n')
		at--;
	*ret_gap = span_sub(s, at, from - at);
	return at > 0 && at < from ? word_at(span_sub(s, 0, at), at - 1) : (struct span){ NULL, 0 };
}

/*
 * Where both are quoted, the name alone tells; else the value must have a format of its own, and its key is what stands between
 * them, which tells nothing: nor does the name that all of the text has.
 */
static void pair(struct unwrap *u, const struct node *n, struct span name, struct span value, bool quoted)
{
	const struct span gap = { name.data + name.len, (size_t)(value.data - name.data) - name.len };
	const struct piece p = { .key = quoted ? name : gap, .type = name, .bytes = value };

	unwrap_piece(u, n, &p);
}

static void value_at(struct unwrap *u, const struct node *n, struct span word)
{
	struct span gap, name, value = word;

	/* Most words are no values: what stands before them is not looked at. */
	if ((is_value(word) && is_name(name = word_before(n->bytes, word, &gap))) || (isalpha(word.data[0]) && split(word, &name, &value)))
		pair(u, n, name, value, false);
}

/* What parts them begins so. */
static inline unsigned quotes(const uint8_t *p)
{
	return lanes_bits((lanes)((lanes_at(p) == '"') & (lanes_at(p + 1) == ' ')));
}

/* ("imei" "4901...") */
static void quoted_pairs(struct unwrap *u, const struct node *n)
{
	struct span s = n->bytes;

	for (size_t at = lanes_next(s, 0, quotes); at < s.len; at = lanes_next(s, at, quotes)) {
		struct span gap, value, name;

		if (!span_is(span_sub(s, at, 3), "\" \"")) {
			at++;
			continue;
		}
		at += 3;
		value = word_at(s, at);
		name = word_before(s, value, &gap);
		if (value.len > 0 && is_name(name))
			pair(u, n, name, value, true);
	}
}

/* Every word that is long enough has a byte at one of these places. Other wrappings in it are looked for all the same. */
bool words_open(struct unwrap *u, const struct node *n)
{
	struct span s = n->bytes;
	const uint8_t *next;

	for (size_t at = VALUE_LEAST - 1; at < s.len; at += VALUE_LEAST) {
		struct span word;

		if (!number_bytes[s.data[at]])
			continue;
		word = word_at(s, at);
		if (word.len >= VALUE_LEAST)
			value_at(u, n, word);
		at = (size_t)(word.data + word.len - s.data) - 1;
	}
	for (size_t at = 0; at < s.len && (next = memchr(s.data + at, '@', s.len - at)) != NULL; at = (size_t)(next + 1 - s.data))
		value_at(u, n, word_at(s, (size_t)(next - s.data)));
	if (s.len <= QUOTED_MAX && s.data[0] != '<')
		quoted_pairs(u, n);
	return false;
}
