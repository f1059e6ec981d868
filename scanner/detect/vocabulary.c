#include "detect/vocabulary.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

enum { WORD_LEAST = 2 }; /* letters */

static int by_letter(const void *left, const void *right)
{
	const struct vocable *a = left, *b = right;

	if (a->letter != b->letter)
		return a->letter < b->letter ? -1 : 1;
	if (a->len != b->len)
		return a->len > b->len ? -1 : 1;
	return strcmp(a->text, b->text);
}

static void make(struct vocables *ret, const struct words *words, bool first)
{
	uint32_t n = 0;

	*ret = (struct vocables){ .items = xcalloc(words->n + 1, sizeof *ret->items) };
	for (size_t i = 0; i < words->n; i++) {
		const char *text = words->items[i];
		size_t len = strlen(text);

		if (len >= WORD_LEAST)
			ret->items[n++] = (struct vocable){ text, len, (uint8_t)text[first ? 0 : len - 1] };
	}
	qsort(ret->items, n, sizeof *ret->items, by_letter);
	for (uint32_t letter = 0, at = 0; letter < 256; letter++) {
		while (at < n && ret->items[at].letter == letter)
			at++;
		ret->from[letter + 1] = at;
	}
}

void vocables_make(struct vocables *ret, const struct words *words)
{
	make(ret, words, false);
}

void vocables_free(struct vocables *v)
{
	free(v->items);
	v->items = NULL;
}

bool vocables_have(const struct vocables *v, const char *word)
{
	size_t len = strlen(word);
	uint8_t last = len > 0 ? (uint8_t)word[len - 1] : 0;

	for (uint32_t i = v->from[last]; i < v->from[last + 1]; i++)
		if (v->items[i].len == len && memcmp(v->items[i].text, word, len) == 0)
			return true;
	return false;
}

void vocabulary_make(struct vocabulary *ret, const struct name_words *words)
{
	vocables_make(&ret->own, &words->own);
	vocables_make(&ret->unreal, &words->unreal);
	vocables_make(&ret->unreal_before, &words->unreal_before);
	vocables_make(&ret->behind_owner, &words->behind_owner);
	vocables_make(&ret->behind_key, &words->behind_key);
	vocables_make(&ret->behind_key_joined, &words->behind_key_joined);
	make(&ret->before_key, &words->before_key, true);
	ret->said = said_new();
}

void vocabulary_free(struct vocabulary *v)
{
	vocables_free(&v->own);
	vocables_free(&v->unreal);
	vocables_free(&v->unreal_before);
	vocables_free(&v->behind_owner);
	vocables_free(&v->behind_key);
	vocables_free(&v->behind_key_joined);
	vocables_free(&v->before_key);
	said_free(v->said);
	v->said = NULL;
}
