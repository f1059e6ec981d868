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
	{ "5, by name", B("\5\1\0\5\1\0\3\x0a" "api.mi.com\0\x50" HTTP), "socks CONNECT  \n" HTTP_SAID, "api.mi.com" },
	{ "5, by name, another protocol inside", B("\5\1\0\5\1\0\3\x0a" "api.mi.com\1\xbb" "hello you"),
		"socks CONNECT  \nraw | raw@0=hello you\n", "api.mi.com" },
	{ "5, by address, of which the name is told inside", B("\5\2\0\1\5\1\0\1\x2a\x3e\x30\7\0\x50" HTTP),
		"socks CONNECT  \n" HTTP_SAID, "api.mi.com" },
	{ "5, by an address of 6", B("\5\1\0\5\1\0\4\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1\0\x50" HTTP),
		"socks CONNECT  \n" HTTP_SAID, "api.mi.com" },
	{ "5, with name and password", B("\5\2\0\2\1\2me\3s3c\5\1\0\3\4m.cn\0\x50" HTTP),
		"socks CONNECT   | socks.username@6=me | socks.password@9=s3c\n" HTTP_SAID, "m.cn" },
	{ "5, by a name that is none", B("\5\1\0\5\1\0\3\3a\nb\0\x50" "hello"),
		"raw | raw@0=\\x05\\x01\\x00\\x05\\x01\\x00\\x03\\x03a\\x0ab\\x00Phello\n", "" },
	{ "5, refused with its password", B("\5\1\2\1\2me\3s3c"), "socks | socks.username@5=me | socks.password@8=s3c\n", "" },
	{ "5, for datagrams, which go another way", B("\5\1\0\5\3\0\1\0\0\0\0\0\0"), "socks ASSOCIATE  \n", "" },
	{ "4, unanswered", B("\4\1\0\x50\x2a\x3e\x30\7me\0"), "raw | raw@0=\\x04\\x01\\x00P*>0\\x07me\\x00\n", "" },
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

/* Of version 4, in one piece with what follows or not. */
static void version_4_is_told_by_its_answer(void **state)
{
	static const struct {
		struct span asked, answer;
		const char *said, *host;
	} answered[] = {
		{ B("\4\1\0\x50\x2a\x3e\x30\7me\0"), B("\0\x5a\0\0\0\0\0\0"), "socks CONNECT   | socks.username@8=me\n" HTTP_SAID, "api.mi.com" },
		{ B("\4\1\0\x50\0\0\0\1\0m.cn\0"), B("\0\x5a\0\0\0\0\0\0"), "socks CONNECT  \n" HTTP_SAID, "m.cn" },
		{ B("\4\1\0\x50\0\0\0\1\0m.cn\0"), B("\x84\0\0\0"), "raw | raw@0=\\x04\\x01\\x00P\\x00\\x00\\x00\\x01\\x00m.cn\\x00", "" },
	};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof answered / sizeof *answered; i++) {
		struct talking t = { .binary = true };
		bool early = (i & 1) != 0;

		talking_begin(&t, 6, 1080);
		talking_send(&t, answered[i / 2].asked, 1);
		if (early)
			talking_send(&t, span_of(HTTP), 1);
		conversation_bytes(t.c, false, answered[i / 2].answer, 2, 2);
		if (!early)
			talking_send(&t, span_of(HTTP), 3);
		talking_end(&t);
		if (strncmp(buf_text(&t.said), answered[i / 2].said, strlen(answered[i / 2].said)) != 0)
			fail_msg("%s", buf_text(&t.said));
		assert_string_equal(t.sum.host, answered[i / 2].host);
		assert_int_equal(t.sum.bytes_clear + t.sum.bytes_opaque, answered[i / 2].asked.len + strlen(HTTP));
		talking_free(&t);
	}
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
		cmocka_unit_test(version_4_is_told_by_its_answer),
		cmocka_unit_test(behind_a_hole_nothing_is_asked_for),
	};

	return unit_run(tests);
}
