/* Transfers as headlines count them: how many flows are alike in what a headline tells apart, and what was sent in them. */
#ifndef ASSESS_COUNTED_H
#define ASSESS_COUNTED_H

#include "finding.h"

struct counted;

struct counted *counted_new(void);
void counted_free(struct counted *c);
void counted_add(struct counted *c, const struct transfer_count *one);
/* Of *ret_n those whose flows are 0 are of no flow. Owned by c. */
const struct transfer_count *counted_all(const struct counted *c, size_t *ret_n);

#endif
