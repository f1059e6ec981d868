/* DHCP (RFC 2131, 2132): who was given an IPv4 address, and what it says that it is. */
#include "attach/protocols.h"

#include <string.h>

enum { REQUEST = 1, REPLY = 2, MAGIC = 0x63825363 };
enum { OPTION_PAD = 0, OPTION_HOST_NAME = 12, OPTION_TYPE = 53, OPTION_VENDOR_CLASS = 60, OPTION_END = 255 };
enum { TYPE_REQUEST = 3, TYPE_ACK = 5, TYPE_INFORM = 8 };

struct dhcp_message {
	uint8_t op, type;
	struct span client, given; /* addresses */
	struct mac mac;
	struct span vendor_class, host_name;
};

static void read_options(struct reader *r, struct dhcp_message *m)
{
	while (rd_left(r) > 0) {
		uint8_t code = rd_u8(r);
		struct span value;

		if (code == OPTION_END)
			return;
		if (code == OPTION_PAD)
			continue;
		value = rd_bytes(r, rd_u8(r));
		if (code == OPTION_TYPE && value.len == 1)
			m->type = value.data[0];
		else if (code == OPTION_VENDOR_CLASS)
			m->vendor_class = value;
		else if (code == OPTION_HOST_NAME)
			m->host_name = value;
	}
}

static bool message_read(struct reader r, struct dhcp_message *ret)
{
	struct span hardware;
	uint8_t type, len;

	*ret = (struct dhcp_message){ .op = rd_u8(&r) };
	type = rd_u8(&r);
	len = rd_u8(&r);
	rd_bytes(&r, 1 + 4 + 2 + 2); /* hops, number, seconds, flags */
	ret->client = rd_bytes(&r, 4);
	ret->given = rd_bytes(&r, 4);
	rd_bytes(&r, 4 + 4);         /* next server, relay */
	hardware = rd_bytes(&r, 16);
	rd_bytes(&r, 64 + 128);      /* names of server and file */
	if (rd_be32(&r) != MAGIC || !rd_ok(&r))
		return false;
	if (type == 1 && len == 6)
		ret->mac = mac_of(span_sub(hardware, 0, 6));
	read_options(&r, ret);
	return ret->mac.known;
}

void dhcp_read(struct attach *a, const struct datagram *d)
{
	static const uint8_t nobody[4] = { 0 };
	struct attachment t = attachment_begin(d, "DHCP");
	struct dhcp_message m;
	struct span address;

	if (!message_read(rd_over_span(d->payload), &m))
		return;
	t.mac = m.mac;
	if (m.op == REQUEST)
		phone_sign(m.vendor_class, m.host_name, t.sign);
	address = m.op == REPLY ? m.given : m.client;
	t.lease = m.op == REPLY && m.type == TYPE_ACK;
	if (memcmp(address.data, nobody, 4) != 0 && (t.lease || (m.op == REQUEST && (m.type == TYPE_REQUEST || m.type == TYPE_INFORM))))
		t.address = address_v4(address.data);
	if (t.address.family != 0 || t.sign[0] != 0)
		attachment_put(a, &t);
}
