/* Names that were looked up, and what was found under them: what a handset sends is called the same over and over. */
#ifndef DETECT_SEEN_H
#define DETECT_SEEN_H

#include "detect/keyring.h"

struct seen;

/* What keyring_find told. */
struct seen_name {
	const struct key_entry *entries;
	size_t n;
	enum key_sense sense;
	bool known; /* false: it was never looked up, or another took its place; to be filled in by who looks it up now */
	uint8_t lens[3], bytes[80]; /* the name's three parts, one behind the other */
};

struct seen *seen_new(void);
/* Wiped: a name may be anything that somebody wrote. */
void seen_free(struct seen *s);
/* The place of this name, until the next call; NULL where it is too long to be remembered. */
struct seen_name *seen_at(struct seen *s, const struct name *name);

#endif
