#include "unit.h"

#include "talking.h"

#include <nghttp2/nghttp2.h>

#define PREFACE "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

enum { DATA = 0, HEADERS = 1, RST_STREAM = 3, SETTINGS = 4, CONTINUATION = 9 };
enum { END_STREAM = 1, END_HEADERS = 4, PADDED = 8, PRIORITY = 32 };

static void put_frame(struct buf *b, uint8_t type, uint8_t flags, uint32_t stream, struct span payload)
{
	uint8_t header[] = { (uint8_t)(payload.len >> 16), (uint8_t)(payload.len >> 8), (uint8_t)payload.len, type, flags, 0, 0,
		(uint8_t)(stream >> 8), (uint8_t)stream };

	buf_add(b, header, sizeof header);
	buf_add_span(b, payload);
}

static void put_data(struct buf *b, uint8_t flags, uint32_t stream, const char *text)
{
	put_frame(b, DATA, flags, stream, span_of(text));
}

struct client {
	struct buf said;
	nghttp2_hd_deflater *fields;
	struct buf block;
};

static void client_begin(struct client *k)
{
	*k = (struct client){ .fields = NULL };
	assert_int_equal(nghttp2_hd_deflate_new(&k->fields, 65536), 0);
	assert_int_equal(nghttp2_hd_deflate_change_table_size(k->fields, 65536), 0);
	buf_puts(&k->said, PREFACE);
	put_frame(&k->said, SETTINGS, 0, 0, span_of(""));
}

/* The block of "name", "value" pairs, NULL at the end. */
static struct span block(struct client *k, const char *const *pairs)
{
	nghttp2_nv nv[16];
	uint8_t out[1024];
	size_t n = 0;
	ssize_t len;

	for (; pairs[2 * n] != NULL; n++)
		nv[n] = (nghttp2_nv){ (uint8_t *)pairs[2 * n], (uint8_t *)pairs[2 * n + 1], strlen(pairs[2 * n]),
			strlen(pairs[2 * n + 1]), 0 };
	len = nghttp2_hd_deflate_hd(k->fields, out, sizeof out, nv, n);
	assert_true(len > 0);
	buf_reset(&k->block);
	buf_add(&k->block, out, (size_t)len);
	return buf_span(&k->block);
}

static const char *const get_a[] = { ":method", "GET", ":scheme", "http", ":authority", "mi.com", ":path", "/a?imei=1",
	"user-agent", "HM", NULL };
static const char *const put_b[] = { ":method", "PUT", ":scheme", "http", ":authority", "mi.com", ":path", "/b",
	"content-encoding", "gzip", "user-agent", "HM", NULL };
static const char *const trailer[] = { "x-sum", "9", NULL };

#define GET_A "http2 GET mi.com /a?imei=1 | http.path@13=/a | http.query@16=imei=1 | http.header:user-agent@22=HM\n"
#define PUT_B "http2 PUT mi.com /b | http.path@13=/b"

static void client_free(struct client *k)
{
	buf_free(&k->said);
	buf_free(&k->block);
	nghttp2_hd_deflate_del(k->fields);
}

static void says(struct client *k, const char *said)
{
	struct talking t = { .binary = true };

	talking_run(&t, 80, buf_span(&k->said), SIZE_MAX);
	assert_string_equal(buf_text(&t.said), said);
	assert_int_equal(t.sum.bytes_clear + t.sum.bytes_opaque, k->said.len);
	assert_string_equal(t.sum.host, "mi.com");
	talking_free(&t);
	talking_splits(80, buf_span(&k->said), true);
	client_free(k);
}

static void requests_become_messages_as_of_http1(void **state)
{
	struct client k;

	(void)state;
	client_begin(&k);
	put_frame(&k.said, HEADERS, END_STREAM | END_HEADERS, 1, block(&k, get_a));
	put_frame(&k.said, HEADERS, END_STREAM | END_HEADERS, 3, block(&k, get_a)); /* out of the table */
	says(&k, GET_A GET_A);
}

static void streams_may_interleave(void **state)
{
	struct client k;

	(void)state;
	client_begin(&k);
	put_frame(&k.said, HEADERS, END_HEADERS, 1, block(&k, put_b));
	put_data(&k.said, 0, 1, "one ");
	put_frame(&k.said, HEADERS, END_HEADERS, 3, block(&k, put_b));
	put_data(&k.said, 0, 3, "three");
	put_data(&k.said, 0, 1, "more");
	put_data(&k.said, END_STREAM, 3, "");
	put_data(&k.said, END_STREAM, 1, "!");
	says(&k, PUT_B " | http.body@21=three ~gzip | http.header:content-encoding@15=gzip | http.header:user-agent@19=HM\n"
		PUT_B " | http.body@21=one more! ~gzip | http.header:content-encoding@15=gzip | http.header:user-agent@19=HM\n");
}

