#include "unit.h"

#include "base/buf.h"
#include "pipeline/handsets.h"

#include <stdio.h>
#include <string.h>

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

struct trial {
	struct handsets *handsets;
	struct losses *losses;
	uint64_t frame;
	struct buf said, reasons;
};

static void trial_begin(struct trial *t, const struct audit_case *c, bool live)
{
	*t = (struct trial){ .handsets = handsets_new(c, NULL, live), .losses = losses_new() };
}

static void sees(struct trial *t, const char *source, uint16_t source_port, const char *target, uint16_t target_port, uint8_t flags,
	uint8_t mac)
{
	struct datagram d = datagram_of(source, source_port, target, target_port, flags, mac);

	d.frame = ++t->frame;
	handsets_observe(t->handsets, &d);
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
	losses_free(t->losses);
	buf_free(&t->said);
	buf_free(&t->reasons);
}

static void trial_settle(struct trial *t, const char *said)
{
	handsets_settle(t->handsets, t->losses);
	trial_end(t, said);
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
	handsets_settle(t.handsets, t.losses);
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
	handsets_settle(t.handsets, t.losses);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_case_names_its_handset_by_address),
		cmocka_unit_test(its_ipv6_addresses_are_known_by_its_mac),
		cmocka_unit_test(a_case_names_its_handset_by_mac),
		cmocka_unit_test(several_handsets_have_numbers_of_their_own),
		cmocka_unit_test(a_case_that_names_addresses_infers_none),
		cmocka_unit_test(a_case_with_one_handset_and_no_address_means_the_busiest),
		cmocka_unit_test(live_such_a_case_means_the_first_that_calls),
		cmocka_unit_test(a_private_address_that_calls_out_is_a_handset),
		cmocka_unit_test(in_the_middle_of_a_connection_the_port_tells),
		cmocka_unit_test(without_private_addresses_calls_tell),
		cmocka_unit_test(within_the_local_network_who_called_is_taken),
		cmocka_unit_test(without_calls_who_sent_most_is_taken),
		cmocka_unit_test(of_nothing_nobody_is_told),
		cmocka_unit_test(a_routers_mac_tells_nothing),
		cmocka_unit_test(without_a_mac_nothing_is_joined),
		cmocka_unit_test(live_a_handset_is_known_once_it_calls),
		cmocka_unit_test(live_its_ipv6_addresses_are_known_by_its_mac),
		cmocka_unit_test(both_ends_of_a_datagram_are_looked_up),
		cmocka_unit_test(among_many_addresses_the_handset_is_found),
	};

	return unit_run(tests);
}
