#include "unit.h"

#include "base/buf.h"
#include "capture/capture.h"
#include "decode/exchange.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* ---- a file as the lines that its entries become ---- */

struct told {
	struct buf text;     /* "POST example.org:443 http.body=..." a message */
	uint64_t lost[LOSS_COUNT];
	char detail[LOSS_COUNT][NAME_TEXT];
	uint64_t entries;
	bool damaged;
	char format[NAME_TEXT], application[NAME_TEXT];
	struct err error;
};

static void on_message(void *ctx, const struct message *m)
{
	struct told *t = ctx;

	buf_printf(&t->text, "%u %s %s %s", (unsigned)m->frame, m->carrier, m->method[0] != 0 ? m->method : "-", m->host);
	for (size_t i = 0; i < m->part_count; i++) {
		const struct part *p = &m->parts[i];

		assert_true(p->bytes.len > 0 && p->mark_count == 1 && p->marks[0].frame == m->frame);
		buf_printf(&t->text, " | %s@%u=", p->root, (unsigned)p->offset);
		buf_add_span(&t->text, p->bytes);
	}
	buf_putc(&t->text, '\n');
}

static void on_dns(void *ctx, const struct fact_dns *d)
{
	(void)ctx;
	(void)d;
	fail_msg("a HAR file has no DNS");
}

static void on_loss(void *ctx, enum loss loss, uint64_t frame, uint64_t count, uint64_t bytes)
{
	struct told *t = ctx;

	(void)frame;
	(void)bytes;
	t->lost[loss] += count;
}

static void note_loss(void *ctx, const struct fact_loss *f)
{
	struct told *t = ctx;

	t->lost[f->loss] += f->count;
	memcpy(t->detail[f->loss], f->detail, NAME_TEXT);
}

static void tell_entry(struct told *t, const struct packet *p)
{
	const struct decode_sink sink = { on_message, on_dns, on_loss, t, NULL };
	struct decode_summary sum;
	struct flow_key key;
	struct decode_shared shared = { 0 };
	uint64_t missing;
	bool encrypted;
	struct conversation *c;

	assert_non_null(p->exchange);
	assert_int_equal(p->bytes.len, 0);
	if (!exchange_key(p->exchange, &key, &encrypted))
		return;
	c = conversation_new(&key, &sink, &shared);
	conversation_exchange(c, p->exchange, p->frame, p->at, &missing);
	conversation_end(c, &sum);
	conversation_free(c);
	assert_int_equal(shared.body_bytes, 0);
}

static void tell_bytes(struct span bytes, struct told *t)
{
	int fd = memfd_create("har", 0);
	struct losses *l = losses_new();
	struct capture *c;
	struct packet p;

	*t = (struct told){ .entries = 0 };
	assert_int_equal(write(fd, bytes.data, bytes.len), bytes.len);
	c = capture_open(fd, -1, l, &t->error);
	while (c != NULL && capture_next(c, &p)) {
		tell_entry(t, &p);
		t->entries++;
	}
	if (c != NULL) {
		snprintf(t->format, sizeof t->format, "%s", capture_format(c));
		snprintf(t->application, sizeof t->application, "%s", capture_application(c));
		assert_string_equal(capture_unit(c), "entry");
	}
	t->damaged = losses_damaged(l);
	losses_drain(l, note_loss, t);
	losses_free(l);
	capture_close(c);
	close(fd);
}

static void tell(const char *text, struct told *t)
{
	tell_bytes(span_of(text), t);
}

#define LOG(entries) "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"test\",\"version\":\"1\"},\"entries\":[" entries "]}}"
#define ENTRY(request) "{\"startedDateTime\":\"2026-03-01T10:00:00Z\",\"serverIPAddress\":\"192.0.2.1\",\"request\":{" request "}}"
#define GET "\"method\":\"GET\",\"url\":\"https://example.org/a?b=c\""

/* ---- requests ---- */

