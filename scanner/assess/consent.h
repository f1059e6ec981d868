/*
 * What the case's timeline says of consent for one fact, computed without rules.
 *
 * For one service the latest earlier event counts that covers handset, service and kind. A refusal or withdrawal that names
 * places covers only those. Any event that may have counted and lies within the clock's uncertainty of the fact makes
 * the answer unknown, and so do two events of one instant that say different things. For a set of services the answer is
 * theirs where all have the same, else unknown.
 */
#ifndef ASSESS_CONSENT_H
#define ASSESS_CONSENT_H

#include "assess/cuts.h"
#include "finding.h"

struct consent_query {
	const char *handset;
	const struct service_set *services;
	enum kind kind;                    /* KIND_NONE for a transfer without a readable datum */
	const struct place *place;
	int64_t at;
};

struct consent_answer {
	enum consent_state state;
	const struct consent_event *event; /* the one that counted, or NULL */
	char reason[REASON_TEXT];          /* a plain sentence */
};

/* c may be NULL: unknown. */
void consent_find(const struct audit_case *c, const struct rulebook *b, const struct consent_query *q, struct consent_answer *ret);
/* Where the answers may change, but for what judge_cuts adds: around each event, its end, and the attested window. */
void consent_cuts(const struct audit_case *c, struct cuts *ret);

enum choice { CHOICE_UNKNOWN, CHOICE_BEFORE, CHOICE_AFTER };

/*
 * Was it before anyone could choose: before the handset's first act of consent, within the attested window (or with no act at
 * all in it)? Unknown where no window is attested around it.
 */
enum choice consent_choice(const struct audit_case *c, const char *handset, int64_t at);

#endif
