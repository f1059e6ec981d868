#include "decode/tls_handshake.h"

#include "decode/tls_keys.h"

#include <string.h>

/* ---- hellos ---- */

static void on_client_hello(struct tls_session *t, enum tls_end e, struct span body, const struct mark *m)
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
	memcpy(t->agreed[t->sides[e].hellos++ % 2].client_random, h.random, HELLO_RANDOM);
	conversation_host(t->outer, h.host, HOST_SNI);
}

static bool suite_known(struct tls_session *t)
{
	t->suite = t->server.version < VERSION_TLS_1_0 ? NULL : suite_find(t->server.suite);
	if (t->suite == NULL)
		tls_session_lose(t, SESSION_UNKNOWN_CIPHER);
	else if (t->server.compressed)
		tls_session_lose(t, SESSION_COMPRESSED);
	return t->suite != NULL && !t->server.compressed;
}

static void on_server_hello(struct tls_session *t, enum tls_end e, struct span body, const struct mark *m)
{
	struct tls_agreement *a;

	(void)m;
	if (!t->greeted || !hello_server(body, &t->server) || !suite_known(t))
		return;
	a = &t->agreed[t->sides[e].hellos++ % 2];
	memcpy(a->server_random, t->server.random, HELLO_RANDOM);
	a->suite = t->suite;
	a->encrypt_then_mac = t->server.encrypt_then_mac;
	if (t->server.retry) {
		tls_keys_retry(t);
		return;
	}
	t->answered = true;
	if (t->server.version == VERSION_TLS_1_3)
		tls_keys_answered(t);
}

static void on_encrypted_extensions(struct tls_session *t, enum tls_end e, struct span body, const struct mark *m)
{
	(void)e;
	(void)m;
	hello_encrypted_extensions(body, t->server.alpn);
}

/* ---- the far end's certificate ---- */

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

/* The first of its list: RFC 8446 section 4.4.2 puts a context before it. */
static void on_certificate(struct tls_session *t, enum tls_end e, struct span body, const struct mark *m)
{
	struct reader r = rd_over_span(body), list;
	char host[HOST_MAX];
	struct span der;

	(void)e;
	(void)m;
	if (t->shown != NULL)
		return;
	if (t->server.version == VERSION_TLS_1_3)
		rd_bytes(&r, rd_u8(&r));
	list = rd_sub(&r, rd_be24(&r));
	der = rd_bytes(&list, rd_be24(&list));
	t->shown = rd_ok(&list) ? certificates_hold(t->outer->shared, der, t->client.host) : NULL;
	if (t->shown != NULL && only_name(t->shown->certificate.names, host))
		conversation_host(t->outer, host, HOST_CERTIFICATE);
}

/* ---- turns to other keys ---- */

static void on_server_done(struct tls_session *t, enum tls_end e, struct span body, const struct mark *m)
{
	(void)e;
	(void)body;
	(void)m;
	tls_keys_needed(t);
}

static void on_end_of_early_data(struct tls_session *t, enum tls_end e, struct span body, const struct mark *m)
{
	(void)body;
	(void)m;
	if (t->answered)
		tls_keys_enter(t, e, TLS_HANDSHAKE);
}

static void on_finished(struct tls_session *t, enum tls_end e, struct span body, const struct mark *m)
{
	(void)body;
	(void)m;
	tls_keys_enter(t, e, TLS_TRAFFIC);
}

static void on_key_update(struct tls_session *t, enum tls_end e, struct span body, const struct mark *m)
{
	(void)body;
	(void)m;
	tls_keys_update(t, e);
}

/* ---- messages ---- */

static const struct {
	enum tls_end end;
	uint8_t type;
	void (*fn)(struct tls_session *t, enum tls_end e, struct span body, const struct mark *m);
} handlers[] = {
	{ TLS_CLIENT, HANDSHAKE_CLIENT_HELLO, on_client_hello },
	{ TLS_CLIENT, HANDSHAKE_END_OF_EARLY_DATA, on_end_of_early_data },
	{ TLS_CLIENT, HANDSHAKE_FINISHED, on_finished },
	{ TLS_CLIENT, HANDSHAKE_KEY_UPDATE, on_key_update },
	{ TLS_SERVER, HANDSHAKE_SERVER_HELLO, on_server_hello },
	{ TLS_SERVER, HANDSHAKE_ENCRYPTED_EXTENSIONS, on_encrypted_extensions },
	{ TLS_SERVER, HANDSHAKE_CERTIFICATE, on_certificate },
	{ TLS_SERVER, HANDSHAKE_SERVER_DONE, on_server_done },
	{ TLS_SERVER, HANDSHAKE_FINISHED, on_finished },
	{ TLS_SERVER, HANDSHAKE_KEY_UPDATE, on_key_update },
};

static void message_take(struct tls_session *t, enum tls_end e, uint8_t type, struct span body, const struct mark *m)
{
	for (size_t i = 0; i < sizeof handlers / sizeof *handlers; i++) {
		if (handlers[i].end == e && handlers[i].type == type)
			handlers[i].fn(t, e, body, m);
	}
}

/* Takes the next message; one longer than is kept is passed over. False: it is not whole. */
static bool message_next(struct tls_session *t, enum tls_end e, struct reader *r, const struct mark *m)
{
	struct reader ahead = *r;
	uint8_t type = rd_u8(&ahead);
	uint32_t len = rd_be24(&ahead);

	if (!rd_ok(&ahead) || (len <= HELLO_MAX && rd_left(&ahead) < len))
		return false;
	*r = ahead;
	if (len <= HELLO_MAX) {
		message_take(t, e, type, rd_bytes(r, len), m);
		return true;
	}
	conversation_loss(t->outer, LOSS_HELLO_BOUND, m->frame, len);
	t->sides[e].skip = len - (len < rd_left(r) ? len : rd_left(r));
	rd_bytes(r, len - t->sides[e].skip);
	return true;
}

void tls_handshake_add(struct tls_session *t, enum tls_end e, struct span bytes, const struct mark *m)
{
	struct tls_side *s = &t->sides[e];
	size_t skipped = bytes.len < s->skip ? bytes.len : s->skip;
	struct reader r;

	s->skip -= skipped;
	buf_add_span(&s->handshake, span_sub(bytes, skipped, SIZE_MAX));
	r = rd_over_span(buf_span(&s->handshake));
	while (!s->lost && message_next(t, e, &r, m))
		;
	if (rd_left(&r) == 0) /* most say no more of it */
		buf_free(&s->handshake);
	else if (!s->lost)
		buf_drop(&s->handshake, s->handshake.len - rd_left(&r));
}
