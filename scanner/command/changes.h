/* What an assessment would change: printed finding by finding as it is found, then summed up by rule. */
#ifndef COMMAND_CHANGES_H
#define COMMAND_CHANGES_H

#include "store/store.h"

struct changes;

struct changes *changes_new(void);
int changes_add(void *changes, const struct stored_change *c); /* 0 */
void changes_print(const struct changes *c);                   /* the sums */
void changes_free(struct changes *c);                          /* NULL is allowed */

#endif
