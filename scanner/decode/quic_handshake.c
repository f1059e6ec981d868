#include "decode/quic_handshake.h"

#include "decode/gquic.h"

#include <string.h>

enum { ATTEMPTS_MAX = 16 /* to find keys by trial: more would be another's packets */, HANDSHAKE_HEADER = 4 };
enum { EXT_PARAMETERS = 0x39, EXT_PARAMETERS_DRAFT = 0xFFA5, PARAMETER_PREFERRED = 0x0D,
	PREFERRED_ADDRESSES = 4 + 2 + 16 + 2 /* RFC 9000 section 18.2 */ };

/* What QUIC may be protected with (RFC 9001 section 5.3): tried in this order where no ServerHello tells. */
static const uint16_t suites[] = { 0x1301, 0x1302, 0x1303, 0x1304 };

/* ---- Initial packets ---- */

static struct quic_keys *initial_keys(struct quic_connection *q, enum quic_side from, const struct quic_version *v)
{
	struct quic_sender *s = &q->senders[from];

	if (s->initial_version != v) {
		quic_keys_free(s->keys[QUIC_INITIAL]);
		s->keys[QUIC_INITIAL] = quic_keys_initial(v, &q->first, from == QUIC_CLIENT);
		s->initial_version = v;
	}
	return s->keys[QUIC_INITIAL];
}

/* Another id stands for the client's first one: after a Retry. */
static void first_is(struct quic_connection *q, struct span id)
{
	q->first = quic_id_of(id);
	q->senders[QUIC_CLIENT].initial_version = q->senders[QUIC_SERVER].initial_version = NULL;
}

/* After Version Negotiation (RFC 9000 section 6), or in vain, the client began anew. */
static void begin_again(const struct quic_arrival *a, struct quic_connection *q)
{
	struct quic_handshake *h = &q->senders[QUIC_CLIENT].handshakes[QUIC_SPACE_INITIAL];

	ordered_free(&h->stream, &a->c->shared->reorder_bytes);
	h->stream = (struct ordered){ 0 };
	buf_reset(&h->message);
	h->done = false;
	q->greeted = false;
}

/* A Retry that is not in the capture, or a client that began again: the packet's own id is the first one then. */
static bool initial_again(const struct quic_arrival *a, struct quic_connection *q, const struct quic_packet *p, struct buf *out)
{
	struct quic_sender *s = &q->senders[QUIC_CLIENT];
	struct quic_id id = quic_id_of(p->target);
	struct quic_keys *k;
	bool good;

	if (q->attempts >= ATTEMPTS_MAX || quic_id_is(&q->first, p->target))
		return false;
	k = quic_keys_initial(p->version, &id, true);
	good = k != NULL && quic_keys_open(k, p, &s->next[QUIC_SPACE_INITIAL], out);
	q->attempts += !good;
	if (good)
		first_is(q, p->target);
	if (good && p->token.len == 0)
		begin_again(a, q);
	quic_keys_free(k);
	return good;
}

static enum quic_outcome initial_open(const struct quic_arrival *a, struct quic_connection *q, const struct quic_packet *p, struct buf *out)
{
	struct quic_keys *k = initial_keys(q, a->from, p->version);

	if ((k == NULL || !quic_keys_open(k, p, &q->senders[a->from].next[QUIC_SPACE_INITIAL], out)) &&
		(a->from == QUIC_SERVER || !initial_again(a, q, p, out)))
		return QUIC_SHUT;
	if (p->version != q->version && a->from == QUIC_CLIENT && !q->answered)
		begin_again(a, q);
	q->version = p->version;
	q->initials++;
	return QUIC_OPENED;
}

void quic_handshake_retry(const struct quic_arrival *a, struct quic_connection *q, const struct quic_packet *p)
{
	if (a->from != QUIC_SERVER || q->answered || !quic_retry_is_genuine(p, &q->first))
		return;
	first_is(q, p->source);
	quic_connection_named(a->c->shared, q, QUIC_SERVER, p->source);
}

/* ---- packets under secrets ---- */

static const enum secret secrets[QUIC_SIDES][QUIC_PROTECTED] = {
	{ SECRET_COUNT, SECRET_CLIENT_EARLY, SECRET_CLIENT_HANDSHAKE, SECRET_CLIENT_TRAFFIC },
	{ SECRET_COUNT, SECRET_COUNT, SECRET_SERVER_HANDSHAKE, SECRET_SERVER_TRAFFIC },
};

static const enum quic_space spaces[QUIC_PROTECTED] = { QUIC_SPACE_INITIAL, QUIC_SPACE_DATA, QUIC_SPACE_HANDSHAKE, QUIC_SPACE_DATA };

static bool keys_try(const struct quic_arrival *a, struct quic_connection *q, const struct quic_packet *p, uint16_t suite,
	struct span secret, struct buf *out)
{
	struct quic_sender *s = &q->senders[a->from];
	const struct quic_version *v = p->version != NULL ? p->version : q->version;
	struct quic_keys *k = quic_keys_new(v, suite_find(suite), secret);

