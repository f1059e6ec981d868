/*
 * Telling key names: "imei", "device_id", <phoneNumber>. Words of the rulebook are lower case without separators; a name
 * from the wire agrees where it ends in them: "x-device-imei", "wifiMacAddress", "imei2".
 */
#ifndef DETECT_KEY_H
#define DETECT_KEY_H

#include "detect/edge.h"
#include "detect/plain.h"

struct node;

/* What something is called, as a node of unwrap.h has it: around and type may be empty. */
struct name {
	struct span own, around, type;
	const struct node *node; /* that it is the name of: the names farther out are its; NULL: there are none */
	bool typed; /* the type was said of this very name */
};

/* The word of keys that name agrees with, or NULL. */
const char *key_telling(const struct vocabulary *v, const struct words *keys, const struct name *name);
/* The name that stands beside a value in plain text: `name=`, `"name": "`, `<name>`, `name/`. Empty: none. */
struct span key_beside(const struct window *w, size_t start);

/*
 * The other way round: from what parts a name from a value, to both. Length of the separator that stands at a place ("=",
 * "%3A"), 0 for none; the name before it; where the value behind it begins.
 */
size_t key_separator(const struct window *w, size_t at);
size_t key_sign(const struct window *w, size_t separator); /* the first one's place, where two stand for one: "=>" */
size_t key_end(const struct window *w, size_t separator); /* of the name: the quotes behind it are passed over */
struct span key_before(const struct window *w, size_t separator);
size_t key_value(const struct window *w, size_t at);

bool key_joins(uint8_t c); /* stands in a name, or joins the words of one */
bool key_passes(uint8_t c); /* stands between a name and its separator: quotes, blanks, brackets that open */

#endif
