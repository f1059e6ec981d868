#include "detect/owner.h"

#include "detect/plain.h"
#include "detect/unwrap/unwrap.h"

#include <ctype.h>

/* What the name is looked up in: words of any identifier, and those of the one at hand that are another's. */
struct whose {
	const struct vocabulary *words;
	const struct vocables *others; /* NULL: none */
};

static bool shorten(struct plain_name *name, const struct vocables *behind)
{
	const struct vocable *word = plain_ending(name, behind);

	if (word != NULL) {
		name->len -= word->len;
		return name->len > 0;
	}
	if (!isdigit((unsigned char)name->text[name->len - 1]))
		return false;
	return --name->len > 0;
}

/* The last word of an English name is what it names, those before say which. */
static enum owner says(struct plain_name *name, const struct whose *w)
{
	if (name->len == 0)
		return UNSAID;
	do {
		if (plain_ending(name, &w->words->unreal) != NULL || (w->others != NULL && plain_ending(name, w->others) != NULL))
			return ANOTHER;
		if (plain_ending(name, &w->words->own) != NULL)
			return OURS;
	} while (shorten(name, &w->words->behind_owner));
	return UNSAID;
}

/* inner: the name inside it, which says nothing; with it this one may: "host geo" in {"host": {"geo": ...}}. */
static enum owner name_says(struct span name, struct span inner, const struct whose *w)
{
	struct plain_name plain, both;
	enum owner said = UNSAID;

	if (!plain_name(w->words, name, &plain))
		return UNSAID;
	both.len = plain.len;
	memcpy(both.text, plain.text, plain.len);
	memcpy(both.begins, plain.begins, plain.len * sizeof *plain.begins);
	if (plain_add(w->words, &both, inner))
		said = says(&both, w);
	return said == UNSAID ? says(&plain, w) : said;
}

/* What of a name stands before its last word of that sort. */
static bool before_word(const struct vocabulary *v, struct span own, const char *word, struct plain_name *ret)
{
	size_t len = strlen(word);

	if (!plain_name(v, own, ret))
		return false;
	for (size_t at = ret->len; at > 0; at--) {
		if (at + len <= ret->len && ret->begins[at] && memcmp(ret->text + at, word, len) == 0) {
			ret->len = at;
			return true;
		}
	}
	return false;
}

static enum owner own_says(struct span own, const char *word, const struct whose *w)
{
	struct plain_name before;

	if (!before_word(w->words, own, word, &before))
		return UNSAID;
	return plain_ending(&before, &w->words->unreal_before) != NULL ? ANOTHER : says(&before, w);
}

/* The same, looked up where it was asked before. A name that is too long says nothing. */
static enum owner name_said(struct span name, struct span inner, const struct whose *w)
{
	struct span with = inner.len > KEY_MAX ? span_sub(inner, 0, 0) : inner;
	enum owner said;
	uint64_t mark;

	if (name.len == 0 || name.len > KEY_MAX)
		return UNSAID;
	mark = said_mark(w->words->said, name, with, w->others);
	if (said_find(w->words->said, mark, &said))
		return said;
	said = name_says(name, with, w);
	said_add(w->words->said, mark, said);
	return said;
}

/* The next name on the way out. */
static enum owner outer_says(struct span name, struct span *inner, const struct whose *w)
{
	enum owner said = name_said(name, *inner, w);

	*inner = name;
	return said;
}

/* Of all names around it, from the nearest on. */
static enum owner around_says(const struct name *name, const struct whose *w)
{
	struct span inner = name->own;
	enum owner said = outer_says(name->around, &inner, w);
	size_t left = OWNERS_MAX;

	for (const struct node *n = name->node; n != NULL && said == UNSAID; n = n->parent) {
		struct span outer = { NULL, 0 };

		for (size_t i = 0; said == UNSAID && left > 0 && n->step.outer != NULL && n->step.outer(n->step.from, i, &outer); i++, left--)
			if (outer.data != name->own.data)
				said = outer_says(outer, &inner, w);
		if (said == UNSAID && n->step.outer == NULL && n->key.data != name->own.data)
			said = outer_says(n->key, &inner, w);
	}
	return said;
}

bool owner_is_another(const struct vocabulary *v, const struct vocables *others, const struct name *name, const char *word)
{
	const struct whose w = { v, others };
	enum owner said = own_says(name->own, word, &w);

	/* example_mac 64:09:... */
	if (said == UNSAID)
		said = own_says(name->type, word, &w);
	return (said == UNSAID ? around_says(name, &w) : said) == ANOTHER;
}
