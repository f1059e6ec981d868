/*
 * HTTP/2 (RFC 9113) of a client: in the clear by prior knowledge or after an upgrade; it asks for nothing but ordered bytes, so
 * that what is decrypted can be read alike. A message is one request with the parts that HTTP/1 gives it. nghttp2 decompresses
 * the fields (RFC 7541); what the far end says is not needed for it: a client tells of the table's size itself.
 */
#include "decode/decoder.h"

#include "base/alloc.h"
#include "decode/request.h"

#include <nghttp2/nghttp2.h>
#include <stdlib.h>
#include <string.h>

#define PREFACE "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

enum { PREFACE_LEN = sizeof PREFACE - 1, HEADER = 9 };
enum { DATA = 0, HEADERS = 1, RST_STREAM = 3, CONTINUATION = 9, TYPES = 10 };
enum { END_STREAM = 1, END_HEADERS = 4, PADDED = 8, PRIORITY = 32 };

struct h2_stream {
	uint32_t id;
	struct request request;
};

struct h2_frame {
	uint32_t len, stream;
	uint8_t type, flags;
};

struct http2 {
	size_t preface;         /* bytes of it that were read */
	struct gather in;       /* the frame that is being read, with its header */
	uint64_t skip;          /* bytes of a frame too long to be kept */
	struct gather block;    /* fields of HEADERS and CONTINUATION, compressed */
	uint32_t block_stream;  /* whose they are, 0: none is open */
	bool block_ends;        /* and its request ends with them */
	nghttp2_hd_inflater *fields;
	struct h2_stream **streams;
	size_t stream_count, stream_cap;
	struct pieces pieces;
	bool lost;
};

static enum probe http2_probe(const struct conversation *c, struct span first)
{
	size_t n = first.len < PREFACE_LEN ? first.len : PREFACE_LEN;

	(void)c;
	if (n > 0 && memcmp(first.data, PREFACE, n) != 0)
		return PROBE_NO;
	return n < PREFACE_LEN ? PROBE_MORE : PROBE_YES;
}

static void *http2_open(struct conversation *c)
{
	struct http2 *h = xcalloc(1, sizeof *h);

	(void)c;
	h->lost = nghttp2_hd_inflate_new(&h->fields) != 0 || nghttp2_hd_inflate_change_table_size(h->fields, HPACK_TABLE_MAX) != 0;
	return h;
}

/* ---- streams ---- */

static struct h2_stream *stream_find(const struct http2 *h, uint32_t id)
{
	for (size_t i = 0; i < h->stream_count; i++) {
		if (h->streams[i]->id == id)
			return h->streams[i];
	}
	return NULL;
}

/* Hands over what is left of the request, and forgets it. */
static void stream_end(struct conversation *c, struct http2 *h, struct h2_stream *s)
{
	request_end(c, &s->request, &h->pieces);
	for (size_t i = 0; i < h->stream_count; i++) {
		if (h->streams[i] == s)
			h->streams[i] = h->streams[--h->stream_count];
	}
	request_free(&s->request);
	free(s);
}

static struct h2_stream *stream_oldest(const struct http2 *h)
{
	struct h2_stream *oldest = h->streams[0];

	for (size_t i = 1; i < h->stream_count; i++) {
		if (h->streams[i]->id < oldest->id)
			oldest = h->streams[i];
	}
	return oldest;
}

static void streams_end(struct conversation *c, struct http2 *h)
{
	while (h->stream_count > 0)
		stream_end(c, h, stream_oldest(h));
}

static bool is_full(const struct conversation *c, const struct http2 *h)
{
	return h->stream_count == H2_STREAMS_MAX || (h->stream_count >= OPEN_SURE && requests_are_many(c->shared));
}

static struct h2_stream *stream_new(struct conversation *c, struct http2 *h, uint32_t id, const struct mark *first)
{
	struct h2_stream *s = xcalloc(1, sizeof *s);

	if (is_full(c, h)) {
		struct h2_stream *oldest = stream_oldest(h);

		conversation_loss(c, LOSS_BODY_BOUND, first->frame, oldest->request.body.bytes.len);
		stream_end(c, h, oldest);
	}
	s->id = id;
	s->request = request_begun(c, "http2", first->frame, first->at);
	ARRAY_GROW(h->streams, h->stream_count, h->stream_cap);
	h->streams[h->stream_count++] = s;
	return s;
}

/* ---- fields ---- */

