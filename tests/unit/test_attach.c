#include "unit.h"

#include "attach/attach.h"
#include "base/instant.h"
#include "hex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- messages as hex, and what they tell as text ---- */

enum { UDP = 17, ICMP6 = 58, ARP = 0 };

#define A(last) "0200000000" last " "
#define V4(last) "c0a800" last " "
#define V6(last) "fe8000000000000000000000000000" last " "
#define GLOBAL(last) "20010db80000000000000000000000" last " "
#define NOBODY6 "00000000000000000000000000000000 "
#define Z16 NOBODY6
#define Z64 Z16 Z16 Z16 Z16
#define ARP_HEAD "0001 0800 06 04 0001 "
/* operation, the client's and the given address, MAC, options */
#define DHCP(op, client, given, mac, options) op " 01 06 00 00000007 0000 0000 " client given "00000000 00000000 " mac "00000000000000000000 " \
	Z64 Z64 Z64 "63825363 " options " ff"
#define NONE4 "00000000 "
#define ANDROID "3c 0f 616e64726f69642d646863702d31332e " /* "android-dhcp-13." */
#define DUID(mac) "0001 000e 0001 0001 2a2b2c2d " mac
#define IMSI_BCD "04341032547698f0 " /* 404301234567890, and a half octet to fill */

struct trial {
	struct attach *attach;
	struct losses *losses;
	uint64_t frame, lost;
	struct buf said;
};

static void say(void *ctx, const struct attachment *a)
{
	struct trial *t = ctx;
	char text[ADDRESS_TEXT];

	buf_printf(&t->said, "%s:", a->how);
	if (a->address.family != 0)
		buf_printf(&t->said, " %s%s", address_text(&a->address, text), a->prefix ? "/64" : "");
	if (a->mac.known)
		buf_printf(&t->said, " mac %u", a->mac.octets[5]);
	buf_printf(&t->said, "%s%s", a->lease ? " lease" : "", a->router ? " router" : "");
	if (a->sign[0] != 0)
		buf_printf(&t->said, " (%s)", a->sign);
	for (size_t i = 0; i < a->identity_count; i++)
		buf_printf(&t->said, " %s %s", kind_name(a->identities[i].kind), a->identities[i].digits);
	buf_puts(&t->said, "; ");
}

static void note_loss(void *ctx, const struct fact_loss *f)
{
	((struct trial *)ctx)->lost += f->count;
}

static void trial_begin(struct trial *t)
{
	const struct attach_sink sink = { say, t };

	*t = (struct trial){ .losses = losses_new() };
	t->attach = attach_new(&sink, t->losses);
}

static void trial_end(struct trial *t, const char *said)
{
	attach_free(t->attach);
	losses_drain(t->losses, note_loss, t);
	losses_free(t->losses);
	assert_string_equal(buf_text(&t->said), said);
	buf_free(&t->said);
}

struct told {
	uint8_t transport;
	uint16_t source_port, target_port;
	const char *source, *target;
	const char *hex;      /* payload of UDP; of neighbour discovery the message behind its IPv6 header */
	int64_t at;           /* seconds */
};

/* The header that neighbour discovery is read from. */
static void put_header(struct buf *b, const struct address *source)
{
	hex_add(b, "60000000 0000 3a ff ");
	buf_add(b, source->octets, 16);
	hex_add(b, V6("ff"));
}

/* The message, of which the last octets may be cut off. The frame comes from MAC 9 and goes to MAC 8. */
static void tell_cut(struct trial *t, const struct told *m, size_t cut)
{
	struct datagram d = { .frame = ++t->frame, .at = m->at * NS_PER_S, .transport = m->transport, .source_port = m->source_port,
		.target_port = m->target_port, .source_mac = { { 2, 0, 0, 0, 0, 9 }, true }, .target_mac = { { 2, 0, 0, 0, 0, 8 }, true } };
	struct buf b = { 0 };
	uint8_t *exact;
	size_t len;

	assert_true(address_parse(m->source, &d.source) && address_parse(m->target, &d.target));
	if (m->transport == ICMP6)
		put_header(&b, &d.source);
	hex_add(&b, m->hex);
	len = b.len < cut ? 0 : b.len - cut;
	exact = malloc(len + 1); /* sanitizers see a read past its end */
	assert_non_null(exact);
	memcpy(exact + 1, b.data, len);
	d.ip = d.payload = (struct span){ exact + 1, len };
	if (m->transport == ARP)
		attach_arp(t->attach, &d, d.payload);
	else
		attach_datagram(t->attach, &d);
	free(exact);
	buf_free(&b);
}

