#include "unit.h"

#include "detect/codec.h"
#include "detectors.h"

static const struct row known_rows[] = {
	{ "raw", "imei 490154203237518 end", "known imei plain raw\n" },
	{ "raw", "490154203237518", "known imei plain raw\n" },
	{ "raw", "49015420323751", "known imei plain raw\n" },
	{ "raw", "4901542032375101", "known imei plain raw\n" },
	{ "raw", "49-015420-323751-8", "known imei plain raw\n" },
	{ "raw", "49 0154 2032 3751 8", "" },
	{ "raw", "x 343930313534323033323337353138 y", "known imei hex raw\n" },
	{ "raw", "x:NDkwMTU0MjAzMjM3NTE4 y", "known imei plain raw > base64\n" },
	{ "raw", "id 0EAED834a1e6f4b2bf0c024e0013dea1.", "known imei md5-hex raw\n" },
	{ "http.query", "imsi=l6IQUjLsyHVvA6Ap", "known imei xiaomi-id http.query > form:imsi\n" },
	{ "http.path", "/pass/activate/dev/l6IQUjLsyHVvA6Ap/activating", "known imei xiaomi-id http.path\n" },
	{ "raw", "l6IQUjLsyHVvA6ApqDm5fe1ZIH0=", "known imei sha1-base64 raw\n" },
	{ "http.query", "type=MXPH&externalId=%2B919876543210", "known phone-number plain http.query > form:externalId\n" },
	{ "raw", "tel +91 9876543210.", "known phone-number plain raw\n" },
	{ "raw", "to 09876543210", "known phone-number plain raw\n" },
	{ "raw", "call 415-555-0123 or friend@EXAMPLE.org", "known contact plain raw\nknown contact plain raw\n" },
	{ "raw", "friend@example.org.", "known contact plain raw\n" },
	{ "raw", "friend@example.org.uk", "pattern email plain raw\n" },
	{ "raw", "myfriend@example.org", "pattern email plain raw\n" },
	{ "http.body", "mac=64-09-80-AA-BB-CC", "known wifi-mac plain http.body > form:mac\n" },
	{ "raw", "X640980AABBCCX", "known wifi-mac plain raw\n" },
	{ "raw", "1404450123456789@wlan.mnc045.mcc404.3gppnetwork.org ;", "known imsi plain raw\n" },
	{ "raw", "adv ccbbaa800964 end", "known wifi-mac plain raw\n" },
	{ "raw", "device=11474093341319097879 ", "known android-id plain raw\n" },
	{ "raw", "ANDROID9f3c2b1a00ffee17", "known android-id plain raw\n" },
	{ "raw", "android9f3c2b1a00ffee17", "" },
	{ "raw", "dad9f3c2b1a00ffee17", "" },
	{ "raw", "\x10" "9f3c2b1a00ffee17fabc", "known android-id plain raw\n" },
	{ "raw", "\x11" "9f3c2b1a00ffee17fabc", "" },
	{ "raw", "\x0c\x18" "android-9f3c2b1a00ffee17" "7\4", "known android-id plain raw\n" },
	{ "raw", "\x0c\x19" "android-9f3c2b1a00ffee17" "7\4", "" },
	{ "raw", "640980aabbcc0", "" },
	{ "raw", "{\"a\":\"38400000-8cf0-11bd-b23e-10b96e40000d\"}", "known advertising-id plain raw > json:$.a\n" },
	{ "raw", "{\"ssid\":\"HomeNetwork\"}", "known ssid plain raw > json:$.ssid\n" },
	{ "raw", "{\"title\":\"HomeNetwork\"}", "" },
	{ "raw", "{\"operatorName\":\"Jio\",\"other\":\"Jio\"}", "known operator-name plain raw > json:$.operatorName\n" },
	{ "http.body", "{\"x\":\"\\u002b919876543210\"}", "known phone-number plain http.body > json:$.x\n" },
	{ "http.body", "value=eyJIIjp7ImltZWkiOiI0OTAxNTQyMDMyMzc1MTgifX0&ts=1",
		"known imei plain http.body > form:value > base64url > json:$.H.imei\n" },
	{ "http.header:X-Imei", "490154203237518", "known imei plain http.header:X-Imei\n" },
	{ "http.body", "a=490154203237518&b=404450123456789", "known imei plain http.body > form:a\nknown imsi plain http.body > form:b\n" },
	{ "raw", "4901542032375180", "known imei plain raw\n" },
	{ "raw", "14901542032375187", "" },
	{ "raw", "cuid=9F|815732302451094", "known imei plain raw\n" },
	{ "http.body", "d=%22490154203237518%22&e=1", "known imei plain http.body > form:d\n" },
};

