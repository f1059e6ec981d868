/*
 * Terms of the W3C Data Privacy Vocabulary (DPV 2.3) and of ISO/IEC TS 27560:2023, and what each is to a timeline of consent. They are
 * told by their last part, whatever their prefix: dpv:ConsentGiven, https://w3id.org/dpv#ConsentGiven and ConsentGiven are one.
 */
#ifndef POLICY_DPV_H
#define POLICY_DPV_H

#include <stddef.h>

/*
 * What a key of a record holds. SILENT says nothing of its own; DROP is what a timeline has no place for, which is told; INTO is looked
 * into.
 */
enum dpv_role { ROLE_DROP, ROLE_INTO, ROLE_ID, ROLE_STATE, ROLE_EVENT, ROLE_TIME, ROLE_DURATION, ROLE_EXPIRES, ROLE_DATA, ROLE_PLACE,
	ROLE_SERVICE, ROLE_HANDSET, ROLE_GRAPH, ROLE_SILENT, ROLE_UNKNOWN };

struct dpv_state {
	const char *term;
	const char *state; /* our word; NULL: it is no act of a timeline */
};

const char *dpv_local(const char *term); /* its last part */
enum dpv_role dpv_role(const char *key);
const struct dpv_state *dpv_state(const char *term); /* NULL: it is none */
/* Our kinds that a term of personal data covers, with blanks between them; NULL: it is none. */
const char *dpv_kinds(const char *term);

enum { DPV_WORDS_MAX = 128 };

/* All of them, for a message; returns how many. */
size_t dpv_keys(const char *ret[DPV_WORDS_MAX]);
size_t dpv_states(const char *ret[DPV_WORDS_MAX]);

#endif