/* One frame's share of the block. False where it is broken: then no later one can be read. */
static bool inflate_piece(struct http2 *h, struct h2_stream *s, struct span in, bool final, const struct mark *m)
{
	while (true) {
		nghttp2_nv nv;
		int flags = 0;
		ssize_t n = nghttp2_hd_inflate_hd2(h->fields, &nv, &flags, in.data, in.len, final);

		if (n < 0)
			return false;
		in = span_sub(in, (size_t)n, SIZE_MAX);
		s->request.sent += (size_t)n;
		if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0)
			request_field(&s->request, (struct span){ nv.name, nv.namelen }, (struct span){ nv.value, nv.valuelen }, m);
		if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0)
			nghttp2_hd_inflate_end_headers(h->fields);
		if ((flags & (NGHTTP2_HD_INFLATE_EMIT | NGHTTP2_HD_INFLATE_FINAL)) == NGHTTP2_HD_INFLATE_FINAL ||
			((flags & NGHTTP2_HD_INFLATE_EMIT) == 0 && in.len == 0))
			return true;
	}
}

static bool inflate_block(struct http2 *h, struct h2_stream *s)
{
	const struct gather *g = &h->block;

	for (size_t i = 0; i < g->mark_count; i++) {
		if (!inflate_piece(h, s, gather_piece(g, i, 0, SIZE_MAX), i + 1 == g->mark_count, &g->marks[i]))
			return false;
	}
	return true;
}

/* The block is whole: its fields begin a request, or end one. */
static void block_end(struct conversation *c, struct http2 *h)
{
	struct h2_stream *s = stream_find(h, h->block_stream);

	h->block_stream = 0;
	h->lost = !inflate_block(h, s);
	gather_reset(&h->block);
	request_block_end(c, &s->request);
	if (h->block_ends || h->lost)
		stream_end(c, h, s);
	else
		request_hold(c, &s->request, &h->pieces);
}

/* ---- frames ---- */

/* What lies between padding (RFC 9113 6.1) and priority (6.2): *ret_from and what is returned are in h->in. */
static size_t content(const struct http2 *h, const struct h2_frame *f, size_t *ret_from)
{
	struct reader r = rd_over_span(span_sub(buf_span(&h->in.bytes), HEADER, f->len));
	uint8_t padding = 0;

	if ((f->type == DATA || f->type == HEADERS) && (f->flags & PADDED) != 0)
		padding = rd_u8(&r);
	if (f->type == HEADERS && (f->flags & PRIORITY) != 0)
		rd_bytes(&r, 5);
	*ret_from = h->in.bytes.len - rd_left(&r);
	if (rd_left(&r) + (HEADER + f->len - h->in.bytes.len) < padding)
		return 0;
	/* of a frame that is cut the padding may not have come */
	return rd_left(&r) < HEADER + f->len - *ret_from - padding ? rd_left(&r) : HEADER + f->len - *ret_from - padding;
}

static void block_add(struct conversation *c, struct http2 *h, const struct h2_frame *f)
{
	size_t from, len = content(h, f, &from);
	struct h2_stream *s = stream_find(h, f->stream);

	if (f->type == HEADERS) {
		h->lost = h->block_stream != 0 || f->stream == 0;
		if (h->lost)
			return;
		if (s == NULL)
			s = stream_new(c, h, f->stream, gather_first(&h->in));
		h->block_stream = f->stream;
		h->block_ends = (f->flags & END_STREAM) != 0;
	}
	h->lost = s == NULL || h->block_stream != f->stream || h->block.bytes.len + len > HTTP_HEAD_MAX;
	if (h->lost)
		return;
	s->request.consumed += h->in.bytes.len;
	gather_copy(&h->block, &h->in, from, len);
	gather_reset(&h->in);
	if ((f->flags & END_HEADERS) != 0)
		block_end(c, h);
}

static void data_add(struct conversation *c, struct http2 *h, const struct h2_frame *f)
{
	struct h2_stream *s = stream_find(h, f->stream);
	size_t from, len = content(h, f, &from);

	if (s == NULL || h->block_stream != 0)
		return;
	s->request.consumed += h->in.bytes.len;
	for (size_t i = 0; i < h->in.mark_count; i++) {
		struct span piece = gather_piece(&h->in, i, from, from + len);

		if (piece.len > 0)
			request_body(c, &s->request, &h->pieces, piece, h->in.marks[i].frame, h->in.marks[i].at);
	}
	gather_reset(&h->in);
	if ((f->flags & END_STREAM) != 0)
		stream_end(c, h, s);
}

static void reset(struct conversation *c, struct http2 *h, const struct h2_frame *f)
{
	struct h2_stream *s = stream_find(h, f->stream);

	if (s != NULL && h->block_stream == 0)
		stream_end(c, h, s);
}

