#include "unit.h"

#include "base/buf.h"
#include "pipeline/handsets.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* ---- datagrams by address, and what was decided as text: "10.0.0.2 redmi 1, " ---- */

enum { UDP = 17, TCP = 6 };

static struct mac mac_of(uint8_t last)
{
	return (struct mac){ { 0x64, 9, 0x80, 0, 0, last }, last != 0 };
}

/* mac: the source's last octet, 0 unknown. */
static struct datagram datagram_of(const char *source, uint16_t source_port, const char *target, uint16_t target_port, uint8_t flags,
	uint8_t mac)
{
	struct datagram d = { .transport = flags == 0 ? UDP : TCP, .source_port = source_port, .target_port = target_port,
		.tcp_flags = flags, .source_mac = mac_of(mac) };

	assert_true(address_parse(source, &d.source) && address_parse(target, &d.target));
	return d;
}

/* The other sees the same, live where this is a first pass and the other way round: in the end both have decided alike. */
struct trial {
	struct handsets *handsets, *other;
	struct losses *losses;
	uint64_t frame;
	struct buf said, reasons;
};

static void trial_begin(struct trial *t, const struct audit_case *c, bool live)
{
	*t = (struct trial){ .handsets = handsets_new(c, NULL, live), .other = handsets_new(c, NULL, !live), .losses = losses_new() };
}

static void observed(struct trial *t, const struct datagram *d)
{
	handsets_observe(t->handsets, d);
	handsets_observe(t->other, d);
}

static void attached(struct trial *t, const struct attachment *a)
{
	handsets_attach(t->handsets, a);
	handsets_attach(t->other, a);
}

static void sees(struct trial *t, const char *source, uint16_t source_port, const char *target, uint16_t target_port, uint8_t flags,
	uint8_t mac)
{
	struct datagram d = datagram_of(source, source_port, target, target_port, flags, mac);

	d.frame = ++t->frame;
	observed(t, &d);
}

static void calls(struct trial *t, const char *source, const char *target, uint8_t mac)
{
	sees(t, source, 40000, target, 443, TCP_SYN, mac);
	sees(t, target, 443, source, 40000, TCP_SYN | TCP_ACK, 99);
}

static void say(void *ctx, const struct fact_handset *f)
{
	struct trial *t = ctx;
	char text[ADDRESS_TEXT];

	buf_printf(&t->said, "%s %s %u, ", address_text(&f->address, text), f->id, f->number);
	buf_printf(&t->reasons, "%s, ", f->reason);
}

static void trial_end(struct trial *t, const char *said)
{
	handsets_each(t->handsets, say, t);
	assert_string_equal(buf_text(&t->said), said);
	handsets_free(t->handsets);
	handsets_free(t->other);
	losses_free(t->losses);
	buf_free(&t->said);
	buf_free(&t->reasons);
}

static void tell(void *ctx, const struct fact_handset *f)
{
	char text[ADDRESS_TEXT];

	buf_printf(ctx, "%s %s %u %u %d: %s, ", address_text(&f->address, text), f->id, f->number, (unsigned)f->since, f->mac.octets[5], f->reason);
}

static void settle(struct trial *t)
{
	struct buf told = { 0 }, other = { 0 };

	handsets_settle(t->handsets);
	handsets_settle(t->other);
	handsets_each(t->handsets, tell, &told);
	handsets_each(t->other, tell, &other);
	assert_string_equal(buf_text(&told), buf_text(&other));
	buf_free(&told);
	buf_free(&other);
}

static void trial_settle(struct trial *t, const char *said)
{
	settle(t);
	trial_end(t, said);
}

/* ---- what control traffic tells ---- */

/* address NULL: none told; mac: its last octet, 0 unknown. */
static void told(struct trial *t, const char *how, const char *address, uint8_t mac, const char *sign, bool lease)
{
	struct attachment a = { .how = how, .frame = ++t->frame, .mac = mac_of(mac), .lease = lease };

	assert_true(address == NULL || address_parse(address, &a.address));
	snprintf(a.sign, sizeof a.sign, "%s", sign);
	attached(t, &a);
}

static void router(struct trial *t, const char *address, uint8_t mac)
{
	struct attachment a = { .how = "neighbour discovery", .frame = ++t->frame, .mac = mac_of(mac), .router = true };

	assert_true(address_parse(address, &a.address));
	attached(t, &a);
}

static void session(struct trial *t, const char *address, bool prefix, const char *imsi, const char *imeisv, const char *number)
{
	const struct {
		enum kind kind;
		const char *digits;
	} told_of[] = { { KIND_IMSI, imsi }, { KIND_IMEISV, imeisv }, { KIND_PHONE_NUMBER, number } };
	struct attachment a = { .how = "GTP-C session", .frame = ++t->frame, .prefix = prefix, .lease = true };

	assert_true(address_parse(address, &a.address));
	for (size_t i = 0; i < sizeof told_of / sizeof *told_of; i++) {
		if (told_of[i].digits == NULL)
			continue;
		a.identities[a.identity_count].kind = told_of[i].kind;
		snprintf(a.identities[a.identity_count++].digits, IDENTITY_TEXT, "%s", told_of[i].digits);
	}
	attached(t, &a);
}

