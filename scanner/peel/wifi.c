/* 802.11 data frames (IEEE 802.11 section 9.3.2) and the headers that captures put before them. */
#include "peel/layers.h"

#include <string.h>

enum {
	TYPE = 0x0C, TYPE_DATA = 0x08, TYPE_CONTROL = 0x04, SUBTYPE_NULL = 0x40, SUBTYPE_QOS = 0x80, /* first byte of the frame control */
	TO_DS = 0x01, FROM_DS = 0x02, PROTECTED = 0x40, ORDER = 0x80,                                /* and second */
	QOS_AMSDU = 0x80,
};

static struct mac mac_of(struct span s)
{
	struct mac m = { .known = s.len == 6 };

	if (m.known)
		memcpy(m.octets, s.data, 6);
	return m;
}

static bool at_snap(struct reader r)
{
	return rd_be24(&r) == 0xAAAA03;
}

/* Some drivers decrypt and leave the bit; some of these leave the eight bytes before the data too. */
static bool decrypted(struct onion *o)
{
	struct reader behind = o->r;

	if (at_snap(o->r))
		return true;
	rd_bytes(&behind, 8);
	if (!rd_ok(&behind) || !at_snap(behind))
		return false;
	o->r = behind;
	return true;
}

/* One of the frames of an A-MSDU (IEEE 802.11 section 9.3.2.2): but the last they are padded to four bytes. Less than a head is no frame. */
enum layer layer_amsdu(struct onion *o)
{
	enum { HEAD = 14 };
	struct reader behind;
	size_t len;

	o->datagram->target_mac = mac_of(rd_bytes(&o->r, 6));
	o->datagram->source_mac = mac_of(rd_bytes(&o->r, 6));
	len = rd_be16(&o->r);
	behind = o->r;
	rd_bytes(&behind, (HEAD + len + 3) / 4 * 4 - HEAD);
	if (rd_left(&behind) >= HEAD && !onion_leave(o, behind, LAYER_AMSDU))
		layer_lost(o, LOSS_NOT_IP, "802.11 A-MSDU inside another");
	onion_cut(o, len);
	return layer_follow(o, LAYER_LLC);
}

/* Who sent and who receives, by the direction; addresses 1 to 3 stand in every frame, 4 between two access points. */
static void note_ends(struct onion *o, uint8_t direction, struct span first, struct span second, struct span third, struct span fourth)
{
	bool to = (direction & TO_DS) != 0, from = (direction & FROM_DS) != 0;

	o->datagram->target_mac = mac_of(to ? third : first);
	o->datagram->source_mac = mac_of(!from ? second : to ? fourth : third);
}

static enum layer data_frame(struct onion *o, uint8_t kind, uint8_t flags)
{
	const uint8_t *start = o->r.pos - 2;
	struct span first, second, third, fourth = { 0 };
	uint8_t qos = 0;

	rd_be16(&o->r);
	first = rd_bytes(&o->r, 6);
	second = rd_bytes(&o->r, 6);
	third = rd_bytes(&o->r, 6);
	rd_be16(&o->r);
	if ((flags & (TO_DS | FROM_DS)) == (TO_DS | FROM_DS))
		fourth = rd_bytes(&o->r, 6);
	if ((kind & SUBTYPE_QOS) != 0) {
		qos = rd_u8(&o->r);
		rd_u8(&o->r);
	}
	if ((kind & SUBTYPE_QOS) != 0 && (flags & ORDER) != 0)
		rd_be32(&o->r);
	if (o->wifi_padded)
		rd_bytes(&o->r, (size_t)(start - o->r.pos) & 3);
	if (!rd_ok(&o->r))
		return layer_lost(o, LOSS_DAMAGED_HEADER, "802.11");
	if ((kind & SUBTYPE_NULL) != 0)
		return layer_lost(o, LOSS_NOT_IP, "802.11 without data");
	if ((flags & PROTECTED) != 0 && !decrypted(o))
		return layer_lost(o, LOSS_NOT_IP, "802.11 encrypted");
	if ((qos & QOS_AMSDU) != 0)
		return layer_amsdu(o);
	note_ends(o, flags, first, second, third, fourth);
	return LAYER_LLC;
}

/* Inside CAPWAP some controllers swap the two bytes of the frame control. */
enum layer layer_wifi(struct onion *o)
{
	uint8_t kind = rd_u8(&o->r), flags = rd_u8(&o->r);

	if (o->trying && (kind & 0x0F) != TYPE_DATA && (flags & 0x0F) == TYPE_DATA) {
		uint8_t swapped = kind;

		kind = flags;
		flags = swapped;
	}
	if (!rd_ok(&o->r))
		return layer_lost(o, LOSS_DAMAGED_HEADER, "802.11");
	if ((kind & TYPE) == TYPE_DATA)
		return data_frame(o, kind, flags);
	return layer_lost(o, LOSS_NOT_IP, (kind & TYPE) == TYPE_CONTROL ? "802.11 control" : "802.11 management");
}

/* radiotap.org: a bit a field, words of bits chained by their highest; only the flags, which come second, are of use here. */
enum layer link_radiotap(struct onion *o)
{
	enum { TSFT = 1, FLAGS = 2, CHAINED = 1u << 31, PADDED = 0x20, BAD_CHECKSUM = 0x40 };
	struct reader header = o->r, fields;
	uint32_t present, word;
	uint16_t len;
	uint8_t flags = 0;
	size_t before = 8;

	rd_be16(&header);
	len = rd_le16(&header);
	header = rd_sub(&o->r, len);
	if (!rd_ok(&o->r) || len < 8)
		return layer_lost(o, LOSS_DAMAGED_HEADER, "radiotap");
	fields = header;
	rd_be32(&fields);
	for (word = present = rd_le32(&fields); (word & CHAINED) != 0 && rd_ok(&fields); before += 4)
		word = rd_le32(&fields);
	if ((present & TSFT) != 0)
		rd_bytes(&fields, (8 - before % 8) % 8 + 8);
	if ((present & FLAGS) != 0)
		flags = rd_u8(&fields);
	if ((flags & BAD_CHECKSUM) != 0)
		return layer_lost(o, LOSS_NOT_IP, "802.11 damaged on the air");
	o->wifi_padded = (flags & PADDED) != 0;
	return LAYER_WIFI;
}

/* A version, then the header's length. */
enum layer link_avs(struct onion *o)
{
	struct reader look = o->r;
	uint32_t len;

	rd_be32(&look);
	len = rd_be32(&look);
	if (!rd_ok(&look) || len < 8)
		return layer_lost(o, LOSS_DAMAGED_HEADER, "AVS");
	rd_bytes(&o->r, len);
	return layer_follow(o, LAYER_WIFI);
}

/* A message code and the header's length, in the byte order of whoever captured; some drivers put AVS under this name. */
enum layer link_prism(struct onion *o)
{
	enum { AVS_MAGIC = 0x802110, PRISM_LEN = 144 };
	struct reader look = o->r;

	if (rd_be24(&look) == AVS_MAGIC)
		return link_avs(o);
	rd_bytes(&o->r, PRISM_LEN);
	return layer_follow(o, LAYER_WIFI);
}
