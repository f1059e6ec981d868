/*
 * HTTP/1 requests (RFC 9112): keep-alive and pipelining, Content-Length and chunked bodies, absolute targets and
 * CONNECT of proxies. A message is one request; its parts are "http.path", "http.query", "http.header:NAME", "http.body" and
 * "http.trailer:NAME". Of the far end's words the answer to an upgrade alone is looked at. What is no request after all (an upgrade
 * to what no decoder knows, a hole in the head) is handed over as "raw".
 */
#include "decode/decoder.h"

#include "base/alloc.h"
#include "base/text.h"
#include "decode/httphead.h"
#include "decode/pieces.h"
#include "decode/websocket.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum where { IN_HEAD, IN_BODY, IN_CHUNK_SIZE, IN_CHUNK, IN_CHUNK_END, IN_TRAILER, LOST };

enum { BLANK_MAX = 8 /* CR and LF before a connection's first request */, CHUNK_LINE_MAX = 256,
	BODY_ROOM = 64 << 10 /* made at once for a body that says it is as long: growing costs more, a lie no more than this */ };

struct http1 {
	enum where where;
	struct gather head, body;
	struct http_head parsed;
	struct buf line;       /* of a chunk's size */
	struct gather trailer; /* the lines behind the last chunk */
	size_t trailer_line;   /* where the last of them begins */
	struct websocket_way *way; /* what the last request would rather speak, until that is settled; NULL: HTTP */
	struct buf answer;     /* the head of the far end's answer to it */
	uint64_t left;         /* of the body or the chunk */
	uint64_t body_offset;  /* of body's first byte in the whole body */
	uint64_t consumed;     /* bytes of the message not yet handed over */
	bool piece_sent;       /* the head has gone; what comes is more of the body */
	bool continues;        /* and follows the last piece without a hole */
	bool tunnel;           /* CONNECT was asked: what follows is another protocol */
	bool raw_continues;    /* bytes of no request follow the last piece of such without a hole */
};

static enum probe http1_probe(const struct conversation *c, struct span first)
{
	size_t blank = 0;

	(void)c;
	while (blank < first.len && blank < BLANK_MAX && (first.data[blank] == '\r' || first.data[blank] == '\n'))
		blank++;
	return http_request_probe(span_sub(first, blank, SIZE_MAX));
}

static void *http1_open(struct conversation *c)
{
	c->deaf = true; /* until an upgrade is asked for */
	return xcalloc(1, sizeof(struct http1));
}

static void head_parts(struct http1 *h, struct pieces *parts)
{
	const struct http_head *p = &h->parsed;
	struct part *query;

	pieces_add(parts, "http.path", &h->head, p->path.from, p->path.len, p->path.from);
	query = pieces_add(parts, "http.query", &h->head, p->query.from, p->query.len, p->query.from);
	if (query != NULL)
		query->content_type = "application/x-www-form-urlencoded";
	for (size_t i = 0; i < p->field_count; i++)
		pieces_add(parts, p->fields[i].root, &h->head, p->fields[i].value.from, p->fields[i].value.len,
			p->fields[i].value.from);
}

static void body_part(struct http1 *h, struct pieces *parts)
{
	const struct http_head *p = &h->parsed;
	struct part *body = pieces_add(parts, "http.body", &h->body, 0, h->body.bytes.len, h->head.bytes.len + h->body_offset);

	if (body == NULL)
		return;
	body->content_type = p->content_type[0] != 0 ? p->content_type : NULL;
	body->content_encoding = p->content_encoding[0] != 0 ? p->content_encoding : NULL;
	body->continues = h->continues;
}

/* trailers: what they are called, until the parts are emitted. */
static void trailer_parts(struct http1 *h, struct http_head *trailers, struct pieces *parts)
{
	uint64_t base = h->head.bytes.len + h->body_offset + h->body.bytes.len;

	http_trailer_parse(trailers, buf_span(&h->trailer.bytes));
	for (size_t i = 0; i < trailers->field_count; i++) {
		struct place_in value = trailers->fields[i].value;

		pieces_add(parts, trailers->fields[i].root, &h->trailer, value.from, value.len, base + value.from);
	}
}

