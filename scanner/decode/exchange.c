#include "decode/exchange.h"

#include "decode/request.h"
#include "decode/sasl.h"

#include <stdlib.h>
#include <string.h>

enum { PROTO_TCP = 6, PROTO_UDP = 17, BODY_SLICE = 256 << 10, OP_TEXT = 1, OP_BINARY = 2 };

/* ---- the URL ---- */

struct url {
	struct span authority; /* host and port, without who logs in */
	struct span target;    /* path and query */
	uint16_t port;
	bool encrypted;
};

static const struct scheme {
	const char *prefix;
	uint16_t port;
	bool encrypted;
} schemes[] = { { "http://", 80, false }, { "https://", 443, true }, { "ws://", 80, false }, { "wss://", 443, true } };

/* Behind the last colon that is not inside an IPv6 address's brackets. */
static uint16_t port_of(struct span authority, uint16_t without)
{
	uint32_t port = 0;
	size_t at = authority.len;

	while (at > 0 && authority.data[at - 1] >= '0' && authority.data[at - 1] <= '9')
		at--;
	if (at == 0 || at == authority.len || authority.data[at - 1] != ':')
		return without;
	for (; at < authority.len && port <= UINT16_MAX; at++)
		port = port * 10 + (authority.data[at] - '0');
	return port == 0 || port > UINT16_MAX ? without : (uint16_t)port;
}

/* RFC 3986 section 3: the fragment never leaves the client. */
static bool url_parse(struct span text, struct url *ret)
{
	const struct scheme *s = NULL;
	struct reader login;
	struct span before;
	ptrdiff_t fragment;
	size_t n = 0;

	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
		if (span_starts_nocase(text, schemes[i].prefix))
			s = &schemes[i];
	}
	if (s == NULL)
		return false;
	text = span_sub(text, strlen(s->prefix), SIZE_MAX);
	fragment = span_find(text, "#");
	if (fragment >= 0)
		text = span_sub(text, 0, (size_t)fragment);
	while (n < text.len && text.data[n] != '/' && text.data[n] != '?')
		n++;
	*ret = (struct url){ .authority = span_sub(text, 0, n), .target = span_sub(text, n, SIZE_MAX), .encrypted = s->encrypted };
	login = rd_over_span(ret->authority);
	if (rd_until(&login, '@', &before))
		ret->authority = rd_rest(&login);
	ret->port = port_of(ret->authority, s->port);
	return true;
}

bool exchange_key(const struct exchange *x, struct flow_key *ret, bool *ret_encrypted)
{
	static const char *const over_udp[] = { "h3", "HTTP/3", "http/3" };
	struct url u;
	char host[HOST_MAX];

	if (!url_parse(x->url, &u) || !host_from(u.authority, host))
		return false;
	*ret = (struct flow_key){ .server = x->server, .server_port = u.port, .transport = PROTO_TCP };
	if (ret->server.family == 0)
		address_parse(host, &ret->server);
	for (size_t i = 0; i < sizeof over_udp / sizeof *over_udp; i++) {
		if (span_starts(x->version, over_udp[i]))
			ret->transport = PROTO_UDP;
	}
	*ret_encrypted = u.encrypted;
	return true;
}

/* ---- what the exporter took apart is put together again ---- */

static void percent_add(struct buf *out, struct span s)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.len; i++) {
		uint8_t b = s.data[i];
		bool plain = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || (b != 0 && strchr("-._~", b) != NULL);

		if (plain)
			buf_putc(out, (char)b);
		else
			buf_add(out, (char[]){ '%', hex[b >> 4], hex[b & 15] }, 3);
	}
}

static void form_add(struct buf *out, const struct exchange_field *fields, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_puts(out, i > 0 ? "&" : "");
		percent_add(out, fields[i].name);
		buf_putc(out, '=');
		percent_add(out, fields[i].value);
	}
}

static void cookies_add(struct buf *out, const struct exchange_field *cookies, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_puts(out, i > 0 ? "; " : "");
		buf_add_span(out, cookies[i].name);
		buf_putc(out, '=');
		buf_add_span(out, cookies[i].value);
	}
}

static bool has_header(const struct exchange *x, const char *name)
{
	for (size_t i = 0; i < x->header_count; i++) {
		if (span_is_nocase(x->headers[i].name, name))
			return true;
	}
	return false;
}

/* ---- the request ---- */

/* One entry on its way. */
struct telling {
	struct conversation *c;
	const struct exchange *x;
	struct mark mark;
	struct request request;
	struct pieces pieces;
};

static void field(struct telling *t, struct span name, struct span value)
{
	request_field(&t->request, name, value, &t->mark);
	t->request.consumed += name.len + value.len;
}

/* Some list HTTP/2's pseudo fields among the headers; the URL has told them. */
static void headers(struct telling *t)
{
	const struct exchange *x = t->x;
	struct buf cookies = { 0 };

	for (size_t i = 0; i < x->header_count; i++) {
		if (!span_starts(x->headers[i].name, ":"))
			field(t, x->headers[i].name, x->headers[i].value);
	}
	if (!has_header(x, "Content-Type") && x->body_type.len > 0)
		field(t, span_of("Content-Type"), x->body_type);
	cookies_add(&cookies, x->cookies, x->cookie_count);
	if (cookies.len > 0 && !has_header(x, "Cookie"))
		field(t, span_of("Cookie"), buf_span(&cookies));
	buf_free(&cookies);
}

