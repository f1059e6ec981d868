/* Within store/: what the facts are judged by, written when an assessment begins. */
#ifndef STORE_RULESET_H
#define STORE_RULESET_H

#include "base/buf.h"
#include "store/row.h"

int ruleset_put(struct store *s, const struct assess_run *run, struct err *e);
/* Appends the words with `between` between them. NULL is allowed. */
void words_text(struct buf *out, const struct words *w, const char *between);

#endif
