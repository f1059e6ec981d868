/* Facts to findings: the assessing half of the way, on one page. It needs no capture. */
#ifndef PIPELINE_ASSESS_H
#define PIPELINE_ASSESS_H

#include "assess/assess.h"
#include "store/store.h"

struct assess_task {
	struct store *store;
	const struct rulebook *rulebook;
	const struct audit_case *audit_case; /* may be NULL */
	struct places *places;
	struct judge_options options;
	const char *tool;
	/* NULL, or nothing is written (the store may be open for reading alone) and each finding that would change comes here. */
	int (*changed)(void *ctx, const struct stored_change *c);
	void *ctx;
};

struct assess_result {
	uint64_t flows, handset_flows, sightings, findings; /* handset_flows: of flows, those that are judged */
	uint64_t verdicts[VERDICT_COUNT][LEVEL_COUNT]; /* of the gravest finding on each fact */
};

/* Replaces all that was derived, in one transaction; or, with task.changed, only tells what that would change. */
int assess(const struct assess_task *t, struct assess_result *ret, struct err *e);

#endif
