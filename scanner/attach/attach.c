#include "attach/protocols.h"

#include "base/alloc.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PROTO_UDP = 17, PROTO_ICMP6 = 58 };

static const struct {
	uint8_t transport;
	uint16_t from, to; /* ports; either end has one of these */
	void (*read)(struct attach *a, const struct datagram *d);
} protocols[] = {
	{ PROTO_ICMP6, 0, 0, neighbour_read },
	{ PROTO_UDP, 67, 68, dhcp_read },
	{ PROTO_UDP, 546, 547, dhcp6_read },
	{ PROTO_UDP, 2123, 2123, gtp_read },
};

struct attach *attach_new(const struct attach_sink *s, struct losses *l)
{
	struct attach *a = xcalloc(1, sizeof *a);

	a->sink = *s;
	a->losses = l;
	return a;
}

void attach_free(struct attach *a)
{
	if (a == NULL)
		return;
	gtp_requests_free(a->gtp);
	free(a);
}

void attach_datagram(struct attach *a, const struct datagram *d)
{
	if (d->transport != PROTO_UDP && d->transport != PROTO_ICMP6)
		return;
	for (size_t i = 0; i < sizeof protocols / sizeof *protocols; i++) {
		uint16_t from = protocols[i].from, to = protocols[i].to;

		if (protocols[i].transport == d->transport && ((d->source_port >= from && d->source_port <= to) ||
			(d->target_port >= from && d->target_port <= to)))
			protocols[i].read(a, d);
	}
}

/* RFC 826: of Ethernet and IPv4, the sender's addresses. 0.0.0.0 asks whether an address is free. */
void attach_arp(struct attach *a, const struct datagram *link, struct span message)
{
	static const uint8_t nobody[4] = { 0 };
	struct attachment t = attachment_begin(link, "ARP");
	struct reader r = rd_over_span(message);
	uint64_t kinds = (uint64_t)rd_be16(&r) << 32;
	struct span mac, address;

	kinds |= rd_be32(&r);
	rd_be16(&r); /* operation */
	mac = rd_bytes(&r, 6);
	address = rd_bytes(&r, 4);
	if (!rd_ok(&r) || kinds != UINT64_C(0x000108000604) || memcmp(address.data, nobody, 4) == 0)
		return;
	t.mac = mac_of(mac);
	t.address = address_v4(address.data);
	attachment_put(a, &t);
}

struct attachment attachment_begin(const struct datagram *d, const char *how)
{
	return (struct attachment){ .how = how, .frame = d->frame, .at = d->at };
}

void attachment_put(struct attach *a, const struct attachment *t)
{
	a->sink.put(a->sink.ctx, t);
}

struct mac mac_of(struct span octets)
{
	static const uint8_t none[6] = { 0 };
	struct mac m = { .known = octets.len == 6 && memcmp(octets.data, none, 6) != 0 && (octets.data[0] & 1) == 0 };

	if (m.known)
		memcpy(m.octets, octets.data, 6);
	return m;
}

static bool holds_nocase(struct span s, const char *needle)
{
	size_t len = strlen(needle);

	for (size_t i = 0; i + len <= s.len; i++) {
		if (strncasecmp((const char *)s.data + i, needle, len) == 0)
			return true;
	}
	return false;
}

void phone_sign(struct span vendor_class, struct span host_name, char ret[SIGN_TEXT])
{
	static const char *const phones[] = { "android", "iphone" };
	char text[NAME_TEXT];

	for (size_t i = 0; i < sizeof phones / sizeof *phones; i++) {
		if (!holds_nocase(vendor_class, phones[i]))
			continue;
		text_clean_to(text, sizeof text, vendor_class);
		snprintf(ret, SIGN_TEXT, "DHCP vendor class %s", text);
		return;
	}
	if (span_starts_nocase(host_name, "android-"))
		snprintf(ret, SIGN_TEXT, "DHCP host name of an Android phone");
	else if (holds_nocase(host_name, "iphone"))
		snprintf(ret, SIGN_TEXT, "DHCP host name of an iPhone");
}