static void say_identity(void *ctx, struct fact_identity *f)
{
	buf_printf((struct buf *)ctx, "%u %s %.*s, ", f->handset, kind_name(f->kind), (int)f->value_len, (const char *)f->value);
}

/* The number of the handset that has an address at a frame. */
static uint32_t at_frame(const struct trial *t, const char *address, uint64_t frame)
{
	struct datagram d = datagram_of(address, 1, "203.0.113.5", 2, 0, 0);

	d.frame = frame;
	return handsets_ends(t->handsets, &d).source;
}

/* ---- cases by hand ---- */

static struct case_handset redmi(const char *address, struct mac *mac)
{
	static struct address addresses[4];
	static size_t next;
	struct case_handset h = { .id = "redmi" };

	if (address != NULL) {
		struct address *a = &addresses[next++ % 4];

		assert_true(address_parse(address, a));
		h.addresses = a;
		h.address_count = 1;
	}
	h.macs = mac;
	h.mac_count = mac != NULL;
	return h;
}

/* ---- by the case ---- */

static void a_case_names_its_handset_by_address(void **state)
{
	struct case_handset h = redmi("10.0.0.2", NULL);
	const struct audit_case c = { .handsets = &h, .handset_count = 1 };
	struct trial t;

	(void)state;
	trial_begin(&t, &c, false);
	calls(&t, "10.0.0.3", "203.0.113.5", 3); /* the tester's laptop */
	calls(&t, "10.0.0.2", "203.0.113.5", 2);
	trial_settle(&t, "10.0.0.2 redmi 1, ");
}

static void its_ipv6_addresses_are_known_by_its_mac(void **state)
{
	struct case_handset h = redmi("10.0.0.2", NULL);
	const struct audit_case c = { .handsets = &h, .handset_count = 1 };
	struct trial t;

	(void)state;
	trial_begin(&t, &c, false);
	sees(&t, "0.0.0.0", 68, "255.255.255.255", 67, 0, 2); /* DHCP: no address of anybody's */
	calls(&t, "2001:db8::7", "2001:db8:f::1", 2);
	calls(&t, "10.0.0.2", "203.0.113.5", 2);
	calls(&t, "2001:db8::8", "2001:db8:f::1", 3);
	trial_settle(&t, "2001:db8::7 redmi 1, 10.0.0.2 redmi 1, ");
}

static void a_case_names_its_handset_by_mac(void **state)
{
	struct mac mac = mac_of(2);
	struct case_handset h = redmi(NULL, &mac);
	const struct audit_case c = { .handsets = &h, .handset_count = 1 };
	struct trial t;

	(void)state;
	trial_begin(&t, &c, false);
	calls(&t, "10.0.0.3", "203.0.113.5", 3);
	calls(&t, "10.0.0.2", "203.0.113.5", 2);
	calls(&t, "2001:db8::7", "2001:db8:f::1", 2);
	calls(&t, "10.0.0.9", "203.0.113.5", 2); /* a new lease */
	trial_settle(&t, "10.0.0.2 redmi 1, 2001:db8::7 redmi 1, 10.0.0.9 redmi 1, ");
}

static void several_handsets_have_numbers_of_their_own(void **state)
{
	struct case_handset h[] = { redmi("10.0.0.2", NULL), redmi("10.0.0.3", NULL) };
	const struct audit_case c = { .handsets = h, .handset_count = 2 };
	struct trial t;

	(void)state;
	h[1].id = "mi4";
	trial_begin(&t, &c, false);
	calls(&t, "10.0.0.3", "203.0.113.5", 3);
	calls(&t, "10.0.0.2", "203.0.113.5", 2);
	trial_settle(&t, "10.0.0.3 mi4 1, 10.0.0.2 redmi 2, ");
}

static void a_case_that_names_addresses_infers_none(void **state)
{
	struct case_handset h = redmi("10.0.0.77", NULL);
	const struct audit_case c = { .handsets = &h, .handset_count = 1 };
	struct trial t;

	(void)state;
	trial_begin(&t, &c, false);
	calls(&t, "10.0.0.2", "203.0.113.5", 2);
	trial_settle(&t, "");
}

static void live_such_a_case_infers_none_either(void **state)
{
	struct case_handset h = redmi("10.0.0.77", NULL);
	const struct audit_case c = { .handsets = &h, .handset_count = 1 };
	struct trial t;

	(void)state;
	trial_begin(&t, &c, true);
	calls(&t, "10.0.0.2", "203.0.113.5", 2);
	calls(&t, "10.0.0.77", "203.0.113.5", 3);
	calls(&t, "10.0.0.3", "203.0.113.5", 4);
	trial_end(&t, "10.0.0.77 redmi 1, ");
}

static void a_case_with_one_handset_and_no_address_means_the_busiest(void **state)
{
	struct case_handset h = redmi(NULL, NULL);
	const struct audit_case c = { .handsets = &h, .handset_count = 1 };
	struct trial t;

	(void)state;
	trial_begin(&t, &c, false);
	calls(&t, "10.0.0.3", "203.0.113.5", 3);
	calls(&t, "10.0.0.2", "203.0.113.5", 2);
	calls(&t, "10.0.0.2", "203.0.113.6", 2);
	calls(&t, "2001:db8::7", "2001:db8:f::1", 2);
	trial_settle(&t, "10.0.0.2 redmi 1, 2001:db8::7 redmi 1, ");
}

