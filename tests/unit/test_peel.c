#include "unit.h"

#include "base/buf.h"
#include "base/instant.h"
#include "peel/peel.h"

#include <stdio.h>
#include <string.h>

/* A packet is told as hex, spaces where they please. These are whole datagrams that carry "data". */
#define IPV4_HEAD(total, fragment, proto) "45 00 " total " 00 01 " fragment " 40 " proto " 00 00 c0a80002 08080808 "
#define UDP_DATA "1388 0035 000c 0000 64617461"
#define TCP_DATA "1388 0050 00000007 00000009 5018 ffff 0000 0000 64617461"
#define IPV4_UDP IPV4_HEAD("0020", "0000", "11") UDP_DATA
#define IPV4_TCP IPV4_HEAD("002c", "0000", "06") TCP_DATA
#define IPV6_ENDS "fd000000000000000000000000000002 20010db8000000000000000000000008 "
#define IPV6_HEAD(payload, next) "60000000 " payload " " next " 40 " IPV6_ENDS
#define IPV6_UDP IPV6_HEAD("000c", "11") UDP_DATA
#define OUTER(proto) "45 00 0000 0001 0000 40 " proto " 0000 0a000001 0a000002 "
#define OUTER_UDP(port) OUTER("11") "d903 " port " 0000 0000 "
#define MACS "020000000001 020000000002 "
#define WIFI_ENDS "0000 020000000009 020000000002 020000000001 0000 "
#define SNAP "aaaa03 000000 0800 "
#define Z16 "00000000000000000000000000000000 "
#define RNDIS_HEAD(len, frame) "01000000 " len " 24000000 " frame " " Z16 "000000000000000000000000 "
#define RNDIS RNDIS_HEAD("5a000000", "2e000000") MACS "0800" IPV4_UDP /* 44 bytes and 46 */
#define USBMON(event, transfer, end_point, no_data) "0000000000000001 " event transfer end_point " 01 0100 2d " no_data Z16 Z16

enum { PPP = 9, PPP_HDLC = 50, PPPOE = 51, CISCO = 104, WIFI = 105, PRISM = 119, RADIOTAP = 127, AVS = 163, PPI = 192, NFLOG = 239,
	PKTAP = 258, USB = 189, USB_MAPPED = 220, USBPCAP = 249 };
enum { NULL_LINK = 0, ETHERNET = 1, RAW_BSD = 12, RAW_OPENBSD = 14, RAW = 101, LOOP = 108, COOKED = 113, RAW4 = 228, RAW6 = 229,
	COOKED2 = 276 };

static struct buf from_hex(const char *hex)
{
	struct buf b = { 0 };
	char pair[3] = "";

	for (; *hex != 0; hex++) {
		if (*hex == ' ')
			continue;
		pair[0] = hex[0];
		pair[1] = *++hex;
		buf_putc(&b, (char)strtoul(pair, NULL, 16));
	}
	return b;
}

/* What came of one packet. Spans are compared while the packet is there. */
struct result {
	bool ok;
	struct datagram d;
	char payload[32];
	size_t ip_len;
	struct fact_loss loss; /* the last */
	uint64_t losses;
};

static void note_loss(void *ctx, const struct fact_loss *f)
{
	struct result *r = ctx;

	r->loss = *f;
	r->losses += f->count;
}

static struct result peel_bytes(int link, const uint8_t *data, size_t len, uint32_t wire_len)
{
	uint8_t *exact = malloc(len == 0 ? 1 : len); /* sanitizers see a read past its end */
	struct packet p = { .frame = 7, .at = 1, .link = link, .wire_len = wire_len, .bytes = { exact, len } };
	struct losses *l = losses_new();
	struct peeler *peeler = peeler_new(l);
	struct result r = { .ok = false };

	memcpy(exact, data, len);
	r.ok = peel(peeler, &p, &r.d) || peel_more(peeler, true, &r.d);
	if (r.ok) {
		snprintf(r.payload, sizeof r.payload, "%.*s", (int)r.d.payload.len, (const char *)r.d.payload.data);
		r.ip_len = r.d.ip.len;
	}
	peeler_free(peeler);
	losses_drain(l, note_loss, &r);
	losses_free(l);
	free(exact);
	return r;
}

static struct result peel_hex(int link, const char *hex)
{
	struct buf b = from_hex(hex);
	struct result r = peel_bytes(link, b.data, b.len, (uint32_t)b.len);

	buf_free(&b);
	return r;
}

