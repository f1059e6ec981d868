/*
 * QUIC (RFC 9000, RFC 9001, RFC 9369): datagrams to packets of connections, wherever they come from (RFC 9000 section 9). The first
 * packets are under keys that anybody can make: who is called is always read. With the keys of a key log the client's streams are
 * read; else no packet is looked at once nothing more can be learned.
 *
 * Bytes are counted as they come: each packet of the client as decrypted or opaque, and as opaque what waits for keys.
 */
#include "decode/gquic.h"
#include "decode/quic_channel.h"
#include "decode/quic_handshake.h"

#include "base/alloc.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { LONG = 0x80, PORT_HTTPS = 443, SHORT_MIN = 5 /* bytes: fewer are no packet */ };
enum { SILENCE_MAX = 16 /* packets after the client's hello without an answer's */, FAILED_MAX = 64 /* and none under keys that open any */,
	UNGREETED_MAX = 64 /* packets without a hello */ };
enum { DATAGRAM_LEAST = 1200 /* what any path carries, RFC 9000 section 14: full ones are no shorter */,
	PADDING_SURE = 24 /* zeros in a row: more than an id of them */ };

/* What one conversation has to do with QUIC. */
struct quic_path {
	struct quic_connection *connections[QUIC_PATH_MAX];
	size_t n;
	struct quic_connection *now; /* of the last packet; NULL: of none that is known */
	bool named;                  /* by a hello of Google's QUIC */
};

/* ---- connections of a conversation ---- */

static enum session_end end_of(const struct quic_connection *q)
{
	if (!q->greeted)
		return q->version->google && q->hello.host[0] != 0 ? SESSION_NO_KEY : SESSION_HOLE;
	if (q->bound)
		return SESSION_BOUND;
	if (!q->keyed)
		return q->answered || q->sealed_seen ? SESSION_NO_KEY : SESSION_UNFINISHED;
	if (q->opened > 0)
		return q->hole ? SESSION_HOLE : SESSION_READ;
	if (q->strange_suite)
		return SESSION_UNKNOWN_CIPHER;
	return q->failed > 0 ? q->missing ? SESSION_NO_KEY : SESSION_WRONG_KEY : SESSION_UNFINISHED;
}

static void session_tell(struct conversation *c, const struct quic_connection *q)
{
	struct fact_session f = { .frame = q->frame, .at = q->at, .ech = q->hello.ech, .end = end_of(q), .bytes_decrypted = q->bytes_decrypted };

	if (q->initials == 0 || c->sink.session == NULL)
		return;
	text_copy_to(f.protocol, sizeof f.protocol, q->version->name);
	if (q->answered)
		suite_name(q->suite, f.cipher);
	text_copy_to(f.host, sizeof f.host, q->hello.host);
	text_copy_to(f.alpn, sizeof f.alpn, q->alpn[0] != 0 ? q->alpn : q->hello.alpn);
	text_copy_to(f.ja4, sizeof f.ja4, q->hello.ja4);
	c->sink.session(c->sink.ctx, &f);
}

/* The last conversation of a connection hands over what is unfinished. */
static void connection_finish(struct conversation *c, struct quic_connection *q)
{
	quic_handshake_end(c, q);
	quic_channels_finish(c, q);
	session_tell(c, q);
}

static void connection_leave(struct conversation *c, struct quic_connection *q)
{
	if (q->users == 1)
		quic_channels_free(c->shared, q);
	quic_connection_release(c->shared, q);
}

static void path_attach(struct conversation *c, struct quic_connection *q)
{
	struct quic_path *path = c->quic;

	if (path->n == QUIC_PATH_MAX) {
		struct quic_connection *oldest = path->connections[0];

		if (oldest->users == 1)
			connection_finish(c, oldest);
		memmove(path->connections, path->connections + 1, (QUIC_PATH_MAX - 1) * sizeof(struct quic_connection *));
		path->n--;
		if (path->now == oldest)
			path->now = NULL;
		connection_leave(c, oldest);
	}
	path->connections[path->n++] = q;
	conversation_host(c, q->hello.host, HOST_SNI);
}

/* Whether a packet with a long header, sent to side, is one of this connection. */
static bool is_of(const struct quic_connection *q, enum quic_side to, const struct quic_packet *p)
{
	if (quic_connection_is_named(q, to, p->target))
		return true;
	if (to == QUIC_CLIENT)
		return false;
	/* where the far end was not captured, its ids are not known */
	return quic_id_is(&q->first, p->target) || (!q->answered && !q->deaf && quic_connection_is_named(q, QUIC_CLIENT, p->source));
}

static bool takes(struct quic_connection *q, enum quic_side to, struct quic_packet *p)
{
	size_t len;

	if (p->type != QUIC_ONE_RTT)
		return is_of(q, to, p);
	if (!quic_connection_takes(q, to, p->whole, &len))
		return false;
	p->sealed_at = 1 + len;
	return true;
}

