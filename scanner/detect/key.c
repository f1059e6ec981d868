#include "detect/key.h"

#include "base/alloc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { SHORTEN_MAX = 4 }; /* counters and words behind the word that tells */

/* What a name may say behind its word without meaning another thing: which of several it is, that it is a number or a text. */
static const char *const behind[] = { "slot", "sim", "num", "number", "no", "nos", "nr", "str", "string", "value", "val", "primary", "secondary",
	"main", "first", "second", "one", "two", "code", "raw", "plain", "orig", "original", "list", "e164", "\xe5\x8f\xb7", "\xe7\xa0\x81", "\xe5\x8f\xb7\xe7\xa0\x81" };

/* The name without separators in lower case, and where its words begin. */
struct plain_name {
	char text[KEY_MAX + 1];
	bool begins[KEY_MAX + 1];
	size_t len;
};

/* Letters, digits, and what any script beyond ASCII is written in; the same with what may join the words of a name. */
static const bool name_bytes[256] = { ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true, [0x80 ... 0xFF] = true };
static const bool joined[256] = { ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true, [0x80 ... 0xFF] = true,
	['_'] = true, ['-'] = true, ['.'] = true };
static const bool quotes[256] = { ['"'] = true, ['\''] = true, ['\\'] = true, [' '] = true, ['\t'] = true, ['['] = true };

static bool is_name_byte(uint8_t c)
{
	return name_bytes[c];
}

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

