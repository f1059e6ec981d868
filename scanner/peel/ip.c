/* IPv4 (RFC 791), IPv6 (RFC 8200), TCP (RFC 9293), UDP (RFC 768). */
#include "peel/layers.h"

#include <stdio.h>

enum { PROTO_HOPOPTS = 0, PROTO_TCP = 6, PROTO_UDP = 17, PROTO_ROUTING = 43, PROTO_FRAGMENT = 44, PROTO_AH = 51,
	PROTO_DSTOPTS = 60, PROTO_MOBILITY = 135, PROTO_HIP = 139, PROTO_SHIM6 = 140 };

enum { IPV4_MORE_FRAGMENTS = 0x2000, IPV4_FRAGMENT_OFFSET = 0x1FFF };

static enum layer damaged(struct onion *o, const char *what)
{
	return layer_lost(o, LOSS_DAMAGED_HEADER, what);
}

/* Cuts r and the datagram to the length that IP states; what lies behind it is the link's padding. */
static void cut_to(struct onion *o, const uint8_t *start, size_t stated)
{
	size_t captured = (size_t)(o->r.end - start);

	if (stated <= captured) {
		o->r.end = start + stated;
		o->beyond = 0;
	} else if (stated - captured < o->beyond) {
		o->beyond = (uint32_t)(stated - captured);
	}
	o->datagram->ip = (struct span){ start, (size_t)(o->r.end - start) };
}

static enum layer ipv4(struct onion *o)
{
	struct datagram *d = o->datagram;
	const uint8_t *start = o->r.pos;
	size_t header = (size_t)(rd_u8(&o->r) & 15) * 4, total;
	uint16_t fragment;
	struct span source, target;

	rd_u8(&o->r);
	total = rd_be16(&o->r);
	rd_be16(&o->r);
	fragment = rd_be16(&o->r);
	rd_u8(&o->r);
	d->transport = rd_u8(&o->r);
	rd_be16(&o->r);
	source = rd_bytes(&o->r, 4);
	target = rd_bytes(&o->r, 4);
	if (!rd_ok(&o->r) || header < 20 || (total != 0 && total < header))
		return damaged(o, "IPv4");
	d->source = address_v4(source.data);
	d->target = address_v4(target.data);
	if (total == 0) /* segmentation left to the network card: the header was never finished */
		total = rd_left(&o->r) + 20 + o->beyond;
	cut_to(o, start, total);
	if (rd_left(&o->r) < header - 20)
		return damaged(o, "IPv4");
	rd_bytes(&o->r, header - 20);
	if ((fragment & IPV4_FRAGMENT_OFFSET) != 0)
		return layer_lost(o, LOSS_FRAGMENT, "IPv4");
	if ((fragment & IPV4_MORE_FRAGMENTS) != 0)
		losses_add(o->losses, LOSS_FRAGMENT, o->frame, 1, 0, "IPv4, its first part is read");
	return LAYER_TRANSPORT;
}

/* RFC 8200 section 4: one extension header; false where it ends the walk. */
static bool extension(struct onion *o, uint8_t *next, bool *ret_later_fragment)
{
	uint8_t type = *next, len;
	uint16_t offset;

	switch (type) {
	case PROTO_FRAGMENT:
		*next = rd_u8(&o->r);
		rd_u8(&o->r);
		offset = rd_be16(&o->r);
		rd_be32(&o->r);
		*ret_later_fragment = (offset & 0xFFF8) != 0;
		if ((offset & 1) != 0 && !*ret_later_fragment)
			losses_add(o->losses, LOSS_FRAGMENT, o->frame, 1, 0, "IPv6, its first part is read");
		return rd_ok(&o->r) && !*ret_later_fragment;
	case PROTO_AH: /* RFC 4302: in units of 4 octets, minus 2 */
		*next = rd_u8(&o->r);
		len = rd_u8(&o->r);
		rd_bytes(&o->r, (size_t)(len + 2) * 4 - 2);
		return rd_ok(&o->r);
	case PROTO_HOPOPTS:
	case PROTO_ROUTING:
	case PROTO_DSTOPTS:
	case PROTO_MOBILITY:
	case PROTO_HIP:
	case PROTO_SHIM6:
		*next = rd_u8(&o->r);
		len = rd_u8(&o->r);
		rd_bytes(&o->r, (size_t)(len + 1) * 8 - 2);
		return rd_ok(&o->r);
	}
	return false;
}

