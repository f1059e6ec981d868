/*
 * Within store/: the findings of an assessment. They wait and are put in runs, in the order of their ids, which are spread evenly: put as
 * they come, each would touch another page of the table. How many a judgement has is counted meanwhile, and put at the end.
 */
#ifndef STORE_FINDINGS_H
#define STORE_FINDINGS_H

#include "store/row.h"

void findings_begin(struct store *s);
/* Puts those that still wait into their table. */
int findings_settle(struct store *s, struct err *e);
/* Puts all, and forgets them. */
int findings_end(struct store *s, struct err *e);
/* None may have been begun. */
void findings_forget(struct store *s);

#endif
