#include "unit.h"

#include "base/buf.h"
#include "detect/codec.h"
#include "detect/unwrap/unwrap.h"

#include <stdio.h>
#include <string.h>

#include <zlib.h>

/* The paths of all nodes that hold `look_for`, and how often. */
struct seen {
	const char *look_for;
	struct buf paths;
	unsigned leaves;
};

static void enter(void *ctx, struct node *n)
{
	struct seen *s = ctx;
	char path[PATH_MAX_TEXT];

	s->leaves++;
	if (!span_is(n->bytes, s->look_for))
		return;
	node_path(n, path);
	buf_printf(&s->paths, "%s|%.*s\n", path, (int)n->key.len, (const char *)n->key.data);
}

static void leave(void *ctx, struct node *n)
{
	(void)ctx;
	(void)n;
}

static bool run(struct node part, struct seen *s)
{
	const struct unwrap_visitor v = { enter, leave, s };
	struct unwrap u;

	unwrap_begin(&u, &v);
	unwrap_part(&u, &part);
	return u.bounded;
}

static const struct {
	const char *root, *content_type, *text, *paths;
} rows[] = {
	{ "http.body", NULL, "{\"H\":{\"imei\":\"4901\"}}", "http.body > json:$.H.imei|imei\n" },
	{ "http.body", NULL, "[{\"a\":[1,{\"b\":4901}]}]", "http.body > json:$[0].a[1].b|b\n" },
	{ "http.body", NULL, "[\"x\",\"4901\"]", "http.body > json:$[1]|\n" },
	{ "http.body", NULL, "{\"a b\":\"49\\u00301\"}", "http.body > json:$['a b']|a b\n" },
	{ "http.body", NULL, "{\"a\":1}\n{\"imei\":\"4901\"}\n", "http.body > json:$.imei|imei\n" },
	{ "http.body", NULL, "{\"919876543210\":\"4901\"}", "http.body > json:$['*']|919876543210\n" },
	{ "http.body", NULL, "{\"j\":\"{\\\"imei\\\":\\\"4901\\\"}\"}", "http.body > json:$.j > json:$.imei|imei\n" },
	{ "http.body", NULL, "imei=4901&a=b", "http.body > form:imei|imei\n" },
	{ "http.body", NULL, "a=b&imei=%34901", "http.body > form:imei|imei\n" },
	{ "http.body", NULL, "d=%257B%2522imei%2522%253A%25224901%2522%257D&x=y", "http.body > form:d > percent > json:$.imei|imei\n" },
	{ "http.body", "application/x-www-form-urlencoded", "a=b c&imei=4901", "http.body > form:imei|imei\n" },
	{ "http.query", NULL, "imei=4901", "http.query > form:imei|imei\n" },
	{ "http.target", NULL, "/pass/imei/4901", "http.target|imei\n" },
	{ "http.target", NULL, "/pass?imei=4901", "http.target > query:imei|imei\n" },
	{ "http.header:Referer", NULL, "https://x.example/?imei=4901", "http.header:Referer > query:imei|imei\n" },
	{ "http.header:Cookie", NULL, "a=b; imei=4901; c=d", "http.header:Cookie > cookie:imei|imei\n" },
	{ "http.body", NULL, "value=eyJIIjp7ImltZWkiOiI0OTAxIn19&ts=1", "http.body > form:value > base64 > json:$.H.imei|imei\n" },
	{ "http.body", NULL, "eyJIIjp7ImltZWkiOiI0OTAxIn0\r\nsIngiOjF9\r\n", "http.body > base64 > json:$.H.imei|imei\n" },
	{ "http.body", NULL, "7b22696d6569223a2234393031227d", NULL },
	{ "http.body", NULL, "<map><string name=\"imei\">4901</string></map>", "http.body > xml:/map/string|imei\n" },
	{ "http.body", NULL, "<?xml version=\"1.0\"?><d imei='4901'/>", "http.body > xml:/d/@imei|imei\n" },
	{ "http.body", NULL, "<d><!-- x --><imei>49&#48;1</imei></d>", "http.body > xml:/d/imei|imei\n" },
	{ "http.body", NULL, "<d><imei><![CDATA[4901]]></imei></d>", "http.body > xml:/d/imei|imei\n" },
	{ "http.body", "multipart/form-data; boundary=b",
		"--b\r\nContent-Disposition: form-data; name=\"imei\"\r\n\r\n4901\r\n--b--\r\n", "http.body > multipart:imei|imei\n" },
	{ "http.body", NULL, "QUJDRA==", "" },
	{ "http.body", NULL, "490154203237518", "" },
};

static void every_wrapping_names_its_path(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct seen s = { .look_for = "4901" };
		const char *paths = rows[i].paths != NULL ? rows[i].paths : "http.body > hex > json:$.imei|imei\n";

		assert_false(run((struct node){ .step.text = rows[i].root, .content_type = rows[i].content_type,
			.bytes = span_of(rows[i].text) }, &s));
		if (strcmp(buf_text(&s.paths), paths) != 0)
			fail_msg("%s: %s", rows[i].text, buf_text(&s.paths));
		buf_free(&s.paths);
	}
}

/* windowBits: gzip, zlib or raw deflate. */
static void pack(struct span s, int bits, struct buf *out)
{
	z_stream z = { .next_in = (Bytef *)s.data, .avail_in = (uInt)s.len };

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
	buf_reserve(out, s.len + 1024);
	z.next_out = out->data;
	z.avail_out = (uInt)out->cap - 1;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	out->len = z.total_out;
	deflateEnd(&z);
}

