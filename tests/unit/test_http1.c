#include "unit.h"

#include "talking.h"

#include "base/alloc.h"

/* ---- rows: what the client sent, and the messages that must come of it ---- */

struct row {
	const char *name, *script, *said, *host;
};

/* "\f": the far end speaks; "\v": five bytes are missing. */
static const struct row rows[] = {
	{ "one request", "GET /a/b?c=d&e HTTP/1.1\r\nHost: Mi.COM:8080\r\nX-A:  v \r\n\r\n",
		"http1 GET mi.com /a/b?c=d&e | http.path@4=/a/b | http.query@9=c=d&e | http.header:Host@31=Mi.COM:8080 | "
		"http.header:X-A@50=v\n", "mi.com" },
	{ "lines that end in LF alone", "GET / HTTP/1.0\nX: y\n\n", "http1 GET  / | http.path@4=/ | http.header:X@18=y\n", "" },
	{ "keep-alive", "GET /a HTTP/1.1\r\n\r\n\fGET /b HTTP/1.1\r\n\r\n",
		"http1 GET  /a | http.path@4=/a\nhttp1 GET  /b | http.path@4=/b\n", "" },
	{ "pipelining with bodies", "PUT /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nhiPUT /b HTTP/1.1\r\nContent-Length: 1\r\n\r\n!",
		"http1 PUT  /a | http.path@4=/a | http.header:Content-Length@33=2 | http.body@38=hi\n"
		"http1 PUT  /b | http.path@4=/b | http.header:Content-Length@33=1 | http.body@38=!\n", "" },
	{ "empty lines before a request", "\r\n\r\n\nGET /a HTTP/1.1\r\n\r\n", "http1 GET  /a | http.path@4=/a\n", "" },
	{ "empty lines alone", "\r\n\r\n", "raw | raw@0=\\x0d\\x0a\\x0d\\x0a\n", "" },
	{ "empty lines between requests", "GET /a HTTP/1.1\r\n\r\n\r\n\nGET /b HTTP/1.1\r\n\r\n",
		"http1 GET  /a | http.path@4=/a\nhttp1 GET  /b | http.path@4=/b\n", "" },
	{ "a body less than its length", "PUT / HTTP/1.1\r\ncontent-length:9\r\n\r\nabc",
		"http1 PUT  / | http.path@4=/ | http.header:content-length@31=9 | http.body@36=abc\n", "" },
	{ "a length that is none", "PUT / HTTP/1.1\r\nContent-Length: 1x\r\n\r\nGET / HTTP/1.1\r\n\r\n",
		"http1 PUT  / | http.path@4=/ | http.header:Content-Length@32=1x\nhttp1 GET  / | http.path@4=/\n", "" },
	{ "chunks with extensions and a trailer",
		"POST /a HTTP/1.1\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n3;a=\"b\"\r\nabc\r\n002 \r\nde\r\n0\r\nX-T: u\r\n\r\n"
		"GET /b HTTP/1.1\r\n\r\n",
		"http1 POST  /a | http.path@5=/a | http.header:Transfer-Encoding@37=gzip, Chunked | http.body@54=abcde | "
		"http.trailer:X-T@64=u\n"
		"http1 GET  /b | http.path@4=/b\n", "" },
	{ "a body that waits to be asked for", "PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n\fhi\fGET /b HTTP/1.1\r\n\r\n",
		"http1 PUT  / | http.path@4=/ | http.header:Expect@24=100-continue | http.header:Content-Length@54=2 | http.body@59=hi\n"
		"http1 GET  /b | http.path@4=/b\n", "" },
	{ "trailers behind no chunk", "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\nHost: c\nD\r\n\n",
		"http1 PUT  / | http.path@4=/ | http.header:Transfer-Encoding@35=chunked | http.trailer:A@49=b | http.trailer:Host@58=c\n", "" },
	{ "an upgrade that comes to nothing", "GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n\fGET /b HTTP/1.1\r\n\r\n",
		"http1 GET  / | http.path@4=/ | http.header:Upgrade@25=h2c\nhttp1 GET  /b | http.path@4=/b\n", "" },
	{ "chunked wins over a length", "POST / HTTP/1.1\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
		"http1 POST  / | http.path@5=/ | http.header:Content-Length@33=99 | http.header:Transfer-Encoding@56=chunked | "
		"http.body@67=x\n", "" },
	{ "a chunk's size that is none", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n-2\r\nlost\f",
		"http1 POST  / | http.path@5=/ | http.header:Transfer-Encoding@36=chunked | http.body@47=x\nraw | raw@0=lost\n", "" },
	{ "folded lines", "GET / HTTP/1.1\r\nX: a\r\n b\r\nY:\r\n\tc\r\nZ: d\r\n\r\n",
		"http1 GET  / | http.path@4=/ | http.header:X@19=a\\x0d\\x0a b | http.header:Y@30=\\x09c | http.header:Z@37=d\n", "" },
	{ "type and coding", "PUT / HTTP/1.1\r\nContent-Encoding: GZip\r\nContent-Length: 1\r\n\r\nz",
		"http1 PUT  / | http.path@4=/ | http.header:Content-Encoding@34=GZip | http.header:Content-Length@56=1 | "
		"http.body@61=z ~gzip\n", "" },
	{ "an absolute target", "GET http://Mi.com:81/a?b HTTP/1.1\r\nHost: other.net\r\n\r\n",
		"http1 GET mi.com /a?b | http.path@20=/a | http.query@23=b | http.header:Host@41=other.net\n", "mi.com" },
	{ "an absolute target without a path", "GET http://mi.com?q=1 HTTP/1.1\r\n\r\n",
		"http1 GET mi.com ?q=1 | http.query@18=q=1\n", "mi.com" },
	{ "a user in the target", "GET http://me:secret@mi.com/a HTTP/1.1\r\n\r\n", "http1 GET mi.com /a | http.path@27=/a\n", "mi.com" },
	{ "an address in brackets", "GET / HTTP/1.1\r\nHost: [2001:DB8::1]:80\r\n\r\n",
		"http1 GET 2001:db8::1 / | http.path@4=/ | http.header:Host@22=[2001:DB8::1]:80\n", "2001:db8::1" },
	{ "a host that is none", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "http1 GET  / | http.path@4=/ | http.header:Host@22=a b\n", "" },
	{ "a target that is no URL", "GET ://x HTTP/1.1\r\n\r\n", "http1 GET  ://x | http.path@4=://x\n", "" },
	{ "a URL in the query", "GET /a?u=http://b/c HTTP/1.1\r\n\r\n",
		"http1 GET  /a?u=http://b/c | http.path@4=/a | http.query@7=u=http://b/c\n", "" },
	{ "blanks in the target", "GET /a b HTTP/1.1\r\n\r\n", "http1 GET  /a b | http.path@4=/a b\n", "" },
	{ "a tunnel to plain HTTP", "CONNECT mi.com:80 HTTP/1.1\r\n\r\n\fGET /x HTTP/1.1\r\nHost: in.mi.com\r\n\r\n",
		"http1 CONNECT mi.com \nhttp1 GET in.mi.com /x | http.path@4=/x | http.header:Host@23=in.mi.com\n", "mi.com" },
	{ "a tunnel that nobody answers", "CONNECT mi.com:80 HTTP/1.1\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
		"http1 CONNECT mi.com \nhttp1 GET  /x | http.path@4=/x\n", "mi.com" },
	{ "a tunnel in a tunnel", "CONNECT a:1 HTTP/1.1\r\n\r\nCONNECT b:1 HTTP/1.1\r\n\r\nhello",
		"http1 CONNECT a \nhttp1 CONNECT b \nraw | raw@0=hello\n", "a" },
	{ "no request at all", "hello, world", "raw | raw@0=hello, world\n", "" },
	{ "a method that is none", "GETS / HTTP/1.1\r\n\r\n", "raw | raw@0=GETS / HTTP/1.1\\x0d\\x0a\\x0d\\x0a\n", "" },
	{ "no version", "GET /\r\n\r\nmore", "raw | raw@0=GET /\\x0d\\x0a\\x0d\\x0amore\n", "" },
	{ "a method alone", "GET", "raw | raw@0=GET\n", "" },
	{ "a head that does not end", "GET / HTTP/1.1\r\nHost: a\r\n", "raw | raw@0=GET / HTTP/1.1\\x0d\\x0aHost: a\\x0d\\x0a\n", "" },
	{ "another protocol after a request", "GET /ws HTTP/1.1\r\n\r\n\f\x81\x02hi\f\x81\x02yo",
		"http1 GET  /ws | http.path@4=/ws\nraw | raw@0=\\x81\\x02hi\nraw | raw@0+=\\x81\\x02yo\n", "" },
	{ "a request after another protocol", "GET /a HTTP/1.1\r\n\r\n\x01\fGET /b HTTP/1.1\r\n\r\n",
		"http1 GET  /a | http.path@4=/a\nraw | raw@0=\\x01\nhttp1 GET  /b | http.path@4=/b\n", "" },
	{ "a hole in the head", "GET / HTTP/1.1\r\nHo\v\r\n\r\nbye\fGET /b HTTP/1.1\r\n\r\n",
		"raw | raw@0=GET / HTTP/1.1\\x0d\\x0aHo\nraw | raw@0=bye\nhttp1 GET  /b | http.path@4=/b\n", "" },
	{ "a hole in the body", "PUT / HTTP/1.1\r\nContent-Length: 9\r\n\r\nab\vhiGET /b HTTP/1.1\r\n\r\n",
		"http1 PUT  / | http.path@4=/ | http.header:Content-Length@32=9 | http.body@37=ab\nhttp1 PUT  / | http.body@44=hi\n"
		"http1 GET  /b | http.path@4=/b\n", "" },
	{ "a hole that ends the body", "PUT / HTTP/1.1\r\nContent-Length: 7\r\n\r\nab\vGET /b HTTP/1.1\r\n\r\n",
		"http1 PUT  / | http.path@4=/ | http.header:Content-Length@32=7 | http.body@37=ab\nhttp1 GET  /b | http.path@4=/b\n", "" },
	{ "a hole over the end of the body", "PUT / HTTP/1.1\r\nContent-Length: 4\r\n\r\nab\v/b HTTP/1.1\r\n\r\n\fGET /c HTTP/1.1\r\n\r\n",
		"http1 PUT  / | http.path@4=/ | http.header:Content-Length@32=4 | http.body@37=ab\n"
		"raw | raw@0=/b HTTP/1.1\\x0d\\x0a\\x0d\\x0a\nhttp1 GET  /c | http.path@4=/c\n", "" },
	{ "a hole in a chunk", "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nab\vhi\r\n2\r\nyo\r\n0\r\n\r\n",
		"http1 PUT  / | http.path@4=/ | http.header:Transfer-Encoding@35=chunked | http.body@46=ab\n"
		"http1 PUT  / | http.body@53=hiyo\n", "" },
	{ "a hole before anything", "\vGET / HTTP/1.1\r\n\r\n", "http1 GET  / | http.path@4=/\n", "" },
};

