#include "unit.h"

#include "peeling.h"

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
	struct buf b = hex_bytes(hex), said = { 0 };
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
	struct buf b = hex_bytes(MACS "0806 0001 0800 06 04 0002");
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_link_layer_leads_to_ip),
		cmocka_unit_test(every_frame_of_a_packet_is_read),
		cmocka_unit_test(an_arp_message_is_handed_over),
		cmocka_unit_test(a_cooked_header_knows_the_sender_alone),
		cmocka_unit_test(without_a_link_there_is_no_mac),
		cmocka_unit_test(padding_of_the_link_is_no_payload),
	};

	return unit_run(tests);
}
