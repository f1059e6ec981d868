/* PPP (RFC 1661) and what it stands in: HDLC framing (RFC 1662), Cisco's HDLC, PPPoE (RFC 2516). */
#include "peel/layers.h"

#include <stdio.h>

static const struct {
	uint16_t number;
	const char *name;
	enum layer next;
} protocols[] = {
	{ 0x0021, "IPv4", LAYER_IP },
	{ 0x0057, "IPv6", LAYER_IP },
	{ 0x0281, "MPLS", LAYER_MPLS },
	{ 0x0283, "MPLS multicast", LAYER_MPLS },
	{ 0x003D, "PPP multilink", LAYER_NONE },
	{ 0x0053, "PPP encrypted", LAYER_NONE },
	{ 0x00FD, "PPP compressed", LAYER_NONE },
	{ 0x8021, "PPP IPCP", LAYER_NONE },
	{ 0x8057, "PPP IPV6CP", LAYER_NONE },
	{ 0x80FD, "PPP CCP", LAYER_NONE },
	{ 0xC021, "PPP LCP", LAYER_NONE },
	{ 0xC023, "PPP PAP", LAYER_NONE },
	{ 0xC025, "PPP LQR", LAYER_NONE },
	{ 0xC223, "PPP CHAP", LAYER_NONE },
	{ 0xC227, "PPP EAP", LAYER_NONE },
};

/* Address and control (FF 03) may be left away, and a protocol number that is odd in its first byte is of one byte. */
enum layer layer_ppp(struct onion *o)
{
	enum { ADDRESS_AND_CONTROL = 0xFF03 };
	struct reader look = o->r;
	uint16_t number;
	char detail[NAME_TEXT];

	if (rd_be16(&look) == ADDRESS_AND_CONTROL)
		o->r = look;
	number = rd_u8(&o->r);
	if ((number & 1) == 0)
		number = (uint16_t)(number << 8 | rd_u8(&o->r));
	if (!rd_ok(&o->r))
		return layer_lost(o, LOSS_DAMAGED_HEADER, "PPP");
	for (size_t i = 0; i < sizeof protocols / sizeof *protocols; i++) {
		if (protocols[i].number == number)
			return protocols[i].next != LAYER_NONE ? protocols[i].next : layer_lost(o, LOSS_NOT_IP, protocols[i].name);
	}
	snprintf(detail, sizeof detail, "PPP 0x%04x", number);
	return layer_lost(o, LOSS_NOT_IP, detail);
}

/* Address 0F or 8F, control, ethertype. */
enum layer link_cisco_hdlc(struct onion *o)
{
	rd_be16(&o->r);
	return layer_at_ethertype(o, rd_be16(&o->r));
}

/* Of both links: the address tells whose HDLC it is. */
enum layer link_ppp_hdlc(struct onion *o)
{
	struct reader look = o->r;
	uint16_t head = rd_be16(&look);

	if (head == 0x0F00 || head == 0x8F00)
		return link_cisco_hdlc(o);
	return LAYER_PPP;
}

enum layer link_pppoe(struct onion *o)
{
	uint8_t version_and_type = rd_u8(&o->r), code = rd_u8(&o->r);
	uint16_t len;

	rd_be16(&o->r);
	len = rd_be16(&o->r);
	if (!rd_ok(&o->r) || version_and_type != 0x11)
		return layer_lost(o, LOSS_DAMAGED_HEADER, "PPPoE");
	if (code != 0)
		return layer_lost(o, LOSS_NOT_IP, "PPPoE discovery");
	onion_cut(o, len);
	return LAYER_PPP;
}