static const struct {
	const char *entry, *told;
} requests[] = {
	{ ENTRY(GET), "1 http GET example.org | http.path@14=/a | http.query@17=b=c\n" },
	{ ENTRY("\"method\":\"GET\",\"url\":\"HTTP://user:secret@Example.ORG:8080?x#frag\""),
		"1 http GET example.org | http.query@20=x\n" },
	{ ENTRY(GET ",\"headers\":[{\"name\":\":path\",\"value\":\"/other\"},{\"name\":\"Host\",\"value\":\"other\"},{\"name\":\"X\",\"value\":\"1\"}]"),
		"1 http GET example.org | http.path@14=/a | http.query@17=b=c | http.header:Host@20=other | http.header:X@25=1\n" },
	/* cookies and queryString say again what stands elsewhere, or say it alone */
	{ ENTRY("\"method\":\"GET\",\"url\":\"https://e/\",\"cookies\":[{\"name\":\"a\",\"value\":\"1\"},{\"name\":\"b\",\"value\":\"2\"}],"
		"\"queryString\":[{\"name\":\"n m\",\"value\":\"&\"},{\"name\":\"o\",\"value\":\"\\u00e9\"}]"),
		"1 http GET e | http.path@4=/ | http.query@6=n%20m=%26&o=%C3%A9 | http.header:Cookie@24=a=1; b=2\n" },
	{ ENTRY(GET ",\"cookies\":[{\"name\":\"a\",\"value\":\"1\"}],\"headers\":[{\"name\":\"cookie\",\"value\":\"z=9\"}]"),
		"1 http GET example.org | http.path@14=/a | http.query@17=b=c | http.header:cookie@20=z=9\n" },
	/* bodies */
	{ ENTRY("\"method\":\"POST\",\"url\":\"https://e/\",\"postData\":{\"mimeType\":\"text/plain\",\"text\":\"hello\"}"),
		"1 http POST e | http.path@5=/ | http.body@16=hello | http.header:Content-Type@6=text/plain\n" },
	{ ENTRY("\"method\":\"POST\",\"url\":\"https://e/\",\"postData\":{\"text\":\"aGVsbG8=\",\"encoding\":\"base64\"}"),
		"1 http POST e | http.path@5=/ | http.body@6=hello\n" },
	{ ENTRY("\"method\":\"POST\",\"url\":\"https://e/\",\"postData\":{\"_encoding\":\"Base64\",\"text\":\"aGVsbG8\"}"),
		"1 http POST e | http.path@5=/ | http.body@6=hello\n" },
	{ ENTRY("\"method\":\"POST\",\"url\":\"https://e/\",\"postData\":{\"text\":\"not base64!\",\"encoding\":\"base64\"}"),
		"1 http POST e | http.path@5=/ | http.body@6=not base64!\n" },
	{ ENTRY("\"method\":\"POST\",\"url\":\"https://e/\",\"postData\":{\"text\":null,\"params\":[{\"name\":\"k\",\"value\":\"a b\"},{\"name\":\"l\"}]}"),
		"1 http POST e | http.path@5=/ | http.body@6=k=a%20b&l=\n" },
	{ ENTRY("\"method\":\"POST\",\"url\":\"https://e/\",\"postData\":{\"text\":\"k=1\",\"params\":[{\"name\":\"k\",\"value\":\"1\"}]}"),
		"1 http POST e | http.path@5=/ | http.body@6=k=1\n" },
	/* of names given twice the last counts */
	{ ENTRY("\"method\":\"PUT\",\"method\":\"GET\",\"url\":\"https://a/\",\"url\":\"https://e/\",\"headers\":[{\"name\":\"A\",\"value\":\"1\"}],\"headers\":[]"),
		"1 http GET e | http.path@4=/\n" },
	/* what the server said is not read, nor is what a program of ours does not know */
	{ "{\"response\":{\"content\":{\"text\":\"secret\"}},\"x\":{\"y\":[[[{\"z\":\"]}\"}]]]},\"request\":{" GET "}}",
		"1 http GET example.org | http.path@14=/a | http.query@17=b=c\n" },
	{ "{\"request\":{\"method\":\"GET\",\"url\":\"wss://e/s\"},\"_webSocketMessages\":[{\"type\":\"send\",\"opcode\":1,\"data\":\"hi\"},"
		"{\"data\":\"no\",\"type\":\"receive\"},{\"data\":\"aGk=\",\"opcode\":2,\"type\":\"send\"},{\"type\":\"send\",\"opcode\":9,\"data\":\"p\"},"
		"{\"data\":\"no\"},7,null]}",
		"1 http GET e | http.path@4=/s\n1 websocket - e | websocket.text@6=hi\n1 websocket - e | websocket.binary@8=hi\n"
		"1 websocket - e | websocket.control@12=p\n" },
};

