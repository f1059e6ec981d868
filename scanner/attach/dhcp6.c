/* DHCPv6 (RFC 8415): who was given an IPv6 address or a prefix, and what it says that it is. */
#include "attach/protocols.h"

enum { TYPE_REPLY = 7, TYPE_RELAY_FORWARD = 12, TYPE_RELAY_REPLY = 13 };
enum { CLIENT_ID = 1, NON_TEMPORARY = 3, TEMPORARY = 4, ADDRESS = 5, RELAYED = 9, VENDOR_CLASS = 16, DELEGATION = 25, PREFIX = 26,
	LINK_ADDRESS = 79 };

/* One option; false at the end. */
static bool option(struct reader *r, uint16_t *ret_code, struct reader *ret_value)
{
	if (rd_left(r) == 0)
		return false;
	*ret_code = rd_be16(r);
	*ret_value = rd_sub(r, rd_be16(r));
	return rd_ok(ret_value);
}

/* Section 11: an identifier made of a link address, with (1) or without (3) the time when. */
static struct mac mac_of_duid(struct reader r)
{
	uint16_t type = rd_be16(&r), hardware = rd_be16(&r);

	if (type == 1)
		rd_be32(&r);
	return (type == 1 || type == 3) && hardware == 1 ? mac_of(rd_rest(&r)) : (struct mac){ .known = false };
}

/* On the link the frame tells the client's MAC; through relays an option does (RFC 6939), else its identifier. */
static struct mac client_mac(const struct datagram *d, struct reader options, bool from_client)
{
	const struct address *client = from_client ? &d->source : &d->target;
	struct mac mac = { .known = false }, link = from_client ? d->source_mac : d->target_mac;
	struct reader value;
	uint16_t code;

	if (client->octets[0] == 0xFE && (client->octets[1] & 0xC0) == 0x80 && link.known)
		return link;
	while (option(&options, &code, &value)) {
		if (code == LINK_ADDRESS && rd_be16(&value) == 1)
			return mac_of(rd_rest(&value));
		if (code == CLIENT_ID)
			mac = mac_of_duid(value);
	}
	return mac;
}

/* What is given inside an association: addresses (section 21.6), prefixes (21.22); a lifetime of 0 takes them back. */
static void put_given(struct attach *a, struct attachment *t, struct reader association)
{
	struct reader value;
	uint16_t code;

	while (option(&association, &code, &value)) {
		uint32_t valid;
		uint8_t bits = 64;
		struct span address;

		if (code == PREFIX) {
			rd_be32(&value);
			valid = rd_be32(&value);
			bits = rd_u8(&value);
			address = rd_bytes(&value, 16);
		} else {
			address = rd_bytes(&value, 16);
			rd_be32(&value);
			valid = rd_be32(&value);
		}
		if (!rd_ok(&value) || valid == 0 || bits != 64 || (code != PREFIX && code != ADDRESS))
			continue;
		t->address = address_v6(address.data);
		t->prefix = code == PREFIX;
		attachment_put(a, t);
	}
}

static void put_reply(struct attach *a, struct attachment *t, struct reader options)
{
	struct reader value;
	uint16_t code;

	t->lease = true;
	while (option(&options, &code, &value)) {
		if (code != NON_TEMPORARY && code != TEMPORARY && code != DELEGATION)
			continue;
		rd_bytes(&value, code == TEMPORARY ? 4 : 12); /* its number; when to renew */
		put_given(a, t, value);
	}
}

/* Section 21.16: an enterprise, then items of a length each. */
static void put_request(struct attach *a, struct attachment *t, struct reader options)
{
	struct reader value;
	uint16_t code;

	while (option(&options, &code, &value)) {
		if (code != VENDOR_CLASS)
			continue;
		rd_be32(&value);
		phone_sign(rd_bytes(&value, rd_be16(&value)), (struct span){ 0 }, t->sign);
	}
	if (t->sign[0] != 0)
		attachment_put(a, t);
}

/* The options of the innermost message behind relays, its type before them. */
static struct reader unrelay(struct reader r, uint8_t *ret_type)
{
	*ret_type = rd_u8(&r);
	for (int n = 0; n < DHCP_RELAYS_MAX && (*ret_type == TYPE_RELAY_FORWARD || *ret_type == TYPE_RELAY_REPLY); n++) {
		struct reader inner = { 0 }, value;
		uint16_t code;

		rd_bytes(&r, 1 + 16 + 16); /* hops, link, peer */
		while (option(&r, &code, &value)) {
			if (code == RELAYED)
				inner = value;
		}
		r = inner;
		*ret_type = rd_u8(&r);
	}
	rd_bytes(&r, 3); /* number */
	return r;
}

void dhcp6_read(struct attach *a, const struct datagram *d)
{
	struct attachment t = attachment_begin(d, "DHCPv6");
	uint8_t type;
	struct reader options = unrelay(rd_over_span(d->payload), &type);

	if (!rd_ok(&options))
		return;
	t.mac = client_mac(d, options, type != TYPE_REPLY);
	if (!t.mac.known)
		return;
	if (type == TYPE_REPLY)
		put_reply(a, &t, options);
	else
		put_request(a, &t, options);
}
