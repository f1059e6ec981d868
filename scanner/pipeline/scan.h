/*
 * The keeper's part of observing one capture: starts the workers, reads their records, writes the store in batches. Killed at any
 * moment the store holds whole batches and the capture is marked incomplete.
 */
#ifndef PIPELINE_SCAN_H
#define PIPELINE_SCAN_H

#include "pipeline/observe.h"
#include "store/store.h"

/* A file that is whole. */
struct scan_file {
	const char *name;      /* without folders */
	int fd;
};

struct scan_task {
	struct store *store;
	const struct scan_file *files;        /* what is there: one, or those of a run in their order; none of a live one */
	size_t file_count;
	const struct store_capture *described; /* the run's name and origin; its hash and size are found */
	int news;                             /* live: the capturer tells here what it writes (capture/news.h); -1: all is there */
	pid_t writer;                         /* who writes a live one, told to stop with the workers; 0: nobody */
	uint32_t workers;
	const struct audit_case *audit_case;
	const struct case_handset *named;     /* as in observe.h */
	struct detector *detector;
	struct keys *keys;                    /* of TLS and QUIC; NULL: none but the capture's own */
	int64_t hang_ns;                      /* without a packet finished, a worker hangs: HANG_S */
	const volatile sig_atomic_t *stop;    /* 1: finish cleanly; 2: stop at once */
	/* For a status line: may be NULL. Called a few times a second at most. */
	void (*progress)(void *ctx, uint64_t offset, uint64_t packets);
	/* For what is shown live: may be NULL. Every record before it is kept, and a word several times a second. */
	void (*see)(void *ctx, enum record_type type, const union record *r);
	void (*tick)(void *ctx);
	/* Live, may be NULL: a word of the capturer's for a person; and that all is read again from some earlier point. */
	void (*say)(void *ctx, const char *text);
	void (*again)(void *ctx);
	void *ctx;
};

struct scan_result {
	bool skipped;      /* it was there, and complete ... */
	char known_as[256]; /* ... under this name */
	bool whole;        /* all was read, but for flows set aside, and nothing was interrupted */
	struct fact_end end;
	size_t files;      /* of the run */
	uint32_t faults;   /* workers that died; whole all the same: only what is set aside or given up is missing */
	bool given_up;     /* more than single flows */
	char fault[128];   /* how the last of them died, "" */
};

/*
 * Observes the capture into the store, where it is complete then if it could be read as a whole; else it is left there as incomplete,
 * and not at all where it could not be begun.
 */
int scan_capture(const struct scan_task *t, struct scan_result *ret, struct err *e);

#endif