static void entries_become_the_requests_that_they_were(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
		struct buf file = { 0 };
		struct told t;

		buf_puts(&file, "{\"log\":{\"entries\":[");
		buf_puts(&file, requests[i].entry);
		buf_puts(&file, "]}}");
		tell_bytes(buf_span(&file), &t);
		if (strcmp(buf_text(&t.text), requests[i].told) != 0)
			fail_msg("row %zu:\n%sinstead of\n%s", i, buf_text(&t.text), requests[i].told);
		assert_false(t.damaged);
		buf_free(&t.text);
		buf_free(&file);
	}
}

static struct packet first_packet(const char *text, struct exchange *ret, struct capture **ret_c, struct losses **ret_l)
{
	int fd = memfd_create("har", 0);
	struct err e;
	struct packet p;

	*ret_l = losses_new();
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	*ret_c = capture_open(fd, -1, *ret_l, &e);
	assert_non_null(*ret_c);
	assert_true(capture_next(*ret_c, &p));
	*ret = *p.exchange;
	return p;
}

static void the_far_end_and_the_time_are_as_told(void **state)
{
	static const struct {
		const char *entry, *server;
		uint16_t port;
		uint8_t transport;
		int64_t at;
		bool encrypted;
	} rows[] = {
		{ "{\"startedDateTime\":\"2026-03-01T10:00:00.5Z\",\"serverIPAddress\":\"192.0.2.1\",\"request\":{" GET "}}",
			"192.0.2.1", 443, 6, INT64_C(1772359200500000000), true },
		{ "{\"startedDateTime\":\"2026-03-01T15:30:00.500+0530\",\"serverIPAddress\":\"[2001:db8::1]\",\"request\":{\"url\":\"http://e\"}}",
			"2001:db8::1", 80, 6, INT64_C(1772359200500000000), false },
		{ "{\"startedDateTime\":\"2026-03-01T10:00:00\",\"request\":{\"url\":\"https://e:8443/x:1\",\"httpVersion\":\"h3\"}}",
			"", 8443, 17, 0, true },
		{ "{\"request\":{\"url\":\"ws://192.0.2.9:81/\"},\"serverIPAddress\":\"unknown\"}", "192.0.2.9", 81, 6, 0, false },
		{ "{\"request\":{\"url\":\"https://[2001:db8::7]/\"},\"serverIPAddress\":\"\"}", "2001:db8::7", 443, 6, 0, true },
		{ "{\"request\":{\"url\":\"https://[2001:db8::7]:99/\"},\"serverIPAddress\":7}", "2001:db8::7", 99, 6, 0, true },
		{ "{\"request\":{\"url\":\"https://e:99999/\"}}", "", 443, 6, 0, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[512], server[ADDRESS_TEXT];
		struct exchange x;
		struct capture *c;
		struct losses *l;
		struct flow_key key;
		bool encrypted;
		struct packet p;

		snprintf(text, sizeof text, LOG("%s"), rows[i].entry);
		p = first_packet(text, &x, &c, &l);
		assert_true(exchange_key(&x, &key, &encrypted));
		assert_string_equal(address_text(&key.server, server), rows[i].server);
		assert_int_equal(key.server_port, rows[i].port);
		assert_int_equal(key.transport, rows[i].transport);
		assert_int_equal(encrypted, rows[i].encrypted);
		assert_int_equal(p.at, rows[i].at);
		assert_int_equal(p.frame, 1);
		capture_close(c);
		losses_free(l);
	}
}

/* ---- what is missing ---- */

static void what_is_left_out_is_a_loss(void **state)
{
	static const struct {
		const char *entry;
		enum loss loss;
		const char *detail;
		uint64_t entries;
	} rows[] = {
		{ ENTRY("\"method\":\"POST\",\"url\":\"https://e/\",\"bodySize\":70"), LOSS_HAR_BODY, "", 1 },
		{ ENTRY("\"method\":\"POST\",\"url\":\"https://e/\",\"bodySize\":70,\"postData\":{\"text\":\"\"}"), LOSS_HAR_BODY, "", 1 },
		{ ENTRY("\"method\":\"GET\",\"url\":\"wss://e/\""), LOSS_HAR_MESSAGES, "", 1 },
		{ "{\"request\":{" GET "},\"startedDateTime\":\"yesterday\"}", LOSS_HAR_TIME, "", 1 },
		{ "{\"request\":{" GET "},\"_fromCache\":\"memory\"}", LOSS_HAR_UNSENT, "answered from a cache", 0 },
		{ "{\"request\":{" GET "},\"response\":{\"status\":0,\"_error\":\"net::ERR_BLOCKED_BY_CLIENT\"}}", LOSS_HAR_UNSENT,
			"blocked by the exporter", 0 },
		{ ENTRY("\"method\":\"GET\",\"url\":\"data:text/plain,x\""), LOSS_HAR_UNSENT, "another scheme", 0 },
		{ "{\"response\":{}}", LOSS_HAR_UNSENT, "no request in it", 0 },
		{ "7", LOSS_HAR_UNSENT, "no request in it", 0 },
		{ "[{}]", LOSS_HAR_UNSENT, "no request in it", 0 },
		{ "{\"request\":\"GET\"}", LOSS_HAR_UNSENT, "no request in it", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[512];
		struct told t;

		snprintf(text, sizeof text, LOG("%s"), rows[i].entry);
		tell(text, &t);
		if (t.lost[rows[i].loss] != 1 || strcmp(t.detail[rows[i].loss], rows[i].detail) != 0)
			fail_msg("row %zu: %u, %s", i, (unsigned)t.lost[rows[i].loss], t.detail[rows[i].loss]);
		assert_int_equal(t.entries, rows[i].entries);
		assert_false(t.damaged);
		buf_free(&t.text);
	}
}

static void an_entry_keeps_its_number_behind_others_that_were_not_sent(void **state)
{
	struct told t;

	(void)state;
	tell(LOG("{}," ENTRY("\"url\":\"about:blank\"") "," ENTRY(GET)), &t);
	assert_int_equal(t.entries, 1);
	assert_true(span_starts(buf_span(&t.text), "3 http GET example.org"));
	buf_free(&t.text);
}

/* ---- files ---- */

static void a_har_is_told_by_its_content(void **state)
{
	static const struct {
		const char *text, *error; /* error: a part of it; NULL: it is one */
	} rows[] = {
		{ LOG(ENTRY(GET)), NULL },
		{ "\xEF\xBB\xBF \r\n\t" LOG(ENTRY(GET)), NULL },
		{ "{\"x\":[{}],\"log\":{\"entries\":[" ENTRY(GET) "]}}", NULL },
		{ "{\"log\":[]}", "without the 'log'" },
		{ "{\"log\":{\"entries\":{}}}", NULL },
		{ "{\"entries\":[]}", "without the 'log'" },
		{ "{}  ", "without the 'log'" },
		{ "{ lo}", "without the 'log'" },
		{ "[   ]", "neither pcap" },
		{ "\"log\"", "neither pcap" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct told t;

		tell(rows[i].text, &t);
		if ((rows[i].error == NULL) != (t.error.text[0] == 0) || (rows[i].error != NULL && strstr(t.error.text, rows[i].error) == NULL))
			fail_msg("row %zu: '%s'", i, t.error.text);
		buf_free(&t.text);
	}
}

static void who_wrote_it_may_stand_behind_the_entries(void **state)
{
	struct told t;

	(void)state;
	tell("{\"log\":{\"entries\":[" ENTRY(GET) "],\"creator\":{\"version\":\"2\",\"x\":1,\"name\":\"A\\u0007\"},\"version\":\"1.3\"},\"more\":[]}", &t);
	assert_string_equal(t.format, "HAR 1.3");
	assert_string_equal(t.application, "A\\x07 2");
	assert_int_equal(t.entries, 1);
	buf_free(&t.text);
}

static void text_is_read_as_json_has_it(void **state)
{
	static const struct {
		const char *json, *text;
	} rows[] = {
		{ "a\\\"\\\\\\/\\b\\f\\n\\r\\tz", "a\"\\/\b\f\n\r\tz" },
		{ "\\u0041\\u00e9\\u20AC", "A\xC3\xA9\xE2\x82\xAC" },
		{ "\\ud83d\\ude00", "\xF0\x9F\x98\x80" },
		{ "\\udcff\\udc80", "\xFF\x80" },           /* bytes, as Python writes them */
		{ "\\ud83d", "\xEF\xBF\xBD" },              /* half a pair */
		{ "\\ud83dx", "\xEF\xBF\xBDx" },
		{ "\\ud83d\\n", "\xEF\xBF\xBD\n" },
		{ "\\ud83d\\ud83d\\ude00", "\xEF\xBF\xBD\xF0\x9F\x98\x80" },
		{ "\\ude00", "\xEF\xBF\xBD" },
		{ "\xFF\xC3", "\xFF\xC3" },                 /* no UTF-8: kept as it is */
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[512], want[128];
		struct told t;

		snprintf(text, sizeof text, LOG("{\"request\":{\"method\":\"P\",\"url\":\"http://e/\",\"postData\":{\"text\":\"%s\"}}}"), rows[i].json);
		snprintf(want, sizeof want, "1 http P e | http.path@2=/ | http.body@3=%s\n", rows[i].text);
		tell(text, &t);
		if (strcmp(buf_text(&t.text), want) != 0)
			fail_msg("row %zu: %s", i, buf_text(&t.text));
		buf_free(&t.text);
	}
}

static void what_is_no_json_ends_the_file(void **state)
{
	static const char *const rows[] = { "{\"request\":{" GET "}} x", "{\"request\":{\"url\":\"\\q\"}}", "{\"request\":{\"url\":\"\\u12\"}}",
		"{\"request\":{\"url\" \"x\"}}", "{\"request\":{url:\"x\"}}", "{\"request\":TRUE}", "{\"request\":}", "}" };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[512];
		struct told t;

		snprintf(text, sizeof text, LOG(ENTRY(GET) ",%s," ENTRY(GET)), rows[i]);
		tell(text, &t);
		if (!t.damaged || t.lost[LOSS_DAMAGED_JSON] != 1 || t.entries < 1 || t.entries > 2)
			fail_msg("row %zu: %u entries, damaged %d", i, (unsigned)t.entries, t.damaged);
		buf_free(&t.text);
	}
}

/* ---- hostile files ---- */

static void no_depth_costs_memory(void **state)
{
	enum { DEPTH = 1 << 20 };
	struct buf file = { 0 };
	struct told t;

	(void)state;
	buf_puts(&file, "{\"log\":{\"entries\":[{\"x\":");
	for (int i = 0; i < DEPTH; i++)
		buf_puts(&file, i % 2 ? "[" : "{\"k\":");
	buf_puts(&file, "1");
	for (int i = DEPTH - 1; i >= 0; i--)
		buf_putc(&file, i % 2 ? ']' : '}');
	buf_puts(&file, ",\"request\":{" GET "}}]}}");
	tell_bytes(buf_span(&file), &t);
	assert_int_equal(t.entries, 1);
	assert_false(t.damaged);
	buf_free(&t.text);
	buf_free(&file);
}

static void a_huge_string_is_cut_at_its_bound(void **state)
{
	struct buf file = { 0 };
	struct told t;

	(void)state;
	buf_puts(&file, "{\"log\":{\"entries\":[{\"request\":{\"method\":\"POST\",\"url\":\"http://e/\",\"postData\":{\"text\":\"");
	for (int i = 0; i < HAR_ENTRY_MAX / 16 + 4096; i++)
		buf_puts(&file, "sixteen bytes...");
	buf_puts(&file, "\"}},\"response\":{\"content\":{\"text\":\"");
	for (int i = 0; i < HAR_ENTRY_MAX / 16; i++)
		buf_puts(&file, "sixteen bytes...");
	buf_puts(&file, "\"}}}," ENTRY(GET) "]}}");
	tell_bytes(buf_span(&file), &t);
	assert_int_equal(t.entries, 2);
	assert_int_equal(t.lost[LOSS_HAR_BOUND], 1);
	assert_false(t.damaged);
	assert_in_range(t.text.len, HAR_ENTRY_MAX - 1024, HAR_ENTRY_MAX + 1024);
	buf_free(&t.text);
	buf_free(&file);
}

static void too_many_headers_are_a_loss(void **state)
{
	struct buf file = { 0 };
	struct told t;

	(void)state;
	buf_puts(&file, "{\"log\":{\"entries\":[{\"request\":{" GET ",\"headers\":[");
	for (int i = 0; i < HAR_FIELDS_MAX + 2; i++)
		buf_printf(&file, "%s{\"name\":\"h\",\"value\":\"v\"}", i > 0 ? "," : "");
	buf_puts(&file, "]}}]}}");
	tell_bytes(buf_span(&file), &t);
	assert_int_equal(t.entries, 1);
	assert_int_equal(t.lost[LOSS_HAR_BOUND], 1);
	assert_int_equal(t.lost[LOSS_HTTP_HEAD_BOUND], 1);
	buf_free(&t.text);
	buf_free(&file);
}

static void a_million_entries_are_read(void **state)
{
	enum { ENTRIES = 1000000 };
	struct buf file = { 0 };
	struct told t;

	(void)state;
	buf_puts(&file, "{\"log\":{\"entries\":[");
	for (int i = 0; i < ENTRIES; i++)
		buf_puts(&file, i == 0 ? "{}" : ",{}");
	buf_puts(&file, "," ENTRY(GET) "]}}");
	tell_bytes(buf_span(&file), &t);
	assert_int_equal(t.lost[LOSS_HAR_UNSENT], ENTRIES);
	assert_true(span_starts(buf_span(&t.text), "1000001 http GET"));
	buf_free(&t.text);
	buf_free(&file);
}

/* ---- the exporters' own shapes ---- */

static void fixture(const char *name, struct buf *ret)
{
	char path[128];
	FILE *f;
	int c;

	snprintf(path, sizeof path, "tests/data/har/%s", name);
	f = fopen(path, "r");
	if (f == NULL)
		fail_msg("%s is missing", path);
	while ((c = getc(f)) != EOF)
		buf_putc(ret, (char)c);
	fclose(f);
}

/* Whatever is cut off, what is told is the beginning of what the whole tells; and all but the whole is damaged. */
static void a_har_cut_anywhere_tells_its_whole_entries(void **state)
{
	static const char *const names[] = { "chrome.har", "firefox.har", "mitmproxy.har", "pcapdroid.har", "proxyman.har", "charles.har" };

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct buf file = { 0 };
		struct told whole;

		fixture(names[i], &file);
		tell_bytes(buf_span(&file), &whole);
		assert_true(whole.entries >= 2 && !whole.damaged);
		for (size_t len = 4; len < file.len - 4; len += 1 + len % 7) {
			struct told t;

			tell_bytes(span_sub(buf_span(&file), 0, len), &t);
			assert_true(t.damaged || t.error.text[0] != 0);
			assert_true(t.text.len <= whole.text.len && t.entries <= whole.entries);
			assert_true(t.text.len == 0 || memcmp(t.text.data, whole.text.data, t.text.len) == 0);
			buf_free(&t.text);
		}
		buf_free(&whole.text);
		buf_free(&file);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_become_the_requests_that_they_were),
		cmocka_unit_test(the_far_end_and_the_time_are_as_told),
		cmocka_unit_test(what_is_left_out_is_a_loss),
		cmocka_unit_test(an_entry_keeps_its_number_behind_others_that_were_not_sent),
		cmocka_unit_test(a_har_is_told_by_its_content),
		cmocka_unit_test(who_wrote_it_may_stand_behind_the_entries),
		cmocka_unit_test(text_is_read_as_json_has_it),
		cmocka_unit_test(what_is_no_json_ends_the_file),
		cmocka_unit_test(no_depth_costs_memory),
		cmocka_unit_test(a_huge_string_is_cut_at_its_bound),
		cmocka_unit_test(too_many_headers_are_a_loss),
		cmocka_unit_test(a_million_entries_are_read),
		cmocka_unit_test(a_har_cut_anywhere_tells_its_whole_entries),
	};

	return unit_run(tests);
}
