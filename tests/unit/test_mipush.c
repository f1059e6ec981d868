#include "unit.h"

#include "talking.h"

#include <zlib.h>

/* ---- frames by hand ---- */

static void put_be(struct buf *b, uint32_t v, int bytes)
{
	while (bytes-- > 0)
		buf_putc(b, (char)(v >> 8 * bytes));
}

static void put_frame(struct buf *b, struct span body, uint32_t wrong)
{
	size_t start = b->len;

	put_be(b, 0xC2FE0005, 4);
	put_be(b, (uint32_t)body.len, 4);
	buf_add_span(b, body);
	put_be(b, (uint32_t)adler32(1, b->data + start, (uInt)(b->len - start)) ^ wrong, 4);
}

static void put_text(struct buf *b, unsigned number, const char *text)
{
	buf_putc(b, (char)(number << 3 | 2));
	buf_putc(b, (char)strlen(text));
	buf_puts(b, text);
}

/* A body in clear: type, header, payload. */
static void put_body(struct buf *b, uint16_t type, struct span payload, uint32_t claimed)
{
	put_be(b, type, 2);
	put_be(b, 3, 2);
	put_be(b, claimed, 4);
	buf_puts(b, "hdr");
	buf_add_span(b, payload);
}

static void put_conn_payload(struct buf *b)
{
	buf_add(b, "\x08\x96\x01", 3); /* 1: a number of two bytes */
	put_text(b, 2, "HM 1S");
	put_text(b, 3, "JHCMIBH");
	put_text(b, 4, "9f3c2b1a00ffee17");
	put_text(b, 5, "not told");
	put_text(b, 6, "wifi-HomeNet");
	put_text(b, 7, "CN.app.chat.xiaomi.net:5222");
	put_text(b, 8, "");
}

static const char conn_said[] =
	"mipush | mipush.conn:model@24=HM 1S | mipush.conn:build@31=JHCMIBH | mipush.conn:device-id@40=9f3c2b1a00ffee17 | "
	"mipush.conn:network@68=wifi-HomeNet | mipush.conn:server@82=CN.app.chat.xiaomi.net:5222\n";

static void put_conn(struct buf *b, uint32_t wrong)
{
	struct buf payload = { 0 }, body = { 0 };

	put_conn_payload(&payload);
	put_body(&body, 2, buf_span(&payload), (uint32_t)payload.len);
	put_frame(b, buf_span(&body), wrong);
	buf_free(&payload);
	buf_free(&body);
}

static void says(struct buf *b, const char *said, const char *host, uint64_t clear)
{
	struct talking t = { .binary = true };

	talking_run(&t, 5222, buf_span(b), SIZE_MAX);
	assert_string_equal(buf_text(&t.said), said);
	assert_string_equal(t.sum.host, host);
	assert_int_equal(t.sum.bytes_clear, clear);
	assert_int_equal(t.sum.bytes_clear + t.sum.bytes_opaque, b->len);
	talking_free(&t);
	buf_free(b);
}

/* ---- tests ---- */

static void the_first_frame_tells_of_the_handset(void **state)
{
	struct buf b = { 0 };

	(void)state;
	put_conn(&b, 0);
	says(&b, conn_said, "cn.app.chat.xiaomi.net", b.len);
}

static void a_frame_with_a_wrong_sum_is_opaque_and_so_is_what_follows(void **state)
{
	struct buf b = { 0 };

	(void)state;
	put_conn(&b, 1);
	put_conn(&b, 0);
	says(&b, "", "", 0);
}

static void encrypted_frames_are_messages_that_cannot_be_read(void **state)
{
	struct buf b = { 0 };
	size_t clear;

	(void)state;
	put_conn(&b, 0);
	clear = b.len;
	put_frame(&b, span_of("\x8c\xf1\x05\xaa\xbb\xcc\xdd\xee\xff"), 0);
	put_frame(&b, span_of(""), 0);
	says(&b, "mipush | mipush.conn:model@24=HM 1S | mipush.conn:build@31=JHCMIBH | mipush.conn:device-id@40=9f3c2b1a00ffee17 | "
		"mipush.conn:network@68=wifi-HomeNet | mipush.conn:server@82=CN.app.chat.xiaomi.net:5222\nmipush\nmipush\n",
		"cn.app.chat.xiaomi.net", clear);
}