static const struct row pattern_rows[] = {
	{ "raw", "imei=490154203237518", "validated imei plain raw\n" },
	{ "http.body", "imei=490154203237518", "validated imei plain http.body > form:imei\n" },
	{ "raw", "{\"device_id\":\"490154203237518\"}", "validated imei plain raw > json:$.device_id\n" },
	{ "raw", "xx \"IMEI\": \"490154203237518\" yy", "validated imei plain raw\n" },
	{ "raw", "{\"imei\":[\"0\",\"490154203237518\"]}", "validated imei plain raw > json:$.imei[1]\n" },
	{ "raw", "<imei>490154203237518</imei>", "validated imei plain raw > xml:/imei\n" },
	{ "http.header:X-IMEI", "490154203237518", "validated imei plain http.header:X-IMEI\n" },
	{ "http.path", "/v1/imei/490154203237518/x", "validated imei plain http.path\n" },
	{ "raw", "imei%22%3A%22490154203237518%22", "validated imei plain raw\n" },
	{ "raw", "{\"imei\":\"NDkwMTU0MjAzMjM3NTE4\"}", "validated imei plain raw > json:$.imei > base64\n" },
	{ "raw", "imei: 49-015420-323751-8", "validated imei plain raw\n" },
	{ "raw", "order 490154203237518", "pattern imei plain raw\n" },
	{ "raw", "{\"imsi\":\"404450123456789\"}", "validated imsi plain raw > json:$.imsi\n" },
	{ "raw", "{\"gaid\":\"38400000-8cf0-11bd-b23e-10b96e40000d\"}", "validated advertising-id plain raw > json:$.gaid\n" },
	{ "raw", "{\"wifiMacAddress\":\"64:09:80:aa:bb:cc\"}", "validated wifi-mac plain raw > json:$.wifiMacAddress\n" },
	{ "raw", "{\"mac\":\"640980aabbcc\"}", "validated wifi-mac plain raw > json:$.mac\n" },
	{ "raw", "{\"lat\":12.97161}", "validated location plain raw > json:$.lat\n" },
	{ "raw", "{\"bluetooth_mac\":\"64:09:80:aa:bb:cc\"}", "validated bluetooth-mac plain raw > json:$.bluetooth_mac\n" },
	{ "raw", "{\"a\":\"x\\nbluetoothMac: 64:09:80:aa:bb:cc\"}", "validated bluetooth-mac plain raw > json:$.a\n" },
	{ "http.body", "\xa1" "dimsio404450123456789", "validated imsi plain http.body > cbor:$.imsi\n" },
	{ "raw", "the serial is here, serialNo: R58M12ABCDE; next", "validated serial-number plain raw\n" },
	{ "raw", "{\"wifi_name\":\"Cafe Roma 2\",\"x\":1}", "validated ssid plain raw > json:$.wifi_name\n" },
	{ "raw", "{\"imsi\":\"404450123456789,404450123456780\"}",
		"validated imsi plain raw > json:$.imsi\nvalidated imsi plain raw > json:$.imsi\n" },
	{ "raw", "{\"deviceImsi2\":404450123456789}", "validated imsi plain raw > json:$.deviceImsi2\n" },
	{ "http.body", "imsi%3D404450123456789 ", "validated imsi plain http.body\n" },
	{ "http.body", "x iccid 89014103211118510720.", "validated iccid plain http.body\n" },
	{ "raw", "{\"aadhaar\":\"234123412346\"}", "validated national-id plain raw > json:$.aadhaar\n" },
};

/* Nothing personal in any of these. */
static const char *const decoys[] = {
	"{\"order_id\":\"349015420323751\"}",
	"{\"imei\":\"490154203237517\"}",
	"{\"imei\":\"000000000000000\"}",
	"{\"imei\":\"4901542032375189999\"}",
	"{\"imei\":\"x490154203237526\"}",
	"{\"value\":0.490154203237526}",
	"{\"trace_id\":\"7f3b2c1d-490a-4154-a032-37518a6b7c8d\"}",
	"{\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\"}",
	"{\"mac\":\"02:00:00:00:00:00\"}",
	"{\"mac\":\"00:00:00:00:00:00\"}",
	"{\"mac\":\"64:09:80:aa:bb:c0:dd:ee\"}",
	"{\"gaid\":\"00000000-0000-0000-0000-000000000000\"}",
	"{\"version\":\"10.0.2.15\",\"build\":\"V12.0.1.0.QJCINXM\"}",
	"{\"mac\":\"7f3b2c1d-490a-4154-a032-37518a6b7c8d\"}",
	"{\"lat\":1.5,\"version\":1.23456}",
	"timestamp=1407400000000&nonce=314159265358979",
	"{\"aadhaar\":\"234123412345\"}",
	"{\"ssid\":\"unknown\",\"serialize\":\"ABCDEFGH12\"}",
	"GET /serial/ABCDEFGH12 HTTP/1.1",
};

