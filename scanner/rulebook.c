#include "rulebook.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const levels[LEVEL_COUNT] = { "informational", "low", "medium", "high", "critical" };
static const char *const statuses[] = { "stable", "test", "experimental", "proposed", "deprecated" };
static const char *const grades[GRADE_COUNT] = { "", "E", "D", "C", "B", "A" };
static const char *const consent_states[CONSENT_STATE_COUNT] = { "given", "refused", "withdrawn", "expired",
	"outside-scope", "none", "unknown" };

/* Position of name among n names, or -1. */
static int position(const char *const *names, int n, const char *name)
{
	for (int i = 0; i < n; i++) {
		if (strcmp(names[i], name) == 0)
			return i;
	}
	return -1;
}

const char *level_name(enum level l)
{
	return levels[l];
}

bool level_from_name(const char *name, enum level *ret)
{
	int i = position(levels, LEVEL_COUNT, name);

	if (i < 0)
		return false;
	*ret = (enum level)i;
	return true;
}

const char *rule_status_name(enum rule_status s)
{
	return statuses[s];
}

const char *grade_name(enum grade g)
{
	return grades[g];
}

bool grade_from_name(const char *name, enum grade *ret)
{
	int i = position(grades, GRADE_COUNT, name);

	if (i <= GRADE_NONE)
		return false;
	*ret = (enum grade)i;
	return true;
}

const char *consent_state_name(enum consent_state s)
{
	return consent_states[s];
}

bool consent_state_from_name(const char *name, enum consent_state *ret)
{
	int i = position(consent_states, CONSENT_STATE_COUNT, name);

	if (i < 0)
		return false;
	*ret = (enum consent_state)i;
	return true;
}

void words_add(struct words *w, const char *text)
{
	if ((w->n & (w->n - 1)) == 0) /* a power of two: as many places as there are words */
		w->items = xrealloc(w->items, w->n == 0 ? 1 : w->n * 2, sizeof *w->items);
	w->items[w->n++] = xstrdup(text);
}

void words_free(struct words *w)
{
	for (size_t i = 0; i < w->n; i++)
		free(w->items[i]);
	free(w->items);
	*w = (struct words){ 0 };
}

bool words_have(const struct words *w, const char *word)
{
	for (size_t i = 0; i < w->n; i++) {
		if (strcmp(w->items[i], word) == 0)
			return true;
	}
	return false;
}

bool data_covers(bool any, const bool data[KIND_COUNT], enum kind k)
{
	return any || data[k];
}

const struct service *rulebook_service(const struct rulebook *b, const char *id)
{
	for (size_t i = 0; i < b->service_count; i++) {
		if (strcmp(b->services[i].id, id) == 0)
			return &b->services[i];
	}
	return NULL;
}

const struct rule *rulebook_rule(const struct rulebook *b, const char *prefix, size_t *ret_n)
{
	const struct rule *found = NULL;

	*ret_n = 0;
	for (size_t i = 0; i < b->rule_count; i++) {
		const struct rule *r = &b->rules[i];

		if (r->id == NULL || strncasecmp(r->id, prefix, strlen(prefix)) != 0)
			continue;
		found = r;
		(*ret_n)++;
	}
	return *ret_n == 1 ? found : NULL;
}

const struct cloud_region *rulebook_region(const struct rulebook *b, const char *operator_id, const char *region)
{
	for (size_t i = 0; i < b->region_count; i++) {
		const struct cloud_region *r = &b->regions[i];

		if (strcmp(r->operator_id, operator_id) == 0 && strcmp(r->region, region) == 0)
			return r;
	}
	return NULL;
}

const struct network_operator *rulebook_operator_by_as(const struct rulebook *b, uint32_t as)
{
	for (size_t i = 0; i < b->operator_count; i++) {
		for (size_t k = 0; k < b->operators[i].as_count; k++) {
			if (b->operators[i].as[k] == as)
				return &b->operators[i];
		}
	}
	return NULL;
}

size_t name_words_count(const struct name_words *w)
{
	return w->own.n + w->unreal.n + w->unreal_before.n + w->behind_owner.n + w->before_key.n + w->behind_key.n + w->behind_key_joined.n;
}

bool group_has(const struct rulebook *b, const char *group, const char *country, int64_t at)
{
	for (size_t i = 0; i < b->group_count; i++) {
		const struct country_group *g = &b->groups[i];

		if (strcmp(g->id, group) == 0 && at >= g->from && at < g->to && words_have(&g->members, country))
			return true;
	}
	return false;
}

const struct case_handset *case_handset(const struct audit_case *c, const char *id)
{
	for (size_t i = 0; c != NULL && i < c->handset_count; i++) {
		if (strcmp(c->handsets[i].id, id) == 0)
			return &c->handsets[i];
	}
	return NULL;
}
