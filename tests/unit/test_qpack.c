#include "unit.h"

#include "base/limits.h"
#include "decode/qpack.h"

#include <string.h>

/* Bytes of RFC 9204: the encoder stream fills a table of 220 bytes with one entry, key: value. */
#define CAPACITY_220 "\x3f\xbd\x01"
#define INSERT_KEY_VALUE "\x43" "key" "\x05" "value"
/* Blocks of fields: ":method: GET" of the static table, a literal path; and the same with the first entry of the dynamic one. */
#define PLAIN "\x00\x00\xd1\x51\x05/here"
#define NAMING "\x02\x00\xd1\x80"

struct world {
	struct qpack *q;
	struct qpack_block block;
	struct gather in;
	struct request request;
};

static struct world world_new(void)
{
	return (struct world){ .q = qpack_new() };
}

static void block_forget(struct world *w)
{
	qpack_block_end(&w->block);
	gather_reset(&w->in);
	request_free(&w->request);
	w->request = (struct request){ 0 };
}

static void world_free(struct world *w)
{
	block_forget(w);
	gather_free(&w->in);
	qpack_free(w->q);
}

#define READ(w, text) block_read((w), (struct span){ (const uint8_t *)(text), sizeof (text) - 1 })
#define INSERT(w, text) qpack_insert((w)->q, (struct span){ (const uint8_t *)(text), sizeof (text) - 1 })

static enum qpack_outcome again(struct world *w)
{
	return qpack_read(w->q, &w->block, 0, &w->in, &w->request);
}

static enum qpack_outcome block_read(struct world *w, struct span block)
{
	block_forget(w);
	gather_add(&w->in, block, 1, 1);
	return again(w);
}

static void assert_values(const struct world *w, const char *values)
{
	assert_int_equal(w->request.fields.bytes.len, strlen(values));
	assert_memory_equal(w->request.fields.bytes.data, values, strlen(values));
}

static void what_names_no_table_waits_for_nothing(void **state)
{
	struct world w = world_new();

	(void)state;
	assert_int_equal(READ(&w, PLAIN), QPACK_READ);
	assert_values(&w, "GET/here");
	assert_string_equal(w.request.head.method, "GET");
	world_free(&w);
}

static void what_names_the_table_waits_for_settings_and_entries(void **state)
{
	struct world w = world_new();

	(void)state;
	assert_int_equal(READ(&w, NAMING), QPACK_WAITS);
	assert_false(qpack_is_told(w.q));
	qpack_told(w.q, 220);
	assert_true(qpack_is_told(w.q));
	assert_int_equal(again(&w), QPACK_WAITS);
	INSERT(&w, CAPACITY_220);
	assert_int_equal(again(&w), QPACK_WAITS);
	INSERT(&w, INSERT_KEY_VALUE);
	assert_int_equal(again(&w), QPACK_READ);
	assert_values(&w, "GETvalue");
	world_free(&w);
}

static void entries_may_come_before_the_settings(void **state)
{
	struct world w = world_new();

	(void)state;
	INSERT(&w, CAPACITY_220 INSERT_KEY_VALUE);
	assert_int_equal(READ(&w, NAMING), QPACK_WAITS);
	qpack_told(w.q, 220);
	assert_int_equal(again(&w), QPACK_READ);
	assert_values(&w, "GETvalue");
	world_free(&w);
}

static void without_settings_the_client_tells_the_size(void **state)
{
	struct world w = world_new();

	(void)state;
	INSERT(&w, CAPACITY_220 INSERT_KEY_VALUE);
	qpack_assume(w.q);
	assert_int_equal(READ(&w, NAMING), QPACK_READ);
	assert_values(&w, "GETvalue");
	world_free(&w);
}

static void a_block_may_come_by_two_frames(void **state)
{
	struct world w = world_new();

	(void)state;
	qpack_told(w.q, 0);
	gather_add(&w.in, (struct span){ (const uint8_t *)PLAIN, 6 }, 1, 1);
	gather_add(&w.in, (struct span){ (const uint8_t *)PLAIN + 6, sizeof PLAIN - 7 }, 2, 2);
	assert_int_equal(again(&w), QPACK_READ);
	assert_values(&w, "GET/here");
	assert_int_equal(gather_mark(&w.request.fields, 3)->frame, 2);
	world_free(&w);
}

/* Of an empty purse: all bytes of a field were sent, though the last frame brought one. */
static void a_field_that_came_by_two_frames_is_whole(void **state)
{
#define PATH_40 "/a-path-of-forty-bytes-that-is-all-there"
	static const char text[] = "\x00\x00\xd1\x51\x28" PATH_40;
	const size_t len = sizeof text - 1;
	struct world w = world_new();
	struct purse purse = { 0 };

	(void)state;
	w.request.purse = &purse;
	qpack_told(w.q, 0);
	gather_add(&w.in, (struct span){ (const uint8_t *)text, len - 1 }, 1, 1);
	gather_add(&w.in, (struct span){ (const uint8_t *)text + len - 1, 1 }, 2, 2);
	assert_int_equal(again(&w), QPACK_READ);
	assert_values(&w, "GET" PATH_40);
	world_free(&w);
#undef PATH_40
}

/* A block that names the table is broken, one that does not is read. */
static void assert_spoilt(struct world *w)
{
	assert_int_equal(READ(w, NAMING), QPACK_BROKEN);
	assert_int_equal(READ(w, PLAIN), QPACK_READ);
	assert_values(w, "GET/here");
}

static void a_broken_block_spoils_the_table(void **state)
{
	struct world w = world_new();

	(void)state;
	qpack_told(w.q, 220);
	INSERT(&w, CAPACITY_220 INSERT_KEY_VALUE);
	assert_int_equal(READ(&w, "\x02\x00\xbf\x10"), QPACK_BROKEN); /* entry 79 */
	assert_spoilt(&w);
	world_free(&w);
}

static void a_broken_entry_spoils_the_table(void **state)
{
	struct world w = world_new();

	(void)state;
	qpack_told(w.q, 220);
	INSERT(&w, CAPACITY_220 "\x05"); /* the sixth, of none */
	assert_spoilt(&w);
	world_free(&w);
}

static void a_table_is_bounded(void **state)
{
	struct world w = world_new();

	(void)state;
	qpack_told(w.q, QPACK_TABLE_MAX + 1ULL);
	assert_spoilt(&w);
	world_free(&w);
}

static void behind_a_hole_no_entry_is_added(void **state)
{
	struct world w = world_new();

	(void)state;
	qpack_told(w.q, 220);
	qpack_hole(w.q);
	INSERT(&w, CAPACITY_220 INSERT_KEY_VALUE);
	assert_int_equal(READ(&w, NAMING), QPACK_WAITS);
	assert_int_equal(READ(&w, PLAIN), QPACK_READ);
	world_free(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_names_no_table_waits_for_nothing),
		cmocka_unit_test(what_names_the_table_waits_for_settings_and_entries),
		cmocka_unit_test(entries_may_come_before_the_settings),
		cmocka_unit_test(without_settings_the_client_tells_the_size),
		cmocka_unit_test(a_block_may_come_by_two_frames),
		cmocka_unit_test(a_field_that_came_by_two_frames_is_whole),
		cmocka_unit_test(a_broken_block_spoils_the_table),
		cmocka_unit_test(a_broken_entry_spoils_the_table),
		cmocka_unit_test(a_table_is_bounded),
		cmocka_unit_test(behind_a_hole_no_entry_is_added),
	};

	return unit_run(tests);
}