static void tell(struct trial *t, const struct told *m)
{
	tell_cut(t, m, 0);
}

struct row {
	struct told message;
	const char *said;
};

static void rows_hold(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct trial t;

		trial_begin(&t);
		tell(&t, &rows[i].message);
		if (strcmp(buf_text(&t.said), rows[i].said) != 0)
			fail_msg("row %zu: '%s'", i, buf_text(&t.said));
		trial_end(&t, rows[i].said);
	}
}

/* ---- on the link ---- */

static void each_message_tells_who_has_an_address(void **state)
{
	static const struct row rows[] = {
		{ { ARP, 0, 0, "0.0.0.0", "0.0.0.0", ARP_HEAD A("02") V4("02") A("00") V4("01"), 0 }, "ARP: 192.168.0.2 mac 2; " },
		{ { ARP, 0, 0, "0.0.0.0", "0.0.0.0", ARP_HEAD A("02") NONE4 A("00") V4("02"), 0 }, "" }, /* is it free? */
		{ { ARP, 0, 0, "0.0.0.0", "0.0.0.0", "0006 0800 06 04 0001" A("02") V4("02"), 0 }, "" },
		{ { ICMP6, 0, 0, "fe80::2", "ff02::1:ff00:3", "87 00 0000 00000000" GLOBAL("03") "0101" A("02"), 0 },
			"neighbour discovery: fe80::2 mac 2; " },
		{ { ICMP6, 0, 0, "fe80::2", "ff02::1:ff00:3", "87 00 0000 00000000" GLOBAL("03"), 0 }, "neighbour discovery: fe80::2 mac 9; " },
		{ { ICMP6, 0, 0, "::", "ff02::1:ff00:3", "87 00 0000 00000000" GLOBAL("03"), 0 }, "neighbour discovery: 2001:db8::3 mac 9; " },
		{ { ICMP6, 0, 0, "fe80::2", "ff02::1", "88 00 0000 20000000" GLOBAL("03") "0201" A("02"), 0 },
			"neighbour discovery: 2001:db8::3 mac 2; " },
		{ { ICMP6, 0, 0, "fe80::1", "ff02::1", "88 00 0000 e0000000" V6("01") "0201" A("01"), 0 },
			"neighbour discovery: fe80::1 mac 1 router; " },
		{ { ICMP6, 0, 0, "fe80::1", "ff02::1", "86 00 0000 40000708 00000000 00000000 0501 0000000005dc 0101" A("01"), 0 },
			"neighbour discovery: fe80::1 mac 1 router; " },
		{ { ICMP6, 0, 0, "::", "ff02::2", "85 00 0000 00000000", 0 }, "" },
		{ { ICMP6, 0, 0, "fe80::2", "ff02::1", "80 00 0000 00010001", 0 }, "" }, /* an echo */
		{ { ICMP6, 0, 0, "fe80::2", "ff02::1", "87 00 0000 00000000" GLOBAL("03") "0200", 0 }, "neighbour discovery: fe80::2 mac 9; " },
	};

	(void)state;
	rows_hold(rows, sizeof rows / sizeof *rows);
}

static void what_was_forwarded_is_no_neighbour(void **state)
{
	struct trial t;
	struct datagram d = { .transport = ICMP6, .source = { .family = 6 } };
	struct buf b = { 0 };

	(void)state;
	trial_begin(&t);
	put_header(&b, &d.source);
	hex_add(&b, "88 00 0000 20000000" GLOBAL("03") "0201" A("02"));
	b.data[7] = 254;
	d.ip = (struct span){ b.data, b.len };
	attach_datagram(t.attach, &d);
	trial_end(&t, "");
	buf_free(&b);
}

/* ---- leases ---- */

