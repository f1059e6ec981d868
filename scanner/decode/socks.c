/*
 * SOCKS 4, 4a and 5 (RFC 1928, 1929): what a client says to a proxy before its own protocol begins, which goes to whichever decoder
 * knows it. Name and password become "socks.username" and "socks.password", said to the proxy; the flow's host is the one that the proxy
 * was asked for. Many things begin as version 4 does: it is one where the proxy grants what was asked.
 */
#include "decode/pieces.h"

#include "base/alloc.h"
#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { FOUR = 4, FIVE = 5, PROOF_VERSION = 1, CONNECT = 1, BIND = 2, ASSOCIATE = 3 };
enum { METHODS_KNOWN = 9 /* to JSON parameter block, of IANA's register */, METHODS_OWN = 0x80, METHOD_PASSWORD = 2, METHODS_MAX = 16 };
enum { HEAD_FOUR = 8 /* bytes before the name of the user */, BY_IPV4 = 1, BY_NAME = 3, BY_IPV6 = 4, NAME_LIMIT = 255 };

enum stage { GREETING, PROOF, REQUEST, ANSWER /* of version 4 is awaited */ };
enum { GRANTED = 0x5A, UNANSWERED_MAX = 16 << 10 /* bytes: who says so much is not waiting */ };

/* By the number of the command. */
static const char *const methods[] = { "", "CONNECT", "BIND", "ASSOCIATE" };

/* What was said so far. Places are counted from the beginning. */
struct said {
	struct { size_t from, len; } username, password;
	char host[HOST_MAX]; /* "" none */
	bool password_offered;
	uint8_t asked;       /* the command, behind which another protocol begins; 0: none yet */
};

struct socks {
	struct gather bytes;  /* all of it: what turns out to be no SOCKS is searched as it stands */
	struct pieces pieces;
	enum stage stage;
	size_t begin;         /* of the stage */
	struct said said;
};

/* NO of bytes that are none, MORE of those that are the beginning of one; *ret_len is its length. */
typedef enum probe (*read_stage)(struct span bytes, struct said *ret, size_t *ret_len);

static enum probe whole(const struct reader *r, struct span bytes, size_t *ret_len)
{
	*ret_len = bytes.len - rd_left(r);
	return rd_ok(r) ? PROBE_YES : PROBE_MORE;
}

/* RFC 1928 section 3. */
static enum probe read_methods(struct span bytes, struct said *ret, size_t *ret_len)
{
	struct reader r = rd_over_span(bytes);
	uint8_t version = rd_u8(&r), n = rd_u8(&r);

	if (bytes.len > 0 && (version != FIVE || (bytes.len > 1 && (n == 0 || n > METHODS_MAX))))
		return PROBE_NO;
	for (; rd_ok(&r) && n > 0; n--) {
		uint8_t method = rd_u8(&r);

		if (rd_ok(&r) && method > METHODS_KNOWN && method < METHODS_OWN)
			return PROBE_NO;
		ret->password_offered |= method == METHOD_PASSWORD;
	}
	return whole(&r, bytes, ret_len);
}

static bool is_printed(struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (!isprint(s.data[i]))
			return false;
	}
	return true;
}

/* Of 4 octets or 16. */
static void host_at(struct said *s, struct span octets)
{
	struct address a = octets.len == 4 ? address_v4(octets.data) : address_v6(octets.data);
	char text[ADDRESS_TEXT];

	text_copy_to(s->host, sizeof s->host, address_text(&a, text));
}

/* The request of SOCKS 4, with a name behind it in 4a. */
static enum probe read_four(struct span bytes, struct said *ret, size_t *ret_len)
{
	struct reader r = rd_over_span(bytes);
	uint8_t version = rd_u8(&r), command = rd_u8(&r);
	uint16_t port = rd_be16(&r);
	uint32_t address = rd_be32(&r);
	struct span user = { 0 }, name = { 0 };

