/*
 * Messages that were searched in vain. Handsets repeat themselves: names are asked for, services looked for and connections kept
 * alive in the same words again and again. What carried nothing once carries nothing when it is said anew, to whomever.
 *
 * What it cost to search is remembered with it, for its sender pays that again (base/purse.h): which messages are known depends on what
 * else this worker has read, and no fact may.
 *
 * A message is known by a mark of 64 bits under a key that no sender knows (base/siphash.h): that another one which does carry
 * something has the same is left to chance, one in 2^64 for each message that is remembered.
 */
#ifndef DETECT_VAIN_H
#define DETECT_VAIN_H

#include "model.h"

struct vain;

struct vain *vain_new(void);
/* NULL is allowed. */
void vain_free(struct vain *v);

/* Of all that detection looks at: the parts' bytes, and what is said of each. */
uint64_t vain_mark(const struct vain *v, const struct message *m);
bool vain_find(const struct vain *v, uint64_t mark, size_t *ret_cost);
/* A cost is kept to 32 bits: no purse can pay as much. */
void vain_add(struct vain *v, uint64_t mark, size_t cost);

#endif