static void known_values_are_found_in_every_form(void **state)
{
	(void)state;
	rows_are_found(with_case, known_rows, sizeof known_rows / sizeof *known_rows);
}

static void unknown_values_are_found_by_format_and_key(void **state)
{
	(void)state;
	rows_are_found(without_case, pattern_rows, sizeof pattern_rows / sizeof *pattern_rows);
}

static void decoys_are_not_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof decoys / sizeof *decoys; i++) {
		struct part part = part_of("http.body", span_of(decoys[i]));
		struct found f = { 0 };

		detecting_run(without_case, &part, &f);
		detecting_run(with_case, &part, &f);
		if (f.count > 0)
			fail_msg("%s: %s", decoys[i], buf_text(&f.lines));
		found_free(&f);
	}
}

static void a_sighting_says_where_and_why(void **state)
{
	static const struct mark marks[] = { { 0, 11, 100 }, { 10, 12, 200 }, { 20, 13, 300 } };
	struct part part = { .root = "http.body", .bytes = span_of("imei=490154203237518&x=y"), .offset = 1000, .marks = marks,
		.mark_count = 3 };
	struct found f = { 0 };

	(void)state;
	detecting_run(without_case, &part, &f);
	assert_int_equal(f.count, 1);
	assert_int_equal(f.last.frame, 12);
	assert_int_equal(f.last.at, 200);
	assert_int_equal(f.last.offset, 1005);
	assert_int_equal(f.last.length, 15);
	assert_string_equal(f.last.identifier, "imei-15");
	assert_string_equal(f.last.reason, "Luhn and key name 'imei'");
	assert_int_equal(f.last.value_len, 15);
	found_free(&f);
}

static void consent_signals_are_told_beside_the_data(void **state)
{
	static const struct mark marks[] = { { 0, 11, 100 }, { 40, 12, 200 } };
	static const char body[] = "{\"regs\":{\"us_privacy\":\"1YNN\",\"gdpr\":0},\"device\":{\"lmt\":1,\"lmt\":1}}";
	struct part part = { .root = "http.body", .bytes = span_of(body), .marks = marks, .mark_count = 2 };
	struct found f = { 0 };

	(void)state;
	detecting_run(with_case, &part, &f);
	assert_int_equal(f.count, 0);
	assert_string_equal(buf_text(&f.signals),
		"11 us-privacy notice given: yes, sale refused: no, service provider agreement: no (http.body > json:$.regs.us_privacy)\n"
		"11 gdpr-applies no (http.body > json:$.regs.gdpr)\n"
		"12 limit-ad-tracking yes (http.body > json:$.device.lmt)\n");
	found_free(&f);
}

/* The wrapped token's place, not that of what was decoded. */
static void unwrapped_data_stand_where_their_token_stood(void **state)
{
	static const struct mark marks[] = { { 0, 11, 100 }, { 43, 12, 200 } };
	static const char body[] = "value=eyJIIjp7ImltZWkiOiI0OTAxNTQyMDMyMzc1MTgifX0&ts=1";
	struct part part = { .root = "http.body", .bytes = span_of(body), .marks = marks, .mark_count = 2 };
	struct found f = { 0 };

	(void)state;
	detecting_run(without_case, &part, &f);
	assert_int_equal(f.count, 1);
	assert_int_equal(f.last.offset, 6);
	assert_int_equal(f.last.length, strcspn(body + 6, "&"));
	assert_int_equal(f.last.frame, 12);
	found_free(&f);
}

static void one_value_is_one_sighting_with_its_other_forms(void **state)
{
	static const char text[] = "{\"a\":{\"b\":\"0eaed834a1e6f4b2bf0c024e0013dea1\"},\"imei\":\"490154203237518\",\"c\":\"490154203237518\"}";
	struct part part = part_of("http.body", span_of(text));
	struct found f = { 0 };

	(void)state;
	detecting_run(with_case, &part, &f);
	assert_int_equal(f.count, 1);
	assert_string_equal(f.last.form, "md5-hex");
	assert_string_equal(f.last.forms, "plain");
	assert_memory_equal(f.last.value, "490154203237518", 15);
	found_free(&f);
}