static struct quic_connection *path_find(const struct quic_path *path, enum quic_side to, struct quic_packet *p)
{
	if (path->now != NULL && takes(path->now, to, p))
		return path->now;
	for (size_t i = path->n; i > 0; i--) {
		if (takes(path->connections[i - 1], to, p))
			return path->connections[i - 1];
	}
	return NULL;
}

/* A connection that comes from another 5-tuple: RFC 9000 section 9. */
static struct quic_connection *migrated(struct conversation *c, enum quic_side to, struct quic_packet *p)
{
	struct quic_connection *q = p->type == QUIC_ONE_RTT ? quic_connection_guess(c->shared, to, p->whole) :
		quic_connection_find(c->shared, to, p->target);

	if (q == NULL || !takes(q, to, p))
		return NULL;
	q->users++;
	path_attach(c, q);
	return q;
}

static struct quic_connection *begun(const struct quic_arrival *a, const struct quic_packet *p)
{
	struct quic_connection *q;

	if (a->from != QUIC_CLIENT || (p->type != QUIC_INITIAL && p->type != QUIC_EARLY))
		return NULL;
	q = quic_connection_new(a->c->shared, &a->c->key, p->version, p->target);
	if (q == NULL) {
		conversation_loss(a->c, LOSS_FLOW_BOUND, a->frame, 0);
		return NULL;
	}
	q->frame = a->frame;
	q->at = a->at;
	quic_connection_named(a->c->shared, q, QUIC_CLIENT, p->source);
	path_attach(a->c, q);
	return q;
}

/* An id that was given where it could not be read: it is as long as the others. */
static struct quic_connection *renamed(const struct quic_path *path, enum quic_side to, struct quic_packet *p)
{
	const struct quic_sender *s = path->now == NULL ? NULL : &path->now->senders[to];

	if (s == NULL || p->type != QUIC_ONE_RTT || s->id_count == 0)
		return NULL;
	p->sealed_at = 1U + s->ids[s->id_count - 1].len;
	return path->now;
}

static struct quic_connection *connection_of(const struct quic_arrival *a, struct quic_packet *p)
{
	enum quic_side to = a->from == QUIC_CLIENT ? QUIC_SERVER : QUIC_CLIENT;
	struct quic_path *path = a->c->quic;
	struct quic_connection *q = path_find(path, to, p);

	if (q == NULL)
		q = migrated(a->c, to, p);
	if (q == NULL)
		q = begun(a, p);
	if (q == NULL)
		q = renamed(path, to, p);
	if (q != NULL)
		path->now = q;
	return q;
}

/* ---- packets ---- */

/* What comes behind a frame that cannot be read was opened in vain. */
static void unread(const struct quic_arrival *a, const struct quic_connection *q, size_t n)
{
	if (a->from != QUIC_CLIENT || !q->keyed || n > a->c->bytes_decrypted)
		return;
	a->c->bytes_decrypted -= n;
	conversation_opaque(a->c, n);
}

static void frames_take(const struct quic_arrival *a, struct quic_connection *q, enum quic_type type, struct span plain)
{
	struct reader r = rd_over_span(plain);
	bool data = type == QUIC_EARLY || type == QUIC_ONE_RTT;
	struct quic_frame f;

	while (rd_left(&r) > 0) {
		size_t left = rd_left(&r);

		if (!quic_frame_read(&r, q->version->google, &f)) {
			unread(a, q, left);
			return;
		}
		if (f.kind == QUIC_FRAME_CRYPTO)
			quic_handshake_add(a, q, type, &f);
		else if (f.kind == QUIC_FRAME_NEW_ID && data)
			quic_connection_named(a->c->shared, q, a->from, f.bytes);
		else if (f.kind != QUIC_FRAME_OTHER && data && !q->version->google)
			quic_channel_add(a, q, &f);
	}
}

/* Bytes that were counted as opaque could be read after all. */
static void recount(struct conversation *c, uint64_t bytes)
{
	uint64_t n = bytes < c->bytes_opaque ? bytes : c->bytes_opaque;

	c->bytes_opaque -= n;
	c->bytes_decrypted += n;
}

static void connection_deafen(struct conversation *c, struct quic_connection *q)
{
	quic_handshake_end(c, q);
	quic_connection_deafen(c->shared, q);
}

