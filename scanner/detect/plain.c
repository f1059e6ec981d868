#include "detect/plain.h"

#include <ctype.h>

enum { WORD_LEAST = 2 }; /* letters of a word below */

/* The letter without its accent, of UTF-8's two bytes for U+00C0 to U+00FF; 0 where it has none. Rules are written without. */
static char unaccented(const uint8_t *c)
{
	static const char letters[] = "aaaaaa\0ceeeeiiii\0nooooo\0ouuuuy\0\0aaaaaa\0ceeeeiiii\0nooooo\0ouuuuy\0y";

	return c[0] == 0xc3 && c[1] >= 0x80 && c[1] <= 0xbf ? letters[c[1] - 0x80] : 0;
}

/* "wifiMac", "sim1Imei", "IMEICode": a capital behind what is none, or before a small letter; another script. */
static bool begins_word(struct span name, size_t at)
{
	uint8_t before = name.data[at - 1], c = name.data[at];

	if (isupper(c) && isupper(before))
		return at + 1 < name.len && islower(name.data[at + 1]);
	return isupper(c) || (before >= 0x80) != (c >= 0x80);
}

/*
 * Where names are written without capitals, as headers of HTTP/2 and columns of databases are, these words say whose or which one
 * it is: "deviceserialno", "x-loginemail".
 */
static const char *const before[] = { "account", "android", "card", "client", "contact", "credit", "current", "customer", "dev", "device", "driver",
	"end", "equipment", "esim", "factory", "google", "gps", "handset", "hardware", "home", "hw", "last", "login", "member", "mobile", "modem", "my",
	"own", "owner", "person", "personal", "phone", "primary", "profile", "reg", "register", "registered", "rider", "sim", "start", "subscriber",
	"terminal", "unit", "user", "usim", "wifi", "wlan" };

/* Where those of a letter begin. */
static const uint8_t of_letter[] = { 0, 2, 2, 8, 11, 14, 15, 17, 21, 21, 21, 21, 23, 27, 27, 29, 34, 34, 38, 41, 42, 45, 45, 47, 47, 47, 47 };

static void words_apart(struct plain_name *name, size_t from)
{
	for (size_t at = from; at + WORD_LEAST < name->len; at++) {
		size_t letter = (size_t)(name->text[at] - 'a');

		if (!name->begins[at] || letter > 'z' - 'a')
			continue;
		for (size_t i = of_letter[letter]; i < of_letter[letter + 1]; i++) {
			size_t len = strlen(before[i]);

			if (at + len < name->len && memcmp(name->text + at, before[i], len) == 0)
				name->begins[at + len] = true;
		}
	}
}

bool plain_add(struct plain_name *ret, struct span name)
{
	size_t from = ret->len;
	bool begins = true;

	if (name.len > KEY_MAX)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		uint8_t c = name.data[i];

		if (!plain_keeps(c)) {
			begins = true;
			continue;
		}
		ret->begins[ret->len] = begins || begins_word(name, i);
		if (i + 1 < name.len && unaccented(name.data + i) != 0)
			ret->text[ret->len++] = unaccented(name.data + i++);
		else
			ret->text[ret->len++] = (char)tolower(c);
		begins = false;
	}
	ret->text[ret->len] = 0;
	words_apart(ret, from);
	return ret->len > 0;
}

bool plain_name(struct span name, struct plain_name *ret)
{
	ret->len = 0;
	return plain_add(ret, name);
}

const char *plain_ends_in_any(const struct plain_name *name, const struct words *words)
{
	for (size_t i = 0; i < words->n; i++)
		if (plain_ends_in(name, words->items[i], strlen(words->items[i])))
			return words->items[i];
	return NULL;
}
