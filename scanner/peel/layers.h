/*
 * One header after the other. A layer reads its header from o->r, fills what it knows into o->datagram and names the
 * layer that follows; its function and the protocol numbers that lead to it stand in tables.
 */
#ifndef PEEL_LAYERS_H
#define PEEL_LAYERS_H

#include "losses.h"
#include "model.h"

enum layer { LAYER_NONE, LAYER_ETHERTYPE, LAYER_IP, LAYER_TRANSPORT, LAYER_DONE };

struct onion {
	struct reader r;        /* from the next header on */
	uint64_t frame;
	uint32_t beyond;        /* bytes of the packet that were not captured */
	uint16_t ethertype;     /* of what r stands before, for LAYER_ETHERTYPE */
	struct losses *losses;
	struct datagram *datagram;
};

/* Each reads one header and returns what follows; LAYER_NONE where there is nothing to follow, which it has counted. */
enum layer layer_link(struct onion *o, int link);
enum layer layer_ethertype(struct onion *o);
enum layer layer_ip(struct onion *o);
enum layer layer_transport(struct onion *o);

/* Counts a packet that goes no further and returns LAYER_NONE. */
enum layer layer_lost(struct onion *o, enum loss loss, const char *detail);

#endif
