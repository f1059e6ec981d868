/* A name as it is compared: without separators and accents, in lower case; where its words begin is kept. */
#ifndef DETECT_PLAIN_H
#define DETECT_PLAIN_H

#include "detect/vocabulary.h"

#include <string.h>

enum { KEY_MAX = 64 }; /* bytes of a name; of a longer one only the last segment may tell, where it is an address */

/* Of a name, or of one behind the one around it. */
struct plain_name {
	char text[2 * KEY_MAX + 1];
	bool begins[2 * KEY_MAX + 1];
	size_t len;
};

/* False where there is none, or a very long one. The vocabulary's words part names that are written without capitals. */
bool plain_name(const struct vocabulary *v, struct span name, struct plain_name *ret);
/* The same behind what is there already. */
bool plain_add(const struct vocabulary *v, struct plain_name *ret, struct span name);
/*
 * "router" and "mac" as "routerMac"; false where that says no more than "mac". One's own contact is told as any telephone number: only
 * in a list of them they are others'.
 */
bool plain_both(const struct vocabulary *v, struct span around, struct span own, struct plain_name *ret);

/* Letters, digits, and what any script beyond ASCII is written in. */
static inline bool plain_keeps(uint8_t c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c >= 0x80;
}

/* In whole words. */
static inline bool plain_ends_in(const struct plain_name *name, const char *word, size_t len)
{
	return len > 0 && len <= name->len && name->begins[name->len - len] && name->text[name->len - 1] == word[len - 1] &&
	       memcmp(name->text + name->len - len, word, len) == 0;
}

/* The first of these words that it ends in, NULL: none. */
const char *plain_ends_in_any(const struct plain_name *name, const struct words *words);
/* The longest of these that it ends in, NULL: none. It is not empty. */
const struct vocable *plain_ending(const struct plain_name *name, const struct vocables *words);

#endif
