/*
 * HTTP/3 (RFC 9114) of a client: its request streams; and of the one-way streams those that the table for compressed fields
 * (decode/qpack.h) is made of: the client's encoder stream, and the far end's settings.
 */
#include "decode/quic_reader.h"

#include "base/alloc.h"
#include "decode/qpack.h"
#include "decode/quic_packet.h"

#include <stdlib.h>
#include <string.h>

enum { DATA = 0x00, HEADERS = 0x01, SETTINGS = 0x04, WEBTRANSPORT_STREAM = 0x41 };
enum { STREAM_CONTROL = 0x00, STREAM_ENCODER = 0x02, STREAM_DECODER = 0x03 };
enum { SETTING_TABLE_CAPACITY = 0x01 };
enum { SETTINGS_MAX = 4096 /* bytes: there are a few dozen settings */ };

enum role {
	ROLE_UNTOLD,    /* a one-way stream whose type has not come */
	ROLE_REQUEST,
	ROLE_ENCODER,
	ROLE_SETTINGS,  /* the far end's control stream */
	ROLE_IGNORED,
	ROLE_RAW,       /* WebTransport, or nobody knows */
};

/* Where a request stream stands. */
enum place { AT_FRAME, IN_FIELDS, IN_BODY, IN_OTHER };

struct h3_stream {
	uint64_t id;
	enum role role;
	enum place place;
	uint64_t left;          /* bytes of its frame to come */
	struct gather in;       /* a frame's header, or its fields; a one-way stream's type, or settings */
	struct request request;
	struct qpack_block block; /* the fields in in, as far as they were read */
	bool blocked;           /* they wait for the table */
	struct gather waiting;  /* and what comes behind them */
	bool given_up;          /* no fields of it wait any more */
	bool over;              /* the client has said all */
};

struct http3 {
	struct h3_stream **streams;
	size_t stream_count, stream_cap;
	struct qpack *table;
	struct pieces pieces;
	void *other;            /* of quic_reader_other, for what is raw */
};

/* ---- streams ---- */

static struct h3_stream *stream_find(const struct http3 *h, uint64_t id)
{
	for (size_t i = h->stream_count; i > 0; i--) {
		if (h->streams[i - 1]->id == id)
			return h->streams[i - 1];
	}
	return NULL;
}

static void stream_free(struct h3_stream *s)
{
	request_free(&s->request);
	qpack_block_end(&s->block);
	gather_free(&s->in);
	gather_free(&s->waiting);
	free(s);
}

static void stream_forget(struct http3 *h, struct h3_stream *s)
{
	for (size_t i = 0; i < h->stream_count; i++) {
		if (h->streams[i] != s)
			continue;
		memmove(h->streams + i, h->streams + i + 1, (h->stream_count - i - 1) * sizeof(struct h3_stream *));
		h->stream_count--;
		break;
	}
	stream_free(s);
}

static struct h3_stream *stream_have(const struct conversation *c, struct http3 *h, uint64_t id, uint64_t frame, int64_t at)
{
	struct h3_stream *s = stream_find(h, id);

	if (s != NULL)
		return s;
	s = xcalloc(1, sizeof *s);
	s->id = id;
	s->role = (id & QUIC_STREAM_ONE_WAY) != 0 ? ROLE_UNTOLD : (id & QUIC_STREAM_OF_SERVER) != 0 ? ROLE_RAW : ROLE_REQUEST;
	s->request = request_begun(c, "http3", frame, at);
	ARRAY_GROW(h->streams, h->stream_count, h->stream_cap);
	h->streams[h->stream_count++] = s;
	return s;
}

/* ---- what is no request ---- */

static void raw_replay(struct conversation *c, struct http3 *h, struct h3_stream *s)
{
	for (size_t i = 0; i < s->in.mark_count; i++) {
		const struct mark *m = &s->in.marks[i];

		quic_reader_other.bytes(c, h->other, s->id, true, gather_piece(&s->in, i, 0, SIZE_MAX), m->frame, m->at);
	}
	gather_reset(&s->in);
}