static enum layer ipv6(struct onion *o)
{
	struct datagram *d = o->datagram;
	const uint8_t *start = o->r.pos;
	bool later_fragment = false;
	struct span source, target;
	size_t payload;
	uint8_t next;
	int walked = 0;

	rd_be32(&o->r);
	payload = rd_be16(&o->r);
	next = rd_u8(&o->r);
	rd_u8(&o->r);
	source = rd_bytes(&o->r, 16);
	target = rd_bytes(&o->r, 16);
	if (!rd_ok(&o->r))
		return damaged(o, "IPv6");
	d->source = address_v6(source.data);
	d->target = address_v6(target.data);
	if (payload == 0) /* a jumbogram (RFC 2675), or left to the network card */
		payload = rd_left(&o->r) + o->beyond;
	cut_to(o, start, 40 + payload);
	while (extension(o, &next, &later_fragment)) {
		if (++walked == HEADERS_MAX)
			return layer_lost(o, LOSS_TOO_MANY_HEADERS, "IPv6 extension headers");
	}
	if (!rd_ok(&o->r))
		return damaged(o, "IPv6 extension header");
	if (later_fragment)
		return layer_lost(o, LOSS_FRAGMENT, "IPv6");
	d->transport = next;
	return LAYER_TRANSPORT;
}

enum layer layer_ip(struct onion *o)
{
	struct reader look = o->r;
	uint8_t version = rd_u8(&look) >> 4;

	if (version == 4)
		return ipv4(o);
	if (version == 6)
		return ipv6(o);
	return damaged(o, "IP version");
}

static enum layer tcp(struct onion *o)
{
	struct datagram *d = o->datagram;
	size_t header;

	d->source_port = rd_be16(&o->r);
	d->target_port = rd_be16(&o->r);
	d->seq = rd_be32(&o->r);
	d->ack = rd_be32(&o->r);
	header = (size_t)(rd_u8(&o->r) >> 4) * 4;
	d->tcp_flags = rd_u8(&o->r);
	rd_bytes(&o->r, 2 + 2 + 2); /* window, checksum, urgent */
	if (!rd_ok(&o->r) || header < 20)
		return damaged(o, "TCP");
	if (rd_left(&o->r) < header - 20)
		return damaged(o, "TCP");
	rd_bytes(&o->r, header - 20);
	d->payload_wire_len = (uint32_t)rd_left(&o->r) + o->beyond;
	d->payload = rd_rest(&o->r);
	return LAYER_DONE;
}

static enum layer udp(struct onion *o)
{
	struct datagram *d = o->datagram;
	size_t len;

	d->source_port = rd_be16(&o->r);
	d->target_port = rd_be16(&o->r);
	len = rd_be16(&o->r);
	rd_be16(&o->r);
	if (!rd_ok(&o->r))
		return damaged(o, "UDP");
	d->payload_wire_len = (uint32_t)rd_left(&o->r) + o->beyond;
	if (len >= 8 && len - 8 < d->payload_wire_len)
		d->payload_wire_len = (uint32_t)len - 8;
	d->payload = span_sub(rd_rest(&o->r), 0, d->payload_wire_len);
	return LAYER_DONE;
}

enum layer layer_transport(struct onion *o)
{
	if (o->datagram->transport == PROTO_TCP)
		return tcp(o);
	if (o->datagram->transport == PROTO_UDP)
		return udp(o);
	o->datagram->payload_wire_len = (uint32_t)rd_left(&o->r) + o->beyond;
	return LAYER_DONE; /* a flow by its addresses; what it carries is not read */
}