static void live_such_a_case_means_the_first_that_calls(void **state)
{
	struct case_handset h = redmi(NULL, NULL);
	const struct audit_case c = { .handsets = &h, .handset_count = 1 };
	struct trial t;

	(void)state;
	trial_begin(&t, &c, true);
	calls(&t, "10.0.0.2", "203.0.113.5", 2);
	calls(&t, "10.0.0.3", "203.0.113.5", 3);
	trial_end(&t, "10.0.0.2 redmi 1, 10.0.0.3 handset-2 2, ");
}

/* ---- by what was seen ---- */

static void a_private_address_that_calls_out_is_a_handset(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t, NULL, false);
	calls(&t, "10.0.0.2", "203.0.113.5", 2);
	calls(&t, "10.0.0.3", "203.0.113.5", 3);
	sees(&t, "10.0.0.4", 5353, "224.0.0.251", 5353, 0, 4); /* did not call out */
	sees(&t, "10.0.0.5", 40000, "10.0.0.2", 80, TCP_SYN, 5);
	trial_settle(&t, "10.0.0.2 handset-1 1, 10.0.0.3 handset-2 2, ");
}

static void in_the_middle_of_a_connection_the_port_tells(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t, NULL, false);
	sees(&t, "203.0.113.5", 443, "10.0.0.2", 40000, TCP_ACK, 99);
	sees(&t, "10.0.0.2", 40000, "203.0.113.5", 443, TCP_ACK, 2);
	settle(&t);
	handsets_each(t.handsets, say, &t);
	assert_non_null(strstr(buf_text(&t.reasons), "in the middle of a connection"));
	buf_reset(&t.said);
	trial_end(&t, "10.0.0.2 handset-1 1, ");
}

static void without_private_addresses_calls_tell(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t, NULL, false);
	calls(&t, "198.51.100.3", "203.0.113.5", 0);
	calls(&t, "198.51.100.2", "203.0.113.5", 0);
	calls(&t, "198.51.100.2", "203.0.113.6", 0);
	trial_settle(&t, "198.51.100.2 handset-1 1, ");
}

/* Nothing leaves the local network: a server's long answers make it no handset. */
static void within_the_local_network_who_called_is_taken(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t, NULL, false);
	calls(&t, "10.0.0.9", "10.0.0.11", 1);
	for (int i = 0; i < 9; i++)
		sees(&t, "10.0.0.11", 80, "10.0.0.9", 40000, TCP_ACK, 2);
	trial_settle(&t, "10.0.0.9 handset-1 1, ");
}

/* A service's port may be higher than its caller's: what answers from without is no handset for that. */
static void a_private_address_that_sends_out_is_taken_before_one_without(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t, NULL, false);
	for (int i = 0; i < 3; i++) {
		sees(&t, "192.168.1.2", 4000, "203.0.113.5", 9999, 0, 0);
		sees(&t, "203.0.113.5", 9999, "192.168.1.2", 4000, 0, 0);
		sees(&t, "203.0.113.5", 9999, "192.168.1.2", 4000, 0, 0);
	}
	trial_settle(&t, "192.168.1.2 handset-1 1, ");
}

static void without_calls_who_sent_most_is_taken(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t, NULL, false);
	sees(&t, "203.0.113.5", 443, "198.51.100.2", 40000, TCP_ACK, 0);
	sees(&t, "203.0.113.5", 443, "198.51.100.2", 40000, TCP_ACK, 0);
	sees(&t, "198.51.100.2", 443, "203.0.113.5", 40000, TCP_ACK, 0);
	trial_settle(&t, "203.0.113.5 handset-1 1, ");
}

static void of_nothing_nobody_is_told(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t, NULL, false);
	trial_settle(&t, "");
}

/* Behind a router every address has the router's MAC: that joins nothing. */
static void a_routers_mac_tells_nothing(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t, NULL, false);
	calls(&t, "10.0.0.2", "203.0.113.5", 1);
	calls(&t, "10.0.0.3", "203.0.113.5", 1);
	calls(&t, "2001:db8::7", "2001:db8:f::1", 1);
	trial_settle(&t, "10.0.0.2 handset-1 1, 10.0.0.3 handset-2 2, ");
}

static void without_a_mac_nothing_is_joined(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t, NULL, false);
	calls(&t, "10.0.0.2", "203.0.113.5", 0);
	calls(&t, "2001:db8::7", "2001:db8:f::1", 0);
	trial_settle(&t, "10.0.0.2 handset-1 1, ");
}

/* ---- by what control traffic told ---- */

static void a_phone_says_by_dhcp_that_it_is_one(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t, NULL, false);
	told(&t, "DHCP", NULL, 2, "DHCP vendor class android-dhcp-13", false);
	told(&t, "DHCP", "10.0.0.2", 2, "", true);
	sees(&t, "10.0.0.2", 5353, "224.0.0.251", 5353, 0, 2); /* it calls nobody */
	calls(&t, "10.0.0.3", "203.0.113.5", 3);
	settle(&t);
	handsets_each(t.handsets, say, &t);
	assert_string_equal(buf_text(&t.reasons), "DHCP vendor class android-dhcp-13, private address that called out, ");
	buf_reset(&t.said);
	trial_end(&t, "10.0.0.2 handset-1 1, 10.0.0.3 handset-2 2, ");
}

