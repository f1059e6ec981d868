/*
 * What a network's control traffic tells of who has an address: ARP, neighbour discovery, DHCP, DHCPv6 and GTP-C. Every message that
 * tells something is handed over as attachments. Of GTP-C, requests wait for their answers, within bounds.
 */
#ifndef ATTACH_ATTACH_H
#define ATTACH_ATTACH_H

#include "losses.h"
#include "model.h"

struct attach;

struct attach_sink {
	void (*put)(void *ctx, const struct attachment *a);
	void *ctx;
};

struct attach *attach_new(const struct attach_sink *s, struct losses *l);
void attach_free(struct attach *a);
/* An ARP message as peel_arp gives it; link: the datagram of its packet, with frame and link addresses alone. */
void attach_arp(struct attach *a, const struct datagram *link, struct span message);
/* Any datagram: what is no control traffic is left alone. */
void attach_datagram(struct attach *a, const struct datagram *d);

#endif
