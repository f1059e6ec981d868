/*
 * The numbers of the handsets that were found, from 1 on in the order in which they were, and their ids: of one that is named its own, of any
 * other "handset-N". All zero: there is none yet.
 */
#ifndef PIPELINE_NUMBERING_H
#define PIPELINE_NUMBERING_H

#include "base/idmap.h"
#include "base/interned.h"

struct numbering {
	uint32_t count, named_count; /* of all, and of those that are named */
	const char **ids;
	size_t ids_cap;
	struct interned texts;       /* of the ids, which stay when all is forgotten */
	struct idmap by_id;          /* places in ids, by the text */
};

/* The number of the handset with this id, which is given one the first time. NULL: of one more. */
uint32_t numbering_of(struct numbering *n, const char *id);
/* Of a number that was given. Borrowed until numbering_free. */
const char *numbering_id(const struct numbering *n, uint32_t number);
/* No handset was found. */
void numbering_forget(struct numbering *n);
void numbering_free(struct numbering *n);

#endif
