/* Neighbour discovery (RFC 4861, 4862): who has an IPv6 address on the link, and who forwards. */
#include "attach/protocols.h"

#include <string.h>

enum { SOLICITATION_OF_ROUTERS = 133, ROUTER = 134, SOLICITATION = 135, ADVERTISEMENT = 136 };

static bool is_unspecified(struct span address)
{
	static const uint8_t none[16] = { 0 };

	return memcmp(address.data, none, sizeof none) == 0;
}

/* The link address among options of a type (1 the sender's, 2 the target's), else the one that the frame came from. */
static struct mac link_option(struct reader options, uint8_t wanted, struct mac otherwise)
{
	while (rd_left(&options) > 0) {
		uint8_t type = rd_u8(&options), units = rd_u8(&options);
		struct span value = rd_bytes(&options, units == 0 ? 0 : units * 8u - 2);

		if (units == 0 || !rd_ok(&options))
			break;
		if (type == wanted)
			return mac_of(span_sub(value, 0, 6));
	}
	return otherwise;
}

/* Nobody forwards these: the hop limit is still what it was sent with (section 6.1.1). */
static bool is_from_the_link(const struct datagram *d, struct reader *ret_message)
{
	enum { FIXED = 40, NEXT = 6, HOPS = 7, PROTO_ICMP6 = 58 };

	if (d->source.family != 6 || d->ip.len < FIXED || d->ip.data[NEXT] != PROTO_ICMP6 || d->ip.data[HOPS] != 255)
		return false;
	*ret_message = rd_over_span(span_sub(d->ip, FIXED, SIZE_MAX));
	return true;
}

void neighbour_read(struct attach *a, const struct datagram *d)
{
	struct attachment t = attachment_begin(d, "neighbour discovery");
	struct reader r;
	uint8_t type, flags;
	struct span target = { 0 };

	if (!is_from_the_link(d, &r))
		return;
	type = rd_u8(&r);
	rd_bytes(&r, 1 + 2);
	flags = rd_u8(&r); /* an advertisement's, and a router's hop limit */
	rd_bytes(&r, 3);
	if (type == SOLICITATION || type == ADVERTISEMENT)
		target = rd_bytes(&r, 16);
	if (type == ROUTER)
		rd_bytes(&r, 4 + 4);
	if (!rd_ok(&r) || type < SOLICITATION_OF_ROUTERS || type > ADVERTISEMENT)
		return;
	t.address = type == ADVERTISEMENT ? address_v6(target.data) : d->source;
	t.mac = link_option(r, type == ADVERTISEMENT ? 2 : 1, d->source_mac);
	t.router = type == ROUTER || (type == ADVERTISEMENT && (flags & 0x80) != 0);
	if (is_unspecified((struct span){ d->source.octets, 16 })) {
		if (type != SOLICITATION)
			return;
		t.address = address_v6(target.data); /* who asks whether it is free is about to take it (RFC 4862 section 5.4) */
		t.mac = d->source_mac;
	}
	if (t.mac.known)
		attachment_put(a, &t);
}
