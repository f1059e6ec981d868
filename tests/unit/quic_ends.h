/*
 * Both ends of a QUIC connection, made by hand: what they say to each other, in datagrams that a conversation is given, and what is read
 * of it. For the tests of decode/quic.c and of what it carries.
 */
#ifndef TESTS_QUIC_ENDS_H
#define TESTS_QUIC_ENDS_H

#include <nghttp3/nghttp3.h>

#include "decode/keys.h"
#include "decode/quic_handshake.h"
#include "quic_sealing.h"
#include "talking.h"
#include "unit.h"

enum { UDP = 17, PORT = 4433, SETTINGS = 4, HEADERS = 1, DATA = 0 };
enum { CRYPTO = 0x06, STREAM = 0x0E /* offset and length */, FIN = 1 };

#define CLIENT_ID "client-1"
#define SERVER_ID "server-1"
#define FIRST_ID "first-id"
#define RANDOM "0123456789abcdef0123456789abcdef"

/* Both ends of a connection, and who reads along. */
struct ends {
	struct talking t;
	struct keys *keys;
	uint32_t version;
	struct sealing initial[2], handshake[2], data[2], early; /* by from_client */
	uint32_t number[2];
	uint64_t frame, sent;
	const char *alpn, *client_id;
	struct span token, first;
	struct buf hello, request, frames, datagram; /* of the test at hand */
};

/* ---- messages of the handshake ---- */

static inline void put_be(struct buf *b, uint32_t v, int bytes)
{
	while (bytes-- > 0)
		buf_putc(b, (char)(v >> 8 * bytes));
}

static inline void put_block(struct buf *b, int length_bytes, struct buf *inner)
{
	put_be(b, (uint32_t)inner->len, length_bytes);
	buf_add_span(b, buf_span(inner));
	buf_free(inner);
}

static inline void put_name(struct buf *extensions, const char *name)
{
	struct buf entry = { 0 }, list = { 0 };

	put_be(&entry, 0, 1);
	put_be(&entry, (uint32_t)strlen(name), 2);
	buf_puts(&entry, name);
	put_block(&list, 2, &entry);
	put_be(extensions, 0, 2);
	put_block(extensions, 2, &list);
}

static inline void put_alpn(struct buf *extensions, const char *alpn)
{
	struct buf name = { 0 }, list = { 0 };

	buf_puts(&name, alpn);
	put_block(&list, 1, &name);
	name = list;
	list = (struct buf){ 0 };
	put_block(&list, 2, &name);
	put_be(extensions, 16, 2);
	put_block(extensions, 2, &list);
}

static inline void put_client_hello(struct buf *out, const char *name, const char *alpn)
{
	struct buf body = { 0 }, extensions = { 0 };

	put_be(&body, 0x0303, 2);
	buf_puts(&body, RANDOM);
	put_be(&body, 0, 1);
	put_be(&body, 2, 2);
	put_be(&body, SEALING_SUITE, 2);
	put_be(&body, 0x0100, 2);
	put_name(&extensions, name);
	put_alpn(&extensions, alpn);
	put_block(&body, 2, &extensions);
	put_be(out, HANDSHAKE_CLIENT_HELLO, 1);
	put_block(out, 3, &body);
}

static inline void put_server_hello(struct buf *out)
{
	struct buf body = { 0 }, extensions = { 0 };

	put_be(&body, 0x0303, 2);
	buf_puts(&body, "fedcba9876543210fedcba9876543210");
	put_be(&body, 0, 1);
	put_be(&body, SEALING_SUITE, 2);
	put_be(&body, 0, 1);
	put_be(&extensions, 43, 2);
	put_be(&extensions, 2, 2);
	put_be(&extensions, 0x0304, 2);
	put_block(&body, 2, &extensions);
	put_be(out, HANDSHAKE_SERVER_HELLO, 1);
	put_block(out, 3, &body);
}

static inline void put_encrypted_extensions(struct buf *out, const char *alpn)
{
	struct buf body = { 0 }, extensions = { 0 };

	put_alpn(&extensions, alpn);
	put_block(&body, 2, &extensions);
	put_be(out, HANDSHAKE_ENCRYPTED_EXTENSIONS, 1);
	put_block(out, 3, &body);
}

