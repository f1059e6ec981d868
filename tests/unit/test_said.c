#include "unit.h"

#include "detect/said.h"

static void an_answer_is_of_a_name_with_its_inner_one_and_its_words(void **state)
{
	static const char words[2];
	const struct {
		const char *name, *inner;
		const void *words;
	} rows[] = { { "store", "lat", words }, { "stor", "elat", words }, { "store", "", words }, { "", "store", words }, { "store", "lat", words + 1 },
		{ "store", "lat", NULL } };
	struct said *s = said_new();
	enum owner said;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint64_t mark = said_mark(s, span_of(rows[i].name), span_of(rows[i].inner), rows[i].words);

		assert_false(said_find(s, mark, &said));
		said_add(s, mark, (enum owner)(i % (ANOTHER + 1)));
		assert_true(said_find(s, mark, &said));
		assert_int_equal(said, i % (ANOTHER + 1));
		assert_true(mark == said_mark(s, span_of(rows[i].name), span_of(rows[i].inner), rows[i].words));
	}
	said_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_is_of_a_name_with_its_inner_one_and_its_words),
	};

	return unit_run(tests);
}