static void compressed_bodies_are_opened(void **state)
{
	static const struct {
		int bits;
		const char *path;
	} kinds[] = { { 31, "b > gunzip > json:$.imei|imei\n" }, { 15, "b > zlib > json:$.imei|imei\n" },
		{ -15, "b > deflate > json:$.imei|imei\n" } };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct seen s = { .look_for = "4901" };
		struct buf packed = { 0 };

		pack(span_of("{\"imei\":\"4901\"}"), kinds[i].bits, &packed);
		run((struct node){ .step.text = "b", .bytes = buf_span(&packed) }, &s);
		assert_string_equal(buf_text(&s.paths), kinds[i].path);
		buf_free(&packed);
		buf_free(&s.paths);
	}
}

static void the_field_s_deepest_nesting_is_opened(void **state)
{
	struct seen s = { .look_for = "4901" };
	struct buf packed = { 0 }, body = { 0 };

	(void)state;
	pack(span_of("{\"H\":{\"imei\":\"4901\"}}"), 31, &packed);
	buf_puts(&body, "ts=1&value=");
	base64_add(&body, buf_span(&packed), true);
	run((struct node){ .step.text = "http.body", .bytes = buf_span(&body) }, &s);
	assert_non_null(strstr(buf_text(&s.paths), " > gunzip > json:$.H.imei|imei\n"));
	assert_int_equal(strncmp(buf_text(&s.paths), "http.body > form:value > base64", 31), 0);
	buf_free(&packed);
	buf_free(&body);
	buf_free(&s.paths);
}

static void a_bomb_ends_at_the_budget(void **state)
{
	struct seen s = { .look_for = "4901" };
	struct buf zeros = { 0 }, once = { 0 };

	(void)state;
	buf_reserve(&zeros, UNWRAP_BYTES * 2);
	memset(zeros.data, 'a', UNWRAP_BYTES * 2);
	zeros.len = UNWRAP_BYTES * 2;
	pack(buf_span(&zeros), 31, &once);
	assert_true(run((struct node){ .step.text = "b", .bytes = buf_span(&once) }, &s));
	buf_free(&zeros);
	buf_free(&once);
	buf_free(&s.paths);
}

static void depth_ends_at_its_bound(void **state)
{
	struct seen s = { .look_for = "4901" };
	struct buf text = { 0 };

	(void)state;
	buf_puts(&text, "{\"imei\":\"4901\"}");
	for (int i = 0; i < UNWRAP_DEPTH + 1; i++) {
		struct buf next = { 0 };

		base64_add(&next, buf_span(&text), false);
		buf_free(&text);
		text = next;
	}
	assert_true(run((struct node){ .step.text = "b", .bytes = buf_span(&text) }, &s));
	assert_int_equal(s.paths.len, 0);
	buf_free(&text);
	buf_free(&s.paths);
}

static void many_fresh_pieces_end_at_their_bound(void **state)
{
	struct seen s = { .look_for = "4901" };
	struct buf text = { 0 };

	(void)state;
	buf_putc(&text, '[');
	for (int i = 0; i < UNWRAP_PARTS + 10; i++)
		buf_puts(&text, "\"\\n12345678\",");
	buf_puts(&text, "0]");
	assert_true(run((struct node){ .step.text = "b", .bytes = buf_span(&text) }, &s));
	assert_true(s.leaves >= UNWRAP_PARTS);
	buf_free(&text);
}

/* A copy of the exact size, so that a sanitizer sees one byte too many. */
static void cut_texts_are_read_within_their_bounds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span whole = span_of(rows[i].text);

		for (size_t n = 0; n <= whole.len; n++) {
			struct seen s = { .look_for = "\x01" };
			uint8_t *copy = malloc(n + (n == 0));

			memcpy(copy, whole.data, n);
			run((struct node){ .step.text = rows[i].root, .content_type = rows[i].content_type, .bytes = { copy, n } }, &s);
			free(copy);
		}
	}
}

static void names_that_may_be_data_do_not_stand_in_paths(void **state)
{
	static const struct {
		const char *name, *step;
	} names[] = { { "imei", "imei" }, { "919876543210", "*" }, { "a@b.example", "*" }, { "64:09:80:aa:bb:cc", "*" },
		{ "deadbeefcafe", "*" }, { "", "*" }, { "device_id2", "device_id2" } };

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char step[KEY_TEXT];

		step_name(span_of(names[i].name), step);
		assert_string_equal(step, names[i].step);
	}
}

static void base64_round_trips(void **state)
{
	static const uint8_t bytes[] = { 0, 255, 254, 62, 63, 7, 8, 9, 251, 240, 15 };

	(void)state;
	for (size_t n = 1; n <= sizeof bytes; n++) {
		struct buf text = { 0 }, back = { 0 };

		base64_add(&text, (struct span){ bytes, n }, n % 2 == 0);
		if (n == 1) {
			assert_string_equal(buf_text(&text), "AA");
		}
		assert_true(base64_decode(&back, buf_span(&text), false));
		assert_int_equal(back.len, n);
		assert_memory_equal(back.data, bytes, n);
		buf_free(&text);
		buf_free(&back);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_wrapping_names_its_path),
		cmocka_unit_test(compressed_bodies_are_opened),
		cmocka_unit_test(the_field_s_deepest_nesting_is_opened),
		cmocka_unit_test(a_bomb_ends_at_the_budget),
		cmocka_unit_test(depth_ends_at_its_bound),
		cmocka_unit_test(many_fresh_pieces_end_at_their_bound),
		cmocka_unit_test(cut_texts_are_read_within_their_bounds),
		cmocka_unit_test(names_that_may_be_data_do_not_stand_in_paths),
		cmocka_unit_test(base64_round_trips),
	};

	return unit_run(tests);
}
