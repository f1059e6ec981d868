/*
 * TLS 1.0 to 1.3 (RFC 2246, 4346, 5246, 8446): records of both sides, however they are cut, to handshake messages and, where a key log
 * has the session's secrets, to what was said inside, which is a conversation of its own. Without keys the hellos and the
 * certificate are read, and all else is counted as opaque.
 *
 * A side whose next record cannot be opened yet (the other side's hello has not come, live a key may still be written) waits
 * with its bytes; one that never can is lost, and the session's end says why.
 */
#include "decode/decoder.h"

#include "base/alloc.h"
#include "base/text.h"
#include "decode/certificates.h"
#include "decode/hello.h"
#include "decode/protection.h"

#include <stdlib.h>
#include <string.h>

enum { RECORD_CHANGE_CIPHER = 20, RECORD_ALERT = 21, RECORD_HANDSHAKE = 22, RECORD_DATA = 23, RECORD_HEARTBEAT = 24 };
enum { HANDSHAKE_HEADER = 4, TRIALS_MAX = 64 /* records under a secret that is not in the key log, before the first that opens */ };

enum end { CLIENT, SERVER, ENDS };
enum stage { EARLY, HANDSHAKE, TRAFFIC, STAGES };

struct side {
	struct gather in;              /* records not taken yet */
	struct buf handshake;          /* of messages not whole yet, in clear */
	size_t skip;                   /* bytes to come of one that is too long to be kept */
	size_t passing;                /* bytes to come of a record that nobody reads */
	struct protection *protection; /* NULL: records stand in clear */
	enum secret secret;            /* TLS 1.3: which one it is under */
	unsigned trials;
	unsigned hellos;               /* its own, that were read */
	unsigned turned;               /* how often that happened */
	bool turns;                    /* before TLS 1.3: it has said ChangeCipherSpec, and what follows waits for its key */
	bool opened;                   /* a record under it was authentic */
	enum stage stage;              /* TLS 1.3: what it says next is no earlier than that */
	bool lost;
};

/* What keys are made of before TLS 1.3. */
struct agreement {
	uint8_t client_random[HELLO_RANDOM], server_random[HELLO_RANDOM];
	const struct suite *suite;
	bool encrypt_then_mac;
};

struct tls {
	struct side sides[ENDS];
	struct client_hello client;    /* the last */
	struct server_hello server;
	struct agreement agreed[2];    /* the last two: either side may be read one ahead of the other, no further */
	bool greeted, answered;        /* the hellos were read */
	const struct suite *suite;
	uint64_t keys_version;         /* of the key log, when it was last asked in vain */
	struct decode_shared *shared;
	struct certificate_shown *shown; /* the far end's certificate; NULL: none that could be read */
	struct conversation *inside;
	enum session_end end;
	uint64_t frame, overhead, decrypted; /* of the ClientHello; client's bytes: in clear around what is protected, and protected ones */
	int64_t at;
	size_t held;                   /* as counted in shared */
};

static enum probe tls_probe(const struct conversation *c, struct span first)
{
	struct reader r = rd_over_span(first);
	uint8_t type = rd_u8(&r), major = rd_u8(&r), minor = rd_u8(&r);
	uint16_t len = rd_be16(&r);
	uint8_t handshake = rd_u8(&r);

	if (c->depth >= LAYERS_MAX || (first.len > 0 && type != RECORD_HANDSHAKE))
		return PROBE_NO;
	if (first.len > 1 && major != 3)
		return PROBE_NO;
	if (!rd_ok(&r))
		return PROBE_MORE;
	return minor <= 4 && len > 0 && len <= RECORD_LEN_MAX && handshake == HANDSHAKE_CLIENT_HELLO ? PROBE_YES : PROBE_NO;
}

static void *tls_open(struct conversation *c)
{
	struct tls *t = xcalloc(1, sizeof *t);

	t->shared = c->shared;
	t->end = SESSION_UNFINISHED;
	return t;
}

/* ---- what is lost ---- */