	if (version != FOUR || (bytes.len > 1 && command != CONNECT && command != BIND) || (rd_ok(&r) && (port == 0 || address == 0)))
		return PROBE_NO;
	ret->asked = command;
	if (rd_ok(&r) && !rd_until(&r, 0, &user))
		return rd_left(&r) > NAME_LIMIT || !is_printed(rd_rest(&r)) ? PROBE_NO : PROBE_MORE;
	if (rd_ok(&r) && address != 0 && address < 256) {
		if (!rd_until(&r, 0, &name))
			return rd_left(&r) > NAME_LIMIT ? PROBE_NO : PROBE_MORE;
		if (!host_from(name, ret->host))
			return PROBE_NO;
	} else if (rd_ok(&r)) {
		host_at(ret, span_sub(bytes, 4, 4));
	}
	if (rd_ok(&r) && !is_printed(user))
		return PROBE_NO;
	ret->username.from = HEAD_FOUR;
	ret->username.len = user.len;
	return whole(&r, bytes, ret_len);
}

/* RFC 1929 section 2. */
static enum probe read_proof(struct span bytes, struct said *ret, size_t *ret_len)
{
	struct reader r = rd_over_span(bytes);
	uint8_t version = rd_u8(&r);

	if (rd_ok(&r) && version != PROOF_VERSION)
		return PROBE_NO;
	ret->username.len = rd_u8(&r);
	rd_bytes(&r, ret->username.len);
	ret->username.from = 2;
	ret->password.len = rd_u8(&r);
	ret->password.from = 2 + ret->username.len + 1;
	rd_bytes(&r, ret->password.len);
	return whole(&r, bytes, ret_len);
}

/* RFC 1928 sections 4 and 5. */
static enum probe read_request(struct span bytes, struct said *ret, size_t *ret_len)
{
	struct reader r = rd_over_span(bytes);
	uint8_t version = rd_u8(&r), command = rd_u8(&r), reserved = rd_u8(&r), by = rd_u8(&r);
	struct span octets = { 0 }, name = { 0 };

	if (rd_ok(&r) && (version != FIVE || command == 0 || command > ASSOCIATE || reserved != 0))
		return PROBE_NO;
	ret->asked = command;
	if (by == BY_IPV4)
		octets = rd_bytes(&r, 4);
	else if (by == BY_IPV6)
		octets = rd_bytes(&r, 16);
	else if (by == BY_NAME)
		name = rd_bytes(&r, rd_u8(&r));
	else if (rd_ok(&r))
		return PROBE_NO;
	rd_be16(&r); /* port */
	if (rd_ok(&r) && by == BY_NAME && !host_from(name, ret->host))
		return PROBE_NO;
	if (rd_ok(&r) && by != BY_NAME)
		host_at(ret, octets);
	return whole(&r, bytes, ret_len);
}

static enum probe read_greeting(struct span bytes, struct said *ret, size_t *ret_len)
{
	return (bytes.len > 0 && bytes.data[0] == FOUR ? read_four : read_methods)(bytes, ret, ret_len);
}

/* It waits for an answer, or goes on at once as if it had one. */
static enum probe socks_probe(const struct conversation *c, struct span first)
{
	struct said said = { 0 };
	size_t len = 0, more;
	enum probe p = read_greeting(first, &said, &len);
	struct span rest;

	(void)c;
	if (p != PROBE_YES || first.len == len)
		return p;
	rest = span_sub(first, len, SIZE_MAX);
	if (said.asked != 0) /* of version 4 the answer tells */
		return PROBE_YES;
	return read_request(rest, &said, &more) != PROBE_NO || (said.password_offered && read_proof(rest, &said, &more) != PROBE_NO) ?
		PROBE_YES : PROBE_NO;
}

static void *socks_open(struct conversation *c)
{
	(void)c;
	return xcalloc(1, sizeof(struct socks));
}

/* A message of what was understood, len bytes. Name and password are the proxy's to know, not the one's that it was asked for. */
static void emit(struct conversation *c, struct socks *s, size_t len)
{
	const struct said *said = &s->said;
	char proxy[ADDRESS_TEXT] = "";
	struct message m = { .carrier = "socks", .frame = gather_first(&s->bytes)->frame, .at = gather_first(&s->bytes)->at,
		.host = address_text(&c->key.server, proxy), .method = methods[said->asked], .decoded = true, .bytes = len };

	pieces_add(&s->pieces, "socks.username", &s->bytes, said->username.from, said->username.len, said->username.from);
	pieces_add(&s->pieces, "socks.password", &s->bytes, said->password.from, said->password.len, said->password.from);
	pieces_emit(c, &s->pieces, &m);
	gather_drop(&s->bytes, len);
}