/* Its lease was not captured: the frames tell. */
static void a_phones_frames_tell_its_address(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t, NULL, false);
	sees(&t, "0.0.0.0", 68, "255.255.255.255", 67, 0, 2);
	told(&t, "DHCP", NULL, 2, "DHCP vendor class android-dhcp-13", false);
	sees(&t, "10.0.0.2", 5353, "224.0.0.251", 5353, 0, 2);
	trial_settle(&t, "10.0.0.2 handset-1 1, ");
}

static void pcapdroids_address_is_the_phone(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t, NULL, false);
	sees(&t, "203.0.113.5", 443, "10.215.173.1", 40000, TCP_ACK, 0);
	sees(&t, "10.215.173.1", 443, "10.215.173.2", 40000, TCP_ACK, 0);
	settle(&t);
	handsets_each(t.handsets, say, &t);
	assert_string_equal(buf_text(&t.reasons), "PCAPdroid's tunnel address, ");
	buf_reset(&t.said);
	trial_end(&t, "10.215.173.1 handset-1 1, ");
}

static void a_new_lease_makes_no_new_handset(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t, NULL, false);
	told(&t, "ARP", "10.0.0.2", 2, "", false);
	calls(&t, "10.0.0.2", "203.0.113.5", 2);
	told(&t, "DHCP", "10.0.0.9", 2, "", true);
	calls(&t, "10.0.0.9", "203.0.113.5", 2);
	calls(&t, "10.0.0.3", "203.0.113.5", 3);
	told(&t, "neighbour discovery", "2001:db8::7", 2, "", false);
	calls(&t, "2001:db8::8", "2001:db8:f::1", 2); /* by its MAC alone */
	trial_settle(&t, "10.0.0.2 handset-1 1, 10.0.0.9 handset-1 1, 10.0.0.3 handset-2 2, 2001:db8::7 handset-1 1, 2001:db8::8 handset-1 1, ");
}

/* Who asks for an address has none: with one MAC it is the handset's, with two it is nobody's own. */
static void who_has_no_address_yet_may_be_anybody(void **state)
{
	struct mac mac = mac_of(2);
	struct case_handset h = redmi(NULL, &mac);
	const struct audit_case c = { .handsets = &h, .handset_count = 1 };
	struct trial t;

	(void)state;
	trial_begin(&t, &c, false);
	sees(&t, "0.0.0.0", 68, "255.255.255.255", 67, 0, 2);
	settle(&t);
	assert_int_equal(at_frame(&t, "0.0.0.0", 1), 1);
	trial_end(&t, "0.0.0.0 redmi 1, ");
	trial_begin(&t, &c, false);
	sees(&t, "0.0.0.0", 68, "255.255.255.255", 67, 0, 2);
	calls(&t, "10.0.0.2", "203.0.113.5", 2);
	trial_settle(&t, "10.0.0.2 redmi 1, ");
	trial_begin(&t, &c, false);
	sees(&t, "0.0.0.0", 68, "255.255.255.255", 67, 0, 2);
	sees(&t, "0.0.0.0", 68, "255.255.255.255", 67, 0, 3);
	settle(&t);
	assert_int_equal(at_frame(&t, "0.0.0.0", 1), 0);
	trial_end(&t, "");
}

static void a_case_knows_its_handset_by_what_was_told(void **state)
{
	struct mac mac = mac_of(2);
	struct case_handset h = redmi(NULL, &mac);
	const struct audit_case c = { .handsets = &h, .handset_count = 1 };
	struct trial t;

	(void)state;
	trial_begin(&t, &c, false); /* a capture without link addresses of who sent */
	told(&t, "ARP", "10.0.0.2", 2, "", false);
	told(&t, "ARP", "10.0.0.3", 3, "", false);
	calls(&t, "10.0.0.2", "203.0.113.5", 0);
	calls(&t, "10.0.0.3", "203.0.113.5", 0);
	settle(&t);
	handsets_each(t.handsets, say, &t);
	assert_string_equal(buf_text(&t.reasons), "MAC named by the case (ARP), ");
	buf_reset(&t.said);
	trial_end(&t, "10.0.0.2 redmi 1, ");
}

static void a_mac_among_the_cases_values_names_its_handset(void **state)
{
	struct case_value values[] = { { KIND_IMEI, "490154203237518" }, { KIND_WIFI_MAC, "64:09:80:00:00:02" } };
	struct case_handset h = { .id = "redmi", .values = values, .value_count = 2 };
	const struct audit_case c = { .handsets = &h, .handset_count = 1 };
	struct trial t;

	(void)state;
	trial_begin(&t, &c, false);
	calls(&t, "10.0.0.3", "203.0.113.5", 3);
	calls(&t, "10.0.0.3", "203.0.113.6", 3);
	calls(&t, "10.0.0.2", "203.0.113.5", 2);
	trial_settle(&t, "10.0.0.2 redmi 1, ");
}

