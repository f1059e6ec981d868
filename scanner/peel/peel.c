#include "peel/peel.h"

#include "base/alloc.h"
#include "peel/layers.h"

#include <stdlib.h>

struct peeler {
	struct losses *losses;
	struct fragments *fragments;
	struct rest rest;
	struct span arp;
};

static enum layer (*const layers[])(struct onion *o) = {
	[LAYER_LINK] = layer_link,
	[LAYER_ETHERNET] = layer_ethernet,
	[LAYER_WIFI] = layer_wifi,
	[LAYER_AMSDU] = layer_amsdu,
	[LAYER_LLC] = layer_llc,
	[LAYER_PPP] = layer_ppp,
	[LAYER_MPLS] = layer_mpls,
	[LAYER_RNDIS] = layer_rndis,
	[LAYER_ETHERTYPE] = layer_ethertype,
	[LAYER_IP] = layer_ip,
	[LAYER_TRANSPORT] = layer_transport,
};

enum layer layer_lost(struct onion *o, enum loss loss, const char *detail)
{
	if (!o->trying)
		losses_add(o->losses, loss, o->frame, 1, rd_left(&o->r), detail);
	return LAYER_NONE;
}

enum layer layer_follow(struct onion *o, enum layer next)
{
	return rd_ok(&o->r) ? next : layer_lost(o, LOSS_DAMAGED_HEADER, "link");
}

enum layer layer_at_ethertype(struct onion *o, uint16_t ethertype)
{
	o->ethertype = ethertype;
	return layer_follow(o, LAYER_ETHERTYPE);
}

void onion_cut(struct onion *o, size_t n)
{
	size_t captured = rd_left(&o->r);

	if (n <= captured) {
		o->r.end = o->r.pos + n;
		o->beyond = 0;
	} else if (n - captured < o->beyond) {
		o->beyond = (uint32_t)(n - captured);
	}
}

bool onion_leave(struct onion *o, struct reader behind, enum layer at)
{
	struct rest *rest = o->rest;

	if (rest->at != LAYER_NONE)
		return false;
	*rest = (struct rest){ at, *o, *o->datagram };
	rest->onion.r = behind;
	rest->onion.trying = false;
	return true;
}

enum layer layer_walk(struct onion *o, enum layer at)
{
	while (at != LAYER_NONE && at != LAYER_DONE && at != LAYER_KEPT) {
		if (o->depth++ == HEADERS_MAX) {
			losses_add(o->losses, LOSS_TOO_MANY_HEADERS, o->frame, 1, rd_left(&o->r), "");
			return LAYER_NONE;
		}
		at = layers[at](o);
	}
	return at;
}

struct peeler *peeler_new(struct losses *l)
{
	struct peeler *r = xcalloc(1, sizeof *r);

	r->losses = l;
	r->fragments = fragments_new(l);
	return r;
}

void peeler_free(struct peeler *r)
{
	if (r == NULL)
		return;
	fragments_free(r->fragments);
	free(r);
}

/* What the IP layer does not set: to clear all of it takes as long as to peel. */
static void datagram_begin(const struct packet *p, struct datagram *ret)
{
	ret->frame = p->frame;
	ret->at = p->at;
	ret->wire_len = p->wire_len;
	ret->app = p->app;
	ret->source_mac = ret->target_mac = (struct mac){ .known = false };
	ret->outer.tunnel = NULL;
}

bool peel(struct peeler *r, const struct packet *p, struct datagram *ret)
{
	struct onion o = { .r = rd_over_span(p->bytes), .frame = p->frame, .link = p->link, .losses = r->losses,
		.fragments = r->fragments, .datagram = ret, .rest = &r->rest, .arp = &r->arp };
	uint32_t wire_len = p->wire_len < PACKET_MAX ? p->wire_len : PACKET_MAX; /* a record may claim gigabytes */

	r->rest.at = LAYER_NONE;
	r->arp = (struct span){ 0 };
	fragments_release(r->fragments);
	if (p->bytes.len == 0)
		return false; /* counted by the capture */
	if (wire_len > p->bytes.len)
		o.beyond = wire_len - (uint32_t)p->bytes.len;
	datagram_begin(p, ret);
	o.depth = -2; /* a link and its frame are no headers on top of another */
	return layer_walk(&o, LAYER_LINK) == LAYER_DONE;
}

/* The next frame of a packet that holds several, if it is IP. */
static bool peel_rest(struct peeler *r, struct datagram *ret)
{
	struct onion o = r->rest.onion;
	enum layer at = r->rest.at;

	*ret = r->rest.datagram;
	o.datagram = ret;
	r->rest.at = LAYER_NONE;
	return layer_walk(&o, at) == LAYER_DONE;
}

bool peel_more(struct peeler *r, bool end, struct datagram *ret)
{
	struct span begun;

	while (r->rest.at != LAYER_NONE) {
		if (peel_rest(r, ret))
			return true;
	}
	while (fragments_late(r->fragments, end, &begun, ret)) {
		struct onion o = { .r = rd_over_span(begun), .frame = ret->frame, .losses = r->losses,
			.fragments = r->fragments, .datagram = ret, .rest = &r->rest, .arp = &r->arp };

		if (layer_walk(&o, LAYER_IP) == LAYER_DONE)
			return true;
	}
	return false;
}

struct span peel_arp(const struct peeler *r)
{
	return r->arp;
}
