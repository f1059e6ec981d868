/*
 * IP inside IP. A tunnel is entered where its own header and the IP header inside are sound; else the outer datagram stands,
 * so that what only looks like a tunnel by its port loses nothing. Encrypted ones (ESP, WireGuard) are never entered.
 */
#include "peel/layers.h"

enum { ERSPAN_2 = 0x88BE, ERSPAN_3 = 0x22EB };

/* Goes on at an IP header of this version. */
static enum layer ip_of_version(struct onion *o, int version)
{
	struct reader look = o->r;

	return rd_u8(&look) >> 4 == version ? LAYER_IP : LAYER_NONE;
}

static enum layer ipv4_inside(struct onion *o)
{
	return ip_of_version(o, 4);
}

static enum layer ipv6_inside(struct onion *o)
{
	return ip_of_version(o, 6);
}

/* RFC 4023. */
static enum layer mpls_inside(struct onion *o)
{
	(void)o;
	return LAYER_MPLS;
}

/* RFC 3378: EtherIP, version 3 in a nibble, then zeros. */
static enum layer etherip(struct onion *o)
{
	return rd_be16(&o->r) == 0x3000 ? LAYER_ETHERNET : LAYER_NONE;
}

/* RFC 4380 section 5.1.1: authentication and origin may stand before the IPv6 header. */
static enum layer teredo(struct onion *o)
{
	struct reader look = o->r;
	uint16_t indication = rd_be16(&look);

	if (indication == 1) {
		uint8_t id_len = rd_u8(&look), value_len = rd_u8(&look);

		rd_bytes(&look, (size_t)id_len + value_len + 8 + 1);
		o->r = look;
		indication = rd_be16(&look);
	}
	if (indication == 0)
		rd_bytes(&o->r, 8);
	return ip_of_version(o, 6);
}

/* RFC 7348 section 5: a flag says that the number is there. Who receives does not look at the other bits, which later drafts use. */
static enum layer vxlan(struct onion *o)
{
	enum { NUMBER = 0x08 };
	uint8_t flags = rd_u8(&o->r);

	rd_bytes(&o->r, 3 + 4);
	return (flags & NUMBER) != 0 ? LAYER_ETHERNET : LAYER_NONE;
}

/* RFC 8926 section 3.4. */
static enum layer geneve(struct onion *o)
{
	uint8_t version_and_options = rd_u8(&o->r);
	uint16_t protocol;

	rd_u8(&o->r);
	protocol = rd_be16(&o->r);
	rd_be32(&o->r);
	rd_bytes(&o->r, (size_t)(version_and_options & 0x3F) * 4);
	if (version_and_options >> 6 != 0 || !rd_ok(&o->r) || !ethertype_is_known(protocol))
		return LAYER_NONE;
	return layer_at_ethertype(o, protocol);
}

/* 3GPP TS 29.281 section 5: version 1, a T-PDU; extension headers name the one that follows in their last byte. */
static enum layer gtp_u(struct onion *o)
{
	enum { GTP_V1 = 0x30, EXTENSION = 4, SEQUENCE = 2, N_PDU = 1, T_PDU = 255 };
	uint8_t flags = rd_u8(&o->r), type = rd_u8(&o->r), next = 0;
	uint16_t len = rd_be16(&o->r);

	rd_be32(&o->r);
	if ((flags & 0xF0) != GTP_V1 || type != T_PDU || len > rd_left(&o->r) + o->beyond)
		return LAYER_NONE;
	onion_cut(o, len);
	if ((flags & (EXTENSION | SEQUENCE | N_PDU)) != 0) {
		rd_bytes(&o->r, 2 + 1);
		next = rd_u8(&o->r);
	}
	while ((flags & EXTENSION) != 0 && next != 0 && rd_ok(&o->r)) {
		size_t words = rd_u8(&o->r);

		if (words == 0)
			return LAYER_NONE;
		rd_bytes(&o->r, words * 4 - 2);
		next = rd_u8(&o->r);
	}
	return LAYER_IP;
}

/* RFC 5415 section 4.3: type, length, binding and flags in four bytes. Plain data of a whole frame is entered. */
static enum layer capwap(struct onion *o)
{
	enum { NATIVE = 0x100, FRAGMENTED = 0x80, KEEP_ALIVE = 0x08, WBID_WIFI = 1 };
	const uint32_t head = rd_be32(&o->r);
	size_t header = (size_t)(head >> 19 & 0x1F) * 4;

	if (head >> 24 != 0 || header < 8 || (head & (FRAGMENTED | KEEP_ALIVE)) != 0)
		return LAYER_NONE;
	rd_bytes(&o->r, header - 4);
	if ((head & NATIVE) == 0)
		return LAYER_ETHERNET;
	return (head >> 9 & 0x1F) == WBID_WIFI ? LAYER_WIFI : LAYER_NONE;
}

/* draft-foschiano-erspan: without a number in GRE it is of type I, which has no header of its own; III says of what link the frame is. */
static enum layer erspan(struct onion *o, bool type_3, bool numbered)
{
	enum { PLATFORM = 1, FRAME_TYPE = 0x7C00, FRAME_ETHERNET = 0, FRAME_IP = 2 };
	uint16_t link = 0;

