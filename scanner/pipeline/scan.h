/*
 * The keeper's part of observing one capture: starts the workers, reads their records, writes the store in batches. Killed at any
 * moment the store holds whole batches and the capture is marked incomplete.
 */
#ifndef PIPELINE_SCAN_H
#define PIPELINE_SCAN_H

#include "pipeline/observe.h"
#include "store/store.h"

struct scan_task {
	struct store *store;
	int capture;                          /* descriptor of the file */
	const struct store_capture *described; /* its name and hash; a live one's hash is "" */
	int writer_gone;                      /* -1: the file is whole */
	pid_t writer;                         /* who writes a live one, told to stop with the workers; 0: nobody */
	uint32_t workers;
	const struct audit_case *audit_case;
	struct detector *detector;
	int64_t hang_ns;                      /* without a packet finished, a worker hangs: HANG_S */
	const volatile sig_atomic_t *stop;    /* 1: finish cleanly; 2: stop at once */
	/* For a status line: may be NULL. Called a few times a second at most. */
	void (*progress)(void *ctx, uint64_t offset, uint64_t packets);
	/* For what is shown live: may be NULL. Every record before it is kept, and a word several times a second. */
	void (*see)(void *ctx, enum record_type type, const union record *r);
	void (*tick)(void *ctx);
	void *ctx;
};

struct scan_result {
	bool skipped;      /* it was there, and complete */
	bool whole;        /* all was read, but for flows set aside, and nothing was interrupted */
	struct fact_end end;
	uint32_t faults;   /* workers that died; whole all the same: only what is set aside or given up is missing */
	bool given_up;     /* more than single flows */
	char fault[128];   /* how the last of them died, "" */
};

/*
 * Observes the capture into the store. Where it is whole, store_capture_end is the caller's, who knows whether a live capture's hash is
 * to be added; else it is left there as incomplete, and not at all where it could not be begun.
 */
int scan_capture(const struct scan_task *t, struct scan_result *ret, struct err *e);

#endif
