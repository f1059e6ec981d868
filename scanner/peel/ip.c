/* IPv4 (RFC 791), IPv6 (RFC 8200). */
#include "peel/layers.h"

#include <stdio.h>
#include <string.h>

enum { PROTO_HOPOPTS = 0, PROTO_ROUTING = 43, PROTO_FRAGMENT = 44, PROTO_AH = 51, PROTO_NONE = 59, PROTO_DSTOPTS = 60,
	PROTO_MOBILITY = 135, PROTO_HIP = 139, PROTO_SHIM6 = 140 };

enum { IPV4_HEADER = 20, IPV6_HEADER = 40 };
enum { IPV4_MORE_FRAGMENTS = 0x2000, IPV4_FRAGMENT_OFFSET = 0x1FFF };

static enum layer damaged(struct onion *o, const char *what)
{
	return layer_lost(o, LOSS_DAMAGED_HEADER, what);
}

/* The same at a header inside another: nothing of the outer transport is left. */
static void begin_datagram(struct datagram *d)
{
	d->source_port = d->target_port = 0;
	d->seq = d->ack = 0;
	d->tcp_flags = 0;
	d->payload = (struct span){ 0 };
	d->payload_wire_len = 0;
}

static void address_read(struct address *ret, uint8_t family, struct span octets)
{
	*ret = (struct address){ .family = family };
	memcpy(ret->octets, octets.data, octets.len);
}

/* Cuts r and the datagram to the length that IP states; what lies behind it is the link's padding. */
static void cut_to(struct onion *o, const uint8_t *start, size_t stated)
{
	const uint8_t *at = o->r.pos;

	o->r.pos = start;
	onion_cut(o, stated);
	o->r.pos = at;
	o->datagram->ip = (struct span){ start, (size_t)(o->r.end - start) };
}

/* Inside a tunnel IP must fit where it stands, and carry something. */
static bool is_implausible(const struct onion *o, size_t payload)
{
	return o->trying && (payload == 0 || payload > rd_left(&o->r) + o->beyond);
}

/*
 * A fragment whose bytes follow in r. One that was cut by the snap length cannot be put together: the first is read as far as it goes.
 */
static enum layer fragment(struct onion *o, struct fragment *g)
{
	bool v4 = o->datagram->source.family == 4;
	struct span whole;

	if (o->beyond > 0 && g->offset != 0)
		return layer_lost(o, LOSS_FRAGMENT, v4 ? "IPv4" : "IPv6");
	if (o->beyond > 0) {
		losses_add(o->losses, LOSS_FRAGMENT, o->frame, 1, o->beyond,
			v4 ? "IPv4, its first part is read" : "IPv6, its first part is read");
		return LAYER_TRANSPORT;
	}
	g->datagram = o->datagram;
	g->bytes = rd_rest(&o->r);
	if (g->more) /* the next one begins at a multiple of eight bytes */
		g->bytes.len -= g->bytes.len % 8;
	if (!fragments_add(o->fragments, g, &whole))
		return LAYER_KEPT;
	o->r = rd_over_span(whole);
	return LAYER_IP;
}

static enum layer ipv4(struct onion *o)
{
	struct datagram *d = o->datagram;
	const uint8_t *start = o->r.pos;
	struct reader head = rd_sub(&o->r, IPV4_HEADER);
	size_t header = (size_t)(rd_u8(&head) & 15) * 4, total;
	struct fragment g = { 0 };
	uint16_t flags;
	struct span source, target;

	rd_u8(&head);
	total = rd_be16(&head);
	g.id = rd_be16(&head);
	flags = rd_be16(&head);
	rd_u8(&head);
	d->transport = g.protocol = rd_u8(&head);
	rd_be16(&head);
	source = rd_bytes(&head, 4);
	target = rd_bytes(&head, 4);
	if (!rd_ok(&head) || header < IPV4_HEADER || (total != 0 && total < header))
		return damaged(o, "IPv4");
	if (is_implausible(o, total < IPV4_HEADER ? 0 : total - IPV4_HEADER))
		return LAYER_NONE;
	address_read(&d->source, 4, source);
	address_read(&d->target, 4, target);
	if (total == 0) /* segmentation left to the network card: the header was never finished */
		total = rd_left(&o->r) + IPV4_HEADER + o->beyond;
	cut_to(o, start, total);
	if (rd_left(&o->r) < header - IPV4_HEADER)
		return damaged(o, "IPv4");
	rd_bytes(&o->r, header - IPV4_HEADER);
	if ((flags & (IPV4_FRAGMENT_OFFSET | IPV4_MORE_FRAGMENTS)) == 0)
		return LAYER_TRANSPORT;
	g.offset = (flags & IPV4_FRAGMENT_OFFSET) * 8u;
	g.more = (flags & IPV4_MORE_FRAGMENTS) != 0;
	g.header = (struct span){ start, IPV4_HEADER };
	return fragment(o, &g);
}

/* RFC 8200 section 4: one extension header; false where it ends the walk. */
static bool extension(struct onion *o, uint8_t *next, struct fragment *g)
{
	uint8_t type = *next, len;
	uint16_t offset;

	switch (type) {
	case PROTO_FRAGMENT:
		*next = g->protocol = rd_u8(&o->r);
		rd_u8(&o->r);
		offset = rd_be16(&o->r);
		g->id = rd_be32(&o->r);
		g->offset = offset & 0xFFF8;
		g->more = (offset & 1) != 0;
		return rd_ok(&o->r) && g->offset == 0 && !g->more; /* of one fragment alone: RFC 6946 */
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
	struct reader head = rd_sub(&o->r, IPV6_HEADER);
	struct fragment g = { 0 };
	struct span source, target;
	size_t payload;
	uint8_t next;
	int walked = 0;

	rd_be32(&head);
	payload = rd_be16(&head);
	next = rd_u8(&head);
	rd_u8(&head);
	source = rd_bytes(&head, 16);
	target = rd_bytes(&head, 16);
	if (!rd_ok(&head))
		return damaged(o, "IPv6");
	if (is_implausible(o, payload) || (o->trying && next == PROTO_NONE))
		return LAYER_NONE;
	address_read(&d->source, 6, source);
	address_read(&d->target, 6, target);
	if (payload == 0) /* a jumbogram (RFC 2675), or left to the network card */
		payload = rd_left(&o->r) + o->beyond;
	cut_to(o, start, IPV6_HEADER + payload);
	while (extension(o, &next, &g)) {
		if (++walked == HEADERS_MAX)
			return layer_lost(o, LOSS_TOO_MANY_HEADERS, "IPv6 extension headers");
	}
	if (!rd_ok(&o->r))
		return damaged(o, "IPv6 extension header");
	d->transport = next;
	if (g.offset == 0 && !g.more)
		return LAYER_TRANSPORT;
	g.header = (struct span){ start, IPV6_HEADER };
	return fragment(o, &g);
}

enum layer layer_ip(struct onion *o)
{
	struct reader look = o->r;
	uint8_t version = rd_u8(&look) >> 4;

	begin_datagram(o->datagram);
	if (version == 4)
		return ipv4(o);
	if (version == 6)
		return ipv6(o);
	return damaged(o, "IP version");
}
