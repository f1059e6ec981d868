/*
 * A worker: a process that sees nothing but its capture and its pipe. It observes and writes records (record.h) until
 * it has said RECORD_END, RECORD_SURVEYED or RECORD_ERROR; a pipe that ends without either tells the keeper that the worker died.
 */
#ifndef PIPELINE_WORKER_H
#define PIPELINE_WORKER_H

#include "pipeline/observe.h"

#include <sys/types.h>

struct worker {
	pid_t pid;
	int pipe;          /* to read records from, -1 once it ended */
	int feed;          /* to hand it files of a run that grows; -1: it has them all */
	size_t fed;        /* files of the run that it has */
	struct buf unread; /* what came of the next record; until the capture is known, all that came */
	size_t looked;     /* so much of it was looked at */
	bool ended;        /* it said its last word */
	uint64_t beats;    /* of its note, when last looked at */
	int64_t beat_at;
	bool hung;         /* it was killed for it */
};

/*
 * t's feed, put and ctx are the worker's own to set; follows: files will follow over the feed. What the detector compiled, what nDPI
 * knows and what OpenSSL fetched (cipher_prepare, which the caller has called) is made before the fork, once for all workers there will
 * be, and shared by it.
 */
int worker_start(struct worker *w, const struct observe_task *t, bool follows, struct err *e);
/* One that makes the first pass, into ret. */
int worker_start_survey(struct worker *w, const struct observe_task *t, struct surveyed *ret, struct err *e);
/* Waits for its end. How it ended in words where that was not by itself, else NULL; buffer of 64 bytes. */
const char *worker_wait(struct worker *w, char ret[64]);

#endif
