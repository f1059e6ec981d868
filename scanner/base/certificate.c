#include "base/certificate.h"

#include "base/instant.h"
#include "base/text.h"

#include <ctype.h>
#include <openssl/bio.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static void name_print(const X509_NAME *name, char *ret, size_t size)
{
	BIO *out = BIO_new(BIO_s_mem());
	char *text = NULL;
	long n;

	ret[0] = 0;
	if (out == NULL)
		return;
	X509_NAME_print_ex(out, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
	n = BIO_get_mem_data(out, &text);
	if (n > 0)
		text_clean_to(ret, size, (struct span){ (const uint8_t *)text, (size_t)n });
	BIO_free(out);
}

/* A certificate without end is said to end in the year 9999 (RFC 5280 section 4.1.2.5), which is no instant of ours. */
static int64_t time_of(const ASN1_TIME *t)
{
	int64_t ns;
	struct tm tm;

	if (t == NULL || ASN1_TIME_to_tm(t, &tm) != 1 || __builtin_mul_overflow((int64_t)timegm(&tm), NS_PER_S, &ns))
		return 0;
	return ns;
}

/* One name more; a list that is full stays as it is. */
static void names_add(char names[1024], struct span name)
{
	size_t used = strlen(names), room = 1024 - used;

	if (name.len == 0 || name.len + 2 > room)
		return;
	if (used > 0)
		names[used++] = ',';
	for (size_t i = 0; i < name.len; i++)
		names[used++] = isgraph(name.data[i]) && name.data[i] != ',' ? (char)tolower(name.data[i]) : '?';
	names[used] = 0;
}

static void alternative_names(X509 *x, char names[1024])
{
	GENERAL_NAMES *list = X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);

	for (int i = 0; i < sk_GENERAL_NAME_num(list); i++) {
		const GENERAL_NAME *n = sk_GENERAL_NAME_value(list, i);

		if (n->type == GEN_DNS)
			names_add(names, (struct span){ ASN1_STRING_get0_data(n->d.dNSName), (size_t)ASN1_STRING_length(n->d.dNSName) });
	}
	GENERAL_NAMES_free(list);
}

/* Before RFC 6125 a server's name was its common name. */
static void common_name(X509 *x, char names[1024])
{
	const X509_NAME *subject = X509_get_subject_name(x);
	int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
	const ASN1_STRING *name = at < 0 ? NULL : X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));

	if (name != NULL)
		names_add(names, (struct span){ ASN1_STRING_get0_data(name), (size_t)ASN1_STRING_length(name) });
}

bool certificate_read(struct span der, const char *host, struct certificate *ret)
{
	const unsigned char *at = der.data;
	X509 *x = d2i_X509(NULL, &at, (long)der.len);

	memset(ret, 0, sizeof *ret);
	if (x == NULL)
		return false;
	name_print(X509_get_subject_name(x), ret->subject, sizeof ret->subject);
	name_print(X509_get_issuer_name(x), ret->issuer, sizeof ret->issuer);
	alternative_names(x, ret->names);
	if (ret->names[0] == 0)
		common_name(x, ret->names);
	ret->names_other = ret->names[0] != 0 && host[0] != 0 && X509_check_host(x, host, strlen(host), 0, NULL) == 0;
	ret->valid_from = time_of(X509_get0_notBefore(x));
	ret->valid_to = time_of(X509_get0_notAfter(x));
	X509_free(x);
	return true;
}
