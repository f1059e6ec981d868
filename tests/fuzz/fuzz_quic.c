/*
 * QUIC conversations of one shard whose keys are known: the input's pieces come as datagrams as they stand, or as frames that this
 * file seals into packets, so that what lies behind the protection is reached. A piece: a byte of direction (1), kind (2: packet
 * type 0 to 3 in bits 2 and 3, else a whole datagram), conversation (16) and key update (32); a byte of length (64: two); the bytes.
 */
#include "../unit/quic_sealing.h"

#include "base/buf.h"
#include "decode/decode.h"
#include "decode/keys.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { UDP = 17, CONVERSATIONS = 2 };
enum { FROM_SERVER = 1, SEALED = 2, TYPE_SHIFT = 2, OTHER = 16, UPDATE = 32, LONGER = 64 };

#define RANDOM "0123456789abcdef0123456789abcdef"
#define FIRST_ID "first-id"
#define SERVER_ID "server-1"
#define CLIENT_ID "client-1"

struct heard {
	uint64_t frame;
	unsigned sum; /* so that reading is not left out */
};

struct fuzzed {
	struct heard h;
	struct decode_shared shared;
	struct conversation *c[CONVERSATIONS];
	uint64_t sent[CONVERSATIONS];
	struct sealing keys[2][QUIC_PROTECTED]; /* by from_client and type */
	uint32_t number[2];
};

static const uint8_t secrets[SECRET_COUNT][SEALING_SECRET] = { { 0 }, { 1 }, { 2 }, { 3 }, { 4 }, { 5 } };

static const char *const labels[SECRET_COUNT] = { NULL, "CLIENT_EARLY_TRAFFIC_SECRET", "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
	"SERVER_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0" };

static struct keys *known_keys(void)
{
	struct keys *k = keys_new();

	for (int i = SECRET_CLIENT_EARLY; i < SECRET_COUNT; i++) {
		char hex[2 * SEALING_SECRET + 1], random[2 * HELLO_RANDOM + 1];
		struct buf line = { 0 };

		hex_of(secrets[i], SEALING_SECRET, hex);
		hex_of((const uint8_t *)RANDOM, HELLO_RANDOM, random);
		buf_printf(&line, "%s %s %s\n", labels[i], random, hex);
		assert(keys_add(k, buf_span(&line)) == 0);
		buf_free(&line);
	}
	return k;
}

static void on_message(void *ctx, const struct message *m)
{
	struct heard *h = ctx;

	assert(m->frame >= 1 && m->frame <= h->frame && m->part_count <= PARTS_MAX);
	for (size_t i = 0; i < m->part_count; i++) {
		const struct part *p = &m->parts[i];

		assert(p->bytes.len > 0 && p->mark_count > 0 && p->marks[0].offset == 0);
		for (size_t k = 0; k < p->mark_count; k++) {
			assert(p->marks[k].frame >= 1 && p->marks[k].frame <= h->frame && p->marks[k].offset < p->bytes.len);
			assert(k == 0 || p->marks[k].offset > p->marks[k - 1].offset);
		}
		for (size_t k = 0; k < p->bytes.len; k++)
			h->sum += p->bytes.data[k];
	}
	for (size_t i = 0; i < m->path.len + m->query.len; i++)
		h->sum += i < m->path.len ? m->path.data[i] : m->query.data[i - m->path.len];
}

static void on_dns(void *ctx, const struct fact_dns *d)
{
	((struct heard *)ctx)->sum += (unsigned)(strlen(d->query) + strlen(d->name) + strlen(d->target));
}

static void on_loss(void *ctx, enum loss loss, uint64_t frame, uint64_t count, uint64_t bytes)
{
	const struct heard *h = ctx;

	(void)bytes;
	assert(loss < LOSS_COUNT && count > 0 && frame <= h->frame);
}

static void on_session(void *ctx, const struct fact_session *s)
{
	((struct heard *)ctx)->sum += (unsigned)(strlen(s->protocol) + strlen(s->host) + strlen(s->alpn) + strlen(s->ja4) + strlen(s->cipher));
	assert(s->end < SESSION_END_COUNT);
}