static void head(struct telling *t, const struct url *u)
{
	struct buf target = { 0 };
	char host[HOST_MAX];

	buf_add_span(&target, u->target.len > 0 ? u->target : span_of("/"));
	if (span_find(buf_span(&target), "?") < 0 && t->x->query_count > 0) {
		buf_putc(&target, '?');
		form_add(&target, t->x->query, t->x->query_count);
	}
	field(t, span_of(":method"), t->x->method);
	field(t, span_of(":authority"), u->authority);
	field(t, span_of(":path"), buf_span(&target));
	memcpy(host, t->request.head.host, sizeof host);
	headers(t);
	memcpy(t->request.head.host, host, sizeof host); /* a header Host may differ: the URL says where it went */
	request_block_end(t->c, &t->request);
	buf_free(&target);
}

static void body_bytes(struct telling *t, struct span bytes)
{
	for (size_t at = 0; at < bytes.len; at += BODY_SLICE) {
		struct span slice = span_sub(bytes, at, BODY_SLICE);

		t->request.consumed += slice.len;
		request_body(t->c, &t->request, &t->pieces, slice, t->mark.frame, t->mark.at);
	}
}

/* A form that is told by its parameters alone is written as forms are, whatever type it had. */
static void body_form(struct telling *t)
{
	struct buf form = { 0 };

	form_add(&form, t->x->form, t->x->form_count);
	memcpy(t->request.head.content_type, "application/x-www-form-urlencoded", 34);
	body_bytes(t, buf_span(&form));
	buf_free(&form);
}

/* Nearly every exporter has undone a content encoding that the headers still name: who unwraps looks at the bytes first. */
static void body(struct telling *t, uint64_t *ret_missing)
{
	const struct exchange *x = t->x;
	struct gather plain = { 0 };

	if (x->body.len > 0 && x->body_base64 && sasl_decode(x->body, &t->mark, &plain))
		body_bytes(t, buf_span(&plain.bytes));
	else if (x->body.len > 0)
		body_bytes(t, x->body);
	else if (x->form_count > 0)
		body_form(t);
	else if (x->body_size > 0)
		*ret_missing = (uint64_t)x->body_size;
	if (*ret_missing > 0)
		conversation_loss(t->c, LOSS_HAR_BODY, t->mark.frame, *ret_missing);
	gather_free(&plain);
}

/* ---- WebSocket ---- */

static const char *send_root(uint8_t opcode)
{
	return opcode == OP_TEXT ? "websocket.text" : opcode == OP_BINARY ? "websocket.binary" : "websocket.control";
}

/* base: bytes of the entry's messages before it. */
static void send_tell(struct telling *t, const struct exchange_send *s, uint64_t base)
{
	const struct http_head *h = &t->request.head;
	struct span fields = buf_span(&t->request.fields.bytes);
	struct message m = { .carrier = "websocket", .frame = t->mark.frame, .at = s->at != 0 ? s->at : t->mark.at, .host = h->host,
		.host_source = h->host_source, .method = "", .path = span_sub(fields, h->path.from, h->path.len),
		.query = span_sub(fields, h->query.from, h->query.len), .decoded = true };
	struct mark mark = { 0, m.frame, m.at };
	struct gather data = { 0 };

	if (s->opcode != OP_BINARY || !sasl_decode(s->data, &mark, &data)) {
		gather_reset(&data);
		gather_add(&data, s->data, mark.frame, mark.at);
	}
	m.bytes = data.bytes.len;
	if (pieces_add(&t->pieces, send_root(s->opcode), &data, 0, data.bytes.len, base) != NULL)
		pieces_emit(t->c, &t->pieces, &m);
	gather_free(&data);
}

static void sends(struct telling *t, uint64_t base)
{
	for (size_t i = 0; i < t->x->send_count; i++) {
		send_tell(t, &t->x->sends[i], base);
		base += t->x->sends[i].data.len;
	}
	if (t->x->websocket && !t->x->sends_told)
		conversation_loss(t->c, LOSS_HAR_MESSAGES, t->mark.frame, 0);
}

static size_t fields_len(const struct exchange_field *f, size_t n)
{
	size_t len = 0;

	for (size_t i = 0; i < n; i++)
		len += f[i].name.len + f[i].value.len;
	return len;
}

size_t exchange_len(const struct exchange *x)
{
	size_t len = x->url.len + x->body.len + fields_len(x->headers, x->header_count) + fields_len(x->cookies, x->cookie_count) +
		fields_len(x->form, x->form_count);

	for (size_t i = 0; i < x->send_count; i++)
		len += x->sends[i].data.len;
	return len;
}

void conversation_exchange(struct conversation *c, const struct exchange *x, uint64_t frame, int64_t at, uint64_t *ret_missing)
{
	struct telling t = { .c = c, .x = x, .mark = { 0, frame, at }, .request = { .carrier = "http", .frame = frame, .at = at } };
	struct url u;
	uint64_t base;

	*ret_missing = 0;
	if (!url_parse(x->url, &u))
		return;
	head(&t, &u);
	body(&t, ret_missing);
	base = t.request.head_len + t.request.body_offset + t.request.body.bytes.len;
	request_end(c, &t.request, &t.pieces);
	sends(&t, base);
	request_free(&t.request);
	pieces_free(&t.pieces);
}
