#include "unit.h"

#include "detect/ending.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char *const words[] = { "id", "mac", "imei", "deviceid", "телефон" };

static void words_add(struct endings *e)
{
	memset(e, 0, sizeof *e);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		endings_add(e, words[i]);
}

static void names_that_end_in_a_word_may(void **state)
{
	static const char *const names[] = { "id", "ID", "i-d", "device_id", "DeviceID", "wifi.mac", "m_a_c", "imei", "x-IMEI", "im ei", "\"imei",
		"a:imei", "imei2", "imei[]", "телефон", "tele\xcc\x81", "i\xc3\xa9", "", "2", "-" };
	struct endings e;

	(void)state;
	words_add(&e);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!endings_may(&e, ending_of(span_of(names[i]))))
			fail_msg("%s is ruled out", names[i]);
}

static void others_are_ruled_out(void **state)
{
	static const char *const names[] = { "event", "page", "ts", "duration_ms", "network", "xmacs", "mei", "ac", "i", "d", "c-ei", "{\"ts", "%22ts" };
	struct endings e;

	(void)state;
	words_add(&e);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (endings_may(&e, ending_of(span_of(names[i]))))
			fail_msg("%s is not ruled out", names[i]);
}

/* A letter, capital or small, behind another, with and without a joint between: all end in themselves. */
static void all_letters_are_letters(void **state)
{
	static const char *const joints[] = { "", "_", "-", ".", " ", ":" };

	(void)state;
	for (int c = 'a'; c <= 'z'; c++) {
		struct endings e = { 0 };
		char word[] = { 'q', (char)c, 'z', (char)c, 0 }, name[8];

		endings_add(&e, word);
		for (size_t i = 0; i < sizeof joints / sizeof *joints; i++) {
			snprintf(name, sizeof name, "Q%c%sZ%c", toupper(c), joints[i], c);
			assert_true(endings_may(&e, ending_of(span_of(name))));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_that_end_in_a_word_may),
		cmocka_unit_test(others_are_ruled_out),
		cmocka_unit_test(all_letters_are_letters),
	};

	return unit_run(tests);
}
