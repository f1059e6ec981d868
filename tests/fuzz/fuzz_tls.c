/*
 * A TLS conversation whose keys are known, over TCP port 443. The first byte chooses a suite, and whether keys are there (32) or may
 * come (64). Pieces follow: a byte of direction (1), kind (2) and length (4: two bytes), one of length, the bytes. Bytes come as they
 * stand; are sealed as a record (a first byte of its type) under one of the side's secrets (8, 16), after a KeyUpdate (32); or are
 * missing (64). Sessions that OpenSSL spoke are read too: tls_keylog.h has their keys.
 */
#include "../unit/record_sealing.h"
#include "tls_keylog.h"

#include "base/buf.h"
#include "decode/decode.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { TCP = 6, NO_KEYS = 32, KEYS_COME = 64, STAGES = 3 };
enum { FROM_SERVER = 1, SEALED = 2, LONGER = 4, STAGE_SHIFT = 3, UPDATE = 32, HOLE = 64 };

#define CLIENT_RANDOM "0123456789abcdef0123456789abcdef"
#define SERVER_RANDOM "fedcba9876543210fedcba9876543210"

static const struct {
	uint16_t suite, version;
	bool encrypt_then_mac;
} choices[] = {
	{ 0x1301, VERSION_TLS_1_3, false }, { 0x1302, VERSION_TLS_1_3, false }, { 0x1303, VERSION_TLS_1_3, false },
	{ 0x1305, VERSION_TLS_1_3, false }, { 0xC02F, VERSION_TLS_1_2, false }, { 0xC0AE, VERSION_TLS_1_2, false },
	{ 0xCCA8, VERSION_TLS_1_2, false }, { 0xC027, VERSION_TLS_1_2, true }, { 0xC028, VERSION_TLS_1_2, false },
	{ 0x000A, VERSION_TLS_1_1, false }, { 0x002F, VERSION_TLS_1_0, false }, { 0xC013, VERSION_TLS_1_0, true },
	{ 0x0005, VERSION_TLS_1_2, false }, { 0xC060, VERSION_TLS_1_2, false }, { 0x0002, VERSION_TLS_1_2, false },
};

static const uint8_t secrets[SECRET_COUNT][SECRET_MAX] = { { 0 }, { 1 }, { 2 }, { 3 }, { 4 }, { 5 } };

static const char *const labels[SECRET_COUNT] = { "CLIENT_RANDOM", "CLIENT_EARLY_TRAFFIC_SECRET", "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
	"SERVER_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0" };

struct fuzzed {
	struct conversation *c;
	struct records records[2][STAGES]; /* by from_client; before TLS 1.3 the first alone */
	uint64_t frame, sent;
	unsigned sum, sessions;            /* so that reading is not left out */
};

static struct keys *known_keys(enum digest_algorithm hash)
{
	struct buf text = { 0 };
	struct keys *k = keys_new();

	buf_puts(&text, TLS_KEYLOG);
	for (int i = 0; i < SECRET_COUNT; i++) {
		char hex[2 * SECRET_MAX + 1], random[2 * HELLO_RANDOM + 1];

		hex_of(secrets[i], i == SECRET_MASTER ? SECRET_MAX : digest_len(hash), hex);
		hex_of((const uint8_t *)CLIENT_RANDOM, HELLO_RANDOM, random);
		buf_printf(&text, "%s %s %s\n", labels[i], random, hex);
	}
	assert(keys_add(k, span_sub(buf_span(&text), 0, text.len - 1)) == 0);
	buf_free(&text);
	return k;
}

static void on_message(void *ctx, const struct message *m)
{
	struct fuzzed *f = ctx;

	assert(m->frame >= 1 && m->frame <= f->frame && m->part_count <= PARTS_MAX);
	for (size_t i = 0; i < m->part_count; i++) {
		const struct part *p = &m->parts[i];

		assert(p->bytes.len > 0 && p->root[0] != 0 && p->mark_count > 0 && p->marks[0].offset == 0);
		for (size_t k = 0; k < p->mark_count; k++) {
			assert(p->marks[k].frame >= 1 && p->marks[k].frame <= f->frame && p->marks[k].offset < p->bytes.len);
			assert(k == 0 || (p->marks[k].offset > p->marks[k - 1].offset && p->marks[k].frame > p->marks[k - 1].frame));
		}
		for (size_t k = 0; k < p->bytes.len; k++)
			f->sum += p->bytes.data[k];
	}
}

static void on_dns(void *ctx, const struct fact_dns *d)
{
	((struct fuzzed *)ctx)->sum += (unsigned)(strlen(d->query) + strlen(d->name) + strlen(d->target));
}

static void on_loss(void *ctx, enum loss loss, uint64_t frame, uint64_t count, uint64_t bytes)
{
	const struct fuzzed *f = ctx;

	(void)bytes;
	assert(loss < LOSS_COUNT && count > 0 && frame <= f->frame);
}

