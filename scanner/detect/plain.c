#include "detect/plain.h"

#include <ctype.h>

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

bool plain_add(struct plain_name *ret, struct span name)
{
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
	return ret->len > 0;
}

bool plain_name(struct span name, struct plain_name *ret)
{
	ret->len = 0;
	return plain_add(ret, name);
}
