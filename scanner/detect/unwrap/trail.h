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
	const uint8_t *sorted; /* the name whose sorts these are */
	unsigned sorts;
	struct span label; /* of members: what a "name" among them says that the "value" beside it is; of elements, the one before */
	struct span type;  /* the same of a "type", which says less */
	struct span typing; /* what that is called, which may say of which member it is the type */
	bool looked;       /* ahead, for a "name" that comes behind its "value" */
};

struct trail {
	const char *root;  /* "json:$" "protobuf:" */
	struct trail_level levels[TRAIL_LEVELS];
	size_t depth;
};

/*
 * What a name says by itself: that its text is what the value beside it is called ("key", "paramName"), or of what type it is
 * ("idType"); that something beside it tells what stands under it ("value", "id", "number"), as the name of a value ("paramValue"),
 * and that it says nothing else, so that the name around it may tell ("value", "stringValue", <Data>).
 */
enum { NAME_LABEL = 1, NAME_TYPE = 2, NAME_TOLD = 4, NAME_VALUE = 8, NAME_EMPTY = 16 };

unsigned name_sorts(struct span name);
/* "deviceIdType" or "tipoChave" is the type of a "deviceId" or a "chave", an "idType" that of an "idNumber". */
bool name_is_typed_by(struct span name, struct span typing);
bool name_is_empty(struct span name);
unsigned level_sorts(struct trail_level *l); /* of its name, looked at once */

/* False where there are too many levels already. */
bool trail_down(struct trail *t, enum trail_sort sort);
void trail_up(struct trail *t);
/* The innermost level, NULL at the root. */
static inline struct trail_level *trail_last(struct trail *t)
{
	return t->depth > 0 ? &t->levels[t->depth - 1] : NULL;
}


/* The text of a leaf at a level, which may be what another's value is called. */
void level_said(struct trail_level *l, struct span text);

/* "json:$.H.items[3]['odd name']", "protobuf:1.4.2": a step's function, its `from` a trail. */
void trail_step(const void *from, char ret[STEP_MAX]);
bool trail_outer(const void *from, size_t i, struct span *ret); /* a step's too; empty: of an element or a field */
/* Is there a name? An array's elements stand under that of the array. */
bool trail_is_named(const struct trail *t);
/* The names of a leaf: the innermost member's, the one around it, and its type. */
void trail_name(struct trail *t, struct piece *ret);

#endif
