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

#endif
