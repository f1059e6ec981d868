/*
 * What rules and consent events have in common: places, countries, kinds of data and services as lists of words,
 * each checked against the rulebook read so far.
 */
#ifndef POLICY_TERMS_H
#define POLICY_TERMS_H

#include "policy/check.h"

struct data_set {
	bool *any, *kinds; /* kinds: KIND_COUNT of them */
};

void read_country(struct reading *r, const struct node *n, void *ret);        /* char[3] */
void read_subdivision(struct reading *r, const struct node *n, void *ret);    /* char[8]: form and country only */
void read_places(struct reading *r, const struct node *n, void *ret);         /* struct place_terms; also `any` alone */
void read_country_filter(struct reading *r, const struct node *n, void *ret); /* struct country_filter: a list or {not: list} */
void read_service(struct reading *r, const struct node *n, void *ret);        /* one more id in a struct words */
void read_services(struct reading *r, const struct node *n, void *ret);       /* struct words: ids; `any` leaves it empty */
/* A list of kinds, or `any`. */
void read_kinds(struct reading *r, const struct node *n, struct data_set ret);

bool is_country(const struct rulebook *b, const char *code);
void place_terms_free(struct place_terms *t);

#endif
