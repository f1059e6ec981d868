/*
 * GTP-C: the sessions that a mobile network makes for its handsets, of version 1 (3GPP TS 29.060) and 2 (TS 29.274). A request tells
 * whose the session is, the answer to it which address was given.
 */
#include "attach/protocols.h"

#include "base/alloc.h"
#include "base/instant.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What one message says, whatever its version. */
struct gtp_message {
	uint8_t version;
	bool request, accepted;
	uint32_t sequence;
	struct handset_identity identities[IDENTITIES_MAX];
	size_t identity_count;
	struct address v4, v6;
};

struct request {
	struct address from;
	uint16_t port;
	int64_t at;            /* of no use once answered: version 0 */
	struct gtp_message message;
};

/* A ring: the place of the next is that of the oldest. */
struct gtp_requests {
	struct request items[GTP_REQUESTS_MAX];
	size_t next;
};

void gtp_requests_free(struct gtp_requests *q)
{
	xfree_wiped(q, sizeof *q);
}

/* ---- identities ---- */

static struct handset_identity *add(struct gtp_message *m, enum kind kind)
{
	for (size_t i = 0; i < m->identity_count; i++) {
		if (m->identities[i].kind == kind)
			return &m->identities[i];
	}
	if (m->identity_count == IDENTITIES_MAX)
		return NULL;
	m->identities[m->identity_count] = (struct handset_identity){ .kind = kind };
	return &m->identities[m->identity_count++];
}

/* Telephony's BCD: the lower half of an octet is the first of its two digits, F ends them. 0 where it holds anything else. */
static size_t digits_of(struct span bcd, char ret[IDENTITY_TEXT])
{
	size_t n = 0;

	for (size_t i = 0; i < 2 * bcd.len; i++) {
		uint8_t half = i % 2 == 0 ? bcd.data[i / 2] & 15 : bcd.data[i / 2] >> 4;

		if (half == 15)
			break;
		if (half > 9 || n + 1 == IDENTITY_TEXT)
			return 0;
		ret[n++] = (char)('0' + half);
	}
	ret[n] = 0;
	return n;
}

static void imsi(struct gtp_message *m, struct span bcd)
{
	enum { LEAST = 6, MOST = 15 }; /* ITU-T E.212 */
	struct handset_identity i = { .kind = KIND_IMSI }, *to;
	size_t n = digits_of(bcd, i.digits);

	to = n >= LEAST && n <= MOST ? add(m, KIND_IMSI) : NULL;
	if (to != NULL)
		*to = i;
}

/* ITU-T E.164, with a plus as in sightings. */
static void msisdn(struct gtp_message *m, struct span bcd)
{
	enum { LEAST = 5, MOST = 15 };
	struct handset_identity i = { .kind = KIND_PHONE_NUMBER }, *to;
	char digits[IDENTITY_TEXT];
	size_t n = digits_of(bcd, digits);

	to = n >= LEAST && n <= MOST ? add(m, KIND_PHONE_NUMBER) : NULL;
	snprintf(i.digits, sizeof i.digits, "+%.*s", MOST, digits);
	if (to != NULL)
		*to = i;
}

/* 15 digits are an IMEI, 16 one with the version of its software. */
static void imei(struct gtp_message *m, struct span bcd)
{
	enum { IMEI_DIGITS = 15, IMEISV_DIGITS = 16 };
	struct handset_identity i = { .kind = KIND_NONE }, *to;
	size_t n = digits_of(bcd, i.digits);

	if (n != IMEI_DIGITS && n != IMEISV_DIGITS)
		return;
	i.kind = n == IMEI_DIGITS ? KIND_IMEI : KIND_IMEISV;
	to = add(m, i.kind);
	if (to != NULL)
		*to = i;
}

/* ---- addresses: 0 is one that is still to be given ---- */

static void set_address(struct address *to, struct span octets)
{
	static const uint8_t none[16] = { 0 };

	if (octets.len == 0 || memcmp(octets.data, none, octets.len) == 0)
		return;
	*to = octets.len == 4 ? address_v4(octets.data) : address_v6(octets.data);
}

