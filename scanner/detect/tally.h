/*
 * The sightings of one message: one for each kind and value, with the highest tier and the shortest path it was seen at;
 * how else it stood there is listed in its forms.
 */
#ifndef DETECT_TALLY_H
#define DETECT_TALLY_H

#include "detect/layer.h"

struct tally_row;

struct tally {
	struct tally_row **rows; /* each wiped when done */
	size_t n, cap;
	bool bounded;            /* there were more */
	uint64_t anothers;       /* as of a layer */
};

/* What was handed over before of a message, or of bytes that are unwrapped again: a mark for each kind and value. */
struct told {
	uint64_t *marks;
	size_t n, cap;
	uint64_t anothers; /* kinds of which was told that a value is another's: as of a layer */
};

/* Each mark once, and no more than a message may have; and the kinds. */
void told_add(struct told *to, const struct told *more);
void told_free(struct told *t);

/* Where a layer stands. */
struct layer_place {
	const struct message *message;
	const struct part *part;
	const char *path;        /* of hits that no leaf claimed */
	unsigned steps;
};

/* The frame that brought the byte at a place of the part, and when. */
void part_frame(const struct message *m, const struct part *p, size_t at, uint64_t *ret_frame, int64_t *ret_at);

/* Adds the hits of a settled layer. */
void tally_layer(struct tally *t, const struct layer_place *where, const struct layer *l);
/* Forgets what was decoded from bytes that another piece began, where it was told before. */
void tally_forget(struct tally *t, const struct told *told);
/* Hands them over in the order of offset and kind, but for those told before, and forgets them. */
void tally_deliver(struct tally *t, const struct message *m, struct told *told, const struct detect_sink *sink);

#endif