/* What is no frame is searched as it stands. */
static void go_raw(struct conversation *c, struct http3 *h, struct h3_stream *s)
{
	if (s->role == ROLE_REQUEST)
		request_end(c, &s->request, &h->pieces);
	s->role = ROLE_RAW;
	raw_replay(c, h, s);
}

/* ---- requests ---- */

/* The fields in s->in, from where they stood: they are read, or wait. What is broken is passed over, for a body may follow. */
static void fields_take(struct conversation *c, struct http3 *h, struct h3_stream *s)
{
	enum qpack_outcome outcome = qpack_read(h->table, &s->block, s->id, &s->in, &s->request);

	s->blocked = outcome == QPACK_WAITS && !s->given_up;
	if (s->blocked)
		return;
	if (outcome == QPACK_READ)
		s->request.consumed += s->in.bytes.len;
	else
		conversation_opaque(c, s->in.bytes.len);
	qpack_block_end(&s->block);
	gather_reset(&s->in);
	request_block_end(c, &s->request);
	request_hold(c, &s->request, &h->pieces);
}

static size_t frame_begin(struct conversation *c, struct http3 *h, struct h3_stream *s, struct span bytes, uint64_t frame, int64_t at)
{
	struct reader r;
	uint64_t type;

	gather_add(&s->in, span_sub(bytes, 0, 1), frame, at);
	r = rd_over_span(buf_span(&s->in.bytes));
	type = quic_number(&r);
	if (rd_ok(&r) && type == WEBTRANSPORT_STREAM) {
		go_raw(c, h, s);
		return 1;
	}
	s->left = quic_number(&r);
	if (!rd_ok(&r))
		return 1;
	s->place = type == DATA ? IN_BODY : type == HEADERS && s->left <= HTTP_HEAD_MAX ? IN_FIELDS : IN_OTHER;
	if (type == HEADERS && s->place == IN_OTHER)
		conversation_loss(c, LOSS_HTTP_HEAD_BOUND, frame, s->left);
	s->request.consumed += s->place == IN_OTHER ? 0 : s->in.bytes.len;
	if (s->left == 0)
		s->place = AT_FRAME;
	gather_reset(&s->in);
	return 1;
}

/* Takes some bytes of a request stream; returns how many. */
static size_t request_take(struct conversation *c, struct http3 *h, struct h3_stream *s, struct span bytes, uint64_t frame, int64_t at)
{
	struct span now = span_sub(bytes, 0, s->left < bytes.len ? (size_t)s->left : bytes.len);

	if (s->place == AT_FRAME)
		return frame_begin(c, h, s, bytes, frame, at);
	s->left -= now.len;
	if (s->place == IN_BODY) {
		s->request.consumed += now.len;
		request_body(c, &s->request, &h->pieces, now, frame, at);
	} else if (s->place == IN_FIELDS) {
		gather_add(&s->in, now, frame, at);
		if (s->left == 0)
			fields_take(c, h, s);
	}
	if (s->left == 0)
		s->place = AT_FRAME;
	return now.len;
}

static void request_bytes(struct conversation *c, struct http3 *h, struct h3_stream *s, struct span bytes, uint64_t frame, int64_t at);

/* The table has grown; give_up: it will not grow any more, and fields that wait for it are lost. */
static void request_wake(struct conversation *c, struct http3 *h, struct h3_stream *s, bool give_up)
{
	struct gather waiting = s->waiting;

	s->given_up |= give_up;
	if (s->blocked)
		fields_take(c, h, s);
	if (s->blocked)
		return;
	s->waiting = (struct gather){ 0 };
	for (size_t i = 0; i < waiting.mark_count; i++) {
		const struct mark *m = &waiting.marks[i];

		request_bytes(c, h, s, gather_piece(&waiting, i, 0, SIZE_MAX), m->frame, m->at);
	}
	body_reset(c, &waiting);
	gather_free(&waiting);
}

