#include "unit.h"

#include "talking.h"

#include "base/alloc.h"

#define B(s) { (const uint8_t *)(s), sizeof(s) - 1 }

#define CONNECT_4 "\x10\x24\0\4MQTT\4\xC6\0\x3c\0\3dev\0\1w\0\3bye\0\5Xiao1\0\4pass"
#define SAID_4 "mqtt CONNECT   | mqtt.client-id@14=dev | mqtt.topic@19=w | mqtt.payload@22=bye | mqtt.username@27=Xiao1 | " \
	"mqtt.password@34=pass\n"
#define CONNECT_5 "\x10\x0f\0\4MQTT\5\2\0\x3c\0\0\2me"
#define SAID_5 "mqtt CONNECT   | mqtt.client-id@15=me\n"

static const struct {
	const char *name;
	struct span sent;
	const char *said;
} rows[] = {
	{ "a client of 3.1.1 with a will", B(CONNECT_4), SAID_4 },
	{ "a client of 3.1", B("\x10\x10\0\6MQIsdp\3\2\0\x3c\0\2me"), "mqtt CONNECT   | mqtt.client-id@16=me\n" },
	{ "a client of 5 with properties",
		B("\x10\x1f\0\4MQTT\5\2\0\x3c\x10\x11\0\0\0\1\x26\0\4imei\0\2" "49\0\2me"),
		"mqtt CONNECT   | mqtt.property:imei@27=49 | mqtt.client-id@31=me\n" },
	{ "a message and a ping", B(CONNECT_4 "\x30\5\0\1thi\xC0\0"), SAID_4 "mqtt PUBLISH  t | mqtt.topic@4=t | mqtt.payload@5=hi\n" },
	{ "a message that is answered for", B(CONNECT_4 "\x32\7\0\1t\0\1hi"),
		SAID_4 "mqtt PUBLISH  t | mqtt.topic@4=t | mqtt.payload@7=hi\n" },
	{ "a message of 5 with its type", B(CONNECT_5 "\x30\x0a\0\1t\4\3\0\1jhi"),
		SAID_5 "mqtt PUBLISH  t | mqtt.topic@4=t | mqtt.content-type@9=j | mqtt.payload@10=hi\n" },
	{ "subscriptions", B(CONNECT_4 "\x82\x0a\0\1\0\1a\1\0\1b\0\xA2\5\0\2\0\1a"),
		SAID_4 "mqtt SUBSCRIBE   | mqtt.topic@6=a | mqtt.topic@10=b\nmqtt UNSUBSCRIBE   | mqtt.topic@6=a\n" },
	{ "an exchange of proofs", B(CONNECT_5 "\xF0\6\x18\4\x16\0\1s"), SAID_5 "mqtt AUTH   | mqtt.auth-data@7=s\n" },
	{ "a property that does not exist", B(CONNECT_5 "\x30\7\0\1t\1\xEEhi"),
		SAID_5 "mqtt PUBLISH  t | mqtt.topic@4=t | mqtt.payload@7=hi\n" },
	{ "a message that is cut", B(CONNECT_4 "\x30\x20\0\1thi"), SAID_4 "mqtt PUBLISH  t | mqtt.topic@4=t | mqtt.payload@5=hi\n" },
	{ "a length that is none", B(CONNECT_4 "\x30\xff\xff\xff\xff\1?"), SAID_4 "raw | raw@0=0\\xff\\xff\\xff\\xff\\x01?\n" },
	{ "another protocol", B("\x10\x0c\0\4MQTX\4\2\0\x3c\0\0"),
		"raw | raw@0=\\x10\\x0c\\x00\\x04MQTX\\x04\\x02\\x00<\\x00\\x00\n" },
};

enum { ROWS = sizeof rows / sizeof *rows };

static void packets_become_messages(void **state)
{
	unsigned wrong = 0;

	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct talking t = { .binary = true };

		talking_run(&t, 1883, rows[i].sent, SIZE_MAX);
		if (strcmp(buf_text(&t.said), rows[i].said) != 0) {
			print_error("%s:\n%sexpected:\n%s", rows[i].name, buf_text(&t.said), rows[i].said);
			wrong++;
		}
		assert_int_equal(t.sum.bytes_clear + t.sum.bytes_opaque, rows[i].sent.len);
		talking_free(&t);
	}
	assert_int_equal(wrong, 0);
}

static void split_anywhere_the_messages_are_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++)
		talking_splits(1883, rows[i].sent, true);
}

static void behind_a_hole_it_is_raw(void **state)
{
	struct talking t = { .binary = true };
	static const struct span connect = B(CONNECT_4 "\x30\5\0\1th");

	(void)state;
	talking_begin(&t, 6, 1883);
	talking_send(&t, connect, 1);
	conversation_gap(t.c, true, 1, 2);
	talking_send(&t, span_of("more"), 3);
	talking_end(&t);
	assert_string_equal(buf_text(&t.said), SAID_4 "mqtt PUBLISH  t | mqtt.topic@4=t | mqtt.payload@5=h\nraw | raw@0=more\n");
	talking_free(&t);
}

/* 5 MiB under one topic. */
static void a_large_payload_comes_in_pieces_that_continue(void **state)
{
	static const struct span head = B(CONNECT_4 "\x30\x83\x80\xC0\2\0\1t");
	struct talking t = { .binary = true };
	size_t size = 5 << 20;
	uint8_t *payload = xcalloc(1, size);

	(void)state;
	memset(payload, 'v', size);
	talking_begin(&t, 6, 1883);
	talking_send(&t, head, 1);
	for (size_t at = 0; at < size; at += 50000)
		talking_send(&t, span_sub((struct span){ payload, size }, at, 50000), at / 50000 + 2);
	talking_end(&t);
	assert_int_equal(t.losses[LOSS_BODY_BOUND], 1);
	assert_non_null(strstr(buf_text(&t.said), "\nmqtt PUBLISH   | mqtt.payload@"));
	assert_int_equal(t.sum.bytes_clear, head.len + size);
	talking_free(&t);
	free(payload);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packets_become_messages),
		cmocka_unit_test(split_anywhere_the_messages_are_the_same),
		cmocka_unit_test(behind_a_hole_it_is_raw),
		cmocka_unit_test(a_large_payload_comes_in_pieces_that_continue),
	};

	return unit_run(tests);
}
