#include "decode/tls_record.h"

#include "decode/tls_handshake.h"
#include "decode/tls_keys.h"

/* What the client's record of n bytes came to: around what is protected, or opaque. */
static void count_overhead(struct tls_session *t, enum tls_end e, uint64_t n)
{
	if (e == TLS_CLIENT)
		t->overhead += n;
}

static void count_opaque(struct tls_session *t, enum tls_end e, uint64_t n)
{
	if (e == TLS_CLIENT)
		conversation_opaque(t->outer, n);
}

/* ---- one record; false: it waits ---- */

/* In TLS 1.3 it means nothing, also behind a HelloRetryRequest: RFC 8446 section 5. */
static void change_cipher(struct tls_session *t, enum tls_end e)
{
	t->sides[e].turns = t->server.version != VERSION_TLS_1_3;
}

static bool take_clear(struct tls_session *t, enum tls_end e, struct span record, const struct mark *m)
{
	switch (record.data[0]) {
	case RECORD_CHANGE_CIPHER:
		change_cipher(t, e);
		break;
	case RECORD_HANDSHAKE:
		tls_handshake_add(t, e, span_sub(record, RECORD_HEADER, SIZE_MAX), m);
		break;
	case RECORD_ALERT:
		if (t->sides[e].handshake.len > 0) /* RFC 8446 section 5.1: none stands between the records of a message */
			tls_side_lose(&t->sides[e]);
		break;
	case RECORD_DATA:
		if (tls_keys_await(t, e))
			return false;
		break;
	}
	count_overhead(t, e, record.len);
	return true;
}

/* What the client says opens the conversation inside; what it is told matters only to some of its decoders. */
static void take_data(struct tls_session *t, enum tls_end e, struct span bytes, const struct mark *m)
{
	if (bytes.len == 0 || (e == TLS_SERVER && t->inside == NULL))
		return;
	if (t->inside == NULL)
		t->inside = conversation_inside(t->outer);
	conversation_bytes(t->inside, e == TLS_CLIENT, bytes, m->frame, m->at);
}

static void take_opened(struct tls_session *t, enum tls_end e, uint8_t type, struct span inner, size_t record_len, const struct mark *m)
{
	if (e == TLS_CLIENT)
		t->decrypted += record_len;
	if (type == RECORD_DATA) {
		count_overhead(t, e, record_len - inner.len);
		take_data(t, e, inner, m);
		return;
	}
	count_overhead(t, e, record_len);
	if (type == RECORD_HANDSHAKE)
		tls_handshake_add(t, e, inner, m);
	else if (type == RECORD_CHANGE_CIPHER)
		change_cipher(t, e);
}

/* RFC 8446 section 4.6.3: a header, one byte, and the record's inner type. A longer one is padded, which nobody does. */
static bool may_be_key_update(const struct tls_session *t, size_t len)
{
	enum { KEY_UPDATE = 4 + 1 + 1 };

	return t->server.version == VERSION_TLS_1_3 && t->suite != NULL && len == RECORD_HEADER + KEY_UPDATE + cipher_tag_len(t->suite->cipher);
}

/*
 * Of what the far end says inside, word that it spoke is enough for most decoders: the record of len bytes that begins here is not read,
 * unless it may tell of another key.
 */
static bool is_skipped(struct tls_session *t, struct span record, size_t len)
{
	return record.data[0] == RECORD_DATA && !may_be_key_update(t, len) && t->inside != NULL &&
		conversation_attention(t->inside) != ATTENTION_BYTES && tls_keys_skip(t);
}

static void spoke_inside(struct tls_session *t, uint64_t frame, int64_t at)
{
	conversation_bytes(t->inside, false, (struct span){ NULL, 0 }, frame, at);
}

static bool take_protected(struct tls_session *t, enum tls_end e, struct span record, const struct mark *m)
{
	struct buf out = { 0 };
	uint8_t type;
	enum tls_outcome outcome;

	if (e == TLS_SERVER && is_skipped(t, record, record.len)) {
		spoke_inside(t, m->frame, m->at);
		return true;
	}
	outcome = tls_keys_open(t, e, record, &out, &type);
	if (outcome == TLS_OPENED)
		take_opened(t, e, type, buf_span(&out), record.len, m);
	else if (outcome == TLS_SHUT)
		count_opaque(t, e, record.len);
	buf_free(&out);
	return outcome != TLS_WAITS;
}

