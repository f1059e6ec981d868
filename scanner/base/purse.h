/*
 * What unpacking and telling may cost, over all messages of a shard. A byte that is packed well stands for hundreds, each of which is searched like
 * one that was captured: a sender who packs everything so would keep the scanner at work for hours over a small capture. So each byte
 * that is captured earns some, and what messages make beyond that is paid from what was earned before.
 *
 * A flow earns for itself first, up to a bound, and pays from that first: who makes much may use up what is everybody's, but not what a
 * neighbour's own bytes earn. What it has left when it is over is everybody's, and what it owes.
 *
 * What a message makes is known only when it was made: a purse may come to owe, to a bound. Who asks with NULL is never refused.
 */
#ifndef BASE_PURSE_H
#define BASE_PURSE_H

#include "base/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct credit {
	int64_t bytes;
	uint64_t sightings, rest; /* rest: bytes captured that have not earned a sighting yet */
};

struct purse {
	struct credit all;   /* everybody's */
	struct credit *own;  /* of the flow whose turn it is, borrowed; NULL: of none */
};

struct purse purse_full(void);
/* Messages of that flow follow. NULL: of none. */
void purse_turn(struct purse *p, struct credit *own);
/* So many bytes were captured, of the flow whose turn it is. */
void purse_earn(struct purse *p, size_t captured);
/* The same of no flow in particular. */
void purse_earn_all(struct purse *p, size_t captured);
/* The flow whose turn it is, is over. */
void purse_settle(struct purse *p);
/* So many bytes were made of so many: what goes beyond PACKED_SURE of these is paid. */
void purse_pay(struct purse *p, size_t made, size_t of);
/* How many may be made of so many now. */
size_t purse_allows(const struct purse *p, size_t of);
/* One sighting more may be told. */
bool purse_tells(struct purse *p);

#endif
