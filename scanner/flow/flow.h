/*
 * Datagrams to flows: one table a shard. Each flow has ordered bytes of both directions, nDPI's verdict and counters; it
 * closes when idle, when its 5-tuple begins anew, when the table is full (the one idle longest), or at the end.
 *
 * Time is the capture's: the table knows no clock of its own.
 */
#ifndef FLOW_FLOW_H
#define FLOW_FLOW_H

#include "base/err.h"
#include "losses.h"
#include "model.h"

struct flows;
struct flow;

/* What the table tells of its flows, in the order of packets. user is the receiver's own, kept with the flow. */
struct flow_sink {
	void *(*opened)(void *ctx, const struct flow_key *key, uint64_t first_frame);
	/* Ordered bytes of TCP, or one whole datagram of UDP; none where the far end spoke and only word of it is wanted. */
	void (*bytes)(void *ctx, void *user, bool from_client, struct span bytes, uint64_t frame, int64_t at);
	void (*gap)(void *ctx, void *user, bool from_client, uint64_t missing, uint64_t frame);
	/* Asked when a flow of TCP begins and whenever it was told something: nothing else may change it. NULL: to its bytes, always. */
	enum attention (*attention)(void *ctx, void *user);
	/* All bytes are delivered: the receiver completes the fact (its host is nDPI's own, cut to 79 characters) and frees its own. */
	void (*closed)(void *ctx, void *user, struct fact_flow *fact);
	void *ctx;
};

/* Which of a datagram's ends are handsets, by number; 0 is none. */
struct ends {
	uint32_t source, target;
};

/*
 * For whoever must know which flow was being read when this process died: its first frame is written to current before any
 * of its bytes are looked at. Flows of the frames in aside are counted, and not looked at.
 */
struct flow_watch {
	volatile uint64_t *current;
	const uint64_t *aside;
	size_t aside_count;
};

struct flows *flows_new(const struct flow_sink *sink, struct losses *l, struct err *e);
void flows_free(struct flows *f);
void flows_watch(struct flows *f, const struct flow_watch *w);
void flows_add(struct flows *f, const struct datagram *d, struct ends handsets);
/* Closes every flow, in the order of their first frames. NULL is allowed. */
void flows_finish(struct flows *f);

#endif