/* The first keeps what it sent before the address was given to the second. */
static void an_address_may_change_hands(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t, NULL, false);
	told(&t, "DHCP", "10.0.0.2", 2, "", true);
	calls(&t, "10.0.0.2", "203.0.113.5", 2); /* frames 2 and 3 */
	told(&t, "DHCP", "10.0.0.2", 3, "", true);
	calls(&t, "10.0.0.2", "203.0.113.5", 3); /* 5 and 6 */
	told(&t, "DHCP", "10.0.0.2", 3, "", true); /* renewed */
	told(&t, "ARP", "10.0.0.2", 7, "", false); /* a claim is no lease */
	settle(&t);
	assert_int_equal(at_frame(&t, "10.0.0.2", 3), 1);
	assert_int_equal(at_frame(&t, "10.0.0.2", 5), 2);
	assert_int_equal(at_frame(&t, "10.0.0.2", 99), 2);
	trial_end(&t, "10.0.0.2 handset-1 1, 10.0.0.2 handset-2 2, ");
}

static void a_routers_claims_join_nothing(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t, NULL, false);
	router(&t, "fe80::1", 1);
	told(&t, "ARP", "10.0.0.1", 1, "", false);
	told(&t, "ARP", "10.0.0.2", 1, "", false); /* it answers for another */
	calls(&t, "10.0.0.1", "203.0.113.5", 1);
	calls(&t, "10.0.0.2", "203.0.113.5", 1);
	calls(&t, "2001:db8::7", "2001:db8:f::1", 1);
	trial_settle(&t, "10.0.0.1 handset-1 1, 10.0.0.2 handset-2 2, ");
	trial_begin(&t, NULL, false); /* nor those of one that has too many */
	for (int i = 0; i <= ADDRESSES_OF_DEVICE_MAX; i++) {
		char text[ADDRESS_TEXT];

		snprintf(text, sizeof text, "10.0.1.%d", i);
		told(&t, "ARP", text, 1, "", false);
	}
	calls(&t, "10.0.1.0", "203.0.113.5", 1);
	calls(&t, "10.0.1.1", "203.0.113.5", 1);
	trial_settle(&t, "10.0.1.0 handset-1 1, 10.0.1.1 handset-2 2, ");
}

/* ---- sessions of a mobile network ---- */

static void a_session_tells_who_the_handset_is(void **state)
{
	struct buf identities = { 0 };
	struct trial t;

	(void)state;
	trial_begin(&t, NULL, false);
	session(&t, "10.45.0.2", false, "404301234567890", "4901542032375107", "+919876543210");
	session(&t, "2001:db8:0:1::1", true, "404301234567890", NULL, NULL);
	session(&t, "10.45.0.3", false, "404301234567891", NULL, NULL);
	calls(&t, "2001:db8:0:1:aaaa::5", "2001:db8:f::1", 0); /* an address of its own choice in its prefix */
	settle(&t);
	handsets_identities(t.handsets, say_identity, &identities);
	assert_string_equal(buf_text(&identities), "1 imsi 404301234567890, 1 imei 490154203237518, 1 imeisv 4901542032375107, "
		"1 phone-number +919876543210, 2 imsi 404301234567891, ");
	handsets_each(t.handsets, say, &t);
	assert_string_equal(buf_text(&t.reasons), "GTP-C session, GTP-C session, GTP-C session, GTP-C session, ");
	buf_reset(&t.said);
	buf_free(&identities);
	trial_end(&t, "10.45.0.2 handset-1 1, 2001:db8:0:1::1 handset-1 1, 10.45.0.3 handset-2 2, 2001:db8:0:1:aaaa::5 handset-1 1, ");
}

static void a_session_of_a_value_of_the_case_names_its_handset(void **state)
{
	static const struct {
		enum kind kind;
		char value[32];
		const char *reason;
	} rows[] = {
		{ KIND_IMSI, "404301234567890", "GTP-C session of the case's IMSI, " },
		{ KIND_IMEI, "49-015420-323751-8", "GTP-C session of the case's IMEI, " },
		{ KIND_IMEISV, "4901542032375199", "GTP-C session of the case's IMEI, " }, /* of another version of the software */
		{ KIND_PHONE_NUMBER, "+91 98765 43210", "GTP-C session of the case's phone number, " },
		{ KIND_IMSI, "404301234567899", "the case names no address (GTP-C session), " },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct case_value value = { rows[i].kind, (char *)rows[i].value };
		struct case_handset h = { .id = "redmi", .values = &value, .value_count = 1 };
		const struct audit_case c = { .handsets = &h, .handset_count = 1 };
		bool matches = i + 1 < sizeof rows / sizeof *rows;
		struct trial t;

		trial_begin(&t, &c, false);
		session(&t, "10.45.0.2", false, "404301234567890", "4901542032375107", "+919876543210");
		session(&t, "10.45.0.3", false, "404301234567891", NULL, NULL);
		calls(&t, "10.45.0.3", "203.0.113.5", 0);
		settle(&t);
		handsets_each(t.handsets, say, &t);
		assert_string_equal(buf_text(&t.reasons), rows[i].reason);
		buf_reset(&t.said);
		trial_end(&t, matches ? "10.45.0.2 redmi 1, " : "10.45.0.3 redmi 1, ");
	}
}

/* ---- live ---- */

