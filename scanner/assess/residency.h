/*
 * A place against a list of place terms at a grade. An allow entry matches when every level that it implies matches at the
 * grade or better; it is excluded when any one of them is known, at that grade, to differ. One match: allowed. All excluded:
 * denied. Else unknown. A deny list is the mirror image. Members of a group are those of the fact's time.
 *
 * An AS has no level of its own: it is D (E where the place's data are stale), and C where the operator that it belongs
 * to is known at C or better.
 */
#ifndef ASSESS_RESIDENCY_H
#define ASSESS_RESIDENCY_H

#include "finding.h"

struct residency_answer {
	enum residency state;
	enum grade grade;         /* the weakest of the levels it rests on; of the country where it is unknown or rests on none */
	char reason[REASON_TEXT]; /* a plain sentence */
};

void residency_find(const struct rulebook *b, const struct place_terms *terms, bool deny, enum grade grade,
	const struct place *place, int64_t at, struct residency_answer *ret);

#endif
