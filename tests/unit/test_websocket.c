#include "unit.h"

#include "talking.h"

#include <zlib.h>

#define ASK "GET /chat?u=1 HTTP/1.1\r\nHost: mi.com\r\nUpgrade: websocket\r\n\r\n"
#define ASKED "http1 GET mi.com /chat?u=1 | http.path@4=/chat | http.query@10=u=1 | http.header:Host@30=mi.com | " \
	"http.header:Upgrade@47=websocket\n"
#define ACCEPT "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
#define ACCEPT_PLAIN ACCEPT "\r\n\x81\x02hi"
#define ACCEPT_DEFLATE ACCEPT "Sec-WebSocket-Extensions: x, permessage-deflate; client_max_window_bits=15\r\n\r\n"

enum { FIN = 0x80, RSV1 = 0x40, TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9 };

static bool has_marks(struct span s, uint8_t mask)
{
	for (size_t i = 0; i < s.len; i++) {
		uint8_t b = s.data[i] ^ mask;

		if (b == TURN || b == HOLE)
			return true;
	}
	return false;
}

/* One masked frame, without the bytes that a script knows as marks. */
static void put_frame(struct buf *b, uint8_t first, struct span payload)
{
	uint8_t mask = 0x55;

	while (has_marks(payload, mask) || mask == TURN || mask == HOLE)
		mask++;
	buf_putc(b, (char)first);
	if (payload.len < 126) {
		buf_putc(b, (char)(0x80 | payload.len));
	} else {
		buf_putc(b, (char)(0x80 | 126));
		buf_putc(b, (char)(payload.len >> 8));
		buf_putc(b, (char)payload.len);
	}
	for (int i = 0; i < 4; i++)
		buf_putc(b, (char)mask);
	for (size_t i = 0; i < payload.len; i++)
		buf_putc(b, (char)(payload.data[i] ^ mask));
}

static void put_text(struct buf *b, uint8_t first, const char *text)
{
	put_frame(b, first, span_of(text));
}

/* RFC 7692 7.2.1: as deflated, without the empty block's last four bytes. */
static void deflated(z_stream *z, const char *text, struct buf *out)
{
	uint8_t room[1024];

	z->next_in = (Bytef *)text;
	z->avail_in = (uInt)strlen(text);
	z->next_out = room;
	z->avail_out = sizeof room;
	assert_int_equal(deflate(z, Z_SYNC_FLUSH), Z_OK);
	buf_reset(out);
	buf_add(out, room, sizeof room - z->avail_out - 4);
}

static void says(struct buf *script, const char *answer, const char *said)
{
	struct talking t = { .answer = answer };
	uint64_t sent = 0;

	talking_run(&t, 80, buf_span(script), SIZE_MAX);
	assert_string_equal(buf_text(&t.said), said);
	for (size_t i = 0; i < script->len; i++)
		sent += !talking_is_mark(&t, script->data[i]);
	assert_int_equal(t.sum.bytes_clear + t.sum.bytes_opaque, sent);
	assert_string_equal(t.sum.host, "mi.com");
	talking_free(&t);
	talking_splits_answered(80, buf_span(script), false, answer);
	buf_free(script);
}

static void messages_are_unmasked_and_joined(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_puts(&b, ASK "\f");
	put_text(&b, FIN | TEXT, "{\"imei\":1}");
	put_text(&b, BINARY, "ab");
	put_text(&b, FIN | PING, "me");
	put_text(&b, 0, "");
	put_text(&b, FIN | 0, "cd");
	put_text(&b, FIN | CLOSE, "");
	put_text(&b, FIN | TEXT, "");
	says(&b, ACCEPT_PLAIN, ASKED
		"websocket/chat?u=1 | websocket.text@6={\"imei\":1}\n"
		"websocket/chat?u=1 | websocket.control@6=me\n"
		"websocket/chat?u=1 | websocket.binary@6=abcd\n"
		"websocket/chat?u=1\nwebsocket/chat?u=1\n");
}

static void the_deflater_remembers_from_message_to_message(void **state)
{
	struct buf b = { 0 }, packed = { 0 };
	z_stream z = { 0 };

	(void)state;
	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
	buf_puts(&b, ASK "\f");
	deflated(&z, "imei=490154203237518&model=HM", &packed);
	put_frame(&b, FIN | RSV1 | TEXT, buf_span(&packed));
	put_text(&b, FIN | TEXT, "plain");
	deflated(&z, "imei=490154203237518&model=HN", &packed);
	assert_true(packed.len < 16);
	put_frame(&b, RSV1 | BINARY, span_sub(buf_span(&packed), 0, 3));
	put_frame(&b, FIN | 0, span_sub(buf_span(&packed), 3, SIZE_MAX));
	says(&b, ACCEPT_DEFLATE, ASKED
		"websocket/chat?u=1 | websocket.text@6=imei=490154203237518&model=HM\n"
		"websocket/chat?u=1 | websocket.text@6=plain\n"
		"websocket/chat?u=1 | websocket.binary@6=imei=490154203237518&model=HN\n");
	deflateEnd(&z);
	buf_free(&packed);
}

