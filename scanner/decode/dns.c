/*
 * DNS (RFC 1035) over UDP and, with a length before each message (RFC 7766), over TCP; mDNS and LLMNR look alike. What the client
 * asks is a message ("dns.qname"); what the far end answers names addresses.
 */
#include "decode/decoder.h"

#include "base/alloc.h"
#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TYPE_A = 1, TYPE_CNAME = 5, TYPE_AAAA = 28, CLASS_IN = 1, FLAG_RESPONSE = 0x8000, PORT_DNS = 53 };
enum { QNAME_AT = 13 /* the first label's text: behind the header and its length */ };
enum { POINTERS_MAX = 32 /* RFC 1035 4.1.4 sets no bound; a loop ends here */ };

/* What brought a message: a datagram, or the bytes from `from` of what was gathered. */
struct brought {
	uint64_t frame; /* its first */
	int64_t at;
	const struct gather *gathered; /* NULL: a datagram */
	size_t from;
};

struct dns_header {
	uint16_t flags, questions, answers;
};

static void header(struct reader *r, struct dns_header *ret)
{
	rd_be16(r); /* id */
	ret->flags = rd_be16(r);
	ret->questions = rd_be16(r);
	ret->answers = rd_be16(r);
	rd_be16(r); /* authority */
	rd_be16(r); /* additional */
}

/* One label in lower case behind what is in ret; what is no host character becomes "?". False where it does not fit. */
static bool add_label(char *ret, size_t *n, struct span label)
{
	if (*n + label.len + 2 > HOST_MAX)
		return false;
	if (*n > 0)
		ret[(*n)++] = '.';
	for (size_t i = 0; i < label.len; i++) {
		uint8_t b = label.data[i];

		ret[(*n)++] = isalnum(b) || b == '-' || b == '_' ? (char)tolower(b) : '?';
	}
	ret[*n] = 0;
	return true;
}

/*
 * RFC 1035 4.1.4: labels, ended by zero or by a pointer to an earlier place of whole. r moves behind the name. False where it is
 * broken.
 */
static bool name(struct reader *r, struct span whole, char ret[HOST_MAX])
{
	struct reader at = *r;
	size_t n = 0;
	bool jumped = false;

	ret[0] = 0;
	for (int pointers = 0; pointers < POINTERS_MAX;) {
		uint8_t len = rd_u8(&at);

		if (!rd_ok(&at))
			return false;
		if (len == 0 || (len & 0xC0) == 0xC0) {
			size_t target = (size_t)(len & 0x3F) << 8 | (len == 0 ? 0 : rd_u8(&at));

			if (!jumped)
				*r = at;
			if (len == 0 || !rd_ok(&at))
				return rd_ok(&at);
			jumped = true;
			pointers++;
			at = rd_over_span(span_sub(whole, target, SIZE_MAX));
			continue;
		}
		if ((len & 0xC0) != 0 || !add_label(ret, &n, rd_bytes(&at, len)) || !rd_ok(&at))
			return false;
	}
	return false;
}

/* The text of the name as it was sent, labels joined by dots, as a part of its own. */
static void query(struct conversation *c, const char *qname, struct span whole, const struct brought *o)
{
	struct mark one = { 0, o->frame, o->at }, *marks = NULL;
	size_t n = 0, cap = 0;
	struct part part = { .root = "dns.qname", .bytes = span_of(qname), .offset = QNAME_AT, .mark_count = 1 };
	struct message m = { .carrier = "dns", .frame = o->frame, .at = o->at, .host = "", .method = "", .decoded = true,
		.bytes = whole.len, .parts = &part, .part_count = qname[0] == 0 ? 0 : 1 };

	if (o->gathered != NULL)
		part.mark_count = gather_slice(o->gathered, o->from + QNAME_AT, part.bytes.len, &marks, &n, &cap);
	part.marks = marks != NULL ? marks : &one;
	conversation_emit(c, &m);
	free(marks);
}

static bool answer(struct conversation *c, struct reader *r, struct span whole, const char *qname,
	const struct brought *o)
{
	struct fact_dns d = { .frame = o->frame, .at = o->at };
	struct span data;
	struct reader rdata;
	uint16_t class;

	if (!name(r, whole, d.name))
		return false;
	d.type = rd_be16(r);
	class = rd_be16(r) & 0x7FFF; /* mDNS's cache-flush bit (RFC 6762 10.2) */
	d.ttl = rd_be32(r);
	rdata = rd_sub(r, rd_be16(r));
	if (!rd_ok(r) || class != CLASS_IN)
		return rd_ok(r);
	snprintf(d.query, sizeof d.query, "%s", qname);
	data = (struct span){ rdata.pos, rd_left(&rdata) };
	if (d.type == TYPE_A && data.len == 4)
		d.address = address_v4(data.data);
	else if (d.type == TYPE_AAAA && data.len == 16)
		d.address = address_v6(data.data);
	else if (d.type != TYPE_CNAME || !name(&rdata, whole, d.target))
		return true;
	c->sink.dns(c->sink.ctx, &d);
	return true;
}

