/* Within store/: the tables that every assessment replaces as a whole. */
#ifndef STORE_DERIVED_H
#define STORE_DERIVED_H

#include "store/row.h"

extern const char *const derived_tables[]; /* NULL ends it */

int derived_clear(struct store *s, struct err *e);

#endif