static void hold(const struct quic_arrival *a, struct quic_connection *q, const struct quic_packet *p)
{
	struct quic_sender *s = &q->senders[a->from];
	struct quic_held *h;

	if (s->held + p->whole.len > HELD_MAX || a->c->shared->held_bytes + p->whole.len > HELD_TOTAL_MAX / SHARDS) {
		q->bound = true;
		connection_deafen(a->c, q);
		return;
	}
	h = xmalloc(sizeof *h + p->whole.len);
	*h = (struct quic_held){ .from_client = a->from == QUIC_CLIENT, .sealed_at = p->sealed_at, .frame = a->frame, .at = a->at,
		.len = p->whole.len };
	memcpy(h->bytes, p->whole.data, p->whole.len);
	*q->held_end = h;
	q->held_end = &h->next;
	s->held += h->len;
	a->c->shared->held_bytes += h->len;
}

/* Bytes of the client that were read; what anybody can read counts once keys are known, with what only they open. */
static void note_read(const struct quic_arrival *a, struct quic_connection *q, size_t n, bool by_anybody)
{
	bool later = by_anybody && !q->keyed;

	if (a->from != QUIC_CLIENT)
		return;
	recount(a->c, later ? 0 : n);
	*(later ? &q->initial_bytes : &q->bytes_decrypted) += n;
}

/* A client's packets go to ids of the far end, but for those before its answer. */
static void note_ids(const struct quic_arrival *a, struct quic_connection *q, const struct quic_packet *p)
{
	if (p->type == QUIC_ONE_RTT)
		return;
	quic_connection_named(a->c->shared, q, a->from, p->source);
	if (a->from == QUIC_CLIENT && !quic_id_is(&q->first, p->target))
		quic_connection_named(a->c->shared, q, QUIC_SERVER, p->target);
}

static enum quic_outcome packet_try(const struct quic_arrival *a, struct quic_connection *q, const struct quic_packet *p)
{
	struct buf plain = { 0 };
	enum quic_outcome o = quic_handshake_open(a, q, p, &plain);

	if (o == QUIC_OPENED) {
		note_ids(a, q, p);
		q->opened += p->type != QUIC_INITIAL;
		note_read(a, q, p->whole.len, p->type == QUIC_INITIAL);
		frames_take(a, q, p->type, buf_span(&plain));
	} else if (o == QUIC_SHUT && p->type != QUIC_INITIAL) {
		q->failed++;
	}
	buf_free(&plain);
	return o;
}

/* Opens of what waits that can be opened now, in the order in which it came. */
static void held_try(struct conversation *c, struct quic_connection *q)
{
	while (q->changed && !q->deaf) {
		struct quic_held *h = q->held;

		q->changed = false;
		q->held = NULL;
		q->held_end = &q->held;
		while (h != NULL) {
			struct quic_arrival a = { c, h->from_client ? QUIC_CLIENT : QUIC_SERVER, h->frame, h->at };
			struct quic_held *next = h->next;
			struct reader r = rd_over(h->bytes, h->len);
			struct quic_packet p;

			h->next = NULL;
			quic_packet_read(&r, &p);
			p.sealed_at = h->sealed_at;
			if (!q->deaf && packet_try(&a, q, &p) == QUIC_WAITS) {
				*q->held_end = h;
				q->held_end = &h->next;
			} else {
				q->senders[a.from].held -= h->len;
				c->shared->held_bytes -= h->len;
				free(h);
			}
			h = next;
		}
	}
}

/* The session's keys were found: what anybody could open counts with what only they open. */
static void ask_keys(struct conversation *c, struct quic_connection *q)
{
	if (!quic_handshake_ask(c->shared, q))
		return;
	recount(c, q->initial_bytes);
	q->bytes_decrypted += q->initial_bytes;
	q->initial_bytes = 0;
}

/* True where nothing more can be learned from it. */
static bool is_done(const struct decode_shared *shared, const struct quic_connection *q)
{
	if (q->version->google && q->hello.host[0] != 0)
		return true;
	if (!q->greeted)
		return q->initials + q->failed > UNGREETED_MAX;
	if (q->keyed || shared->keys_may_come)
		return q->opened == 0 && q->failed > FAILED_MAX;
	return q->answered || q->failed > SILENCE_MAX;
}

/* A packet with a short header has no length: in a batch it ends where the next datagram begins. taken: bytes of its own before it. */
static void cut_batch(struct quic_packet *p, size_t taken)
{
	size_t least = taken < DATAGRAM_LEAST ? DATAGRAM_LEAST - taken : 0, next = 0;

	if (taken + p->whole.len > DATAGRAM_LEAST)
		next = quic_batch_next(p, least > p->sealed_at ? least : p->sealed_at);
	if (next > 0)
		p->whole.len = next;
}

static void packet_take(const struct quic_arrival *a, struct quic_connection *q, const struct quic_packet *p)
{
	if (p->type == QUIC_RETRY)
		quic_handshake_retry(a, q, p);
	if (p->type >= QUIC_PROTECTED)
		return;
	q->sealed_seen |= a->from == QUIC_CLIENT && p->type != QUIC_INITIAL;
	ask_keys(a->c, q);
	if (packet_try(a, q, p) == QUIC_WAITS)
		hold(a, q, p);
	if (q->deaf)
		return;
	ask_keys(a->c, q);
	held_try(a->c, q);
	if (is_done(a->c->shared, q))
		connection_deafen(a->c, q);
}