static void sightings_come_in_the_order_of_their_offsets(void **state)
{
	struct part parts[] = { { .root = "http.body", .bytes = span_of("{\"p\":\"+919876543210\"}"), .offset = 500 },
		{ .root = "http.query", .bytes = span_of("imei=490154203237518"), .offset = 10 } };
	const struct message m = { .carrier = "http1", .host = "", .method = "", .parts = parts, .part_count = 2, .decoded = true };
	struct detect_stream *stream = NULL;
	struct found f = { 0 };
	const struct detect_sink sink = found_sink(&f);

	(void)state;
	detect_message(with_case, &stream, &m, &sink);
	assert_null(stream);
	assert_string_equal(buf_text(&f.lines),
		"known imei plain http.query > form:imei\nknown phone-number plain http.body > json:$.p\n");
	found_free(&f);
}

/* Six bytes are told with their name alone; a tracker's login has eight, with a zero before the digits. */
static void binary_values_are_found(void **state)
{
	static const uint8_t named[] = "\x82\xa8wifi_mac\xc4\x06\x64\x09\x80\xaa\xbb\xcc\xa1x\x01", login[] = "\x78\x78\x0d\x01\x04\x90\x15\x42\x03\x23\x75\x18\0\x01";
	static const struct {
		struct span bytes;
		const char *lines;
	} rows[] = {
		{ { named, sizeof named - 1 }, "known wifi-mac binary raw > msgpack:$.wifi_mac\n" },
		{ { (const uint8_t *)"\x45\x64\x09\x80\xaa\xbb\xcc\x08\0", 9 }, "" },
		{ { login, sizeof login - 1 }, "known imei bcd raw\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct part part = part_of("raw", rows[i].bytes);
		struct found f = { 0 };

		detecting_run(with_case, &part, &f);
		assert_string_equal(buf_text(&f.lines), rows[i].lines);
		found_free(&f);
	}
}

static void half_bytes_and_wide_characters_are_found(void **state)
{
	static const uint8_t tbcd[] = { 0x01, 0x94, 0x10, 0x45, 0x02, 0x23, 0x73, 0x15, 0xf8, 0x02 };
	struct part part = part_of("raw", (struct span){ tbcd, sizeof tbcd });
	static const uint8_t imeisv[] = { 0x94, 0x10, 0x45, 0x02, 0x23, 0x73, 0x15, 0x10, 0xff };
	struct buf wide = { 0 };
	struct found f = { 0 };

	(void)state;
	detecting_run(with_case, &part, &f);
	part.bytes = (struct span){ imeisv, sizeof imeisv };
	detecting_run(with_case, &part, &f);
	utf16_add(&wide, span_of("id 490154203237518;"), false);
	part.bytes = buf_span(&wide);
	detecting_run(with_case, &part, &f);
	assert_string_equal(buf_text(&f.lines), "known imei tbcd raw\nknown imei tbcd raw\nknown imei plain raw > utf16\n");
	buf_free(&wide);
	found_free(&f);
}

/* What the words of detecting_rulebook make of names; and what they do not, where the rules have other ones. */
static const struct row word_rows[] = {
	{ "http.body", "{\"servers\":{\"gnome\":{\"lat\":52.37403}}}", "validated location plain http.body > json:$.servers.gnome.lat\n" },
	{ "http.body", "{\"servers\":{\"guest\":{\"lat\":52.37403}}}", "" },
	{ "http.body", "{\"gnome\":{\"servers\":{\"lat\":52.37403}}}", "" },
	{ "http.body", "{\"servers_spot\":{\"lat\":52.37403}}", "" },
	{ "http.body", "{\"servers_place\":{\"lat\":52.37403}}", "validated location plain http.body > json:$.servers_place.lat\n" },
	{ "http.body", "{\"pretend_android_id\":\"9f3c2b1a00ffee17\",\"pretend\":{\"android_id\":\"8f3c2b1a00ffee17\"}}", "" },
	{ "http.body", "{\"dummy_android_id\":\"9f3c2b1a00ffee17\"}", "validated android-id plain http.body > json:$.dummy_android_id\n" },
	{ "http.body", "{\"trial_android_id\":\"9f3c2b1a00ffee17\",\"trial\":{\"android_id\":\"8f3c2b1a00ffee17\"}}",
		"validated android-id plain http.body > json:$.trial.android_id\n" },
	{ "http.body", "gadgetandroidid=9f3c2b1a00ffee17", "validated android-id plain http.body > form:gadgetandroidid\n" },
	{ "http.body", "memberandroidid=9f3c2b1a00ffee17", "" },
	{ "http.body", "androidid_lane=9f3c2b1a00ffee17&androididnbr=8f3c2b1a00ffee17",
		"validated android-id plain http.body > form:androidid_lane\nvalidated android-id plain http.body > form:androididnbr\n" },
	{ "http.body", "androididlane=9f3c2b1a00ffee17", "" },
	{ "http.body", "androidid_raw=9f3c2b1a00ffee17", "" },
};

static void words_of_the_rulebook_tell_whose_a_value_is(void **state)
{
	(void)state;
	rows_are_found(without_case, word_rows, sizeof word_rows / sizeof *word_rows);
}

/* ---- properties ---- */

static void cutting_shows_nothing_that_the_whole_has_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof known_rows / sizeof *known_rows; i++) {
		struct span whole = span_of(known_rows[i].text);
		struct part part = part_of(known_rows[i].root, whole);
		struct found all = { 0 };

		/* Numbers that only begin like a value of the case are that value when they are cut. */
		if (known_rows[i].lines[0] != 'k')
			continue;
		detecting_run(with_case, &part, &all);
		for (size_t n = 0; n < whole.len; n++) {
			uint8_t *copy = malloc(n + (n == 0));
			struct found f = { 0 };

			memcpy(copy, whole.data, n);
			part.bytes = (struct span){ copy, n };
			detecting_run(with_case, &part, &f);
			if (!known_lines_are_in(buf_text(&f.short_lines), buf_text(&all.short_lines)))
				fail_msg("%s, %zu: %s", known_rows[i].text, n, buf_text(&f.short_lines));
			found_free(&f);
			free(copy);
		}
		found_free(&all);
	}
}

