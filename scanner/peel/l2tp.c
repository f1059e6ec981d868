/* L2TP: version 2 carries PPP (RFC 2661), version 3 any link (RFC 3931), over UDP or IP. Control messages are not entered. */
#include "peel/layers.h"

/* RFC 2661 section 3.1: a data message. */
static enum layer version_2(struct onion *o, uint16_t flags)
{
	enum { LENGTH = 0x4000, SEQUENCE = 0x0800, OFFSET = 0x0200 };
	uint16_t len = (flags & LENGTH) != 0 ? rd_be16(&o->r) : 0;

	if ((flags & LENGTH) != 0 && (len < 12 || len - 4u > rd_left(&o->r) + o->beyond))
		return LAYER_NONE;
	if ((flags & LENGTH) != 0)
		onion_cut(o, len - 4u);
	rd_bytes(&o->r, 2 + 2);
	if ((flags & SEQUENCE) != 0)
		rd_bytes(&o->r, 2 + 2);
	if ((flags & OFFSET) != 0)
		rd_bytes(&o->r, rd_be16(&o->r));
	return LAYER_PPP;
}

/* An IP header at r whose length is that of what it stands in. */
static bool at_ip(struct reader r, size_t wire_len)
{
	uint8_t version = rd_u8(&r) >> 4;

	rd_bytes(&r, version == 4 ? 1 : 3);
	return (version == 4 && rd_be16(&r) == wire_len) || (version == 6 && rd_be16(&r) + (size_t)40 == wire_len);
}

/* Ethernet whose ethertype is known, PPP with its address and control, or IP: the links of RFC 4719, 4349 and of routers. */
static enum layer link_at(struct reader r, size_t wire_len)
{
	struct reader ethernet = r, ppp = r;
	uint32_t head = rd_be32(&ppp);

	if (head == 0xFF030021 || head == 0xFF030057)
		return LAYER_PPP;
	if (at_ip(r, wire_len))
		return LAYER_IP;
	rd_bytes(&ethernet, 6 + 6);
	return ethertype_is_known(rd_be16(&ethernet)) ? LAYER_ETHERNET : LAYER_NONE;
}

/*
 * RFC 3931 section 4.1: session, then a cookie and a sublayer whose lengths were agreed on when the session was made: none, 4 or 8
 * bytes, and none or 4. The link behind them tells which it was.
 */
static enum layer version_3(struct onion *o)
{
	enum { LENGTHS_END = 8 + 4 };
	struct reader look;

	if (rd_be32(&o->r) == 0) /* control */
		return LAYER_NONE;
	look = o->r;
	for (size_t before = 0; before <= LENGTHS_END && rd_ok(&look); before += 4, rd_be32(&look)) {
		enum layer at = link_at(look, rd_left(&look) + o->beyond);

		o->r = look;
		if (at != LAYER_NONE)
			return at;
	}
	return LAYER_NONE;
}

enum layer tunnel_l2tp(struct onion *o)
{
	enum { CONTROL = 0x8000, VERSION_BITS = 15 };
	uint16_t flags = rd_be16(&o->r);

	if ((flags & CONTROL) != 0)
		return LAYER_NONE;
	if ((flags & VERSION_BITS) == 2)
		return version_2(o, flags);
	rd_be16(&o->r);
	return (flags & VERSION_BITS) == 3 ? version_3(o) : LAYER_NONE;
}

enum layer tunnel_l2tp_in_ip(struct onion *o)
{
	return version_3(o);
}