static const char *const websocket[] = { ":method", "CONNECT", ":protocol", "websocket", ":scheme", "http", ":authority", "mi.com",
	":path", "/w", NULL };
static const char *const tunnel[] = { ":method", "CONNECT", ":authority", "mi.com", NULL };

/* RFC 8441: the stream's data are WebSocket's frames. */
static void a_websocket_in_a_stream_is_unmasked(void **state)
{
	static const uint8_t hello[] = { 0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58 }; /* RFC 6455 section 5.7 */
	struct client k;

	(void)state;
	client_begin(&k);
	put_frame(&k.said, HEADERS, END_HEADERS, 1, block(&k, websocket));
	put_frame(&k.said, DATA, 0, 1, (struct span){ hello, 4 });
	put_frame(&k.said, HEADERS, END_STREAM | END_HEADERS, 3, block(&k, get_a));
	put_frame(&k.said, DATA, END_STREAM, 1, (struct span){ hello + 4, sizeof hello - 4 });
	says(&k, GET_A "websocket/w | websocket.text@6=Hello\nhttp2 CONNECT mi.com /w | http.path@26=/w\n");
}

static void what_a_tunnel_carries_is_told_by_its_bytes(void **state)
{
	struct client k;

	(void)state;
	client_begin(&k);
	put_frame(&k.said, HEADERS, END_HEADERS, 1, block(&k, tunnel));
	put_data(&k.said, END_STREAM, 1, "GET /b?c HTTP/1.1\r\nHost: mi.com\r\n\r\n");
	says(&k, "http1 GET mi.com /b?c | http.path@4=/b | http.query@7=c | http.header:Host@25=mi.com\nhttp2 CONNECT mi.com \n");
}

static void padding_priority_and_continuation_are_no_content(void **state)
{
	struct client k;
	struct buf padded = { 0 };
	struct span fields;

	(void)state;
	client_begin(&k);
	fields = block(&k, put_b);
	buf_add(&padded, "\3\0\0\0\0\x10", 6);
	buf_add_span(&padded, span_sub(fields, 0, 5));
	buf_add(&padded, "\0\0\0", 3);
	put_frame(&k.said, HEADERS, PADDED | PRIORITY, 1, buf_span(&padded));
	put_frame(&k.said, CONTINUATION, 0, 1, span_sub(fields, 5, 1));
	put_frame(&k.said, CONTINUATION, END_HEADERS, 1, span_sub(fields, 6, SIZE_MAX));
	put_frame(&k.said, DATA, PADDED, 1, (struct span){ (const uint8_t *)"\2hi\0\0", 5 });
	put_frame(&k.said, HEADERS, END_STREAM | END_HEADERS, 1, block(&k, trailer));
	buf_free(&padded);
	says(&k, PUT_B " | http.body@21=hi ~gzip | http.header:content-encoding@15=gzip | http.header:user-agent@19=HM | "
		"http.trailer:x-sum@23=9\n");
}

static void a_request_that_is_cut_is_told_as_far_as_it_came(void **state)
{
	struct client k;

	(void)state;
	client_begin(&k);
	put_frame(&k.said, HEADERS, END_HEADERS, 1, block(&k, put_b));
	put_frame(&k.said, DATA, PADDED | END_STREAM, 1, (struct span){ (const uint8_t *)"\2hi\0\0", 5 });
	buf_truncate(&k.said, k.said.len - 3);
	says(&k, PUT_B " | http.body@21=h ~gzip | http.header:content-encoding@15=gzip | http.header:user-agent@19=HM\n");
}

static void a_reset_ends_a_request(void **state)
{
	struct client k;

	(void)state;
	client_begin(&k);
	put_frame(&k.said, HEADERS, END_HEADERS, 1, block(&k, put_b));
	put_frame(&k.said, RST_STREAM, 0, 1, (struct span){ (const uint8_t *)"\0\0\0\x08", 4 });
	put_frame(&k.said, HEADERS, END_STREAM | END_HEADERS, 3, block(&k, get_a));
	says(&k, PUT_B " | http.header:content-encoding@15=gzip | http.header:user-agent@19=HM\n" GET_A);
}

