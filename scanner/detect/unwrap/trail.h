/*
 * The way down to a leaf of what has members, elements and numbered fields: JSON and its binary relatives, protobuf, Thrift. It
 * is a step's text, and names the leaf's key.
 */
#ifndef DETECT_UNWRAP_TRAIL_H
#define DETECT_UNWRAP_TRAIL_H

#include "detect/unwrap/unwrap.h"

enum { TRAIL_LEVELS = 64 }; /* inside each other; the same as many parsers of servers */

enum trail_sort { TRAIL_MEMBER, TRAIL_ELEMENT, TRAIL_FIELD };

struct trail_level {
	enum trail_sort sort;
	uint64_t number;   /* of an element, from 0; of a field, as its schema says */
	struct span name;  /* of a member */
	struct span label; /* of a member: what a "name" beside it says that its "value" is */
};

struct trail {
	const char *root;  /* "json:$" "protobuf:" */
	struct trail_level levels[TRAIL_LEVELS];
	size_t depth;
};

/* "value", "stringValue", <Data>: a name that says nothing of what stands under it; the one around it does. */
bool name_is_empty(struct span name);

/* False where there are too many levels already. */
bool trail_down(struct trail *t, enum trail_sort sort);
void trail_up(struct trail *t);
/* The innermost level, NULL at the root. */
static inline struct trail_level *trail_last(struct trail *t)
{
	return t->depth > 0 ? &t->levels[t->depth - 1] : NULL;
}


/* "json:$.H.items[3]['odd name']", "protobuf:1.4.2": a step's function, its `from` a trail. */
void trail_step(const void *from, char ret[STEP_MAX]);
/* The innermost member's name: an array's elements stand under the name of the array. Empty: there is none. */
struct span trail_key(const struct trail *t);

#endif
