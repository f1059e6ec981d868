/* TCP (RFC 9293), UDP (RFC 768), and what else IP carries. */
#include "peel/layers.h"

enum { TCP_HEADER = 20, UDP_HEADER = 8 };
enum { PROTO_TCP = 6, PROTO_UDP = 17, PROTO_AH = 51 };

static enum layer damaged(struct onion *o, const char *what)
{
	return layer_lost(o, LOSS_DAMAGED_HEADER, what);
}

static enum layer tcp(struct onion *o)
{
	struct datagram *d = o->datagram;
	struct reader head = rd_sub(&o->r, TCP_HEADER); /* window, checksum and urgent are not read */
	size_t header;

	d->source_port = rd_be16(&head);
	d->target_port = rd_be16(&head);
	d->seq = rd_be32(&head);
	d->ack = rd_be32(&head);
	header = (size_t)(rd_u8(&head) >> 4) * 4;
	d->tcp_flags = rd_u8(&head);
	if (!rd_ok(&head) || header < TCP_HEADER)
		return damaged(o, "TCP");
	if (rd_left(&o->r) < header - TCP_HEADER)
		return damaged(o, "TCP");
	rd_bytes(&o->r, header - TCP_HEADER);
	d->payload_wire_len = (uint32_t)rd_left(&o->r) + o->beyond;
	d->payload = rd_rest(&o->r);
	return LAYER_DONE;
}

static enum layer udp(struct onion *o)
{
	struct datagram *d = o->datagram;
	struct reader head = rd_sub(&o->r, UDP_HEADER);
	enum layer inside;
	size_t len;

	d->source_port = rd_be16(&head);
	d->target_port = rd_be16(&head);
	len = rd_be16(&head);
	if (!rd_ok(&head))
		return damaged(o, "UDP");
	if (len >= UDP_HEADER)
		onion_cut(o, len - UDP_HEADER);
	inside = tunnel_of_udp(o);
	if (inside != LAYER_NONE)
		return inside;
	d->payload_wire_len = (uint32_t)rd_left(&o->r) + o->beyond;
	d->payload = rd_rest(&o->r);
	return LAYER_DONE;
}

/* RFC 4302, of IPv4 (ip.c walks it among IPv6's extensions): it proves who sent what follows, and hides nothing. */
static bool behind_authentication(struct onion *o)
{
	struct reader look = o->r;
	uint8_t next = rd_u8(&look), words = rd_u8(&look);

	rd_bytes(&look, (size_t)(words + 2) * 4 - 2);
	if (!rd_ok(&look) || next == PROTO_AH)
		return false;
	o->r = look;
	o->datagram->transport = next;
	return true;
}

enum layer layer_transport(struct onion *o)
{
	enum layer inside;

	if (o->datagram->transport == PROTO_TCP)
		return tcp(o);
	if (o->datagram->transport == PROTO_UDP)
		return udp(o);
	if (o->datagram->transport == PROTO_AH && behind_authentication(o))
		return LAYER_TRANSPORT;
	inside = tunnel_of_protocol(o, o->datagram->transport);
	if (inside != LAYER_NONE)
		return inside;
	o->datagram->payload_wire_len = (uint32_t)rd_left(&o->r) + o->beyond;
	return LAYER_DONE; /* a flow by its addresses; what it carries is not read */
}
