/* Flows by 5-tuple, either direction: open addressing, hashes beside the pointers so that a miss costs one cache line. */
#ifndef FLOW_TABLE_H
#define FLOW_TABLE_H

#include "model.h"

struct flow;

struct table {
	struct slot *slots;
	size_t mask, n;
};

/* The two ends in an order of their own, so that both directions are equal. */
struct tuple {
	struct address low, high;
	uint16_t low_port, high_port;
	uint8_t transport;
};

struct tuple tuple_of(const struct datagram *d, bool *ret_source_is_low);
uint32_t tuple_hash(const struct tuple *t);
uint32_t address_hash(const struct address *a);
uint32_t socket_hash(const struct address *a, uint16_t port);
/* Of two ends, whichever is named first: what shards are chosen by. */
uint32_t pair_hash(uint32_t a, uint32_t b);

void table_free(struct table *t);
struct flow *table_find(const struct table *t, const struct tuple *key, uint32_t hash);
void table_add(struct table *t, struct flow *f, uint32_t hash);
void table_remove(struct table *t, const struct flow *f, uint32_t hash);
/* The key of f: flow.c knows what a flow is. */
const struct tuple *flow_tuple(const struct flow *f);

#endif
