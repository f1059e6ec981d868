/*
 * In which shard a datagram falls, of those that nDPI modules and tables are of. All of one flow must fall into one, so nothing that becomes
 * known while it goes on may count: not whose an address is, but whose it was when it was first seen.
 */
#ifndef PIPELINE_SEATS_H
#define PIPELINE_SEATS_H

#include "base/limits.h"
#include "flow/flow.h"

/* A handset's flows stay together. */
static inline uint32_t shard_of_handset(uint32_t handset)
{
	return handset % SHARDS;
}

/* Of two handsets the first. */
static inline uint32_t handset_of(struct ends e)
{
	return e.source != 0 && (e.target == 0 || e.source < e.target) ? e.source : e.target;
}

/* Live, where an address sits: what it was when it was first seen. */
struct seats;

struct seats *seats_new(void);
void seats_free(struct seats *s);
/* Live: e as far as it is known by this datagram. */
uint32_t seats_shard(struct seats *s, const struct datagram *d, struct ends e);

#endif
