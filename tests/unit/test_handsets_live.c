#include "unit.h"

#include "handset_trial.h"

#include <time.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(live_such_a_case_infers_none_either),
		cmocka_unit_test(live_such_a_case_means_the_first_that_calls),
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
	};

	return unit_run(tests);
}