static void a_lease_tells_whose_an_address_is(void **state)
{
	static const struct row rows[] = {
		{ { UDP, 67, 68, "192.168.0.1", "192.168.0.2", DHCP("02", NONE4, V4("02"), A("02"), "350105"), 0 }, "DHCP: 192.168.0.2 mac 2 lease; " },
		{ { UDP, 67, 68, "192.168.0.1", "192.168.0.2", DHCP("02", NONE4, V4("02"), A("02"), "350102"), 0 }, "" }, /* an offer */
		{ { UDP, 67, 68, "192.168.0.1", "192.168.0.2", DHCP("02", NONE4, NONE4, A("02"), "350106"), 0 }, "" }, /* refused */
		{ { UDP, 68, 67, "192.168.0.2", "192.168.0.1", DHCP("01", V4("02"), NONE4, A("02"), "350103"), 0 }, "DHCP: 192.168.0.2 mac 2; " },
		{ { UDP, 68, 67, "0.0.0.0", "255.255.255.255", DHCP("01", NONE4, NONE4, A("02"), "00 350101" ANDROID), 0 },
			"DHCP: mac 2 (DHCP vendor class android-dhcp-13); " },
		{ { UDP, 68, 67, "0.0.0.0", "255.255.255.255", DHCP("01", NONE4, NONE4, A("02"), "350101 3c 08 4d53465420352e30"), 0 }, "" },
		{ { UDP, 68, 67, "0.0.0.0", "255.255.255.255", DHCP("01", NONE4, NONE4, A("02"), "350101 0c 0b 416e6e732d6950686f6e65"), 0 },
			"DHCP: mac 2 (DHCP host name of an iPhone); " },
		{ { UDP, 68, 67, "0.0.0.0", "255.255.255.255", DHCP("01", NONE4, NONE4, A("02"), "350101 0c 0c 616e64726f69642d61626364"), 0 },
			"DHCP: mac 2 (DHCP host name of an Android phone); " },
		{ { UDP, 547, 546, "fe80::1", "fe80::2", "07 000001" DUID(A("02")) "0003 0028 00000001 00000000 00000000 0005 0018"
			GLOBAL("07") "00000e10 00000e10", 0 }, "DHCPv6: 2001:db8::7 mac 8 lease; " },
		{ { UDP, 547, 546, "fe80::1", "fe80::2", "07 000001" DUID(A("02")) "0003 0028 00000001 00000000 00000000 0005 0018"
			GLOBAL("07") "00000000 00000000", 0 }, "" }, /* taken back */
		{ { UDP, 547, 546, "fe80::1", "fe80::2", "07 000001" DUID(A("02")) "0019 0029 00000001 00000000 00000000 001a 0019"
			"00000e10 00000e10 40" GLOBAL("00"), 0 }, "DHCPv6: 2001:db8::/64 mac 8 lease; " },
		{ { UDP, 547, 547, "2001:db8::1", "2001:db8::2", "0d 00" GLOBAL("00") V6("02") "0009 0042 07 000001" DUID(A("02"))
			"0003 0028 00000001 00000000 00000000 0005 0018" GLOBAL("07") "00000e10 00000e10 0000 0000", 0 },
			"DHCPv6: 2001:db8::7 mac 2 lease; " },
		{ { UDP, 546, 547, "fe80::2", "ff02::1:2", "01 000001" DUID(A("02")) "0010 0016 00000137 0010 616e64726f69642d646863702d313335", 0 },
			"DHCPv6: mac 9 (DHCP vendor class android-dhcp-135); " },
	};

	(void)state;
	rows_hold(rows, sizeof rows / sizeof *rows);
}

/* ---- sessions ---- */

#define GTP1_REQUEST(len, elements) "32 10 " len " 00000000 0007 00 00 " elements
#define GTP1_ANSWER(len, elements) "32 11 " len " 00000001 0007 00 00 " elements
#define GTP2_REQUEST(len, elements) "48 20 " len " 00000000 000007 00 " elements
#define GTP2_ANSWER(len, elements) "48 21 " len " 00000001 000007 00 " elements
#define V1_IMSI "02 " IMSI_BCD
#define V1_MSISDN "86 0007 91 198967452301 "
#define V1_IMEI "9a 0008 5394100000001234 " /* 16 digits: with a software version */
#define V2_IMSI "01 0008 00 " IMSI_BCD
#define V2_MSISDN "4c 0006 00 198967452301 "
#define V2_MEI "4b 0008 00 94 10 45 02 23 73 15 f8 " /* 15 digits, filled */
#define V2_CAUSE(cause) "02 0002 00 " cause " 00 "
#define V2_PAA4 "4f 0005 00 01 0a2d0002 "
#define V2_NONE4 "4f 0005 00 01 00000000 "
#define V2_PAA46 "4f 0016 00 03 40 20010db8000000010000000000000001 0a2d0002 "

