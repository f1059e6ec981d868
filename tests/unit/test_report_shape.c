#include "unit.h"

#include "reports/generator.h"

#include <string.h>

enum { CELLS_MAX = 6 };

/* A row of texts under their names, as one line of JSON; NULL is no value. */
static void assert_shape(const char *const *names, const char *const *texts, const char *expected)
{
	struct store_cell cells[CELLS_MAX] = { 0 };
	struct store_row row = { 0, names, cells };
	struct buf out = { 0 };
	struct json j;
	struct err e = { "" };

	while (names[row.n] != NULL) {
		if (texts[row.n] != NULL)
			cells[row.n] = (struct store_cell){ .type = CELL_TEXT, .text = span_of(texts[row.n]) };
		row.n++;
	}
	json_begin(&j, &out, true);
	assert_int_equal(shape_row(&j, &row, &e), 0);
	assert_string_equal(buf_text(&out), expected);
	buf_free(&out);
}

static void a_name_with_points_is_an_object_in_an_object(void **state)
{
	(void)state;
	assert_shape((const char *const[]){ "a", "b.c", "b.d.e", "f", NULL }, (const char *const[]){ "1", "2", "3", "4" },
		"{\"a\":\"1\",\"b\":{\"c\":\"2\",\"d\":{\"e\":\"3\"}},\"f\":\"4\"}");
}

static void numbers_in_brackets_are_items_of_an_array(void **state)
{
	(void)state;
	assert_shape((const char *const[]){ "a[0].x", "a[0].y", "a[1].x", "b[0].c[0].d", NULL }, (const char *const[]){ "1", "2", "3", "4" },
		"{\"a\":[{\"x\":\"1\",\"y\":\"2\"},{\"x\":\"3\"}],\"b\":[{\"c\":[{\"d\":\"4\"}]}]}");
}

static void empty_brackets_make_items_of_lines(void **state)
{
	(void)state;
	assert_shape((const char *const[]){ "tags[]", "a.tags[]", "a.b", NULL }, (const char *const[]){ "one\ntwo", "three", "4" },
		"{\"tags\":[\"one\",\"two\"],\"a\":{\"tags\":[\"three\"],\"b\":\"4\"}}");
}

static void what_is_not_known_leaves_nothing_behind(void **state)
{
	(void)state;
	assert_shape((const char *const[]){ "a.b", "c[0].d", "e[]", "f", NULL }, (const char *const[]){ NULL, NULL, NULL, "1" }, "{\"f\":\"1\"}");
}

static void a_colon_says_what_a_value_is_to_be(void **state)
{
	(void)state;
	assert_shape((const char *const[]){ "u:uri", "h.x:sha256", NULL }, (const char *const[]){ "a b/c%d:\xC3\xA4.pcap", "abc" },
		"{\"u\":\"a%20b/c%25d%3A%C3%A4.pcap\",\"h\":{\"x\":\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"}}");
}

static void a_name_that_is_no_place_is_refused(void **state)
{
	static const char *const names[] = { "a.b.c.d.e.f.g.h.i.j.k.l" };
	const struct store_cell cell = { .type = CELL_TEXT, .text = span_of("1") };
	const struct store_row row = { 1, names, &cell };
	struct buf out = { 0 };
	struct json j;
	struct err e = { "" };

	(void)state;
	json_begin(&j, &out, true);
	assert_int_equal(shape_row(&j, &row, &e), -1);
	assert_non_null(strstr(e.text, "a.b.c.d"));
	buf_free(&out);
}

/* ---- editions ---- */

static void assert_edition(const char *sql, const char *begins, const char *ends)
{
	const struct folders f = { .own = "reports", .edition = EDITION_PUBLIC };
	struct buf out = { 0 };
	struct err e = { "" };

	assert_int_equal(edition_apply(&f, sql, &out, &e), 0);
	if (strncmp(buf_text(&out), begins, strlen(begins)) != 0 || strcmp(buf_text(&out) + out.len - strlen(ends), ends) != 0)
		fail_msg("'%s' became: %s", sql, buf_text(&out));
	buf_free(&out);
}

static void an_editions_views_stand_before_a_query(void **state)
{
	(void)state;
	assert_edition("SELECT 1", "WITH RECURSIVE\n-- Safe", ")\nSELECT 1");
	assert_edition("-- With a word\n/* with */ WITH x AS (SELECT 2) SELECT * FROM x", "WITH RECURSIVE\n-- Safe",
		")\n,  x AS (SELECT 2) SELECT * FROM x");
	assert_edition("with recursive x AS (SELECT 2) SELECT * FROM x", "WITH RECURSIVE\n-- Safe", ")\n,  x AS (SELECT 2) SELECT * FROM x");
	assert_edition("SELECT within FROM x", "WITH RECURSIVE\n-- Safe", ")\nSELECT within FROM x");
}

static void frames_and_addresses_are_hidden_by_name_too(void **state)
{
	(void)state;
	assert_true(edition_hides(EDITION_PUBLIC, "frame"));
	assert_true(edition_hides(EDITION_PUBLIC, "HMAC"));
	assert_false(edition_hides(EDITION_PUBLIC, "country"));
	assert_false(edition_hides(EDITION_FULL, "frame"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_with_points_is_an_object_in_an_object),
		cmocka_unit_test(numbers_in_brackets_are_items_of_an_array),
		cmocka_unit_test(empty_brackets_make_items_of_lines),
		cmocka_unit_test(what_is_not_known_leaves_nothing_behind),
		cmocka_unit_test(a_colon_says_what_a_value_is_to_be),
		cmocka_unit_test(a_name_that_is_no_place_is_refused),
		cmocka_unit_test(an_editions_views_stand_before_a_query),
		cmocka_unit_test(frames_and_addresses_are_hidden_by_name_too),
	};

	return unit_run(tests);
}