/* ---- frames ---- */

static inline void put_crypto(struct buf *b, uint64_t offset, struct span bytes)
{
	sealing_varint(b, CRYPTO);
	sealing_varint(b, offset);
	sealing_varint(b, bytes.len);
	buf_add_span(b, bytes);
}

static inline void put_stream(struct buf *b, uint64_t stream, uint64_t offset, struct span bytes, bool last)
{
	sealing_varint(b, STREAM | (last ? FIN : 0));
	sealing_varint(b, stream);
	sealing_varint(b, offset);
	sealing_varint(b, bytes.len);
	buf_add_span(b, bytes);
}

static inline void put_h3(struct buf *b, uint64_t type, struct span payload)
{
	sealing_varint(b, type);
	sealing_varint(b, payload.len);
	buf_add_span(b, payload);
}

/* ---- both ends ---- */

static const uint8_t secrets[SECRET_COUNT][SEALING_SECRET] = { { 0 }, { 1 }, { 2 }, { 3 }, { 4 }, { 5 } };

static inline void log_secret(struct ends *e, const char *label, const uint8_t *secret)
{
	struct buf line = { 0 };
	char hex[2 * SEALING_SECRET + 1], random[2 * HELLO_RANDOM + 1];

	hex_of(secret, SEALING_SECRET, hex);
	hex_of((const uint8_t *)RANDOM, HELLO_RANDOM, random);
	buf_printf(&line, "%s %s %s\n", label, random, hex);
	assert_int_equal(keys_add(e->keys, buf_span(&line)), 0);
	buf_free(&line);
}

static inline void log_all(struct ends *e)
{
	log_secret(e, "CLIENT_EARLY_TRAFFIC_SECRET", secrets[SECRET_CLIENT_EARLY]);
	log_secret(e, "CLIENT_HANDSHAKE_TRAFFIC_SECRET", secrets[SECRET_CLIENT_HANDSHAKE]);
	log_secret(e, "SERVER_HANDSHAKE_TRAFFIC_SECRET", secrets[SECRET_SERVER_HANDSHAKE]);
	log_secret(e, "CLIENT_TRAFFIC_SECRET_0", secrets[SECRET_CLIENT_TRAFFIC]);
	log_secret(e, "SERVER_TRAFFIC_SECRET_0", secrets[SECRET_SERVER_TRAFFIC]);
}

static inline void ends_seal(struct ends *e)
{
	for (int client = 0; client < 2; client++)
		e->initial[client] = sealing_initial(e->version, e->first, client);
	e->early = sealing_of(e->version, secrets[SECRET_CLIENT_EARLY]);
	e->handshake[1] = sealing_of(e->version, secrets[SECRET_CLIENT_HANDSHAKE]);
	e->handshake[0] = sealing_of(e->version, secrets[SECRET_SERVER_HANDSHAKE]);
	e->data[1] = sealing_of(e->version, secrets[SECRET_CLIENT_TRAFFIC]);
	e->data[0] = sealing_of(e->version, secrets[SECRET_SERVER_TRAFFIC]);
}

/* alpn: of HTTP/3 or another; keyed: a key log has all secrets. */
static inline void ends_begin(struct ends *e, uint32_t version, const char *alpn, bool keyed)
{
	*e = (struct ends){ .version = version, .alpn = alpn, .client_id = CLIENT_ID, .token = span_of(""), .first = span_of(FIRST_ID) };
	e->keys = keys_new();
	e->t.shared.keys = e->keys;
	ends_seal(e);
	if (keyed)
		log_all(e);
	talking_begin(&e->t, UDP, PORT);
}

/* Of ends that are free already: nothing. */
static inline void ends_free(struct ends *e)
{
	if (e->keys == NULL)
		return;
	if (e->t.c != NULL)
		talking_end(&e->t);
	assert_null(e->t.shared.quic);
	assert_int_equal(e->t.shared.held_bytes, 0);
	assert_int_equal(e->t.shared.reorder_bytes, 0);
	talking_free(&e->t);
	keys_free(e->keys);
	buf_free(&e->hello);
	buf_free(&e->request);
	buf_free(&e->frames);
	buf_free(&e->datagram);
	*e = (struct ends){ 0 };
}