static void live_a_handset_is_known_once_it_calls(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t, NULL, true);
	sees(&t, "10.0.0.2", 5353, "224.0.0.251", 5353, 0, 2);
	sees(&t, "203.0.113.5", 40000, "10.0.0.9", 443, TCP_SYN, 99);
	calls(&t, "10.0.0.2", "203.0.113.5", 2);
	trial_end(&t, "10.0.0.2 handset-1 1, ");
}

static void live_its_ipv6_addresses_are_known_by_its_mac(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t, NULL, true);
	sees(&t, "0.0.0.0", 68, "255.255.255.255", 67, 0, 2);
	calls(&t, "10.0.0.2", "203.0.113.5", 2);
	calls(&t, "2001:db8::7", "2001:db8:f::1", 2);
	calls(&t, "2001:db8::8", "2001:db8:f::1", 3);
	trial_end(&t, "10.0.0.2 handset-1 1, 2001:db8::7 handset-1 1, ");
}

static void live_a_second_owner_of_its_mac_makes_it_a_routers(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t, NULL, true);
	calls(&t, "10.0.0.2", "203.0.113.5", 2);
	calls(&t, "10.0.0.3", "203.0.113.5", 2);
	calls(&t, "2001:db8::7", "2001:db8:f::1", 2);
	trial_end(&t, "10.0.0.2 handset-1 1, 10.0.0.3 handset-2 2, ");
}

/* 10.0.0.3 had the MAC too, and is another's now: 10.0.0.2 is the only one again. */
static void live_who_gave_an_address_away_owns_no_mac_by_it(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t, NULL, true);
	calls(&t, "10.0.0.2", "203.0.113.5", 2);
	told(&t, "DHCP", "10.0.0.3", 5, "", true);
	calls(&t, "10.0.0.3", "203.0.113.5", 2);
	told(&t, "DHCP", "10.0.0.3", 6, "", true);
	calls(&t, "2001:db8::7", "2001:db8:f::1", 2);
	trial_end(&t, "10.0.0.2 handset-1 1, 10.0.0.3 handset-2 2, 2001:db8::7 handset-1 1, ");
}

/* Each asks whose its MAC is: to look at every address each time would take minutes. */
static void live_many_addresses_that_are_nobodys_take_no_longer(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t, NULL, true);
	calls(&t, "10.0.0.2", "203.0.113.5", 2);
	for (unsigned i = 0; i < ENDPOINTS_MAX / 2; i++) {
		char source[ADDRESS_TEXT];

		snprintf(source, sizeof source, "2001:db8:1::%x:%x", i >> 16, i & 0xffff);
		sees(&t, source, 40000, "2001:db8:f::1", 443, TCP_SYN, 3);
	}
	trial_end(&t, "10.0.0.2 handset-1 1, ");
}

/* At a second of the capture's clock. */
static void sends_out_at(struct trial *t, const char *source, int64_t second)
{
	struct datagram d = datagram_of(source, 123, "203.0.113.5", 123, 0, 0);

	d.frame = ++t->frame;
	d.at = second * 1000000000;
	observed(t, &d);
}

/* To ports not below their own: nothing but that they leave the local network tells who is the handset, and it may call yet. */
static void live_who_only_sends_is_known_after_a_while(void **state)
{
	struct case_handset h = redmi(NULL, NULL);
	const struct audit_case c = { .handsets = &h, .handset_count = 1 };
	struct trial t;

	(void)state;
	trial_begin(&t, &c, true);
	sees(&t, "10.0.0.1", 5353, "224.0.0.251", 5353, 0, 0);
	sends_out_at(&t, "10.0.0.2", 5);
	sends_out_at(&t, "10.0.0.2", 4 + CALL_WAIT_S);
	assert_int_equal(at_frame(&t, "10.0.0.2", 3), 0);
	sends_out_at(&t, "10.0.0.2", 5 + CALL_WAIT_S);
	assert_int_equal(at_frame(&t, "10.0.0.2", 2), 1);
	settle(&t);
	handsets_each(t.handsets, say, &t);
	assert_string_equal(buf_text(&t.reasons), "the case names no address; it called out most, ");
	buf_reset(&t.said);
	trial_end(&t, "10.0.0.2 redmi 1, ");
}

/* A router that asks for the time is not the case's handset. */
static void live_who_calls_later_is_the_one_meant(void **state)
{
	struct case_handset h = redmi(NULL, NULL);
	const struct audit_case c = { .handsets = &h, .handset_count = 1 };
	struct trial t;

	(void)state;
	trial_begin(&t, &c, true);
	sends_out_at(&t, "10.0.0.1", 0);
	sends_out_at(&t, "10.0.0.1", CALL_WAIT_S);
	calls(&t, "10.0.0.2", "203.0.113.5", 0);
	settle(&t);
	trial_end(&t, "10.0.0.2 redmi 1, ");
	trial_begin(&t, &c, true); /* in time */
	sends_out_at(&t, "10.0.0.1", 0);
	calls(&t, "10.0.0.2", "203.0.113.5", 0);
	sends_out_at(&t, "10.0.0.1", CALL_WAIT_S);
	settle(&t);
	trial_end(&t, "10.0.0.2 redmi 1, ");
}

