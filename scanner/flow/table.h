/*
 * Flows by 5-tuple, either direction: open addressing, hashes beside the pointers so that a miss costs one cache line. One table serves
 * the shards of a worker: a packet's flow is found before it is known whose it is.
 */
#ifndef FLOW_TABLE_H
#define FLOW_TABLE_H

#include "base/siphash.h"
#include "model.h"

struct flow;

struct table {
	struct slot *slots;
	size_t mask, n;
	struct sip_key key; /* of the hashes: senders choose addresses and ports */
};

/* The two ends in an order of their own, so that both directions are equal. */
struct tuple {
	struct address low, high;
	uint16_t low_port, high_port;
	uint8_t transport;
	uint64_t since; /* frame from which both addresses were whose they are, 0: all the time. The same ends of another are another flow */
};

/* What the flow of a datagram is looked up by: its ends where they stand, for there is one for each packet. */
struct lookup {
	const struct datagram *datagram;
	uint32_t hash; /* of the ends and the transport, the same for both directions */
	bool source_is_low;
	uint64_t since; /* as in the tuple */
};

/* Since 0. */
struct lookup lookup_of(const struct table *t, const struct datagram *d);
struct tuple lookup_tuple(const struct lookup *k);
/* Under a key of the asker's: senders choose addresses. */
uint32_t address_hash(const struct sip_key *k, const struct address *a);
/* What shards are chosen by, which are the same in every run. */
uint32_t address_share(const struct address *a);
uint32_t socket_share(const struct address *a, uint16_t port);
/* Of two ends, whichever is named first. */
uint32_t pair_share(uint32_t a, uint32_t b);

void table_begin(struct table *t);
void table_free(struct table *t);
struct flow *table_find(const struct table *t, const struct lookup *k);
void table_add(struct table *t, struct flow *f, uint32_t hash);
void table_remove(struct table *t, const struct flow *f, uint32_t hash);
/* The key of f: flow.c knows what a flow is. */
const struct tuple *flow_tuple(const struct flow *f);

#endif