	o->datagram->outer.tunnel = "ERSPAN";
	if (!type_3) {
		rd_bytes(&o->r, numbered ? 8 : 0);
		return LAYER_ETHERNET;
	}
	rd_bytes(&o->r, 2 + 2 + 4 + 2);
	link = rd_be16(&o->r);
	rd_bytes(&o->r, (link & PLATFORM) != 0 ? 8 : 0);
	link = (link & FRAME_TYPE) >> 10;
	return link == FRAME_ETHERNET ? LAYER_ETHERNET : link == FRAME_IP ? LAYER_IP : LAYER_NONE;
}

/* RFC 2784 and 2890: checksum, key and number are there where their flags say so. Source routes (RFC 1701) are not followed. */
static enum layer gre_plain(struct onion *o, uint16_t flags, uint16_t protocol)
{
	enum { CHECKSUM = 0x8000, ROUTING = 0x4000, KEY = 0x2000, SEQUENCE = 0x1000 };

	if ((flags & ROUTING) != 0)
		return LAYER_NONE;
	rd_bytes(&o->r, ((flags & CHECKSUM) != 0) * 4u + ((flags & KEY) != 0) * 4u + ((flags & SEQUENCE) != 0) * 4u);
	if (protocol == ERSPAN_2 || protocol == ERSPAN_3)
		return erspan(o, protocol == ERSPAN_3, (flags & SEQUENCE) != 0);
	return ethertype_is_known(protocol) ? layer_at_ethertype(o, protocol) : LAYER_NONE;
}

/* RFC 2637 section 4.1: version 1, PPP. */
static enum layer gre_pptp(struct onion *o, uint16_t flags, uint16_t protocol)
{
	enum { KEY = 0x2000, SEQUENCE = 0x1000, ACKNOWLEDGMENT = 0x0080, PPP = 0x880B };
	uint16_t len = rd_be16(&o->r);

	rd_be16(&o->r);
	rd_bytes(&o->r, ((flags & SEQUENCE) != 0) * 4u + ((flags & ACKNOWLEDGMENT) != 0) * 4u);
	if ((flags & KEY) == 0 || (flags & SEQUENCE) == 0 || protocol != PPP || len > rd_left(&o->r) + o->beyond)
		return LAYER_NONE;
	onion_cut(o, len);
	o->datagram->outer.tunnel = "PPTP";
	return LAYER_PPP;
}

static enum layer gre(struct onion *o)
{
	uint16_t flags = rd_be16(&o->r), protocol = rd_be16(&o->r);

	if ((flags & 7) == 0)
		return gre_plain(o, flags, protocol);
	return (flags & 7) == 1 ? gre_pptp(o, flags, protocol) : LAYER_NONE;
}

static const struct tunnel {
	uint16_t number;      /* IP protocol or UDP port */
	uint8_t outer;        /* family of the outer header, 0: either */
	const char *name;
	enum layer (*enter)(struct onion *o);
} protocols[] = {
	{ 4, 4, "IP in IP", ipv4_inside },
	{ 4, 6, "4in6", ipv4_inside },
	{ 41, 4, "6in4", ipv6_inside },
	{ 41, 6, "IPv6 in IPv6", ipv6_inside },
	{ 47, 0, "GRE", gre },
	{ 97, 0, "EtherIP", etherip },
	{ 115, 0, "L2TP", tunnel_l2tp_in_ip },
	{ 137, 0, "MPLS in IP", mpls_inside },
}, ports[] = {
	{ 1701, 0, "L2TP", tunnel_l2tp },
	{ 2152, 0, "GTP-U", gtp_u },
	{ 3544, 0, "Teredo", teredo },
	{ 4789, 0, "VXLAN", vxlan },
	{ 5247, 0, "CAPWAP", capwap },
	{ 6081, 0, "Geneve", geneve },
};

/* The tunnel's inside on a copy: the outer datagram stands until the inner one is whole. Link addresses are of the outer ends. */
static enum layer attempt(struct onion *o, const struct tunnel *t)
{
	struct onion inner = *o;
	struct datagram d = *o->datagram;
	enum layer at, left = o->rest->at;

	inner.trying = true;
	inner.datagram = &d;
	d.outer = (struct outer){ d.source, d.target, t->name };
	d.source_mac = d.target_mac = (struct mac){ .known = false };
	at = t->enter(&inner);
	if (!rd_ok(&inner.r))
		return LAYER_NONE;
	at = layer_walk(&inner, at);
	if (at == LAYER_DONE)
		*o->datagram = d;
	if (at == LAYER_NONE)
		o->rest->at = left;
	return at;
}

enum layer tunnel_of_protocol(struct onion *o, uint8_t protocol)
{
	for (size_t i = 0; i < sizeof protocols / sizeof *protocols; i++) {
		const struct tunnel *t = &protocols[i];

		if (t->number == protocol && (t->outer == 0 || t->outer == o->datagram->source.family))
			return attempt(o, t);
	}
	return LAYER_NONE;
}

enum layer tunnel_of_udp(struct onion *o)
{
	for (size_t i = 0; i < sizeof ports / sizeof *ports; i++) {
		if (ports[i].number == o->datagram->target_port || ports[i].number == o->datagram->source_port)
			return attempt(o, &ports[i]);
	}
	return LAYER_NONE;
}
