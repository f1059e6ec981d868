/*
 * Bytes that are searched, and what was found in them: a part as it came, or what was unwrapped. Nominations are verified as they
 * come; the leaves of what is unwrapped claim those that stand in them (and know their key name); at the end it is settled
 * which are data, and of those that share bytes, which one.
 */
#ifndef DETECT_LAYER_H
#define DETECT_LAYER_H

#include "detect/detector.h"
#include "detect/unwrap/unwrap.h"

struct hit {
	uint32_t id;
	size_t start, end;       /* in the window */
	enum tier tier;
	const struct known *known; /* NULL: by pattern alone */
	const char *key;         /* telling name, the rulebook's word; NULL: none */
	char *path;              /* of the leaf it stands in; NULL: the layer's own */
	unsigned steps;
	bool anothers;           /* what stands around it says so: its name tells nothing */
};

struct layer {
	struct detector *d;
	struct window window;
	size_t skip;             /* bytes of the window that came before: matches that end there are known already */
	size_t from, len;        /* what it was decoded from, in the part; of the part itself, from is 0 */
	bool decoded;
	bool carried;            /* what it was decoded from began in a piece before: of that, some may have been told */
	struct hit *hits;
	size_t n, cap;
	uint32_t *order;         /* places of the hits, by where these end, until the layer is settled */
	size_t ordered, order_cap;
	bool *seen;              /* expressions, once the layer is full */
	bool bounded;            /* there were more hits */
	uint64_t anothers;       /* settled: a bit for each kind of which a value was left out, for its name says that it is another's */
};

void layer_free(struct layer *l);

/* A match that ends at `end` of the window. EDGE_UNKNOWN: to be asked again when more has come. */
enum edge layer_nominate(struct layer *l, uint32_t id, size_t end);
/* A match that was verified elsewhere. */
void layer_add(struct layer *l, struct hit h);
/* Searches all of the window in one piece. */
void layer_search(struct layer *l);
/* What was found in these bytes of the window stands in that node, or in what it was decoded from. */
void layer_claim(struct layer *l, struct span bytes, const struct node *n);
_Static_assert(KIND_COUNT <= 64, "a bit each");
/* Leaves those that are data, no two of them sharing bytes, in their order. */
void layer_settle(struct layer *l);

/* The value of a settled hit: canonical, or the pattern's normal form. Returns its length. */
size_t layer_value(const struct layer *l, const struct hit *h, char ret[VALUE_MAX]);

#endif
