/*
 * A message is one WebSocket message of the client, unmasked, its fragments joined and inflated: "websocket.text" or
 * "websocket.binary"; what control frames carry is "websocket.control".
 */
#include "decode/websocket.h"

#include "base/alloc.h"
#include "decode/httphead.h"
#include "decode/pieces.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { FIN = 0x80, RSV1 = 0x40, RSV23 = 0x30, OPCODE = 0x0F, MASKED = 0x80, LENGTH = 0x7F, LENGTH_16 = 126, LENGTH_64 = 127 };
enum { OP_CONTINUE = 0, OP_TEXT = 1, OP_BINARY = 2, OP_CONTROL = 8, OP_LAST = 10, CONTROL_MAX = 125 };
enum { HEADER_MAX = 14, HEADER_MIN = 2, WINDOW = 32 << 10, INFLATE_STEP = 16 << 10 };

struct ws_frame {
	uint8_t opcode;
	bool fin, rsv1;
	uint8_t mask[4];
	uint64_t len, done; /* of the payload */
};

struct websocket {
	struct websocket_way *way;
	uint8_t header[HEADER_MAX];
	size_t header_len;
	uint64_t frame_no;       /* that brought the header's first byte */
	int64_t at;
	bool in_frame;
	struct ws_frame now;
	struct gather control, body;
	uint8_t opcode;          /* of the message that is open, 0: none */
	bool compressed;         /* and it is deflated */
	bool continues;          /* a piece of it has gone */
	uint64_t first_frame;
	int64_t first_at;
	uint64_t base, offset;   /* of its payload, and of body's first byte, in the message */
	uint64_t consumed;       /* bytes not yet handed over */
	uint64_t inflated;       /* of the message */
	z_stream *inflate;       /* NULL until something was deflated */
	uint64_t *inflaters;     /* of the shard, while there is one here */
	bool inflate_lost;
	struct pieces pieces;
};

struct websocket_way *websocket_way_new(const char *upgrade, const char *host, enum host_source source, struct span path,
	struct span query)
{
	struct websocket_way *w = xcalloc(1, sizeof *w);

	w->websocket = strstr(upgrade, "websocket") != NULL;
	memcpy(w->host, host, strnlen(host, HOST_MAX - 1));
	w->host_source = source;
	buf_add_span(&w->path, path);
	buf_add_span(&w->query, query);
	return w;
}

void websocket_way_answer(struct websocket_way *w, struct span head)
{
	struct reader r = rd_over_span(head);
	struct span line, name;

	w->answered = true;
	while (rd_line(&r, &line)) {
		struct reader f = rd_over_span(line);

		if (rd_until(&f, ':', &name) && span_is_nocase(name, "Sec-WebSocket-Extensions"))
			w->deflate = w->deflate || span_find(rd_rest(&f), "permessage-deflate") >= 0;
	}
}

void websocket_way_free(struct websocket_way *w)
{
	if (w == NULL)
		return;
	buf_free(&w->path);
	buf_free(&w->query);
	free(w);
}

void *websocket_open(struct websocket_way *way)
{
	struct websocket *w = xcalloc(1, sizeof *w);

	w->way = way;
	return w;
}

/* It is entered from HTTP alone. */
static enum probe websocket_probe(const struct conversation *c, struct span first)
{
	(void)c;
	(void)first;
	return PROBE_NO;
}

static void *websocket_open_unasked(struct conversation *c)
{
	(void)c;
	return websocket_open(websocket_way_new("websocket", "", HOST_NONE, (struct span){ NULL, 0 }, (struct span){ NULL, 0 }));
}

/* ---- messages ---- */

/* It is deflated, and what came before it cannot be read, or may not. */
static bool is_unread(const struct websocket *w)
{
	return w->compressed && w->inflate_lost && w->inflated == 0;
}

static void emit(struct conversation *c, struct websocket *w, const char *root, const struct gather *g, struct message *m)
{
	struct part *part = pieces_add(&w->pieces, root, g, 0, g->bytes.len, w->base + w->offset);

	m->carrier = "websocket";
	m->host = w->way->host;
	m->host_source = w->way->host_source;
	m->method = "";
	m->path = buf_span(&w->way->path);
	m->query = buf_span(&w->way->query);
	m->decoded = g != &w->body || !is_unread(w);
	if (part != NULL)
		part->continues = g == &w->body && w->continues;
	pieces_emit(c, &w->pieces, m);
}

static void emit_body(struct conversation *c, struct websocket *w)
{
	struct message m = { .frame = w->first_frame, .at = w->first_at, .bytes = w->consumed };

	if (w->consumed == 0 && w->body.bytes.len == 0)
		return;
	emit(c, w, w->opcode == OP_TEXT ? "websocket.text" : "websocket.binary", &w->body, &m);
	w->offset += w->body.bytes.len;
	w->consumed = 0;
	w->continues = true;
	body_reset(c, &w->body);
}