static bool take(struct tls_session *t, enum tls_end e, struct span record, const struct mark *m)
{
	bool in_clear = t->sides[e].protection == NULL ||
		(t->server.version == VERSION_TLS_1_3 && record.data[0] != RECORD_DATA);

	return (in_clear ? take_clear : take_protected)(t, e, record, m);
}

/* ---- what has come of a side ---- */

/* How long the next record of left is; 0: its header is not whole, or it is none, and then nothing of this side can be read any more. */
static size_t record_length(struct tls_session *t, enum tls_end e, struct span left)
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
	tls_side_lose(&t->sides[e]);
	if (e == TLS_CLIENT && t->end == SESSION_READ)
		t->end = SESSION_WRONG_KEY;
	return 0;
}

static bool record_whole(struct tls_session *t, enum tls_end e, struct span left, struct span *ret)
{
	size_t len = record_length(t, e, left);

	*ret = span_sub(left, 0, len);
	return len > 0 && ret->len == len;
}

static void side_run(struct tls_session *t, enum tls_end e)
{
	struct tls_side *s = &t->sides[e];
	size_t done = 0;

	while (!s->lost) {
		struct span record;

		if (s->turns && !tls_keys_turn(t, e))
			break;
		if (s->lost || !record_whole(t, e, span_sub(buf_span(&s->in.bytes), done, SIZE_MAX), &record) ||
			!take(t, e, record, gather_mark(&s->in, done + record.len - 1)))
			break;
		done += record.len;
	}
	if (s->lost) {
		count_opaque(t, e, s->in.bytes.len - done);
		gather_free(&s->in);
		return;
	}
	gather_drop(&s->in, done);
}

/* Whether what waits is within its bounds. */
static bool count_held(struct tls_session *t)
{
	struct decode_shared *shared = t->outer->shared;
	size_t client = t->sides[TLS_CLIENT].in.bytes.len, server = t->sides[TLS_SERVER].in.bytes.len;

	shared->held_bytes -= t->held;
	t->held = client + server;
	shared->held_bytes += t->held;
	return client <= HELD_MAX && server <= HELD_MAX && shared->held_bytes <= HELD_TOTAL_MAX / SHARDS;
}

void tls_record_run(struct tls_session *t, enum tls_end first)
{
	bool asked = t->answered;

	tls_keys_ask(t);
	side_run(t, first);
	if (asked != t->answered || t->sides[!first].in.bytes.len > RECORD_HEADER)
		side_run(t, !first);
	t->outer->deaf = t->sides[TLS_SERVER].lost;
	if (count_held(t))
		return;
	tls_session_lose(t, t->answered && !keys_know(t->outer->shared->keys, t->client.random) ? SESSION_NO_KEY : SESSION_BOUND);
	tls_record_run(t, first);
}

/* ---- bytes ---- */

/* Whether the record that begins here, with nothing before it that waits, is passed over as it comes. */
static size_t pass_begin(struct tls_session *t, struct span bytes)
{
	const struct tls_side *s = &t->sides[TLS_SERVER];
	size_t len = s->turns || s->in.bytes.len > 0 || s->protection == NULL ? 0 : record_length(t, TLS_SERVER, bytes);

	return len > 0 && is_skipped(t, bytes, len) ? len : 0;
}

/* What nobody reads is not gathered; returns what is to be read. */
static struct span pass_over(struct tls_session *t, struct span bytes, uint64_t frame, int64_t at)
{
	struct tls_side *s = &t->sides[TLS_SERVER];

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
static void make_room(struct tls_side *s, struct span bytes)
{
	struct reader r = rd_over_span(span_sub(bytes, RECORD_HEADER - 2, 2));
	uint16_t len = rd_be16(&r);

	if (s->in.bytes.len == 0 && len <= RECORD_LEN_MAX)
		buf_reserve(&s->in.bytes, RECORD_HEADER + (size_t)len);
}

void tls_record_bytes(struct tls_session *t, enum tls_end e, struct span bytes, uint64_t frame, int64_t at)
{
	if (t->sides[e].lost) {
		count_opaque(t, e, bytes.len);
		return;
	}
	if (e == TLS_SERVER)
		bytes = pass_over(t, bytes, frame, at);
	make_room(&t->sides[e], bytes);
	gather_add(&t->sides[e].in, bytes, frame, at);
	tls_record_run(t, e);
}
