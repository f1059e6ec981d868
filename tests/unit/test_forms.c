#include "unit.h"

#include "detect/codec.h"
#include "detect/forms.h"

#include <string.h>

/* Literals as text, or in hex behind "x:". */
static const struct {
	enum kind kind;
	const char *value, *name, *literal;
} rows[] = {
	{ KIND_IMEI, "490154203237518", "plain", "490154203237518" },
	{ KIND_IMEI, "490154203237518", "plain", "49015420323751" },
	{ KIND_IMEI, "49015420323751", "plain", "490154203237518" },
	{ KIND_IMEI, "490154203237518", "plain", "49-015420-323751-8" },
	{ KIND_IMEI, "490154203237518", "plain", "49 015420 323751 8" },
	{ KIND_IMEI, "490154203237518", "percent", "49%20015420%20323751%208" },
	{ KIND_IMEI, "490154203237518", "tbcd", "x:94104502237315f8" },
	{ KIND_IMEI, "490154203237518", "tbcd", "x:490154203237518f" },
	{ KIND_IMEI, "490154203237518", "hex", "343930313534323033323337353138" },
	{ KIND_IMEI, "490154203237518", "utf16", "x:3400390030003100350034003200300033003200330037003500310038" "00" },
	{ KIND_IMEI, "490154203237518", "utf16", "x:0034003900300031003500340032003000330032003300370035003100" "38" },
	{ KIND_IMEI, "490154203237518", "base64", "NDkwMTU0MjAzMjM3NTE4" },
	{ KIND_IMEI, "490154203237518", "md5-hex", "0eaed834a1e6f4b2bf0c024e0013dea1" },
	{ KIND_IMEI, "490154203237518", "sha1-hex", "97a2105232ecc8756f03a029a839b97ded59207d" },
	{ KIND_IMEI, "490154203237518", "sha256-hex", "1f0b62b5f05f305e9251c88be27c9e519449e8e34a00a59ec0a534d85ecfaf08" },
	{ KIND_IMEI, "490154203237518", "md5-raw", "x:0eaed834a1e6f4b2bf0c024e0013dea1" },
	{ KIND_IMEI, "490154203237518", "xiaomi-id", "l6IQUjLsyHVvA6Ap" },
	{ KIND_IMEI, "490154203237518", "sha1-base64", "l6IQUjLsyHVvA6ApqDm5fe1ZIH0" },
	{ KIND_IMEI, "490154203237518", "plain", "490154/20/323751/8" },
	{ KIND_IMEI, "490154203237518", "tbcd", "x:94104502237315" },
	{ KIND_IMEI, "490154203237518", "md5-middle", "a1e6f4b2bf0c024e" },
	{ KIND_IMSI, "404450123456789", "plain", "404-45-0123456789" },
	{ KIND_ICCID, "89014103211118510720", "plain", "8901410321111851072" },
	{ KIND_ICCID, "8901410321111851072", "plain", "89014103211118510720" },
	{ KIND_MEID, "AF0123450ABCDE", "plain", "293608736500703710" },
	{ KIND_EMAIL, "Friend@Example.org", "sha1-hex", "9ac36aeec7ed7048d87e51ada903fd9ac3ec4691" },
	{ KIND_PHONE_NUMBER, "+919876543210", "plain", "+91 98765 43210" },
	{ KIND_PHONE_NUMBER, "+8613800138000", "plain", "138-0013-8000" },
	{ KIND_PHONE_NUMBER, "+14155550123", "plain", "+1 (415) 555-0123" },
	{ KIND_PHONE_NUMBER, "+33612345678", "plain", "06 12 34 56 78" },
	{ KIND_CONTACT, "+33612345678", "plain", "+33 6 12 34 56 78" },
	{ KIND_PHONE_NUMBER, "+5511912345678", "plain", "(11) 91234-5678" },
	{ KIND_PHONE_NUMBER, "+5511912345678", "plain", "11 91234 5678" },
	{ KIND_PHONE_NUMBER, "+4915112345678", "plain", "0151/12345678" },
	{ KIND_PHONE_NUMBER, "+14155550123", "plain", "415.555.0123" },
	{ KIND_PHONE_NUMBER, "+491701234567", "plain", "0170 1234567" },
	{ KIND_WIFI_MAC, "64:09:80:aa:bb:cc", "plain", "6409-80aa-bbcc" },
	{ KIND_WIFI_MAC, "64:09:80:aa:bb:cc", "plain", "640980-aabbcc" },
	{ KIND_WIFI_MAC, "64:09:80:aa:bb:cc", "plain", "64 09 80 aa bb cc" },
	{ KIND_WIFI_MAC, "64:09:80:aa:bb:cc", "md5-hex", "f7fee2f63cd952e320190406df294f8d" },
	{ KIND_PHONE_NUMBER, "+91 98765 43210", "plain", "+919876543210" },
	{ KIND_PHONE_NUMBER, "+919876543210", "plain", "919876543210" },
	{ KIND_PHONE_NUMBER, "+919876543210", "plain", "00919876543210" },
	{ KIND_PHONE_NUMBER, "00919876543210", "plain", "+919876543210" },
	{ KIND_PHONE_NUMBER, "+919876543210", "plain", "9876543210" },
	{ KIND_PHONE_NUMBER, "+919876543210", "plain", "09876543210" },
	{ KIND_PHONE_NUMBER, "+919876543210", "plain", "+91 9876543210" },
	{ KIND_PHONE_NUMBER, "+919876543210", "plain", "98765 43210" },
	{ KIND_PHONE_NUMBER, "+919876543210", "percent", "%2B919876543210" },
	{ KIND_CONTACT, "+14155550123", "plain", "4155550123" },
	{ KIND_CONTACT, "+14155550123", "plain", "415-555-0123" },
	{ KIND_CONTACT, "Friend@Example.org", "plain", "friend@example.org" },
	{ KIND_WIFI_MAC, "64-09-80-AA-BB-CC", "plain", "64:09:80:aa:bb:cc" },
	{ KIND_WIFI_MAC, "64:09:80:aa:bb:cc", "plain", "640980aabbcc" },
	{ KIND_WIFI_MAC, "64:09:80:aa:bb:cc", "plain", "64-09-80-aa-bb-cc" },
	{ KIND_WIFI_MAC, "64:09:80:aa:bb:cc", "plain", "6409.80aa.bbcc" },
	{ KIND_ADVERTISING_ID, "38400000-8CF0-11BD-B23E-10B96E40000D", "plain", "38400000-8cf0-11bd-b23e-10b96e40000d" },
	{ KIND_ADVERTISING_ID, "38400000-8CF0-11BD-B23E-10B96E40000D", "plain", "384000008cf011bdb23e10b96e40000d" },
	{ KIND_ADVERTISING_ID, "38400000-8cf0-11bd-b23e-10b96e40000d", "binary", "x:384000008cf011bdb23e10b96e40000d" },
	{ KIND_ANDROID_ID, "9F3C2B1A00FFEE17", "plain", "9f3c2b1a00ffee17" },
	{ KIND_PAYMENT_CARD, "4111111111111111", "plain", "4111 1111 1111 1111" },
	{ KIND_SSID, "HomeNetwork", "plain", "HomeNetwork" },
};

