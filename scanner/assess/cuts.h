/*
 * Time cut into periods in which nothing changes that a judgement depends on: the same question gets the same answer at every instant of
 * one. Each noun adds the instants at which its answers may change (judge_cuts, consent_cuts, places_cuts); one too many does no harm.
 */
#ifndef ASSESS_CUTS_H
#define ASSESS_CUTS_H

#include "base/instant.h"

struct cuts {
	int64_t *items;
	size_t n, cap;
};

/* A period begins at `at`. */
void cuts_add(struct cuts *c, int64_t at);
/* at + distance, without leaving the range. */
void cuts_add_from(struct cuts *c, int64_t at, int64_t distance);
/* After the last was added, before the first is asked for. */
void cuts_sort(struct cuts *c);
/* Of the period that at lies in: from 0 on. */
uint32_t cuts_period(const struct cuts *c, int64_t at);
void cuts_free(struct cuts *c);

#endif
