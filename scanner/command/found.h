/*
 * Values that a scan finds, each once: in memory alone, for the draft of a case that is written at its end (draft.h), and wiped then.
 * Kept are those of kinds that stay with a phone or its user, found by format and name or told by the network, that could stand in a case.
 */
#ifndef COMMAND_FOUND_H
#define COMMAND_FOUND_H

#include "pipeline/record.h"
#include "store/store.h"

struct found;

struct found *found_new(void);
void found_free(struct found *f); /* NULL is allowed */
/* A record on its way into s. */
void found_see(struct found *f, const struct store *s, enum record_type type, const union record *r);
/* The value that s keeps as this HMAC, in hex of either case; NULL: it is none of them. */
const char *found_value(const struct found *f, struct span hmac);
/* Whether there were more than have room. */
bool found_overran(const struct found *f);

#endif
