/* Packets to facts: the observing half of the way, on one page. Runs in a worker, which sees nothing but its capture and its pipe. */
#ifndef PIPELINE_OBSERVE_H
#define PIPELINE_OBSERVE_H

#include "base/err.h"
#include "detect/detect.h"
#include "pipeline/record.h"

#include <signal.h>

struct surveyed;

/* What a worker is doing, in memory that the keeper can read when it has died. */
struct work_note {
	volatile uint64_t beats; /* packets finished */
	volatile uint64_t flow;  /* first frame of the flow being read, 0 none yet */
	volatile uint32_t shard; /* and its shard */
};

struct observe_task {
	const int *files;                /* descriptors of the capture's files: one, or those of a run that are there */
	size_t file_count;
	int feed;                        /* live: brings the run's next files and ends with it (capture/series.h); -1: all is there */
	size_t files_before;             /* of the run, that are there no more, and their frames: the first of files goes on from them */
	uint64_t frames_before;
	bool run;                        /* several files, or one that may become several: each is told of */
	uint32_t worker, workers;        /* this one of so many: it keeps every shard that falls to it */
	const struct audit_case *audit_case; /* for who is the handset; may be NULL */
	const struct case_handset *named; /* the handset that the user named, beside the case's; may be NULL */
	struct detector *detector;
	struct keys *keys;               /* of TLS and QUIC; what the capture itself holds is added; NULL: only that */
	const struct surveyed *surveyed; /* what the first pass decided (survey.h); NULL: live, it is decided on the way */
	struct work_note *note;          /* NULL: nobody watches */
	const uint64_t *aside;           /* flows that made a worker die, by their first frames: not looked at */
	size_t aside_count;
	uint32_t given_up;               /* a bit a shard: not read at all */
	bool process_ends;               /* with this task: its memory is left to the kernel */
	const volatile sig_atomic_t *stop; /* finish cleanly: open flows are closed and judged */
	/* A record for the keeper. */
	void (*put)(void *ctx, enum record_type type, const void *fact);
	void *ctx;
};

/* -1: it could not begin; e says why. Damage on the way is a loss, not an error. */
int observe(const struct observe_task *t, struct err *e);

#endif
