#include "command/choice.h"

#include "base/buf.h"
#include "base/text.h"
#include "command/setup.h"

#include <string.h>

static const char *pack_name(const struct rule *r, size_t i)
{
	return i == 0 ? r->pack : NULL;
}

static const char *profile_name(const struct rule *r, size_t i)
{
	return i < r->profile.n ? r->profile.items[i] : NULL;
}

/* What was asked for by name is there, or the nearest that is there is told. */
static int check_names(const struct rulebook *b, const struct words *asked, const char *option,
	const char *(*name)(const struct rule *r, size_t i))
{
	struct words known = { 0 };
	int status = 0;

	for (size_t i = 0; i < b->rule_count; i++) {
		for (size_t k = 0; name(&b->rules[i], k) != NULL; k++) {
			if (!words_have(&known, name(&b->rules[i], k)))
				words_add(&known, name(&b->rules[i], k));
		}
	}
	for (size_t i = 0; i < asked->n; i++) {
		const char *near = text_nearest(asked->items[i], (const char *const *)known.items, known.n);

		if (words_have(&known, asked->items[i]))
			continue;
		complain("--%s: no rule is of it: '%s'%s%s%s", option, asked->items[i], near != NULL ? "; did you mean '" : "",
			near != NULL ? near : "", near != NULL ? "'?" : "");
		status = -1;
	}
	words_free(&known);
	return status;
}

/* "a,b" is two words. */
static void split_words(struct words *w)
{
	struct words parts = { 0 };

	for (size_t i = 0; i < w->n; i++) {
		char *rest = w->items[i], *part;

		while ((part = strsep(&rest, ",")) != NULL) {
			if (*part != 0)
				words_add(&parts, part);
		}
	}
	words_free(w);
	*w = parts;
}

int choice_settle(const struct rulebook *b, struct words *packs, struct words *profiles)
{
	int packs_known, profiles_known;

	split_words(packs);
	split_words(profiles);
	packs_known = check_names(b, packs, "packs", pack_name);
	profiles_known = check_names(b, profiles, "profile", profile_name);
	return packs_known == 0 && profiles_known == 0 ? 0 : -1;
}

void choice_note(const struct words *packs)
{
	struct buf names = { 0 };

	for (size_t i = 0; i < packs->n; i++)
		buf_printf(&names, "%s%s", i > 0 ? ", " : "", packs->items[i]);
	if (packs->n > 0)
		complain("note: only rules of these packs judge: %s", buf_text(&names));
	buf_free(&names);
}
