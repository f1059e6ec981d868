#include "unit.h"

#include "base/buf.h"
#include "detect/keyring.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static char *const words[] = { "id", "mac", "imei", "deviceid", "msisdn", "e164", "s1m", "cellid", "telefono", "\xe6\x89\x8b\xe6\x9c\xba", "\xd0\xb8\xd0\xbc\xd1\x8f" };
static const struct words keys = { (char **)words, sizeof words / sizeof *words };

static char *const behind[] = { "e164", "slot", "\xe5\x8f\xb7" }, *const behind_joined[] = { "no", "number" };
static const struct name_words name_words = { .behind_key = { (char **)behind, 3 }, .behind_key_joined = { (char **)behind_joined, 2 } };

/* v is borrowed. */
static struct keyring *ring(struct vocabulary *v)
{
	struct keyring *k;

	vocabulary_make(v, &name_words);
	k = keyring_new(v);
	keyring_add(k, &keys, KIND_IMEI, 1);
	keyring_sort(k);
	return k;
}

static void ring_free(struct keyring *k, struct vocabulary *v)
{
	keyring_free(k);
	vocabulary_free(v);
}

/* A text that ends in a separator: where keyed_at would find a name, the quick look does not rule it out. */
static bool tells(const struct keyring *k, struct span text, bool *ret_may)
{
	const struct window w = { text, false };
	const struct name name = { .own = key_before(&w, text.len - 1) };
	const struct key_entry *entries;
	enum key_sense sense;

	*ret_may = name_ends_have(keyring_ends(k), text, text.len - 1) && name_ends_have(keyring_ends(k), text, key_end(&w, key_sign(&w, text.len - 1)));
	return keyring_find(k, &name, &entries, &sense) > 0;
}

/* Names that tell, as they are written in the field. */
static void names_that_tell_may_end(void **state)
{
	static const char *const texts[] = { "imei:", "IMEI:", "\"imei\":", "'imei' =", "imei=>", "imei->", "imei:=", "imei==", "imei2:", "imei_2=", "imei-:", "imei.:",
		"imei_no:", "imeiNumber:", "IMEI #1:", "imei (slot 1):", "getImei():", "params[imei]=", "\\\"imei\\\":", "%22imei%22:", "imei%20=", "im-ei:", "ime_i:",
		"<imei>", "/imei/", "device id:", "Device I D:", "telef\xc3\xb3no:", "telefon\xc3\xb3:", "TELEF\xc3\x93NO=", "\xe6\x89\x8b\xe6\x9c\xba:",
		"\xe6\x89\x8b\xe6\x9c\xba\xe5\x8f\xb7:", "\xd0\xb8\xd0\xbc\xd1\x8f=", "e164:", "phone.e164=", "s1m:", "s1M:", "\xff imei:", "\x01imei=", "x\xc3\xa9id:" };
	struct vocabulary v;
	struct keyring *k = ring(&v);
	unsigned told = 0;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		bool may;

		if (!tells(k, span_of(texts[i]), &may))
			continue;
		told++;
		if (!may)
			fail_msg("%s is ruled out", texts[i]);
	}
	/* "telefonó" ends in what no word does, and so do a few more. */
	assert_true(told >= 33);
	ring_free(k, &v);
}

/* The same of what is put together by chance of pieces of names, and of any bytes. */
static void nothing_that_tells_is_ruled_out(void **state)
{
	static const char *const pieces[] = { "imei", "mac", "id", "Device", "e164", "s1m", "telef", "ono", "\xc3\xb3", "\xc3\xb3no", "\xe6\x89\x8b", "\xe6\x9c\xba", "_", "-",
		".", " ", "#", "1", "23", "\"", "'", "]", "[", ")", "(", "%22", "%20", "=", ":", "\\", "no", "Number", "I", "D", "i", "d", "m", "\xd0\xbc", "\xd1\x8f",
		"\x80", "\xff", "\t", "\x01", "<", "&" };
	static const char separators[] = "=:>/";
	struct vocabulary v;
	struct keyring *k = ring(&v);
	unsigned told = 0, ruled_out = 0;
	uint32_t seed = 1;

	(void)state;
	for (unsigned i = 0; i < 300000; i++) {
		char text[64] = "";
		size_t len = 0;
		bool may, found;

		for (unsigned n = i % 5 + 1; n > 0; n--) {
			seed = seed * 1664525 + 1013904223;
			len += (size_t)snprintf(text + len, sizeof text - len, "%s", pieces[(seed >> 8) % (sizeof pieces / sizeof *pieces)]);
		}
		text[len++] = separators[seed >> 20 & 3];
		found = tells(k, (struct span){ (const uint8_t *)text, len }, &may);
		told += found;
		ruled_out += !may;
		if (found && !may)
			fail_msg("%.*s is ruled out", (int)len, text);
	}
	assert_true(told > 1000);
	assert_true(ruled_out > 100000);
	ring_free(k, &v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_that_tell_may_end),
		cmocka_unit_test(nothing_that_tells_is_ruled_out),
	};

	return unit_run(tests);
}
