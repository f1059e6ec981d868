/* A HAR file, entry by entry, each as the messages of its request: capture_open, capture_next, exchange_key, conversation_exchange. */
#include "capture/capture.h"
#include "decode/exchange.h"

#include <assert.h>
#include <err.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static volatile uint8_t sum;

/* Every part is readable to its last byte, and says which entry it is of. */
static void on_message(void *ctx, const struct message *m)
{
	(void)ctx;
	assert(m->frame >= 1 && m->host != NULL && m->method != NULL);
	for (size_t i = 0; i < m->part_count; i++) {
		assert(m->parts[i].mark_count == 1 && m->parts[i].marks[0].frame == m->frame);
		for (size_t k = 0; k < m->parts[i].bytes.len; k++)
			sum += m->parts[i].bytes.data[k];
	}
}

static void on_dns(void *ctx, const struct fact_dns *d)
{
	(void)ctx;
	(void)d;
	abort();
}

static void on_loss(void *ctx, enum loss loss, uint64_t frame, uint64_t count, uint64_t bytes)
{
	(void)ctx;
	(void)frame;
	(void)bytes;
	assert(loss < LOSS_COUNT && count > 0);
}

static void tell(const struct packet *p)
{
	static const struct decode_sink sink = { on_message, on_dns, on_loss, NULL, NULL };
	struct decode_summary summary;
	struct flow_key key;
	struct decode_shared shared = { 0 };
	uint64_t missing;
	bool encrypted;
	struct conversation *c;

	if (p->exchange == NULL || !exchange_key(p->exchange, &key, &encrypted))
		return;
	c = conversation_new(&key, &sink, &shared);
	conversation_exchange(c, p->exchange, p->frame, p->at, &missing);
	conversation_end(c, &summary);
	conversation_free(c);
	assert(shared.body_bytes == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	int fd = memfd_create("fuzz", 0);
	struct losses *l = losses_new();
	struct err e = { "" };
	uint64_t last = 0;
	struct capture *c;
	struct packet p;

	if (fd < 0 || write(fd, data, len) != (ssize_t)len)
		err(1, "memfd");
	c = capture_open(fd, -1, l, &e);
	while (c != NULL && capture_next(c, &p)) {
		assert(p.frame > last);
		last = p.frame;
		tell(&p);
	}
	assert(c != NULL || e.text[0] != 0);
	capture_close(c);
	losses_free(l);
	close(fd);
	return 0;
}
