/*
 * The bodies of HTTP requests in a capture, for comparing with another reader: `bench_bodies FILE [KEYLOG]` prints a line each message:
 * method, content coding or "-", length, SHA-256, carrier. Of a body in pieces the first alone is told.
 */
#include "base/buf.h"
#include "base/cipher.h"
#include "capture/capture.h"
#include "decode/decode.h"
#include "decode/keys.h"
#include "flow/flow.h"
#include "peel/peel.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void on_message(void *ctx, const struct message *m)
{
	(void)ctx;
	for (size_t i = 0; strncmp(m->carrier, "http", 4) == 0 && i < m->part_count; i++) {
		const struct part *p = &m->parts[i];
		uint8_t sum[DIGEST_MAX];
		char hex[SHA256_HEX_LEN + 1];

		if (strcmp(p->root, "http.body") != 0 || p->continues)
			continue;
		digest(DIGEST_SHA256, p->bytes, sum);
		hex_of(sum, SHA256_LEN, hex);
		printf("%s %s %zu %s %s\n", m->method, p->content_encoding != NULL ? p->content_encoding : "-", p->bytes.len, hex, m->carrier);
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
	const struct decode_sink sink = { on_message, on_dns, on_loss, NULL, NULL };

	(void)first_frame;
	return conversation_new(key, &sink, ctx);
}

static void on_bytes(void *ctx, void *user, bool from_client, struct span bytes, uint64_t frame, int64_t at)
{
	(void)ctx;
	conversation_bytes(user, from_client, bytes, frame, at);
}

static void on_gap(void *ctx, void *user, bool from_client, uint64_t missing, uint64_t frame)
{
	(void)ctx;
	conversation_gap(user, from_client, missing, frame);
}

static void on_close(void *ctx, void *user, struct fact_flow *fact)
{
	struct decode_summary sum;

	(void)ctx;
	(void)fact;
	conversation_end(user, &sum);
	conversation_free(user);
}

static void read_all(struct capture *c, struct losses *l, struct flows *flows)
{
	struct peeler *peeler = peeler_new(l);
	struct packet p;
	struct datagram d;

	while (capture_next(c, &p)) {
		if (peel(peeler, &p, &d))
			flows_add(flows, &d, (struct ends){ 0, 0 });
	}
	peeler_free(peeler);
}

static struct keys *keys_of(const char *path)
{
	struct keys *k = keys_new();
	int fd = open(path, O_RDONLY);
	size_t strange;

	keys_follow(k, fd);
	if (fd < 0 || keys_poll(k, &strange) < 0)
		perror(path);
	keys_settle(k);
	close(fd);
	return k;
}

int main(int argc, char **argv)
{
	int fd = argc == 2 || argc == 3 ? open(argv[1], O_RDONLY) : -1;
	struct losses *l = losses_new();
	struct keys *keys = argc == 3 ? keys_of(argv[2]) : NULL;
	struct decode_shared shared = { .keys = keys };
	const struct flow_sink sink = { on_open, on_bytes, on_gap, NULL, on_close, &shared };
	struct err e = { "usage: bench_bodies FILE [KEYLOG]" };
	struct flows *flows = flows_new(&sink, l, &e);
	struct capture *c = fd < 0 ? NULL : capture_open(fd, -1, l, &e);

	if (c == NULL || flows == NULL) {
		fprintf(stderr, "%s\n", e.text);
		return 2;
	}
	cipher_prepare();
	read_all(c, l, flows);
	flows_free(flows);
	keys_free(keys);
	capture_close(c);
	losses_free(l);
	close(fd);
	return 0;
}
