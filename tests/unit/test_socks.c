#include "unit.h"

#include "talking.h"

#define B(s) { (const uint8_t *)(s), sizeof(s) - 1 }

#define HTTP "POST /a HTTP/1.1\r\nHost: api.mi.com\r\nContent-Length: 6\r\n\r\nimei=1"
#define HTTP_SAID "http1 POST api.mi.com /a | http.path@5=/a | http.header:Host@24=api.mi.com | http.header:Content-Length@52=6 | " \
	"http.body@57=imei=1\n"

static const struct {
	const char *name;
	struct span sent;
	const char *said, *host;
} rows[] = {
	{ "5, by name", B("\5\1\0\5\1\0\3\x0a" "api.mi.com\0\x50" HTTP), "socks CONNECT api.mi.com \n" HTTP_SAID, "api.mi.com" },
	{ "5, by name, another protocol inside", B("\5\1\0\5\1\0\3\x0a" "api.mi.com\1\xbb" "hello you"),
		"socks CONNECT api.mi.com \nraw | raw@0=hello you\n", "api.mi.com" },
	{ "5, by address, of which the name is told inside", B("\5\2\0\1\5\1\0\1\x2a\x3e\x30\7\0\x50" HTTP),
		"socks CONNECT 42.62.48.7 \n" HTTP_SAID, "api.mi.com" },
	{ "5, by an address of 6", B("\5\1\0\5\1\0\4\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1\0\x50" HTTP),
		"socks CONNECT 2001:db8::1 \n" HTTP_SAID, "api.mi.com" },
	{ "5, with name and password", B("\5\2\0\2\1\2me\3s3c\5\1\0\3\4m.cn\0\x50" HTTP),
		"socks CONNECT m.cn  | socks.username@6=me | socks.password@9=s3c\n" HTTP_SAID, "m.cn" },
	{ "5, by a name that is none", B("\5\1\0\5\1\0\3\3a\nb\0\x50" "hello"),
		"raw | raw@0=\\x05\\x01\\x00\\x05\\x01\\x00\\x03\\x03a\\x0ab\\x00Phello\n", "" },
	{ "5, refused with its password", B("\5\1\2\1\2me\3s3c"), "socks | socks.username@5=me | socks.password@8=s3c\n", "" },
	{ "4, by address", B("\4\1\0\x50\x2a\x3e\x30\7me\0"), "socks CONNECT 42.62.48.7  | socks.username@8=me\n", "42.62.48.7" },
	{ "4a, by name", B("\4\1\0\x50\0\0\0\1\0api.mi.com\0"), "socks CONNECT api.mi.com \n", "api.mi.com" },
	{ "a remote procedure call begins alike", B("\5\0\x0b\3\x10\0\0\0"), "raw | raw@0=\\x05\\x00\\x0b\\x03\\x10\\x00\\x00\\x00\n", "" },
	{ "4 of what is no name", B("\4\1\0\x50\x2a\x3e\x30\7\1\2\0"), "raw | raw@0=\\x04\\x01\\x00P*>0\\x07\\x01\\x02\\x00\n", "" },
};

enum { ROWS = sizeof rows / sizeof *rows };

static void what_the_proxy_is_asked_for_is_read(void **state)
{
	unsigned wrong = 0;

	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct talking t = { .binary = true };

		talking_run(&t, 1080, rows[i].sent, SIZE_MAX);
		if (strcmp(buf_text(&t.said), rows[i].said) != 0 || strcmp(t.sum.host, rows[i].host) != 0) {
			print_error("%s: %s\n%sexpected:\n%s", rows[i].name, t.sum.host, buf_text(&t.said), rows[i].said);
			wrong++;
		}
		assert_int_equal(t.sum.bytes_clear + t.sum.bytes_opaque, rows[i].sent.len);
		talking_free(&t);
	}
	assert_int_equal(wrong, 0);
}

static void split_anywhere_it_is_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++)
		talking_splits(1080, rows[i].sent, true);
}

/* Version 4 waits for the answer before it goes on. */
static void behind_the_answer_another_protocol_begins(void **state)
{
	static const uint8_t asked[] = { 4, 1, 0, 80, 42, 62, 48, 7, 0 };
	struct talking t = { .binary = true };

	(void)state;
	talking_begin(&t, 6, 1080);
	talking_send(&t, (struct span){ asked, sizeof asked }, 1);
	conversation_bytes(t.c, false, span_of("12345678"), 2, 2);
	talking_send(&t, span_of(HTTP), 3);
	talking_end(&t);
	assert_string_equal(buf_text(&t.said), "socks CONNECT 42.62.48.7 \n" HTTP_SAID);
	talking_free(&t);
}

static void behind_a_hole_nothing_is_asked_for(void **state)
{
	struct talking t = { .binary = false };
	static const uint8_t greeting[] = { 5, 1, 0 };

	(void)state;
	talking_begin(&t, 6, 1080);
	talking_send(&t, (struct span){ greeting, sizeof greeting }, 1);
	conversation_gap(t.c, true, 20, 2);
	talking_send(&t, span_of("imei=490154203237518"), 3);
	talking_end(&t);
	assert_string_equal(buf_text(&t.said), "socks\nraw | raw@0=imei=490154203237518\n");
	talking_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_proxy_is_asked_for_is_read),
		cmocka_unit_test(split_anywhere_it_is_the_same),
		cmocka_unit_test(behind_the_answer_another_protocol_begins),
		cmocka_unit_test(behind_a_hole_nothing_is_asked_for),
	};

	return unit_run(tests);
}
