#include "peel/peel.h"

#include "peel/layers.h"

enum layer layer_lost(struct onion *o, enum loss loss, const char *detail)
{
	losses_add(o->losses, loss, o->frame, 1, rd_left(&o->r), detail);
	return LAYER_NONE;
}

static enum layer next(struct onion *o, enum layer at)
{
	switch (at) {
	case LAYER_ETHERTYPE:
		return layer_ethertype(o);
	case LAYER_IP:
		return layer_ip(o);
	case LAYER_TRANSPORT:
		return layer_transport(o);
	default:
		return LAYER_NONE;
	}
}

bool peel(const struct packet *p, struct losses *l, struct datagram *ret)
{
	struct onion o = { .r = rd_over_span(p->bytes), .frame = p->frame, .losses = l, .datagram = ret };
	uint32_t wire_len = p->wire_len < PACKET_MAX ? p->wire_len : PACKET_MAX; /* a record may claim gigabytes */
	enum layer at;

	if (p->bytes.len == 0)
		return false; /* counted by the capture */
	if (wire_len > p->bytes.len)
		o.beyond = wire_len - (uint32_t)p->bytes.len;
	*ret = (struct datagram){ .frame = p->frame, .at = p->at, .wire_len = p->wire_len };
	at = layer_link(&o, p->link);
	for (int depth = 0; at != LAYER_NONE && at != LAYER_DONE; depth++) {
		if (depth == HEADERS_MAX)
			at = layer_lost(&o, LOSS_TOO_MANY_HEADERS, "");
		else
			at = next(&o, at);
	}
	return at == LAYER_DONE;
}
