/*
 * Data that are found by their key name: what most identifiers of the rulebook ask for. Their patterns fit half of all words
 * ([0-9A-Za-z]{8,20} behind "serial"), so it is the names that are looked for, and the pattern is asked only there.
 */
#ifndef DETECT_KEYED_H
#define DETECT_KEYED_H

#include "detect/layer.h"

/* The name and value around the separator at a place of the window. EDGE_UNKNOWN: the value may go on in what follows. */
enum edge keyed_at(struct layer *l, size_t separator);
/* All separators behind `skip`; wait (NULL is allowed) is told those that must be asked again when more has come. */
void keyed_search(struct layer *l, void (*wait)(void *ctx, size_t separator), void *ctx);
/* The value of a leaf: all of it, or a list. */
void keyed_leaf(struct layer *l, struct span bytes, const struct name *name);

#endif