static void a_deflated_frame_that_was_not_agreed_is_raw(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_puts(&b, ASK "\f");
	put_text(&b, FIN | TEXT, "a");
	buf_puts(&b, "\xC1\x81zzzz?");
	says(&b, ACCEPT_PLAIN, ASKED "websocket/chat?u=1 | websocket.text@6=a\nraw | raw@0=\\xc1\\x81zzzz?\n");
}

static void where_the_answer_was_not_seen_the_frames_tell(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_puts(&b, ASK);
	put_text(&b, FIN | TEXT, "hello");
	says(&b, NULL, ASKED "websocket/chat?u=1 | websocket.text@6=hello\n");
}

static void a_refusal_leaves_it_http(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_puts(&b, ASK "\fGET /b HTTP/1.1\r\n\r\n");
	says(&b, "HTTP/1.1 200 OK\r\n\r\n", ASKED "http1 GET  /b | http.path@4=/b\n");
}

static void a_hole_in_a_payload_is_passed_over(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_puts(&b, ASK "\f\x81\x8A");
	buf_add(&b, "\0\0\0\0ab\vhiz\x81\x81\0\0\0\0!", 17);
	says(&b, ACCEPT_PLAIN, ASKED "websocket/chat?u=1 | websocket.text@6=ab\nwebsocket/chat?u=1 | websocket.text@13=hiz\n"
		"websocket/chat?u=1 | websocket.text@6=!\n");
}

/* Of 20 MiB of zeros 20 KiB are sent. */
static void put_bomb(struct buf *b)
{
	static uint8_t zeros[1 << 20], out[64 << 10];
	z_stream z = { 0 };

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_out = out;
	z.avail_out = sizeof out;
	for (int i = 0; i < 20; i++) {
		z.next_in = zeros;
		z.avail_in = sizeof zeros;
		assert_int_equal(deflate(&z, i == 19 ? Z_SYNC_FLUSH : Z_NO_FLUSH), Z_OK);
	}
	put_frame(b, FIN | RSV1 | BINARY, (struct span){ out, sizeof out - z.avail_out - 4 });
	deflateEnd(&z);
}

/*
 * They must not become 20 MiB for every message; still less where others have used up what packed bytes may cost. What refers to them
 * behind that is not read, and not counted as if it were.
 */
static void a_bomb_ends_at_its_bound(void **state)
{
	struct purse purse = { .all.bytes = -1 };
	const struct {
		struct purse *purse;
		size_t most;
	} rows[] = { { NULL, UNWRAP_BYTES }, { &purse, 256 << 10 } };
	struct buf b = { 0 }, behind = { 0 };

	(void)state;
	put_bomb(&b);
	put_frame(&behind, FIN | RSV1 | BINARY, span_of("\x02\x01\x01"));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct talking t = { .binary = true, .shared.purse = rows[i].purse };

		talking_begin(&t, 6, 80);
		talking_send(&t, span_of(ASK), 1);
		conversation_bytes(t.c, false, span_of(ACCEPT_DEFLATE), 2, 2);
		talking_send(&t, buf_span(&b), 3);
		talking_send(&t, buf_span(&behind), 4);
		talking_end(&t);
		assert_int_equal(t.losses[LOSS_UNWRAP_BOUND], 1);
		assert_true(t.said.len < 5 * rows[i].most);
		assert_int_equal(t.sum.bytes_clear, strlen(ASK) + b.len);
		assert_int_equal(t.sum.bytes_opaque, behind.len);
		talking_free(&t);
	}
	buf_free(&b);
	buf_free(&behind);
}

/* Each keeps 40 KiB as long as it lasts: one too many is not read, and that is told. */
static void what_others_keep_open_to_inflate_counts(void **state)
{
	struct buf b = { 0 };

	(void)state;
	put_bomb(&b);
	for (uint64_t i = 0; i <= 1; i++) {
		struct talking t = { .binary = true, .shared.inflaters = INFLATERS_MAX / SHARDS - 1 + i,
			.inflaters_before = INFLATERS_MAX / SHARDS - 1 + i };
		struct purse poor = { .all.bytes = -1 };

		t.shared.purse = &poor;
		talking_begin(&t, 6, 80);
		talking_send(&t, span_of(ASK), 1);
		conversation_bytes(t.c, false, span_of(ACCEPT_DEFLATE), 2, 2);
		talking_send(&t, buf_span(&b), 3);
		talking_end(&t);
		assert_int_equal(t.losses[LOSS_UNWRAP_BOUND], 1);
		assert_int_equal(t.sum.bytes_opaque, i == 0 ? 0 : b.len);
		talking_free(&t);
	}
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_are_unmasked_and_joined),
		cmocka_unit_test(the_deflater_remembers_from_message_to_message),
		cmocka_unit_test(a_deflated_frame_that_was_not_agreed_is_raw),
		cmocka_unit_test(where_the_answer_was_not_seen_the_frames_tell),
		cmocka_unit_test(a_refusal_leaves_it_http),
		cmocka_unit_test(a_hole_in_a_payload_is_passed_over),
		cmocka_unit_test(what_others_keep_open_to_inflate_counts),
		cmocka_unit_test(a_bomb_ends_at_its_bound),
	};

	return unit_run(tests);
}