/* Hands over what there is of the message. */
static void emit(struct conversation *c, struct http1 *h)
{
	const struct http_head *p = &h->parsed;
	struct span head = buf_span(&h->head.bytes);
	struct message m = {
		.carrier = "http1", .host = p->host, .host_source = p->host_source, .method = p->method, .decoded = true,
		.path = span_sub(head, p->path.from, p->path.len), .query = span_sub(head, p->query.from, p->query.len),
		.frame = gather_first(&h->head)->frame, .at = gather_first(&h->head)->at, .bytes = h->consumed,
	};
	struct http_head trailers = { .field_count = 0 };
	struct pieces parts = { 0 };

	if (!h->piece_sent)
		head_parts(h, &parts);
	body_part(h, &parts);
	trailer_parts(h, &trailers, &parts);
	pieces_emit(c, &parts, &m);
	pieces_free(&parts);
	http_head_free(&trailers);
	gather_reset(&h->trailer);
	h->trailer_line = 0;
	h->consumed = 0;
	h->body_offset += h->body.bytes.len;
	h->piece_sent = h->continues = true;
	h->raw_continues = false;
	body_reset(c, &h->body);
}

/* The request would rather speak another protocol: whether it comes to that is the far end's to say. */
static void ask_upgrade(struct conversation *c, struct http1 *h)
{
	const struct http_head *p = &h->parsed;
	struct span head = buf_span(&h->head.bytes);

	websocket_way_free(h->way);
	h->way = websocket_way_new(p->upgrade, p->host, p->host_source, span_sub(head, p->path.from, p->path.len),
		span_sub(head, p->query.from, p->query.len));
	buf_reset(&h->answer);
	c->deaf = h->way == NULL;
}

/* The connection is no longer HTTP: rest is what the client has already said of it. */
static void upgraded(struct conversation *c, struct http1 *h, const struct gather *rest)
{
	struct websocket_way *way = h->way;

	h->way = NULL;
	if (way->websocket) {
		conversation_switch_to(c, &decoder_websocket, websocket_open(way), rest);
		return;
	}
	websocket_way_free(way);
	conversation_switch_to(c, NULL, NULL, rest);
}

static void message_end(struct conversation *c, struct http1 *h)
{
	if (!h->piece_sent || h->body.bytes.len > 0 || h->consumed > 0)
		emit(c, h);
	if (h->parsed.upgrade[0] != 0)
		ask_upgrade(c, h);
	gather_reset(&h->head);
	http_head_free(&h->parsed);
	h->where = IN_HEAD;
	h->body_offset = 0;
	h->piece_sent = h->continues = false;
}

/* Bytes that belong to no request: a piece of raw. */
static void emit_lost(struct conversation *c, struct http1 *h)
{
	const struct gather *g = &h->head;
	struct part part = { .root = "raw", .bytes = buf_span(&g->bytes), .marks = g->marks, .mark_count = g->mark_count,
		.continues = h->raw_continues };
	struct message m = { .carrier = "raw", .frame = gather_first(g)->frame, .at = gather_first(g)->at, .host = "",
		.method = "", .bytes = g->bytes.len, .parts = &part, .part_count = 1 };

	if (part.bytes.len == 0)
		return;
	conversation_emit(c, &m);
	gather_reset(&h->head);
	h->raw_continues = true;
}

static size_t take_lost(struct conversation *c, struct http1 *h, struct span bytes, uint64_t frame, int64_t at)
{
	struct span now = span_sub(bytes, 0, RAW_PIECE - h->head.bytes.len);

	gather_add(&h->head, now, frame, at);
	if (h->head.bytes.len >= RAW_PIECE)
		emit_lost(c, h);
	return now.len;
}

/* What was gathered as a head is none. */
static void lose_head(struct conversation *c, struct http1 *h)
{
	struct gather head = h->head;

	h->head = (struct gather){ 0 };
	h->consumed = 0;
	h->where = LOST;
	for (size_t i = 0; i < head.mark_count; i++) {
		struct span piece = gather_piece(&head, i, 0, SIZE_MAX);

		while (piece.len > 0)
			piece = span_sub(piece, take_lost(c, h, piece, head.marks[i].frame, head.marks[i].at), SIZE_MAX);
	}
	gather_free(&head);
}

/* The head is whole: what the body will be. */
static void head_end(struct conversation *c, struct http1 *h)
{
	if (!http_head_parse(&h->parsed, buf_span(&h->head.bytes))) {
		lose_head(c, h);
		return;
	}
	if (h->parsed.over_bound > 0)
		conversation_loss(c, LOSS_HTTP_HEAD_BOUND, gather_first(&h->head)->frame, h->parsed.over_bound);
	conversation_host(c, h->parsed.host, h->parsed.host_source);
	h->left = h->parsed.content_length;
	h->tunnel = h->parsed.tunnel;
	if (h->parsed.chunked)
		h->where = IN_CHUNK_SIZE;
	else if (h->left > 0)
		h->where = IN_BODY;
	else
		message_end(c, h);
}