static void request_and_answer(struct trial *t, const char *request, const char *answer, int64_t at)
{
	const struct told rows[] = {
		{ UDP, 40123, 2123, "10.1.0.1", "10.2.0.1", request, 0 },
		{ UDP, 2123, 40123, "10.2.0.1", "10.1.0.1", answer, at },
	};

	tell(t, &rows[0]);
	tell(t, &rows[1]);
}

static void a_session_tells_whose_its_address_is(void **state)
{
	static const struct {
		const char *request, *answer, *said;
	} rows[] = {
		{ GTP1_REQUEST("002c", V1_IMSI "0e 00 0f fc 10 00000001 11 00000001 14 05 80 0002 f1 21" V1_MSISDN),
			GTP1_ANSWER("000f", "01 80 80 0006 f1 21 0a2d0001"),
			"GTP-C session: 10.45.0.1 lease imsi 404301234567890 phone-number +919876543210; " },
		{ GTP1_REQUEST("0018", V1_IMSI V1_IMEI), GTP1_ANSWER("001b", "01 80 80 0012 f1 57 20010db8000000010000000000000001"),
			"GTP-C session: 2001:db8:0:1::1/64 lease imsi 404301234567890 imeisv 3549010000002143; " },
		{ GTP1_REQUEST("0016", V1_IMSI "80 0006 f1 21 0a2d0009"), GTP1_ANSWER("0006", "01 80"),
			"GTP-C session: 10.45.0.9 lease imsi 404301234567890; " }, /* its own, of a contract */
		{ GTP1_REQUEST("000d", V1_IMSI), GTP1_ANSWER("000f", "01 c7 80 0006 f1 21 0a2d0001"), "" }, /* refused */
		{ GTP1_REQUEST("000d", V1_IMSI), GTP1_ANSWER("000f", "01 80 80 0006 f0 01 0a2d0001"), "" }, /* PPP */
		{ GTP1_REQUEST("0008", "14 05 11 00"), GTP1_ANSWER("000f", "01 80 80 0006 f1 21 0a2d0001"), "" },
		{ GTP1_REQUEST("000f", V1_IMSI "7e 00"), GTP1_ANSWER("000f", "01 80 80 0006 f1 21 0a2d0001"), "" }, /* of no known length */
		{ GTP2_REQUEST("0033", V2_IMSI V2_MSISDN V2_MEI V2_NONE4), GTP2_ANSWER("0017", V2_CAUSE("10") V2_PAA4),
			"GTP-C session: 10.45.0.2 lease imsi 404301234567890 phone-number +919876543210 imei 490154203237518; " },
		{ GTP2_REQUEST("0014", V2_IMSI), GTP2_ANSWER("0028", V2_CAUSE("12") V2_PAA46),
			"GTP-C session: 10.45.0.2 lease imsi 404301234567890; GTP-C session: 2001:db8:0:1::1/64 lease imsi 404301234567890; " },
		{ GTP2_REQUEST("0014", V2_IMSI), GTP2_ANSWER("0017", V2_CAUSE("49") V2_PAA4), "" }, /* refused */
		{ GTP2_REQUEST("0014", V2_IMSI), "48 21 0017 00000001 000008 00" V2_CAUSE("10") V2_PAA4, "" }, /* of another request */
		{ GTP2_REQUEST("0014", V2_IMSI), GTP1_ANSWER("000f", "01 80 80 0006 f1 21 0a2d0001"), "" },
		{ GTP2_REQUEST("0014", "01 0008 00 0434103254769ab0"), GTP2_ANSWER("0017", V2_CAUSE("10") V2_PAA4), "" }, /* no digits */
		{ GTP2_REQUEST("0099", V2_IMSI), GTP2_ANSWER("0017", V2_CAUSE("10") V2_PAA4), "" }, /* longer than its packet */
	};
	struct trial t;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		trial_begin(&t);
		request_and_answer(&t, rows[i].request, rows[i].answer, 1);
		if (strcmp(buf_text(&t.said), rows[i].said) != 0)
			fail_msg("row %zu: '%s'", i, buf_text(&t.said));
		trial_end(&t, rows[i].said);
	}
}

