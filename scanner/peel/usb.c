/* Captures of a USB bus on which a handset is tethered: RNDIS frames in bulk transfers ([MS-RNDIS] section 2.2.14), which hold Ethernet. */
#include "peel/layers.h"

enum { RNDIS_HEAD = 44, BULK = 3 };

static enum layer no_rndis(struct onion *o)
{
	return layer_lost(o, LOSS_NOT_IP, "USB without an RNDIS frame");
}

/* Type, length, then offset (from its own field) and length of the frame. A transfer may hold several such messages. */
enum layer layer_rndis(struct onion *o)
{
	enum { PACKET_MESSAGE = 1, BEFORE_OFFSET = 8 };
	struct reader head = o->r, behind = o->r;
	uint32_t type = rd_le32(&head), len = rd_le32(&head), offset = rd_le32(&head), frame = rd_le32(&head);

	if (!rd_ok(&head) || type != PACKET_MESSAGE || len < RNDIS_HEAD || offset > len - BEFORE_OFFSET ||
		frame > len - BEFORE_OFFSET - offset)
		return no_rndis(o);
	rd_bytes(&behind, len);
	if (rd_left(&behind) >= RNDIS_HEAD && !onion_leave(o, behind, LAYER_RNDIS))
		layer_lost(o, LOSS_NOT_IP, "USB inside another link");
	rd_bytes(&o->r, BEFORE_OFFSET + (size_t)offset);
	onion_cut(o, frame);
	return layer_follow(o, LAYER_ETHERNET);
}

/*
 * LINKTYPE_USB_LINUX: number of the transfer in 8 bytes, event, kind of transfer, end point, device, bus, then whether a set-up and
 * whether data are there. What was sent stands in its submission, what was received in its completion.
 */
static enum layer usbmon(struct onion *o, size_t header)
{
	enum { SUBMITTED = 'S', COMPLETED = 'C', IN = 0x80 };
	struct reader r = rd_sub(&o->r, header);
	uint8_t event, transfer, end_point, no_data;

	rd_bytes(&r, 8);
	event = rd_u8(&r);
	transfer = rd_u8(&r);
	end_point = rd_u8(&r);
	rd_bytes(&r, 1 + 2 + 1);
	no_data = rd_u8(&r);
	if (!rd_ok(&r))
		return layer_lost(o, LOSS_DAMAGED_HEADER, "USB");
	if (transfer != BULK || no_data != 0 || event != ((end_point & IN) != 0 ? COMPLETED : SUBMITTED))
		return no_rndis(o);
	return LAYER_RNDIS;
}

enum layer link_usb_linux(struct onion *o)
{
	return usbmon(o, 48);
}

enum layer link_usb_linux_mapped(struct onion *o)
{
	return usbmon(o, 64);
}

/* LINKTYPE_USBPCAP: length of the header, number of the request, status, function, direction, bus, device, end point, kind of transfer. */
enum layer link_usbpcap(struct onion *o)
{
	struct reader head = o->r, r;
	uint8_t transfer;

	r = rd_sub(&o->r, rd_le16(&head));
	rd_bytes(&r, 2 + 8 + 4 + 2 + 1 + 2 + 2 + 1);
	transfer = rd_u8(&r);
	rd_le32(&r);
	if (!rd_ok(&r))
		return layer_lost(o, LOSS_DAMAGED_HEADER, "USB");
	return transfer == BULK && rd_left(&o->r) > 0 ? LAYER_RNDIS : no_rndis(o);
}