static void (*const frames[TYPES])(struct conversation *c, struct http2 *h, const struct h2_frame *f) = {
	[DATA] = data_add, [HEADERS] = block_add, [CONTINUATION] = block_add, [RST_STREAM] = reset,
};

static void frame_take(struct conversation *c, struct http2 *h, const struct h2_frame *f)
{
	if (f->type < TYPES && frames[f->type] != NULL)
		frames[f->type](c, h, f);
	conversation_clear(c, h->in.bytes.len); /* of no request, as a setting */
	gather_reset(&h->in);
}

static struct h2_frame frame_header(struct span bytes)
{
	struct reader r = rd_over_span(bytes);
	struct h2_frame f;

	f.len = rd_be24(&r);
	f.type = rd_u8(&r);
	f.flags = rd_u8(&r);
	f.stream = rd_be32(&r) & 0x7FFFFFFF;
	return f;
}

/* A frame of fields that is not kept cannot be made up for. */
static void frame_skip(struct conversation *c, struct http2 *h, const struct h2_frame *f, uint64_t frame)
{
	conversation_loss(c, LOSS_BODY_BOUND, frame, f->len);
	conversation_opaque(c, HEADER);
	gather_reset(&h->in);
	h->skip = f->len;
	h->lost = f->type == HEADERS || f->type == CONTINUATION;
}

static void give_up(struct conversation *c, struct http2 *h, struct span rest, uint64_t frame, int64_t at)
{
	streams_end(c, h);
	conversation_give_up(c, &h->in, rest, frame, at);
}

static size_t take(struct conversation *c, struct http2 *h, struct span bytes, uint64_t frame, int64_t at)
{
	struct span now;
	struct h2_frame f;
	size_t wanted = h->in.bytes.len < HEADER ? HEADER : HEADER + frame_header(buf_span(&h->in.bytes)).len;

	if (h->preface < PREFACE_LEN) {
		now = span_sub(bytes, 0, PREFACE_LEN - h->preface);
		h->lost = memcmp(now.data, PREFACE + h->preface, now.len) != 0;
		h->preface += h->lost ? 0 : now.len;
		conversation_clear(c, h->lost ? 0 : now.len);
		return h->lost ? 0 : now.len;
	}
	if (h->skip > 0) {
		now = span_sub(bytes, 0, h->skip);
		h->skip -= now.len;
		conversation_opaque(c, now.len);
		return now.len;
	}
	now = span_sub(bytes, 0, wanted - h->in.bytes.len);
	gather_add(&h->in, now, frame, at);
	if (h->in.bytes.len < HEADER)
		return now.len;
	f = frame_header(buf_span(&h->in.bytes));
	if (f.len > H2_FRAME_MAX)
		frame_skip(c, h, &f, frame);
	else if (h->in.bytes.len == HEADER + f.len)
		frame_take(c, h, &f);
	return now.len;
}

static void http2_bytes(struct conversation *c, void *state, struct span bytes, uint64_t frame, int64_t at)
{
	struct http2 *h = state;

	while (bytes.len > 0 && !h->lost)
		bytes = span_sub(bytes, take(c, h, bytes, frame, at), SIZE_MAX);
	if (h->lost)
		give_up(c, h, bytes, frame, at);
}

/* What was begun and is cut is handed over as far as it came. */
static void http2_end(struct conversation *c, void *state)
{
	struct http2 *h = state;

	if (h->in.bytes.len >= HEADER) {
		struct h2_frame f = frame_header(buf_span(&h->in.bytes));

		f.flags &= (uint8_t)~(END_HEADERS | END_STREAM);
		if (f.type == DATA)
			data_add(c, h, &f);
	}
	conversation_clear(c, h->in.bytes.len);
	gather_reset(&h->in);
	streams_end(c, h);
}

/* Behind a hole no frame can be found. */
static void http2_gap(struct conversation *c, void *state, uint64_t missing, uint64_t frame)
{
	(void)missing;
	http2_end(c, state);
	give_up(c, state, (struct span){ NULL, 0 }, frame, 0);
}

static void http2_close(void *state)
{
	struct http2 *h = state;

	nghttp2_hd_inflate_del(h->fields);
	gather_free(&h->in);
	gather_free(&h->block);
	free(h->streams);
	pieces_free(&h->pieces);
	free(h);
}

const struct decoder decoder_http2 = { "http2", http2_probe, http2_open, http2_bytes, http2_gap, NULL, NULL, http2_end,
	http2_close, NULL };
