#include "detect/detector.h"

#include "base/alloc.h"
#include "detect/owner.h"
#include "detect/signals/signals.h"

#include <stdlib.h>
#include <string.h>

static void word_add(struct words *w, char *word)
{
	if (words_have(w, word))
		return;
	w->items = xrealloc(w->items, w->n + 1, sizeof *w->items);
	w->items[w->n++] = word;
}

/* "wifi-mac" is asked for as "wifimac": keys are without separators. */
static char *kind_word(enum kind k)
{
	char *word = xstrdup(kind_name(k)), *to = word;

	for (const char *from = word; *from != 0; from++)
		if (*from != '-')
			*to++ = *from;
	*to = 0;
	return word;
}

static void keys_gather(struct detector *d, const struct rulebook *b)
{
	for (enum kind k = KIND_NONE + 1; k < KIND_COUNT; k++) {
		d->kind_words[k] = kind_word(k);
		word_add(&d->keys[k], d->kind_words[k]);
	}
	for (size_t i = 0; i < b->identifier_count; i++)
		for (size_t j = 0; j < b->identifiers[i].keys.n; j++)
			word_add(&d->keys[b->identifiers[i].kind], b->identifiers[i].keys.items[j]);
}

static bool known_already(const struct detector *d, enum kind kind, const char *value)
{
	for (size_t i = 0; i < d->known_count; i++)
		if (d->knowns[i].kind == kind && strcmp(d->knowns[i].forms.value, value) == 0)
			return true;
	return false;
}

static void known_add(struct detector *d, const struct case_value *v)
{
	struct known k = { .kind = v->kind };

	forms_of(v->kind, v->value, &k.forms);
	if (k.forms.n == 0 || known_already(d, k.kind, k.forms.value)) {
		forms_free(&k.forms);
		return;
	}
	ARRAY_GROW(d->knowns, d->known_count, d->known_cap);
	d->knowns[d->known_count++] = k;
}

static void expression_add(struct detector *d, struct scan_expression *x, struct expression e)
{
	struct scan_expression *one = &x[d->expression_count];

	if (e.form != NULL)
		*one = (struct scan_expression){ .literal = e.form->literal, .nocase = e.form->nocase };
	else
		*one = (struct scan_expression){ .pattern = e.identifier->pattern, .on_request = !e.identifier->pattern_alone };
	if (e.identifier != NULL)
		keyring_add(d->keyring, &e.identifier->keys, e.identifier->kind, (uint32_t)d->expression_count);
	if (e.identifier != NULL && e.identifier->not_around.n > 0) {
		e.not_around = xcalloc(1, sizeof *e.not_around);
		vocables_make(e.not_around, &e.identifier->not_around);
	}
	d->expressions[d->expression_count++] = e;
}

static void expressions_list(struct detector *d, struct scan_expression *x, const struct rulebook *b)
{
	for (size_t i = 0; i < d->known_count; i++)
		for (size_t j = 0; j < d->knowns[i].forms.n; j++)
			expression_add(d, x, (struct expression){ .known = &d->knowns[i], .form = &d->knowns[i].forms.items[j] });
	for (size_t i = 0; i < b->identifier_count; i++)
		if (b->identifiers[i].pattern != NULL)
			expression_add(d, x, (struct expression){ .identifier = &b->identifiers[i] });
}

static int compile(struct detector *d, const struct rulebook *b, struct err *e)
{
	size_t n = b->identifier_count, bad = 0;
	struct scan_expression *x;
	struct err why;

	for (size_t i = 0; i < d->known_count; i++)
		n += d->knowns[i].forms.n;
	x = xcalloc(n + 1, sizeof *x);
	d->expressions = xcalloc(n + 1, sizeof *d->expressions);
	expressions_list(d, x, b);
	keyring_sort(d->keyring);
	d->scan = scan_new(x, d->expression_count, &bad, &why);
	free(x);
	if (d->scan != NULL)
		return 0;
	if (bad < d->expression_count && d->expressions[bad].identifier != NULL) {
		const struct identifier *i = d->expressions[bad].identifier;

		return err_set(e, "%s:%d:%d: pattern is not understood: '%s': %s", i->origin.file, i->pattern_line,
			i->pattern_column, i->pattern, why.text);
	}
	return err_set(e, "the patterns cannot be compiled: %s", bad < d->expression_count ? "a value of the case" : why.text);
}

