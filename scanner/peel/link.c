/* Link layers: https://www.tcpdump.org/linktypes.html, and what stands between them and IP. */
#include "peel/layers.h"
#include "peel/peel.h"

#include <stdio.h>
#include <string.h>

enum { ETHERTYPE_LEAST = 0x600 /* below it the field is a length: IEEE 802.3 */ };

static void mac_read(struct mac *ret, struct span s)
{
	ret->known = s.len == sizeof ret->octets;
	if (ret->known)
		memcpy(ret->octets, s.data, sizeof ret->octets);
}

/* IEEE 802.3: below the least ethertype the field is the length of an LLC frame. */
enum layer layer_ethernet(struct onion *o)
{
	struct reader head = rd_sub(&o->r, 6 + 6 + 2);
	uint16_t ethertype;

	mac_read(&o->datagram->target_mac, rd_bytes(&head, 6));
	mac_read(&o->datagram->source_mac, rd_bytes(&head, 6));
	ethertype = rd_be16(&head);
	if (rd_ok(&head) && ethertype < ETHERTYPE_LEAST)
		return LAYER_LLC;
	return layer_at_ethertype(o, ethertype);
}

static enum layer ethernet(struct onion *o)
{
	(void)o;
	return LAYER_ETHERNET;
}

static enum layer wifi(struct onion *o)
{
	(void)o;
	return LAYER_WIFI;
}

/* IEEE 802.2: SNAP names an ethertype; the rest is no IP. */
enum layer layer_llc(struct onion *o)
{
	enum { SNAP = 0xAAAA03, IP = 0x060603 };
	struct reader look = o->r;
	uint32_t head = rd_be24(&look), organisation = rd_be24(&look);
	uint16_t ethertype = rd_be16(&look);

	if (head == IP)
		rd_bytes(&o->r, 3);
	if (head == IP)
		return LAYER_IP;
	if (head != SNAP || !rd_ok(&look) || (organisation != 0 && organisation != 0xF8))
		return layer_lost(o, LOSS_NOT_IP, "IEEE 802.3 LLC");
	o->r = look;
	return layer_at_ethertype(o, ethertype);
}

/* LINKTYPE_LINUX_SLL: packet type, ARPHRD, address length, the sender's address in 8 bytes, protocol. */
static enum layer linux_cooked_v1(struct onion *o)
{
	struct span address;
	uint16_t len;

	rd_bytes(&o->r, 2 + 2);
	len = rd_be16(&o->r);
	address = rd_bytes(&o->r, 8);
	if (len == 6)
		mac_read(&o->datagram->source_mac, span_sub(address, 0, 6));
	return layer_at_ethertype(o, rd_be16(&o->r));
}

/* LINKTYPE_LINUX_SLL2: protocol, reserved, interface, ARPHRD, packet type, address length, address in 8 bytes. */
static enum layer linux_cooked_v2(struct onion *o)
{
	uint16_t ethertype = rd_be16(&o->r);
	struct span address;
	uint8_t len;

	rd_bytes(&o->r, 2 + 4 + 2 + 1);
	len = rd_u8(&o->r);
	address = rd_bytes(&o->r, 8);
	if (len == 6)
		mac_read(&o->datagram->source_mac, span_sub(address, 0, 6));
	return layer_at_ethertype(o, ethertype);
}

/* RFC 826: who has which address. It is no IP, and tells of those who have. */
static enum layer arp(struct onion *o)
{
	*o->arp = (struct span){ o->r.pos, rd_left(&o->r) };
	return layer_lost(o, LOSS_NOT_IP, "ARP");
}

static enum layer raw_ip(struct onion *o)
{
	(void)o;
	return LAYER_IP;
}

/* LINKTYPE_NULL: an address family in the byte order of whoever captured; LINKTYPE_LOOP: big-endian. */
static enum layer bsd_loopback(struct onion *o)
{
	static const uint32_t ip_families[] = { 2, 10, 24, 28, 30 }; /* AF_INET; AF_INET6 of Linux and the BSDs */
	struct span family = rd_bytes(&o->r, 4);
	struct reader big = rd_over_span(family), little = big;
	uint32_t b = rd_be32(&big), l = rd_le32(&little);
	char detail[NAME_TEXT];

	for (size_t i = 0; i < sizeof ip_families / sizeof *ip_families; i++) {
		if (rd_ok(&o->r) && (b == ip_families[i] || l == ip_families[i]))
			return LAYER_IP;
	}
	snprintf(detail, sizeof detail, "address family %u", b < l ? b : l);
	return layer_lost(o, rd_ok(&o->r) ? LOSS_NOT_IP : LOSS_DAMAGED_HEADER, rd_ok(&o->r) ? detail : "link");
}

static const struct link_layer {
	int link;
	const char *name;
	enum layer (*read)(struct onion *o);
} links[] = {
	{ 1, "Ethernet", ethernet },
	{ 105, "802.11", wifi },
	{ 127, "802.11 with radiotap", link_radiotap },
	{ 119, "802.11 with Prism header", link_prism },
	{ 163, "802.11 with AVS header", link_avs },
	{ 9, "PPP", link_ppp_hdlc },
	{ 50, "PPP over HDLC", link_ppp_hdlc },
	{ 51, "PPPoE", link_pppoe },
	{ 104, "Cisco HDLC", link_cisco_hdlc },
	{ 192, "PPI", link_ppi },
	{ 258, "PKTAP", link_pktap },
	{ 149, "PKTAP", link_pktap }, /* as Darwin writes it into files */
	{ 239, "NFLOG", link_nflog },
	{ 189, "USB", link_usb_linux },
	{ 220, "USB", link_usb_linux_mapped },
	{ 249, "USB, as USBPcap has it", link_usbpcap },
	{ 0, "BSD loopback", bsd_loopback },
	{ 108, "OpenBSD loopback", bsd_loopback },
	{ 101, "raw IP", raw_ip },
	{ 12, "raw IP", raw_ip }, /* DLT_RAW as BSD and Linux write it into files */
	{ 14, "raw IP", raw_ip }, /* and OpenBSD */
	{ 228, "raw IPv4", raw_ip },
	{ 229, "raw IPv6", raw_ip },
	{ 113, "Linux cooked v1", linux_cooked_v1 },
	{ 276, "Linux cooked v2", linux_cooked_v2 },
};

