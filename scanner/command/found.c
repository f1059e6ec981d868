#include "command/found.h"

#include "base/alloc.h"
#include "base/idmap.h"
#include "base/limits.h"
#include "base/text.h"
#include "policy/policy.h"

#include <stdlib.h>
#include <string.h>

struct value {
	uint8_t hmac[SHA256_LEN];
	char text[VALUE_MAX];
};

struct found {
	struct value *values;
	size_t n;
	struct idmap of_hmac; /* by its first bytes: under a secret key nobody can choose them */
	bool overran;
};

/* What changes from day to day, or is a secret rather than a name, is nothing to search for. */
static const bool stays[KIND_COUNT] = {
	[KIND_IMEI] = true, [KIND_IMEISV] = true, [KIND_MEID] = true, [KIND_IMSI] = true, [KIND_ICCID] = true,
	[KIND_PHONE_NUMBER] = true, [KIND_CONTACT] = true, [KIND_EMAIL] = true, [KIND_ANDROID_ID] = true,
	[KIND_ADVERTISING_ID] = true, [KIND_WIFI_MAC] = true, [KIND_BLUETOOTH_MAC] = true, [KIND_BSSID] = true,
	[KIND_SSID] = true, [KIND_SERIAL_NUMBER] = true, [KIND_ACCOUNT_ID] = true, [KIND_NATIONAL_ID] = true,
};

struct found *found_new(void)
{
	struct found *f = xcalloc(1, sizeof *f);

	f->values = xcalloc(DRAFT_VALUES_MAX, sizeof *f->values);
	return f;
}

void found_free(struct found *f)
{
	if (f == NULL)
		return;
	xfree_wiped(f->values, DRAFT_VALUES_MAX * sizeof *f->values);
	idmap_free(&f->of_hmac);
	free(f);
}

static uint64_t key_of(const uint8_t hmac[SHA256_LEN])
{
	uint64_t key;

	memcpy(&key, hmac, sizeof key);
	return key;
}

/* false: no case could name it. */
static bool text_of(enum kind kind, struct span value, char ret[VALUE_MAX])
{
	char why[128];

	if (value.len >= VALUE_MAX || memchr(value.data, 0, value.len) != NULL || text_share(value) < 100)
		return false;
	memcpy(ret, value.data, value.len);
	ret[value.len] = 0;
	return value_fault(kind, ret, why) == NULL;
}

static void keep(struct found *f, const struct value *v)
{
	uint64_t key = key_of(v->hmac);

	if (idmap_find(&f->of_hmac, key) != IDMAP_NONE)
		return;
	f->overran = f->overran || f->n == DRAFT_VALUES_MAX;
	if (f->n == DRAFT_VALUES_MAX)
		return;
	idmap_put(&f->of_hmac, key, (uint32_t)f->n);
	f->values[f->n++] = *v;
}

static void add(struct found *f, const struct store *s, enum kind kind, struct span value)
{
	struct value v;

	if (!stays[kind])
		return;
	if (text_of(kind, value, v.text)) {
		store_hmac(s, kind, value, v.hmac);
		keep(f, &v);
	}
	explicit_bzero(&v, sizeof v);
}

void found_see(struct found *f, const struct store *s, enum record_type type, const union record *r)
{
	if (type == RECORD_SIGHTING && r->sighting.tier == TIER_VALIDATED)
		add(f, s, r->sighting.kind, (struct span){ r->sighting.value, r->sighting.value_len });
	if (type == RECORD_IDENTITY)
		add(f, s, r->identity.kind, (struct span){ r->identity.value, r->identity.value_len });
}

const char *found_value(const struct found *f, struct span hmac)
{
	uint8_t bytes[SHA256_LEN];
	uint32_t at;

	if (hmac.len != 2 * sizeof bytes)
		return NULL;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)(hex_digit(hmac.data[2 * i]) << 4 | hex_digit(hmac.data[2 * i + 1]));
	at = idmap_find(&f->of_hmac, key_of(bytes));
	return at != IDMAP_NONE && memcmp(f->values[at].hmac, bytes, sizeof bytes) == 0 ? f->values[at].text : NULL;
}

bool found_overran(const struct found *f)
{
	return f->overran;
}
