#include "unit.h"

#include "handset_trial.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
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
	};

	return unit_run(tests);
}