static inline void deliver(struct ends *e, bool client, struct span datagram)
{
	e->frame++;
	e->sent += client ? datagram.len : 0;
	conversation_bytes(e->t.c, client, datagram, e->frame, (int64_t)e->frame);
}

static inline const struct sealing *sealing_at(const struct ends *e, enum quic_type type, bool client)
{
	return type == QUIC_INITIAL ? &e->initial[client] : type == QUIC_EARLY ? &e->early :
		type == QUIC_HANDSHAKE ? &e->handshake[client] : &e->data[client];
}

/* A packet of these frames, which are freed, in a datagram that is to be delivered. */
static inline void put_packet(struct ends *e, struct buf *datagram, enum quic_type type, bool client, struct buf *frames)
{
	bool answered = type == QUIC_HANDSHAKE || type == QUIC_ONE_RTT;

	sealing_put(datagram, sealing_at(e, type, client), type, client ? answered ? span_of(SERVER_ID) : e->first : span_of(e->client_id),
		span_of(client ? e->client_id : SERVER_ID), client ? e->token : span_of(""), e->number[client]++, buf_span(frames));
	buf_free(frames);
}

static inline void say(struct ends *e, enum quic_type type, bool client, struct buf *frames)
{
	struct buf datagram = { 0 };

	put_packet(e, &datagram, type, client, frames);
	deliver(e, client, buf_span(&datagram));
	buf_free(&datagram);
}

static inline void say_client_hello(struct ends *e)
{
	struct buf hello = { 0 }, frames = { 0 };

	put_client_hello(&hello, "www.mi.com", e->alpn);
	put_crypto(&frames, 0, buf_span(&hello));
	sealing_pad(&frames, 1100);
	say(e, QUIC_INITIAL, true, &frames);
	buf_free(&hello);
}

/* The server's Initial and Handshake in one datagram. */
static inline void say_server_hello(struct ends *e)
{
	struct buf datagram = { 0 }, hello = { 0 }, frames = { 0 };

	put_server_hello(&hello);
	put_crypto(&frames, 0, buf_span(&hello));
	put_packet(e, &datagram, QUIC_INITIAL, false, &frames);
	buf_reset(&hello);
	put_encrypted_extensions(&hello, e->alpn);
	put_crypto(&frames, 0, buf_span(&hello));
	put_packet(e, &datagram, QUIC_HANDSHAKE, false, &frames);
	deliver(e, false, buf_span(&datagram));
	buf_free(&datagram);
	buf_free(&hello);
}

static inline void shake_hands(struct ends *e)
{
	say_client_hello(e);
	say_server_hello(e);
}

static inline void say_stream(struct ends *e, bool client, uint64_t stream, uint64_t offset, struct span bytes, bool last)
{
	struct buf frames = { 0 };

	put_stream(&frames, stream, offset, bytes, last);
	say(e, QUIC_ONE_RTT, client, &frames);
}

/* ---- HTTP/3 ---- */

static inline nghttp3_nv field(const char *name, const char *value)
{
	return (nghttp3_nv){ .name = (uint8_t *)(uintptr_t)name, .value = (uint8_t *)(uintptr_t)value, .namelen = strlen(name),
		.valuelen = strlen(value) };
}

/* Frames of a request whose fields name no table, and its body, "" none. */
static inline void put_fields(struct buf *out, nghttp3_qpack_encoder *qpack, struct buf *inserts, int64_t stream, const char *path, const char *agent)
{
	const nghttp3_nv fields[] = { field(":method", "POST"), field(":scheme", "https"), field(":authority", "api.mi.com"),
		field(":path", path), field("user-agent", agent) };
	nghttp3_buf prefix, block, more;
	struct buf whole = { 0 };

	nghttp3_buf_init(&prefix);
	nghttp3_buf_init(&block);
	nghttp3_buf_init(&more);
	assert_int_equal(nghttp3_qpack_encoder_encode(qpack, &prefix, &block, &more, stream, fields, sizeof fields / sizeof *fields), 0);
	buf_add(&whole, prefix.pos, nghttp3_buf_len(&prefix));
	buf_add(&whole, block.pos, nghttp3_buf_len(&block));
	if (inserts != NULL)
		buf_add(inserts, more.pos, nghttp3_buf_len(&more));
	put_h3(out, HEADERS, buf_span(&whole));
	buf_free(&whole);
	nghttp3_buf_free(&prefix, nghttp3_mem_default());
	nghttp3_buf_free(&block, nghttp3_mem_default());
	nghttp3_buf_free(&more, nghttp3_mem_default());
}

