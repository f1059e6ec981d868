#include "unit.h"

#include "base/lanes.h"

#include <string.h>

/* A quote, or an equals sign before a digit of three. */
static unsigned looked_for(const uint8_t *p)
{
	lanes first = lanes_at(p), second = lanes_at(p + 1);

	return lanes_bits((lanes)((first == '"') | ((first == '=') & (second == '3'))));
}

static size_t one_by_one(struct span s, size_t at)
{
	while (at < s.len && s.data[at] != '"' && !(s.data[at] == '=' && at + 1 < s.len && s.data[at + 1] == '3'))
		at++;
	return at;
}

/* Each byte's bit is its own. */
static void bits_are_the_bytes(void **state)
{
	(void)state;
	for (unsigned i = 0; i < LANES; i++) {
		uint8_t bytes[LANES] = { 0 };

		bytes[i] = 7;
		assert_int_equal(lanes_bits((lanes)(lanes_at(bytes) == 7)), 1u << i);
	}
}

/* In spans of any length, what is looked for at any place, from any place on; bytes behind the end are not seen. */
static void what_is_looked_for_is_found_where_it_is(void **state)
{
	static const char *const marks[] = { "\"", "=3", "=", "\"\"", "=33" };

	(void)state;
	for (size_t len = 0; len < 3 * LANES; len++) {
		for (size_t i = 0; i < len * (sizeof marks / sizeof *marks); i++) {
			const char *mark = marks[i % 5];
			uint8_t bytes[4 * LANES];
			struct span s = { bytes, len };

			memset(bytes, '.', sizeof bytes);
			memcpy(bytes + i / 5, mark, strlen(mark));
			bytes[len] = '3';
			bytes[len + 1] = '"';
			for (size_t at = 0; at <= len; at++)
				assert_int_equal(lanes_next(s, at, looked_for), one_by_one(s, at));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bits_are_the_bytes),
		cmocka_unit_test(what_is_looked_for_is_found_where_it_is),
	};

	return unit_run(tests);
}
