/*
 * Sets of countries over a period, for telling whether rules can meet: groups change, so a country may be a member for
 * a part of the period only.
 */
#ifndef POLICY_COUNTRIES_H
#define POLICY_COUNTRIES_H

#include "rulebook.h"

enum { COUNTRY_CODES = 26 * 26 };

struct country_set {
	bool has[COUNTRY_CODES];
};

struct period {
	int64_t from, to; /* [from, to) */
};

bool period_overlap(struct period a, struct period b, struct period *ret);

/* What a term stands for at some time of the period; and what it stands for at all times. Terms without a country: none. */
struct country_set countries_may(const struct rulebook *b, const struct place_term *t, struct period p);
struct country_set countries_sure(const struct rulebook *b, const struct place_term *t, struct period p);
/* All that a filter lets in at some time of the period. */
struct country_set countries_of_filter(const struct rulebook *b, const struct country_filter *f, struct period p);

bool countries_have(const struct country_set *s, const char *code);
bool countries_none(const struct country_set *s);
bool countries_meet(const struct country_set *a, const struct country_set *b);
bool countries_within(const struct country_set *inner, const struct country_set *outer);

#endif
