/* Links that wrap a packet of another link, or say more than its bytes: PPI, PKTAP, NFLOG. */
#include "peel/layers.h"

/* Version, flags, length of the header, link; then fields that tell of the radio. */
enum layer link_ppi(struct onion *o)
{
	struct reader look = o->r;
	uint16_t len;

	rd_be16(&look);
	len = rd_le16(&look);
	o->link = (int)(rd_le32(&look) & 0xFFFF);
	if (!rd_ok(&look) || len < 8)
		return layer_lost(o, LOSS_DAMAGED_HEADER, "PPI");
	rd_bytes(&o->r, len);
	return layer_follow(o, LAYER_LINK);
}

/* Length of the header, kind of record (1: a packet), link; then process and interface names. */
enum layer link_pktap(struct onion *o)
{
	struct reader look = o->r;
	uint32_t len = rd_le32(&look), kind = rd_le32(&look);

	o->link = (int)(rd_le32(&look) & 0xFFFF);
	if (!rd_ok(&look) || len < 12)
		return layer_lost(o, LOSS_DAMAGED_HEADER, "PKTAP");
	if (kind != 1)
		return layer_lost(o, LOSS_NOT_IP, "PKTAP without a packet");
	rd_bytes(&o->r, len);
	return layer_follow(o, LAYER_LINK);
}

/* Family, version, resource; then attributes of the netfilter log, each of a length, a type and padding to four bytes. */
enum layer link_nflog(struct onion *o)
{
	enum { PAYLOAD = 9, HEAD = 4 };

	rd_be32(&o->r);
	while (rd_left(&o->r) > 0) {
		uint16_t len = rd_le16(&o->r), type = rd_le16(&o->r);

		if (len < HEAD)
			break;
		if (type == PAYLOAD) {
			onion_cut(o, len - HEAD);
			return layer_follow(o, LAYER_IP);
		}
		rd_bytes(&o->r, (len + 3u) / 4 * 4 - HEAD);
	}
	return layer_lost(o, rd_ok(&o->r) ? LOSS_NOT_IP : LOSS_DAMAGED_HEADER, "NFLOG without a packet");
}