static void a_broken_block_ends_the_reading(void **state)
{
	struct client k;

	(void)state;
	client_begin(&k);
	put_frame(&k.said, HEADERS, END_STREAM | END_HEADERS, 1, block(&k, get_a));
	put_frame(&k.said, HEADERS, END_STREAM | END_HEADERS, 3, span_of("\xff\xff\xff\xff\xff\xff\xff\xff"));
	put_data(&k.said, 0, 5, "imei");
	says(&k, GET_A "http2\nraw | raw@0=\\x00\\x00\\x04\\x00\\x00\\x00\\x00\\x00\\x05imei\n");
}

/* 200 open requests: the oldest are handed over early, and that is said. */
static void open_requests_are_bounded(void **state)
{
	struct talking t = { .binary = true };
	struct client k;
	unsigned told = 0;

	(void)state;
	client_begin(&k);
	for (uint32_t i = 0; i < 200; i++)
		put_frame(&k.said, HEADERS, END_HEADERS, 2 * i + 1, block(&k, put_b));
	talking_run(&t, 80, buf_span(&k.said), SIZE_MAX);
	for (const char *at = buf_text(&t.said); (at = strstr(at, "http2 PUT")) != NULL; at++)
		told++;
	assert_int_equal(told, 200);
	assert_int_equal(t.losses[LOSS_BODY_BOUND], 200 - H2_STREAMS_MAX);
	talking_free(&t);
	buf_free(&k.said);
	buf_free(&k.block);
	nghttp2_hd_deflate_del(k.fields);
}

/* Where others hold as much as all may, a request is told as far as it came, and its body behind it; a few streams stay open. */
static void where_much_is_open_fields_are_not_kept(void **state)
{
	static const char *const long_target[] = { ":method", "PUT", ":authority", "mi.com", ":path",
		"/0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
		"012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
		"012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
		"012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
		"012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789", NULL };
	struct talking t = { .binary = true, .shared.open_bytes = OPEN_TOTAL_MAX, .open_before = OPEN_TOTAL_MAX };
	struct client k;

	(void)state;
	client_begin(&k);
	put_frame(&k.said, HEADERS, END_HEADERS, 1, block(&k, put_b));
	put_data(&k.said, 0, 1, "imei=");
	put_data(&k.said, 0, 1, "2");
	put_frame(&k.said, HEADERS, END_HEADERS | END_STREAM, 1, block(&k, trailer));
	put_frame(&k.said, HEADERS, END_HEADERS, 3, block(&k, long_target));
	put_data(&k.said, END_STREAM, 3, "3");
	talking_run(&t, 80, buf_span(&k.said), SIZE_MAX);
	assert_non_null(strstr(buf_text(&t.said), PUT_B " | http.header:content-encoding@15=gzip | http.header:user-agent@19=HM\n"
		"http2 PUT mi.com /b | http.body@21=imei=2 ~gzip | http.trailer:x-sum@27=9\n"));
	assert_non_null(strstr(buf_text(&t.said), "\nhttp2 PUT mi.com  | http.body@"));
	assert_int_equal(t.losses[LOSS_BODY_BOUND], 2);
	talking_free(&t);
	client_free(&k);
}

static void where_much_is_open_few_streams_are(void **state)
{
	struct talking t = { .binary = true, .shared.open_bytes = OPEN_TOTAL_MAX, .open_before = OPEN_TOTAL_MAX };
	struct client k;

	(void)state;
	client_begin(&k);
	for (uint32_t i = 0; i <= OPEN_SURE; i++)
		put_frame(&k.said, HEADERS, END_HEADERS, 2 * i + 1, block(&k, put_b));
	put_data(&k.said, 0, 1, "too late");
	put_data(&k.said, 0, 3, "in time");
	talking_run(&t, 80, buf_span(&k.said), SIZE_MAX);
	assert_null(strstr(buf_text(&t.said), "too late"));
	assert_non_null(strstr(buf_text(&t.said), "in time"));
	assert_int_equal(t.losses[LOSS_BODY_BOUND], OPEN_SURE + 2);
	talking_free(&t);
	client_free(&k);
}