enum { ROWS = sizeof rows / sizeof *rows };

static void requests_become_messages(void **state)
{
	unsigned wrong = 0;

	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct talking t = { .cut = 0 };

		talking_run(&t, 80, span_of(rows[i].script), SIZE_MAX);
		if (strcmp(buf_text(&t.said), rows[i].said) != 0 || strcmp(t.sum.host, rows[i].host) != 0) {
			print_error("%s: host '%s'\n%sexpected: host '%s'\n%s", rows[i].name, t.sum.host, buf_text(&t.said), rows[i].host,
				rows[i].said);
			wrong++;
		}
		talking_free(&t);
	}
	assert_int_equal(wrong, 0);
}

static void split_anywhere_the_messages_are_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++)
		talking_splits(80, span_of(rows[i].script), false);
}

static bool line_begins_one_of(struct span line, const char *lines)
{
	for (const char *at = lines; *at != 0; at = strchr(at, '\n') + 1) {
		if (strncmp(at, (const char *)line.data, line.len) == 0)
			return true;
	}
	return false;
}

/* What a cut request says is the beginning of what the whole says, or, where its head is cut, raw bytes of it. */
static void cut_anywhere_nothing_is_said_that_the_whole_has_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct span script = span_of(rows[i].script);

		for (size_t n = 0; n < script.len; n++) {
			struct talking t = { .cut = 0 };
			struct reader r;
			struct span line;

			talking_run(&t, 80, span_sub(script, 0, n), SIZE_MAX);
			r = rd_over_span(buf_span(&t.said));
			while (rd_until(&r, '\n', &line)) {
				if (!span_starts(line, "raw |") && !line_begins_one_of(line, rows[i].said))
					fail_msg("%s cut at %zu: %.*s", rows[i].name, n, (int)line.len, line.data);
			}
			talking_free(&t);
		}
	}
}

