#include "unit.h"

#include "handset_trial.h"

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
		cmocka_unit_test(a_case_with_one_handset_and_no_address_means_the_busiest),
		cmocka_unit_test(a_private_address_that_calls_out_is_a_handset),
		cmocka_unit_test(in_the_middle_of_a_connection_the_port_tells),
		cmocka_unit_test(without_private_addresses_calls_tell),
		cmocka_unit_test(within_the_local_network_who_called_is_taken),
		cmocka_unit_test(a_private_address_that_sends_out_is_taken_before_one_without),
		cmocka_unit_test(without_calls_who_sent_most_is_taken),
		cmocka_unit_test(of_nothing_nobody_is_told),
		cmocka_unit_test(a_routers_mac_tells_nothing),
		cmocka_unit_test(without_a_mac_nothing_is_joined),
		cmocka_unit_test(both_ends_of_a_datagram_are_looked_up),
		cmocka_unit_test(among_many_addresses_the_handset_is_found),
		cmocka_unit_test(many_handsets_have_numbers_of_their_own),
	};

	return unit_run(tests);
}
