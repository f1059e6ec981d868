/*
 * One header after the other. A layer reads its header from o->r, fills what it knows into o->datagram and names the
 * layer that follows; its function and the protocol numbers that lead to it stand in tables.
 */
#ifndef PEEL_LAYERS_H
#define PEEL_LAYERS_H

#include "losses.h"
#include "model.h"
#include "peel/fragment.h"

enum layer {
	LAYER_NONE,      /* nothing follows */
	LAYER_LINK,      /* of o->link */
	LAYER_ETHERNET, LAYER_WIFI, LAYER_AMSDU, LAYER_LLC, LAYER_PPP, LAYER_MPLS, LAYER_RNDIS,
	LAYER_ETHERTYPE, /* of o->ethertype */
	LAYER_IP, LAYER_TRANSPORT,
	LAYER_DONE,
	LAYER_KEPT,      /* a fragment that waits for the others */
};

struct onion {
	struct reader r;        /* from the next header on */
	uint64_t frame;
	uint32_t beyond;        /* bytes of the packet that were not captured */
	uint16_t ethertype;     /* of what r stands before, for LAYER_ETHERTYPE */
	int link;               /* for LAYER_LINK */
	int depth;              /* headers so far */
	bool trying;            /* in what may be no tunnel: headers must be sound, and what is not is no loss */
	bool wifi_padded;       /* 802.11 headers end at a multiple of four bytes */
	struct losses *losses;
	struct fragments *fragments;
	struct datagram *datagram;
	struct rest *rest;
	struct span *arp;       /* set where the packet is one of ARP */
};

/* What is left of a packet that holds several frames: an 802.11 A-MSDU, a USB transfer. */
struct rest {
	enum layer at;          /* LAYER_NONE: nothing is */
	struct onion onion;
	struct datagram datagram; /* as it was before the first of the frames */
};

/* Each reads one header and returns what follows; LAYER_NONE where there is nothing to follow, which it has counted. */
enum layer layer_link(struct onion *o);
enum layer layer_ethernet(struct onion *o);
enum layer layer_wifi(struct onion *o);
enum layer layer_amsdu(struct onion *o);
enum layer layer_llc(struct onion *o);
enum layer layer_ppp(struct onion *o);
enum layer layer_mpls(struct onion *o);
enum layer layer_rndis(struct onion *o);
enum layer layer_ethertype(struct onion *o);
enum layer layer_ip(struct onion *o);
enum layer layer_transport(struct onion *o);

/* What captures put before a frame, and the links that are more than a header: rows of the table of links. */
enum layer link_radiotap(struct onion *o);
enum layer link_prism(struct onion *o);
enum layer link_avs(struct onion *o);
enum layer link_ppi(struct onion *o);
enum layer link_pktap(struct onion *o);
enum layer link_nflog(struct onion *o);
enum layer link_ppp_hdlc(struct onion *o);
enum layer link_cisco_hdlc(struct onion *o);
enum layer link_pppoe(struct onion *o);
enum layer link_usb_linux(struct onion *o);
enum layer link_usb_linux_mapped(struct onion *o);
enum layer link_usbpcap(struct onion *o);

/* From the layer at to the last: LAYER_DONE, LAYER_KEPT or LAYER_NONE. */
enum layer layer_walk(struct onion *o, enum layer at);
/* Counts a packet that goes no further and returns LAYER_NONE. */
enum layer layer_lost(struct onion *o, enum loss loss, const char *detail);
/* Goes on at next, or counts the end where the header was cut. */
enum layer layer_follow(struct onion *o, enum layer next);
/* The same at an ethertype. */
enum layer layer_at_ethertype(struct onion *o, uint16_t ethertype);
bool ethertype_is_known(uint16_t ethertype);
/* Cuts r to n bytes; what lies behind them is padding. */
void onion_cut(struct onion *o, size_t n);
/* Leaves what is behind the frame at hand for peel_more, to go on there at a layer; false where something was left already. */
bool onion_leave(struct onion *o, struct reader behind, enum layer at);

/* What is carried inside IP, by protocol number or by UDP port (o->datagram holds the outer header): LAYER_NONE where it is no tunnel. */
enum layer tunnel_of_protocol(struct onion *o, uint8_t protocol);
enum layer tunnel_of_udp(struct onion *o);
/* Rows of the tables of tunnels. */
enum layer tunnel_l2tp(struct onion *o);
enum layer tunnel_l2tp_in_ip(struct onion *o);

#endif