static void every_byte_is_counted_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct talking t = { .cut = 0 };
		uint64_t sent = 0;

		for (const char *at = rows[i].script; *at != 0; at++)
			sent += !talking_is_mark(&t, (uint8_t)*at);
		talking_run(&t, 80, span_of(rows[i].script), SIZE_MAX);
		if (t.sum.bytes_clear + t.sum.bytes_opaque != sent)
			fail_msg("%s: %u of %u", rows[i].name, (unsigned)(t.sum.bytes_clear + t.sum.bytes_opaque), (unsigned)sent);
		talking_free(&t);
	}
}

/* ---- marks ---- */

static void each_part_names_the_frames_that_brought_it(void **state)
{
	struct talking t = { .cut = 0 };

	(void)state;
	talking_begin(&t, 6, 80);
	talking_send(&t, span_of("POST /long"), 3);
	talking_send(&t, span_of("er HTTP/1.1\r\nContent-Le"), 4);
	talking_send(&t, span_of("ngth: 6\r\n\r\nab"), 7);
	talking_send(&t, span_of("cd"), 5);
	talking_send(&t, span_of("ef"), 9);
	talking_end(&t);
	assert_string_equal(buf_text(&t.frames), "3: 3*5 4*2 | 7*1 | 7*2 5*2 9*2 | \n");
	talking_free(&t);
}