static void every_link_layer_leads_to_ip(void **state)
{
	static const struct {
		const char *name;
		int link;
		const char *hex;
		size_t ip_len;
	} rows[] = {
		{ "Ethernet, IPv4", ETHERNET, MACS "0800" IPV4_UDP, 32 },
		{ "Ethernet, IPv6", ETHERNET, MACS "86dd" IPV6_UDP, 52 },
		{ "VLAN", ETHERNET, MACS "8100 0064 0800" IPV4_UDP, 32 },
		{ "QinQ", ETHERNET, MACS "88a8 0064 8100 0065 86dd" IPV6_UDP, 52 },
		{ "old QinQ", ETHERNET, MACS "9100 0064 8100 0065 0800" IPV4_UDP, 32 },
		{ "raw IPv4", RAW, IPV4_UDP, 32 },
		{ "raw IPv6", RAW, IPV6_UDP, 52 },
		{ "raw as BSD has it", RAW_BSD, IPV4_UDP, 32 },
		{ "raw as OpenBSD has it", RAW_OPENBSD, IPV6_UDP, 52 },
		{ "IPv4 alone", RAW4, IPV4_UDP, 32 },
		{ "IPv6 alone", RAW6, IPV6_UDP, 52 },
		{ "cooked v1", COOKED, "0004 0001 0006 020000000002 0000 0800" IPV4_UDP, 32 },
		{ "cooked v1 of a tunnel", COOKED, "0004 fffe 0000 0000000000000000 86dd" IPV6_UDP, 52 },
		{ "cooked v1 with a VLAN", COOKED, "0004 0001 0006 020000000002 0000 8100 0064 0800" IPV4_UDP, 32 },
		{ "cooked v2", COOKED2, "0800 0000 00000002 0001 04 06 020000000002 0000" IPV4_UDP, 32 },
		{ "cooked v2 of a tunnel", COOKED2, "86dd 0000 00000002 fffe 04 00 0000000000000000" IPV6_UDP, 52 },
		{ "null, little-endian", NULL_LINK, "02000000" IPV4_UDP, 32 },
		{ "null, big-endian", NULL_LINK, "00000002" IPV4_UDP, 32 },
		{ "null, IPv6 of FreeBSD", NULL_LINK, "1c000000" IPV6_UDP, 52 },
		{ "null, IPv6 of macOS, big-endian", NULL_LINK, "0000001e" IPV6_UDP, 52 },
		{ "null, IPv6 of Linux", NULL_LINK, "0a000000" IPV6_UDP, 52 },
		{ "loop", LOOP, "00000018" IPV6_UDP, 52 },
		{ "SNAP", ETHERNET, MACS "0028" SNAP IPV4_UDP, 32 },
		{ "MPLS", ETHERNET, MACS "8847 00064040 00064140" IPV4_UDP, 32 },
		{ "MPLS with a pseudowire", ETHERNET, MACS "8847 00064140 00000000" MACS "0800" IPV4_UDP, 32 },
		{ "802.1ah", ETHERNET, MACS "88e7 00000001" MACS "0800" IPV4_UDP, 32 },
		{ "FabricPath", ETHERNET, MACS "8903 4020" MACS "8100 0007 0800" IPV4_UDP, 32 },
		{ "PPPoE", ETHERNET, MACS "8864 1100 0001 0022 0021" IPV4_UDP "0000", 32 },
		{ "PPPoE alone", PPPOE, "1100 0001 0036 0057" IPV6_UDP, 52 },
		{ "PPP", PPP, "ff03 0021" IPV4_UDP, 32 },
		{ "PPP, all compressed", PPP, "21" IPV4_UDP, 32 },
		{ "PPP over HDLC", PPP_HDLC, "ff03 0057" IPV6_UDP, 52 },
		{ "PPP, Cisco's HDLC", PPP_HDLC, "8f00 0800" IPV4_UDP, 32 },
		{ "Cisco's HDLC", CISCO, "0f00 86dd" IPV6_UDP, 52 },
		{ "802.11", WIFI, "0801" WIFI_ENDS SNAP IPV4_UDP "01020304", 32 },
		{ "802.11, quality of service", WIFI, "8801" WIFI_ENDS "0000" SNAP IPV4_UDP, 32 },
		{ "802.11, four addresses", WIFI, "0803" WIFI_ENDS "020000000003" SNAP IPV4_UDP, 32 },
		{ "802.11, decrypted", WIFI, "0841" WIFI_ENDS SNAP IPV4_UDP, 32 },
		{ "802.11, decrypted behind its counter", WIFI, "0841" WIFI_ENDS "0000002000000000" SNAP IPV4_UDP, 32 },
		{ "A-MSDU", WIFI, "8801" WIFI_ENDS "8000" MACS "0028" SNAP IPV4_UDP "0000", 32 },
		{ "radiotap", RADIOTAP, "0000 0800 00000000 0801" WIFI_ENDS SNAP IPV4_UDP, 32 },
		{ "radiotap, padded", RADIOTAP, "0000 1900 03000080 00000000 00000000 0000000000000000 20"
			"8801" WIFI_ENDS "0000 0000" SNAP IPV4_UDP, 32 },
		{ "Prism", PRISM, Z16 Z16 Z16 Z16 Z16 Z16 Z16 Z16 Z16 "0801" WIFI_ENDS SNAP IPV4_UDP, 32 },
		{ "AVS", AVS, "80211001 00000018" Z16 "0801" WIFI_ENDS SNAP IPV4_UDP, 32 },
		{ "AVS in Prism's place", PRISM, "80211001 00000018" Z16 "0801" WIFI_ENDS SNAP IPV4_UDP, 32 },
		{ "PPI", PPI, "0000 0800 01000000" MACS "0800" IPV4_UDP, 32 },
		{ "PKTAP", PKTAP, "0c000000 01000000 01000000" MACS "0800" IPV4_UDP, 32 },
		{ "NFLOG", NFLOG, "02 00 0000 0800 0a00 00000001 2400 0900" IPV4_UDP, 32 },
		{ "RNDIS, sent", USB, USBMON("53", "03", "02", "00") RNDIS, 32 },
		{ "RNDIS, received, and a byte of padding", USB, USBMON("43", "03", "81", "00") RNDIS "00", 32 },
		{ "RNDIS, mapped", USB_MAPPED, USBMON("53", "03", "02", "00") Z16 RNDIS, 32 },
		{ "RNDIS of Windows", USBPCAP, "1b00 0000000000000001 00000000 0900 00 0100 0300 02 03 5a000000" RNDIS, 32 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct result r = peel_hex(rows[i].link, rows[i].hex);

		if (!r.ok || strcmp(r.payload, "data") != 0 || r.ip_len != rows[i].ip_len || r.losses != 0)
			fail_msg("%s", rows[i].name);
		assert_int_equal(r.d.frame, 7);
		assert_int_equal(r.d.transport, 17);
		assert_int_equal(r.d.source_port, 5000);
		assert_int_equal(r.d.target_port, 53);
		assert_int_equal(r.d.payload_wire_len, 4);
		assert_non_null(link_name(rows[i].link));
	}
}

/* ---- several frames in one packet ---- */

#define AMSDU "8801" WIFI_ENDS "8000 "
#define UDP_OF(text) "1388 0035 000c 0000 " text
#define SUBFRAME(text) MACS "0028" SNAP IPV4_HEAD("0020", "0000", "11") UDP_OF(text) /* 14 and 40 bytes */
#define ONE_FRAME(text) RNDIS_HEAD("5a000000", "2e000000") MACS "0800" IPV4_HEAD("0020", "0000", "11") UDP_OF(text)
#define ABC "61626320"
#define DEF "64656620"

static struct result peel_all_hex(int link, const char *hex)
{
	struct buf b = from_hex(hex), said = { 0 };
	struct packet p = { .frame = 7, .link = link, .wire_len = (uint32_t)b.len, .bytes = { b.data, b.len } };
	struct losses *l = losses_new();
	struct peeler *peeler = peeler_new(l);
	struct result r = { .ok = false };

	for (bool more = peel(peeler, &p, &r.d), first = true; more || first; more = peel_more(peeler, false, &r.d), first = false) {
		if (more)
			buf_add(&said, r.d.payload.data, r.d.payload.len);
	}
	snprintf(r.payload, sizeof r.payload, "%s", buf_text(&said));
	peeler_free(peeler);
	losses_drain(l, note_loss, &r);
	losses_free(l);
	buf_free(&b);
	buf_free(&said);
	return r;
}

static void every_frame_of_a_packet_is_read(void **state)
{
	static const struct {
		const char *name;
		int link;
		const char *hex, *payloads;
		uint64_t losses;
	} rows[] = {
		{ "A-MSDU of two", WIFI, AMSDU SUBFRAME(ABC) "0000" SUBFRAME(DEF), "abc def ", 0 },
		{ "of three, and a checksum", WIFI, AMSDU SUBFRAME(ABC) "0000" SUBFRAME(DEF) "0000" SUBFRAME(ABC) "01020304", "abc def abc ", 0 },
		{ "whose first is ARP", WIFI, AMSDU MACS "0008 aaaa03 000000 0806 0000" SUBFRAME(DEF), "def ", 1 },
		{ "whose second is cut", WIFI, AMSDU SUBFRAME(ABC) "0000" MACS "0028 aaaa", "abc ", 1 },
		{ "inside CAPWAP", RAW, OUTER_UDP("147f") "00100300 00000000" AMSDU SUBFRAME(ABC) "0000" SUBFRAME(DEF), "abc def ", 0 },
		{ "RNDIS of two", USB, USBMON("43", "03", "81", "00") ONE_FRAME(ABC) ONE_FRAME(DEF), "abc def ", 0 },
		{ "RNDIS, something else behind it", USB, USBMON("43", "03", "81", "00") ONE_FRAME(ABC) Z16 Z16 Z16, "abc ", 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct result r = peel_all_hex(rows[i].link, rows[i].hex);

		if (strcmp(r.payload, rows[i].payloads) != 0 || r.losses != rows[i].losses)
			fail_msg("%s: '%s', %d lost", rows[i].name, r.payload, (int)r.losses);
		assert_int_equal(r.d.outer.tunnel != NULL, rows[i].link == RAW);
	}
}

static void an_arp_message_is_handed_over(void **state)
{
	struct buf b = from_hex(MACS "0806 0001 0800 06 04 0002");
	struct packet p = { .frame = 7, .link = ETHERNET, .wire_len = (uint32_t)b.len, .bytes = { b.data, b.len } };
	struct losses *l = losses_new();
	struct peeler *peeler = peeler_new(l);
	struct datagram d;

	(void)state;
	assert_false(peel(peeler, &p, &d));
	assert_int_equal(peel_arp(peeler).len, 8);
	assert_memory_equal(d.source_mac.octets, "\2\0\0\0\0\2", 6);
	p.bytes.len = 13;
	assert_false(peel(peeler, &p, &d));
	assert_int_equal(peel_arp(peeler).len, 0);
	peeler_free(peeler);
	losses_free(l);
	buf_free(&b);
}

static void addresses_ports_and_numbers_are_read(void **state)
{
	struct result r = peel_hex(ETHERNET, MACS "0800" IPV4_TCP);
	char text[ADDRESS_TEXT];

	(void)state;
	assert_true(r.ok);
	assert_memory_equal(r.d.target_mac.octets, "\2\0\0\0\0\1", 6);
	assert_memory_equal(r.d.source_mac.octets, "\2\0\0\0\0\2", 6);
	assert_true(r.d.source_mac.known && r.d.target_mac.known);
	assert_string_equal(address_text(&r.d.source, text), "192.168.0.2");
	assert_string_equal(address_text(&r.d.target, text), "8.8.8.8");
	assert_int_equal(r.d.seq, 7);
	assert_int_equal(r.d.ack, 9);
	assert_int_equal(r.d.tcp_flags, TCP_PSH | TCP_ACK);
	assert_string_equal(r.payload, "data");
	r = peel_hex(RAW, IPV6_UDP);
	assert_string_equal(address_text(&r.d.source, text), "fd00::2");
	assert_string_equal(address_text(&r.d.target, text), "2001:db8::8");
	assert_false(r.d.source_mac.known || r.d.target_mac.known);
}

static void a_cooked_header_knows_the_sender_alone(void **state)
{
	static const char *const rows[] = { "0004 0001 0006 020000000002 0000 0800" IPV4_UDP,
		"0004 0001 0008 0200000000020304 0800" IPV4_UDP };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct result r = peel_hex(COOKED, rows[i]);

		assert_int_equal(r.d.source_mac.known, i == 0);
		assert_false(r.d.target_mac.known);
	}
	assert_true(peel_hex(COOKED2, "0800 0000 00000002 0001 04 06 020000000002 0000" IPV4_UDP).d.source_mac.known);
}

/* Addresses are grouped by MAC: what the packet before had must not stand where this one has none. */
static void without_a_link_there_is_no_mac(void **state)
{
	static const uint8_t bytes[] = { 0x45, 0, 0, 28, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 2, 10, 0, 0, 3, 0x9C, 0x40, 0, 53, 0, 8, 0, 0 };
	const struct packet p = { .frame = 1, .wire_len = sizeof bytes, .link = 101, .bytes = { bytes, sizeof bytes } };
	struct losses *l = losses_new();
	struct peeler *peeler = peeler_new(l);
	struct datagram d;

	(void)state;
	memset(&d, 0xEE, sizeof d);
	assert_true(peel(peeler, &p, &d));
	assert_memory_equal(&d.source_mac, &(struct mac){ .known = false }, sizeof d.source_mac);
	assert_memory_equal(&d.target_mac, &(struct mac){ .known = false }, sizeof d.target_mac);
	assert_null(d.outer.tunnel);
	assert_null(d.app);
	peeler_free(peeler);
	losses_free(l);
}

static void headers_between_ip_and_transport_are_walked(void **state)
{
	static const struct {
		const char *name, *hex;
		uint8_t transport;
	} rows[] = {
		{ "IPv4 options", "46 00 0024 0001 0000 40 11 0000 c0a80002 08080808 94040000" UDP_DATA, 17 },
		{ "TCP options", IPV4_HEAD("0030", "0000", "06")
			"1388 0050 00000007 00000009 6018 ffff 0000 0000 020405b4 64617461", 6 },
		{ "hop by hop", IPV6_HEAD("0014", "00") "11 00 050200000100" UDP_DATA, 17 },
		{ "routing of two units", IPV6_HEAD("001c", "2b") "11 01 0000000000000000000000000000" UDP_DATA, 17 },
		{ "destination options", IPV6_HEAD("0014", "3c") "11 00 010400000000" UDP_DATA, 17 },
		{ "authentication", IPV6_HEAD("0024", "33") "11 04 0000 00000001 00000001 000000000000000000000000" UDP_DATA, 17 },
		{ "authentication of IPv4", IPV4_HEAD("0038", "0000", "33")
			"11 04 0000 00000001 00000001 000000000000000000000000" UDP_DATA, 17 },
		{ "mobility", IPV6_HEAD("0014", "87") "11 00 000000000000" UDP_DATA, 17 },
		{ "one after the other", IPV6_HEAD("001c", "00") "3c 00 010400000000 11 00 010400000000" UDP_DATA, 17 },
		{ "an atomic fragment", IPV6_HEAD("0014", "2c") "11 00 0000 00000001" UDP_DATA, 17 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct result r = peel_hex(RAW, rows[i].hex);

		if (!r.ok || strcmp(r.payload, "data") != 0 || r.d.transport != rows[i].transport || r.losses != 0)
			fail_msg("%s", rows[i].name);
	}
}

static void other_transports_are_flows_without_payload(void **state)
{
	struct result r = peel_hex(RAW, IPV4_HEAD("001c", "0000", "01") "0800 f7ff 0000 0000");

	(void)state;
	assert_true(r.ok);
	assert_int_equal(r.d.transport, 1);
	assert_int_equal(r.d.source_port, 0);
	assert_int_equal(r.d.payload.len, 0);
	r = peel_hex(RAW, IPV6_HEAD("0008", "32") "00000001 00000001");
	assert_true(r.ok);
	assert_int_equal(r.d.transport, 50);
}

/* ---- tunnels ---- */

#define FRAME MACS "0800" IPV4_UDP

static void a_tunnel_is_entered_and_its_ends_are_kept(void **state)
{
	static const struct {
		const char *tunnel, *hex;
	} rows[] = {
		{ "IP in IP", OUTER("04") IPV4_UDP },
		{ "6in4", OUTER("29") IPV6_UDP },
		{ "4in6", IPV6_HEAD("0000", "04") IPV4_UDP },
		{ "IPv6 in IPv6", IPV6_HEAD("0000", "29") IPV6_UDP },
		{ "GRE", OUTER("2f") "0000 0800" IPV4_UDP },
		{ "GRE", OUTER("2f") "b000 86dd 00000000 00000001 00000002" IPV6_UDP },
		{ "GRE", OUTER("2f") "0000 6558" FRAME },
		{ "PPTP", OUTER("2f") "3001 880b 0022 0001 00000000 0021" IPV4_UDP },
		{ "PPTP", OUTER("2f") "3081 880b 0024 0001 00000000 00000000 ff03 0021" IPV4_UDP },
		{ "ERSPAN", OUTER("2f") "0000 88be" FRAME },
		{ "ERSPAN", OUTER("2f") "1000 88be 00000001 1000000000000000" FRAME },
		{ "ERSPAN", OUTER("2f") "1000 22eb 00000001 200000000000000000000000" FRAME },
		{ "ERSPAN", OUTER("2f") "1000 22eb 00000001 200000000000000000000001 0000000000000000" FRAME },
		{ "ERSPAN", OUTER("2f") "1000 22eb 00000001 20000000000000000000 0800" IPV4_UDP }, /* of IP */
		{ "EtherIP", OUTER("61") "3000" FRAME },
		{ "MPLS in IP", OUTER("89") "00064140" IPV4_UDP },
		{ "L2TP", OUTER_UDP("06a5") "0002 0001 0001 ff03 0021" IPV4_UDP },
		{ "L2TP", OUTER_UDP("06a5") "4a02 0034 0001 0001 0000 0000 0002 0000 ff03 0021" IPV4_UDP },
		{ "L2TP", OUTER_UDP("06a5") "0003 0000 00000001" FRAME },
		{ "L2TP", OUTER_UDP("06a5") "0003 0000 00000001 0123456789abcdef 40000000" FRAME }, /* cookie and sublayer */
		{ "L2TP", OUTER("73") "00000001 01234567" FRAME },
		{ "L2TP", OUTER("73") "00000001 ff03 0021" IPV4_UDP },
		{ "L2TP", OUTER("73") "00000001 01234567" IPV4_UDP },
		{ "L2TP", OUTER("73") "00000001 0123456789abcdef" IPV6_UDP },
		{ "GTP-U", OUTER_UDP("0868") "30 ff 0020 00000001" IPV4_UDP },
		{ "GTP-U", OUTER_UDP("0868") "32 ff 0038 00000001 0007 00 00" IPV6_UDP },
		{ "GTP-U", OUTER_UDP("0868") "34 ff 0028 00000001 0000 00 85 01 0000 00" IPV4_UDP },
		{ "Teredo", OUTER_UDP("0dd8") IPV6_UDP },
		{ "Teredo", OUTER_UDP("0dd8") "0001 00 00 0000000000000000 00 0000 1234 0a000001" IPV6_UDP },
		{ "VXLAN", OUTER_UDP("12b5") "08000000 00002a00" FRAME },
		{ "VXLAN", OUTER_UDP("12b5") "88000007 00002a00" FRAME }, /* with a group policy */
		{ "CAPWAP", OUTER_UDP("147f") "00100200 00000000" FRAME },
		{ "CAPWAP", OUTER_UDP("147f") "00100300 00000000 0801" WIFI_ENDS SNAP IPV4_UDP },
		{ "CAPWAP", OUTER_UDP("147f") "00100300 00000000 0108" WIFI_ENDS SNAP IPV4_UDP },
		{ "Geneve", OUTER_UDP("17c1") "00 00 6558 00002a00" FRAME },
		{ "Geneve", OUTER_UDP("17c1") "02 00 0800 00002a00 0000000100000000" IPV4_UDP },
		{ "GTP-U", OUTER("2f") "0000 0800" OUTER_UDP("0868") "30 ff 0020 00000001" IPV4_UDP }, /* in GRE, of unfinished length */
	};

	(void)state;
	for (size_t i = 0; i + 1 < sizeof rows / sizeof *rows; i++) {
		struct result r = peel_hex(RAW, rows[i].hex);

		if (!r.ok || strcmp(r.payload, "data") != 0 || r.d.target_port != 53 || r.losses != 0)
			fail_msg("row %zu, %s", i, rows[i].tunnel);
		assert_non_null(r.d.outer.tunnel);
		assert_string_equal(r.d.outer.tunnel, rows[i].tunnel);
		assert_int_equal(r.d.outer.source.octets[0], r.d.outer.source.family == 4 ? 10 : 0xFD);
	}
	assert_string_equal(peel_hex(RAW, rows[sizeof rows / sizeof *rows - 1].hex).payload, ""); /* inside, lengths must be finished */
	assert_null(peel_hex(RAW, IPV4_UDP).d.outer.tunnel);
}

static void what_only_looks_like_a_tunnel_stands_as_it_is(void **state)
{
	static const char *const rows[] = {
		OUTER("04") "60" UDP_DATA,
		OUTER("04") IPV4_HEAD("0040", "0000", "11") UDP_DATA, /* longer than what it stands in */
		OUTER("29") IPV6_HEAD("0000", "3b"),
		OUTER("2f") "4000 0800" IPV4_UDP, /* source routes */
		OUTER("2f") "0000 1234" IPV4_UDP,
		OUTER("2f") "2001 880b 0022 0001 0021" IPV4_UDP,
		OUTER_UDP("06a5") "c802 000c 0001 0001 0000 0000", /* a control message */
		OUTER_UDP("06a5") "0003 0000 00000000" FRAME, /* a control message */
		OUTER_UDP("06a5") "0003 0000 00000001 01234567 01234567 01234567 01234567" FRAME, /* behind more than a session has */
		OUTER("73") "00000001 0102",
		OUTER("2f") "1000 22eb 00000001 20000000000000000000 0400" IPV4_UDP, /* a mirrored frame of another link */
		OUTER_UDP("12b5") "00000000 00002a00" FRAME,
		OUTER_UDP("0868") "32 01 0004 00000000 0000 0000", /* an echo request */
		OUTER_UDP("0868") "34 ff 0028 00000001 0000 00 85 00 0000 00" IPV4_UDP, /* an extension of no length */
		OUTER_UDP("0dd8") IPV6_HEAD("0000", "3b"), /* a bubble */
		OUTER_UDP("12b5") "08000000 00002a00" MACS "0806 0001",
		OUTER_UDP("147f") "01000000 16fefd" Z16, /* DTLS */
		OUTER_UDP("17c1") "3f 00 0800 00002a00" IPV4_UDP,
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct result r = peel_hex(RAW, rows[i]);

		if (!r.ok || r.d.outer.tunnel != NULL || r.d.source.octets[0] != 10 || r.losses != 0)
			fail_msg("row %zu", i);
	}
}

static void tunnels_inside_each_other_have_a_bound(void **state)
{
	struct buf b = { 0 };
	struct result r;

	(void)state;
	for (int left = 40; left > 0; left--) {
		uint32_t total = (uint32_t)left * 20 + 4;
		uint8_t header[20] = { 0x45, 0, (uint8_t)(total >> 8), (uint8_t)total, 0, 1, 0, 0, 64, 4, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2 };

		buf_add(&b, header, sizeof header);
	}
	buf_add(&b, "data", 4);
	r = peel_bytes(RAW, b.data, b.len, (uint32_t)b.len);
	assert_true(r.ok); /* as far as it was followed */
	assert_int_equal(r.loss.loss, LOSS_TOO_MANY_HEADERS);
	assert_int_equal(r.losses, 1);
	buf_free(&b);
}

/* ---- fragments ---- */

#define V4(offset_and_more, bytes) "45 00 0000 0007 " offset_and_more " 40 11 0000 c0a80002 08080808 " bytes
#define V6(offset_and_more, bytes) IPV6_HEAD("0000", "2c") "11 00 " offset_and_more " 00000007 " bytes
#define BEGIN "1388 0035 0018 0000" /* a UDP header that announces 16 bytes */
#define ONE "6f6e652d6f6e6521" /* one-one! */
#define TWO "74776f2d74776f21" /* two-two! */
#define EXES "7878787878787878"

/* A packet a row, frames from 1, all at one time but the last; what came out last, and how often something did. */
static struct result peel_sequence(const char *const *hex, size_t n, int64_t last_at, int *ret_times)
{
	struct losses *l = losses_new();
	struct peeler *peeler = peeler_new(l);
	struct result r = { .ok = false };

	*ret_times = 0;
	for (size_t i = 0; i <= n; i++) {
		struct buf b = from_hex(i < n ? hex[i] : "");
		struct packet p = { .frame = i + 1, .at = i + 1 == n ? last_at : 0, .link = RAW, .wire_len = (uint32_t)b.len,
			.bytes = { b.data, b.len } };

		if (i < n ? peel(peeler, &p, &r.d) : peel_more(peeler, true, &r.d)) {
			r.ok = true;
			++*ret_times;
			r.ip_len = r.d.ip.len;
			snprintf(r.payload, sizeof r.payload, "%.*s", (int)r.d.payload.len, (const char *)r.d.payload.data);
		}
		buf_free(&b);
	}
	peeler_free(peeler);
	losses_drain(l, note_loss, &r);
	losses_free(l);
	return r;
}

static void fragments_are_put_together(void **state)
{
	static const struct {
		const char *packets[4], *payload;
		uint64_t frame;
		size_t ip_len;
		uint64_t losses;
	} rows[] = {
		{ { V4("2000", BEGIN ONE), V4("0002", TWO) }, "one-one!two-two!", 2, 44, 0 },
		{ { V4("0002", TWO), V4("2000", BEGIN ONE) }, "one-one!two-two!", 2, 44, 0 },
		{ { V4("2001", ONE), V4("0002", TWO), V4("2000", BEGIN) }, "one-one!two-two!", 3, 44, 0 },
		{ { V4("2000", BEGIN ONE), V4("2000", BEGIN ONE), V4("0002", TWO) }, "one-one!two-two!", 3, 44, 0 },
		{ { V4("2000", BEGIN ONE), V4("0001", EXES TWO) }, "one-one!two-two!", 2, 44, 0 }, /* the first byte stays */
		{ { V4("0001", EXES TWO), V4("2000", BEGIN ONE) }, "xxxxxxxxtwo-two!", 2, 44, 0 },
		{ { V6("0001", BEGIN ONE), V6("0010", TWO) }, "one-one!two-two!", 2, 64, 0 },
		{ { V6("0010", TWO), V6("0001", BEGIN ONE), "" }, "one-one!two-two!", 2, 64, 0 },
		{ { V6("0001", BEGIN ONE), V6("0001", BEGIN ONE), V6("0010", TWO) }, "one-one!two-two!", 3, 64, 0 },
		{ { OUTER("2f") "0000 0800 45 00 0024 0007 2000 40 11 0000 c0a80002 08080808" BEGIN ONE,
			OUTER("2f") "0000 0800 45 00 001c 0007 0002 40 11 0000 c0a80002 08080808" TWO }, "one-one!two-two!", 2, 44, 0 },
		{ { V4("2000", BEGIN ONE) }, "one-one!", 1, 36, 1 },
		{ { V4("2000", BEGIN ONE), V4("0003", TWO) }, "one-one!", 1, 36, 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t n = 0;
		int times;
		struct result r;

		while (n < 4 && rows[i].packets[n] != NULL && rows[i].packets[n][0] != 0)
			n++;
		r = peel_sequence(rows[i].packets, n, 0, &times);
		if (times != 1 || strcmp(r.payload, rows[i].payload) != 0 || r.d.frame != rows[i].frame || r.losses != rows[i].losses ||
			r.ip_len != rows[i].ip_len)
			fail_msg("row %zu: %d times, '%s', frame %d, %d lost", i, times, r.payload, (int)r.d.frame, (int)r.losses);
		assert_int_equal(r.d.target_port, 53);
	}
}

static void fragments_that_do_not_fit_are_counted(void **state)
{
	static const struct {
		const char *packets[2], *detail;
		int64_t second_at;
		uint64_t count;
	} rows[] = {
		{ { V4("2002", TWO) }, "IPv4", 0, 1 },
		{ { V6("0008", TWO) }, "IPv6", 0, 1 },
		{ { V6("0001", BEGIN ONE), V6("0008", EXES TWO) }, "IPv6", 0, 2 }, /* RFC 5722 */
		{ { V4("0002", TWO), V4("0001", ONE) }, "IPv4", 0, 2 }, /* two ends */
	};
	int times;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct result r = peel_sequence(rows[i].packets, rows[i].packets[1] == NULL ? 1 : 2, rows[i].second_at, &times);

		if (r.ok || r.losses != rows[i].count || strcmp(r.loss.detail, rows[i].detail) != 0)
			fail_msg("row %zu", i);
		assert_int_equal(r.loss.loss, LOSS_FRAGMENT);
	}
}

static void fragments_wait_a_minute_of_the_captures_clock(void **state)
{
	static const char *const packets[] = { V4("2000", BEGIN ONE), V4("0002", TWO) };
	int times;

	(void)state;
	assert_string_equal(peel_sequence(packets, 2, 60 * NS_PER_S, &times).payload, "one-one!two-two!");
	assert_int_equal(times, 1);
	assert_string_equal(peel_sequence(packets, 2, 61 * NS_PER_S, &times).payload, "one-one!");
	assert_int_equal(times, 1);
}

static void fragments_waiting_have_a_bound(void **state)
{
	struct losses *l = losses_new();
	struct peeler *peeler = peeler_new(l);
	struct result r = { .ok = false };
	struct buf b = from_hex(V4("2002", TWO));

	(void)state;
	for (unsigned i = 0; i < FRAGMENTED_MAX + 9; i++) {
		struct packet p = { .frame = i + 1, .link = RAW, .wire_len = (uint32_t)b.len, .bytes = { b.data, b.len } };

		b.data[4] = (uint8_t)(i >> 8);
		b.data[5] = (uint8_t)i;
		assert_false(peel(peeler, &p, &r.d));
	}
	losses_drain(l, note_loss, &r);
	assert_int_equal(r.losses, 9);
	peeler_free(peeler);
	losses_drain(l, note_loss, &r);
	assert_int_equal(r.losses, FRAGMENTED_MAX + 9);
	losses_free(l);
	buf_free(&b);
}

static void a_jumbogram_is_as_long_as_its_packet(void **state)
{
	struct result r = peel_hex(RAW, IPV6_HEAD("0000", "00") "11 00 c2 04 00000014" "1388 0035 0000 0000 64617461");

	(void)state;
	assert_true(r.ok);
	assert_string_equal(r.payload, "data");
}

static void padding_of_the_link_is_no_payload(void **state)
{
	static const char *const rows[] = {
		MACS "0800" IPV4_UDP "0000000000000000",
		MACS "86dd" IPV6_UDP "ffff",
		MACS "0800" IPV4_TCP "fefefefe",
		MACS "0800" IPV4_HEAD("0024", "0000", "11") UDP_DATA "00000000", /* behind UDP's own length */
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct result r = peel_hex(ETHERNET, rows[i]);

		assert_true(r.ok);
		assert_string_equal(r.payload, "data");
		assert_int_equal(r.d.payload_wire_len, 4);
	}
}

static void an_unfinished_length_is_taken_from_the_packet(void **state)
{
	(void)state;
	assert_string_equal(peel_hex(RAW, IPV4_HEAD("0000", "0000", "06") TCP_DATA).payload, "data");
	assert_string_equal(peel_hex(RAW, IPV6_HEAD("0000", "11") UDP_DATA).payload, "data");
	assert_string_equal(peel_hex(RAW, IPV4_HEAD("0020", "0000", "11") "1388 0035 0000 0000 64617461").payload, "data");
}

static void what_the_snap_length_cut_counts_as_on_the_wire(void **state)
{
	struct buf b = from_hex(MACS "0800" IPV4_HEAD("05dc", "0000", "06") TCP_DATA);
	struct result r = peel_bytes(ETHERNET, b.data, b.len, 1514);

	(void)state;
	assert_true(r.ok);
	assert_string_equal(r.payload, "data");
	assert_int_equal(r.d.payload_wire_len, 1460);
	r = peel_bytes(ETHERNET, b.data, b.len - 2, 1514 + 20); /* padded on the wire */
	assert_string_equal(r.payload, "da");
	assert_int_equal(r.d.payload_wire_len, 1460);
	buf_free(&b);
}

static void an_absurd_length_on_the_wire_has_a_bound(void **state)
{
	struct buf b = from_hex(IPV4_HEAD("0000", "0000", "06") TCP_DATA);
	struct result r = peel_bytes(RAW, b.data, b.len, UINT32_MAX);

	(void)state;
	assert_true(r.ok);
	assert_int_equal(r.d.payload_wire_len, PACKET_MAX - 40);
	buf_free(&b);
}

/* Cut anywhere: inside the headers there is a loss and no datagram, behind them what is left of the payload. */
static void a_packet_may_end_anywhere(void **state)
{
	static const struct {
		int link;
		size_t headers;
		const char *hex;
	} rows[] = {
		{ ETHERNET, 54, MACS "0800" IPV4_TCP },
		{ ETHERNET, 18 + 28, MACS "8100 0064 0800" IPV4_UDP },
		{ ETHERNET, 14 + 40 + 16 + 8, MACS "86dd" IPV6_HEAD("001c", "00") "3c 00 010400000000 11 00 010400000000" UDP_DATA },
		{ ETHERNET, 14 + 40 + 24 + 8, MACS "86dd" IPV6_HEAD("0024", "33")
			"11 04 0000 00000001 00000001 000000000000000000000000" UDP_DATA },
		{ RAW, 24 + 8, "46 00 0024 0001 0000 40 11 0000 c0a80002 08080808 94040000" UDP_DATA },
		{ RAW, 20 + 24, IPV4_HEAD("0030", "0000", "06")
			"1388 0050 00000007 00000009 6018 ffff 0000 0000 020405b4 64617461" },
		{ COOKED, 16 + 28, "0004 0001 0006 020000000002 0000 0800" IPV4_UDP },
		{ COOKED2, 20 + 28, "0800 0000 00000002 0001 04 06 020000000002 0000" IPV4_UDP },
		{ NULL_LINK, 4 + 28, "02000000" IPV4_UDP },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf b = from_hex(rows[i].hex);

		assert_int_equal(b.len, rows[i].headers + 4);
		for (size_t n = 1; n <= b.len; n++) {
			struct result r = peel_bytes(rows[i].link, b.data, n, (uint32_t)b.len);

			if (r.ok != (n >= rows[i].headers) || r.losses != (r.ok ? 0 : 1))
				fail_msg("row %zu cut at %zu", i, n);
			if (!r.ok)
				assert_int_equal(r.loss.loss, LOSS_DAMAGED_HEADER);
			else
				assert_int_equal(r.d.payload_wire_len, 4);
			assert_int_equal(strlen(r.payload), r.ok ? n - rows[i].headers : 0);
		}
		buf_free(&b);
	}
}

static void what_is_not_read_is_counted_by_name(void **state)
{
	static const struct {
		int link;
		const char *hex;
		enum loss loss;
		const char *detail;
	} rows[] = {
		{ ETHERNET, MACS "0806 0001", LOSS_NOT_IP, "ARP" },
		{ ETHERNET, MACS "888e 0100", LOSS_NOT_IP, "EAPOL" },
		{ ETHERNET, MACS "8847 00064140 20", LOSS_NOT_IP, "MPLS" },
		{ ETHERNET, MACS "8847 000640", LOSS_DAMAGED_HEADER, "MPLS" },
		{ ETHERNET, MACS "8864 1100 0001 0004 c021 0101", LOSS_NOT_IP, "PPP LCP" },
		{ PPP, "ff03 4021", LOSS_NOT_IP, "PPP 0x4021" },
		{ WIFI, "8000" WIFI_ENDS, LOSS_NOT_IP, "802.11 management" },
		{ WIFI, "d400 0000", LOSS_NOT_IP, "802.11 control" },
		{ WIFI, "4801" WIFI_ENDS, LOSS_NOT_IP, "802.11 without data" },
		{ WIFI, "0841" WIFI_ENDS Z16, LOSS_NOT_IP, "802.11 encrypted" },
		{ RADIOTAP, "0000 0900 02000000 40 0801" WIFI_ENDS SNAP IPV4_UDP, LOSS_NOT_IP, "802.11 damaged on the air" },
		{ RADIOTAP, "0000 0400", LOSS_DAMAGED_HEADER, "radiotap" },
		{ PKTAP, "0c000000 00000000 01000000", LOSS_NOT_IP, "PKTAP without a packet" },
		{ NFLOG, "02 00 0000 0800 0a00 00000001", LOSS_NOT_IP, "NFLOG without a packet" },
		{ PPI, "0000 0800 c3000000 00", LOSS_UNKNOWN_LINK, "link type 195" },
		{ ETHERNET, MACS "1234 0100", LOSS_NOT_IP, "ethertype 0x1234" },
		{ ETHERNET, MACS "0026 4242", LOSS_NOT_IP, "IEEE 802.3 LLC" },
		{ ETHERNET, MACS "8100 0064 0806 0001", LOSS_NOT_IP, "ARP" },
		{ USB, USBMON("43", "03", "02", "00") RNDIS, LOSS_NOT_IP, "USB without an RNDIS frame" }, /* a completion of what was sent */
		{ USB, USBMON("53", "02", "00", "00") RNDIS, LOSS_NOT_IP, "USB without an RNDIS frame" },
		{ USB, USBMON("43", "03", "81", "00") "55534243", LOSS_NOT_IP, "USB without an RNDIS frame" },
		{ USB, USBMON("43", "03", "81", "00") RNDIS_HEAD("40000000", "2e000000") MACS, LOSS_NOT_IP, "USB without an RNDIS frame" },
		{ USB, "00", LOSS_DAMAGED_HEADER, "USB" },
		{ USBPCAP, "0500 0000000000000001", LOSS_DAMAGED_HEADER, "USB" },
		{ NULL_LINK, "07000000 45", LOSS_NOT_IP, "address family 7" },
		{ 195, "00", LOSS_UNKNOWN_LINK, "link type 195" },
		{ RAW, "50", LOSS_DAMAGED_HEADER, "IP version" },
		{ ETHERNET, MACS "0800 60", LOSS_DAMAGED_HEADER, "IPv6" },
		{ RAW, "44 00 0020 0001 0000 40 11 0000 c0a80002 08080808" UDP_DATA, LOSS_DAMAGED_HEADER, "IPv4" },
		{ RAW, IPV4_HEAD("0010", "0000", "11") UDP_DATA, LOSS_DAMAGED_HEADER, "IPv4" },
		{ RAW, IPV4_HEAD("001a", "0000", "11") UDP_DATA, LOSS_DAMAGED_HEADER, "UDP" },
		{ RAW, IPV4_HEAD("0028", "0000", "06") "1388 0050 00000007 00000009 4018 ffff 0000 0000", LOSS_DAMAGED_HEADER,
			"TCP" },
		{ RAW, IPV4_HEAD("0028", "0000", "06") "1388 0050 00000007 00000009 6018 ffff 0000 0000", LOSS_DAMAGED_HEADER,
			"TCP" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct result r = peel_hex(rows[i].link, rows[i].hex);

		assert_false(r.ok);
		assert_int_equal(r.loss.loss, rows[i].loss);
		assert_string_equal(r.loss.detail, rows[i].detail);
		assert_int_equal(r.losses, 1);
	}
	assert_null(link_name(195));
}

/* head, then n times repeat, then tail. */
static struct result peel_repeated(int link, const char *head, const char *repeat, int n, const char *tail)
{
	struct buf hex = { 0 };
	struct result r;

	buf_puts(&hex, head);
	for (int i = 0; i < n; i++)
		buf_puts(&hex, repeat);
	buf_puts(&hex, tail);
	r = peel_hex(link, buf_text(&hex));
	buf_free(&hex);
	return r;
}

static void headers_on_top_of_each_other_have_a_bound(void **state)
{
	struct result r = peel_repeated(ETHERNET, MACS, "8100 0064 ", HEADERS_MAX - 3, "0800" IPV4_UDP);

	(void)state;
	assert_true(r.ok);
	r = peel_repeated(ETHERNET, MACS, "8100 0064 ", HEADERS_MAX + 1, "0800" IPV4_UDP);
	assert_false(r.ok);
	assert_int_equal(r.loss.loss, LOSS_TOO_MANY_HEADERS);
	r = peel_repeated(RAW, IPV6_HEAD("0000", "3c"), "3c 00 010400000000 ", HEADERS_MAX + 1, "11 00 010400000000" UDP_DATA);
	assert_false(r.ok);
	assert_int_equal(r.loss.loss, LOSS_TOO_MANY_HEADERS);
}

static void an_empty_packet_is_none(void **state)
{
	struct result r = peel_bytes(ETHERNET, (const uint8_t *)"", 0, 60);

	(void)state;
	assert_false(r.ok);
	assert_int_equal(r.losses, 0); /* the capture counted it */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_link_layer_leads_to_ip),
		cmocka_unit_test(every_frame_of_a_packet_is_read),
		cmocka_unit_test(an_arp_message_is_handed_over),
		cmocka_unit_test(addresses_ports_and_numbers_are_read),
		cmocka_unit_test(a_cooked_header_knows_the_sender_alone),
		cmocka_unit_test(without_a_link_there_is_no_mac),
		cmocka_unit_test(headers_between_ip_and_transport_are_walked),
		cmocka_unit_test(other_transports_are_flows_without_payload),
		cmocka_unit_test(a_tunnel_is_entered_and_its_ends_are_kept),
		cmocka_unit_test(what_only_looks_like_a_tunnel_stands_as_it_is),
		cmocka_unit_test(tunnels_inside_each_other_have_a_bound),
		cmocka_unit_test(fragments_are_put_together),
		cmocka_unit_test(fragments_that_do_not_fit_are_counted),
		cmocka_unit_test(fragments_wait_a_minute_of_the_captures_clock),
		cmocka_unit_test(fragments_waiting_have_a_bound),
		cmocka_unit_test(a_jumbogram_is_as_long_as_its_packet),
		cmocka_unit_test(padding_of_the_link_is_no_payload),
		cmocka_unit_test(an_unfinished_length_is_taken_from_the_packet),
		cmocka_unit_test(what_the_snap_length_cut_counts_as_on_the_wire),
		cmocka_unit_test(an_absurd_length_on_the_wire_has_a_bound),
		cmocka_unit_test(a_packet_may_end_anywhere),
		cmocka_unit_test(what_is_not_read_is_counted_by_name),
		cmocka_unit_test(headers_on_top_of_each_other_have_a_bound),
		cmocka_unit_test(an_empty_packet_is_none),
	};

	return unit_run(tests);
}