/* TS 29.060 section 7.7.27: organisation (1 is the IETF), number of the protocol, then the addresses. */
static void end_user_address(struct gtp_message *m, struct span value)
{
	enum { IETF = 1, IPV4 = 0x21, IPV6 = 0x57, BOTH = 0x8D };
	struct reader r = rd_over_span(value);
	uint8_t organisation = rd_u8(&r) & 15, number = rd_u8(&r);
	size_t left = rd_left(&r);

	if (organisation != IETF)
		return;
	if ((number == IPV4 || number == BOTH) && (left == 4 || left == 20))
		set_address(&m->v4, rd_bytes(&r, 4));
	if ((number == IPV6 || number == BOTH) && (left == 16 || left == 20))
		set_address(&m->v6, rd_bytes(&r, 16));
}

/* TS 29.274 section 8.14: type of the session, then length of the prefix and the IPv6 address, then the IPv4 address. */
static void address_allocation(struct gtp_message *m, struct span value)
{
	enum { IPV4 = 1, IPV6 = 2, BOTH = 3 };
	struct reader r = rd_over_span(value);
	uint8_t type = rd_u8(&r) & 7;

	if (type == IPV6 || type == BOTH) {
		rd_u8(&r);
		set_address(&m->v6, rd_bytes(&r, 16));
	}
	if (type == IPV4 || type == BOTH)
		set_address(&m->v4, rd_bytes(&r, 4));
}

/* ---- messages ---- */

/* Lengths of the elements that have none of their own (TS 29.060 section 7.7 table 37); 0: not to be known. */
static size_t fixed_length(uint8_t type)
{
	static const uint8_t lengths[] = { [1] = 1, 8, 6, 4, 4, [8] = 1, 28, [11] = 1, 3, 1, 1, 1, 4, 4, 5, 1, 1, 1, 9, 1, 1, 2, 2, 2, 2, 1,
		[127] = 4 };

	return type < sizeof lengths ? lengths[type] : 0;
}

static void element_v1(struct gtp_message *m, uint8_t type, struct span value)
{
	enum { CAUSE = 1, IMSI = 2, END_USER_ADDRESS = 128, MSISDN = 134, IMEI = 154, ACCEPTED = 128, REFUSED = 192 };

	if (type == CAUSE && value.len == 1)
		m->accepted = value.data[0] >= ACCEPTED && value.data[0] < REFUSED;
	else if (type == IMSI)
		imsi(m, value);
	else if (type == END_USER_ADDRESS)
		end_user_address(m, value);
	else if (type == MSISDN)
		msisdn(m, span_sub(value, 1, SIZE_MAX)); /* behind the kind of number */
	else if (type == IMEI)
		imei(m, value);
}

/* TS 29.060 section 6: flags, type, length, tunnel, then number and what the flags announce. */
static bool message_v1(struct reader r, struct gtp_message *ret)
{
	enum { CREATE_REQUEST = 16, CREATE_RESPONSE = 17, OWN_LENGTH = 0x80, EXTENSION = 4, OPTIONAL = 7 };
	uint8_t flags = rd_u8(&r), type = rd_u8(&r), next;

	r = rd_sub(&r, 4u + rd_be16(&r));
	rd_be32(&r);
	*ret = (struct gtp_message){ .version = 1, .request = type == CREATE_REQUEST };
	if ((flags & OPTIONAL) == 0 || (type != CREATE_REQUEST && type != CREATE_RESPONSE))
		return false;
	ret->sequence = rd_be16(&r);
	rd_u8(&r);
	next = rd_u8(&r);
	while ((flags & EXTENSION) != 0 && next != 0 && rd_left(&r) > 0) {
		size_t words = rd_u8(&r);

		rd_bytes(&r, words == 0 ? 0 : words * 4 - 2);
		next = rd_u8(&r);
	}
	while (rd_left(&r) > 0) {
		uint8_t element = rd_u8(&r);
		size_t len = (element & OWN_LENGTH) != 0 ? rd_be16(&r) : fixed_length(element);

		if (len == 0 && (element & OWN_LENGTH) == 0)
			return false;
		element_v1(ret, element, rd_bytes(&r, len));
	}
	return rd_ok(&r);
}

static void element_v2(struct gtp_message *m, uint8_t type, struct span value)
{
	enum { IMSI = 1, CAUSE = 2, MEI = 75, MSISDN = 76, PAA = 79, ACCEPTED = 16, REFUSED = 64 };

	if (type == CAUSE && value.len > 0)
		m->accepted = value.data[0] >= ACCEPTED && value.data[0] < REFUSED;
	else if (type == IMSI)
		imsi(m, value);
	else if (type == MEI)
		imei(m, value);
	else if (type == MSISDN)
		msisdn(m, value);
	else if (type == PAA)
		address_allocation(m, value);
}

