#include "unit.h"

#include "talking.h"

#include "base/alloc.h"

enum { UDP = 17 };

static void what_nobody_knows_is_handed_over_as_it_stands(void **state)
{
	struct talking t = { .cut = 0 };

	(void)state;
	talking_run(&t, 9999, span_of("\x01\x02 something"), SIZE_MAX);
	assert_string_equal(buf_text(&t.said), "raw | raw@0=\\x01\\x02 something\n");
	assert_int_equal(t.sum.messages, 0);
	talking_free(&t);
}

/* A few bytes that are no text make them opaque; a stranger's text is clear. */
static void text_counts_as_clear(void **state)
{
	static const struct {
		const char *bytes;
		bool clear;
	} rows[] = {
		{ "imei=490154203237518\r\n", true },
		{ "123456789\x01", true },
		{ "1234567\x01\x02\x03", false },
		{ "\x01\xf0\xc1\x80", false },
		{ "\xe5\xb0\x8f\xe7\xb1\xb3", true }, /* UTF-8 */
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct talking t = { .cut = 0 };
		size_t n = strlen(rows[i].bytes);

		talking_run(&t, 9999, span_of(rows[i].bytes), SIZE_MAX);
		assert_int_equal(t.sum.bytes_clear, rows[i].clear ? n : 0);
		assert_int_equal(t.sum.bytes_opaque, rows[i].clear ? 0 : n);
		talking_free(&t);
	}
}

static void pieces_end_where_the_far_end_speaks_and_go_on_behind(void **state)
{
	static const char script[] = "\x01one\ftwo\f\fthree\vfour";
	struct talking t = { .cut = 0 };

	(void)state;
	talking_run(&t, 9999, span_of(script), SIZE_MAX);
	assert_string_equal(buf_text(&t.said),
		"raw | raw@0=\\x01one\nraw | raw@0+=two\nraw | raw@0+=three\nraw | raw@0=four\n");
	talking_free(&t);
	talking_splits(9999, span_of(script), false);
}

static void a_long_run_comes_in_pieces_of_the_bound(void **state)
{
	static const size_t steps[] = { 1, 1000, 1460, RAW_PIECE, 50000 };
	size_t size = 2 * RAW_PIECE + 7;
	uint8_t *bytes = xcalloc(size, 1);

	(void)state;
	for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) {
		struct talking t = { .cut = 0 };
		size_t pieces = 0;

		talking_begin(&t, 6, 9999);
		for (size_t at = 0; at < size; at += steps[k])
			talking_send(&t, span_sub((struct span){ bytes, size }, at, steps[k]), at / steps[k] + 1);
		talking_end(&t);
		for (const char *at = buf_text(&t.said); *at != 0; at = strchr(at, '\n') + 1)
			assert_memory_equal(at, pieces++ == 0 ? "raw | raw@0=" : "raw | raw@0+", 12);
		assert_int_equal(pieces, 3);
		assert_int_equal(t.sum.bytes_opaque, size);
		talking_free(&t);
	}
	free(bytes);
}

static void datagrams_do_not_continue_each_other(void **state)
{
	struct talking t = { .cut = 0 };

	(void)state;
	talking_begin(&t, UDP, 9999);
	talking_send(&t, span_of("a"), 1);
	conversation_bytes(t.c, false, span_of("answer"), 2, 0);
	talking_send(&t, span_of("b"), 3);
	talking_end(&t);
	assert_string_equal(buf_text(&t.said), "raw | raw@0=a\nraw | raw@0=b\n");
	assert_string_equal(buf_text(&t.frames), "1: 1*1 | \n3: 3*1 | \n");
	talking_free(&t);
}

static void quic_is_opaque_by_its_version_or_by_its_port(void **state)
{
	static const struct {
		const char *name;
		uint16_t port;
		const char *bytes;
		bool quic;
	} rows[] = {
		{ "version 1", 9999, "\xc3\0\0\0\1rest", true },
		{ "version 2", 9999, "\xc3\x6b\x33\x43\xcfrest", true },
		{ "a draft", 9999, "\xc3\xff\0\0\x1drest", true },
		{ "Google's", 9999, "\xc3Q046rest", true },
		{ "a version to be refused", 9999, "\xc3\x1a\x2a\x3a\x4arest", true },
		{ "no version", 9999, "\xc3\1\1\1\1rest", false },
		{ "a short header at its port", 443, "\x43\0\0\0\1rest", true },
		{ "a short header elsewhere", 9999, "\x43\0\0\0\1rest", false },
		{ "too short", 443, "\x43\0\0\0", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct talking t = { .cut = 0 };

		talking_begin(&t, UDP, rows[i].port);
		talking_send(&t, (struct span){ (const uint8_t *)rows[i].bytes, i + 1 < sizeof rows / sizeof *rows ? 9 : 4 }, 1);
		talking_end(&t);
		if ((t.said.len == 0) != rows[i].quic)
			fail_msg("%s: %s", rows[i].name, buf_text(&t.said));
		talking_free(&t);
	}
}

static void nothing_sent_is_nothing_said(void **state)
{
	struct talking t = { .cut = 0 };

	(void)state;
	talking_begin(&t, 6, 80);
	conversation_bytes(t.c, false, span_of("220 welcome"), 1, 0);
	conversation_gap(t.c, false, 10, 2);
	conversation_gap(t.c, true, 10, 3);
	talking_end(&t);
	assert_string_equal(buf_text(&t.said), "");
	assert_int_equal(t.sum.bytes_clear + t.sum.bytes_opaque, 0);
	talking_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_nobody_knows_is_handed_over_as_it_stands),
		cmocka_unit_test(text_counts_as_clear),
		cmocka_unit_test(pieces_end_where_the_far_end_speaks_and_go_on_behind),
		cmocka_unit_test(a_long_run_comes_in_pieces_of_the_bound),
		cmocka_unit_test(datagrams_do_not_continue_each_other),
		cmocka_unit_test(quic_is_opaque_by_its_version_or_by_its_port),
		cmocka_unit_test(nothing_sent_is_nothing_said),
	};

	return unit_run(tests);
}