/* ---- datagrams ---- */

/* RFC 8999: the long header's first bit, and a version that is one, or is there to be refused (RFC 9000 section 15). */
static bool is_long(struct span bytes)
{
	struct reader r = rd_over_span(bytes);
	uint8_t first = rd_u8(&r);
	uint32_t version = rd_be32(&r);

	return rd_ok(&r) && (first & LONG) != 0 && (quic_version_find(version) != NULL || version >> 8 == 0xFF0000 || version >> 24 == 'Q' ||
		(version & 0x0F0F0F0F) == 0x0A0A0A0A);
}

/*
 * A conversation is QUIC by its first long header, or where it goes on with a connection: by its id, or, where a new one was given
 * that could not be read, between the same ends. Of other short headers the port must tell.
 */
static bool is_quic(const struct conversation *c, bool from_client, struct span bytes)
{
	char version[16];

	if (!from_client || bytes.len < SHORT_MIN)
		return false;
	if (is_long(bytes) || gquic_is(bytes, version) || c->key.server_port == PORT_HTTPS)
		return true;
	return (bytes.data[0] & LONG) == 0 && (quic_connection_guess(c->shared, QUIC_SERVER, bytes) != NULL ||
		quic_connection_between(c->shared, &c->key));
}

static void google_take(struct conversation *c, struct span bytes, const char *version, uint64_t frame, int64_t at)
{
	struct fact_session f = { .frame = frame, .at = at, .end = SESSION_NO_KEY };

	if (c->quic->named || !gquic_name(bytes, f.host))
		return;
	c->quic->named = true;
	conversation_host(c, f.host, HOST_SNI);
	text_copy_to(f.protocol, sizeof f.protocol, version);
	if (c->sink.session != NULL)
		c->sink.session(c->sink.ctx, &f);
}

/* True where no packet of the datagram need be looked at. */
static bool is_idle(const struct quic_path *path, struct span bytes)
{
	return path->now != NULL && path->now->deaf && path->n == 1 && (bytes.data[0] & LONG) == 0;
}

/* Zeros fill a datagram behind its packets where some senders want it full: how many these are. */
static size_t padding_at(struct span bytes)
{
	size_t n = 0;

	while (n < bytes.len && bytes.data[n] == 0)
		n++;
	return n == bytes.len || n >= PADDING_SURE ? n : 0;
}

static void padding_take(const struct quic_arrival *a, size_t n)
{
	if (a->c->quic->now != NULL)
		note_read(a, a->c->quic->now, n, true);
}

static void packets_take(const struct quic_arrival *a, struct span bytes)
{
	struct quic_packet p;

	for (size_t at = 0, begin = 0, n; at < bytes.len; at += n) {
		struct span left = span_sub(bytes, at, SIZE_MAX);
		struct reader r = rd_over_span(left);
		struct quic_connection *q;

		n = padding_at(left);
		if (n > 0) {
			padding_take(a, n);
			begin = at + n;
			continue;
		}
		if (!quic_packet_read(&r, &p))
			return;
		q = connection_of(a, &p);
		if (p.type == QUIC_ONE_RTT) {
			cut_batch(&p, at - begin);
			begin = at + p.whole.len;
		}
		if (q != NULL && !q->deaf)
			packet_take(a, q, &p);
		n = p.whole.len;
	}
}

bool datagram_quic(struct conversation *c, bool from_client, struct span bytes, uint64_t frame, int64_t at)
{
	const struct quic_arrival a = { c, from_client ? QUIC_CLIENT : QUIC_SERVER, frame, at };
	char version[16];

	if (c->quic == NULL && !is_quic(c, from_client, bytes))
		return false;
	if (c->quic == NULL)
		c->quic = xcalloc(1, sizeof *c->quic);
	if (from_client)
		conversation_opaque(c, bytes.len);
	if (is_idle(c->quic, bytes))
		return true;
	if (from_client && gquic_is(bytes, version))
		google_take(c, bytes, version, frame, at);
	else
		packets_take(&a, bytes);
	return true;
}

void quic_path_end(struct conversation *c)
{
	for (size_t i = 0; c->quic != NULL && i < c->quic->n; i++) {
		struct quic_connection *q = c->quic->connections[i];

		if (q->users > 1)
			continue;
		ask_keys(c, q);
		held_try(c, q);
		connection_finish(c, q);
	}
}

void quic_path_free(struct conversation *c)
{
	if (c->quic == NULL)
		return;
	for (size_t i = 0; i < c->quic->n; i++)
		connection_leave(c, c->quic->connections[i]);
	free(c->quic);
	c->quic = NULL;
}
