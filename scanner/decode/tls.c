/*
 * TLS 1.0 to 1.3 (RFC 2246, 4346, 5246, 8446) over TCP. Records of both sides become handshake messages and, where a key log has the
 * session's secrets, what was said inside, which is a conversation of its own. Without keys the hellos and the certificate are read,
 * and all else is counted as opaque.
 */
#include "decode/decoder.h"

#include "decode/tls_keys.h"
#include "decode/tls_record.h"

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
	return tls_session_new(c);
}

static void tls_bytes(struct conversation *c, void *state, struct span bytes, uint64_t frame, int64_t at)
{
	(void)c;
	tls_record_bytes(state, TLS_CLIENT, bytes, frame, at);
}

static void tls_answer(struct conversation *c, void *state, struct span bytes, uint64_t frame, int64_t at)
{
	(void)c;
	tls_record_bytes(state, TLS_SERVER, bytes, frame, at);
}

static void tls_gap(struct conversation *c, void *state, uint64_t missing, uint64_t frame)
{
	struct tls_session *t = state;

	(void)c;
	(void)missing;
	(void)frame;
	if (t->sides[TLS_CLIENT].lost)
		return;
	tls_side_lose(&t->sides[TLS_CLIENT]);
	t->end = SESSION_HOLE;
	tls_record_run(t, TLS_CLIENT);
}

/* Without the ServerHello nothing can be opened; later words of the far end are not missed. */
static void tls_answer_gap(struct conversation *c, void *state, uint64_t missing, uint64_t frame)
{
	struct tls_session *t = state;

	(void)c;
	(void)missing;
	(void)frame;
	if (t->answered)
		tls_side_lose(&t->sides[TLS_SERVER]);
	else
		tls_session_lose(t, SESSION_HOLE);
	tls_record_run(t, TLS_SERVER);
}

static void tls_end(struct conversation *c, void *state)
{
	struct tls_session *t = state;

	tls_record_run(t, TLS_SERVER);
	tls_keys_end(t);
	conversation_opaque(c, t->sides[TLS_CLIENT].in.bytes.len);
	*(t->decrypted > 0 ? &c->bytes_decrypted : &c->bytes_opaque) += t->overhead;
	if (t->inside != NULL)
		conversation_inside_end(c, t->inside);
	t->inside = NULL;
	c->shared->held_bytes -= t->held;
	t->held = 0;
	tls_session_tell(t);
}

static void tls_close(void *state)
{
	tls_session_free(state);
}

const struct decoder decoder_tls = { "tls", tls_probe, tls_open, tls_bytes, tls_gap, NULL, tls_answer, tls_end, tls_close,
	tls_answer_gap };