/* A value of the table costs its sender a byte each time: where others have used up what that may cost, it is left out, and told. */
static void what_is_named_often_is_paid_for(void **state)
{
	enum { TIMES = 100, LONG = 900 };
	static char value[LONG + 1];
	const char *const often[] = { ":method", "GET", ":authority", "mi.com", ":path", "/", "x-a", value, "x-a", value, "x-a", value, NULL };
	struct purse purse = purse_full();

	(void)state;
	memset(value, 'b', LONG);
	for (int poor = 0; poor <= 1; poor++) {
		struct talking t = { .binary = true, .shared.purse = &purse };
		struct client k;

		client_begin(&k);
		for (uint32_t i = 0; i < TIMES; i++)
			put_frame(&k.said, HEADERS, END_STREAM | END_HEADERS, 2 * i + 1, block(&k, often));
		talking_run(&t, 80, buf_span(&k.said), SIZE_MAX);
		/* The first time the value itself was sent. */
		assert_int_equal(t.losses[LOSS_HTTP_HEAD_BOUND], poor ? TIMES : 0);
		assert_true(poor ? t.said.len < TIMES * LONG / 4 : t.said.len > 3 * TIMES * LONG);
		assert_string_equal(t.sum.host, "mi.com");
		talking_free(&t);
		client_free(&k);
		purse_pay(&purse, 2 * (size_t)PACKED_CREDIT, 0);
	}
}

/* However it is cut: what it took in all counts. */
static void what_is_sent_itself_is_not_paid_for(void **state)
{
	enum { LONG = 900 };
	static char value[LONG + 1];
	const char *const once[] = { ":method", "GET", ":authority", "mi.com", ":path", "/", "x-a", value, NULL };
	struct purse purse = { 0 };
	struct talking t = { .binary = true, .shared.purse = &purse };
	struct client k;

	(void)state;
	memset(value, 'b', LONG);
	client_begin(&k);
	put_frame(&k.said, HEADERS, END_STREAM | END_HEADERS, 1, block(&k, once));
	talking_run(&t, 80, buf_span(&k.said), 0);
	assert_int_equal(t.losses[LOSS_HTTP_HEAD_BOUND], 0);
	assert_true(t.said.len > LONG);
	assert_int_equal(purse.all.bytes, 0);
	talking_free(&t);
	client_free(&k);
}

static void behind_a_hole_it_is_raw(void **state)
{
	struct talking t = { .binary = true };
	struct client k;

	(void)state;
	client_begin(&k);
	put_frame(&k.said, HEADERS, END_HEADERS, 1, block(&k, put_b));
	put_data(&k.said, 0, 1, "one");
	talking_begin(&t, 6, 80);
	talking_send(&t, buf_span(&k.said), 1);
	conversation_gap(t.c, true, 5, 2);
	talking_send(&t, span_of("two"), 3);
	talking_end(&t);
	assert_string_equal(buf_text(&t.said), PUT_B " | http.body@21=one ~gzip | http.header:content-encoding@15=gzip | "
		"http.header:user-agent@19=HM\nraw | raw@0=two\n");
	talking_free(&t);
	buf_free(&k.said);
	buf_free(&k.block);
	nghttp2_hd_deflate_del(k.fields);
}

static void an_upgrade_leads_to_it(void **state)
{
	struct talking t = { .binary = true };
	struct client k;

	(void)state;
	client_begin(&k);
	put_frame(&k.said, HEADERS, END_STREAM | END_HEADERS, 3, block(&k, get_a));
	talking_begin(&t, 6, 80);
	talking_send(&t, span_of("GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n"), 1);
	conversation_bytes(t.c, false, span_of("HTTP/1.1 101 Switching Protocols\r\n\r\n\0\0"), 2, 2);
	talking_send(&t, buf_span(&k.said), 3);
	talking_end(&t);
	assert_string_equal(buf_text(&t.said), "http1 GET  / | http.path@4=/ | http.header:Upgrade@25=h2c\n" GET_A);
	talking_free(&t);
	buf_free(&k.said);
	buf_free(&k.block);
	nghttp2_hd_deflate_del(k.fields);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_become_messages_as_of_http1),
		cmocka_unit_test(streams_may_interleave),
		cmocka_unit_test(a_websocket_in_a_stream_is_unmasked),
		cmocka_unit_test(what_a_tunnel_carries_is_told_by_its_bytes),
		cmocka_unit_test(padding_priority_and_continuation_are_no_content),
		cmocka_unit_test(a_request_that_is_cut_is_told_as_far_as_it_came),
		cmocka_unit_test(a_reset_ends_a_request),
		cmocka_unit_test(a_broken_block_ends_the_reading),
		cmocka_unit_test(open_requests_are_bounded),
		cmocka_unit_test(where_much_is_open_fields_are_not_kept),
		cmocka_unit_test(where_much_is_open_few_streams_are),
		cmocka_unit_test(what_is_named_often_is_paid_for),
		cmocka_unit_test(what_is_sent_itself_is_not_paid_for),
		cmocka_unit_test(behind_a_hole_it_is_raw),
		cmocka_unit_test(an_upgrade_leads_to_it),
	};

	return unit_run(tests);
}
