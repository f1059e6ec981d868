/*
 * What requests carry in a capture, for comparing with another reader: `bench_bodies FILE [KEYLOG]` prints a line each body: the client's
 * port, carrier, method or "-", path or "-", content coding or "-", part, length, SHA-256. Of a body in pieces it is over all of
 * them, where no other body of its flow comes between.
 */
#include "base/alloc.h"
#include "base/cipher.h"
#include "base/digest.h"
#include "capture/capture.h"
#include "decode/decode.h"
#include "decode/keys.h"
#include "flow/flow.h"
#include "peel/peel.h"

#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE = 512 };

static const char *const roots[] = { "http.body", "websocket.text", "websocket.binary", "raw" };

/* A flow, and the body that its pieces are being put together to. */
struct talk {
	struct conversation *conversation;
	uint16_t port;       /* the client's */
	struct sha256 *sum;  /* NULL: no body is open */
	uint64_t size;
	char line[LINE];
};

static void body_end(struct talk *t)
{
	uint8_t sum[SHA256_LEN];
	char hex[SHA256_HEX_LEN + 1];

	if (t->sum == NULL)
		return;
	sha256_end(t->sum, sum);
	hex_of(sum, SHA256_LEN, hex);
	printf("%s %llu %s\n", t->line, (unsigned long long)t->size, hex);
	t->sum = NULL;
}

static void body_begin(struct talk *t, const struct message *m, const struct part *p)
{
	snprintf(t->line, sizeof t->line, "%u %s %s %.*s %s %s", t->port, m->carrier, m->method[0] != 0 ? m->method : "-",
		m->path.len > 0 ? (int)m->path.len : 1, m->path.len > 0 ? (const char *)m->path.data : "-",
		p->content_encoding != NULL ? p->content_encoding : "-", p->root);
	t->sum = sha256_new();
	t->size = 0;
}

static bool is_body(const struct part *p)
{
	for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
		if (strcmp(p->root, roots[i]) == 0)
			return true;
	}
	return false;
}

static void on_message(void *ctx, const struct message *m)
{
	struct talk *t = ctx;

	for (size_t i = 0; i < m->part_count; i++) {
		const struct part *p = &m->parts[i];

		if (!is_body(p))
			continue;
		if (!p->continues)
			body_end(t);
		if (t->sum == NULL)
			body_begin(t, m, p);
		sha256_add(t->sum, p->bytes.data, p->bytes.len);
		t->size += p->bytes.len;
	}
}

static void on_dns(void *ctx, const struct fact_dns *d)
{
	(void)ctx;
	(void)d;
}

static void on_loss(void *ctx, enum loss loss, uint64_t frame, uint64_t count, uint64_t bytes)
{
	(void)ctx;
	(void)loss;
	(void)frame;
	(void)count;
	(void)bytes;
}

static void *on_open(void *ctx, const struct flow_key *key, uint64_t first_frame)
{
	struct talk *t = xcalloc(1, sizeof *t);
	const struct decode_sink sink = { on_message, on_dns, on_loss, t, NULL };

	(void)first_frame;
	t->port = key->client_port;
	t->conversation = conversation_new(key, &sink, ctx);
	return t;
}

static void on_bytes(void *ctx, void *user, bool from_client, struct span bytes, uint64_t frame, int64_t at)
{
	struct talk *t = user;

	(void)ctx;
	conversation_bytes(t->conversation, from_client, bytes, frame, at);
}

static void on_gap(void *ctx, void *user, bool from_client, uint64_t missing, uint64_t frame)
{
	struct talk *t = user;

	(void)ctx;
	conversation_gap(t->conversation, from_client, missing, frame);
}

static enum attention on_attention(void *ctx, void *user)
{
	struct talk *t = user;

	(void)ctx;
	return conversation_attention(t->conversation);
}

static void on_close(void *ctx, void *user, struct fact_flow *fact)
{
	struct decode_summary sum;
	struct talk *t = user;

	(void)ctx;
	(void)fact;
	conversation_end(t->conversation, &sum);
	conversation_free(t->conversation);
	body_end(t);
	free(t);
}

static void read_all(struct capture *c, struct losses *l, const struct table *t, struct flows *flows)
{
	struct peeler *peeler = peeler_new(l);
	struct packet p;
	struct datagram d;

	while (capture_next(c, &p)) {
		struct lookup k;

		if (!peel(peeler, &p, &d))
			continue;
		k = lookup_of(t, &d);
		flows_add(flows, &k, (struct ends){ 0, 0, 0 });
	}
	peeler_free(peeler);
}

static void on_secrets(void *ctx, struct span text)
{
	keys_add(ctx, text);
}

/* A capture's own keys may stand behind the packets that they open. */
static void read_secrets(const char *file, struct losses *l, struct keys *keys)
{
	int fd = open(file, O_RDONLY);
	struct err e = { "" };
	struct capture *c = fd < 0 ? NULL : capture_open(fd, -1, l, &e);
	struct packet p;

	if (c == NULL)
		errx(2, "%s: %s", file, e.text);
	capture_on_secrets(c, on_secrets, keys);
	while (capture_next(c, &p))
		;
	capture_close(c);
	close(fd);
}

static void read_keylog(const char *file, struct keys *keys)
{
	int fd = open(file, O_RDONLY);
	size_t strange;

	if (fd < 0 || !keys_follow(keys, fd) || keys_poll(keys, &strange) < 0)
		err(2, "%s", file);
	keys_settle(keys);
	close(fd);
}

int main(int argc, char **argv)
{
	struct losses *l = losses_new();
	struct decode_shared shared = { .keys = NULL };
	const struct flow_sink sink = { on_open, on_bytes, on_gap, on_attention, on_close, &shared, NULL };
	struct keys *keys = keys_new();
	struct table table;
	struct err e = { "" };
	struct flows *flows;
	struct capture *c;
	int fd;

	if (argc < 2 || argc > 3)
		errx(2, "usage: bench_bodies FILE [KEYLOG]");
	cipher_prepare();
	read_secrets(argv[1], l, keys);
	if (argc > 2)
		read_keylog(argv[2], keys);
	shared.keys = keys;
	table_begin(&table);
	flows = flows_new(&sink, &table, l, &e);
	fd = open(argv[1], O_RDONLY);
	c = fd < 0 ? NULL : capture_open(fd, -1, l, &e);
	if (c == NULL || flows == NULL)
		errx(2, "%s: %s", argv[1], e.text);
	read_all(c, l, &table, flows);
	flows_free(flows);
	table_free(&table);
	capture_close(c);
	close(fd);
	keys_free(keys);
	losses_free(l);
	return 0;
}
