/* Databases side by side, in memory, for questions about what changed: compare.sql documents what can be asked. */
#ifndef STORE_COMPARE_H
#define STORE_COMPARE_H

#include "store/store.h"

struct compared {
	struct store *store; /* open for reading; may be closed once the comparison is made */
	const char *name, *sha256;
};

/* For store_query; closed by store_close. NULL and e filled where one of them holds facts alone, or cannot be read. */
struct store *store_compare(const struct compared *items, size_t n, struct err *e);

#endif
