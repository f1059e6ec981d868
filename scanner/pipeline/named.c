#include "pipeline/named.h"

#include "base/alloc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { IMEI_BODY = 14 };

struct named {
	const struct audit_case *audit_case;
	const struct case_handset *user; /* the one that the user named; NULL none */
	bool by_address;                 /* addresses or MACs are named */
	struct named_mac {
		struct mac mac;
		const struct case_handset *handset;
	} *macs;                         /* that are values of the case */
	size_t mac_count, mac_cap;
};

static bool names_addresses(const struct audit_case *c)
{
	for (size_t i = 0; c != NULL && i < c->handset_count; i++) {
		if (c->handsets[i].address_count + c->handsets[i].mac_count > 0)
			return true;
	}
	return false;
}

static void note_macs(struct named *n, const struct case_handset *ch)
{
	for (size_t i = 0; i < ch->value_count; i++) {
		struct mac m;

		if (ch->values[i].kind != KIND_WIFI_MAC || !mac_parse(ch->values[i].value, &m))
			continue;
		ARRAY_GROW(n->macs, n->mac_count, n->mac_cap);
		n->macs[n->mac_count++] = (struct named_mac){ m, ch };
	}
}

struct named *named_new(const struct audit_case *c, const struct case_handset *user)
{
	struct named *n = xcalloc(1, sizeof *n);

	n->audit_case = c;
	n->user = user;
	n->by_address = user != NULL || names_addresses(c);
	for (size_t i = 0; c != NULL && i < c->handset_count; i++)
		note_macs(n, &c->handsets[i]);
	return n;
}

void named_free(struct named *n)
{
	if (n == NULL)
		return;
	xfree_wiped(n->macs, n->mac_cap * sizeof *n->macs);
	free(n);
}

bool named_decide(const struct named *n, size_t found)
{
	const struct audit_case *c = n->audit_case;

	return n->by_address || (c != NULL && found > 0 && found == c->handset_count);
}

const char *named_only(const struct named *n)
{
	const struct audit_case *c = n->audit_case;

	return c != NULL && c->handset_count == 1 ? c->handsets[0].id : NULL;
}

const char *named_first(const struct named *n)
{
	return n->user != NULL ? n->user->id : named_only(n);
}

/* ---- which one it is ---- */

static bool digits_equal(const char *a, const char *b, size_t most)
{
	for (size_t n = 0; n < most; n++, a++, b++) {
		while (*a != 0 && !isdigit((unsigned char)*a))
			a++;
		while (*b != 0 && !isdigit((unsigned char)*b))
			b++;
		if (*a != *b)
			return false;
		if (*a == 0)
			return n > 0;
	}
	return true;
}

/* An IMEI is one by its first 14 digits: its last is a check digit, or of an IMEISV the version of its software. */
static bool value_is_of(const struct case_value *v, const struct subscriber *s, const char **ret_reason)
{
	static const struct {
		enum kind kind, theirs;
		size_t most;
		const char *reason;
	} kinds[] = {
		{ KIND_IMSI, KIND_IMSI, SIZE_MAX, "GTP-C session of the case's IMSI" },
		{ KIND_IMEI, KIND_IMEI, IMEI_BODY, "GTP-C session of the case's IMEI" },
		{ KIND_IMEISV, KIND_IMEI, IMEI_BODY, "GTP-C session of the case's IMEI" },
		{ KIND_PHONE_NUMBER, KIND_PHONE_NUMBER, SIZE_MAX, "GTP-C session of the case's phone number" },
	};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		const char *digits = subscriber_digits(s, kinds[i].theirs);

		*ret_reason = kinds[i].reason;
		if (kinds[i].kind == v->kind && digits[0] != 0 && digits_equal(v->value, digits, kinds[i].most))
			return true;
	}
	return false;
}

static bool session_is_of(const struct case_handset *ch, const struct subscriber *s, const char **ret_reason)
{
	for (size_t i = 0; s != NULL && i < ch->value_count; i++) {
		if (value_is_of(&ch->values[i], s, ret_reason))
			return true;
	}
	return false;
}

/* By the frames that it came in, or by what was told of its address. */
static bool has_mac(const struct endpoint *e, const struct mac *m, const char **ret_by)
{
	const struct device *d = endpoint_device(e);

	*ret_by = NULL;
	if (endpoint_came_from(e, m))
		return true;
	*ret_by = e->told;
	return d != NULL && m->known && memcmp(d->key.octets, m->octets, sizeof m->octets) == 0;
}

static bool address_is_of(const struct case_handset *ch, const struct endpoint *e, struct because *ret)
{
	*ret = (struct because){ "address named by the case", NULL };
	for (size_t i = 0; i < ch->address_count; i++) {
		if (address_equal(&ch->addresses[i], &e->address))
			return true;
	}
	ret->reason = "MAC named by the case";
	for (size_t i = 0; i < ch->mac_count; i++) {
		if (has_mac(e, &ch->macs[i], &ret->by))
			return true;
	}
	return false;
}

const char *named_as(const struct named *n, const struct endpoint *e, struct because *ret)
{
	const struct audit_case *c = n->audit_case;

	if (n->user != NULL && address_is_of(n->user, e, ret)) {
		ret->reason = "named on the command line";
		return n->user->id;
	}
	for (size_t i = 0; c != NULL && i < c->handset_count; i++) {
		if (address_is_of(&c->handsets[i], e, ret))
			return c->handsets[i].id;
		ret->by = NULL;
		if (session_is_of(&c->handsets[i], e->subscriber, &ret->reason))
			return c->handsets[i].id;
	}
	ret->reason = "MAC among the case's values";
	for (size_t i = 0; i < n->mac_count; i++) {
		if (has_mac(e, &n->macs[i].mac, &ret->by))
			return n->macs[i].handset->id;
	}
	return NULL;
}
