#include "detect/key.h"

#include <ctype.h>
#include <string.h>

/* The name without separators in lower case, and where its words begin. */
struct plain_name {
	char text[KEY_MAX + 1];
	bool begins[KEY_MAX + 1];
	size_t len;
};

static bool is_name_byte(uint8_t c)
{
	return isalnum(c) || c >= 0x80;
}

static bool plain_name(struct span name, struct plain_name *ret)
{
	bool begins = true, lower = false;

	memset(ret, 0, sizeof *ret);
	if (name.len > KEY_MAX)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		uint8_t c = name.data[i];

		if (!is_name_byte(c)) {
			begins = true;
			continue;
		}
		ret->begins[ret->len] = begins || (lower && isupper(c));
		ret->text[ret->len++] = (char)tolower(c);
		lower = islower(c);
		begins = false;
	}
	return ret->len > 0;
}

static const char *ends_in(const struct words *keys, const struct plain_name *name)
{
	for (size_t i = 0; i < keys->n; i++) {
		size_t len = strlen(keys->items[i]);

		if (len > 0 && len <= name->len && name->begins[name->len - len] &&
		    memcmp(name->text + name->len - len, keys->items[i], len) == 0)
			return keys->items[i];
	}
	return NULL;
}

const char *key_telling(const struct words *keys, struct span name)
{
	struct plain_name plain;
	const char *found;

	if (keys->n == 0 || !plain_name(name, &plain))
		return NULL;
	found = ends_in(keys, &plain);
	/* "imei1", "imei2": handsets with two radios. */
	if (found == NULL && plain.len > 2 && isdigit((unsigned char)plain.text[plain.len - 1])) {
		plain.len--;
		found = ends_in(keys, &plain);
	}
	return found;
}

/* Goes back over quotes, blanks and their escapes. */
static size_t skip_quotes(const struct window *w, size_t at)
{
	while (at > 0) {
		uint8_t c = w->bytes.data[at - 1];

		if (c != 0 && strchr("\"'\\ \t[", c) != NULL)
			at--;
		else if (at > 2 && (span_is(span_sub(w->bytes, at - 3, 3), "%22") ||
					   span_is(span_sub(w->bytes, at - 3, 3), "%20")))
			at -= 3;
		else
			break;
	}
	return at;
}

/* Goes back over what parts a name from its value; where there is nothing of that sort, returns 0. */
static size_t skip_separator(const struct window *w, size_t at)
{
	uint8_t c = at > 0 ? w->bytes.data[at - 1] : 0;

	if (c != 0 && strchr("=:/>", c) != NULL)
		return at - 1;
	if (at > 2 && (span_is_nocase(span_sub(w->bytes, at - 3, 3), "%3a") ||
			      span_is_nocase(span_sub(w->bytes, at - 3, 3), "%3d")))
		return at - 3;
	return 0;
}

struct span key_beside(const struct window *w, size_t start)
{
	size_t end = skip_separator(w, skip_quotes(w, start)), at;

	if (end == 0)
		return (struct span){ NULL, 0 };
	end = skip_quotes(w, end);
	for (at = end; at > 0 && end - at <= KEY_MAX; at--) {
		uint8_t c = w->bytes.data[at - 1];

		if (!is_name_byte(c) && (c == 0 || strchr("_-.", c) == NULL))
			break;
	}
	/* "%22imei%22": the escape before the name is no part of it. */
	if (at > 0 && w->bytes.data[at - 1] == '%' && end - at > 2)
		at += 2;
	return span_sub(w->bytes, at, end - at);
}
