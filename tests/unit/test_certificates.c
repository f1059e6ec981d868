#include "unit.h"

#include "decode/certificates.h"
#include "spoken.h"

struct made {
	EVP_PKEY *key;
	struct span der;
};

static struct made made_of(const char *common_name)
{
	struct made m = { .key = EVP_EC_gen("P-256") };
	X509 *x = spoken_certificate(m.key, common_name, NULL);
	unsigned char *der = NULL;
	int n = i2d_X509(x, &der);

	m.der = (struct span){ der, (size_t)n };
	X509_free(x);
	return m;
}

static void made_free(struct made *m)
{
	OPENSSL_free((void *)(uintptr_t)m->der.data);
	EVP_PKEY_free(m->key);
}

static void sessions_that_were_shown_the_same_share_it(void **state)
{
	struct decode_shared shared = { 0 };
	struct made mi = made_of("mi.com"), other = made_of("other.example");
	struct certificate_shown *first, *second, *of_other, *for_other;

	(void)state;
	first = certificates_hold(&shared, mi.der, "mi.com");
	second = certificates_hold(&shared, mi.der, "mi.com");
	of_other = certificates_hold(&shared, other.der, "mi.com");
	for_other = certificates_hold(&shared, mi.der, "other.example");
	assert_true(first != NULL && first == second && first->holders == 2);
	assert_true(of_other != NULL && for_other != NULL && of_other != first && for_other != first);
	assert_string_equal(first->certificate.names, "mi.com");
	assert_false(first->certificate.names_other);
	assert_string_equal(of_other->certificate.names, "other.example");
	assert_true(of_other->certificate.names_other && for_other->certificate.names_other);
	certificates_release(&shared, first);
	assert_string_equal(second->certificate.names, "mi.com");
	certificates_release(&shared, second);
	certificates_release(&shared, of_other);
	certificates_release(&shared, for_other);
	assert_null(shared.certificates);
	made_free(&mi);
	made_free(&other);
}

static void what_is_none_is_not_kept(void **state)
{
	struct decode_shared shared = { 0 };

	(void)state;
	assert_null(certificates_hold(&shared, span_of("no certificate"), "mi.com"));
	assert_null(certificates_hold(&shared, (struct span){ NULL, 0 }, ""));
	assert_null(shared.certificates);
	certificates_release(&shared, NULL);
}

/* More than the table has rows, so that some share one; released in the order in which they came. */
static void of_many_each_is_found_again(void **state)
{
	enum { MANY = 3000 };
	struct decode_shared shared = { 0 };
	struct made m = made_of("mi.com");
	struct certificate_shown **all = calloc(MANY, sizeof *all);
	char host[32];

	(void)state;
	for (int i = 0; i < MANY; i++) {
		snprintf(host, sizeof host, "host-%d.example", i);
		all[i] = certificates_hold(&shared, m.der, host);
	}
	for (int i = 0; i < MANY; i++) {
		struct certificate_shown *again;

		snprintf(host, sizeof host, "host-%d.example", i);
		again = certificates_hold(&shared, m.der, host);
		assert_ptr_equal(again, all[i]);
		certificates_release(&shared, again);
		certificates_release(&shared, all[i]);
	}
	assert_null(shared.certificates);
	free(all);
	made_free(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sessions_that_were_shown_the_same_share_it),
		cmocka_unit_test(what_is_none_is_not_kept),
		cmocka_unit_test(of_many_each_is_found_again),
	};

	return unit_run(tests);
}
