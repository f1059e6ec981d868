/*
 * A conversation: the first byte chooses transport and port, and whether unpacking is paid from an empty purse (128), then pieces follow: a byte of direction and kind (bytes or a
 * hole), one or two of length, the bytes. Every byte that is handed over is read, and marks are held to their contract.
 */
#include "base/alloc.h"
#include "base/cipher.h"
#include "decode/decode.h"
#include "decode/shape.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { UDP = 17, TCP = 6 };

enum { POOR = 128 };

static const struct {
	uint8_t transport;
	uint16_t port;
} ways[] = { { TCP, 80 }, { TCP, 443 }, { TCP, 53 }, { TCP, 5222 }, { UDP, 53 }, { UDP, 5353 }, { UDP, 443 }, { UDP, 9999 },
	{ TCP, 110 } };

struct heard {
	uint64_t frame; /* the last that was sent */
	uint64_t bytes; /* of all messages */
	unsigned sum;   /* so that reading is not left out */
};

static void check_marks(const struct heard *h, const struct part *p)
{
	assert(p->mark_count > 0 && p->marks[0].offset == 0);
	for (size_t i = 0; i < p->mark_count; i++) {
		assert(p->marks[i].frame >= 1 && p->marks[i].frame <= h->frame);
		assert(p->marks[i].offset < p->bytes.len);
		assert(i == 0 || (p->marks[i].offset > p->marks[i - 1].offset && p->marks[i].frame > p->marks[i - 1].frame));
	}
}

static void on_message(void *ctx, const struct message *m)
{
	struct heard *h = ctx;
	char shape[SHAPE_MAX];

	h->bytes += m->bytes;
	h->sum += (unsigned)(strlen(m->carrier) + strlen(m->host) + strlen(m->method));
	shape_path(m->path, shape);
	shape_keys(m->query, shape);
	assert(m->frame >= 1 && m->frame <= h->frame && m->part_count <= PARTS_MAX);
	for (size_t i = 0; i < m->part_count; i++) {
		const struct part *p = &m->parts[i];

		assert(p->bytes.len > 0 && p->root[0] != 0);
		check_marks(h, p);
		for (size_t k = 0; k < p->bytes.len; k++)
			h->sum += p->bytes.data[k];
	}
}

static void on_dns(void *ctx, const struct fact_dns *d)
{
	struct heard *h = ctx;

	h->sum += (unsigned)(strlen(d->query) + strlen(d->name) + strlen(d->target));
}

static void on_loss(void *ctx, enum loss loss, uint64_t frame, uint64_t count, uint64_t bytes)
{
	struct heard *h = ctx;

	assert(loss < LOSS_COUNT && count > 0 && frame <= h->frame);
	h->sum += (unsigned)bytes;
}

/* Sanitizers see a read behind a piece only where it is an allocation of its own. */
static void send_alone(struct conversation *c, bool from_client, struct span bytes, uint64_t frame)
{
	uint8_t *copy = xmalloc(bytes.len);

	memcpy(copy, bytes.data, bytes.len);
	conversation_bytes(c, from_client, (struct span){ copy, bytes.len }, frame, (int64_t)frame);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct reader r = rd_over(data, len);
	uint8_t first = rd_u8(&r);
	size_t way = (first & ~POOR) % (sizeof ways / sizeof *ways);
	const struct flow_key key = { .transport = ways[way].transport, .server_port = ways[way].port };
	struct heard h = { .frame = 0 };
	const struct decode_sink sink = { on_message, on_dns, on_loss, &h, NULL };
	struct decode_summary sum;
	struct purse nothing = { 0 };
	struct decode_shared shared = { .purse = (first & POOR) != 0 ? &nothing : NULL };
	uint64_t sent = 0;
	struct conversation *c = conversation_new(&key, &sink, &shared);

	cipher_prepare();
	while (rd_left(&r) > 0) {
		uint8_t kind = rd_u8(&r);
		size_t n = (kind & 4) != 0 ? rd_be16(&r) : rd_u8(&r);
		struct span bytes;

		h.frame++;
		if ((kind & 2) != 0) {
			conversation_gap(c, (kind & 1) == 0, n + 1, h.frame);
			continue;
		}
		bytes = rd_bytes(&r, n < rd_left(&r) ? n : rd_left(&r));
		if (bytes.len > 0)
			send_alone(c, (kind & 1) == 0, bytes, h.frame);
		sent += (kind & 1) == 0 ? bytes.len : 0;
	}
	conversation_end(c, &sum);
	assert(shared.body_bytes == 0 && sum.host_source < HOST_SOURCE_COUNT && strlen(sum.host) < HOST_MAX);
	assert(sum.bytes_clear + sum.bytes_opaque <= sent && h.bytes <= sent);
	assert(ways[way].port == 53 || ways[way].port == 5353 || sum.bytes_clear + sum.bytes_opaque == sent);
	conversation_free(c);
	assert(shared.open_bytes == 0 && shared.inflaters == 0);
	return 0;
}