static const struct link_layer *link_of(int link)
{
	for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
		if (links[i].link == link)
			return &links[i];
	}
	return NULL;
}

const char *link_name(int link)
{
	const struct link_layer *l = link_of(link);

	return l == NULL ? NULL : l->name;
}

enum layer layer_link(struct onion *o)
{
	const struct link_layer *l = link_of(o->link);
	char detail[NAME_TEXT];

	if (l != NULL)
		return l->read(o);
	snprintf(detail, sizeof detail, "link type %d", o->link);
	return layer_lost(o, LOSS_UNKNOWN_LINK, detail);
}

/* IEEE 802.1Q and 802.1ad: two bytes of tag, then the ethertype of what is inside. */
static enum layer vlan(struct onion *o)
{
	rd_be16(&o->r);
	return layer_at_ethertype(o, rd_be16(&o->r));
}

/* IEEE 802.1ah: flags and service, then a whole frame. */
static enum layer backbone(struct onion *o)
{
	rd_be32(&o->r);
	return layer_follow(o, LAYER_ETHERNET);
}

/* Cisco's FabricPath: tree and hops in two bytes, then a whole frame. */
static enum layer fabric_path(struct onion *o)
{
	rd_be16(&o->r);
	return layer_follow(o, LAYER_ETHERNET);
}

static enum layer mpls(struct onion *o)
{
	(void)o;
	return LAYER_MPLS;
}

/* RFC 3032: labels of four bytes up to the bottom of the stack. What is inside, its first nibble and its header tell (RFC 4928). */
enum layer layer_mpls(struct onion *o)
{
	enum { BOTTOM = 0x100, CONTROL_WORD = 4, MACS = 12 };
	struct reader look;
	uint32_t label;
	uint8_t nibble;

	for (int n = 0; ((label = rd_be32(&o->r)) & BOTTOM) == 0; n++) {
		if (!rd_ok(&o->r) || n == HEADERS_MAX)
			return layer_lost(o, rd_ok(&o->r) ? LOSS_TOO_MANY_HEADERS : LOSS_DAMAGED_HEADER, "MPLS");
	}
	look = o->r;
	nibble = rd_u8(&look) >> 4;
	look = o->r;
	rd_bytes(&look, nibble == 0 ? CONTROL_WORD : 0);
	rd_bytes(&look, MACS);
	if ((nibble == 4 || nibble == 6) && !ethertype_is_known(rd_be16(&look)))
		return LAYER_IP;
	if (nibble != 4 && nibble != 6 && !ethertype_is_known(rd_be16(&look)))
		return layer_lost(o, rd_ok(&o->r) ? LOSS_NOT_IP : LOSS_DAMAGED_HEADER, "MPLS");
	if (nibble == 0)
		rd_bytes(&o->r, CONTROL_WORD);
	return LAYER_ETHERNET;
}

static const struct {
	uint16_t ethertype;
	const char *name;
	enum layer (*read)(struct onion *o);
} ethertypes[] = {
	{ 0x0800, "IPv4", raw_ip },
	{ 0x86DD, "IPv6", raw_ip },
	{ 0x8100, "VLAN", vlan },
	{ 0x88A8, "QinQ", vlan },
	{ 0x9100, "QinQ", vlan },
	{ 0x9200, "QinQ", vlan },
	{ 0x0806, "ARP", arp },
	{ 0x8035, "RARP", NULL },
	{ 0x6558, "bridged Ethernet", ethernet },
	{ 0x88E7, "802.1ah", backbone },
	{ 0x8903, "FabricPath", fabric_path },
	{ 0x8847, "MPLS", mpls },
	{ 0x8848, "MPLS multicast", mpls },
	{ 0x8863, "PPPoE discovery", NULL },
	{ 0x8864, "PPPoE", link_pppoe },
	{ 0x888E, "EAPOL", NULL },
	{ 0x88CC, "LLDP", NULL },
	{ 0x88E5, "802.1AE encrypted", NULL },
	{ 0x890D, "802.11 encapsulation", NULL },
};

bool ethertype_is_known(uint16_t ethertype)
{
	for (size_t i = 0; i < sizeof ethertypes / sizeof *ethertypes; i++) {
		if (ethertypes[i].ethertype == ethertype)
			return true;
	}
	return false;
}

enum layer layer_ethertype(struct onion *o)
{
	char detail[NAME_TEXT];

	for (size_t i = 0; i < sizeof ethertypes / sizeof *ethertypes; i++) {
		if (ethertypes[i].ethertype != o->ethertype)
			continue;
		if (ethertypes[i].read != NULL)
			return ethertypes[i].read(o);
		return layer_lost(o, LOSS_NOT_IP, ethertypes[i].name);
	}
	if (o->ethertype < ETHERTYPE_LEAST) /* behind a tag */
		return LAYER_LLC;
	snprintf(detail, sizeof detail, "ethertype 0x%04x", o->ethertype);
	return layer_lost(o, LOSS_NOT_IP, detail);
}
