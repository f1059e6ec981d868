#include "unit.h"

#include "detect/signals/bits.h"
#include "detect/signals/signals.h"

#include <string.h>

static const struct {
	const char *key, *value, *name, *detail; /* name NULL: no signal */
} rows[] = {
	/* The framework's own example, of version 2.3. */
	{ "gdpr_consent", "CQSbk4AQSbk4ANwAAAENAwCgAAAAAAAAAAYgACPAAAAA.IDKQA4AAgAKAGQAygAAA", "tcf",
		"created 2025-06-03, updated 2025-06-03, CMP 880, list 48, policy 2, EN; purposes none; interests none; "
		"vendors 4 of 4; disclosed 7 of 404" },
	{ "http.header:Sec-GPC", "1", "global-privacy-control", "yes" },
	{ "http.header:DNT", "0", "do-not-track", "no" },
	{ "gdpr", "1", "gdpr-applies", "yes" },
	{ "gdprApplies", "false", "gdpr-applies", "no" },
	{ "us_privacy", "1YNN", "us-privacy", "notice given: yes, sale refused: no, service provider agreement: no" },
	{ "us_privacy", "1---", "us-privacy",
		"notice given: not applicable, sale refused: not applicable, service provider agreement: not applicable" },
	{ "us_privacy", "2YNN", NULL, NULL },
	{ "us_privacy", "1YNNX", NULL, NULL },
	{ "addtl_consent", "1~12.35.1024", "additional-consent", "version 1, providers consented: 3, disclosed: 0" },
	{ "addtl_consent", "2~12.35~dv.40.50.60", "additional-consent", "version 2, providers consented: 2, disclosed: 3" },
	{ "addtl_consent", "1~imei", NULL, NULL },
	{ "gpp", "DBAA", "gpp", "no section" },
	{ "gpp", "DBABTA~1YNN", "gpp", "section 6 US privacy: notice given: yes, sale refused: no, service provider agreement: no" },
	{ "gpp", "DBABVg~BVVVVVVg.YA", "gpp",
		"section 12 Connecticut: sale refused: yes, targeted advertising refused: yes, GPC: yes" },
	{ "gpp", "DBABRg~BAAAABA", "gpp", "section 9 Virginia: sale refused: -, targeted advertising refused: -" },
	{ "gpp", "Delhi", NULL, NULL },
	{ "gpp_sid", "2,6", "gpp-sections", "2 TCF EU, 6 US privacy" },
	{ "gpp_sid", "2_99", NULL, NULL },
	{ "gcs", "G110", "consent-mode-state", "advertising storage: granted, analytics storage: denied" },
	{ "gcs", "G2", NULL, NULL },
	{ "gcd", "11p1t1l1v5", "consent-mode-defaults",
		"ad storage: denied by default, analytics storage: granted by default, ad user data: not set, ad personalisation: granted" },
	{ "gcd", "11p1t1l15", NULL, NULL },
	{ "npa", "1", "non-personalised-ads", "yes" },
	{ "dma", "807", NULL, NULL },
	{ "lmt", "1", "limit-ad-tracking", "yes" },
	{ "is_lat", "true", "limit-ad-tracking", "yes" },
	{ "adTrackingEnabled", "false", "ad-tracking-enabled", "no" },
	{ "gaid", "00000000-0000-0000-0000-000000000000", "advertising-id-zero", "all zeros" },
	{ "gaid", "38400000-8cf0-11bd-b23e-10b96e40000d", NULL, NULL },
	{ "consent", "Cancel", NULL, NULL },
	{ "consent", "CAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", NULL, NULL },
	{ "city", "Delhi", NULL, NULL },
};

static void every_signal_is_decoded(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct signal s = { .name = "" };
		bool found = signal_read(span_of(rows[i].key), span_of(rows[i].value), &s);

		if (found != (rows[i].name != NULL) || (found && (strcmp(s.name, rows[i].name) != 0 || strcmp(s.detail, rows[i].detail) != 0)))
			fail_msg("%s=%s: %s %s", rows[i].key, rows[i].value, s.name, s.detail);
	}
}

/* No cut of a string is read beyond its end. */
static void cut_strings_are_read_within_their_bounds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t len = strlen(rows[i].value);

		for (size_t n = 0; n < len; n++) {
			uint8_t *copy = malloc(n + (n == 0));
			struct signal s;

			memcpy(copy, rows[i].value, n);
			signal_read(span_of(rows[i].key), (struct span){ copy, n }, &s);
			free(copy);
		}
	}
}

/* 1, 2, 3, 4, 6: 11 011 0011 1011 10011, as the specification counts them. */
static void fibonacci_numbers_are_read(void **state)
{
	static const uint64_t numbers[] = { 1, 2, 3, 4, 6 };
	struct bits b = bits_over(span_of("2dzA"));

	(void)state;
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(bits_fibonacci(&b), numbers[i]);
	assert_false(b.failed);
	assert_int_equal(bits_fibonacci(&b), 0);
	assert_true(b.failed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_signal_is_decoded),
		cmocka_unit_test(cut_strings_are_read_within_their_bounds),
		cmocka_unit_test(fibonacci_numbers_are_read),
	};

	return unit_run(tests);
}
