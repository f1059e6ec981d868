/*
 * Where far ends are, once it is known what they are for: service and protocol tell whether a place is a CDN's edge or the end of a tunnel.
 * A place is put with its evidence; what judging looks at of it is kept, and there is far less of that than there are far ends.
 */
#ifndef PIPELINE_PLACING_H
#define PIPELINE_PLACING_H

#include "assess/places.h"
#include "pipeline/far.h"

struct placing;

/* Both must outlive it. */
struct placing *placing_new(struct store *s, struct places *p);
void placing_free(struct placing *p); /* and every judged_place with it */
/* Gives each far end, which has its services, its place, and puts that. */
int placing_settle(struct placing *p, struct fars *f, struct err *e);

#endif