/* Each of these takes what it can from the front and returns how much. */

static size_t take_head(struct conversation *c, struct http1 *h, struct span bytes, uint64_t frame, int64_t at)
{
	size_t before = h->head.bytes.len, from = before > 3 ? before - 3 : 0, end;
	struct span now = span_sub(bytes, 0, HTTP_HEAD_MAX + 1 - before);

	if (before == 0 && (bytes.data[0] == '\r' || bytes.data[0] == '\n')) {
		conversation_clear(c, 1); /* RFC 9112 2.2: empty lines before a request are ignored */
		return 1;
	}
	gather_add(&h->head, now, frame, at);
	if (http_request_probe(buf_span(&h->head.bytes)) == PROBE_NO && h->way != NULL) {
		upgraded(c, h, &h->head); /* the answer was not seen, the client must have */
		gather_reset(&h->head);
		return now.len;
	}
	if (http_request_probe(buf_span(&h->head.bytes)) == PROBE_NO) {
		lose_head(c, h);
		return now.len;
	}
	end = http_head_length(buf_span(&h->head.bytes), from);
	if (end == 0 && h->head.bytes.len > HTTP_HEAD_MAX) {
		conversation_loss(c, LOSS_HTTP_HEAD_BOUND, frame, h->head.bytes.len);
		lose_head(c, h);
		return now.len;
	}
	if (end == 0)
		return now.len;
	buf_truncate(&h->head.bytes, end);
	h->consumed = end;
	head_end(c, h);
	return end - before;
}

static size_t take_body(struct conversation *c, struct http1 *h, struct span bytes, uint64_t frame, int64_t at)
{
	struct span now = span_sub(bytes, 0, h->left);

	if (h->body.bytes.len == 0)
		buf_reserve(&h->body.bytes, h->left < BODY_ROOM ? (size_t)h->left : BODY_ROOM);
	h->left -= now.len;
	h->consumed += now.len;
	if (body_add(c, &h->body, now, frame, at)) {
		conversation_loss(c, LOSS_BODY_BOUND, frame, h->body.bytes.len);
		emit(c, h);
	}
	if (h->left > 0)
		return now.len;
	if (h->where == IN_CHUNK)
		h->where = IN_CHUNK_END;
	else
		message_end(c, h);
	return now.len;
}

/* A line of the chunked coding: *ret_whole once its LF was taken; the line is then in h->line. At most one byte too many is taken. */
static size_t take_line(struct http1 *h, struct span bytes, bool *ret_whole)
{
	struct reader r;
	struct span before;
	size_t taken;

	bytes = span_sub(bytes, 0, CHUNK_LINE_MAX + 1 - h->line.len);
	r = rd_over_span(bytes);
	*ret_whole = rd_until(&r, '\n', &before);
	taken = *ret_whole ? before.len + 1 : bytes.len;
	buf_add(&h->line, bytes.data, taken);
	h->consumed += taken;
	return taken;
}

/* RFC 9112 7.1: the size in hex, extensions ignored. */
static bool chunk_size(struct buf *line, uint64_t *ret)
{
	char *end;

	if (!isxdigit((unsigned char)buf_text(line)[0]))
		return false;
	*ret = strtoull(buf_text(line), &end, 16);
	return *ret < UINT64_MAX / 2 && strchr(";\r\n \t", *end) != NULL;
}

static void lose(struct conversation *c, struct http1 *h)
{
	message_end(c, h);
	buf_reset(&h->line);
	h->where = LOST;
}

static size_t take_chunk_line(struct conversation *c, struct http1 *h, struct span bytes)
{
	bool whole;
	size_t taken = take_line(h, bytes, &whole);

	if (h->line.len > CHUNK_LINE_MAX)
		lose(c, h);
	if (!whole || h->where == LOST)
		return taken;
	if (h->where == IN_CHUNK_END) {
		h->where = IN_CHUNK_SIZE;
	} else if (!chunk_size(&h->line, &h->left)) {
		lose(c, h);
		return taken;
	} else {
		h->where = h->left > 0 ? IN_CHUNK : IN_TRAILER;
	}
	buf_reset(&h->line);
	return taken;
}