static void a_tunnel_keeps_its_target_as_host(void **state)
{
	static const uint8_t hello[] = "\x16\3\1\0\x3b\1\0\0\x37\3\3" "0123456789abcdef0123456789abcdef" "\0\0\2\x13\1\1\0\0\x0c"
		"\0\0\0\x08\0\6\0\0\3sni";
	struct talking t = { .cut = 0 };

	(void)state;
	talking_begin(&t, 6, 3128);
	talking_send(&t, span_of("CONNECT mi.com:443 HTTP/1.1\r\nHost: x\r\n\r\n"), 1);
	talking_send(&t, (struct span){ hello, sizeof hello - 1 }, 2);
	talking_end(&t);
	assert_string_equal(t.sum.host, "mi.com");
	assert_int_equal(t.sum.host_source, HOST_PROXY);
	assert_int_equal(t.sum.bytes_opaque, sizeof hello - 1);
	talking_free(&t);
}

/* ---- bounds ---- */

static char *filled(size_t n)
{
	char *s = xmalloc(n + 1);

	memset(s, 'v', n);
	s[n] = 0;
	return s;
}

/* Everything but the head in one piece, or in pieces of n. */
static void send_in_pieces(struct talking *t, struct span all, size_t n)
{
	for (size_t at = 0; at < all.len; at += n)
		talking_send(t, span_sub(all, at, n), at / n + 1);
}

static void a_head_too_long_becomes_raw_pieces_that_continue(void **state)
{
	static const size_t pieces[] = { 1000, 1460, 70000, 200000 };
	char *name = filled(150000), *text = xasprintf("GET / HTTP/1.1\r\nX: %s\r\n\r\n", name);

	(void)state;
	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		struct talking t = { .cut = 0 };
		size_t lines = 0;

		talking_begin(&t, 6, 80);
		send_in_pieces(&t, span_of(text), pieces[i]);
		talking_end(&t);
		for (const char *at = buf_text(&t.said); *at != 0; at = strchr(at, '\n') + 1) {
			assert_memory_equal(at, lines++ == 0 ? "raw | raw@0=" : "raw | raw@0+=", 12);
			assert_true(strchr(at, '\n') - at <= RAW_PIECE + 32);
		}
		assert_int_equal(lines, strlen(text) / RAW_PIECE + 1);
		assert_int_equal(t.losses[LOSS_HTTP_HEAD_BOUND], 1);
		assert_int_equal(t.bytes, strlen(text));
		talking_free(&t);
	}
	free(name);
	free(text);
}

/* However it is cut, a head of the greatest length is one; one byte more is none. */
static void the_bound_of_a_head_does_not_depend_on_segments(void **state)
{
	(void)state;
	for (int more = 0; more < 2; more++) {
		char *value = filled(HTTP_HEAD_MAX - 22 + (size_t)more + 1), *text = xasprintf("GET / HTTP/1.1\r\nX:%s\r\n\r\n", value);

		for (size_t n = 1; n < strlen(text); n = n * 3 + 1) {
			struct talking t = { .cut = 0 };

			talking_begin(&t, 6, 80);
			send_in_pieces(&t, span_of(text), n);
			talking_end(&t);
			assert_int_equal(t.losses[LOSS_HTTP_HEAD_BOUND], more);
			assert_int_equal(t.sum.messages, !more);
			talking_free(&t);
		}
		free(value);
		free(text);
	}
}

