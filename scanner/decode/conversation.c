#include "decode/decoder.h"

#include "base/alloc.h"
#include "base/text.h"
#include "decode/pieces.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { PROTO_TCP = 6, PROTO_UDP = 17, PORT_DNS = 53, PORT_MDNS = 5353, PORT_LLMNR = 5355 };
enum { TEXT_SHARE = 90 /* percent of readable characters that make raw bytes text */,
	TEXT_LOOKED = 512 /* bytes of a piece that are looked at for it: what is binary shows it at once */ };

/* In this order the client's first bytes are asked; raw takes what no other knows. */
static const struct decoder *const decoders[] = { &decoder_dns_tcp, &decoder_tls, &decoder_http2, &decoder_http1,
	&decoder_mipush, &decoder_mqtt, &decoder_socks, &decoder_lines, &decoder_raw };

struct conversation *conversation_new(const struct flow_key *key, const struct decode_sink *sink, struct decode_shared *shared)
{
	struct conversation *c = xcalloc(1, sizeof *c);

	c->key = *key;
	c->sink = *sink;
	c->shared = shared;
	return c;
}

struct conversation *conversation_inside(const struct conversation *outer)
{
	struct conversation *c = conversation_new(&outer->key, &outer->sink, outer->shared);

	c->depth = outer->depth + 1;
	return c;
}

struct conversation *conversation_tunnel(const struct conversation *outer, const struct decoder *decoder, void *state)
{
	struct conversation *c = conversation_new(&outer->key, &outer->sink, outer->shared);

	c->key.transport = PROTO_TCP;
	c->depth = outer->depth;
	c->decoder = decoder;
	c->state = state;
	return c;
}

void conversation_inside_end(struct conversation *outer, struct conversation *inside)
{
	struct decode_summary s;

	conversation_end(inside, &s);
	outer->bytes_clear += s.bytes_clear;
	outer->bytes_decrypted += s.bytes_decrypted;
	outer->bytes_opaque += s.bytes_opaque;
	outer->messages += s.messages;
	conversation_host(outer, s.host, s.host_source);
	conversation_free(inside);
}

void conversation_emit(struct conversation *c, const struct message *m)
{
	bool clear = m->decoded;

	for (size_t i = 0; !clear && i < m->part_count; i++)
		clear = text_is_mostly(span_sub(m->parts[i].bytes, 0, TEXT_LOOKED), TEXT_SHARE);
	(clear ? conversation_clear : conversation_opaque)(c, m->bytes);
	if (m->decoded)
		c->messages++;
	c->sink.message(c->sink.ctx, m);
}

static bool is_address(const char *host)
{
	struct address a;

	return address_parse(host, &a);
}

/* Where a proxy was asked for an address alone, what goes through may tell the name. */
static bool is_better(const struct conversation *c, const char *host, enum host_source source)
{
	if (c->host_source == HOST_PROXY)
		return is_address(c->host) && !is_address(host);
	return source >= c->host_source || source == HOST_PROXY;
}

void conversation_host(struct conversation *c, const char *host, enum host_source source)
{
	if (host[0] == 0 || !is_better(c, host, source))
		return;
	if (c->host_source != HOST_PROXY)
		c->host_source = source;
	if (c->host != NULL && strcmp(c->host, host) == 0)
		return;
	free(c->host);
	c->host = xstrdup(host);
}

void conversation_loss(struct conversation *c, enum loss loss, uint64_t frame, uint64_t bytes)
{
	c->sink.loss(c->sink.ctx, loss, frame, 1, bytes);
}

void conversation_clear(struct conversation *c, uint64_t bytes)
{
	*(c->depth == 0 ? &c->bytes_clear : &c->bytes_decrypted) += bytes;
}

void conversation_opaque(struct conversation *c, uint64_t bytes)
{
	c->bytes_opaque += bytes;
}

void conversation_switch(struct conversation *c, struct span rest, uint64_t frame, int64_t at)
{
	c->switching = true;
	gather_add(&c->first, rest, frame, at);
}