static void side_lose(struct side *s)
{
	s->lost = true;
	protection_free(s->protection);
	s->protection = NULL;
	buf_free(&s->handshake);
}

static void session_lose(struct tls *t, enum session_end why)
{
	t->end = why;
	side_lose(&t->sides[CLIENT]);
	side_lose(&t->sides[SERVER]);
}

/* Unless something is known to be in its way. */
static void session_read(struct tls *t)
{
	if (t->end == SESSION_UNFINISHED)
		t->end = SESSION_READ;
}

/* ---- keys ---- */

static struct span secret_of(const struct conversation *c, const struct tls *t, enum secret which)
{
	return keys_find(c->shared->keys, t->client.random, which);
}

/* Puts side s under a secret of TLS 1.3; false where the key log has none. */
static bool side_under(struct conversation *c, struct tls *t, enum end e, enum secret which)
{
	struct side *s = &t->sides[e];
	struct span secret = secret_of(c, t, which);
	struct protection *p = secret.len == 0 || s->lost ? NULL : protection_of_secret(t->suite, secret);

	if (p == NULL)
		return false;
	protection_free(s->protection);
	s->protection = p;
	s->secret = which;
	s->opened = false;
	session_read(t);
	return true;
}

/* The first secret of this side that the key log has, in the order in which they are used. */
static bool side_begin(struct conversation *c, struct tls *t, enum end e)
{
	static const enum secret order[ENDS][STAGES] = {
		{ SECRET_CLIENT_EARLY, SECRET_CLIENT_HANDSHAKE, SECRET_CLIENT_TRAFFIC },
		{ SECRET_SERVER_HANDSHAKE, SECRET_SERVER_TRAFFIC, SECRET_SERVER_TRAFFIC },
	};

	for (size_t i = t->sides[e].stage; i < STAGES; i++) {
		if ((order[e][i] != SECRET_CLIENT_EARLY || t->client.early_data) && side_under(c, t, e, order[e][i]))
			return true;
	}
	return false;
}

/* True: the key log cannot say yet what it may say later. Else nothing of the session will be read. */
static bool wait_for_keys(struct conversation *c, struct tls *t)
{
	t->keys_version = keys_version(c->shared->keys);
	if (c->shared->keys_may_come)
		return true;
	session_lose(t, SESSION_NO_KEY);
	return false;
}

/* The same for what comes before the ServerHello; its own side is read on, for what it tells in clear. */
static bool wait_for_hello(struct conversation *c, struct tls *t, enum end e)
{
	if (c->shared->keys_may_come || keys_know(c->shared->keys, t->client.random))
		return true;
	t->end = SESSION_NO_KEY;
	side_lose(&t->sides[e]);
	return false;
}

static bool suite_known(struct tls *t)
{
	t->suite = t->server.version < VERSION_TLS_1_0 ? NULL : suite_find(t->server.suite);
	if (t->suite == NULL)
		session_lose(t, SESSION_UNKNOWN_CIPHER);
	else if (t->server.compressed)
		session_lose(t, SESSION_COMPRESSED);
	return t->suite != NULL && !t->server.compressed;
}

/* What side e turns to next; NULL where a hello of it has not been read. */
static const struct agreement *agreement_next(const struct tls *t, enum end e)
{
	unsigned n = t->sides[e].turned;

	return t->answered && n < t->sides[CLIENT].hellos && n < t->sides[SERVER].hellos ? &t->agreed[n % 2] : NULL;
}

/*
 * ChangeCipherSpec of TLS 1.2 and before: what side e sends from here on is protected. False: it must wait.
 */