/* What was asked for is granted, or the client takes it to be: another protocol goes on. */
static void go_on(struct conversation *c, struct socks *s)
{
	if (s->said.asked == CONNECT)
		conversation_host(c, s->said.host, HOST_PROXY);
	emit(c, s, s->begin);
	conversation_switch_to(c, NULL, NULL, &s->bytes);
}

static read_stage reader_of(const struct socks *s, struct span bytes)
{
	if (s->stage == GREETING)
		return read_greeting;
	return s->stage == PROOF && s->said.password_offered && bytes.data[0] == PROOF_VERSION ? read_proof : read_request;
}

static void understood(struct socks *s, const struct said *now, size_t len)
{
	s->said.password_offered |= now->password_offered;
	s->said.asked = now->asked;
	text_copy_to(s->said.host, sizeof s->said.host, now->host);
	if (now->username.len > 0 || now->password.len > 0) {
		s->said.username.from = s->begin + now->username.from;
		s->said.username.len = now->username.len;
		s->said.password.from = s->begin + now->password.from;
		s->said.password.len = now->password.len;
	}
	s->begin += len;
	s->stage = now->asked != 0 ? ANSWER : s->stage == GREETING ? PROOF : REQUEST;
}

static bool is_five(const struct socks *s)
{
	return s->bytes.bytes.data[0] == FIVE;
}

/* Reads one stage. False where more is needed, or another decoder goes on. */
static bool stage_take(struct conversation *c, struct socks *s, uint64_t frame, int64_t at)
{
	struct span bytes = span_sub(buf_span(&s->bytes.bytes), s->begin, SIZE_MAX);
	struct said now = { 0 };
	size_t len = 0;
	enum probe p = bytes.len == 0 || s->stage == ANSWER ? PROBE_MORE : reader_of(s, bytes)(bytes, &now, &len);

	if (p == PROBE_NO)
		conversation_give_up(c, &s->bytes, (struct span){ 0 }, frame, at);
	if (p != PROBE_YES)
		return false;
	understood(s, &now, len);
	if (now.asked == 0)
		return true;
	if (is_five(s))
		go_on(c, s);
	return false;
}

static void socks_bytes(struct conversation *c, void *state, struct span bytes, uint64_t frame, int64_t at)
{
	struct socks *s = state;

	gather_add(&s->bytes, bytes, frame, at);
	c->deaf = is_five(s);
	while (stage_take(c, s, frame, at))
		;
	if (s->stage == ANSWER && !c->switching && s->bytes.bytes.len > UNANSWERED_MAX)
		conversation_give_up(c, &s->bytes, (struct span){ 0 }, frame, at);
}

static void socks_answer(struct conversation *c, void *state, struct span bytes, uint64_t frame, int64_t at)
{
	struct socks *s = state;

	if (s->stage != ANSWER || c->switching)
		return;
	if (bytes.data[0] == 0 && (bytes.len == 1 || bytes.data[1] == GRANTED))
		go_on(c, s);
	else
		conversation_give_up(c, &s->bytes, (struct span){ 0 }, frame, at);
}

static void socks_end(struct conversation *c, void *state)
{
	struct socks *s = state;

	if (c->switching || s->bytes.bytes.len == 0)
		return;
	if (is_five(s))
		emit(c, s, s->bytes.bytes.len);
	else /* nobody knows whether it was version 4 */
		conversation_give_up(c, &s->bytes, (struct span){ 0 }, 0, 0);
}

/* What is behind it cannot be told apart: it is searched as it stands. */
static void socks_gap(struct conversation *c, void *state, uint64_t missing, uint64_t frame)
{
	(void)missing;
	(void)frame;
	socks_end(c, state);
	conversation_switch_to(c, &decoder_raw, NULL, NULL);
}

static void socks_close(void *state)
{
	struct socks *s = state;

	gather_free(&s->bytes);
	pieces_free(&s->pieces);
	free(s);
}

const struct decoder decoder_socks = { "socks", socks_probe, socks_open, socks_bytes, socks_gap, NULL, socks_answer, socks_end, socks_close, NULL };
