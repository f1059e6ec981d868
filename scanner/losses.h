/*
 * What could not be read, counted. Every stage adds to one collector; equal losses (same loss, same detail) add up, so
 * that a capture of millions of odd packets still gives a short list.
 */
#ifndef LOSSES_H
#define LOSSES_H

#include "model.h"

struct losses;

struct losses *losses_new(void);
void losses_free(struct losses *l);
/* frame: 0 where none can be named. detail: "" or what it was, "link type 195". */
void losses_add(struct losses *l, enum loss loss, uint64_t frame, uint64_t count, uint64_t bytes, const char *detail);
/* Hands over what was counted since the last call, in the order of first occurrence. */
void losses_drain(struct losses *l, void (*fn)(void *ctx, const struct fact_loss *f), void *ctx);
/* How often a loss was added that means damage, and whether ever. */
uint64_t losses_damage(const struct losses *l);
bool losses_damaged(const struct losses *l);

#endif