static bool change_cipher(struct conversation *c, struct tls *t, enum end e)
{
	struct side *s = &t->sides[e];
	const struct agreement *a = agreement_next(t, e);
	struct span master;
	struct protection *p;

	if (t->server.version == VERSION_TLS_1_3) { /* it was said before that was known, and means nothing */
		s->turns = false;
		return true;
	}
	if (a == NULL)
		return !wait_for_hello(c, t, e);
	master = keys_find(c->shared->keys, a->client_random, SECRET_MASTER);
	if (master.len == 0)
		return !wait_for_keys(c, t);
	p = protection_of_master(a->suite, t->server.version, master, a->client_random, a->server_random, a->encrypt_then_mac, e == CLIENT);
	if (p == NULL) {
		session_lose(t, SESSION_UNKNOWN_CIPHER);
		return true;
	}
	protection_free(s->protection);
	s->protection = p;
	s->turns = false;
	s->turned++;
	session_read(t);
	return true;
}

/* ---- handshake messages ---- */

static void on_client_hello(struct conversation *c, struct tls *t, struct span body, const struct mark *m)
{
	struct client_hello h;

	if (!hello_client(body, 't', &h))
		return;
	if (!t->greeted) {
		t->frame = m->frame;
		t->at = m->at;
	}
	t->greeted = true;
	t->client = h;
	memcpy(t->agreed[t->sides[CLIENT].hellos++ % 2].client_random, h.random, HELLO_RANDOM);
	conversation_host(c, h.host, HOST_SNI);
}

static void on_server_hello(struct conversation *c, struct tls *t, struct span body, const struct mark *m)
{
	struct agreement *a;

	(void)m;
	if (!t->greeted || !hello_server(body, &t->server) || !suite_known(t))
		return;
	a = &t->agreed[t->sides[SERVER].hellos++ % 2];
	memcpy(a->server_random, t->server.random, HELLO_RANDOM);
	a->suite = t->suite;
	a->encrypt_then_mac = t->server.encrypt_then_mac;
	if (t->server.retry) { /* early data was sent in vain, and can be read all the same */
		if (t->client.early_data)
			side_under(c, t, CLIENT, SECRET_CLIENT_EARLY);
		return;
	}
	t->answered = true;
	if (t->server.version != VERSION_TLS_1_3)
		return;
	side_begin(c, t, SERVER);
	if (!side_begin(c, t, CLIENT) && !t->sides[CLIENT].lost)
		wait_for_keys(c, t);
}

static void on_encrypted_extensions(struct conversation *c, struct tls *t, struct span body, const struct mark *m)
{
	(void)c;
	(void)m;
	hello_encrypted_extensions(body, t->server.alpn);
}

/* The only name that a certificate has, but for its stars; a certificate of many names tells nothing of who was called. */
static bool only_name(const char *names, char ret[HOST_MAX])
{
	const char *at = names;

	ret[0] = 0;
	while (*at != 0) {
		size_t n = strcspn(at, ",");
		struct span name = { (const uint8_t *)at, n };
		char host[HOST_MAX];

		if (span_starts(name, "*."))
			name = span_sub(name, 2, SIZE_MAX);
		if (!host_from(name, host) || strchr(host, '.') == NULL || (ret[0] != 0 && strcmp(ret, host) != 0))
			return false;
		memcpy(ret, host, HOST_MAX);
		at += n + (at[n] == ',');
	}
	return ret[0] != 0;
}

/* The far end's first certificate: RFC 8446 section 4.4.2 puts a context before the list. */
static void on_certificate(struct conversation *c, struct tls *t, struct span body, const struct mark *m)
{
	struct reader r = rd_over_span(body), list;
	char host[HOST_MAX];
	struct span der;

	(void)m;
	if (t->shown != NULL)
		return;
	if (t->server.version == VERSION_TLS_1_3)
		rd_bytes(&r, rd_u8(&r));
	list = rd_sub(&r, rd_be24(&r));
	der = rd_bytes(&list, rd_be24(&list));
	t->shown = rd_ok(&list) ? certificates_hold(t->shared, der, t->client.host) : NULL;
	if (t->shown != NULL && only_name(t->shown->certificate.names, host))
		conversation_host(c, host, HOST_CERTIFICATE);
}

static void on_server_done(struct conversation *c, struct tls *t, struct span body, const struct mark *m)
{
	(void)body;
	(void)m;
	if (t->server.version != VERSION_TLS_1_3 && secret_of(c, t, SECRET_MASTER).len == 0)
		wait_for_keys(c, t); /* nothing more is said in clear */
}