static inline nghttp3_qpack_encoder *encoder(size_t capacity)
{
	nghttp3_qpack_encoder *q;

	assert_int_equal(nghttp3_qpack_encoder_new(&q, capacity, nghttp3_mem_default()), 0);
	nghttp3_qpack_encoder_set_max_dtable_capacity(q, capacity);
	nghttp3_qpack_encoder_set_max_blocked_streams(q, 100);
	return q;
}

static inline void put_request(struct buf *out, const char *path, const char *body)
{
	nghttp3_qpack_encoder *q = encoder(0);

	put_fields(out, q, NULL, 0, path, "tests");
	if (body[0] != 0)
		put_h3(out, DATA, span_of(body));
	nghttp3_qpack_encoder_del(q);
}

#define REQUEST_SAID "http3 POST api.mi.com /up?imei=490154203237518 | http.path@19=/up | http.query@23=imei=490154203237518 | " \
	"http.body@48=body of it | http.header:user-agent@43=tests\n"

static inline void say_request(struct ends *e)
{
	struct buf request = { 0 };

	put_request(&request, "/up?imei=490154203237518", "body of it");
	say_stream(e, true, 0, 0, buf_span(&request), true);
	buf_free(&request);
}

static inline void is_read(struct ends *e, const char *said)
{
	talking_end(&e->t);
	assert_string_equal(buf_text(&e->t.said), said);
	assert_int_equal(e->t.sum.bytes_decrypted, e->sent);
	assert_int_equal(e->t.sum.bytes_opaque, 0);
	assert_int_equal(e->t.sum.bytes_clear, 0);
	assert_int_equal(e->t.sessions, 1);
	assert_int_equal(e->t.session.end, SESSION_READ);
	assert_int_equal(e->t.session.bytes_decrypted, e->sent);
	ends_free(e);
}

static inline void is_opaque(struct ends *e, enum session_end end)
{
	talking_end(&e->t);
	assert_string_equal(buf_text(&e->t.said), "");
	assert_int_equal(e->t.sum.bytes_decrypted, 0);
	assert_int_equal(e->t.sum.bytes_opaque, e->sent);
	assert_int_equal(e->t.sessions, 1);
	assert_int_equal(e->t.session.end, end);
	ends_free(e);
}

/* ---- what a test begins with ---- */

struct beginning {
	uint32_t version;
	const char *alpn;   /* NULL: the test begins by itself, more than once */
	bool keyed, shaken; /* the key log has all; they have shaken hands */
};

static const struct beginning nothing = { .alpn = NULL };
static const struct beginning begun = { 1, "h3", true, false };
static const struct beginning unkeyed = { 1, "h3", false, false };
static const struct beginning keyed = { 1, "h3", true, true };
static const struct beginning draft = { 0xFF00001D, "h3", true, false };
static const struct beginning of_names = { 1, "doq", true, true };
static const struct beginning of_another = { 1, "hq-interop", true, true };

#define OF(beginning, test) cmocka_unit_test_prestate_setup_teardown(test, ends_set_up, ends_tear_down, (void *)(uintptr_t)&beginning)

static inline int ends_set_up(void **state)
{
	static struct ends e;
	const struct beginning *b = *state;

	*state = &e;
	if (b->alpn == NULL)
		return 0;
	ends_begin(&e, b->version, b->alpn, b->keyed);
	if (b->shaken)
		shake_hands(&e);
	return 0;
}

static inline int ends_tear_down(void **state)
{
	ends_free(*state);
	return 0;
}

#endif
