#include "detect/key.h"

#include "base/alloc.h"

#include <ctype.h>
#include <stdlib.h>
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

	ret->len = 0;
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
	ret->text[ret->len] = 0;
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
	if (c != '%')
		return 0;
	return span_is_nocase(span_sub(w->bytes, at, 3), "%3a") || span_is_nocase(span_sub(w->bytes, at, 3), "%3d") ? 3 : 0;
}

static bool ends_in_backslash(struct span s)
{
	if (s.len > 0 && s.data[s.len - 1] == '\\')
		return true;
	return s.len > 2 && span_is_nocase(span_sub(s, s.len - 3, 3), "%5c");
}

struct span key_before(const struct window *w, size_t separator)
{
	size_t end = skip_quotes(w, separator), at;

	for (at = end; at > 0 && end - at <= KEY_MAX; at--) {
		uint8_t c = w->bytes.data[at - 1];

		if (!is_name_byte(c) && (c == 0 || strchr("_-.", c) == NULL))
			break;
	}
	/* The end of an element is not the name of what follows. */
	if (w->bytes.data[separator] == '>' && (at == 0 || w->bytes.data[at - 1] != '<'))
		return (struct span){ NULL, 0 };
	/* "%22imei%22": the escape before the name is no part of it. */
	if (at > 0 && w->bytes.data[at - 1] == '%' && end - at > 2)
		at += 2;
	/* "\nimei": nor is the letter of an escape. */
	if (end - at > 1 && strchr("bfnrt", w->bytes.data[at]) != NULL && ends_in_backslash(span_sub(w->bytes, 0, at)))
		at++;
	return span_sub(w->bytes, at, end - at);
}

size_t key_value(const struct window *w, size_t behind)
{
	for (;;) {
		struct span escape = span_sub(w->bytes, behind, 3);

		if (escape.len > 0 && escape.data[0] != 0 && strchr("\"'\\ \t[", escape.data[0]) != NULL)
			behind++;
		else if (span_is(escape, "%22") || span_is(escape, "%20"))
			behind += 3;
		else
			return behind;
	}
}

struct span key_beside(const struct window *w, size_t start)
{
	size_t n, separator = separator_before(w, skip_quotes(w, start), &n);

	return n == 0 ? (struct span){ NULL, 0 } : key_before(w, separator);
}

/* ---- all names ---- */

struct keyring {
	struct key_entry *entries; /* sorted by word */
	size_t n, cap;
	uint8_t ends[1 << 13];     /* a bit for each pair of bytes that a word ends in: most names are told apart by it */
};

struct keyring *keyring_new(void)
{
	return xcalloc(1, sizeof(struct keyring));
}

void keyring_free(struct keyring *k)
{
	if (k == NULL)
		return;
	free(k->entries);
	free(k);
}

static size_t last_pair(const char *text, size_t len)
{
	return (size_t)(uint8_t)text[len - 2] << 8 | (uint8_t)text[len - 1];
}

void keyring_add(struct keyring *k, const struct words *keys, uint32_t id)
{
	for (size_t i = 0; i < keys->n; i++) {
		size_t len = strlen(keys->items[i]), pair;

		if (len < 2)
			continue;
		pair = last_pair(keys->items[i], len);
		k->ends[pair / 8] |= (uint8_t)(1 << pair % 8);
		ARRAY_GROW(k->entries, k->n, k->cap);
		k->entries[k->n++] = (struct key_entry){ keys->items[i], id };
	}
}

static int by_word(const void *left, const void *right)
{
	const struct key_entry *a = left, *b = right;
	int order = strcmp(a->word, b->word);

	return order != 0 ? order : (a->id > b->id) - (a->id < b->id);
}

void keyring_sort(struct keyring *k)
{
	if (k->n > 0)
		qsort(k->entries, k->n, sizeof *k->entries, by_word);
}

static size_t entries_of(const struct keyring *k, const char *word, const struct key_entry **ret)
{
	size_t low = 0, high = k->n, n = 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(k->entries[middle].word, word) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	while (low + n < k->n && strcmp(k->entries[low + n].word, word) == 0)
		n++;
	*ret = k->entries + low;
	return n;
}

/* A first look at the name as it stands. */
static bool may_tell(const struct keyring *k, struct span name)
{
	char last[2] = { (char)tolower(name.data[name.len - 2]), (char)tolower(name.data[name.len - 1]) };
	size_t pair = last_pair(last, 2);

	if (!is_name_byte((uint8_t)last[0]) || !isalpha((unsigned char)last[1]))
		return true;
	return (k->ends[pair / 8] >> pair % 8 & 1) != 0;
}

static size_t longest_ending(const struct keyring *k, const struct plain_name *name, const struct key_entry **ret)
{
	size_t n;

	for (size_t i = 0; i + 2 <= name->len; i++)
		if (name->begins[i] && (n = entries_of(k, name->text + i, ret)) > 0)
			return n;
	return 0;
}

size_t keyring_find(const struct keyring *k, struct span name, const struct key_entry **ret)
{
	struct plain_name plain;
	size_t n;

	if (name.len < 2 || !may_tell(k, name) || !plain_name(name, &plain))
		return 0;
	n = longest_ending(k, &plain, ret);
	if (n == 0 && plain.len > 2 && isdigit((unsigned char)plain.text[plain.len - 1])) {
		plain.text[--plain.len] = 0;
		n = longest_ending(k, &plain, ret);
	}
	return n;
}
