#include "unit.h"

#include "peeling.h"

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

static void a_jumbogram_is_as_long_as_its_packet(void **state)
{
	struct result r = peel_hex(RAW, IPV6_HEAD("0000", "00") "11 00 c2 04 00000014" "1388 0035 0000 0000 64617461");

	(void)state;
	assert_true(r.ok);
	assert_string_equal(r.payload, "data");
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
	struct buf b = hex_bytes(MACS "0800" IPV4_HEAD("05dc", "0000", "06") TCP_DATA);
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
	struct buf b = hex_bytes(IPV4_HEAD("0000", "0000", "06") TCP_DATA);
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
		struct buf b = hex_bytes(rows[i].hex);

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
		cmocka_unit_test(addresses_ports_and_numbers_are_read),
		cmocka_unit_test(headers_between_ip_and_transport_are_walked),
		cmocka_unit_test(other_transports_are_flows_without_payload),
		cmocka_unit_test(a_jumbogram_is_as_long_as_its_packet),
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