	if (k == NULL)
		return false;
	if (!quic_keys_open(k, p, &s->next[spaces[p->type]], out)) {
		quic_keys_free(k);
		return false;
	}
	s->keys[p->type] = k;
	return true;
}

/* Early data has the suite of the session before, which is not told; and so it is where the ServerHello was not captured. */
static enum quic_outcome open_by_trial(const struct quic_arrival *a, struct quic_connection *q, const struct quic_packet *p,
	struct span secret, struct buf *out)
{
	for (size_t i = 0; q->attempts < ATTEMPTS_MAX && i < sizeof suites / sizeof *suites; i++) {
		if (keys_try(a, q, p, suites[i], secret, out))
			return QUIC_OPENED;
	}
	q->attempts++;
	return QUIC_SHUT;
}

static enum quic_outcome open_first(const struct quic_arrival *a, struct quic_connection *q, const struct quic_packet *p,
	struct span secret, struct buf *out)
{
	const struct suite *s = suite_find(q->suite);
	const struct quic_version *v = p->version != NULL ? p->version : q->version;

	if (p->type == QUIC_EARLY || !q->answered)
		return open_by_trial(a, q, p, secret, out);
	q->senders[a->from].keys[p->type] = s == NULL ? NULL : quic_keys_new(v, s, secret);
	if (q->senders[a->from].keys[p->type] != NULL)
		return quic_handshake_open(a, q, p, out);
	q->strange_suite = true;
	return QUIC_SHUT;
}

enum quic_outcome quic_handshake_open(const struct quic_arrival *a, struct quic_connection *q, const struct quic_packet *p, struct buf *out)
{
	struct quic_sender *s = &q->senders[a->from];
	struct span secret;

	if (p->type == QUIC_INITIAL)
		return initial_open(a, q, p, out);
	if (s->keys[p->type] != NULL)
		return quic_keys_open(s->keys[p->type], p, &s->next[spaces[p->type]], out) ? QUIC_OPENED : QUIC_SHUT;
	if (!q->greeted)
		return QUIC_WAITS;
	if (secrets[a->from][p->type] == SECRET_COUNT)
		return QUIC_SHUT;
	secret = keys_find(a->c->shared->keys, q->hello.random, secrets[a->from][p->type]);
	if (secret.len > 0)
		return open_first(a, q, p, secret, out);
	q->missing |= a->from == QUIC_CLIENT;
	return a->c->shared->keys_may_come ? QUIC_WAITS : QUIC_SHUT;
}

bool quic_handshake_ask(const struct decode_shared *shared, struct quic_connection *q)
{
	uint64_t version = keys_version(shared->keys);
	bool before = q->keyed;

	if (!q->greeted || version == q->keys_seen)
		return false;
	q->keys_seen = version;
	q->keyed = keys_know(shared->keys, q->hello.random);
	q->changed |= q->keyed;
	return q->keyed && !before;
}

/* ---- messages ---- */

static void on_client_hello(const struct quic_arrival *a, struct quic_connection *q, struct span body)
{
	struct client_hello hello;

	if (!hello_client(body, 'q', &hello))
		return;
	if (!q->greeted) {
		q->frame = a->frame;
		q->at = a->at;
	}
	q->hello = hello;
	q->greeted = q->changed = true;
	conversation_host(a->c, hello.host, HOST_SNI);
}

static void on_server_hello(const struct quic_arrival *a, struct quic_connection *q, struct span body)
{
	struct server_hello hello;

	(void)a;
	if (!hello_server(body, &hello) || hello.retry)
		return;
	q->suite = hello.suite;
	q->answered = q->changed = true;
	q->senders[QUIC_SERVER].handshakes[QUIC_SPACE_INITIAL].done = true;
}

/* An id that the client may use for another address of the server. */
static void preferred_address(const struct quic_arrival *a, struct quic_connection *q, struct reader parameters)
{
	while (rd_left(&parameters) > 0) {
		uint64_t type = quic_number(&parameters), len = quic_number(&parameters);
		struct reader value = rd_sub(&parameters, len <= rd_left(&parameters) ? (size_t)len : rd_left(&parameters) + 1);
		struct span id;

		if (type != PARAMETER_PREFERRED)
			continue;
		rd_bytes(&value, PREFERRED_ADDRESSES);
		id = rd_bytes(&value, rd_u8(&value));
		if (rd_ok(&value) && id.len > 0)
			quic_connection_named(a->c->shared, q, QUIC_SERVER, id);
	}
}

static void on_encrypted_extensions(const struct quic_arrival *a, struct quic_connection *q, struct span body)
{
	struct reader r = rd_over_span(body), extensions = rd_sub(&r, rd_be16(&r));

	hello_encrypted_extensions(body, q->alpn);
	while (rd_left(&extensions) > 0) {
		uint16_t type = rd_be16(&extensions);
		struct reader extension = rd_sub(&extensions, rd_be16(&extensions));

		if (type == EXT_PARAMETERS || type == EXT_PARAMETERS_DRAFT)
			preferred_address(a, q, extension);
	}
	q->senders[QUIC_SERVER].handshakes[QUIC_SPACE_HANDSHAKE].done = true;
}

