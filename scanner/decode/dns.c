/*
 * DNS (RFC 1035) over UDP and, with a length before each message (RFC 7766), over TCP; mDNS and LLMNR look alike. What the client
 * asks is a message ("dns.qname", "dns.labels", "dns.client-subnet", "dns.client-mac"); what the far end answers names addresses.
 */
#include "decode/decoder.h"

#include "base/alloc.h"
#include "base/text.h"
#include "decode/pieces.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TYPE_A = 1, TYPE_CNAME = 5, TYPE_AAAA = 28, CLASS_IN = 1, FLAG_RESPONSE = 0x8000, PORT_DNS = 53,
	PORT_DNS_OVER_TLS = 853 };
enum { TYPE_OPT = 41, OPTION_SUBNET = 8 /* RFC 7871 */, OPTION_MAC = 65001 /* as dnsmasq adds it */ };
enum { LABELS_MIN = 16 /* bytes of labels that may be data */, LABELS_OWN = 2 /* the last ones: somebody's domain */ };
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
	uint16_t flags, questions, answers, authority, additional;
};

static void header(struct reader *r, struct dns_header *ret)
{
	rd_be16(r); /* id */
	ret->flags = rd_be16(r);
	ret->questions = rd_be16(r);
	ret->answers = rd_be16(r);
	ret->authority = rd_be16(r);
	ret->additional = rd_be16(r);
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

/* Bytes [from, from + len) of a message, with what brought them. */
static void take_bytes(struct gather *out, struct span whole, const struct brought *o, size_t from, size_t len)
{
	if (o->gathered != NULL)
		gather_copy(out, o->gathered, o->from + from, len);
	else
		gather_add(out, span_sub(whole, from, len), o->frame, o->at);
}

/*
 * The labels before somebody's domain, joined as they were sent: base64 that is split over them is lost in lower case. Nothing
 * where there are no capitals, for then the name itself shows them.
 */
static void labels(struct span whole, const struct brought *o, struct gather *ret)
{
	size_t begins[HOST_MAX / 2], n = 0, capitals = 0;
	struct reader r = rd_over_span(span_sub(whole, QNAME_AT - 1, SIZE_MAX));
	uint8_t len;

	while (n < sizeof begins / sizeof *begins && (len = rd_u8(&r)) > 0 && (len & 0xC0) == 0) {
		begins[n++] = whole.len - rd_left(&r);
		rd_bytes(&r, len);
	}
	if (!rd_ok(&r) || n <= LABELS_OWN)
		return;
	for (size_t i = 0; i < n - LABELS_OWN; i++)
		take_bytes(ret, whole, o, begins[i], begins[i + 1] - begins[i] - 1);
	for (size_t i = 0; i < ret->bytes.len; i++)
		capitals += isupper(ret->bytes.data[i]) != 0;
	if (capitals == 0 || ret->bytes.len < LABELS_MIN)
		gather_reset(ret);
}

/* Text that says what an option of some bytes holds, as of the option's last frame. */
static void put_text(struct gather *ret, const char *text, struct span whole, const struct brought *o, struct span option)
{
	struct gather bytes = { 0 };

	take_bytes(&bytes, whole, o, (size_t)(option.data - whole.data), option.len);
	if (bytes.mark_count > 0)
		gather_add(ret, span_of(text), bytes.marks[bytes.mark_count - 1].frame, bytes.marks[bytes.mark_count - 1].at);
	gather_free(&bytes);
}

/* RFC 7871 6: the family, how many bits are meant, and as many bytes as hold them. */
static bool subnet_text(struct span option, char *ret, size_t cap)
{
	struct reader r = rd_over_span(option);
	uint16_t family = rd_be16(&r);
	uint8_t bits = rd_u8(&r), octets[16] = { 0 };
	char text[ADDRESS_TEXT];
	struct address a;
	size_t n;

	rd_u8(&r); /* scope */
	n = rd_left(&r);
	if (!rd_ok(&r) || bits == 0 || n == 0 || n > (family == 1 ? 4 : 16) || (family != 1 && family != 2))
		return false;
	memcpy(octets, rd_rest(&r).data, n);
	a = family == 1 ? address_v4(octets) : address_v6(octets);
	snprintf(ret, cap, "%s/%u", address_text(&a, text), bits);
	return true;
}

static bool mac_text(struct span option, char *ret, size_t cap)
{
	const uint8_t *o = option.data;

	if (option.len != 6)
		return false;
	snprintf(ret, cap, "%02x:%02x:%02x:%02x:%02x:%02x", o[0], o[1], o[2], o[3], o[4], o[5]);
	return true;
}

static const struct {
	uint16_t code;
	const char *root;
	bool (*text)(struct span option, char *ret, size_t cap);
} options[] = {
	{ OPTION_SUBNET, "dns.client-subnet", subnet_text },
	{ OPTION_MAC, "dns.client-mac", mac_text },
};

enum { OPTIONS = sizeof options / sizeof *options };

struct told {
	struct gather text;
	struct span option;
};

/* RFC 6891 6.1.2: what routers and handsets add to a question about who asks. */
static void read_options(struct reader r, struct span whole, const struct brought *o, struct told told[OPTIONS])
{
	while (rd_left(&r) > 0) {
		uint16_t code = rd_be16(&r);
		struct span option = rd_bytes(&r, rd_be16(&r));
		char text[ADDRESS_TEXT + 8];

		for (size_t i = 0; rd_ok(&r) && i < OPTIONS; i++) {
			if (options[i].code == code && told[i].text.bytes.len == 0 && options[i].text(option, text, sizeof text)) {
				put_text(&told[i].text, text, whole, o, option);
				told[i].option = option;
			}
		}
	}
}

/* r stands behind the first question's name. */
static void additional(struct reader *r, const struct dns_header *h, struct span whole, const struct brought *o,
	struct told told[OPTIONS])
{
	unsigned records = (unsigned)h->answers + h->authority + h->additional;
	char other[HOST_MAX];

	rd_be32(r); /* type, class */
	for (unsigned i = 1; i < h->questions && i < DNS_RECORDS_MAX; i++) {
		if (!name(r, whole, other))
			return;
		rd_be32(r);
	}
	for (unsigned i = 0; i < records && i < DNS_RECORDS_MAX && name(r, whole, other); i++) {
		uint16_t type = rd_be16(r);
		struct reader data;

		rd_be16(r); /* class */
		rd_be32(r); /* time to live */
		data = rd_sub(r, rd_be16(r));
		if (type == TYPE_OPT && rd_ok(&data))
			read_options(data, whole, o, told);
	}
}

/* The text of the name as it was sent, labels joined by dots, as a part of its own; r stands behind it. */
static void query(struct conversation *c, const char *qname, struct reader *r, const struct dns_header *h, struct span whole,
	const struct brought *o)
{
	struct message m = { .carrier = "dns", .frame = o->frame, .at = o->at, .host = "", .method = "", .decoded = true,
		.bytes = whole.len };
	struct gather text = { 0 }, joined = { 0 };
	struct told told[OPTIONS] = { { .option = { NULL, 0 } } };
	struct pieces p = { 0 };
	struct part *part;

	gather_add(&text, span_of(qname), o->frame, o->at);
	labels(whole, o, &joined);
	additional(r, h, whole, o, told);
	part = pieces_add(&p, "dns.qname", &text, 0, text.bytes.len, QNAME_AT);
	if (part != NULL && o->gathered != NULL) { /* its text stands byte for byte where the name does */
		p.slice_count = 0;
		part->mark_count = gather_slice(o->gathered, o->from + QNAME_AT, part->bytes.len, &p.slices, &p.slice_count,
			&p.slice_cap);
	}
	pieces_add(&p, "dns.labels", &joined, 0, joined.bytes.len, QNAME_AT);
	for (size_t i = 0; i < OPTIONS; i++) {
		size_t len = told[i].text.bytes.len;

		pieces_add(&p, options[i].root, &told[i].text, 0, len, len == 0 ? 0 : (size_t)(told[i].option.data - whole.data));
	}
	pieces_emit(c, &p, &m);
	pieces_free(&p);
	gather_free(&text);
	gather_free(&joined);
	for (size_t i = 0; i < OPTIONS; i++)
		gather_free(&told[i].text);
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
	text_copy_to(d.query, sizeof d.query, qname);
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
		query(c, qname, &r, &h, whole, o);
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
	return c->key.server_port == PORT_DNS || (c->depth > 0 && c->key.server_port == PORT_DNS_OVER_TLS) ? PROBE_YES : PROBE_NO;
}

static void *dns_tcp_open(struct conversation *c)
{
	(void)c;
	return xcalloc(1, sizeof(struct dns_tcp));
}

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
		first = gather_mark(g, done);
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
	dns_tcp_answer, dns_tcp_end, dns_tcp_close, NULL };
