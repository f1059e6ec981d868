/*
 * What unpacking and telling may cost, over all messages of a shard. A byte that is packed well stands for hundreds, each of which is searched like
 * one that was captured: a sender who packs everything so would keep the scanner at work for hours over a small capture. So each byte
 * that is captured earns some, and what messages make beyond that is paid from what was earned before.
 *
 * What a message makes is known only when it was made: a purse may come to owe, to a bound. Who asks with NULL is never refused.
 */
#ifndef BASE_PURSE_H
#define BASE_PURSE_H

#include "base/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct purse {
	int64_t bytes;
	uint64_t sightings, rest; /* rest: bytes that are not one yet */
};

struct purse purse_full(void);
/* So many bytes were captured. */
void purse_earn(struct purse *p, size_t captured);
/* So many bytes were made of so many: what goes beyond PACKED_SURE of these is paid. */
void purse_pay(struct purse *p, size_t made, size_t of);
/* How many may be made of so many now. */
size_t purse_allows(const struct purse *p, size_t of);
/* One sighting more may be told. */
bool purse_tells(struct purse *p);

#endif
