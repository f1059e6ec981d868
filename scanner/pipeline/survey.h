/*
 * The first pass over a capture that is whole, in a process of its own: headers alone, to tell who is the handset, and the keys that the
 * capture itself holds, which may stand behind the packets that they open. What every worker needs of it stands in memory made before any
 * of them is, flat and without pointers: the surveyor writes it, the workers read it, the keeper never does.
 */
#ifndef PIPELINE_SURVEY_H
#define PIPELINE_SURVEY_H

#include "pipeline/handsets.h"
#include "pipeline/observe.h"

struct surveyed;

/* NULL where there is no memory to share. */
struct surveyed *surveyed_new(struct err *e);
/* Wipes it. */
void surveyed_free(struct surveyed *s);

/* Puts what survey_tell does, then RECORD_SURVEYED. -1: it could not begin; e says why. */
int survey(const struct observe_task *t, struct surveyed *ret, struct err *e);
/* Puts what is known of handsets, and what control traffic told of them; adds to l what bounds cost. */
void survey_tell(const struct observe_task *t, struct handsets *h, struct losses *l);

/* Which of so many workers keeps each shard: so that they have about as much to do, by what the handsets sent. */
void surveyed_shares(const struct surveyed *s, uint32_t workers, uint32_t ret[SHARDS]);

/* Whose the two addresses are. */
struct ends surveyed_ends(const struct surveyed *s, const struct datagram *d);
/* Whether each address was the same handset's, or nobody's, all the time. */
bool surveyed_steady(const struct surveyed *s);
/* The capture's own key logs, one behind the other. */
struct span surveyed_secrets(const struct surveyed *s);

#endif