void conversation_switch_to(struct conversation *c, const struct decoder *next, void *state, const struct gather *rest)
{
	c->switching = true;
	c->next = next;
	c->next_state = state;
	if (rest != NULL)
		gather_copy(&c->first, rest, 0, rest->bytes.len);
}

void conversation_give_up(struct conversation *c, struct gather *left, struct span rest, uint64_t frame, int64_t at)
{
	gather_add(left, rest, frame, at);
	conversation_switch_to(c, &decoder_raw, NULL, left);
	gather_free(left);
}

/* The decoder whose turn it is by the first bytes; NULL where more are needed. sure: no more will come. */
static const struct decoder *choose(const struct conversation *c, bool sure)
{
	struct span first = buf_span(&c->first.bytes);

	for (size_t i = 0; i < sizeof decoders / sizeof *decoders; i++) {
		enum probe p = decoders[i]->probe(c, first);

		if (p == PROBE_YES)
			return decoders[i];
		if (p == PROBE_MORE && !sure)
			return NULL;
	}
	return &decoder_raw;
}

static void decoder_drop(struct conversation *c)
{
	if (c->decoder != NULL)
		c->decoder->close(c->state);
	c->decoder = NULL;
	c->state = NULL;
	c->deaf = false;
}

/* What a decoder asked for comes to pass. */
static void decoder_change(struct conversation *c)
{
	decoder_drop(c);
	c->switching = false;
	c->decoder = c->next;
	c->state = c->next_state;
	c->next = NULL;
	c->next_state = NULL;
	if (c->decoder != NULL && c->state == NULL)
		c->state = c->decoder->open(c);
}

/* Hands the decoder what was gathered while it was being chosen, frame by frame. */
static void replay_first(struct conversation *c)
{
	struct gather first = c->first;

	c->first = (struct gather){ 0 };
	for (size_t i = 0; i < first.mark_count; i++) {
		struct span piece = gather_piece(&first, i, 0, SIZE_MAX);

		if (c->switching)
			gather_add(&c->first, piece, first.marks[i].frame, first.marks[i].at);
		else
			c->decoder->bytes(c, c->state, piece, first.marks[i].frame, first.marks[i].at);
	}
	gather_free(&first);
}

/* Chooses decoders until one holds or more bytes are needed. A tunnel inside a tunnel is bounded by its bytes. */
static void settle(struct conversation *c, bool sure)
{
	for (int tunnels = 0; c->first.bytes.len > 0; tunnels++) {
		if (c->switching)
			decoder_change(c);
		if (c->decoder == NULL)
			c->decoder = tunnels < HEADERS_MAX ? choose(c, sure) : &decoder_raw;
		if (c->decoder == NULL)
			return;
		if (c->state == NULL)
			c->state = c->decoder->open(c);
		replay_first(c);
	}
}

static void client_bytes(struct conversation *c, struct span bytes, uint64_t frame, int64_t at)
{
	if (c->decoder != NULL && !c->switching)
		c->decoder->bytes(c, c->state, bytes, frame, at);
	else
		gather_add(&c->first, bytes, frame, at);
	settle(c, false);
}

static void server_bytes(struct conversation *c, struct span bytes, uint64_t frame, int64_t at)
{
	if (c->decoder == NULL)
		return;
	if (c->decoder->turn != NULL)
		c->decoder->turn(c, c->state);
	if (c->decoder->answer != NULL && bytes.len > 0)
		c->decoder->answer(c, c->state, bytes, frame, at);
	if (!c->switching)
		return;
	settle(c, false);
	if (c->switching)
		decoder_change(c);
}

static bool is_dns(const struct conversation *c)
{
	uint16_t p = c->key.server_port;

	return p == PORT_DNS || p == PORT_MDNS || p == PORT_LLMNR;
}

void datagram_raw(struct conversation *c, struct span bytes, uint64_t frame, int64_t at)
{
	struct mark mark = { 0, frame, at };
	struct part part = { .root = "raw", .bytes = bytes, .marks = &mark, .mark_count = 1, .whole = true };
	struct message m = { .carrier = "raw", .frame = frame, .at = at, .host = "", .method = "", .bytes = bytes.len,
		.parts = &part, .part_count = 1 };

	conversation_emit(c, &m);
}