static void fuzzed_begin(struct fuzzed *f, uint32_t version)
{
	static const enum secret of[2][QUIC_PROTECTED] = {
		{ SECRET_MASTER, SECRET_MASTER, SECRET_SERVER_HANDSHAKE, SECRET_SERVER_TRAFFIC },
		{ SECRET_MASTER, SECRET_CLIENT_EARLY, SECRET_CLIENT_HANDSHAKE, SECRET_CLIENT_TRAFFIC },
	};

	for (int client = 0; client < 2; client++) {
		f->keys[client][QUIC_INITIAL] = sealing_initial(version, span_of(FIRST_ID), client);
		for (int type = QUIC_EARLY; type < QUIC_PROTECTED; type++)
			f->keys[client][type] = sealing_of(version, secrets[of[client][type]]);
	}
	for (int i = 0; i < CONVERSATIONS; i++) {
		const struct flow_key key = { .transport = UDP, .server_port = i == 0 ? 443 : 4433 };
		const struct decode_sink sink = { on_message, on_dns, on_loss, &f->h, on_session };

		f->c[i] = conversation_new(&key, &sink, &f->shared);
	}
}

static void seal(struct fuzzed *f, struct buf *out, bool client, enum quic_type type, struct span frames)
{
	struct span to = client ? span_of(type == QUIC_ONE_RTT || type == QUIC_HANDSHAKE ? SERVER_ID : FIRST_ID) : span_of(CLIENT_ID);

	sealing_put(out, &f->keys[client][type], type, to, span_of(client ? CLIENT_ID : SERVER_ID), span_of(""), f->number[client]++, frames);
}

/* Sanitizers see a read behind a datagram only where it is an allocation of its own. */
static void deliver(struct fuzzed *f, int which, bool client, struct span datagram)
{
	uint8_t *copy = xmalloc(datagram.len);

	memcpy(copy, datagram.data, datagram.len);
	f->h.frame++;
	f->sent[which] += client ? datagram.len : 0;
	conversation_bytes(f->c[which], client, (struct span){ copy, datagram.len }, f->h.frame, (int64_t)f->h.frame);
	free(copy);
}

static void piece(struct fuzzed *f, struct reader *r)
{
	uint8_t kind = rd_u8(r);
	size_t n = (kind & LONGER) != 0 ? rd_be16(r) : rd_u8(r);
	struct span bytes = rd_bytes(r, n < rd_left(r) ? n : rd_left(r));
	bool client = (kind & FROM_SERVER) == 0;
	enum quic_type type = (enum quic_type)(kind >> TYPE_SHIFT & 3);
	struct buf sealed = { 0 };

	if ((kind & UPDATE) != 0)
		sealing_update(&f->keys[client][QUIC_ONE_RTT]);
	if ((kind & SEALED) != 0 && (client || type != QUIC_EARLY))
		seal(f, &sealed, client, type, bytes);
	else
		buf_add_span(&sealed, bytes);
	if (sealed.len > 0)
		deliver(f, (kind & OTHER) != 0, client, buf_span(&sealed));
	buf_free(&sealed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const uint32_t versions[] = { 1, 0x6B3343CF, 0xFF00001D, 0x54303530, 0x51303530 };
	struct reader r = rd_over(data, len);
	uint8_t first = rd_u8(&r);
	struct fuzzed f = { .h = { .frame = 0 } };
	struct keys *keys;

	cipher_prepare();
	keys = known_keys();
	f.shared.keys = (first & 8) != 0 ? NULL : keys;
	f.shared.keys_may_come = (first & 16) != 0;
	fuzzed_begin(&f, versions[(first & 7) % 5]);
	while (rd_left(&r) > 0)
		piece(&f, &r);
	for (int i = 0; i < CONVERSATIONS; i++) {
		struct decode_summary sum;

		if (i + 1 == CONVERSATIONS)
			f.shared.keys = keys; /* they have come */
		conversation_end(f.c[i], &sum);
		assert(strlen(sum.host) < HOST_MAX);
		assert(sum.bytes_clear + sum.bytes_decrypted + sum.bytes_opaque == f.sent[i]);
		conversation_free(f.c[i]);
	}
	assert(f.shared.body_bytes == 0 && f.shared.open_bytes == 0 && f.shared.held_bytes == 0 && f.shared.reorder_bytes == 0 && f.shared.quic == NULL);
	keys_free(keys);
	return 0;
}
