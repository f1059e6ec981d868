/* The text of a case file for a person to fill in and to check: every key explained, and what a database and a scan show. */
#ifndef COMMAND_CASE_TEXT_H
#define COMMAND_CASE_TEXT_H

#include "command/found.h"

struct case_known {
	struct store *store;       /* NULL: nothing is known */
	const struct found *found; /* values under the store's key; NULL: none */
	const char *key;           /* the key's file, as seen from where the case file will stand */
};

/* Appends to out, which holds personal values then where there are any. */
int case_text(const struct case_known *k, struct buf *out, struct err *e);

#endif