static void datagram(struct conversation *c, bool from_client, struct span bytes, uint64_t frame, int64_t at)
{
	if (is_dns(c))
		datagram_dns(c, from_client, bytes, frame, at);
	else if (!datagram_quic(c, from_client, bytes, frame, at) && from_client && !datagram_syslog(c, bytes, frame, at))
		datagram_raw(c, bytes, frame, at);
}

void conversation_bytes(struct conversation *c, bool from_client, struct span bytes, uint64_t frame, int64_t at)
{
	if (c->key.transport == PROTO_UDP)
		datagram(c, from_client, bytes, frame, at);
	else if (from_client)
		client_bytes(c, bytes, frame, at);
	else
		server_bytes(c, bytes, frame, at);
}

/* While a decoder is being chosen none is told of the far end's bytes, but the next one may be. */
enum attention conversation_attention(const struct conversation *c)
{
	const struct decoder *d = c->decoder;

	if (d == NULL || c->switching || (d->answer != NULL && !c->deaf))
		return ATTENTION_BYTES;
	return d->turn != NULL ? ATTENTION_WORD : ATTENTION_NONE;
}

void conversation_gap(struct conversation *c, bool from_client, uint64_t missing, uint64_t frame)
{
	if (!from_client) {
		if (c->decoder != NULL && c->decoder->answer_gap != NULL)
			c->decoder->answer_gap(c, c->state, missing, frame);
		return;
	}
	settle(c, true); /* what was being told apart ends here */
	if (c->switching)
		decoder_change(c);
	if (c->decoder != NULL)
		c->decoder->gap(c, c->state, missing, frame);
	if (c->first.bytes.len == 0)
		return;
	settle(c, true); /* what it gave up lies before the hole */
	if (c->decoder != NULL && !c->switching)
		c->decoder->gap(c, c->state, missing, frame);
}

/* A decoder may learn only now that the bytes were another's. */
static void decoders_end(struct conversation *c)
{
	do {
		settle(c, true);
		if (c->decoder != NULL && !c->switching)
			c->decoder->end(c, c->state);
	} while (c->switching && c->first.bytes.len > 0);
}

void conversation_end(struct conversation *c, struct decode_summary *ret)
{
	decoders_end(c);
	quic_path_end(c);
	*ret = (struct decode_summary){ .host_source = c->host_source, .bytes_clear = c->bytes_clear,
		.bytes_decrypted = c->bytes_decrypted, .bytes_opaque = c->bytes_opaque, .messages = c->messages };
	if (c->host != NULL)
		text_copy_to(ret->host, sizeof ret->host, c->host);
}

void conversation_free(struct conversation *c)
{
	if (c == NULL)
		return;
	if (c->switching)
		decoder_change(c);
	decoder_drop(c);
	quic_path_free(c);
	gather_free(&c->first);
	free(c->host);
	free(c);
}

bool host_from(struct span text, char ret[HOST_MAX])
{
	size_t n = 0;

	text = span_trim(text);
	if (text.len > 0 && text.data[0] == '[') { /* RFC 3986: an IPv6 address in brackets */
		struct reader r = rd_over_span(span_sub(text, 1, SIZE_MAX));

		if (!rd_until(&r, ']', &text))
			return false;
	} else {
		struct reader r = rd_over_span(text);
		struct span before;

		if (rd_until(&r, ':', &before))
			text = before;
	}
	if (text.len > 0 && text.data[text.len - 1] == '.')
		text.len--;
	if (text.len == 0 || text.len >= HOST_MAX)
		return false;
	for (; n < text.len; n++) {
		uint8_t b = text.data[n];

		if (b == 0 || (!isalnum(b) && strchr("-._:", b) == NULL))
			return false;
		ret[n] = (char)tolower(b);
	}
	ret[n] = 0;
	return true;
}
