#include "decode/request.h"

#include "base/text.h"
#include "decode/websocket.h"

#include <string.h>

/* ---- how much is open ---- */

static void hold(struct request *r, size_t bytes)
{
	if (r->open_bytes != NULL)
		*r->open_bytes += bytes - r->held;
	r->held = bytes;
}

static size_t held_by(const struct request *r)
{
	size_t bytes = sizeof *r + r->fields.bytes.len + r->fields.mark_count * sizeof *r->fields.marks;

	for (size_t i = 0; i < r->head.field_count; i++)
		bytes += sizeof *r->head.fields + strlen(r->head.fields[i].root);
	return bytes;
}

bool requests_are_many(const struct decode_shared *s)
{
	return s->open_bytes > OPEN_TOTAL_MAX / SHARDS;
}

struct request request_begun(const struct conversation *c, const char *carrier, uint64_t frame, int64_t at)
{
	struct request r = { .carrier = carrier, .frame = frame, .at = at, .purse = c->shared->purse, .open_bytes = &c->shared->open_bytes };

	hold(&r, held_by(&r));
	return r;
}

/* Path and query go on to tell where the body goes, if they are short. */
static void fields_forget(struct request *r)
{
	struct http_head *h = &r->head;
	struct gather kept = { 0 };

	if (h->path.len + h->query.len <= OPEN_TARGET) {
		gather_copy(&kept, &r->fields, h->path.from, h->path.len);
		gather_copy(&kept, &r->fields, h->query.from, h->query.len);
	} else {
		h->path.len = h->query.len = 0;
	}
	h->path.from = 0;
	h->query.from = h->path.len;
	r->gone += r->fields.bytes.len - kept.bytes.len;
	gather_free(&r->fields);
	r->fields = kept;
	http_fields_free(h);
}

void request_hold(struct conversation *c, struct request *r, struct pieces *p)
{
	hold(r, held_by(r));
	if (!requests_are_many(c->shared))
		return;
	conversation_loss(c, LOSS_BODY_BOUND, r->frame, 0);
	request_emit(c, r, p);
	fields_forget(r);
	hold(r, held_by(r));
}

/* ---- fields ---- */

static void target(struct request *r, size_t from, struct span value)
{
	ptrdiff_t query = span_find(value, "?");

	r->head.path = (struct place_in){ from, query < 0 ? value.len : (size_t)query };
	if (query >= 0)
		r->head.query = (struct place_in){ from + (size_t)query + 1, value.len - (size_t)query - 1 };
}

/* RFC 9113 section 8.3.1, RFC 9114 section 4.3.1. */
static void pseudo_field(struct request *r, struct span name, size_t from, struct span value)
{
	if (span_is(name, ":method"))
		text_clean_to(r->head.method, sizeof r->head.method, value);
	else if (span_is(name, ":path"))
		target(r, from, value);
	else if (span_is(name, ":authority") && host_from(value, r->head.host))
		r->head.host_source = HOST_HTTP;
	else if (span_is(name, ":protocol"))
		text_clean_to(r->head.upgrade, sizeof r->head.upgrade, value);
}

/* Bytes of a value that are not paid for: as many as HPACK's static table has ("gzip, deflate"), which a byte names. */
enum { STATIC_VALUE = 16 };

/* A byte may name a value of the table that has thousands: all of them are gathered and searched again. */
static bool is_paid(struct purse *p, size_t made, size_t sent)
{
	if (made > STATIC_VALUE && made > purse_allows(p, sent))
		return false;
	purse_pay(p, made > STATIC_VALUE ? made : 0, sent);
	return true;
}

void request_field(struct request *r, struct span name, struct span value, const struct mark *m)
{
	size_t from = r->fields.bytes.len, sent = r->sent;

	r->sent = 0;
	if (from + value.len > HTTP_HEAD_MAX || !is_paid(r->purse, value.len, sent)) {
		r->head.over_bound += name.len + value.len;
		return;
	}
	gather_add(&r->fields, value, m->frame, m->at);
	value = span_sub(buf_span(&r->fields.bytes), from, value.len);
	if (span_starts(name, ":")) {
		if (!r->headed)
			pseudo_field(r, name, from, value);
		return;
	}
	if (!r->headed && (!span_is(name, "host") || r->head.host_source == HOST_NONE))
		http_field_heed(&r->head, name, value);
	http_field_add(&r->head, r->headed ? "http.trailer:" : "http.header:", buf_span(&r->fields.bytes), name, value);
}

