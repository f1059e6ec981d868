/* rules/identifiers/: the words that names are made of, whatever the identifier. */
#include "policy/load.h"

#include "base/alloc.h"
#include "base/text.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_LEAST = 2 }; /* bytes: one letter would end half of all names */

char *key_text(struct reading *r, const struct node *n)
{
	const char *text = node_text(r, n);
	char *key;
	size_t len = 0;

	if (text == NULL)
		return NULL;
	key = xstrdup(text);
	for (; *text != 0; text++) {
		char plain = text_unaccented((const uint8_t *)text);

		text += plain != 0;
		if (strchr("_-. ", *text) == NULL)
			key[len++] = plain != 0 ? plain : (char)tolower((unsigned char)*text);
	}
	key[len] = 0;
	if (len > 0)
		return key;
	mistake_in(r, n, "a key of separators alone");
	free(key);
	return NULL;
}

static void read_word(struct reading *r, const struct node *n, void *ret)
{
	char *word = key_text(r, n);

	if (word == NULL)
		return;
	if (strlen(word) < WORD_LEAST)
		mistake_in(r, n, "too short for a word; it has two letters at least");
	else if (words_have(ret, word))
		mistake_in(r, n, "this stands here twice");
	else
		words_add(ret, word);
	free(word);
}

static void read_word_list(struct reading *r, const struct node *n, void *ret)
{
	if (n->type == NODE_SEQUENCE && n->n > LIST_MAX)
		mistake(r, n, "too long a list: at most %d", LIST_MAX);
	else
		read_each_of_some(r, n, read_word, ret);
}

static const struct field fields[] = {
	{ "own", false, read_word_list, offsetof(struct name_words, own) },
	{ "unreal", false, read_word_list, offsetof(struct name_words, unreal) },
	{ "unreal_before", false, read_word_list, offsetof(struct name_words, unreal_before) },
	{ "behind_owner", false, read_word_list, offsetof(struct name_words, behind_owner) },
	{ "before_key", false, read_word_list, offsetof(struct name_words, before_key) },
	{ "behind_key", false, read_word_list, offsetof(struct name_words, behind_key) },
	{ "behind_key_joined", false, read_word_list, offsetof(struct name_words, behind_key_joined) },
};

enum { LISTS = sizeof fields / sizeof *fields };

/* Those of one number say contrary things of a word, or the same twice. */
static const unsigned char sorts[LISTS] = { 0, 0, 0, 0, 1, 2, 2 };

static struct words *list_of(struct name_words *w, size_t i)
{
	return (struct words *)((char *)w + fields[i].offset);
}

static void check_word(struct reading *r, const struct node *n, struct name_words *w, size_t list)
{
	char *word = key_text(r, n);
	char what[64];

	for (size_t i = 0; word != NULL && i < list; i++) {
		if (sorts[i] != sorts[list] || !words_have(list_of(w, i), word))
			continue;
		snprintf(what, sizeof what, "this stands under '%s' already", fields[i].key);
		mistake_in(r, n, what);
	}
	free(word);
}

/* Of lists that were read without a mistake: a word has one meaning. */
static void check_apart(struct reading *r, const struct node *n, struct name_words *w)
{
	for (size_t i = 0; i < LISTS; i++) {
		const struct node *list = node_get(n, fields[i].key);

		for (size_t k = 0; list != NULL && k < list->n; k++)
			check_word(r, list->items[k], w, i);
	}
}

void read_name_words(struct reading *r, const struct node *n, void *book)
{
	struct name_words *w = &((struct rulebook *)book)->name_words;
	size_t before = r->count;

	if (w->origin.file != NULL) {
		mistake(r, n, "words a second time; they stand in %s:%d already", w->origin.file, w->origin.line);
		return;
	}
	w->origin = origin_of(r, n);
	if (n->type == NODE_MAPPING && n->n == 0)
		mistake(r, n, "no list of words");
	read_fields(r, n, fields, LISTS, w);
	if (r->count == before)
		check_apart(r, n, w);
}

void free_name_words(struct rulebook *b)
{
	for (size_t i = 0; i < LISTS; i++)
		words_free(list_of(&b->name_words, i));
	free((char *)b->name_words.origin.file);
}
