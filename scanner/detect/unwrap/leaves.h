/*
 * Leaves of binary formats. Such a format is walked twice: dry, to see that all of it is of the format and that there is
 * something to read in it, and once more to hand the leaves over.
 */
#ifndef DETECT_UNWRAP_LEAVES_H
#define DETECT_UNWRAP_LEAVES_H

#include "detect/unwrap/trail.h"

struct leaves {
	struct unwrap *u;        /* NULL: dry */
	const struct node *node;
	struct trail trail;
	unsigned readable;       /* texts and long numbers so far */
	unsigned lengthy;        /* bytes of any sort that are long enough to be packed */
};

/* Walks all of the bytes; false where they are not of the format. */
typedef bool leaves_walk(struct leaves *l, struct span bytes);

/* True where the bytes were of the format, and its leaves were handed over. root: of the trail. */
bool leaves_open(struct unwrap *u, const struct node *n, const char *root, leaves_walk *walk, struct span bytes);
/* The same where nothing in them can be read as it stands: when nothing else has opened them. */
bool leaves_open_last(struct unwrap *u, const struct node *n, const char *root, leaves_walk *walk, struct span bytes);

void leaves_bytes(struct leaves *l, struct span bytes);
/* A member's name: where it is a word, the bytes are of the format, whatever its members are. */
void leaves_name(struct leaves *l, struct span name);
/* Numbers as the text that they would be in JSON; token: where they stand. Short ones that no key names are left out. */
void leaves_number(struct leaves *l, uint64_t size, bool negative, struct span token);
void leaves_real(struct leaves *l, double v, struct span token);

/* What r has read since it stood at `from`. */
struct span leaves_since(const struct reader *r, const uint8_t *from);

#endif