/* Whether the far end takes deflate is in its answer, which is not read; a client that has not offered it sends nothing deflated. */
static struct conversation *websocket_tunnel(struct conversation *c, const struct request *r)
{
	struct span fields = buf_span(&r->fields.bytes);
	struct websocket_way *way = websocket_way_new("websocket", r->head.host, r->head.host_source,
		span_sub(fields, r->head.path.from, r->head.path.len), span_sub(fields, r->head.query.from, r->head.query.len));

	way->answered = way->deflate = true;
	return conversation_tunnel(c, &decoder_websocket, websocket_open(way));
}

static void open_tunnel(struct conversation *c, struct request *r)
{
	if (strcmp(r->head.upgrade, "websocket") == 0)
		r->tunnel = websocket_tunnel(c, r);
	else
		r->tunnel = conversation_tunnel(c, NULL, NULL);
}

void request_block_end(struct conversation *c, struct request *r)
{
	if (r->head.over_bound > 0)
		conversation_loss(c, LOSS_HTTP_HEAD_BOUND, r->frame, r->head.over_bound);
	r->head.over_bound = 0;
	if (!r->headed)
		r->head_len = r->fields.bytes.len;
	if (!r->headed && strcmp(r->head.method, "CONNECT") == 0)
		open_tunnel(c, r);
	r->headed = true;
	conversation_host(c, r->head.host, r->head.host_source);
}

/* ---- handing over ---- */

static void put_target(const struct request *r, struct pieces *p)
{
	const struct http_head *h = &r->head;
	struct part *part;

	pieces_add(p, "http.path", &r->fields, h->path.from, h->path.len, h->path.from);
	part = pieces_add(p, "http.query", &r->fields, h->query.from, h->query.len, h->query.from);
	if (part != NULL)
		part->content_type = "application/x-www-form-urlencoded";
}

static void put_body(const struct request *r, struct pieces *p)
{
	struct part *part = pieces_add(p, "http.body", &r->body, 0, r->body.bytes.len, r->head_len + r->body_offset);

	if (part == NULL)
		return;
	part->content_type = r->head.content_type[0] != 0 ? r->head.content_type : NULL;
	part->content_encoding = r->head.content_encoding[0] != 0 ? r->head.content_encoding : NULL;
	part->continues = r->piece_sent && r->body_offset > 0 && !r->torn;
}

static void put_fields(const struct request *r, struct pieces *p)
{
	for (size_t i = 0; i < r->head.field_count; i++) {
		const struct http_field *f = &r->head.fields[i];
		bool trailer = strncmp(f->root, "http.trailer:", 13) == 0;

		if (!r->piece_sent || trailer)
			pieces_add(p, f->root, &r->fields, f->value.from, f->value.len,
				f->value.from + (trailer ? r->gone + r->body_offset + r->body.bytes.len : 0));
	}
}

void request_emit(struct conversation *c, struct request *r, struct pieces *p)
{
	const struct http_head *h = &r->head;
	struct span fields = buf_span(&r->fields.bytes);
	struct message m = { .carrier = r->carrier, .frame = r->frame, .at = r->at, .host = h->host, .host_source = h->host_source,
		.method = h->method, .path = span_sub(fields, h->path.from, h->path.len),
		.query = span_sub(fields, h->query.from, h->query.len), .decoded = true, .bytes = r->consumed };

	if (!r->piece_sent)
		put_target(r, p);
	put_body(r, p);
	put_fields(r, p);
	pieces_emit(c, p, &m);
	r->body_offset += r->body.bytes.len;
	r->consumed = 0;
	r->piece_sent = true;
	r->torn = false;
	body_reset(c, &r->body);
}

void request_body(struct conversation *c, struct request *r, struct pieces *p, struct span bytes, uint64_t frame, int64_t at)
{
	if (r->tunnel != NULL) {
		r->consumed -= bytes.len < r->consumed ? bytes.len : r->consumed;
		conversation_bytes(r->tunnel, true, bytes, frame, at);
		return;
	}
	if (!body_add(c, &r->body, bytes, frame, at))
		return;
	conversation_loss(c, LOSS_BODY_BOUND, frame, r->body.bytes.len);
	request_emit(c, r, p);
}

void request_end(struct conversation *c, struct request *r, struct pieces *p)
{
	if (r->tunnel != NULL && r->piece_sent)
		conversation_clear(c, r->consumed); /* the frames around the tunnel's bytes */
	else if (r->consumed > 0 || r->body.bytes.len > 0)
		request_emit(c, r, p);
	if (r->tunnel != NULL)
		conversation_inside_end(c, r->tunnel);
	r->tunnel = NULL;
}

void request_free(struct request *r)
{
	hold(r, 0);
	conversation_free(r->tunnel);
	http_head_free(&r->head);
	gather_free(&r->fields);
	gather_free(&r->body);
}
