#include "detect/pattern.h"

#include "detect/checksum.h"
#include "detect/codec.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Each writes what is left of the match, and returns its length; ret has room for all of it. */

static size_t keep_any(struct span match, char *ret)
{
	memcpy(ret, match.data, match.len);
	return match.len;
}

static size_t keep_digits(struct span match, char *ret)
{
	size_t len = 0;

	for (size_t k = 0; k < match.len; k++)
		if (isdigit(match.data[k]))
			ret[len++] = (char)match.data[k];
	return len;
}

static size_t keep_hex(struct span match, char *ret)
{
	size_t len = 0;

	for (size_t k = 0; k < match.len; k++)
		if (hex_digit(match.data[k]) >= 0)
			ret[len++] = (char)tolower(match.data[k]);
	return len;
}

static size_t keep_lower(struct span match, char *ret)
{
	for (size_t k = 0; k < match.len; k++) {
		uint8_t c = match.data[k];

		ret[k] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
	}
	return match.len;
}

static const struct {
	const char *name;
	size_t (*keep)(struct span match, char *ret);
} normals[] = {
	{ "none", keep_any },
	{ "digits", keep_digits },
	{ "hex", keep_hex },
	{ "lower", keep_lower },
};

static size_t normal_form(const struct identifier *i, struct span match, char ret[VALUE_MAX])
{
	size_t (*keep)(struct span match, char *ret) = keep_any;
	size_t len;

	for (size_t k = 0; i->normal != NULL && k < sizeof normals / sizeof *normals; k++)
		if (strcmp(normals[k].name, i->normal) == 0)
			keep = normals[k].keep;
	len = keep(span_sub(match, 0, VALUE_MAX - 1), ret);
	ret[len] = 0;
	return len;
}

/* 000000000000000, ff:ff:ff:ff:ff:ff, ******: it passes Luhn, or is hidden, and says nothing of anyone. */
static bool says_nothing(const char *text)
{
	char first = 0;

	for (; *text != 0; text++) {
		if (!isalnum((unsigned char)*text))
			continue;
		if (first != 0 && *text != first)
			return false;
		first = *text;
	}
	return true;
}

/* Of a list most words differ in this letter, and to see that costs less than to compare them. */
static bool may_be_same(char a, char b)
{
	return ((a ^ b) & ~('a' ^ 'A')) == 0;
}

static bool begins_in_one(const struct words *prefixes, const char *text)
{
	for (size_t i = 0; i < prefixes->n; i++)
		if (prefixes->items[i][0] == text[0] && strncmp(text, prefixes->items[i], strlen(prefixes->items[i])) == 0)
			return true;
	return false;
}

/* "password", "Password": a word in either case. */
static bool is_word(const struct words *words, struct span text)
{
	for (size_t i = 0; i < words->n; i++)
		if (may_be_same(words->items[i][0], (char)text.data[0]) && span_is_nocase(text, words->items[i]))
			return true;
	return false;
}

/* {"password": "Passwort"}: what a field is called, in another tongue or to people. */
static bool is_dummy(const struct identifier *i, struct span text)
{
	return is_word(&i->not_values, text) || is_word(&i->keys, text);
}

static bool has_ending(const struct words *endings, struct span text)
{
	for (size_t i = 0; i < endings->n; i++) {
		const char *ending = endings->items[i];
		size_t len = strlen(ending);

		if (len <= text.len && may_be_same(ending[len - 1], (char)text.data[text.len - 1]) &&
		    span_is_nocase(span_sub(text, text.len - len, len), ending))
			return true;
	}
	return false;
}

bool pattern_accepts(const struct identifier *i, struct span match, char ret[VALUE_MAX])
{
	struct span normal = { (const uint8_t *)ret, normal_form(i, match, ret) };

	return normal.len > 0 && !says_nothing(ret) && (i->prefixes.n == 0 || begins_in_one(&i->prefixes, ret)) &&
	       !begins_in_one(&i->not_beginnings, ret) && !is_dummy(i, normal) &&
	       !has_ending(&i->not_endings, normal) && checksum_holds(i->check, normal);
}

void pattern_reason(const struct identifier *i, const char *key, char *ret, size_t cap)
{
	const char *check = checksum_name(i->check);

	if (key != NULL)
		snprintf(ret, cap, "%s and key name '%s'", i->check == CHECK_NONE ? "format" : check, key);
	else
		snprintf(ret, cap, "format%s%s, no telling key name", i->check == CHECK_NONE ? "" : " and ", check);
}
