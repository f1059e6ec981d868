/* What was searched in vain is known again, and nothing else is taken for it. */
#include "unit.h"

#include "detect/vain.h"

static struct part part_of(const char *root, const char *text)
{
	return (struct part){ .root = root, .bytes = span_of(text) };
}

static uint64_t mark_of(struct vain *v, const struct part *parts, size_t n)
{
	const struct message m = { .parts = parts, .part_count = n };

	return vain_mark(v, &m);
}

static void a_message_is_known_once_it_was_added(void **state)
{
	struct vain *v = vain_new();
	const struct part one = part_of("raw", "M-SEARCH * HTTP/1.1");
	uint64_t mark = mark_of(v, &one, 1);
	size_t cost;

	(void)state;
	assert_false(vain_find(v, mark, &cost));
	vain_add(v, mark, 12345);
	assert_true(vain_find(v, mark, &cost));
	assert_int_equal(cost, 12345);
	assert_int_equal(mark_of(v, &one, 1), mark);
	vain_free(v);
}

static void a_cost_beyond_any_purse_is_no_small_one(void **state)
{
	struct vain *v = vain_new();
	size_t cost;

	(void)state;
	vain_add(v, 7, (size_t)UINT32_MAX + 2);
	assert_true(vain_find(v, 7, &cost));
	assert_int_equal(cost, UINT32_MAX);
	vain_free(v);
}

static void whatever_detection_looks_at_makes_another_message(void **state)
{
	struct vain *v = vain_new();
	struct part others[] = { part_of("raw", "abcd"), part_of("raw", "abce"), part_of("raw", "abcd"), part_of("raw", "abcd"), part_of("raw", "abcd"),
		part_of("raw", "abcd"), part_of("dns.name", "abcd"), part_of("raw", "") };
	const size_t n = sizeof others / sizeof *others;
	uint64_t marks[8];

	(void)state;
	others[2].whole = true;
	others[3].content_type = "";
	others[4].content_encoding = "";
	others[5].content_type = "text/plain";
	for (size_t i = 0; i < n; i++) {
		marks[i] = mark_of(v, &others[i], 1);
		for (size_t k = 0; k < i; k++)
			assert_int_not_equal(marks[i], marks[k]);
	}
	vain_free(v);
}

static void a_byte_belongs_to_its_part(void **state)
{
	struct vain *v = vain_new();
	const struct part early[] = { part_of("raw", "abc"), part_of("raw", "d") }, late[] = { part_of("raw", "ab"), part_of("raw", "cd") };

	(void)state;
	assert_int_not_equal(mark_of(v, early, 2), mark_of(v, late, 2));
	assert_int_not_equal(mark_of(v, early, 2), mark_of(v, early, 1));
	vain_free(v);
}

/* Who sends cannot know which messages have marks alike. */
static void each_has_a_key_of_its_own(void **state)
{
	struct vain *a = vain_new(), *b = vain_new();
	const struct part one = part_of("raw", "abcd");

	(void)state;
	assert_int_not_equal(mark_of(a, &one, 1), mark_of(b, &one, 1));
	vain_free(a);
	vain_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_is_known_once_it_was_added),
		cmocka_unit_test(a_cost_beyond_any_purse_is_no_small_one),
		cmocka_unit_test(whatever_detection_looks_at_makes_another_message),
		cmocka_unit_test(a_byte_belongs_to_its_part),
		cmocka_unit_test(each_has_a_key_of_its_own),
	};

	return unit_run(tests);
}
