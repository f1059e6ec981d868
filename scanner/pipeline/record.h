/*
 * Facts over the pipe from worker to keeper: u32 length, u8 type, the fields in the order of the tables in record.c. The
 * keeper trusts a worker no more than a capture: it reads records with bounds, and a broken one is an error.
 */
#ifndef PIPELINE_RECORD_H
#define PIPELINE_RECORD_H

#include "base/buf.h"
#include "model.h"

enum record_type { RECORD_HANDSET, RECORD_FLOW, RECORD_MESSAGE, RECORD_SIGHTING, RECORD_DNS, RECORD_SIGNAL, RECORD_SESSION,
	RECORD_LOSS, RECORD_PROGRESS, RECORD_FILE, RECORD_END,
	RECORD_ERROR, RECORD_OPEN, RECORD_IDENTITY, RECORD_OWNER,
	RECORD_SURVEYED /* the last word of the first pass: it has no fields */, RECORD_TYPES };

/* Live: a flow was seen first, or it is known now whose it is. What it is, its end tells, which may be hours away. */
struct record_open {
	uint64_t flow;           /* its first frame */
	int64_t at;
	struct flow_key key;
	uint32_t handset;        /* as in fact_flow, as far as it is known by then */
	bool again;              /* it was told before, as nobody's */
};

/* Live, of all that was seen: whose an address was from a frame on. */
struct record_owner {
	struct address address;
	uint64_t since;
	uint32_t handset;        /* 0: nobody's that is audited */
};

struct record_progress {
	uint64_t offset, packets; /* of the capture file */
};

/* One file of a run was read to its end. */
struct record_file {
	uint64_t file;           /* counted from 0 */
	uint64_t frames;         /* that count in it, as its reader counts them */
	uint64_t packets, bytes; /* as in fact_end */
	int64_t from, to;
	bool damaged;
};

/* Why a worker could not begin, in words. */
struct record_error {
	char text[1024];
};

union record {
	struct fact_handset handset;
	struct fact_identity identity;
	struct record_open open;
	struct record_owner owner;
	struct fact_flow flow;
	struct fact_message message;
	struct fact_sighting sighting;
	struct fact_dns dns;
	struct fact_signal signal;
	struct fact_session session;
	struct fact_loss loss;
	struct record_progress progress;
	struct record_file file;
	struct fact_end end;
	struct record_error error;
};

/* fact is a pointer to the type's struct; NULL of one that has no fields. */
void record_write(struct buf *out, enum record_type type, const void *fact);

enum record_result { RECORD_WHOLE, RECORD_MORE, RECORD_BROKEN };
/* The record that bytes begin with; ret_len is how many it took. MORE: it is not whole yet. */
enum record_result record_read(struct span bytes, enum record_type *ret_type, union record *ret, size_t *ret_len);

#endif