static void an_answer_is_of_one_request_and_in_time(void **state)
{
	const struct told answer = { UDP, 2123, 40123, "10.2.0.1", "10.1.0.1", GTP2_ANSWER("0017", V2_CAUSE("10") V2_PAA4), 2 };
	struct trial t;

	(void)state;
	trial_begin(&t);
	request_and_answer(&t, GTP2_REQUEST("0014", V2_IMSI), GTP2_ANSWER("0017", V2_CAUSE("10") V2_PAA4), 1);
	tell(&t, &answer); /* once more */
	trial_end(&t, "GTP-C session: 10.45.0.2 lease imsi 404301234567890; ");
	trial_begin(&t);
	request_and_answer(&t, GTP2_REQUEST("0014", V2_IMSI), GTP2_ANSWER("0017", V2_CAUSE("10") V2_PAA4), GTP_ANSWER_S);
	trial_end(&t, "");
}

static void requests_that_wait_have_a_bound(void **state)
{
	struct told request = { UDP, 40123, 2123, "10.1.0.1", "10.2.0.1", GTP2_REQUEST("0014", V2_IMSI), 0 };
	struct trial t;

	(void)state;
	trial_begin(&t);
	for (int i = 0; i < GTP_REQUESTS_MAX + 5; i++)
		tell(&t, &request);
	trial_end(&t, "");
	assert_int_equal(t.lost, 5);
	trial_begin(&t);
	for (int i = 0; i < GTP_REQUESTS_MAX; i++)
		tell(&t, &request);
	request.at = GTP_ANSWER_S;
	tell(&t, &request);
	trial_end(&t, "");
	assert_int_equal(t.lost, 0);
}

/* Cut anywhere it tells the same or less, and reads nothing behind its end. */
static void a_message_may_be_cut_anywhere(void **state)
{
	static const struct told rows[] = {
		{ ARP, 0, 0, "0.0.0.0", "0.0.0.0", ARP_HEAD A("02") V4("02") A("00") V4("01"), 0 },
		{ ICMP6, 0, 0, "fe80::2", "ff02::1", "88 00 0000 20000000" GLOBAL("03") "0201" A("02"), 0 },
		{ UDP, 68, 67, "0.0.0.0", "255.255.255.255", DHCP("01", NONE4, NONE4, A("02"), "00 350101" ANDROID), 0 },
		{ UDP, 547, 547, "2001:db8::1", "2001:db8::2", "0d 00" GLOBAL("00") V6("02") "0009 0042 07 000001" DUID(A("02"))
			"0003 0028 00000001 00000000 00000000 0005 0018" GLOBAL("07") "00000e10 00000e10 0000 0000", 0 },
		{ UDP, 40123, 2123, "10.1.0.1", "10.2.0.1", GTP2_REQUEST("0033", V2_IMSI V2_MSISDN V2_MEI V2_NONE4), 0 },
		{ UDP, 40123, 2123, "10.1.0.1", "10.2.0.1", GTP1_REQUEST("0018", V1_IMSI V1_IMEI), 0 },
		{ UDP, 2123, 40123, "10.2.0.1", "10.1.0.1", GTP1_ANSWER("001b", "01 80 80 0012 f1 57 20010db8000000010000000000000001"), 0 },
	};
	struct trial t;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		trial_begin(&t);
		for (size_t cut = 0; cut < 320; cut++)
			tell_cut(&t, &rows[i], cut);
		assert_true(t.said.len < 3000);
		trial_end(&t, buf_text(&t.said));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_message_tells_who_has_an_address),
		cmocka_unit_test(what_was_forwarded_is_no_neighbour),
		cmocka_unit_test(a_lease_tells_whose_an_address_is),
		cmocka_unit_test(a_session_tells_whose_its_address_is),
		cmocka_unit_test(an_answer_is_of_one_request_and_in_time),
		cmocka_unit_test(requests_that_wait_have_a_bound),
		cmocka_unit_test(a_message_may_be_cut_anywhere),
	};

	return unit_run(tests);
}
