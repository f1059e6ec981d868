/*
 * One flow on its way from bytes to facts: the decoder's state and the detector's memory. Its messages, what is found in them, and what
 * else the decoder tells are put as facts at once; the flow's own fact is its owner's to put.
 */
#ifndef PIPELINE_TALK_H
#define PIPELINE_TALK_H

#include "decode/decode.h"
#include "losses.h"
#include "pipeline/observe.h"

/* What all talks of a shard share. */
struct talk_shared {
	struct purse purse;            /* what unpacking their messages may cost */
	struct decode_shared decode;   /* its purse is that one */
	uint64_t carried;              /* bytes that their streams carry */
};

struct talk {
	struct conversation *conversation; /* takes its bytes */
	const struct observe_task *task;
	struct losses *losses;         /* of flows */
	struct talk_shared *shared;
	struct credit own;             /* what its bytes have earned */
	struct detect_stream *stream;
	struct flow_key key;
	uint64_t first_frame;
	const struct message *message; /* that is being searched */
	bool told;                     /* of what was said something was put */
};

/* All but key must outlive it. */
struct talk *talk_new(const struct observe_task *task, struct losses *losses, struct talk_shared *shared, const struct flow_key *key,
	uint64_t first_frame);
/* What follows is its own to pay. */
void talk_turn(struct talk *t);
/* Frees it without a word, as if nothing had been said. */
void talk_drop(struct talk *t);
/* Nothing more is said: what is unfinished is handed over as it stands, and the talk is freed. */
void talk_end(struct talk *t, struct decode_summary *ret);

#endif
