/*
 * The apps of a capture by their user ids: what PCAPdroid's uid blocks and trailers say of them. A record stands until the
 * table is freed, and is filled in where its names come after its first packet.
 */
#ifndef CAPTURE_APPS_H
#define CAPTURE_APPS_H

#include "losses.h"
#include "model.h"

struct apps;

struct apps *apps_new(struct losses *l);
void apps_free(struct apps *a);
/* NULL where uid is PCAPdroid's "unknown", or there are too many. */
const struct app *apps_of(struct apps *a, int32_t uid);
/* What is said first stays. */
void apps_name(struct apps *a, int32_t uid, struct span package, struct span name);
/* What comes is of another handset, whose user ids are its own. */
void apps_forget(struct apps *a);

#endif
