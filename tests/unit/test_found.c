#include "unit.h"

#include "command/found.h"
#include "stored.h"

static void see(struct found *f, const struct stored *d, enum tier tier, enum kind kind, const char *value)
{
	static union record r;

	memset(&r, 0, sizeof r);
	r.sighting.tier = tier;
	r.sighting.kind = kind;
	r.sighting.value_len = (uint32_t)strlen(value);
	memcpy(r.sighting.value, value, strlen(value));
	found_see(f, d->s, RECORD_SIGHTING, &r);
}

/* NULL where it was not kept. */
static const char *kept(const struct found *f, const struct stored *d, enum kind kind, const char *value)
{
	uint8_t hmac[SHA256_LEN];
	char hex[SHA256_HEX_LEN + 1];

	store_hmac(d->s, kind, span_of(value), hmac);
	hex_of(hmac, sizeof hmac, hex);
	return found_value(f, span_of(hex));
}

static void what_a_case_could_name_is_kept(void **state)
{
	static const struct {
		enum tier tier;
		enum kind kind;
		const char *value;
		bool kept;
	} rows[] = {
		{ TIER_VALIDATED, KIND_IMEI, "490154203237518", true },
		{ TIER_VALIDATED, KIND_ANDROID_ID, "9f3c1b7de204a658", true },
		{ TIER_VALIDATED, KIND_EMAIL, "j\xc3\xbcrgen@example.org", true },
		{ TIER_PATTERN, KIND_IMEI, "356938035643809", false }, /* its format alone tells too little */
		{ TIER_KNOWN, KIND_IMEI, "868030000000004", false }, /* the case has it */
		{ TIER_VALIDATED, KIND_IMEI, "9b8b2d1f6d3c0a7f3d0c1f5e8a9b7c6d", false }, /* its MD5 is no IMEI */
		{ TIER_VALIDATED, KIND_PASSWORD, "correct horse battery", false },
		{ TIER_VALIDATED, KIND_LOCATION, "12.9716,77.5946", false },
		{ TIER_VALIDATED, KIND_SERIAL_NUMBER, "\xff\xfe\xfd", false }, /* no text */
	};
	struct found *f = found_new();
	struct stored d;

	(void)state;
	stored_begin(&d);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *got;

		see(f, &d, rows[i].tier, rows[i].kind, rows[i].value);
		got = kept(f, &d, rows[i].kind, rows[i].value);
		if (rows[i].kept)
			assert_string_equal(got, rows[i].value);
		else
			assert_null(got);
	}
	found_free(f);
	stored_end(&d);
}

static void a_number_that_the_network_tells_is_kept(void **state)
{
	struct fact_identity i = { .handset = 1, .kind = KIND_IMSI, .value = "404450123456789", .value_len = 15 };
	struct found *f = found_new();
	union record r;
	struct stored d;

	(void)state;
	stored_begin(&d);
	r.identity = i;
	found_see(f, d.s, RECORD_IDENTITY, &r);
	assert_string_equal(kept(f, &d, KIND_IMSI, "404450123456789"), "404450123456789");
	assert_null(kept(f, &d, KIND_SERIAL_NUMBER, "404450123456789"));
	found_free(f);
	stored_end(&d);
}

static void beyond_the_bound_is_told(void **state)
{
	struct found *f = found_new();
	struct stored d;
	char value[32];

	(void)state;
	stored_begin(&d);
	for (int i = 0; i <= DRAFT_VALUES_MAX; i++) {
		assert_false(found_overran(f));
		snprintf(value, sizeof value, "user%d@example.org", i);
		see(f, &d, TIER_VALIDATED, KIND_EMAIL, value);
		see(f, &d, TIER_VALIDATED, KIND_EMAIL, "user0@example.org"); /* again is nothing new */
	}
	assert_true(found_overran(f));
	assert_null(kept(f, &d, KIND_EMAIL, value));
	assert_non_null(kept(f, &d, KIND_EMAIL, "user0@example.org"));
	found_free(f);
	stored_end(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_case_could_name_is_kept),
		cmocka_unit_test(a_number_that_the_network_tells_is_kept),
		cmocka_unit_test(beyond_the_bound_is_told),
	};

	return unit_run(tests);
}
