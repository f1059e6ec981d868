#include "detect/keyring.h"

#include "base/alloc.h"
#include "base/text.h"
#include "detect/seen.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { SHORTEN_MAX = 4 /* counters and words behind the word that tells */ };

struct keyring {
	const struct vocabulary *vocabulary;
	struct key_entry *entries; /* sorted by word */
	size_t n, cap;
	struct slot {              /* of a word, by its hash */
		uint32_t hash, entry; /* the place of its first entry and one more; 0: free */
	} *slots;
	size_t slot_count;         /* a power of two */
	struct seen *seen;
	struct endings endings;    /* of them all, and of the words behind them */
	uint8_t pairs[1 << 13];    /* with which they end, a bit each */
	struct name_ends ends;
	bool lasts[256];           /* of the pairs, the second bytes */
};

static size_t pair_of(uint8_t before, uint8_t last)
{
	return (size_t)tolower(before) << 8 | (size_t)tolower(last);
}

static bool is_pair(const struct keyring *k, uint8_t before, uint8_t last)
{
	size_t pair = pair_of(before, last);

	return (k->pairs[pair / 8] >> pair % 8 & 1) != 0;
}

static void ending_add(struct keyring *k, const char *word)
{
	struct span name = span_of(word);
	uint8_t last = name.data[name.len - 1];
	size_t pair = pair_of(name.data[name.len - 2], last);

	endings_add(&k->endings, word);
	k->pairs[pair / 8] |= (uint8_t)(1 << pair % 8);
	k->lasts[last] = true;
}

static void endings_add_all(struct keyring *k, const struct vocables *words)
{
	for (size_t i = 0; i < words->from[256]; i++)
		ending_add(k, words->items[i].text);
}

struct keyring *keyring_new(const struct vocabulary *v)
{
	struct keyring *k = xcalloc(1, sizeof *k);

	k->vocabulary = v;
	k->seen = seen_new();
	endings_add_all(k, &v->behind_key);
	endings_add_all(k, &v->behind_key_joined);
	return k;
}

