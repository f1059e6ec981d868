#include "detect/plain.h"

#include "base/text.h"

#include <ctype.h>

enum { WORD_LEAST = 2 }; /* letters of a word of the vocabulary */

static bool is_upper(uint8_t c)
{
	return c >= 'A' && c <= 'Z';
}

/* "wifiMac", "sim1Imei", "IMEICode": a capital behind what is none, or before a small letter; another script. */
static bool begins_word(struct span name, size_t at)
{
	uint8_t before = name.data[at - 1], c = name.data[at];

	if (is_upper(c) && is_upper(before))
		return at + 1 < name.len && islower(name.data[at + 1]);
	return is_upper(c) || (before >= 0x80) != (c >= 0x80);
}

/*
 * Where names are written without capitals, as headers of HTTP/2 and columns of databases are, words say whose or which one it is:
 * "deviceserialno", "x-loginemail".
 */
static void words_apart(const struct vocables *before, struct plain_name *name, size_t from)
{
	for (size_t at = from; at + WORD_LEAST < name->len; at++) {
		uint8_t letter = (uint8_t)name->text[at];

		if (!name->begins[at])
			continue;
		for (uint32_t i = before->from[letter]; i < before->from[letter + 1]; i++) {
			size_t len = before->items[i].len;

			if (at + len < name->len && memcmp(name->text + at, before->items[i].text, len) == 0)
				name->begins[at + len] = true;
		}
	}
}

/* A name may be an address: http://schemas.example.org/claims/emailaddress. Empty: a long one that is none. */
static struct span last_segment(struct span name)
{
	for (size_t at = name.len; at > name.len - KEY_MAX; at--)
		if (name.data[at - 1] == '/' || name.data[at - 1] == '#' || name.data[at - 1] == ':')
			return span_sub(name, at, name.len - at);
	return (struct span){ NULL, 0 };
}

bool plain_add(const struct vocabulary *v, struct plain_name *ret, struct span name)
{
	size_t from = ret->len;
	bool begins = true;

	if (name.len > KEY_MAX)
		name = last_segment(name);
	for (size_t i = 0; i < name.len; i++) {
		uint8_t c = name.data[i];
		char plain;

		if (!plain_keeps(c)) {
			begins = true;
			continue;
		}
		ret->begins[ret->len] = begins || begins_word(name, i);
		plain = c >= 0x80 && i + 1 < name.len ? text_unaccented(name.data + i) : 0;
		i += plain != 0;
		ret->text[ret->len++] = plain != 0 ? plain : (char)(is_upper(c) ? c | 0x20 : c);
		begins = false;
	}
	ret->text[ret->len] = 0;
	words_apart(&v->before_key, ret, from);
	return ret->len > 0;
}

bool plain_name(const struct vocabulary *v, struct span name, struct plain_name *ret)
{
	ret->len = 0;
	return plain_add(v, ret, name);
}

bool plain_both(const struct vocabulary *v, struct span around, struct span own, struct plain_name *ret)
{
	size_t len;

	if (!plain_name(v, around, ret) || strcmp(ret->text, "contact") == 0)
		return false;
	len = ret->len;
	return plain_add(v, ret, own) && ret->len > len;
}

const char *plain_ends_in_any(const struct plain_name *name, const struct words *words)
{
	for (size_t i = 0; i < words->n; i++)
		if (plain_ends_in(name, words->items[i], strlen(words->items[i])))
			return words->items[i];
	return NULL;
}

const struct vocable *plain_ending(const struct plain_name *name, const struct vocables *words)
{
	uint8_t last = (uint8_t)name->text[name->len - 1];

	for (uint32_t i = words->from[last]; i < words->from[last + 1]; i++)
		if (plain_ends_in(name, words->items[i].text, words->items[i].len))
			return &words->items[i];
	return NULL;
}
