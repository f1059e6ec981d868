/*
 * One flow on its way from bytes to facts: the decoder's state and the detector's memory. Its messages, what is found in them, and what
 * else the decoder tells are put as facts at once; the flow's own fact is its owner's to put.
 */
#ifndef PIPELINE_TALK_H
#define PIPELINE_TALK_H

#include "decode/decode.h"
#include "losses.h"
#include "pipeline/observe.h"

struct talk {
	struct conversation *conversation; /* takes its bytes */
	const struct observe_task *task;
	struct losses *losses;         /* of flows */
	struct purse *purse;           /* what unpacking its messages may cost */
	struct detect_stream *stream;
	struct flow_key key;
	uint64_t first_frame;
	const struct message *message; /* that is being searched */
};

/* purse and shared are its shard's. All but key must outlive it. */
struct talk *talk_new(const struct observe_task *task, struct losses *losses, struct purse *purse, struct decode_shared *shared,
	const struct flow_key *key, uint64_t first_frame);
/* Nothing more is said: what is unfinished is handed over as it stands, and the talk is freed. */
void talk_end(struct talk *t, struct decode_summary *ret);

#endif