/* Of a secret that is not in the key log yet the side's bytes wait. */
static void enter(struct conversation *c, struct tls *t, enum end e, enum stage stage)
{
	struct side *s = &t->sides[e];

	if (t->server.version != VERSION_TLS_1_3 || s->protection == NULL)
		return;
	s->stage = stage;
	if (side_begin(c, t, e))
		return;
	protection_free(s->protection);
	s->protection = NULL;
	if (e == CLIENT || c->shared->keys_may_come)
		wait_for_keys(c, t);
	else
		side_lose(s);
}

static void on_end_of_early_data(struct conversation *c, struct tls *t, struct span body, const struct mark *m)
{
	(void)body;
	(void)m;
	if (t->answered)
		enter(c, t, CLIENT, HANDSHAKE);
}

static void on_client_finished(struct conversation *c, struct tls *t, struct span body, const struct mark *m)
{
	(void)body;
	(void)m;
	enter(c, t, CLIENT, TRAFFIC);
}

static void on_server_finished(struct conversation *c, struct tls *t, struct span body, const struct mark *m)
{
	(void)body;
	(void)m;
	enter(c, t, SERVER, TRAFFIC);
}

static void key_update(struct tls *t, enum end e)
{
	struct side *s = &t->sides[e];

	if (t->server.version == VERSION_TLS_1_3 && s->protection != NULL && !protection_update(s->protection))
		side_lose(s);
}

static void on_client_key_update(struct conversation *c, struct tls *t, struct span body, const struct mark *m)
{
	(void)c;
	(void)body;
	(void)m;
	key_update(t, CLIENT);
}

static void on_server_key_update(struct conversation *c, struct tls *t, struct span body, const struct mark *m)
{
	(void)c;
	(void)body;
	(void)m;
	key_update(t, SERVER);
}

static const struct {
	enum end end;
	uint8_t type;
	void (*fn)(struct conversation *c, struct tls *t, struct span body, const struct mark *m);
} handlers[] = {
	{ CLIENT, HANDSHAKE_CLIENT_HELLO, on_client_hello },
	{ CLIENT, HANDSHAKE_END_OF_EARLY_DATA, on_end_of_early_data },
	{ CLIENT, HANDSHAKE_FINISHED, on_client_finished },
	{ CLIENT, HANDSHAKE_KEY_UPDATE, on_client_key_update },
	{ SERVER, HANDSHAKE_SERVER_HELLO, on_server_hello },
	{ SERVER, HANDSHAKE_ENCRYPTED_EXTENSIONS, on_encrypted_extensions },
	{ SERVER, HANDSHAKE_CERTIFICATE, on_certificate },
	{ SERVER, HANDSHAKE_SERVER_DONE, on_server_done },
	{ SERVER, HANDSHAKE_FINISHED, on_server_finished },
	{ SERVER, HANDSHAKE_KEY_UPDATE, on_server_key_update },
};

static void message_take(struct conversation *c, struct tls *t, enum end e, uint8_t type, struct span body, const struct mark *m)
{
	for (size_t i = 0; i < sizeof handlers / sizeof *handlers; i++) {
		if (handlers[i].end == e && handlers[i].type == type)
			handlers[i].fn(c, t, body, m);
	}
}

