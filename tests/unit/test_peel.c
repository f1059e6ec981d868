#include "unit.h"

#include "base/buf.h"
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
#define MACS "020000000001 020000000002 "

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
	struct result r = { .ok = false };

	memcpy(exact, data, len);
	r.ok = peel(&p, l, &r.d);
	if (r.ok) {
		snprintf(r.payload, sizeof r.payload, "%.*s", (int)r.d.payload.len, (const char *)r.d.payload.data);
		r.ip_len = r.d.ip.len;
	}
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

static void fragments_are_counted_and_the_first_is_read(void **state)
{
	static const struct {
		const char *hex, *detail;
		bool ok;
	} rows[] = {
		{ IPV4_HEAD("0020", "2000", "11") UDP_DATA, "IPv4, its first part is read", true },
		{ IPV4_HEAD("0020", "2001", "11") UDP_DATA, "IPv4", false },
		{ IPV4_HEAD("0020", "0001", "11") UDP_DATA, "IPv4", false },
		{ IPV6_HEAD("0014", "2c") "11 00 0001 00000001" UDP_DATA, "IPv6, its first part is read", true },
		{ IPV6_HEAD("0014", "2c") "11 00 0009 00000001" UDP_DATA, "IPv6", false },
		{ IPV6_HEAD("0014", "2c") "11 00 0008 00000001" UDP_DATA, "IPv6", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct result r = peel_hex(RAW, rows[i].hex);

		assert_int_equal(r.ok, rows[i].ok);
		assert_int_equal(r.loss.loss, LOSS_FRAGMENT);
		assert_string_equal(r.loss.detail, rows[i].detail);
		assert_int_equal(r.losses, 1);
		assert_int_equal(r.loss.frame, 7);
		assert_string_equal(r.payload, rows[i].ok ? "data" : "");
	}
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
		{ ETHERNET, MACS "1234 0100", LOSS_NOT_IP, "ethertype 0x1234" },
		{ ETHERNET, MACS "0026 4242", LOSS_NOT_IP, "IEEE 802.3 LLC" },
		{ ETHERNET, MACS "8100 0064 0806 0001", LOSS_NOT_IP, "ARP" },
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
		cmocka_unit_test(addresses_ports_and_numbers_are_read),
		cmocka_unit_test(a_cooked_header_knows_the_sender_alone),
		cmocka_unit_test(headers_between_ip_and_transport_are_walked),
		cmocka_unit_test(other_transports_are_flows_without_payload),
		cmocka_unit_test(fragments_are_counted_and_the_first_is_read),
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
