#include "unit.h"

#include "base/certificate.h"
#include "base/instant.h"
#include "spoken.h"

/* A certificate with this common name and these alternative names. */
static bool read_made(const char *common_name, const char *names, const char *host, struct certificate *ret)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *x = spoken_certificate(key, common_name, names);
	unsigned char *der = NULL;
	int n = i2d_X509(x, &der);
	bool good = certificate_read((struct span){ der, (size_t)n }, host, ret);

	OPENSSL_free(der);
	X509_free(x);
	EVP_PKEY_free(key);
	return good;
}

static void names_and_the_host_that_was_asked_for(void **state)
{
	static const struct {
		const char *common_name, *names, *host, *read;
		bool other;
	} rows[] = {
		{ "mi.com", "DNS:API.io.mi.com,DNS:mi.com", "mi.com", "api.io.mi.com,mi.com", false },
		{ "mi.com", "DNS:*.io.mi.com", "api.io.mi.com", "*.io.mi.com", false },
		{ "mi.com", "DNS:*.io.mi.com", "a.b.io.mi.com", "*.io.mi.com", true },
		{ "mi.com", "DNS:*.io.mi.com", "io.mi.com", "*.io.mi.com", true },
		{ "api.mi.com", "DNS:other.example", "api.mi.com", "other.example", true }, /* where there are others the common name does not count */
		{ "api.mi.com", NULL, "api.mi.com", "api.mi.com", false },
		{ "*.mi.com", NULL, "api.mi.com", "*.mi.com", false },
		{ "Some Appliance", NULL, "api.mi.com", "some?appliance", true },
		{ NULL, NULL, "api.mi.com", "", false },
		{ "mi.com", "DNS:mi.com", "", "mi.com", false },
		{ "mi.com", "IP:10.0.0.1,email:a@example.com", "mi.com", "mi.com", false },
		{ "mi.com", "DNS:MI.COM", "mi.com", "mi.com", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct certificate c;

		assert_true(read_made(rows[i].common_name, rows[i].names, rows[i].host, &c));
		if (strcmp(c.names, rows[i].read) != 0 || c.names_other != rows[i].other)
			fail_msg("row %zu: %s, %s", i, c.names, c.names_other ? "others" : "none other");
	}
}

/* The name that fits may be behind those that are kept. */
static void of_more_names_than_are_kept_all_count(void **state)
{
	struct buf names = { 0 };
	struct certificate c;

	(void)state;
	for (int i = 0; i < 200; i++)
		buf_printf(&names, "DNS:host-%d.example.com,", i);
	buf_puts(&names, "DNS:mi.com");
	assert_true(read_made("x", buf_text(&names), "mi.com", &c));
	assert_false(c.names_other);
	assert_true(strlen(c.names) < sizeof c.names && strncmp(c.names, "host-0.example.com,host-1", 25) == 0);
	assert_true(read_made("x", buf_text(&names), "example.org", &c));
	assert_true(c.names_other);
	buf_free(&names);
}

static void subject_issuer_and_validity_are_read(void **state)
{
	struct certificate c;
	int64_t from, to;

	(void)state;
	assert_true(read_made("\xe5\xb0\x8f\xe7\xb1\xb3", NULL, "", &c));
	assert_string_equal(c.subject, "O=Xiaomi,CN=\xe5\xb0\x8f\xe7\xb1\xb3");
	assert_string_equal(c.issuer, c.subject);
	assert_true(instant_parse("2020-01-02T03:04:05Z", &from) && instant_parse("2040-01-02T03:04:05Z", &to));
	assert_int_equal(c.valid_from, from);
	assert_int_equal(c.valid_to, to);
}

/* RFC 5280 section 4.1.2.5: "99991231235959Z" is no end; and what nanoseconds cannot count is no date. */
static void a_year_beyond_counting_is_unknown(void **state)
{
	static const struct {
		const char *end;
		bool known;
	} rows[] = { { "99991231235959Z", false }, { "22620411234717Z", false }, { "22620411234716Z", true }, { "16770921001244Z", true },
		{ "16770921001243Z", false }, { "00000101000000Z", false } };
	EVP_PKEY *key = EVP_EC_gen("P-256");

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		X509 *x = spoken_certificate(key, "mi.com", NULL);
		unsigned char *der = NULL;
		struct certificate c;
		int n;

		assert_int_equal(ASN1_TIME_set_string(X509_getm_notAfter(x), rows[i].end), 1);
		X509_sign(x, key, EVP_sha256());
		n = i2d_X509(x, &der);
		assert_true(certificate_read((struct span){ der, (size_t)n }, "", &c));
		if ((c.valid_to != 0) != rows[i].known || c.valid_from == 0)
			fail_msg("%s: %lld", rows[i].end, (long long)c.valid_to);
		OPENSSL_free(der);
		X509_free(x);
	}
	EVP_PKEY_free(key);
}

static void what_is_none_is_not_read(void **state)
{
	static const char *const bad[] = { "", "\x30", "\x30\x80", "\x30\x82\xff\xff", "certificate", "\x30\x03\x02\x01\x01" };
	struct certificate c;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(certificate_read(span_of(bad[i]), "", &c));
}

static void cut_anywhere_it_is_none(void **state)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *x = spoken_certificate(key, "mi.com", "DNS:mi.com");
	unsigned char *der = NULL;
	int n = i2d_X509(x, &der);
	struct certificate c;

	(void)state;
	for (int i = 0; i < n; i++) {
		uint8_t *copy = malloc((size_t)i + 1);

		memcpy(copy, der, (size_t)i);
		assert_false(certificate_read((struct span){ copy, (size_t)i }, "mi.com", &c));
		free(copy);
	}
	OPENSSL_free(der);
	X509_free(x);
	EVP_PKEY_free(key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_and_the_host_that_was_asked_for),
		cmocka_unit_test(of_more_names_than_are_kept_all_count),
		cmocka_unit_test(subject_issuer_and_validity_are_read),
		cmocka_unit_test(a_year_beyond_counting_is_unknown),
		cmocka_unit_test(what_is_none_is_not_read),
		cmocka_unit_test(cut_anywhere_it_is_none),
	};

	return unit_run(tests);
}