/* RFC 9112 7.1.2: lines until an empty one. */
static size_t take_trailer(struct conversation *c, struct http1 *h, struct span bytes, uint64_t frame, int64_t at)
{
	struct reader r = rd_over_span(bytes);
	struct span line;
	bool whole = rd_until(&r, '\n', &line);
	size_t taken = whole ? line.len + 1 : bytes.len;

	gather_add(&h->trailer, span_sub(bytes, 0, taken), frame, at);
	h->consumed += taken;
	if (h->trailer.bytes.len > HTTP_HEAD_MAX) {
		conversation_loss(c, LOSS_HTTP_HEAD_BOUND, frame, h->trailer.bytes.len);
		lose(c, h);
		return taken;
	}
	if (!whole)
		return taken;
	line = span_sub(buf_span(&h->trailer.bytes), h->trailer_line, SIZE_MAX);
	h->trailer_line = h->trailer.bytes.len;
	if (span_is(line, "\n") || span_is(line, "\r\n"))
		message_end(c, h);
	return taken;
}

static size_t take(struct conversation *c, struct http1 *h, struct span bytes, uint64_t frame, int64_t at)
{
	switch (h->where) {
	case IN_HEAD:
		return take_head(c, h, bytes, frame, at);
	case IN_BODY:
	case IN_CHUNK:
		return take_body(c, h, bytes, frame, at);
	case LOST:
		return take_lost(c, h, bytes, frame, at);
	case IN_TRAILER:
		return take_trailer(c, h, bytes, frame, at);
	default:
		return take_chunk_line(c, h, bytes);
	}
}

static void http1_bytes(struct conversation *c, void *state, struct span bytes, uint64_t frame, int64_t at)
{
	struct http1 *h = state;

	while (bytes.len > 0) {
		size_t taken = take(c, h, bytes, frame, at);

		bytes = span_sub(bytes, taken, SIZE_MAX);
		if (c->switching || (h->where == IN_HEAD && h->tunnel)) {
			conversation_switch(c, bytes, frame, at);
			return;
		}
	}
}

/* A hole inside a body of known length or a chunk: reading goes on behind it. */
static void body_gap(struct conversation *c, struct http1 *h, uint64_t missing)
{
	emit(c, h);
	h->left -= missing;
	h->body_offset += missing;
	h->continues = false;
}

/* Elsewhere it goes on at the next request. */
static void http1_gap(struct conversation *c, void *state, uint64_t missing, uint64_t frame)
{
	struct http1 *h = state;

	(void)frame;
	if ((h->where == IN_BODY || h->where == IN_CHUNK) && missing < h->left) {
		body_gap(c, h, missing);
		return;
	}
	if (h->where == IN_HEAD || h->where == LOST)
		emit_lost(c, h);
	else
		message_end(c, h);
	buf_reset(&h->line);
	h->where = IN_HEAD;
	h->raw_continues = false;
}

/* The far end's answer: what follows it may be a request again. */
static void http1_turn(struct conversation *c, void *state)
{
	struct http1 *h = state;

	if (h->where != LOST)
		return;
	emit_lost(c, h);
	h->where = IN_HEAD;
}

/* RFC 9110 15.2: other answers than 101 may come first where they are of the class 1xx; any else declines. */
static void http1_answer(struct conversation *c, void *state, struct span bytes, uint64_t frame, int64_t at)
{
	struct http1 *h = state;
	size_t head;

	(void)frame;
	(void)at;
	if (h->way == NULL || h->where != IN_HEAD)
		return;
	buf_add_span(&h->answer, span_sub(bytes, 0, HTTP_HEAD_MAX - h->answer.len));
	while ((head = http_head_length(buf_span(&h->answer), 0)) > 0) {
		int status = http_answer_status(buf_span(&h->answer));

		if (status == 101) {
			websocket_way_answer(h->way, span_sub(buf_span(&h->answer), 0, head));
			upgraded(c, h, &h->head); /* what came too early is of the new protocol */
			gather_reset(&h->head);
			return;
		}
		if (status < 100 || status > 199)
			break;
		buf_drop(&h->answer, head);
	}
	if (head > 0 || h->answer.len >= HTTP_HEAD_MAX) {
		websocket_way_free(h->way);
		h->way = NULL;
		c->deaf = true;
	}
}

static void http1_end(struct conversation *c, void *state)
{
	struct http1 *h = state;

	if (h->where == IN_HEAD || h->where == LOST)
		emit_lost(c, h);
	else
		message_end(c, h);
}

static void http1_close(void *state)
{
	struct http1 *h = state;

	gather_free(&h->head);
	gather_free(&h->body);
	gather_free(&h->trailer);
	buf_free(&h->line);
	buf_free(&h->answer);
	websocket_way_free(h->way);
	http_head_free(&h->parsed);
	free(h);
}

const struct decoder decoder_http1 = { "http1", http1_probe, http1_open, http1_bytes, http1_gap, http1_turn, http1_answer,
	http1_end, http1_close, NULL };