/* Each begins behind the comma: what stands before it is no longer tried for every one. */
static void addresses_in_a_list_without_blanks_are_each_found(void **state)
{
	enum { MANY = 400 };
	struct buf text = { 0 };
	struct found f = { 0 };
	struct part part;

	(void)state;
	for (int i = 0; i < MANY; i++)
		buf_printf(&text, "%sfirst.last+%d@mail.example.org", i > 0 ? "," : "", i);
	part = part_of("raw", buf_span(&text));
	detecting_run(with_case, &part, &f);
	assert_int_equal(f.count, MANY);
	assert_int_equal(f.last.value_len, strlen("first.last+399@mail.example.org"));
	found_free(&f);
	buf_free(&text);
}

static void a_bad_pattern_is_named(void **state)
{
	struct identifier bad = { .id = "bad", .kind = KIND_IMEI, .pattern = "[0-9", .origin = { "rules/identifiers/x.yaml", 2, 5 }, .pattern_line = 3, .pattern_column = 12 };
	const struct rulebook b = { .identifiers = &bad, .identifier_count = 1 };
	struct err e;

	(void)state;
	assert_null(detector_new(&b, NULL, &e));
	assert_int_equal(strncmp(e.text, "rules/identifiers/x.yaml:3:12: pattern is not understood: '[0-9'", 64), 0);
}

static void without_any_rule_and_case_nothing_is_found(void **state)
{
	const struct rulebook none = { 0 };
	struct part part = part_of("raw", span_of("imei=490154203237518"));
	struct found f = { 0 };
	struct err e;
	struct detector *d = detector_new(&none, NULL, &e);

	(void)state;
	assert_non_null(d);
	detecting_run(d, &part, &f);
	assert_int_equal(f.count, 0);
	found_free(&f);
	detector_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_values_are_found_in_every_form),
		cmocka_unit_test(unknown_values_are_found_by_format_and_key),
		cmocka_unit_test(decoys_are_not_found),
		cmocka_unit_test(a_sighting_says_where_and_why),
		cmocka_unit_test(consent_signals_are_told_beside_the_data),
		cmocka_unit_test(unwrapped_data_stand_where_their_token_stood),
		cmocka_unit_test(one_value_is_one_sighting_with_its_other_forms),
		cmocka_unit_test(sightings_come_in_the_order_of_their_offsets),
		cmocka_unit_test(binary_values_are_found),
		cmocka_unit_test(half_bytes_and_wide_characters_are_found),
		cmocka_unit_test(words_of_the_rulebook_tell_whose_a_value_is),
		cmocka_unit_test(cutting_shows_nothing_that_the_whole_has_not),
		cmocka_unit_test(addresses_in_a_list_without_blanks_are_each_found),
		cmocka_unit_test(a_bad_pattern_is_named),
		cmocka_unit_test(without_any_rule_and_case_nothing_is_found),
	};

	return unit_run_between(detectors_set_up, tests, detectors_tear_down);
}
