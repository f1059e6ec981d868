/* What far ends are for: the services of each message, and those of each flow, which are all of its messages'. Equal sets are the same pointer. */
#ifndef PIPELINE_SERVING_H
#define PIPELINE_SERVING_H

#include "pipeline/far.h"

struct serving;

/* A message, for the sightings that stood in it. */
struct served {
	int64_t id;
	const char *host;
	const struct numbered_services *services;
};

/* f must outlive it. */
struct serving *serving_new(struct store *s, const struct rulebook *b, struct fars *f);
void serving_free(struct serving *v);
/* Reads messages, puts their services, and gives every far end its own. */
int serving_read(struct serving *v, struct err *e);
/* Where the message itself is not known, it is of its flow's services. */
struct served serving_of(const struct serving *v, int64_t message, const struct far *far);

#endif