/* Who begins two connections from the address that nobody has yet does not get the name of the case's handset. */
static void live_an_address_of_several_takes_no_name(void **state)
{
	struct case_handset h = redmi(NULL, NULL);
	const struct audit_case c = { .handsets = &h, .handset_count = 1 };
	struct trial t;

	(void)state;
	trial_begin(&t, &c, true);
	sees(&t, "0.0.0.0", 68, "255.255.255.255", 67, 0, 1);
	sees(&t, "0.0.0.0", 68, "255.255.255.255", 67, 0, 2);
	sees(&t, "0.0.0.0", 40000, "203.0.113.5", 443, TCP_SYN, 2);
	calls(&t, "10.0.0.2", "203.0.113.5", 3);
	settle(&t);
	trial_end(&t, "10.0.0.2 redmi 1, ");
}

/* Processor time of what so many public addresses send, from that second on. */
static double seconds_of_strangers(int64_t second)
{
	enum { STRANGERS = 4096 };
	struct trial t;
	clock_t begin;

	trial_begin(&t, NULL, true);
	begin = clock();
	for (int64_t i = 0; i < 2 * STRANGERS; i++) {
		char source[ADDRESS_TEXT];

		snprintf(source, sizeof source, "198.51.%u.%u", (unsigned)i >> 8 & 15, (unsigned)i & 255);
		sends_out_at(&t, source, i < STRANGERS ? 0 : second);
	}
	begin = clock() - begin;
	trial_end(&t, "");
	return (double)begin / CLOCKS_PER_SEC;
}

/* None of them can be the handset: to weigh all for each packet would take as long as the square of their number. */
static void live_who_cannot_be_a_handset_is_not_waited_for(void **state)
{
	(void)state;
	assert_true(seconds_of_strangers(2 * CALL_WAIT_S) < 8 * seconds_of_strangers(0));
}

static void live_the_end_tells_who_only_sent(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t, NULL, true);
	sends_out_at(&t, "10.0.0.2", 5);
	assert_int_equal(at_frame(&t, "10.0.0.2", 1), 0);
	settle(&t);
	trial_end(&t, "10.0.0.2 handset-1 1, ");
	trial_begin(&t, NULL, true);
	settle(&t);
	trial_end(&t, "");
}

static void live_in_the_middle_of_a_connection_the_port_tells(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t, NULL, true);
	sees(&t, "10.0.0.2", 40000, "203.0.113.5", 443, TCP_ACK, 2);
	assert_int_equal(at_frame(&t, "10.0.0.2", 1), 1);
	trial_end(&t, "10.0.0.2 handset-1 1, ");
}

static void live_what_is_told_counts_from_then_on(void **state)
{
	struct case_value value = { KIND_IMSI, "404301234567890" };
	struct case_handset h = { .id = "redmi", .values = &value, .value_count = 1 };
	const struct audit_case c = { .handsets = &h, .handset_count = 1 };
	struct trial t;

	(void)state;
	trial_begin(&t, &c, true);
	session(&t, "10.45.0.3", false, "404301234567890", NULL, NULL);
	calls(&t, "10.45.0.2", "203.0.113.5", 0);
	calls(&t, "10.45.0.3", "203.0.113.5", 0);
	session(&t, "10.45.0.9", false, "404301234567890", NULL, NULL);
	trial_end(&t, "10.45.0.3 redmi 1, 10.45.0.9 redmi 1, ");
	trial_begin(&t, NULL, true);
	told(&t, "DHCP", "10.0.0.2", 2, "", true);
	calls(&t, "10.0.0.2", "203.0.113.5", 2);
	told(&t, "DHCP", "10.0.0.9", 2, "", true);
	calls(&t, "10.0.0.9", "203.0.113.5", 2);
	trial_end(&t, "10.0.0.2 handset-1 1, 10.0.0.9 handset-1 1, ");
}

/* Whose 10.0.0.7 is, was only thought: that it is told of another is no change of hands. */
static void live_what_is_told_comes_before_what_was_found(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t, NULL, true);
	told(&t, "DHCP", "10.0.0.2", 2, "DHCP request of an Android phone", true);
	calls(&t, "10.0.0.7", "203.0.113.5", 2);
	assert_int_equal(at_frame(&t, "10.0.0.7", 2), 1);
	told(&t, "DHCP", "10.0.0.7", 5, "", true);
	calls(&t, "10.0.0.7", "203.0.113.5", 2);
	trial_settle(&t, "10.0.0.2 handset-1 1, 10.0.0.7 handset-2 2, ");
}

/* ---- ends ---- */

static void both_ends_of_a_datagram_are_looked_up(void **state)
{
	struct trial t;
	struct datagram d = datagram_of("10.0.0.2", 1, "203.0.113.5", 2, 0, 0);
	struct ends e;

	(void)state;
	trial_begin(&t, NULL, false);
	calls(&t, "10.0.0.3", "203.0.113.5", 3);
	calls(&t, "10.0.0.2", "203.0.113.5", 2);
	settle(&t);
	e = handsets_ends(t.handsets, &d);
	assert_int_equal(e.source, 2);
	assert_int_equal(e.target, 0);
	d = datagram_of("203.0.113.99", 1, "10.0.0.3", 2, 0, 0);
	e = handsets_ends(t.handsets, &d);
	assert_int_equal(e.source, 0);
	assert_int_equal(e.target, 1);
	trial_end(&t, "10.0.0.3 handset-1 1, 10.0.0.2 handset-2 2, ");
}

