/* Within store/: flows that several captures saw, by their ends and their time. */
#ifndef STORE_TWIN_H
#define STORE_TWIN_H

#include "base/err.h"

struct store;

/* Fills the table of twins, which is empty. */
int twins_put(struct store *s, struct err *e);

#endif
