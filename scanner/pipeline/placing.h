/*
 * Where far ends are, once it is known what they are for: service and protocol tell whether a place is a CDN's edge or the end of a tunnel.
 * Equal places are the same pointer.
 */
#ifndef PIPELINE_PLACING_H
#define PIPELINE_PLACING_H

#include "pipeline/far.h"

struct placing;

struct placing *placing_new(struct store *s);
void placing_free(struct placing *p);
/* Gives each far end, which has its services, its place, and puts that. */
int placing_settle(struct placing *p, struct fars *f, struct err *e);

#endif