static void on_session(void *ctx, const struct fact_session *s)
{
	struct fuzzed *f = ctx;

	f->sum += (unsigned)(strlen(s->protocol) + strlen(s->host) + strlen(s->alpn) + strlen(s->ja4) + strlen(s->cipher));
	f->sum += (unsigned)(strlen(s->subject) + strlen(s->issuer) + strlen(s->names));
	assert(s->end < SESSION_END_COUNT && s->bytes_decrypted <= f->sent && s->frame <= f->frame);
	f->sessions++;
}

static void records_begin(struct fuzzed *f, size_t choice)
{
	static const enum secret of[2][STAGES] = { { SECRET_SERVER_HANDSHAKE, SECRET_SERVER_HANDSHAKE, SECRET_SERVER_TRAFFIC },
		{ SECRET_CLIENT_EARLY, SECRET_CLIENT_HANDSHAKE, SECRET_CLIENT_TRAFFIC } };
	const uint8_t *client = (const uint8_t *)CLIENT_RANDOM, *server = (const uint8_t *)SERVER_RANDOM;

	for (int e = 0; e < 2; e++) {
		for (int i = 0; i < STAGES; i++)
			f->records[e][i] = choices[choice].version == VERSION_TLS_1_3 ? records_of_secret(choices[choice].suite, secrets[of[e][i]]) :
				records_of_master(choices[choice].suite, choices[choice].version, (struct span){ secrets[SECRET_MASTER], SECRET_MAX },
				client, server, choices[choice].encrypt_then_mac, e == 1);
	}
}

/* Sanitizers see a read behind a piece only where it is an allocation of its own. */
static void deliver(struct fuzzed *f, bool client, struct span bytes)
{
	uint8_t *copy = xmalloc(bytes.len);

	memcpy(copy, bytes.data, bytes.len);
	f->sent += client ? bytes.len : 0;
	conversation_bytes(f->c, client, (struct span){ copy, bytes.len }, f->frame, (int64_t)f->frame);
	free(copy);
}

static void piece(struct fuzzed *f, struct reader *r)
{
	uint8_t kind = rd_u8(r);
	size_t n = (kind & LONGER) != 0 ? rd_be16(r) : rd_u8(r);
	bool client = (kind & FROM_SERVER) == 0;
	struct records *records = &f->records[client][(kind >> STAGE_SHIFT & 3) % STAGES];
	struct buf bytes = { 0 };
	struct span text;

	f->frame++;
	if ((kind & HOLE) != 0) {
		conversation_gap(f->c, client, n + 1, f->frame);
		return;
	}
	text = rd_bytes(r, n < rd_left(r) ? n : rd_left(r));
	if ((kind & UPDATE) != 0 && records->version == VERSION_TLS_1_3)
		records_update(records);
	if ((kind & SEALED) == 0 || text.len == 0)
		buf_add_span(&bytes, text);
	else
		records_seal(records, text.data[0], span_sub(text, 1, SIZE_MAX), &bytes);
	if (bytes.len > 0)
		deliver(f, client, buf_span(&bytes));
	buf_free(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct reader r = rd_over(data, len);
	uint8_t first = rd_u8(&r);
	size_t choice = (first & (NO_KEYS - 1)) % (sizeof choices / sizeof *choices);
	const struct flow_key key = { .transport = TCP, .server_port = 443 };
	struct fuzzed f = { .frame = 0 };
	const struct decode_sink sink = { on_message, on_dns, on_loss, &f, on_session };
	struct decode_shared shared = { .keys_may_come = (first & KEYS_COME) != 0 };
	struct decode_summary sum;
	struct keys *keys;

	cipher_prepare();
	keys = known_keys(suite_find(choices[choice].suite)->hash);
	shared.keys = (first & NO_KEYS) != 0 ? NULL : keys;
	records_begin(&f, choice);
	f.c = conversation_new(&key, &sink, &shared);
	while (rd_left(&r) > 0)
		piece(&f, &r);
	if ((first & KEYS_COME) != 0)
		shared.keys = keys; /* they have come */
	conversation_end(f.c, &sum);
	assert(sum.host_source < HOST_SOURCE_COUNT && strlen(sum.host) < HOST_MAX);
	assert(sum.bytes_clear + sum.bytes_decrypted + sum.bytes_opaque == f.sent);
	assert(shared.body_bytes == 0 && shared.held_bytes == 0);
	conversation_free(f.c);
	assert(shared.open_bytes == 0 && shared.inflaters == 0);
	for (int i = 0; i < 2 * STAGES; i++)
		records_free(&f.records[i / STAGES][i % STAGES]);
	keys_free(keys);
	return 0;
}