static void emit_control(struct conversation *c, struct websocket *w)
{
	struct message m = { .frame = w->frame_no, .at = w->at, .bytes = w->header_len + w->control.bytes.len };
	uint64_t base = w->base, offset = w->offset;

	w->base = w->header_len;
	w->offset = 0;
	emit(c, w, "websocket.control", &w->control, &m);
	w->base = base;
	w->offset = offset;
	gather_reset(&w->control);
}

static void body_grow(struct conversation *c, struct websocket *w, struct span bytes, uint64_t frame, int64_t at)
{
	if (!body_add(c, &w->body, bytes, frame, at))
		return;
	conversation_loss(c, LOSS_BODY_BOUND, frame, w->body.bytes.len);
	emit_body(c, w);
}

/* ---- permessage-deflate ---- */

static void inflate_give_up(struct websocket *w)
{
	if (w->inflate != NULL) {
		inflateEnd(w->inflate);
		free(w->inflate);
		--*w->inflaters;
	}
	w->inflate = NULL;
	w->inflate_lost = true;
}

/* RFC 7692 7.2.3.5: a block may be marked as the last one; what follows still refers to what was. */
static bool inflate_again(z_stream *z)
{
	uint8_t window[WINDOW];
	uInt n = 0;

	return inflateGetDictionary(z, window, &n) == Z_OK && inflateReset(z) == Z_OK && inflateSetDictionary(z, window, n) == Z_OK;
}

static void inflate_begin(struct conversation *c, struct websocket *w, uint64_t frame)
{
	w->inflate_lost = c->shared->inflaters >= INFLATERS_MAX / SHARDS;
	if (w->inflate_lost) {
		conversation_loss(c, LOSS_UNWRAP_BOUND, frame, 0);
		return;
	}
	w->inflaters = &c->shared->inflaters;
	++*w->inflaters;
	w->inflate = xcalloc(1, sizeof *w->inflate);
	if (inflateInit2(w->inflate, -MAX_WBITS) != Z_OK)
		inflate_give_up(w);
}

/*
 * RFC 7692 7.2.2. The window is kept from message to message whatever was agreed: a sender that gave it up does not refer to it.
 */
static void inflate_bytes(struct conversation *c, struct websocket *w, struct span bytes, uint64_t frame, int64_t at)
{
	uint8_t out[INFLATE_STEP];
	uint64_t before = w->inflated;
	size_t most;
	int status = Z_OK;

	if (w->inflate == NULL && !w->inflate_lost)
		inflate_begin(c, w, frame);
	if (w->inflate_lost)
		return;
	most = purse_allows(c->shared->purse, bytes.len);
	most = most < UNWRAP_BYTES - w->inflated ? most : UNWRAP_BYTES - w->inflated;
	w->inflate->next_in = (Bytef *)bytes.data;
	w->inflate->avail_in = (uInt)bytes.len;
	do {
		w->inflate->next_out = out;
		w->inflate->avail_out = sizeof out;
		status = inflate(w->inflate, Z_SYNC_FLUSH);
		w->inflated += sizeof out - w->inflate->avail_out;
		body_grow(c, w, (struct span){ out, sizeof out - w->inflate->avail_out }, frame, at);
		if (status == Z_STREAM_END && w->inflate->avail_in > 0)
			status = inflate_again(w->inflate) ? Z_OK : Z_DATA_ERROR;
	} while (status == Z_OK && (w->inflate->avail_in > 0 || w->inflate->avail_out == 0) && w->inflated - before <= most);
	explicit_bzero(out, sizeof out);
	purse_pay(c->shared->purse, w->inflated - before, bytes.len);
	if (w->inflated - before > most)
		conversation_loss(c, LOSS_UNWRAP_BOUND, frame, w->inflated);
	if ((status != Z_OK && status != Z_BUF_ERROR && status != Z_STREAM_END) || w->inflated - before > most)
		inflate_give_up(w);
	else if (status == Z_STREAM_END && !inflate_again(w->inflate))
		inflate_give_up(w);
}

/* ---- frames ---- */

static void message_end(struct conversation *c, struct websocket *w, uint64_t frame, int64_t at)
{
	static const uint8_t tail[] = { 0, 0, 0xFF, 0xFF }; /* RFC 7692 7.2.2: the sender left it out */

	if (w->compressed)
		inflate_bytes(c, w, (struct span){ tail, sizeof tail }, frame, at);
	emit_body(c, w);
	w->opcode = 0;
	w->continues = w->compressed = false;
	w->offset = w->inflated = 0;
}

