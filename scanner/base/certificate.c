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

enum { DER_INTEGER = 0x02, DER_BITS = 0x03, DER_SEQUENCE = 0x30, DER_VERSION = 0xA0, DER_EXTENSIONS = 0xA3, DER_LONG = 0x80, DER_LENGTH_MAX = 4 };

/*
 * Where in a certificate that stands which is read (RFC 5280 section 4.1). OpenSSL's own reader makes the key ready for use, which
 * nobody here does and which costs ten times as much as all the rest.
 */
struct places {
	struct span issuer, from, to, subject;
	struct reader extensions; /* empty where there are none */
};

/* ---- DER (X.690): elements of a tag, a length and what is in them ---- */

/* Only what is in the next element, whatever its tag. A length that is not definite is none of DER. */
static struct reader inside(struct reader *r)
{
	size_t len, octets;

	rd_u8(r);
	len = rd_u8(r);
	if (len < DER_LONG)
		return rd_sub(r, len);
	octets = len - DER_LONG;
	len = octets == 0 || octets > DER_LENGTH_MAX ? SIZE_MAX : 0;
	for (size_t i = 0; len != SIZE_MAX && i < octets; i++)
		len = len << 8 | rd_u8(r);
	return rd_sub(r, len);
}

static bool next_is(const struct reader *r, uint8_t tag)
{
	return rd_left(r) > 0 && r->pos[0] == tag;
}

/* The next element as a whole; it must be one of this tag. */
static struct span element(struct reader *r, uint8_t tag)
{
	struct reader whole = *r;

	if (!next_is(r, tag))
		return rd_bytes(r, SIZE_MAX);
	inside(r);
	return rd_bytes(&whole, rd_left(&whole) - rd_left(r));
}

static struct reader sequence(struct reader *r)
{
	return next_is(r, DER_SEQUENCE) ? inside(r) : rd_sub(r, SIZE_MAX);
}

static struct span any(struct reader *r)
{
	return element(r, rd_left(r) > 0 ? r->pos[0] : 0);
}

/* Behind the key: unique identifiers, that nobody uses, and extensions. */
static struct reader extensions(struct reader *r)
{
	while (rd_left(r) > 0) {
		bool found = next_is(r, DER_EXTENSIONS);
		struct reader list = inside(r);

		if (found)
			return sequence(&list);
	}
	return *r;
}

static bool places_find(struct span der, struct places *ret)
{
	struct reader r = rd_over_span(der), outer = sequence(&r), body = sequence(&outer), validity;

	element(&outer, DER_SEQUENCE); /* how it is signed */
	element(&outer, DER_BITS);
	if (next_is(&body, DER_VERSION))
		inside(&body);
	element(&body, DER_INTEGER);   /* its number */
	element(&body, DER_SEQUENCE);
	ret->issuer = element(&body, DER_SEQUENCE);
	validity = sequence(&body);
	ret->from = any(&validity);
	ret->to = any(&validity);
	ret->subject = element(&body, DER_SEQUENCE);
	element(&body, DER_SEQUENCE);  /* the key */
	ret->extensions = extensions(&body);
	return rd_ok(&outer) && rd_ok(&validity) && rd_ok(&body) && rd_ok(&ret->extensions);
}

/* ---- what stands there ---- */

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
static bool time_read(struct span der, int64_t *ret)
{
	const unsigned char *at = der.data;
	ASN1_TIME *t = d2i_ASN1_TIME(NULL, &at, (long)der.len);
	struct tm tm;

	if (t == NULL)
		return false;
	if (ASN1_TIME_to_tm(t, &tm) != 1 || __builtin_mul_overflow((int64_t)timegm(&tm), NS_PER_S, ret))
		*ret = 0;
	ASN1_TIME_free(t);
	return true;
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
static void common_name(const X509_NAME *subject, char names[1024])
{
	int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
	const ASN1_STRING *name = at < 0 ? NULL : X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));

	if (name != NULL)
		names_add(names, (struct span){ ASN1_STRING_get0_data(name), (size_t)ASN1_STRING_length(name) });
}

static X509_NAME *name_read(struct span der)
{
	const unsigned char *at = der.data;

	return d2i_X509_NAME(NULL, &at, (long)der.len);
}

/* RFC 5280 section 4.2.1.6: 2.5.29.17. */
static bool is_alternative_names(struct span extension)
{
	static const uint8_t id[] = { 0x06, 3, 0x55, 0x1D, 0x11 };
	struct reader r = rd_over_span(extension), content = inside(&r);

	return rd_left(&content) >= sizeof id && memcmp(content.pos, id, sizeof id) == 0;
}

/* Adds the alternative names to x. */
static bool extensions_read(X509 *x, struct reader list)
{
	while (rd_left(&list) > 0) {
		struct span whole = element(&list, DER_SEQUENCE);
		const unsigned char *at = whole.data;
		X509_EXTENSION *e;
		bool added;

		if (!rd_ok(&list))
			return false;
		if (!is_alternative_names(whole))
			continue;
		e = d2i_X509_EXTENSION(NULL, &at, (long)whole.len);
		added = e != NULL && X509_add_ext(x, e, -1) == 1;
		X509_EXTENSION_free(e);
		if (!added)
			return false;
	}
	return true;
}

/* x: with the alternative names, and nothing else. */
static void names_read(X509 *x, const X509_NAME *subject, const char *host, struct certificate *ret)
{
	alternative_names(x, ret->names);
	if (ret->names[0] == 0) {
		common_name(subject, ret->names);
		X509_set_subject_name(x, subject);
	}
	ret->names_other = ret->names[0] != 0 && host[0] != 0 && X509_check_host(x, host, strlen(host), 0, NULL) == 0;
}

bool certificate_read(struct span der, const char *host, struct certificate *ret)
{
	X509_NAME *subject = NULL, *issuer = NULL;
	X509 *x = NULL;
	struct places p;
	bool good;

	memset(ret, 0, sizeof *ret);
	good = places_find(der, &p) && (subject = name_read(p.subject)) != NULL && (issuer = name_read(p.issuer)) != NULL &&
		(x = X509_new()) != NULL && extensions_read(x, p.extensions) && time_read(p.from, &ret->valid_from) &&
		time_read(p.to, &ret->valid_to);
	if (good) {
		name_print(subject, ret->subject, sizeof ret->subject);
		name_print(issuer, ret->issuer, sizeof ret->issuer);
		names_read(x, subject, host, ret);
	}
	X509_free(x);
	X509_NAME_free(issuer);
	X509_NAME_free(subject);
	return good;
}
