/*
 * The far ends of flows: what each is called and where it is, and whatever else judging needs of a flow. Of each flow about 200 bytes stay in
 * memory, what DNS answered only until flows are named.
 */
#ifndef PIPELINE_FAR_H
#define PIPELINE_FAR_H

#include "base/interned.h"
#include "pipeline/ruling.h"

/* Texts are interned: equal ones are the same pointer. */
struct far {
	int64_t id, at, twin;          /* twin: the flow that stands for this one in several captures, 0: seen in one */
	struct address server;
	uint64_t bytes_up, bytes_opaque;
	const char *handset, *app, *protocol, *host, *candidates;
	const char **chain;            /* aliases of host, as of struct far_name, NULL behind the last; NULL: none */
	struct handshake handshake;
	uint64_t hello;                /* frame of the ClientHello that it was told from */
	const struct numbered_services *services; /* of all its messages */
	const struct judged_place *place;
	int64_t place_id;              /* the store's, of the place with its evidence */
	enum host_source source;
	enum visibility visibility;
	uint16_t port;
	bool read, seen;               /* a message, a sighting stood in it */
};

struct fars {
	struct far *items;             /* by id */
	size_t n, cap;
	struct idmap at;
	struct interned texts;
};

/* Reads flows with what DNS answered of them, twins and losses (which it puts) and what sessions showed before anything was secret. */
int fars_read(struct fars *f, struct store *s, struct err *e);
struct far *fars_find(const struct fars *f, int64_t flow); /* NULL: there is none */
void fars_free(struct fars *f);

#endif