/* All messages that are whole; one longer than is kept is passed over. */
static void handshake_add(struct conversation *c, struct tls *t, enum end e, struct span bytes, const struct mark *m)
{
	struct side *s = &t->sides[e];
	struct reader r;

	if (s->skip > 0) {
		size_t n = bytes.len < s->skip ? bytes.len : s->skip;

		s->skip -= n;
		bytes = span_sub(bytes, n, SIZE_MAX);
	}
	buf_add_span(&s->handshake, bytes);
	r = rd_over_span(buf_span(&s->handshake));
	while (!s->lost && rd_left(&r) >= HANDSHAKE_HEADER) {
		struct reader before = r;
		uint8_t type = rd_u8(&r);
		uint32_t len = rd_be24(&r);

		if (len > HELLO_MAX) {
			conversation_loss(c, LOSS_HELLO_BOUND, m->frame, len);
			s->skip = len - (len < rd_left(&r) ? len : rd_left(&r));
			rd_bytes(&r, len - s->skip);
			continue;
		}
		if (rd_left(&r) < len) {
			r = before;
			break;
		}
		message_take(c, t, e, type, rd_bytes(&r, len), m);
	}
	if (rd_left(&r) == 0) /* most say no more of it */
		buf_free(&s->handshake);
	else if (!s->lost)
		buf_drop(&s->handshake, s->handshake.len - rd_left(&r));
}

/* ---- records ---- */

/* What the client's record of n bytes came to. */
static void count(struct conversation *c, enum end e, uint64_t *into, uint64_t n)
{
	if (e != CLIENT)
		return;
	if (into != NULL)
		*into += n;
	else
		conversation_opaque(c, n);
}

/* False: it waits. */
static bool record_clear(struct conversation *c, struct tls *t, enum end e, struct span record, const struct mark *m)
{
	switch (record.data[0]) {
	case RECORD_CHANGE_CIPHER: /* in TLS 1.3 it means nothing, also behind a HelloRetryRequest: RFC 8446 section 5 */
		t->sides[e].turns = t->server.version != VERSION_TLS_1_3;
		break;
	case RECORD_HANDSHAKE:
		handshake_add(c, t, e, span_sub(record, RECORD_HEADER, SIZE_MAX), m);
		break;
	case RECORD_ALERT:
		if (t->sides[e].handshake.len > 0) /* RFC 8446 section 5.1: none stands between the records of a message */
			side_lose(&t->sides[e]);
		break;
	case RECORD_DATA:
		if (t->answered ? t->server.version == VERSION_TLS_1_3 && wait_for_keys(c, t) : wait_for_hello(c, t, e))
			return false;
		break;
	}
	count(c, e, &t->overhead, record.len);
	return true;
}

/* The records of a secret that the key log lacks come before: what opens under the next one is the first of its own. */
static bool next_secret(struct conversation *c, struct tls *t, enum end e)
{
	struct side *s = &t->sides[e];

	if (t->server.version != VERSION_TLS_1_3 || e != CLIENT || s->secret != SECRET_CLIENT_EARLY || !t->answered)
		return false;
	return side_under(c, t, e, SECRET_CLIENT_HANDSHAKE) || side_under(c, t, e, SECRET_CLIENT_TRAFFIC);
}

/* Of early data that was refused no message tells the end. */
static bool next_may_come(const struct conversation *c, const struct tls *t, enum end e)
{
	return e == CLIENT && t->answered && t->sides[e].secret == SECRET_CLIENT_EARLY && c->shared->keys_may_come &&
		secret_of(c, t, SECRET_CLIENT_HANDSHAKE).len == 0 && secret_of(c, t, SECRET_CLIENT_TRAFFIC).len == 0;
}

/* Early data that is refused is sent all the same: RFC 8446 section 4.2.10. */
static bool is_trial(const struct tls *t, const struct side *s)
{
	bool skips_a_secret = s->secret == SECRET_CLIENT_TRAFFIC || s->secret == SECRET_SERVER_TRAFFIC ||
		(s->secret == SECRET_CLIENT_EARLY && !t->answered) || (s->secret == SECRET_CLIENT_HANDSHAKE && t->client.early_data);

	return t->server.version == VERSION_TLS_1_3 && skips_a_secret && !s->opened && s->trials < TRIALS_MAX;
}

/* Decrypts in order; what fails is never handed on. */
static bool open_record(struct conversation *c, struct tls *t, enum end e, struct span record, struct buf *out, uint8_t *ret_type)
{
	struct side *s = &t->sides[e];

	do {
		if (protection_open(s->protection, record, out, ret_type)) {
			s->opened = true;
			return true;
		}
	} while (next_secret(c, t, e));
	return false;
}