static struct buf literal_of(const char *text)
{
	struct buf b = { 0 };

	if (strncmp(text, "x:", 2) == 0)
		assert_true(hex_decode(&b, span_of(text + 2)));
	else
		buf_puts(&b, text);
	return b;
}

static bool has(const struct forms *f, const char *name, struct span literal)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->items[i].name, name) == 0 && f->items[i].literal.len == literal.len &&
		    memcmp(f->items[i].literal.data, literal.data, literal.len) == 0)
			return true;
	return false;
}

static void every_row_is_a_form_of_its_value(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf literal = literal_of(rows[i].literal);
		struct forms forms;

		forms_of(rows[i].kind, rows[i].value, &forms);
		if (!has(&forms, rows[i].name, buf_span(&literal)))
			fail_msg("%s of %s: no %s", rows[i].name, rows[i].value, rows[i].literal);
		forms_free(&forms);
		buf_free(&literal);
	}
}

static const struct {
	enum kind kind;
	const char *value, *canonical;
} canonical[] = {
	{ KIND_IMEI, "49015420323751", "490154203237518" },
	{ KIND_IMEI, "49-015420-323751-8", "490154203237518" },
	{ KIND_IMEI, "12345", "" },
	{ KIND_PHONE_NUMBER, "00919876543210", "+919876543210" },
	{ KIND_PHONE_NUMBER, "09876543210", "09876543210" },
	{ KIND_CONTACT, "Friend@Example.org", "friend@example.org" },
	{ KIND_BSSID, "64-09-80-AA-BB-CC", "640980aabbcc" },
	{ KIND_ADVERTISING_ID, "38400000-8CF0-11BD-B23E-10B96E40000D", "38400000-8cf0-11bd-b23e-10b96e40000d" },
	{ KIND_ICCID, "8991 0000 1234 5678 901", "8991000012345678901" },
	{ KIND_OPERATOR_NAME, "Jio 4G", "Jio 4G" },
};

