/*
 * Datagrams to flows: one set of them a shard. Each flow has ordered bytes of both directions, nDPI's verdict and counters; it
 * closes when idle, when its 5-tuple begins anew, when there are too many (the one idle longest), or at the end.
 *
 * Time is the capture's: there is no other clock here.
 */
#ifndef FLOW_FLOW_H
#define FLOW_FLOW_H

#include "base/err.h"
#include "losses.h"
#include "flow/table.h"
#include "model.h"

struct flows;

/* Live it may be known only now that an end of a flow is a handset. */
struct flow_known {
	struct flow_key key;
	uint64_t first_frame;
	int64_t at;              /* of that frame */
	uint32_t handset;
	bool turned;             /* the end that was thought to be the far one: what was told of it so far is void */
};

/* What is told of flows, in the order of packets. user is the receiver's own, kept with the flow. */
struct flow_sink {
	void *(*opened)(void *ctx, const struct flow_key *key, uint64_t first_frame);
	/* Ordered bytes of TCP, or one whole datagram of UDP; none where the far end spoke and only word of it is wanted. */
	void (*bytes)(void *ctx, void *user, bool from_client, struct span bytes, uint64_t frame, int64_t at);
	void (*gap)(void *ctx, void *user, bool from_client, uint64_t missing, uint64_t frame);
	/* Asked when a flow begins and whenever it was told something of TCP: nothing else may change it. NULL: to its bytes, always. */
	enum attention (*attention)(void *ctx, void *user);
	/* All bytes are delivered: the receiver completes the fact (its host is nDPI's own, cut to 79 characters) and frees its own. */
	void (*closed)(void *ctx, void *user, struct fact_flow *fact);
	void *ctx;
	/*
	 * The receiver may begin anew, as *user. False: turned it cannot be, and another flow begins. NULL: it need not know, and all
	 * begin with it.
	 */
	bool (*known)(void *ctx, void **user, const struct flow_known *k);
};

/* Which of a datagram's ends are handsets, by number; 0 is none. */
struct ends {
	uint32_t source, target;
	uint64_t since;          /* as in the tuple */
};

/*
 * For whoever must know which flow was being read when this process died: its first frame is written to current before any
 * of its bytes are looked at. Flows of the frames in aside are counted, and not looked at.
 */
struct flow_watch {
	volatile uint64_t *current;
	volatile uint32_t *current_shard;
	uint32_t shard;          /* is written there with it */
	const uint64_t *aside;
	size_t aside_count;
};

/* t: of all shards of the worker; it must outlive them. */
struct flows *flows_new(const struct flow_sink *sink, struct table *t, struct losses *l, struct err *e);
void flows_free(struct flows *f);
void flows_watch(struct flows *f, const struct flow_watch *w);
/* k: of a datagram, with the since of its ends in it. */
void flows_add(struct flows *f, const struct lookup *k, struct ends handsets);
/*
 * The same without asking whose the datagram is, where a flow in t is open for it; false: none is, or
 * not any more, and nothing was done.
 */
bool flows_go_on(const struct table *t, const struct lookup *k);
/* Of IP, of all datagrams so far. */
uint64_t flows_bytes(const struct flows *f);
/* Closes every flow, in the order of their first frames. NULL is allowed. */
void flows_finish(struct flows *f);

#endif