static bool plain_name(struct span name, struct plain_name *ret)
{
	bool begins = true;

	ret->len = 0;
	if (name.len > KEY_MAX)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		uint8_t c = name.data[i];

		if (!is_name_byte(c)) {
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
size_t key_end(const struct window *w, size_t at)
{
	while (at > 0) {
		uint8_t c = w->bytes.data[at - 1];

		if (quotes[c] || c == ']')
			at--;
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
	size_t end = key_end(w, separator), at;

	for (at = end; at > 0 && end - at <= KEY_MAX && joined[w->bytes.data[at - 1]]; at--)
		;
	/* The end of an element is not the name of what follows. */
	if (w->bytes.data[separator] == '>' && (at == 0 || w->bytes.data[at - 1] != '<'))
		return (struct span){ NULL, 0 };
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

/* ---- all names ---- */

struct keyring {
	struct key_entry *entries; /* sorted by word */
	size_t n, cap;
	struct slot {              /* of a word, by its hash */
		uint32_t hash, entry; /* the place of its first entry and one more; 0: free */
	} *slots;
	size_t slot_count;         /* a power of two */
	struct endings endings;    /* of them all, and of the words behind them */
};

struct keyring *keyring_new(void)
{
	struct keyring *k = xcalloc(1, sizeof *k);

	for (size_t i = 0; i < sizeof behind / sizeof *behind; i++)
		endings_add(&k->endings, behind[i]);
	return k;
}

void keyring_free(struct keyring *k)
{
	if (k == NULL)
		return;
	free(k->entries);
	free(k->slots);
	free(k);
}

static void entry_add(struct keyring *k, struct key_entry e)
{
	ARRAY_GROW(k->entries, k->n, k->cap);
	k->entries[k->n++] = e;
}

void keyring_add(struct keyring *k, const struct words *keys, enum kind kind, uint32_t id)
{
	for (size_t i = 0; i < keys->n; i++) {
		if (strlen(keys->items[i]) < 2)
			continue;
		endings_add(&k->endings, keys->items[i]);
		entry_add(k, (struct key_entry){ keys->items[i], kind, id });
	}
}

static int by_word(const void *left, const void *right)
{
	const struct key_entry *a = left, *b = right;
	int order = strcmp(a->word, b->word);

	return order != 0 ? order : (a->id > b->id) - (a->id < b->id);
}

/* FNV-1a, from a word's end to its beginning: what a name ends in is hashed in one go. */
enum { HASH_SEED = 0x1c9dc5 };

static uint32_t hash_on(uint32_t hash, char c)
{
	return (hash ^ (uint8_t)c) * 16777619;
}

static uint32_t hash_of(const char *word)
{
	uint32_t hash = HASH_SEED;

	for (size_t i = strlen(word); i > 0; i--)
		hash = hash_on(hash, word[i - 1]);
	return hash;
}

/* The slot of a word, or the free one where it would be. */
static struct slot *slot_of(const struct keyring *k, const char *word, uint32_t hash)
{
	size_t at = hash & (k->slot_count - 1);

	while (k->slots[at].entry != 0 && (k->slots[at].hash != hash || strcmp(k->entries[k->slots[at].entry - 1].word, word) != 0))
		at = (at + 1) & (k->slot_count - 1);
	return &k->slots[at];
}

/* Each once. */
static void sort(struct keyring *k)
{
	size_t kept = 0;

	if (k->n > 0)
		qsort(k->entries, k->n, sizeof *k->entries, by_word);
	for (size_t i = 0; i < k->n; i++)
		if (kept == 0 || by_word(&k->entries[kept - 1], &k->entries[i]) != 0)
			k->entries[kept++] = k->entries[i];
	k->n = kept;
	for (k->slot_count = 2; k->slot_count < 2 * k->n; k->slot_count *= 2)
		;
	free(k->slots);
	k->slots = xcalloc(k->slot_count, sizeof *k->slots);
	for (size_t i = 0; i < k->n; i++) {
		uint32_t hash = hash_of(k->entries[i].word);
		struct slot *slot = slot_of(k, k->entries[i].word, hash);

		if (slot->entry == 0)
			*slot = (struct slot){ hash, (uint32_t)i + 1 };
	}
}

static size_t entries_of(const struct keyring *k, const char *word, uint32_t hash, const struct key_entry **ret)
{
	uint32_t entry = slot_of(k, word, hash)->entry;
	size_t first = entry - 1, n = 0;

	if (entry == 0)
		return 0;
	while (first + n < k->n && strcmp(k->entries[first + n].word, word) == 0)
		n++;
	*ret = k->entries + first;
	return n;
}

/* A "user mobile" is a "mobile": a longer word of a kind is the name of all that its endings are the names of. */
void keyring_sort(struct keyring *k)
{
	size_t n;

	sort(k);
	n = k->n;
	for (size_t i = 0; i < n; i++) {
		const struct key_entry whole = k->entries[i];

		for (const char *end = whole.word + 1; *end != 0; end++) {
			const struct key_entry *entries;
			size_t found = entries_of(k, end, hash_of(end), &entries), first = found > 0 ? (size_t)(entries - k->entries) : 0;

			for (size_t j = first; j < first + found; j++)
				if (k->entries[j].kind == whole.kind)
					entry_add(k, (struct key_entry){ whole.word, whole.kind, k->entries[j].id });
		}
	}
	sort(k);
}

static size_t longest_ending(const struct keyring *k, const struct plain_name *name, const struct key_entry **ret)
{
	uint32_t hashes[KEY_MAX + 1];
	size_t n;

	hashes[name->len] = HASH_SEED;
	for (size_t i = name->len; i > 0; i--)
		hashes[i - 1] = hash_on(hashes[i], name->text[i - 1]);
	for (size_t i = 0; i + 2 <= name->len; i++)
		if (name->begins[i] && (n = entries_of(k, name->text + i, hashes[i], ret)) > 0)
			return n;
	return 0;
}

/* "imei2", "iccid_slot0", "aadhaar_num". False where there is nothing of the sort. */
static bool shorten(struct plain_name *name)
{
	for (size_t i = 0; i < sizeof behind / sizeof *behind; i++) {
		size_t len = strlen(behind[i]);

		if (name->len >= len + 2 && name->begins[name->len - len] && memcmp(name->text + name->len - len, behind[i], len) == 0) {
			name->text[name->len -= len] = 0;
			return true;
		}
	}
	if (name->len <= 2 || !isdigit((unsigned char)name->text[name->len - 1]))
		return false;
	name->text[--name->len] = 0;
	return true;
}

const struct endings *keyring_endings(const struct keyring *k)
{
	return &k->endings;
}

size_t keyring_find(const struct keyring *k, struct span name, const struct key_entry **ret)
{
	struct plain_name plain;
	size_t n;

	if (name.len < 2 || !endings_may(&k->endings, ending_of(name)) || !plain_name(name, &plain))
		return 0;
	n = longest_ending(k, &plain, ret);
	for (unsigned i = 0; n == 0 && i < SHORTEN_MAX && shorten(&plain); i++)
		n = longest_ending(k, &plain, ret);
	return n;
}