void keyring_free(struct keyring *k)
{
	if (k == NULL)
		return;
	seen_free(k->seen);
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
		ending_add(k, keys->items[i]);
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

/* May what ends in these bytes end in a name that tells? Of one byte none does. */
static bool may_end_in(const struct keyring *k, uint8_t before, uint8_t last)
{
	/* Words of a name may have blanks between them, and a number sign before the last. */
	bool goes_on = key_joins(before) || before == ' ' || before == '#';
	char plain = text_unaccented((const uint8_t[]){ 0xc3, before });

	/* Passed over: what stands before it tells. */
	if (key_passes(last) || (last != 0 && strchr("])=-:", last) != NULL))
		return true;
	/* A counter, as in "imei2"; what plain_name leaves out. */
	if (isdigit(last) || last == '_' || last == '.' || (last == '#' && before == ' '))
		return goes_on;
	if (isalpha(last) && !isalnum(before) && before < 0x80)
		return goes_on && k->lasts[tolower(last)];
	return (isalpha(last) || last >= 0x80) && (is_pair(k, before, last) || (plain != 0 && is_pair(k, (uint8_t)plain, last)));
}

static void ends_fill(struct keyring *k)
{
	for (size_t pair = 0; pair < 1 << 16; pair++)
		if (may_end_in(k, (uint8_t)(pair >> 8), (uint8_t)pair))
			k->ends.pairs[pair / 8] |= (uint8_t)(1 << pair % 8);
}

const struct name_ends *keyring_ends(const struct keyring *k)
{
	return &k->ends;
}

/* A "user mobile" is a "mobile": a longer word of a kind is the name of all that its endings are the names of. */
void keyring_sort(struct keyring *k)
{
	size_t n;

	sort(k);
	ends_fill(k);
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
	uint32_t hashes[2 * KEY_MAX + 1];
	size_t n;

	hashes[name->len] = HASH_SEED;
	for (size_t i = name->len; i > 0; i--)
		hashes[i - 1] = hash_on(hashes[i], name->text[i - 1]);
	for (size_t i = 0; i + 2 <= name->len; i++)
		if (name->begins[i] && (n = entries_of(k, name->text + i, hashes[i], ret)) > 0)
			return n;
	return 0;
}

/* "imeinumber": the vocabulary's word need not begin where one does. */
static const struct vocable *joined_ending(const struct plain_name *name, const struct vocables *words)
{
	uint8_t last = (uint8_t)name->text[name->len - 1];

	for (uint32_t i = words->from[last]; i < words->from[last + 1]; i++)
		if (words->items[i].len <= name->len &&
			memcmp(name->text + name->len - words->items[i].len, words->items[i].text, words->items[i].len) == 0)
			return &words->items[i];
	return NULL;
}

/* Bytes behind the word that may tell: "imei2", "iccid_slot0", "aadhaar_num". 0: nothing of the sort, or hardly anything before it. */
static size_t behind_len(const struct vocabulary *v, const struct plain_name *name)
{
	const struct vocable *word = plain_ending(name, &v->behind_key);

	if (word != NULL && name->len >= word->len + 2)
		return word->len;
	word = joined_ending(name, &v->behind_key_joined);
	if (word != NULL && name->len >= word->len + 2)
		return word->len;
	return name->len > 2 && isdigit((unsigned char)name->text[name->len - 1]) ? 1 : 0;
}

static bool shorten(const struct vocabulary *v, struct plain_name *name)
{
	size_t len = behind_len(v, name);

	name->text[name->len -= len] = 0;
	return len > 0;
}

const struct endings *keyring_endings(const struct keyring *k)
{
	return &k->endings;
}

/* Digits and letters beyond ASCII, which tell nothing to endings_may: true where a word ends in the same two, or has no such end. */
static bool may_end_oddly(const struct keyring *k, struct span own)
{
	uint8_t last = own.len > 1 ? own.data[own.len - 1] : 0;

	return (last < 0x80 && !isdigit(last)) || is_pair(k, own.data[own.len - 2], last);
}

/* The same of a name that may be short, with what is around it, or that counts: "imei2". */
static bool may_tell(const struct keyring *k, struct span around, struct span own)
{
	uint8_t both[2 * ENDING_LETTERS];
	struct span end = span_sub(around, around.len > ENDING_LETTERS ? around.len - ENDING_LETTERS : 0, ENDING_LETTERS);

	if (own.len > 0 && !isalpha(own.data[own.len - 1]) && may_end_oddly(k, own))
		return true;
	if (own.data[own.len - 1] >= 0x80)
		return false;
	while (own.len > 0 && isdigit(own.data[own.len - 1]))
		own.len--;
	if (own.len > 0 && endings_may(&k->endings, ending_of(own)))
		return true;
	if (end.len == 0 || own.len >= ENDING_LETTERS)
		return false;
	memcpy(both, end.data, end.len);
	memcpy(both + end.len, own.data, own.len);
	return endings_may(&k->endings, ending_of((struct span){ both, end.len + own.len }));
}

/* "numero" is a telephone's; "cpf_numero" is not. */
static bool is_behind(const struct vocabulary *v, const char *word)
{
	return vocables_have(&v->behind_key, word) || vocables_have(&v->behind_key_joined, word);
}

static size_t find_shortened(const struct keyring *k, struct plain_name *name, const struct key_entry **ret)
{
	size_t n = longest_ending(k, name, ret);

	if (n > 0 && is_behind(k->vocabulary, (*ret)->word)) {
		const struct key_entry *nearer;
		struct plain_name shorter = *name;
		size_t found = shorten(k->vocabulary, &shorter) ? longest_ending(k, &shorter, &nearer) : 0;

		*ret = found > 0 ? nearer : *ret;
		return found > 0 ? found : n;
	}
	for (unsigned i = 0; n == 0 && i < SHORTEN_MAX && shorten(k->vocabulary, name); i++)
		n = longest_ending(k, name, ret);
	return n;
}

/* Slots are counted by one digit; {"lat": {"50": ...}} is a delay. */
static bool is_count(struct span own)
{
	return own.len > 1 && isdigit(own.data[0]) && isdigit(own.data[own.len - 1]);
}

/* A "mac" in a "router", a "number" of a "card", the "0" of "imei", or the name alone. */
static size_t find_both(const struct keyring *k, struct span around, struct span own, const struct key_entry **ret)
{
	struct plain_name plain;

	if (own.len == 0 || (own.len < 2 && around.len == 0) || !may_tell(k, around, own))
		return 0;
	if (around.len == 0 || is_count(own) || !plain_both(k->vocabulary, around, own, &plain))
		return plain_name(k->vocabulary, own, &plain) && plain.len > 1 ? find_shortened(k, &plain, ret) : 0;
	return find_shortened(k, &plain, ret);
}

static size_t find_alone(const struct keyring *k, struct span name, const struct key_entry **ret)
{
	return find_both(k, (struct span){ NULL, 0 }, name, ret);
}

static bool is_id(struct span own)
{
	return own.len == 2 && span_is_nocase(own, "id");
}

/* What is no name without more. No vocabulary of the rules': it says where to look next, and each name is asked before it is read. */
static bool is_bare(struct span own)
{
	return is_id(own) || span_is_nocase(own, "identifier") || span_is_nocase(own, "number") || span_is_nocase(own, "token");
}

static size_t find(const struct keyring *k, const struct name *name, const struct key_entry **ret, enum key_sense *ret_sense)
{
	const struct key_entry *typed;
	size_t n = name->typed ? find_alone(k, name->type, &typed) : 0, own = find_both(k, name->around, name->own, ret);

	*ret_sense = n > 0 && (own == 0 || *ret != typed) ? SENSE_TYPED : SENSE_NAME;
	if (n > 0) {
		*ret = typed;
		return n;
	}
	n = own;
	*ret_sense = is_id(name->own) ? SENSE_ID : SENSE_NAME;
	if (n > 0)
		return n;
	*ret_sense = SENSE_AROUND;
	/* {"type": "android", "id": ...}: any program's id for any of them. */
	if (name->type.len > 0 && !is_id(name->own))
		n = find_both(k, name->type, name->own, ret);
	if (n == 0)
		n = find_alone(k, name->type, ret);
	return n == 0 && is_bare(name->own) ? find_alone(k, name->around, ret) : n;
}

size_t keyring_find(const struct keyring *k, const struct name *name, const struct key_entry **ret, enum key_sense *ret_sense)
{
	struct seen_name *seen;

	/* The most: a name alone that tells nothing. */
	if (name->type.len == 0 && !is_bare(name->own) && (name->own.len == 0 || !may_tell(k, name->around, name->own)))
		return 0;
	seen = name->typed ? NULL : seen_at(k->seen, name);
	if (seen == NULL)
		return find(k, name, ret, ret_sense);
	if (!seen->known) {
		seen->n = find(k, name, &seen->entries, &seen->sense);
		seen->known = true;
	}
	*ret = seen->entries;
	*ret_sense = seen->sense;
	return seen->n;
}
