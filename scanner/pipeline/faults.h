/*
 * What workers died of while reading one capture. The flow that was being read is set aside at the next try; where none can be blamed,
 * all is tried once more, for who died may have been killed. A shard with FAULTS_MAX of them is given up.
 */
#ifndef PIPELINE_FAULTS_H
#define PIPELINE_FAULTS_H

#include "store/store.h"

struct faults {
	struct store_fault items[FAULTS_MAX * SHARDS];
	size_t n;
	uint64_t aside[FAULTS_MAX * SHARDS]; /* first frames */
	size_t aside_count;
	uint32_t given_up;                   /* a bit a shard */
};

/* flow 0: none can be blamed. False where nothing is left to try. */
bool faults_add(struct faults *f, uint32_t shard, uint64_t flow, const char *what);
/* What of it cost something is kept with the capture, and as a loss. */
int faults_store(const struct faults *f, struct store *s, struct err *e);

#endif
