/*
 * One fact under the rules. A rule applies where its status, profile, period, subject, owner, service and data say so;
 * what applies gives one finding, with every clause in words.
 *
 * At most `review` is given where the rule only indicates, where the subject's country is unknown and the rule asks for
 * it, where the rule covers only some of the services that the fact may be of, and where the far end is anycast or a CDN.
 * A flow without a readable datum is not judged by rules about people of certain countries where the subject's is unknown:
 * nothing personal was seen, and every country's law would ask for a look. A tunnel hides where data go: its residency is
 * unknown. A local far end is not judged. A rule about owners does not apply where no owner is known.
 */
#ifndef ASSESS_JUDGE_H
#define ASSESS_JUDGE_H

#include "assess/cuts.h"
#include "finding.h"

struct judge_options {
	const struct words *packs;    /* only rules of these; NULL or empty: of all */
	const struct words *profiles; /* asked for: rules with a profile apply only then; NULL none */
	bool proposed;                /* judge rules of status proposed too */
	bool deprecated;              /* and of status deprecated */
};

/* Calls found once for each rule that applies, in the order of rule ids; returns their number. */
size_t judge(const struct rulebook *b, const struct judge_options *o, const struct judged_fact *f,
	void (*found)(void *ctx, const struct finding *f), void *ctx);
/* Where the answers of judge may change: rules come into force and end, groups of countries change. */
void judge_cuts(const struct rulebook *b, struct cuts *c);
/* True where a is graver than b: by verdict, then level, then rule id. b may be NULL. */
bool finding_graver(const struct finding *a, const struct finding *b);

#endif