/* TS 29.274 section 5: flags, type, length of what follows, tunnel where a flag says so, number. Another message may be behind it. */
static bool message_v2(struct reader r, struct gtp_message *ret)
{
	enum { CREATE_REQUEST = 32, CREATE_RESPONSE = 33, HAS_TUNNEL = 8 };
	uint8_t flags = rd_u8(&r), type = rd_u8(&r);

	r = rd_sub(&r, rd_be16(&r));
	if ((flags & HAS_TUNNEL) != 0)
		rd_be32(&r);
	*ret = (struct gtp_message){ .version = 2, .request = type == CREATE_REQUEST, .sequence = rd_be24(&r) };
	rd_u8(&r);
	if (type != CREATE_REQUEST && type != CREATE_RESPONSE)
		return false;
	while (rd_left(&r) > 0) {
		uint8_t element = rd_u8(&r);
		uint16_t len = rd_be16(&r);

		rd_u8(&r); /* instance */
		element_v2(ret, element, rd_bytes(&r, len));
	}
	return rd_ok(&r);
}

static bool message_read(struct span payload, struct gtp_message *ret)
{
	uint8_t version = payload.len == 0 ? 0 : payload.data[0] >> 5;

	if (version == 1)
		return message_v1(rd_over_span(payload), ret);
	return version == 2 && message_v2(rd_over_span(payload), ret);
}

/* ---- requests and their answers ---- */

static struct gtp_requests *requests_of(struct attach *a)
{
	if (a->gtp == NULL)
		a->gtp = xcalloc(1, sizeof *a->gtp);
	return a->gtp;
}

static void wait_for_answer(struct attach *a, const struct datagram *d, const struct gtp_message *m)
{
	struct gtp_requests *q = requests_of(a);
	struct request *r = &q->items[q->next];

	if (r->message.version != 0 && d->at - r->at < GTP_ANSWER_S * NS_PER_S)
		losses_add(a->losses, LOSS_ENDPOINT_BOUND, d->frame, 1, 0, "GTP-C requests without an answer");
	*r = (struct request){ d->source, d->source_port, d->at, *m };
	q->next = (q->next + 1) % GTP_REQUESTS_MAX;
}

/* The request that m answers: it was sent from where the answer goes to. */
static struct request *answered(const struct attach *a, const struct datagram *d, const struct gtp_message *m)
{
	for (size_t i = 0; a->gtp != NULL && i < GTP_REQUESTS_MAX; i++) {
		struct request *r = &a->gtp->items[i];

		if (r->message.version == m->version && r->message.sequence == m->sequence && r->port == d->target_port &&
			address_equal(&r->from, &d->target) && d->at - r->at < GTP_ANSWER_S * NS_PER_S)
			return r;
	}
	return NULL;
}

static void put_session(struct attach *a, const struct datagram *d, const struct gtp_message *request, const struct gtp_message *answer)
{
	struct attachment t = attachment_begin(d, "GTP-C session");
	const struct address *given[] = { answer->v4.family != 0 ? &answer->v4 : &request->v4,
		answer->v6.family != 0 ? &answer->v6 : &request->v6 };

	t.lease = true;
	t.identity_count = request->identity_count;
	memcpy(t.identities, request->identities, sizeof t.identities);
	for (size_t i = 0; i < 2; i++) {
		t.address = *given[i];
		t.prefix = t.address.family == 6;
		if (t.address.family != 0)
			attachment_put(a, &t);
	}
	explicit_bzero(&t, sizeof t);
}

void gtp_read(struct attach *a, const struct datagram *d)
{
	struct gtp_message m;
	struct request *r;

	if (!message_read(d->payload, &m)) {
		explicit_bzero(&m, sizeof m);
		return;
	}
	if (m.request && m.identity_count > 0) {
		wait_for_answer(a, d, &m);
	} else if (!m.request) {
		r = answered(a, d, &m);
		if (r != NULL && m.accepted)
			put_session(a, d, &r->message, &m);
		if (r != NULL)
			explicit_bzero(r, sizeof *r);
	}
	explicit_bzero(&m, sizeof m);
}