static const struct {
	enum quic_side from;
	enum quic_space space;
	uint8_t type;
	void (*fn)(const struct quic_arrival *a, struct quic_connection *q, struct span body);
} handlers[] = {
	{ QUIC_CLIENT, QUIC_SPACE_INITIAL, HANDSHAKE_CLIENT_HELLO, on_client_hello },
	{ QUIC_SERVER, QUIC_SPACE_INITIAL, HANDSHAKE_SERVER_HELLO, on_server_hello },
	{ QUIC_SERVER, QUIC_SPACE_HANDSHAKE, HANDSHAKE_ENCRYPTED_EXTENSIONS, on_encrypted_extensions },
};

static void message_take(const struct quic_arrival *a, struct quic_connection *q, enum quic_space space, uint8_t type, struct span body)
{
	for (size_t i = 0; i < sizeof handlers / sizeof *handlers; i++) {
		if (handlers[i].from == a->from && handlers[i].space == space && handlers[i].type == type)
			handlers[i].fn(a, q, body);
	}
}

/* Google's own handshake, of Q050: all that is read of it is the name. */
static void google_hello(const struct quic_arrival *a, struct quic_connection *q, struct quic_handshake *h)
{
	h->done = h->message.len > HELLO_MAX;
	if (!gquic_name(buf_span(&h->message), q->hello.host))
		return;
	h->done = true;
	conversation_host(a->c, q->hello.host, HOST_SNI);
}

/* What a stream of handshake bytes is read for. */
struct reading {
	struct quic_arrival a;
	struct quic_connection *q;
	struct quic_handshake *h;
	enum quic_space space;
};

static void messages_take(struct reading *g)
{
	struct quic_handshake *h = g->h;
	struct reader r = rd_over_span(buf_span(&h->message));

	while (!h->done && rd_left(&r) >= HANDSHAKE_HEADER) {
		struct reader before = r;
		uint8_t type = rd_u8(&r);
		uint32_t len = rd_be24(&r);

		if (len > HELLO_MAX) {
			conversation_loss(g->a.c, LOSS_HELLO_BOUND, g->a.frame, len);
			h->done = true;
		} else if (rd_left(&r) < len) {
			r = before;
			break;
		} else {
			message_take(&g->a, g->q, g->space, type, rd_bytes(&r, len));
		}
	}
	buf_drop(&h->message, h->done ? h->message.len : h->message.len - rd_left(&r));
}

static void on_bytes(void *ctx, struct span bytes, uint64_t frame, int64_t at)
{
	struct reading *g = ctx;

	if (g->h->done)
		return;
	g->a.frame = frame;
	g->a.at = at;
	buf_add_span(&g->h->message, bytes);
	if (g->q->version->google && span_starts(buf_span(&g->h->message), "CHLO"))
		google_hello(&g->a, g->q, g->h);
	else
		messages_take(g);
}

static void on_gap(void *ctx, uint64_t missing, uint64_t frame)
{
	struct reading *g = ctx;

	(void)missing;
	(void)frame;
	g->h->done = g->q->hole = true;
}

void quic_handshake_add(const struct quic_arrival *a, struct quic_connection *q, enum quic_type type, const struct quic_frame *f)
{
	enum quic_space space = spaces[type];
	struct quic_handshake *h = &q->senders[a->from].handshakes[space == QUIC_SPACE_DATA ? 0 : space];
	struct reading g = { *a, q, h, space };
	const struct ordered_sink sink = { on_bytes, on_gap, &g };
	const struct ordered_piece piece = { .offset = f->offset, .bytes = f->bytes, .len = (uint32_t)f->bytes.len, .frame = a->frame,
		.at = a->at };

	if (h->done || space == QUIC_SPACE_DATA || (space == QUIC_SPACE_HANDSHAKE && a->from == QUIC_CLIENT))
		return;
	if (!ordered_add(&h->stream, &piece, &a->c->shared->reorder_bytes, &sink))
		conversation_loss(a->c, LOSS_REORDER_BOUND, a->frame, 0);
}

void quic_handshake_end(struct conversation *c, struct quic_connection *q)
{
	struct span cut = buf_span(&q->senders[QUIC_CLIENT].handshakes[QUIC_SPACE_INITIAL].message);
	struct client_hello hello;
	struct reader r = rd_over_span(cut);

	if (q->greeted || rd_u8(&r) != HANDSHAKE_CLIENT_HELLO)
		return;
	rd_be24(&r);
	if (rd_ok(&r) && hello_client(rd_rest(&r), 'q', &hello)) {
		memcpy(q->hello.host, hello.host, sizeof hello.host);
		conversation_host(c, hello.host, HOST_SNI);
	}
}
