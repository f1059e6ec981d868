/*
 * Ids: 63 bits of SHA-256 over what a row names, each part with its length before it.
 *
 * A capture's id is over its SHA-256. A fact's is (its capture's id) XOR (a hash over table, first frame, offset, kind ...), so
 * that a live capture, whose SHA-256 is known only when it ends, changes the ids of its facts in one sweep.
 */
#ifndef STORE_ID_H
#define STORE_ID_H

#include "base/buf.h"

struct id {
	struct buf parts;
};

struct id id_begin(const char *table);
void id_int(struct id *i, int64_t v);
void id_text(struct id *i, const char *text);
void id_bytes(struct id *i, struct span bytes);
int64_t id_end(struct id *i); /* frees */

#endif