static void request_bytes(struct conversation *c, struct http3 *h, struct h3_stream *s, struct span bytes, uint64_t frame, int64_t at)
{
	while (bytes.len > 0 && !s->blocked && s->role == ROLE_REQUEST)
		bytes = span_sub(bytes, request_take(c, h, s, bytes, frame, at), SIZE_MAX);
	if (bytes.len == 0)
		return;
	if (s->role == ROLE_RAW) {
		quic_reader_other.bytes(c, h->other, s->id, true, bytes, frame, at);
	} else if (body_add(c, &s->waiting, bytes, frame, at)) {
		conversation_loss(c, LOSS_BODY_BOUND, frame, s->waiting.bytes.len);
		request_wake(c, h, s, true);
	}
}

static void stream_end(struct conversation *c, struct http3 *h, struct h3_stream *s)
{
	if (s->role == ROLE_REQUEST)
		request_end(c, &s->request, &h->pieces);
	if (s->role == ROLE_RAW) {
		quic_reader_other.end(c, h->other, s->id, true);
		quic_reader_other.end(c, h->other, s->id, false);
	}
	stream_forget(h, s);
}

static void requests_wake(struct conversation *c, struct http3 *h, bool give_up)
{
	for (size_t i = 0; i < h->stream_count;) {
		struct h3_stream *s = h->streams[i];

		if (s->role == ROLE_REQUEST)
			request_wake(c, h, s, give_up);
		if (s->over && !s->blocked)
			stream_end(c, h, s);
		else
			i++;
	}
}

static bool is_full(const struct conversation *c, const struct http3 *h)
{
	return h->stream_count >= QUIC_STREAMS_MAX || (h->stream_count >= OPEN_SURE && requests_are_many(c->shared));
}

/* Of too many streams the first request is given up: the others may last as long as the connection. */
static void make_room(struct conversation *c, struct http3 *h, uint64_t frame)
{
	size_t i = 0;

	while (i + 1 < h->stream_count && h->streams[i]->role != ROLE_REQUEST)
		i++;
	conversation_loss(c, LOSS_BODY_BOUND, frame, h->streams[i]->waiting.bytes.len);
	request_wake(c, h, h->streams[i], true);
	stream_end(c, h, h->streams[i]);
}

static void body_gap(struct conversation *c, struct http3 *h, struct request *r, uint64_t missing, uint64_t frame)
{
	if (r->tunnel != NULL) {
		conversation_gap(r->tunnel, true, missing, frame);
		return;
	}
	request_emit(c, r, &h->pieces);
	r->torn = true;
	r->body_offset += missing;
}

/* Inside a frame whose length is known it is known where the next one begins. */
static void request_gap(struct conversation *c, struct http3 *h, struct h3_stream *s, uint64_t missing, uint64_t frame)
{
	request_wake(c, h, s, true);
	if ((s->place == IN_BODY || s->place == IN_OTHER) && missing <= s->left) {
		s->left -= missing;
		if (s->place == IN_BODY)
			body_gap(c, h, &s->request, missing, frame);
		if (s->left == 0)
			s->place = AT_FRAME;
		return;
	}
	go_raw(c, h, s);
	quic_reader_other.gap(c, h->other, s->id, true, missing, frame);
}

/* ---- one-way streams ---- */

/* RFC 9114 section 7.2.4: the first frame of the far end's control stream. */
static void settings_take(struct conversation *c, struct http3 *h, struct h3_stream *s)
{
	struct reader r = rd_over_span(buf_span(&s->in.bytes));
	uint64_t type = quic_number(&r), len = quic_number(&r), capacity = 0;
	struct reader settings = rd_sub(&r, len <= rd_left(&r) ? (size_t)len : rd_left(&r) + 1);

	if (!rd_ok(&r) && s->in.bytes.len <= SETTINGS_MAX)
		return;
	while (type == SETTINGS && rd_left(&settings) > 0) {
		uint64_t id = quic_number(&settings), value = quic_number(&settings);

		if (id == SETTING_TABLE_CAPACITY && rd_ok(&settings))
			capacity = value;
	}
	s->role = ROLE_IGNORED;
	gather_free(&s->in);
	qpack_told(h->table, capacity);
	requests_wake(c, h, false);
}