static void not_opened(struct conversation *c, struct tls *t, enum end e, struct span record)
{
	struct side *s = &t->sides[e];

	count(c, e, NULL, record.len);
	if (is_trial(t, s)) {
		s->trials++;
		return;
	}
	side_lose(s);
	if (e == CLIENT)
		t->end = SESSION_WRONG_KEY;
}

/* What the client says opens the conversation inside; what it is told matters only to some of its decoders. */
static void data_take(struct conversation *c, struct tls *t, enum end e, struct span bytes, const struct mark *m)
{
	if (bytes.len == 0 || (e == SERVER && t->inside == NULL))
		return;
	if (t->inside == NULL)
		t->inside = conversation_inside(c);
	conversation_bytes(t->inside, e == CLIENT, bytes, m->frame, m->at);
}

/* Of what the far end says inside, word that it spoke is enough for most decoders: the record that begins here is not read. */
static bool skipped(struct tls *t, struct span record)
{
	const struct side *s = &t->sides[SERVER];

	return record.data[0] == RECORD_DATA && s->protection != NULL && t->inside != NULL && conversation_attention(t->inside) != ATTENTION_BYTES &&
		(t->server.version != VERSION_TLS_1_3 || (s->secret == SECRET_SERVER_TRAFFIC && s->opened)) && protection_skip(s->protection);
}

static void spoke_inside(struct tls *t, uint64_t frame, int64_t at)
{
	conversation_bytes(t->inside, false, (struct span){ NULL, 0 }, frame, at);
}

static bool record_protected(struct conversation *c, struct tls *t, enum end e, struct span record, const struct mark *m)
{
	struct buf out = { 0 };
	uint8_t type;

	if (e == SERVER && skipped(t, record)) {
		spoke_inside(t, m->frame, m->at);
		return true;
	}
	if (!open_record(c, t, e, record, &out, &type)) {
		buf_free(&out);
		if (next_may_come(c, t, e))
			return false;
		not_opened(c, t, e, record);
		return true;
	}
	if (e == CLIENT)
		t->decrypted += record.len;
	if (type == RECORD_DATA) {
		count(c, e, &t->overhead, record.len - out.len);
		data_take(c, t, e, buf_span(&out), m);
	} else {
		count(c, e, &t->overhead, record.len);
		if (type == RECORD_HANDSHAKE)
			handshake_add(c, t, e, buf_span(&out), m);
		else if (type == RECORD_CHANGE_CIPHER)
			t->sides[e].turns = t->server.version != VERSION_TLS_1_3;
	}
	buf_free(&out);
	return true;
}

/* How long the next record of left is; 0: its header is not whole, or it is none, and then nothing of this side can be read any more. */
static size_t record_length(struct tls *t, enum end e, struct span left)
{
	struct reader r = rd_over_span(left);
	uint8_t type = rd_u8(&r), major = rd_u8(&r);
	uint16_t len;

	rd_u8(&r);
	len = rd_be16(&r);
	if (!rd_ok(&r))
		return 0;
	if (type >= RECORD_CHANGE_CIPHER && type <= RECORD_HEARTBEAT && major == 3 && len <= RECORD_LEN_MAX)
		return RECORD_HEADER + (size_t)len;
	side_lose(&t->sides[e]);
	if (e == CLIENT && t->end == SESSION_READ)
		t->end = SESSION_WRONG_KEY;
	return 0;
}

static bool record_whole(struct tls *t, enum end e, struct span left, struct span *ret)
{
	size_t len = record_length(t, e, left);

	*ret = span_sub(left, 0, len);
	return len > 0 && ret->len == len;
}

static bool record_take(struct conversation *c, struct tls *t, enum end e, struct span record, const struct mark *m)
{
	bool in_clear = t->sides[e].protection == NULL ||
		(t->server.version == VERSION_TLS_1_3 && record.data[0] != RECORD_DATA);

	return (in_clear ? record_clear : record_protected)(c, t, e, record, m);
}