static void response(struct conversation *c, struct reader *r, const struct dns_header *h, struct span whole,
	const struct brought *o)
{
	char qname[HOST_MAX] = "", other[HOST_MAX];
	int n = 0;

	for (int i = 0; i < h->questions; i++) {
		if (!name(r, whole, i == 0 ? qname : other))
			return;
		rd_be32(r); /* type, class */
	}
	for (; n < h->answers && n < DNS_RECORDS_MAX; n++) {
		if (!answer(c, r, whole, qname, o))
			return;
	}
	if (n < h->answers)
		conversation_loss(c, LOSS_DNS_BOUND, o->frame, rd_left(r));
}

static void dns_message(struct conversation *c, bool from_client, struct span whole, const struct brought *o)
{
	struct reader r = rd_over_span(whole);
	char qname[HOST_MAX] = "";
	struct dns_header h;

	header(&r, &h);
	if (!rd_ok(&r)) {
		if (from_client)
			conversation_opaque(c, whole.len);
		return;
	}
	if ((h.flags & FLAG_RESPONSE) != 0) {
		if (!from_client)
			response(c, &r, &h, whole, o);
		return;
	}
	if (!from_client)
		return;
	if (h.questions > 0 && !name(&r, whole, qname))
		conversation_opaque(c, whole.len);
	else
		query(c, qname, whole, o);
}

void datagram_dns(struct conversation *c, bool from_client, struct span bytes, uint64_t frame, int64_t at)
{
	const struct brought o = { .frame = frame, .at = at };

	dns_message(c, from_client, bytes, &o);
}

struct dns_tcp {
	struct gather client, server;
};

static enum probe dns_tcp_probe(const struct conversation *c, struct span first)
{
	(void)first;
	return c->key.server_port == PORT_DNS ? PROBE_YES : PROBE_NO;
}

static void *dns_tcp_open(struct conversation *c)
{
	(void)c;
	return xcalloc(1, sizeof(struct dns_tcp));
}

/* The frame that brought byte n of g. */
static const struct mark *mark_of(const struct gather *g, size_t n)
{
	size_t i = 0;

	while (i + 1 < g->mark_count && g->marks[i + 1].offset <= n)
		i++;
	return &g->marks[i];
}

/* Takes whole messages from the front of g. */
static void take_messages(struct conversation *c, struct gather *g, bool from_client)
{
	size_t done = 0;

	for (;;) {
		struct reader r = rd_over_span(span_sub(buf_span(&g->bytes), done, SIZE_MAX));
		struct span whole = rd_bytes(&r, rd_be16(&r));
		const struct mark *first;
		struct brought o;

		if (!rd_ok(&r))
			break;
		first = mark_of(g, done);
		o = (struct brought){ first->frame, first->at, g, done + 2 };
		dns_message(c, from_client, whole, &o);
		done += 2 + whole.len;
	}
	gather_drop(g, done);
}

static void dns_tcp_bytes(struct conversation *c, void *state, struct span bytes, uint64_t frame, int64_t at)
{
	struct dns_tcp *d = state;

	gather_add(&d->client, bytes, frame, at);
	take_messages(c, &d->client, true);
}

static void dns_tcp_answer(struct conversation *c, void *state, struct span bytes, uint64_t frame, int64_t at)
{
	struct dns_tcp *d = state;

	gather_add(&d->server, bytes, frame, at);
	take_messages(c, &d->server, false);
}

/* Behind a hole no length can be trusted: what is gathered is given up. */
static void dns_tcp_gap(struct conversation *c, void *state, uint64_t missing, uint64_t frame)
{
	struct dns_tcp *d = state;

	(void)missing;
	(void)frame;
	conversation_opaque(c, d->client.bytes.len);
	gather_reset(&d->client);
}

static void dns_tcp_end(struct conversation *c, void *state)
{
	dns_tcp_gap(c, state, 0, 0);
}

static void dns_tcp_close(void *state)
{
	struct dns_tcp *d = state;

	gather_free(&d->client);
	gather_free(&d->server);
	free(d);
}

const struct decoder decoder_dns_tcp = { "dns", dns_tcp_probe, dns_tcp_open, dns_tcp_bytes, dns_tcp_gap, NULL,
	dns_tcp_answer, dns_tcp_end, dns_tcp_close };
