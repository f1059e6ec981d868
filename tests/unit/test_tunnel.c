#include "unit.h"

#include "peeling.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tunnel_is_entered_and_its_ends_are_kept),
		cmocka_unit_test(what_only_looks_like_a_tunnel_stands_as_it_is),
		cmocka_unit_test(tunnels_inside_each_other_have_a_bound),
	};

	return unit_run(tests);
}