/* Takes what can be taken of side e. */
static void side_run(struct conversation *c, struct tls *t, enum end e)
{
	struct side *s = &t->sides[e];
	size_t done = 0;

	while (!s->lost) {
		struct span record;

		if (s->turns && !change_cipher(c, t, e))
			break;
		if (s->lost || !record_whole(t, e, span_sub(buf_span(&s->in.bytes), done, SIZE_MAX), &record) ||
			!record_take(c, t, e, record, gather_mark(&s->in, done + record.len - 1)))
			break;
		done += record.len;
	}
	if (s->lost) {
		count(c, e, NULL, s->in.bytes.len - done);
		gather_free(&s->in);
		return;
	}
	gather_drop(&s->in, done);
}

/* Of TLS 1.3: a key that was asked for in vain may have come. */
static void ask_again(struct conversation *c, struct tls *t)
{
	if (!t->answered || t->server.version != VERSION_TLS_1_3 || keys_version(c->shared->keys) == t->keys_version)
		return;
	t->keys_version = keys_version(c->shared->keys);
	for (enum end e = CLIENT; e < ENDS; e++) {
		if (t->sides[e].protection == NULL && !t->sides[e].lost)
			side_begin(c, t, e);
	}
}

/* What waits is bounded; and what waited for the other side's word, or for a key, may go on. */
static void sides_run(struct conversation *c, struct tls *t, enum end first)
{
	bool asked = t->answered;

	ask_again(c, t);
	side_run(c, t, first);
	if (asked != t->answered || t->sides[!first].in.bytes.len > RECORD_HEADER)
		side_run(c, t, !first);
	c->deaf = t->sides[SERVER].lost;
	c->shared->held_bytes -= t->held;
	t->held = t->sides[CLIENT].in.bytes.len + t->sides[SERVER].in.bytes.len;
	c->shared->held_bytes += t->held;
	if (t->sides[CLIENT].in.bytes.len <= HELD_MAX && t->sides[SERVER].in.bytes.len <= HELD_MAX &&
		c->shared->held_bytes <= HELD_TOTAL_MAX / SHARDS)
		return;
	session_lose(t, t->answered && !keys_know(c->shared->keys, t->client.random) ? SESSION_NO_KEY : SESSION_BOUND);
	sides_run(c, t, first);
}

/* Whether the record that begins here, with nothing before it that waits, is passed over as it comes. */
static size_t pass_begin(struct tls *t, struct span bytes)
{
	const struct side *s = &t->sides[SERVER];
	size_t len = s->turns || s->in.bytes.len > 0 || s->protection == NULL ? 0 : record_length(t, SERVER, bytes);

	return len > 0 && skipped(t, bytes) ? len : 0;
}

/* What nobody reads is not gathered; returns what is to be read. */
static struct span pass_over(struct tls *t, struct span bytes, uint64_t frame, int64_t at)
{
	struct side *s = &t->sides[SERVER];

	while (bytes.len > 0 && (s->passing > 0 || (s->passing = pass_begin(t, bytes)) > 0)) {
		size_t n = bytes.len < s->passing ? bytes.len : s->passing;

		bytes = span_sub(bytes, n, SIZE_MAX);
		s->passing -= n;
		if (s->passing == 0)
			spoke_inside(t, frame, at);
	}
	return bytes;
}

/* Room for the whole of a record that begins here: growing with each segment costs more. */
static void record_room(struct side *s, struct span bytes)
{
	struct reader r = rd_over_span(span_sub(bytes, RECORD_HEADER - 2, 2));
	uint16_t len = rd_be16(&r);

	if (s->in.bytes.len == 0 && len <= RECORD_LEN_MAX)
		buf_reserve(&s->in.bytes, RECORD_HEADER + (size_t)len);
}

static void side_bytes(struct conversation *c, struct tls *t, enum end e, struct span bytes, uint64_t frame, int64_t at)
{
	if (t->sides[e].lost) {
		count(c, e, NULL, bytes.len);
		return;
	}
	if (e == SERVER)
		bytes = pass_over(t, bytes, frame, at);
	record_room(&t->sides[e], bytes);
	gather_add(&t->sides[e].in, bytes, frame, at);
	sides_run(c, t, e);
}

