/* rules/identifiers/: what personal data of unknown value looks like. */
#include "policy/load.h"

#include "base/alloc.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Normal forms, and the characters that one may consist of; NULL: any. */
static const char *const normals[] = { "none", "digits", "hex", "lower" };
static const char *const alphabets[] = { NULL, "0123456789", "0123456789abcdef", NULL };

enum { NORMALS = sizeof normals / sizeof *normals, NORMAL_LOWER = 3 };

static void read_identifier_kind(struct reading *r, const struct node *n, void *ret)
{
	const char *const *names;
	size_t count;

	if (node_text(r, n) == NULL || kind_from_name(n->text, ret))
		return;
	names = kind_names(&count);
	mistake_unknown(r, n, "kind of data", names, count);
}

static void read_expression(struct reading *r, const struct node *n, void *ret)
{
	const char *text = node_text(r, n);

	if (text == NULL)
		return;
	if (text[0] == '^' || (text[n->len - 1] == '$' && (n->len < 2 || text[n->len - 2] != '\\')))
		mistake_in(r, n, "a pattern with an anchor; it is matched on whole words as it is");
	else
		read_text(r, n, ret);
}

static void read_key(struct reading *r, const struct node *n, void *ret)
{
	char *key = key_text(r, n);

	if (key != NULL && !words_have(ret, key))
		words_add(ret, key);
	free(key);
}

static void read_keys(struct reading *r, const struct node *n, void *ret)
{
	read_each(r, n, read_key, ret);
}

static void read_check(struct reading *r, const struct node *n, void *ret)
{
	static const char *const words[CHECK_COUNT] = { "none", "luhn", "verhoeff", "mod11-2", "taiwan-id",
		"letters-and-digits", "cases-and-digits", "no-id", "cpf", "nric", "dni" };
	int i = node_word(r, n, "check", words, CHECK_COUNT);

	if (i >= 0)
		*(enum checksum *)ret = (enum checksum)i;
}

static void read_normal(struct reading *r, const struct node *n, void *ret)
{
	if (node_word(r, n, "normal form", normals, NORMALS) >= 0)
		read_text(r, n, ret);
}

/* What is compared with normal forms must be one, or it would never be equal. */
static void check_normal(struct reading *r, const struct node *at, const char *normal, const struct words *w)
{
	size_t form = 0;

	while (form < NORMALS - 1 && strcmp(normals[form], normal) != 0)
		form++;
	for (size_t i = 0; i < w->n; i++) {
		const char *text = w->items[i];
		bool lower = true;

		for (const char *c = text; *c != 0; c++)
			lower = lower && !isupper((unsigned char)*c);
		if ((alphabets[form] != NULL && text[strspn(text, alphabets[form])] != 0) ||
			(form == NORMAL_LOWER && !lower))
			mistake(r, at, "not in the normal form %s: '%.60s'", normal, text);
	}
}

static void identifier(struct reading *r, const struct node *n, void *ctx)
{
	static const struct field fields[] = {
		{ "id", true, read_id, offsetof(struct identifier, id) },
		{ "title", true, read_title, offsetof(struct identifier, title) },
		{ "kind", true, read_identifier_kind, offsetof(struct identifier, kind) },
		{ "pattern", true, read_expression, offsetof(struct identifier, pattern) },
		{ "keys", false, read_keys, offsetof(struct identifier, keys) },
		{ "not_around", false, read_keys, offsetof(struct identifier, not_around) },
		{ "check", false, read_check, offsetof(struct identifier, check) },
		{ "prefixes", false, read_words, offsetof(struct identifier, prefixes) },
		{ "not_values", false, read_words, offsetof(struct identifier, not_values) },
		{ "not_beginnings", false, read_words, offsetof(struct identifier, not_beginnings) },
		{ "not_endings", false, read_words, offsetof(struct identifier, not_endings) },
		{ "pattern_alone", false, read_flag, offsetof(struct identifier, pattern_alone) },
		{ "normal", true, read_normal, offsetof(struct identifier, normal) },
	};
	struct rulebook *b = ctx;
	struct identifier d = { .origin = origin_of(r, n) };
	const struct node *pattern = node_get(n, "pattern");
	size_t before = r->count;

	if (pattern != NULL) {
		d.pattern_line = pattern->line;
		d.pattern_column = pattern->column;
	}
	read_fields(r, n, fields, sizeof fields / sizeof *fields, &d);
	for (size_t i = 0; d.id != NULL && i < b->identifier_count; i++) {
		if (b->identifiers[i].id != NULL && strcmp(b->identifiers[i].id, d.id) == 0)
			mistake(r, n, "duplicate identifier: '%s'; it stands in %s:%d already", d.id,
				b->identifiers[i].origin.file, b->identifiers[i].origin.line);
	}
	if (r->count == before && d.keys.n == 0 && !d.pattern_alone)
		mistake(r, n, "neither keys nor 'pattern_alone: true': it would never be found");
	if (r->count == before) {
		check_normal(r, n, d.normal, &d.prefixes);
		check_normal(r, n, d.normal, &d.not_values);
		check_normal(r, n, d.normal, &d.not_beginnings);
	}
	b->identifiers = array_add(b->identifiers, &b->identifier_count, sizeof *b->identifiers);
	b->identifiers[b->identifier_count - 1] = d;
}

static void read_identifiers(struct reading *r, const struct node *n, void *ret)
{
	read_each_of_some(r, n, identifier, ret);
}

/* A file has identifiers, or the words of names, or both. */

void load_identifiers(struct reading *r, const struct tree *tree, struct rulebook *b)
{
	static const struct field fields[] = {
		{ "schema", true, read_schema, 0 },
		{ "identifiers", false, read_identifiers, 0 },
		{ "words", false, read_name_words, 0 },
	};
	const struct node *root = only_root(r, tree);

	if (root == NULL)
		return;
	read_fields(r, root, fields, sizeof fields / sizeof *fields, b);
	if (root->type == NODE_MAPPING && node_get(root, "identifiers") == NULL && node_get(root, "words") == NULL)
		mistake(r, root, "neither 'identifiers' nor 'words'");
}

void free_identifiers(struct rulebook *b)
{
	for (size_t i = 0; i < b->identifier_count; i++) {
		struct identifier *d = &b->identifiers[i];

		free(d->id);
		free(d->title);
		free(d->pattern);
		words_free(&d->keys);
		words_free(&d->not_around);
		words_free(&d->prefixes);
		words_free(&d->not_values);
		words_free(&d->not_beginnings);
		words_free(&d->not_endings);
		free(d->normal);
		free((char *)d->origin.file);
	}
	free(b->identifiers);
	free_name_words(b);
}