/* RFC 6455 5.2. False: what is there is none. *ret_len: 0 where it is not whole. */
static bool read_header(const struct websocket *w, struct ws_frame *ret, size_t *ret_len)
{
	struct reader r = rd_over(w->header, w->header_len);
	uint8_t first = rd_u8(&r), second = rd_u8(&r);
	struct ws_frame f = { .opcode = first & OPCODE, .fin = (first & FIN) != 0, .rsv1 = (first & RSV1) != 0,
		.len = second & LENGTH };
	bool control = f.opcode >= OP_CONTROL;

	*ret_len = 0;
	if ((first & RSV23) != 0 || f.opcode > OP_LAST || (f.opcode > OP_BINARY && !control))
		return false;
	if (f.rsv1 && (control || f.opcode == OP_CONTINUE || (w->way->answered && !w->way->deflate)))
		return false;
	if ((control && !f.fin) || (!control && (f.opcode == OP_CONTINUE) != (w->opcode != 0)))
		return false;
	if (w->header_len < HEADER_MIN)
		return true;
	if ((second & MASKED) == 0 || (control && f.len > CONTROL_MAX)) /* 5.1: a client masks */
		return false;
	if (f.len == LENGTH_16)
		f.len = rd_be16(&r);
	else if (f.len == LENGTH_64)
		f.len = rd_be64(&r);
	for (size_t i = 0; i < sizeof f.mask; i++)
		f.mask[i] = rd_u8(&r);
	if (!rd_ok(&r))
		return true;
	*ret_len = w->header_len - rd_left(&r);
	*ret = f;
	return f.len >> 63 == 0;
}

static void frame_begin(struct websocket *w)
{
	w->in_frame = true;
	if (w->now.opcode >= OP_CONTROL)
		return;
	if (w->now.opcode != OP_CONTINUE) {
		w->opcode = w->now.opcode;
		w->compressed = w->now.rsv1;
		w->first_frame = w->frame_no;
		w->first_at = w->at;
		w->base = w->header_len;
	}
	w->consumed += w->header_len;
}

static void frame_end(struct conversation *c, struct websocket *w, uint64_t frame, int64_t at)
{
	if (w->now.opcode >= OP_CONTROL)
		emit_control(c, w);
	else if (w->now.fin)
		message_end(c, w, frame, at);
	w->in_frame = false;
	w->header_len = 0;
}

static void payload(struct conversation *c, struct websocket *w, struct span masked, uint64_t frame, int64_t at)
{
	struct buf plain = { 0 };

	for (size_t i = 0; i < masked.len; i++)
		buf_putc(&plain, (char)(masked.data[i] ^ w->now.mask[(w->now.done + i) % 4]));
	w->now.done += masked.len;
	if (w->now.opcode >= OP_CONTROL) {
		gather_add(&w->control, buf_span(&plain), frame, at);
	} else {
		w->consumed += masked.len;
		if (w->compressed)
			inflate_bytes(c, w, buf_span(&plain), frame, at);
		else
			body_grow(c, w, buf_span(&plain), frame, at);
	}
	buf_free(&plain);
}

/* From the header on. */
static void give_up(struct conversation *c, struct websocket *w, struct span rest, uint64_t frame, int64_t at)
{
	struct gather left = { 0 };

	emit_body(c, w);
	gather_add(&left, (struct span){ w->header, w->header_len }, w->frame_no, w->at);
	w->header_len = 0;
	conversation_give_up(c, &left, rest, frame, at);
}

static void websocket_bytes(struct conversation *c, void *state, struct span bytes, uint64_t frame, int64_t at)
{
	struct websocket *w = state;
	struct reader r = rd_over_span(bytes);

	while (rd_left(&r) > 0 || (w->in_frame && w->now.done == w->now.len)) {
		size_t whole;

		if (w->in_frame) {
			uint64_t left = w->now.len - w->now.done;

			payload(c, w, rd_bytes(&r, left < rd_left(&r) ? left : rd_left(&r)), frame, at);
			if (w->now.done == w->now.len)
				frame_end(c, w, frame, at);
			continue;
		}
		if (w->header_len == 0) {
			w->frame_no = frame;
			w->at = at;
		}
		w->header[w->header_len++] = rd_u8(&r);
		if (!read_header(w, &w->now, &whole)) {
			give_up(c, w, rd_rest(&r), frame, at);
			return;
		}
		if (whole > 0)
			frame_begin(w);
	}
}

/* Inside a payload reading goes on behind a hole; what was deflated with what is missing cannot be read. */
static void websocket_gap(struct conversation *c, void *state, uint64_t missing, uint64_t frame)
{
	struct websocket *w = state;

	if (!w->in_frame || w->now.opcode >= OP_CONTROL || missing > w->now.len - w->now.done) {
		if (w->in_frame && w->now.opcode >= OP_CONTROL)
			emit_control(c, w);
		if (w->in_frame)
			w->header_len = 0;
		give_up(c, w, (struct span){ NULL, 0 }, frame, 0);
		return;
	}
	emit_body(c, w);
	if (w->compressed)
		inflate_give_up(w);
	w->now.done += missing;
	w->offset += missing;
	w->continues = false;
}

static void websocket_end(struct conversation *c, void *state)
{
	struct websocket *w = state;

	emit_body(c, w);
	if (!w->in_frame)
		conversation_opaque(c, w->header_len);
	else if (w->now.opcode >= OP_CONTROL)
		emit_control(c, w);
}

static void websocket_close(void *state)
{
	struct websocket *w = state;

	inflate_give_up(w);
	websocket_way_free(w->way);
	gather_free(&w->control);
	gather_free(&w->body);
	pieces_free(&w->pieces);
	free(w);
}

const struct decoder decoder_websocket = { "websocket", websocket_probe, websocket_open_unasked, websocket_bytes,
	websocket_gap, NULL, NULL, websocket_end, websocket_close, NULL };