static void all_spellings_have_one_canonical_value(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof canonical / sizeof *canonical; i++) {
		struct forms forms;

		forms_of(canonical[i].kind, canonical[i].value, &forms);
		assert_string_equal(forms.value, canonical[i].canonical);
		forms_free(&forms);
	}
}

static void short_values_and_words_need_their_key(void **state)
{
	struct forms forms;

	(void)state;
	forms_of(KIND_OPERATOR_NAME, "Jio", &forms);
	for (size_t i = 0; i < forms.n; i++)
		assert_true(forms.items[i].needs_key || forms.items[i].encoding == ENCODING_HASH);
	forms_free(&forms);
	forms_of(KIND_SSID, "HomeNetwork", &forms);
	for (size_t i = 0; i < forms.n; i++)
		assert_true(forms.items[i].needs_key || forms.items[i].encoding == ENCODING_HASH);
	forms_free(&forms);
	forms_of(KIND_SERIAL_NUMBER, "AB", &forms);
	assert_int_equal(forms.n, 0);
	forms_free(&forms);
}

/* In every alignment, in both alphabets: base64 of prefix, value and suffix is found, and what goes on is not. */
static void base64_is_read_again_at_every_offset(void **state)
{
	static const char *const around[] = { "", "a", "ab", "abc", "{\"imei\":\"", "9", "x9" };
	struct forms forms;

	(void)state;
	forms_of(KIND_IMEI, "490154203237518", &forms);
	for (size_t i = 0; i < 7; i++) {
		for (size_t k = 0; k < 7; k++) {
			struct buf plain = { 0 }, text = { 0 };
			bool digit = strchr(around[i], '9') != NULL || around[k][0] == '9', found = false;
			struct window w;

			buf_printf(&plain, "%s490154203237518%s", around[i], around[k]);
			base64_add(&text, buf_span(&plain), i % 2 != 0);
			w = (struct window){ buf_span(&text), false };
			for (size_t f = 0; f < forms.n; f++) {
				ptrdiff_t at = span_find(w.bytes, (const char *)forms.items[f].literal.data);
				size_t start, end;

				if (forms.items[f].encoding == ENCODING_BASE64 && forms.items[f].normal.len == 15 && at >= 0 &&
				    form_verify(&forms.items[f], &w, (size_t)at + forms.items[f].literal.len, &start,
					    &end) == EDGE_FREE)
					found = true;
			}
			if (found == digit)
				fail_msg("'%s' '%s'", around[i], around[k]);
			buf_free(&plain);
			buf_free(&text);
		}
	}
	forms_free(&forms);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_a_form_of_its_value),
		cmocka_unit_test(all_spellings_have_one_canonical_value),
		cmocka_unit_test(short_values_and_words_need_their_key),
		cmocka_unit_test(base64_is_read_again_at_every_offset),
	};

	return unit_run(tests);
}