static void one_way_begin(struct conversation *c, struct http3 *h, struct h3_stream *s, bool from_client)
{
	struct reader r = rd_over_span(buf_span(&s->in.bytes));
	uint64_t type = quic_number(&r);

	if (!rd_ok(&r))
		return;
	if (from_client && (type > STREAM_DECODER || type == 1)) { /* WebTransport, or nothing but grease */
		go_raw(c, h, s);
		return;
	}
	s->role = type == STREAM_CONTROL && !from_client ? ROLE_SETTINGS : type == STREAM_ENCODER && from_client ? ROLE_ENCODER : ROLE_IGNORED;
	gather_drop(&s->in, s->in.bytes.len - rd_left(&r));
}

/* ---- the connection ---- */

static void *http3_open(const char *alpn)
{
	struct http3 *h = xcalloc(1, sizeof *h);

	h->table = qpack_new();
	h->other = quic_reader_other.open(alpn);
	return h;
}

static bool http3_wants(const void *state, uint64_t stream)
{
	const struct http3 *h = state;

	return !qpack_is_told(h->table) && (stream & 3) == (QUIC_STREAM_OF_SERVER | QUIC_STREAM_ONE_WAY);
}

static void http3_bytes(struct conversation *c, void *state, uint64_t stream, bool from_client, struct span bytes, uint64_t frame,
	int64_t at)
{
	struct http3 *h = state;
	struct h3_stream *s;

	if (stream_find(h, stream) == NULL && is_full(c, h))
		make_room(c, h, frame);
	s = stream_have(c, h, stream, frame, at);
	while (s->role == ROLE_UNTOLD && bytes.len > 0) {
		gather_add(&s->in, span_sub(bytes, 0, 1), frame, at);
		bytes = span_sub(bytes, 1, SIZE_MAX);
		one_way_begin(c, h, s, from_client);
	}
	switch (s->role) {
	case ROLE_REQUEST:
		request_bytes(c, h, s, bytes, frame, at);
		break;
	case ROLE_ENCODER:
		qpack_insert(h->table, bytes);
		requests_wake(c, h, false);
		break;
	case ROLE_SETTINGS:
		gather_add(&s->in, bytes, frame, at);
		settings_take(c, h, s);
		break;
	case ROLE_RAW:
		if (bytes.len > 0 && from_client)
			quic_reader_other.bytes(c, h->other, stream, true, bytes, frame, at);
		break;
	case ROLE_UNTOLD:
	case ROLE_IGNORED:
		break;
	}
}

static void http3_gap(struct conversation *c, void *state, uint64_t stream, bool from_client, uint64_t missing, uint64_t frame)
{
	struct http3 *h = state;
	struct h3_stream *s = stream_have(c, h, stream, frame, 0);

	if (!from_client || s->role == ROLE_UNTOLD)
		s->role = ROLE_IGNORED;
	else if (s->role == ROLE_ENCODER)
		qpack_hole(h->table);
	else if (s->role == ROLE_REQUEST)
		request_gap(c, h, s, missing, frame);
	else if (s->role == ROLE_RAW)
		quic_reader_other.gap(c, h->other, stream, true, missing, frame);
}

static void http3_end(struct conversation *c, void *state, uint64_t stream, bool from_client)
{
	struct http3 *h = state;
	struct h3_stream *s = stream_find(h, stream);

	if (s == NULL || !from_client)
		return;
	s->over = true;
	if (!s->blocked)
		stream_end(c, h, s);
}

static void http3_finish(struct conversation *c, void *state)
{
	struct http3 *h = state;

	qpack_assume(h->table);
	requests_wake(c, h, false);
	requests_wake(c, h, true);
	while (h->stream_count > 0)
		stream_end(c, h, h->streams[0]);
	quic_reader_other.finish(c, h->other);
}

static void http3_close(void *state)
{
	struct http3 *h = state;

	while (h->stream_count > 0)
		stream_forget(h, h->streams[0]);
	free(h->streams);
	qpack_free(h->table);
	pieces_free(&h->pieces);
	quic_reader_other.close(h->other);
	free(h);
}

const struct quic_reader quic_reader_http3 = { http3_open, http3_wants, http3_bytes, http3_gap, http3_end, http3_finish, http3_close };
