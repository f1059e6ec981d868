/*
 * What a headline counts: sightings gathered by (handset, kind, datum, services, country, consent), each group with the surest tier, the
 * first and the gravest of its sightings. The result does not depend on the order they are added in.
 */
#ifndef ASSESS_DISCLOSED_H
#define ASSESS_DISCLOSED_H

#include "finding.h"

struct disclosed;

struct disclosed *disclosed_new(void);
void disclosed_free(struct disclosed *d);
/*
 * One sighting, as a disclosure of its own. twin: of a flow that several captures saw the one that stands for all, else 0; offset: of
 * the sighting in its message. Texts must outlive d; apps is the one app that sent it.
 */
void disclosed_add(struct disclosed *d, const struct disclosure *one, int64_t twin, uint64_t offset);
/* By handset, kind, datum and the rest; owned by d, to which nothing is added from then on. */
const struct disclosure *disclosed_all(struct disclosed *d, size_t *ret_n);

#endif