struct detector *detector_new(const struct rulebook *b, const struct audit_case *c, struct err *e)
{
	struct detector *d = xcalloc(1, sizeof *d);

	vocabulary_make(&d->vocabulary, &b->name_words);
	d->vain = vain_new();
	d->keyring = keyring_new(&d->vocabulary);
	d->key_endings = keyring_endings(d->keyring);
	d->name_ends = keyring_ends(d->keyring);
	keys_gather(d, b);
	for (size_t i = 0; signal_key(i) != NULL; i++)
		endings_add(&d->signals, signal_key(i));
	for (size_t i = 0; c != NULL && i < c->handset_count; i++)
		for (size_t j = 0; j < c->handsets[i].value_count; j++)
			known_add(d, &c->handsets[i].values[j]);
	if (compile(d, b, e) < 0) {
		detector_free(d);
		return NULL;
	}
	return d;
}

void detector_free(struct detector *d)
{
	if (d == NULL)
		return;
	scan_free(d->scan);
	keyring_free(d->keyring);
	for (size_t i = 0; i < d->known_count; i++)
		forms_free(&d->knowns[i].forms);
	free(d->knowns);
	for (size_t i = 0; i < d->expression_count; i++) {
		if (d->expressions[i].not_around != NULL)
			vocables_free(d->expressions[i].not_around);
		free(d->expressions[i].not_around);
	}
	free(d->expressions);
	vocabulary_free(&d->vocabulary);
	for (enum kind k = 0; k < KIND_COUNT; k++) {
		free(d->keys[k].items);
		free(d->kind_words[k]);
	}
	vain_free(d->vain);
	buf_free(&d->window);
	free(d);
}

/* Does the value's own format tell enough where its name says little? */
static bool is_telling_format(const struct identifier *i, enum key_sense sense)
{
	const char *normal = i->normal != NULL ? i->normal : "none";
	bool checked = i->check != CHECK_NONE && i->check != CHECK_LETTERS_DIGITS && i->check != CHECK_NO_ID;

	/* {"loginType": "password", "loginId": ...}: how somebody logs in, and as whom. Any text is a password. */
	if (sense == SENSE_TYPED)
		return (i->check != CHECK_NONE && i->check != CHECK_NO_ID) || i->prefixes.n > 0 || strcmp(normal, "none") != 0;
	if (sense == SENSE_NAME || checked || i->prefixes.n > 0 || strcmp(normal, "hex") == 0)
		return true;
	/* A plus before the digits of a telephone number tells too. */
	return sense == SENSE_AROUND && (strcmp(normal, "lower") == 0 || strstr(i->pattern, "\\+") != NULL);
}

bool expression_suits(const struct detector *d, uint32_t id, enum key_sense sense)
{
	return d->expressions[id].identifier == NULL || is_telling_format(d->expressions[id].identifier, sense);
}

bool expression_is_anothers(const struct detector *d, uint32_t id, const struct name *name, const char *word)
{
	const struct expression *x = &d->expressions[id];

	return x->identifier != NULL && owner_is_another(&d->vocabulary, x->not_around, name, word);
}

const char *expression_telling(const struct detector *d, uint32_t id, const struct name *name, bool *ret_anothers)
{
	const struct expression *x = &d->expressions[id];
	const struct key_entry *entries;
	enum key_sense sense;
	size_t n;

	*ret_anothers = false;
	if (x->known != NULL)
		return key_telling(&d->vocabulary, &d->keys[x->known->kind], name);
	n = keyring_find(d->keyring, name, &entries, &sense);
	for (size_t i = 0; i < n; i++) {
		if (entries[i].id != id || !expression_suits(d, id, sense))
			continue;
		*ret_anothers = expression_is_anothers(d, id, name, entries[i].word);
		return *ret_anothers ? NULL : entries[i].word;
	}
	return NULL;
}
