#include "unit.h"

#include "base/interned.h"

#include <stdio.h>
#include <string.h>

enum { MANY = 5000 };

/* Keys as ids are, and the worst: a run of numbers. */
static uint64_t key_of(uint64_t i)
{
	return i % 2 == 0 ? i : idmap_mix(2, i);
}

static void what_was_put_is_found(void **state)
{
	struct idmap m = { 0 };

	(void)state;
	assert_int_equal(idmap_find(&m, 0), IDMAP_NONE);
	for (uint32_t i = 0; i < MANY; i++)
		idmap_put(&m, key_of(i), i);
	for (uint32_t i = 0; i < MANY; i++)
		assert_int_equal(idmap_find(&m, key_of(i)), i);
	for (uint32_t i = MANY; i < 2 * MANY; i++)
		assert_int_equal(idmap_find(&m, key_of(i)), IDMAP_NONE);
	idmap_put(&m, key_of(7), 70);
	assert_int_equal(idmap_find(&m, key_of(7)), 70);
	assert_int_equal(m.n, MANY);
	idmap_free(&m);
	assert_int_equal(idmap_find(&m, key_of(7)), IDMAP_NONE);
}

static void a_hash_depends_on_every_byte_and_on_the_length(void **state)
{
	const char text[] = "api.account.xiaomi.com\0\0\0\0\0\0\0";
	char other[sizeof text];

	(void)state;
	for (size_t len = 1; len < sizeof text; len++) {
		assert_true(idmap_hash(0, text, len) != idmap_hash(0, text, len - 1));
		memcpy(other, text, sizeof text);
		other[len - 1] ^= 1;
		assert_true(idmap_hash(0, text, len) != idmap_hash(0, other, len));
		assert_true(idmap_hash(0, text, len) != idmap_hash(1, text, len));
	}
}

static void equal_texts_are_one_pointer(void **state)
{
	struct interned t = { 0 };
	const char *first[MANY];
	char text[32];

	(void)state;
	for (int i = 0; i < MANY; i++) {
		snprintf(text, sizeof text, "host-%d.example", i);
		first[i] = interned(&t, text);
		assert_string_equal(first[i], text);
	}
	for (int i = 0; i < MANY; i++) {
		snprintf(text, sizeof text, "host-%d.example", i);
		assert_ptr_equal(interned(&t, text), first[i]);
	}
	assert_int_equal(t.n, MANY);
	interned_free(&t);
}

/* Texts with one idmap_hash, as anybody can make them: each asked for in turn, they would take minutes if all stood in one chain. */
static void texts_made_to_meet_take_no_longer(void **state)
{
	enum { HOSTILE = 50000 };
	struct interned t = { 0 };
	uint64_t i = 0;

	(void)state;
	while (t.n < HOSTILE) {
		uint64_t words[2] = { idmap_mix(1, ++i), 0 };
		char text[sizeof words + 1] = { 0 };

		words[1] = idmap_mix(idmap_mix(0, sizeof words), words[0]) ^ UINT64_C(0x0123456789ABCDEF);
		memcpy(text, words, sizeof words);
		if (strlen(text) < sizeof words)
			continue;
		assert_true(idmap_hash(0, text, sizeof words) == idmap_mix(0, UINT64_C(0x0123456789ABCDEF)));
		assert_string_equal(interned(&t, text), text);
	}
	interned_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_put_is_found),
		cmocka_unit_test(a_hash_depends_on_every_byte_and_on_the_length),
		cmocka_unit_test(equal_texts_are_one_pointer),
		cmocka_unit_test(texts_made_to_meet_take_no_longer),
	};

	return unit_run(tests);
}