static void a_large_body_comes_in_pieces_that_continue(void **state)
{
	size_t size = (size_t)BODY_MAX + 70000;
	char *body = filled(size);
	struct talking t = { .cut = 0 };
	const char *second;

	(void)state;
	talking_begin(&t, 6, 80);
	talking_send(&t, span_of("PUT / HTTP/1.1\r\nContent-Length: 4264304\r\n\r\n"), 1);
	send_in_pieces(&t, span_of(body), 60000);
	talking_end(&t);
	second = strstr(buf_text(&t.said), "\n");
	assert_non_null(second);
	assert_non_null(strstr(second, "http1 PUT  / | http.body@"));
	assert_non_null(strstr(second, "+=vvv"));
	assert_int_equal(t.losses[LOSS_BODY_BOUND], 1);
	assert_int_equal(t.sum.bytes_clear, size + 43);
	talking_free(&t);
	free(body);
}

static void more_headers_than_are_kept_are_said_and_still_obeyed(void **state)
{
	struct buf text = { 0 };
	struct talking t = { .cut = 0 };

	(void)state;
	buf_puts(&text, "PUT / HTTP/1.1\r\n");
	for (int i = 0; i < HTTP_HEADERS_MAX; i++)
		buf_puts(&text, "X: y\r\n");
	buf_puts(&text, "Host: mi.com\r\nContent-Length: 2\r\n\r\nhiGET /b HTTP/1.1\r\n\r\n");
	talking_run(&t, 80, buf_span(&text), SIZE_MAX);
	assert_non_null(strstr(buf_text(&t.said), "http1 PUT mi.com /"));
	assert_non_null(strstr(buf_text(&t.said), "http.body@1587=hi\nhttp1 GET  /b"));
	assert_int_equal(t.losses[LOSS_HTTP_HEAD_BOUND], 1);
	talking_free(&t);
	buf_free(&text);
}

static void a_chunk_line_too_long_is_lost_however_it_is_cut(void **state)
{
	char *extension = filled(300), *text = xasprintf("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;%s\r\nx", extension);

	(void)state;
	talking_splits(80, span_of(text), false);
	free(extension);
	free(text);
}

static void a_nul_in_a_host_is_no_host(void **state)
{
	static const char text[] = "GET / HTTP/1.1\r\nHost: good.com\0.evil.net\r\n\r\n";
	struct talking t = { .cut = 0 };

	(void)state;
	talking_run(&t, 80, (struct span){ (const uint8_t *)text, sizeof text - 1 }, SIZE_MAX);
	assert_string_equal(t.sum.host, "");
	talking_free(&t);
}

/* A far end whose words nobody waits for is told so: what it sends need not be kept. */
static void answers_are_listened_to_while_an_upgrade_is_open(void **state)
{
	static const struct {
		const char *client, *server;
		enum attention attention;
	} talks[] = {
		{ "", "", ATTENTION_BYTES }, /* who knows what it will be */
		{ "GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", ATTENTION_WORD },
		{ "GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n", ATTENTION_BYTES },
		{ "GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", ATTENTION_WORD },
	};

	(void)state;
	for (size_t i = 0; i < sizeof talks / sizeof *talks; i++) {
		struct talking t = { .cut = 0 };

		talking_begin(&t, 6, 80);
		conversation_bytes(t.c, true, span_of(talks[i].client), 1, 0);
		conversation_bytes(t.c, false, span_of(talks[i].server), 2, 0);
		conversation_bytes(t.c, false, (struct span){ NULL, 0 }, 3, 0);
		assert_int_equal(conversation_attention(t.c), talks[i].attention);
		talking_end(&t);
		talking_free(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_become_messages),
		cmocka_unit_test(split_anywhere_the_messages_are_the_same),
		cmocka_unit_test(cut_anywhere_nothing_is_said_that_the_whole_has_not),
		cmocka_unit_test(every_byte_is_counted_once),
		cmocka_unit_test(each_part_names_the_frames_that_brought_it),
		cmocka_unit_test(a_tunnel_keeps_its_target_as_host),
		cmocka_unit_test(a_head_too_long_becomes_raw_pieces_that_continue),
		cmocka_unit_test(the_bound_of_a_head_does_not_depend_on_segments),
		cmocka_unit_test(a_large_body_comes_in_pieces_that_continue),
		cmocka_unit_test(more_headers_than_are_kept_are_said_and_still_obeyed),
		cmocka_unit_test(a_chunk_line_too_long_is_lost_however_it_is_cut),
		cmocka_unit_test(a_nul_in_a_host_is_no_host),
		cmocka_unit_test(answers_are_listened_to_while_an_upgrade_is_open),
	};

	return unit_run(tests);
}
