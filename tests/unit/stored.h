/* For tests of the store: a folder of one's own, a database in it, records to put. */
#ifndef TESTS_STORED_H
#define TESTS_STORED_H

#include "base/digest.h"
#include "store/store.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define T0 (INT64_C(1407385800) * NS_PER_S) /* 2014-08-07T04:30:00Z */

struct stored {
	char folder[64], path[128];
	struct store *s;
	struct err e;
};

static inline struct store_use stored_use(const char *key)
{
	return (struct store_use){ span_of(key), "phonehome test", T0 };
}

static inline struct store *stored_open(struct stored *d, enum store_mode mode, const char *key)
{
	struct store_use u = stored_use(key);

	d->s = store_open(d->path, mode, mode == STORE_READ ? NULL : &u, &d->e);
	return d->s;
}

static inline void stored_begin(struct stored *d)
{
	memset(d, 0, sizeof *d);
	strcpy(d->folder, "/tmp/test_store.XXXXXX");
	assert_non_null(mkdtemp(d->folder));
	snprintf(d->path, sizeof d->path, "%s/phonehome.db", d->folder);
	assert_non_null(stored_open(d, STORE_CREATE, "the key of the case"));
}

static inline void stored_close(struct stored *d)
{
	if (store_close(d->s, &d->e) < 0)
		fail_msg("%s", d->e.text);
	d->s = NULL;
}

static inline void stored_end(struct stored *d)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
	char file[160];

	store_close(d->s, NULL);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		snprintf(file, sizeof file, "%s%s", d->path, ends[i]);
		unlink(file);
	}
	assert_int_equal(rmdir(d->folder), 0);
}

#define stored_ok(d, call)                                              \
	do {                                                            \
		if ((call) < 0)                                         \
			fail_msg("%s: %s", #call, (d)->e.text);         \
	} while (0)

static inline struct store_capture some_capture(const char *file)
{
	struct store_capture c = { .file = file, .size = 1000, .origin = "file" };
	uint8_t hash[DIGEST_MAX];

	digest(DIGEST_SHA256, span_of(file), hash);
	hex_of(hash, SHA256_LEN, c.sha256);
	return c;
}

static inline struct fact_handset some_handset(void)
{
	struct fact_handset h = { .number = 1, .id = "redmi-1s", .reason = "named by the case" };

	address_parse("192.168.43.20", &h.address);
	h.mac = (struct mac){ { 0x64, 0x09, 0x80, 0xaa, 0xbb, 0xcc }, true };
	return h;
}

static inline struct fact_flow some_flow(uint64_t frame)
{
	struct fact_flow f = { .first_frame = frame, .last_frame = frame + 9, .at = T0 + (int64_t)frame * NS_PER_S,
		.until = T0 + (int64_t)frame * NS_PER_S + 1500, .handset = 1, .handset_called = true, .protocol = "HTTP.Xiaomi",
		.category = "Web", .confidence = "DPI", .risks = "Clear-Text Credentials", .host = "api.account.xiaomi.com",
		.host_source = HOST_HTTP, .packets = 10, .bytes_up = 500, .bytes_down = 900, .bytes_clear = 400,
		.bytes_decrypted = 30, .bytes_opaque = 20, .bytes_missing = 50, .midstream = true,
		.visibility = VISIBILITY_CLEAR, .tunnel = "GTP-U 10.0.0.1 > 10.0.0.2" };

	address_parse("192.168.43.20", &f.key.client);
	address_parse("2001:db8::42", &f.key.server);
	f.key.client_port = (uint16_t)(40000 + frame);
	f.key.server_port = 80;
	f.key.transport = 6;
	return f;
}

static inline struct fact_message some_message(uint64_t flow, uint64_t frame)
{
	return (struct fact_message){ .flow = flow, .frame = frame, .at = T0 + (int64_t)frame * NS_PER_S, .carrier = "http1",
		.host = "api.account.xiaomi.com", .host_source = HOST_HTTP, .method = "POST", .path = "/pass/*", .keys = "a,b",
		.bytes = 120 };
}

static inline struct fact_sighting some_sighting(uint64_t flow, uint64_t frame, const char *value)
{
	struct fact_sighting g = { .message = some_message(flow, frame), .frame = frame + 1,
		.at = T0 + (int64_t)frame * NS_PER_S, .offset = 77, .length = 20, .kind = KIND_IMEI, .tier = TIER_KNOWN,
		.form = "md5-base64", .forms = "plain", .path = "http.body > form:value > base64url", .identifier = "case",
		.reason = "value of the case" };

	g.value_len = (uint32_t)strlen(value);
	memcpy(g.value, value, g.value_len);
	return g;
}

static inline struct fact_end some_end(void)
{
	return (struct fact_end){ .packets = 100, .bytes = 5000, .from = T0, .to = T0 + 60 * NS_PER_S, .flows = 2,
		.format = "pcapng, little-endian", .links = "Ethernet", .application = "tcpdump" };
}

/* One integer or text that a query answers, for asserting. */
static inline int stored_keep_cell(void *ctx, const struct store_row *r)
{
	const struct store_cell *c = &r->cells[0];

	if (c->type == CELL_INT)
		snprintf(ctx, 256, "%lld", (long long)c->integer);
	if (c->type == CELL_TEXT)
		snprintf(ctx, 256, "%.*s", (int)c->text.len, (const char *)c->text.data);
	if (c->type == CELL_NULL)
		strcpy(ctx, "NULL");
	return 0;
}

static inline void assert_answer(struct stored *d, const char *sql, const char *expected)
{
	char answer[256] = "no row";

	stored_ok(d, store_query(d->s, sql, NULL, stored_keep_cell, answer, &d->e));
	if (strcmp(answer, expected) != 0)
		fail_msg("%s\n  answered %s, not %s", sql, answer, expected);
}

#endif
