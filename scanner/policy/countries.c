#include "policy/countries.h"

#include <string.h>

bool period_overlap(struct period a, struct period b, struct period *ret)
{
	struct period both = { a.from > b.from ? a.from : b.from, a.to < b.to ? a.to : b.to };

	if (both.from >= both.to)
		return false;
	*ret = both;
	return true;
}

/* Position of a code in a set, or -1: a record with a mistake may have none. */
static int position(const char *code)
{
	if (code[0] < 'A' || code[0] > 'Z' || code[1] < 'A' || code[1] > 'Z')
		return -1;
	return (code[0] - 'A') * 26 + code[1] - 'A';
}

static void add(struct country_set *s, const char *code)
{
	int i = position(code);

	if (i >= 0)
		s->has[i] = true;
}

/* The row of a group that holds at a time, or NULL. */
static const struct country_group *row_at(const struct rulebook *b, const char *id, int64_t at)
{
	for (size_t i = 0; i < b->group_count; i++) {
		const struct country_group *g = &b->groups[i];

		if (strcmp(g->id, id) == 0 && g->from <= at && at < g->to)
			return g;
	}
	return NULL;
}

static struct country_set group_may(const struct rulebook *b, const char *id, struct period p)
{
	struct country_set s = { { false } };

	for (size_t i = 0; i < b->group_count; i++) {
		const struct country_group *g = &b->groups[i];

		if (strcmp(g->id, id) != 0 || g->from >= p.to || g->to <= p.from)
			continue;
		for (size_t k = 0; k < g->members.n; k++)
			add(&s, g->members.items[k]);
	}
	return s;
}

/* Row by row from the period's beginning, without a gap. */
static struct country_set group_sure(const struct rulebook *b, const char *id, struct period p)
{
	struct country_set s = { { false } };
	bool first = true;

	for (int64_t at = p.from; at < p.to;) {
		const struct country_group *g = row_at(b, id, at);
		struct country_set members = { { false } };

		if (g == NULL)
			return (struct country_set){ { false } };
		for (size_t i = 0; i < g->members.n; i++)
			add(&members, g->members.items[i]);
		for (size_t i = 0; i < COUNTRY_CODES; i++)
			s.has[i] = members.has[i] && (first || s.has[i]);
		first = false;
		at = g->to;
	}
	return s;
}

struct country_set countries_may(const struct rulebook *b, const struct place_term *t, struct period p)
{
	struct country_set s = { { false } };

	if (t->type == PLACE_GROUP)
		return group_may(b, t->group, p);
	add(&s, t->country);
	return s;
}

struct country_set countries_sure(const struct rulebook *b, const struct place_term *t, struct period p)
{
	return t->type == PLACE_GROUP ? group_sure(b, t->group, p) : countries_may(b, t, p);
}

struct country_set countries_of_filter(const struct rulebook *b, const struct country_filter *f, struct period p)
{
	struct country_set s = { { false } };

	for (size_t i = 0; i < f->countries.n; i++) {
		const struct place_term *t = &f->countries.items[i];
		struct country_set one = f->negated ? countries_sure(b, t, p) : countries_may(b, t, p);

		for (size_t k = 0; k < COUNTRY_CODES; k++)
			s.has[k] = s.has[k] || one.has[k];
	}
	for (size_t i = 0; (f->negated || f->countries.n == 0) && i < b->country_count; i++) {
		int k = position(b->countries[i].code);

		if (k >= 0)
			s.has[k] = !s.has[k];
	}
	return s;
}

bool countries_have(const struct country_set *s, const char *code)
{
	int i = position(code);

	return i >= 0 && s->has[i];
}

bool countries_none(const struct country_set *s)
{
	return memchr(s->has, true, sizeof s->has) == NULL;
}

bool countries_meet(const struct country_set *a, const struct country_set *b)
{
	for (size_t i = 0; i < COUNTRY_CODES; i++) {
		if (a->has[i] && b->has[i])
			return true;
	}
	return false;
}

bool countries_within(const struct country_set *inner, const struct country_set *outer)
{
	for (size_t i = 0; i < COUNTRY_CODES; i++) {
		if (inner->has[i] && !outer->has[i])
			return false;
	}
	return true;
}
