#include "pipeline/holders.h"

#include "base/alloc.h"
#include "base/siphash.h"
#include "detect/checksum.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_SIZE = 64, IMEI_BODY = 14 };

/* Open addressing over pointers to structs that begin with their key. */
struct map {
	struct holder_key **slots;
	size_t mask, n;
	struct sip_key key; /* of the hashes; drawn with the first slots */
};

struct prefix {
	struct holder_key key;
	struct device *device;
	struct subscriber *subscriber;
};

struct holders {
	struct map devices, subscribers, prefixes;
	bool full;
};

static struct holder_key key_of(const void *octets, size_t len)
{
	struct holder_key k = { { 0 } };

	memcpy(k.octets, octets, len < sizeof k.octets ? len : sizeof k.octets);
	return k;
}

static struct holder_key **slot_of(const struct map *m, const struct holder_key *k)
{
	size_t i = sip_bytes(&m->key, k, sizeof *k) & m->mask;

	while (m->slots[i] != NULL && memcmp(m->slots[i], k, sizeof *k) != 0)
		i = (i + 1) & m->mask;
	return &m->slots[i];
}

static void map_resize(struct map *m, size_t size)
{
	struct map old = *m;

	m->slots = xcalloc(size, sizeof(struct holder_key *));
	m->mask = size - 1;
	for (size_t i = 0; old.slots != NULL && i <= old.mask; i++) {
		if (old.slots[i] != NULL)
			*slot_of(m, old.slots[i]) = old.slots[i];
	}
	free(old.slots);
}

static void *map_find(const struct map *m, const struct holder_key *k)
{
	return m->slots == NULL ? NULL : *slot_of(m, k);
}

/* The entry with this key, made with its size where there is none; NULL where the table is full. */
static void *map_add(struct holders *h, struct map *m, const struct holder_key *k, size_t size)
{
	struct holder_key *entry = map_find(m, k);

	if (entry != NULL)
		return entry;
	h->full = h->full || m->n == HOLDERS_MAX;
	if (m->n == HOLDERS_MAX)
		return NULL;
	if (m->slots == NULL) {
		m->key = sip_key_new();
		map_resize(m, FIRST_SIZE);
	} else if (m->n * 2 > m->mask)
		map_resize(m, 2 * (m->mask + 1));
	entry = xcalloc(1, size);
	*entry = *k;
	*slot_of(m, k) = entry;
	m->n++;
	return entry;
}

static void map_free(struct map *m, size_t size)
{
	for (size_t i = 0; m->slots != NULL && i <= m->mask; i++)
		xfree_wiped(m->slots[i], size);
	free(m->slots);
}

struct holders *holders_new(void)
{
	return xcalloc(1, sizeof(struct holders));
}

void holders_free(struct holders *h)
{
	map_free(&h->devices, sizeof(struct device));
	map_free(&h->subscribers, sizeof(struct subscriber));
	map_free(&h->prefixes, sizeof(struct prefix));
	free(h);
}

bool holders_full(const struct holders *h)
{
	return h->full;
}

struct device *holders_device(struct holders *h, const struct mac *m)
{
	struct holder_key k = key_of(m->octets, sizeof m->octets);

	return m->known ? map_add(h, &h->devices, &k, sizeof(struct device)) : NULL;
}

struct device *holders_find_device(const struct holders *h, const struct mac *m)
{
	struct holder_key k = key_of(m->octets, sizeof m->octets);

	return m->known ? map_find(&h->devices, &k) : NULL;
}

/* ---- subscribers ---- */

static void identity_add(struct subscriber *s, enum kind kind, const char *digits)
{
	size_t i = 0;

	while (i < s->identity_count && s->identities[i].kind != kind)
		i++;
	if (i == sizeof s->identities / sizeof *s->identities)
		return;
	if (i == s->identity_count)
		s->identity_count++;
	s->identities[i].kind = kind;
	snprintf(s->identities[i].digits, IDENTITY_TEXT, "%s", digits);
}

/* As sightings have it: with its check digit, in whose place the network may send a zero (3GPP TS 23.003 section 6.2). */
static void imei_add(struct subscriber *s, const char *digits)
{
	char imei[IDENTITY_TEXT];

	snprintf(imei, sizeof imei, "%.*s", IMEI_BODY, digits);
	imei[IMEI_BODY] = checksum_luhn_digit(span_of(imei));
	imei[IMEI_BODY + 1] = 0;
	identity_add(s, KIND_IMEI, imei);
	explicit_bzero(imei, sizeof imei);
}

/* Its IMSI, else whatever comes first: a phone without a SIM has an IMEI. */
static const struct handset_identity *name_of(const struct attachment *a)
{
	for (size_t i = 0; i < a->identity_count; i++) {
		if (a->identities[i].kind == KIND_IMSI)
			return &a->identities[i];
	}
	return a->identity_count > 0 ? &a->identities[0] : NULL;
}

struct subscriber *holders_subscriber(struct holders *h, const struct attachment *a)
{
	const struct handset_identity *name = name_of(a);
	struct subscriber *s;
	struct holder_key k;

	if (name == NULL)
		return NULL;
	k = key_of(name->digits, strlen(name->digits));
	s = map_add(h, &h->subscribers, &k, sizeof *s);
	explicit_bzero(&k, sizeof k);
	if (s == NULL)
		return NULL;
	if (s->how == NULL) {
		s->how = a->how;
		s->frame = a->frame;
		s->at = a->at;
	}
	for (size_t i = 0; i < a->identity_count; i++) {
		const struct handset_identity *id = &a->identities[i];

		if (id->kind == KIND_IMEI || id->kind == KIND_IMEISV)
			imei_add(s, id->digits);
		if (id->kind != KIND_IMEI)
			identity_add(s, id->kind, id->digits);
	}
	return s;
}

const char *subscriber_digits(const struct subscriber *s, enum kind kind)
{
	for (size_t i = 0; i < s->identity_count; i++) {
		if (s->identities[i].kind == kind)
			return s->identities[i].digits;
	}
	return "";
}

/* ---- prefixes of 64 bits ---- */

void holders_give_prefix(struct holders *h, const struct address *a, struct device *d, struct subscriber *s)
{
	struct holder_key k = key_of(a->octets, 8);
	struct prefix *p = map_add(h, &h->prefixes, &k, sizeof *p);

	if (p == NULL)
		return;
	p->device = d;
	p->subscriber = s;
}

bool holders_of_prefix(const struct holders *h, const struct address *a, struct device **ret_device, struct subscriber **ret_subscriber)
{
	struct holder_key k = key_of(a->octets, 8);
	const struct prefix *p = a->family == 6 ? map_find(&h->prefixes, &k) : NULL;

	if (p == NULL)
		return false;
	*ret_device = p->device;
	*ret_subscriber = p->subscriber;
	return true;
}

void holders_forget_handsets(struct holders *h)
{
	for (size_t i = 0; h->devices.slots != NULL && i <= h->devices.mask; i++) {
		struct device *d = (struct device *)h->devices.slots[i];

		if (d != NULL)
			d->handset = 0;
	}
	for (size_t i = 0; h->subscribers.slots != NULL && i <= h->subscribers.mask; i++) {
		struct subscriber *s = (struct subscriber *)h->subscribers.slots[i];

		if (s != NULL)
			s->handset = 0;
	}
}

bool device_is_one(const struct device *d)
{
	return d != NULL && !d->router && d->addresses <= ADDRESSES_OF_DEVICE_MAX;
}