static void tls_bytes(struct conversation *c, void *state, struct span bytes, uint64_t frame, int64_t at)
{
	side_bytes(c, state, CLIENT, bytes, frame, at);
}

static void tls_answer(struct conversation *c, void *state, struct span bytes, uint64_t frame, int64_t at)
{
	side_bytes(c, state, SERVER, bytes, frame, at);
}

static void tls_gap(struct conversation *c, void *state, uint64_t missing, uint64_t frame)
{
	struct tls *t = state;

	(void)missing;
	(void)frame;
	if (t->sides[CLIENT].lost)
		return;
	side_lose(&t->sides[CLIENT]);
	t->end = SESSION_HOLE;
	sides_run(c, t, CLIENT);
}

/* Without the ServerHello nothing can be opened; later words of the far end are not missed. */
static void tls_answer_gap(struct conversation *c, void *state, uint64_t missing, uint64_t frame)
{
	struct tls *t = state;

	(void)missing;
	(void)frame;
	if (t->answered)
		side_lose(&t->sides[SERVER]);
	else
		session_lose(t, SESSION_HOLE);
	sides_run(c, t, SERVER);
}

/* ---- the end ---- */

static void session_tell(struct conversation *c, const struct tls *t)
{
	struct fact_session f = { .frame = t->frame, .at = t->at, .ech = t->client.ech, .end = t->end, .bytes_decrypted = t->decrypted };
	const struct certificate *certificate = t->shown == NULL ? NULL : &t->shown->certificate;

	if (!t->greeted || c->sink.session == NULL)
		return;
	text_copy_to(f.protocol, sizeof f.protocol, hello_version_name(t->answered ? t->server.version : t->client.version));
	if (t->answered)
		suite_name(t->server.suite, f.cipher);
	text_copy_to(f.host, sizeof f.host, t->client.host);
	text_copy_to(f.alpn, sizeof f.alpn, t->server.alpn[0] != 0 ? t->server.alpn : t->client.alpn);
	text_copy_to(f.ja4, sizeof f.ja4, t->client.ja4);
	if (certificate != NULL) {
		text_copy_to(f.subject, sizeof f.subject, certificate->subject);
		text_copy_to(f.issuer, sizeof f.issuer, certificate->issuer);
		text_copy_to(f.names, sizeof f.names, certificate->names);
		f.valid_from = certificate->valid_from;
		f.valid_to = certificate->valid_to;
		f.names_other = certificate->names_other;
	}
	c->sink.session(c->sink.ctx, &f);
}

static void tls_end(struct conversation *c, void *state)
{
	struct tls *t = state;

	sides_run(c, t, SERVER);
	if (t->answered && t->end == SESSION_UNFINISHED && !keys_know(c->shared->keys, t->client.random))
		t->end = SESSION_NO_KEY;
	if (t->end == SESSION_READ && t->sides[CLIENT].trials > 0 && t->decrypted == 0)
		t->end = SESSION_WRONG_KEY; /* none of what was tried opened */
	conversation_opaque(c, t->sides[CLIENT].in.bytes.len);
	*(t->decrypted > 0 ? &c->bytes_decrypted : &c->bytes_opaque) += t->overhead;
	if (t->inside != NULL)
		conversation_inside_end(c, t->inside);
	t->inside = NULL;
	c->shared->held_bytes -= t->held;
	t->held = 0;
	session_tell(c, t);
}

static void tls_close(void *state)
{
	struct tls *t = state;

	for (size_t i = 0; i < ENDS; i++) {
		side_lose(&t->sides[i]);
		gather_free(&t->sides[i].in);
	}
	certificates_release(t->shared, t->shown);
	free(t);
}

const struct decoder decoder_tls = { "tls", tls_probe, tls_open, tls_bytes, tls_gap, NULL, tls_answer, tls_end, tls_close,
	tls_answer_gap };
