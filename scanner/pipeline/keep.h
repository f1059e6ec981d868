/* The keeper's table: what each type of record from a worker means to the store. */
#ifndef PIPELINE_KEEP_H
#define PIPELINE_KEEP_H

#include "pipeline/run.h"

struct keep {
	struct store *store;
	struct run *run;     /* whose files are read */
	/* For a status line: may be NULL. see gets every record before it is kept. */
	void (*progress)(void *ctx, uint64_t offset, uint64_t packets);
	void (*see)(void *ctx, enum record_type type, const union record *r);
	void *ctx;
	struct fact_end end; /* every worker saw all packets, but only its own flows: these add up */
	uint32_t in_batch, ended;
	bool refused;        /* a worker said that it is no capture */
};

/* r is wiped. */
int keep_record(struct keep *k, enum record_type type, union record *r, struct err *e);

#endif