/* More than the first size of the table, so that it grows. */
static void among_many_addresses_the_handset_is_found(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t, NULL, false);
	for (int i = 0; i < 5000; i++) {
		char text[ADDRESS_TEXT];

		snprintf(text, sizeof text, "203.%d.%d.5", i / 250, i % 250);
		sees(&t, text, 443, "10.0.0.2", 40000, TCP_ACK, 99);
	}
	calls(&t, "10.0.0.2", "203.0.113.5", 2);
	trial_settle(&t, "10.0.0.2 handset-1 1, ");
}

static void last_of(void *ctx, const struct fact_handset *f)
{
	*(struct fact_handset *)ctx = *f;
}

/* As many as are weighed, each with a number and an id of its own: to look at every other one for each would take seconds. */
static void many_handsets_have_numbers_of_their_own(void **state)
{
	(void)state;
	for (int live = 0; live < 2; live++) {
		struct fact_handset last = { 0 };
		struct trial t;

		trial_begin(&t, NULL, live);
		for (unsigned i = 0; i < ENDPOINTS_MAX; i++) {
			char source[ADDRESS_TEXT];

			snprintf(source, sizeof source, "10.%u.%u.%u", i >> 16, i >> 8 & 255, i & 255);
			sees(&t, source, 40000, "203.0.113.5", 443, TCP_SYN, 0);
		}
		if (!live)
			settle(&t);
		assert_int_equal(at_frame(&t, "10.0.0.1", 9), 2);
		handsets_each(t.handsets, last_of, &last);
		assert_int_equal(last.number, ENDPOINTS_MAX);
		assert_string_equal(last.id, "handset-131072");
		handsets_free(t.handsets);
		handsets_free(t.other);
		losses_free(t.losses);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_case_names_its_handset_by_address),
		cmocka_unit_test(its_ipv6_addresses_are_known_by_its_mac),
		cmocka_unit_test(a_case_names_its_handset_by_mac),
		cmocka_unit_test(several_handsets_have_numbers_of_their_own),
		cmocka_unit_test(a_case_that_names_addresses_infers_none),
		cmocka_unit_test(live_such_a_case_infers_none_either),
		cmocka_unit_test(a_case_with_one_handset_and_no_address_means_the_busiest),
		cmocka_unit_test(live_such_a_case_means_the_first_that_calls),
		cmocka_unit_test(a_private_address_that_calls_out_is_a_handset),
		cmocka_unit_test(in_the_middle_of_a_connection_the_port_tells),
		cmocka_unit_test(without_private_addresses_calls_tell),
		cmocka_unit_test(within_the_local_network_who_called_is_taken),
		cmocka_unit_test(a_private_address_that_sends_out_is_taken_before_one_without),
		cmocka_unit_test(without_calls_who_sent_most_is_taken),
		cmocka_unit_test(of_nothing_nobody_is_told),
		cmocka_unit_test(a_routers_mac_tells_nothing),
		cmocka_unit_test(without_a_mac_nothing_is_joined),
		cmocka_unit_test(a_phone_says_by_dhcp_that_it_is_one),
		cmocka_unit_test(a_phones_frames_tell_its_address),
		cmocka_unit_test(pcapdroids_address_is_the_phone),
		cmocka_unit_test(a_new_lease_makes_no_new_handset),
		cmocka_unit_test(who_has_no_address_yet_may_be_anybody),
		cmocka_unit_test(a_case_knows_its_handset_by_what_was_told),
		cmocka_unit_test(a_mac_among_the_cases_values_names_its_handset),
		cmocka_unit_test(an_address_may_change_hands),
		cmocka_unit_test(a_routers_claims_join_nothing),
		cmocka_unit_test(a_session_tells_who_the_handset_is),
		cmocka_unit_test(a_session_of_a_value_of_the_case_names_its_handset),
		cmocka_unit_test(live_who_only_sends_is_known_after_a_while),
		cmocka_unit_test(live_who_calls_later_is_the_one_meant),
		cmocka_unit_test(live_an_address_of_several_takes_no_name),
		cmocka_unit_test(live_who_cannot_be_a_handset_is_not_waited_for),
		cmocka_unit_test(live_the_end_tells_who_only_sent),
		cmocka_unit_test(live_in_the_middle_of_a_connection_the_port_tells),
		cmocka_unit_test(live_what_is_told_counts_from_then_on),
		cmocka_unit_test(live_what_is_told_comes_before_what_was_found),
		cmocka_unit_test(live_a_handset_is_known_once_it_calls),
		cmocka_unit_test(live_its_ipv6_addresses_are_known_by_its_mac),
		cmocka_unit_test(live_a_second_owner_of_its_mac_makes_it_a_routers),
		cmocka_unit_test(live_who_gave_an_address_away_owns_no_mac_by_it),
		cmocka_unit_test(live_many_addresses_that_are_nobodys_take_no_longer),
		cmocka_unit_test(both_ends_of_a_datagram_are_looked_up),
		cmocka_unit_test(among_many_addresses_the_handset_is_found),
		cmocka_unit_test(many_handsets_have_numbers_of_their_own),
	};

	return unit_run(tests);
}