static void bodies_that_are_no_conn_have_no_parts(void **state)
{
	static const struct {
		uint16_t type;
		uint32_t claimed;
		const char *payload;
	} rows[] = {
		{ 3, 7, "\x12\5HM 1S" },          /* another type */
		{ 2, 99, "\x12\5HM 1S" },         /* a payload over the end */
		{ 2, 7, "\x12\6HM 1S" },          /* a field over the end */
		{ 2, 7, "\x15\5HM 1S" },          /* a wire type that holds no text */
		{ 2, 12, "\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01" }, /* a length of more than 64 bits */
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf b = { 0 }, body = { 0 };

		put_body(&body, rows[i].type, span_of(rows[i].payload), rows[i].claimed);
		put_frame(&b, buf_span(&body), 0);
		says(&b, "mipush\n", "", 0);
		buf_free(&body);
	}
}

static void split_anywhere_frames_are_the_same(void **state)
{
	struct buf b = { 0 };

	(void)state;
	put_conn(&b, 0);
	put_frame(&b, span_of("encrypted"), 0);
	put_conn(&b, 0);
	talking_splits(5222, buf_span(&b), true);
	buf_free(&b);
}

static void cut_anywhere_only_whole_frames_are_said(void **state)
{
	struct buf b = { 0 };

	(void)state;
	put_conn(&b, 0);
	for (size_t n = 4; n < b.len; n++) {
		struct talking t = { .binary = true };

		talking_run(&t, 5222, span_sub(buf_span(&b), 0, n), SIZE_MAX);
		assert_string_equal(buf_text(&t.said), "");
		assert_int_equal(t.sum.bytes_opaque, n);
		talking_free(&t);
	}
	buf_free(&b);
}

static void behind_a_hole_nothing_is_believed(void **state)
{
	struct buf b = { 0 };
	struct talking t = { .binary = true };

	(void)state;
	put_conn(&b, 0);
	talking_begin(&t, 6, 5222);
	talking_send(&t, span_sub(buf_span(&b), 0, 10), 1);
	conversation_gap(t.c, true, 5, 2);
	talking_send(&t, buf_span(&b), 3);
	talking_end(&t);
	assert_string_equal(buf_text(&t.said), "");
	assert_int_equal(t.sum.bytes_opaque, b.len + 10);
	talking_free(&t);
	buf_free(&b);
}

static void a_length_over_the_bound_is_not_waited_for(void **state)
{
	struct talking t = { .binary = true };

	(void)state;
	talking_run(&t, 5222, span_of("\xC2\xFE\1\5"), SIZE_MAX); /* another version is none of ours */
	assert_string_equal(buf_text(&t.said), "raw | raw@0=\\xc2\\xfe\\x01\\x05\n");
	talking_free(&t);
	t = (struct talking){ .binary = true };
	talking_begin(&t, 6, 5222);
	talking_send(&t, (struct span){ (const uint8_t *)"\xC2\xFE\0\5\0\x10\0\0", 8 }, 1);
	talking_send(&t, span_of("more"), 2);
	assert_string_equal(buf_text(&t.said), "");
	talking_end(&t);
	assert_int_equal(t.sum.bytes_opaque, 12);
	talking_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_frame_tells_of_the_handset),
		cmocka_unit_test(a_frame_with_a_wrong_sum_is_opaque_and_so_is_what_follows),
		cmocka_unit_test(encrypted_frames_are_messages_that_cannot_be_read),
		cmocka_unit_test(bodies_that_are_no_conn_have_no_parts),
		cmocka_unit_test(split_anywhere_frames_are_the_same),
		cmocka_unit_test(cut_anywhere_only_whole_frames_are_said),
		cmocka_unit_test(behind_a_hole_nothing_is_believed),
		cmocka_unit_test(a_length_over_the_bound_is_not_waited_for),
	};

	return unit_run(tests);
}
