#include "unit.h"

#include "quic_sealing.h"
#include "talking.h"

#include "decode/keys.h"
#include "decode/quic_handshake.h"

#include <nghttp3/nghttp3.h>

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

static void put_be(struct buf *b, uint32_t v, int bytes)
{
	while (bytes-- > 0)
		buf_putc(b, (char)(v >> 8 * bytes));
}

static void put_block(struct buf *b, int length_bytes, struct buf *inner)
{
	put_be(b, (uint32_t)inner->len, length_bytes);
	buf_add_span(b, buf_span(inner));
	buf_free(inner);
}

static void put_name(struct buf *extensions, const char *name)
{
	struct buf entry = { 0 }, list = { 0 };

	put_be(&entry, 0, 1);
	put_be(&entry, (uint32_t)strlen(name), 2);
	buf_puts(&entry, name);
	put_block(&list, 2, &entry);
	put_be(extensions, 0, 2);
	put_block(extensions, 2, &list);
}

static void put_alpn(struct buf *extensions, const char *alpn)
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

static void put_client_hello(struct buf *out, const char *name, const char *alpn)
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

static void put_server_hello(struct buf *out)
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

static void put_encrypted_extensions(struct buf *out, const char *alpn)
{
	struct buf body = { 0 }, extensions = { 0 };

	put_alpn(&extensions, alpn);
	put_block(&body, 2, &extensions);
	put_be(out, HANDSHAKE_ENCRYPTED_EXTENSIONS, 1);
	put_block(out, 3, &body);
}

/* ---- frames ---- */

static void put_crypto(struct buf *b, uint64_t offset, struct span bytes)
{
	sealing_varint(b, CRYPTO);
	sealing_varint(b, offset);
	sealing_varint(b, bytes.len);
	buf_add_span(b, bytes);
}

static void put_stream(struct buf *b, uint64_t stream, uint64_t offset, struct span bytes, bool last)
{
	sealing_varint(b, STREAM | (last ? FIN : 0));
	sealing_varint(b, stream);
	sealing_varint(b, offset);
	sealing_varint(b, bytes.len);
	buf_add_span(b, bytes);
}

static void put_h3(struct buf *b, uint64_t type, struct span payload)
{
	sealing_varint(b, type);
	sealing_varint(b, payload.len);
	buf_add_span(b, payload);
}

/* ---- both ends ---- */

static const uint8_t secrets[SECRET_COUNT][SEALING_SECRET] = { { 0 }, { 1 }, { 2 }, { 3 }, { 4 }, { 5 } };

static void log_secret(struct ends *e, const char *label, const uint8_t *secret)
{
	struct buf line = { 0 };
	char hex[2 * SEALING_SECRET + 1], random[2 * HELLO_RANDOM + 1];

	hex_of(secret, SEALING_SECRET, hex);
	hex_of((const uint8_t *)RANDOM, HELLO_RANDOM, random);
	buf_printf(&line, "%s %s %s\n", label, random, hex);
	assert_int_equal(keys_add(e->keys, buf_span(&line)), 0);
	buf_free(&line);
}

static void log_all(struct ends *e)
{
	log_secret(e, "CLIENT_EARLY_TRAFFIC_SECRET", secrets[SECRET_CLIENT_EARLY]);
	log_secret(e, "CLIENT_HANDSHAKE_TRAFFIC_SECRET", secrets[SECRET_CLIENT_HANDSHAKE]);
	log_secret(e, "SERVER_HANDSHAKE_TRAFFIC_SECRET", secrets[SECRET_SERVER_HANDSHAKE]);
	log_secret(e, "CLIENT_TRAFFIC_SECRET_0", secrets[SECRET_CLIENT_TRAFFIC]);
	log_secret(e, "SERVER_TRAFFIC_SECRET_0", secrets[SECRET_SERVER_TRAFFIC]);
}

static void ends_seal(struct ends *e)
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
static void ends_begin(struct ends *e, uint32_t version, const char *alpn, bool keyed)
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
static void ends_free(struct ends *e)
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

static void deliver(struct ends *e, bool client, struct span datagram)
{
	e->frame++;
	e->sent += client ? datagram.len : 0;
	conversation_bytes(e->t.c, client, datagram, e->frame, (int64_t)e->frame);
}

static const struct sealing *sealing_at(const struct ends *e, enum quic_type type, bool client)
{
	return type == QUIC_INITIAL ? &e->initial[client] : type == QUIC_EARLY ? &e->early :
		type == QUIC_HANDSHAKE ? &e->handshake[client] : &e->data[client];
}

/* A packet of these frames, which are freed, in a datagram that is to be delivered. */
static void put_packet(struct ends *e, struct buf *datagram, enum quic_type type, bool client, struct buf *frames)
{
	bool answered = type == QUIC_HANDSHAKE || type == QUIC_ONE_RTT;

	sealing_put(datagram, sealing_at(e, type, client), type, client ? answered ? span_of(SERVER_ID) : e->first : span_of(e->client_id),
		span_of(client ? e->client_id : SERVER_ID), client ? e->token : span_of(""), e->number[client]++, buf_span(frames));
	buf_free(frames);
}

static void say(struct ends *e, enum quic_type type, bool client, struct buf *frames)
{
	struct buf datagram = { 0 };

	put_packet(e, &datagram, type, client, frames);
	deliver(e, client, buf_span(&datagram));
	buf_free(&datagram);
}

static void say_client_hello(struct ends *e)
{
	struct buf hello = { 0 }, frames = { 0 };

	put_client_hello(&hello, "www.mi.com", e->alpn);
	put_crypto(&frames, 0, buf_span(&hello));
	sealing_pad(&frames, 1100);
	say(e, QUIC_INITIAL, true, &frames);
	buf_free(&hello);
}

/* The server's Initial and Handshake in one datagram. */
static void say_server_hello(struct ends *e)
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

static void shake_hands(struct ends *e)
{
	say_client_hello(e);
	say_server_hello(e);
}

static void say_stream(struct ends *e, bool client, uint64_t stream, uint64_t offset, struct span bytes, bool last)
{
	struct buf frames = { 0 };

	put_stream(&frames, stream, offset, bytes, last);
	say(e, QUIC_ONE_RTT, client, &frames);
}

/* ---- HTTP/3 ---- */

static nghttp3_nv field(const char *name, const char *value)
{
	return (nghttp3_nv){ .name = (uint8_t *)(uintptr_t)name, .value = (uint8_t *)(uintptr_t)value, .namelen = strlen(name),
		.valuelen = strlen(value) };
}

/* Frames of a request whose fields name no table, and its body, "" none. */
static void put_fields(struct buf *out, nghttp3_qpack_encoder *qpack, struct buf *inserts, int64_t stream, const char *path, const char *agent)
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

static nghttp3_qpack_encoder *encoder(size_t capacity)
{
	nghttp3_qpack_encoder *q;

	assert_int_equal(nghttp3_qpack_encoder_new(&q, capacity, nghttp3_mem_default()), 0);
	nghttp3_qpack_encoder_set_max_dtable_capacity(q, capacity);
	nghttp3_qpack_encoder_set_max_blocked_streams(q, 100);
	return q;
}

static void put_request(struct buf *out, const char *path, const char *body)
{
	nghttp3_qpack_encoder *q = encoder(0);

	put_fields(out, q, NULL, 0, path, "tests");
	if (body[0] != 0)
		put_h3(out, DATA, span_of(body));
	nghttp3_qpack_encoder_del(q);
}

#define REQUEST_SAID "http3 POST api.mi.com /up?imei=490154203237518 | http.path@19=/up | http.query@23=imei=490154203237518 | " \
	"http.body@48=body of it | http.header:user-agent@43=tests\n"

static void say_request(struct ends *e)
{
	struct buf request = { 0 };

	put_request(&request, "/up?imei=490154203237518", "body of it");
	say_stream(e, true, 0, 0, buf_span(&request), true);
	buf_free(&request);
}

static void is_read(struct ends *e, const char *said)
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

static void is_opaque(struct ends *e, enum session_end end)
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

static int ends_set_up(void **state)
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

static int ends_tear_down(void **state)
{
	ends_free(*state);
	return 0;
}

/* ---- who is called ---- */

/* The hello in pieces of n bytes, in the order that step makes, k of them in a packet. */
static void cut_hello(struct ends *e, size_t n, size_t step, size_t each)
{
	size_t count;

	ends_begin(e, 1, "h3", false);
	put_client_hello(&e->hello, "www.mi.com", "h3");
	count = (e->hello.len + n - 1) / n;
	for (size_t i = 0, k = 0; i < count; i++, k = (k + step) % count) {
		put_crypto(&e->frames, k * n, span_sub(buf_span(&e->hello), k * n, n));
		buf_putc(&e->frames, 1); /* PING */
		buf_putc(&e->frames, 0);
		if (i % each == each - 1 || i + 1 == count)
			say(e, QUIC_INITIAL, true, &e->frames);
	}
	assert_string_equal(e->t.c->host, "www.mi.com");
	assert_int_equal(e->t.c->host_source, HOST_SNI);
	is_opaque(e, SESSION_UNFINISHED);
}

static void a_hello_is_read_however_it_is_cut(void **state)
{
	struct ends *e = *state;

	for (size_t n = 1; n < 100; n += 3) {
		cut_hello(e, n, 1, 2);
		cut_hello(e, n, 101, 4); /* a prime: every piece comes once */
		cut_hello(e, n, 103, 1000);
	}
}

static void a_hello_tells_its_session(void **state)
{
	struct ends *e = *state;
	static const struct {
		uint32_t version;
		const char *name;
	} versions[] = { { 1, "QUIC v1" }, { 0x6B3343CF, "QUIC v2" }, { 0xFF00001D, "QUIC draft-29" } };

	for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
		ends_begin(e, versions[i].version, "h3", false);
		shake_hands(e);
		say_request(e);
		talking_end(&e->t);
		assert_string_equal(e->t.session.protocol, versions[i].name);
		assert_string_equal(e->t.session.host, "www.mi.com");
		assert_string_equal(e->t.session.alpn, "h3");
		assert_string_equal(e->t.session.cipher, "TLS_AES_128_GCM_SHA256");
		assert_int_equal(strncmp(e->t.session.ja4, "q", 1), 0);
		assert_int_equal(e->t.session.frame, 1);
		assert_int_equal(e->t.session.end, SESSION_NO_KEY);
		assert_string_equal(buf_text(&e->t.said), "");
		assert_int_equal(e->t.sum.bytes_opaque, e->sent);
		ends_free(e);
	}
}

static void a_hello_that_is_cut_off_tells_its_name(void **state)
{
	struct ends *e = *state;

	put_client_hello(&e->hello, "www.mi.com", "h3");
	put_crypto(&e->frames, 0, span_sub(buf_span(&e->hello), 0, e->hello.len - 3));
	say(e, QUIC_INITIAL, true, &e->frames);
	talking_end(&e->t);
	assert_string_equal(e->t.sum.host, "www.mi.com");
	assert_int_equal(e->t.session.end, SESSION_HOLE);
}

static void googles_hello_is_read(void **state)
{
	struct ends *e = *state;
	static const char chlo[] = "\x09" "12345678" "Q043" "\x01" "hash12bytes!" "\xA0\x01\x04\x00" "CHLO\x02\x00\x00\x00"
		"PAD\x00\x03\x00\x00\x00" "SNI\x00\x0D\x00\x00\x00" "---" "www.mi.com";

	for (size_t n = 13; n < sizeof chlo; n++) {
		ends_begin(e, 1, "h3", false);
		deliver(e, true, (struct span){ (const uint8_t *)chlo, n });
		talking_end(&e->t);
		assert_string_equal(e->t.sum.host, n == sizeof chlo - 1 ? "www.mi.com" : "");
		assert_int_equal(e->t.sum.bytes_opaque, n);
		ends_free(e);
	}
}

static void google_is_told_as_a_session(void **state)
{
	struct ends *e = *state;
	static const char chlo[] = "\xC3" "Q046" "\x50" "12345678" "\0\0\0\1" "hash12bytes!" "\xA0\x01\x04\x00" "CHLO\x01\x00\x00\x00"
		"SNI\x00\x0A\x00\x00\x00" "www.mi.com";

	deliver(e, true, (struct span){ (const uint8_t *)chlo, sizeof chlo - 1 });
	assert_int_equal(e->t.sessions, 1);
	assert_string_equal(e->t.session.protocol, "QUIC Q046");
	assert_string_equal(e->t.session.host, "www.mi.com");
}

/* ---- with keys ---- */

static void a_request_is_read_with_keys(void **state)
{
	struct ends *e = *state;
	static const uint32_t versions[] = { 1, 0x6B3343CF, 0xFF00001D };

	for (size_t i = 0; i < 3; i++) {
		ends_begin(e, versions[i], "h3", true);
		shake_hands(e);
		say_request(e);
		assert_string_equal(e->t.c->host, "api.mi.com");
		is_read(e, REQUEST_SAID);
	}
}

/* Datagrams of 1,200 bytes and more and a shorter one, as a capture sees them that the sender handed over at once. */
static void put_batch(struct ends *e, struct buf *batch, size_t full)
{
	struct span request;

	put_request(&e->request, "/up?imei=490154203237518", "body of it");
	request = buf_span(&e->request);
	for (size_t at = 0, n = request.len / 4; at < request.len; at += n) {
		put_stream(&e->frames, 0, at, span_sub(request, at, n), at + n >= request.len);
		sealing_pad(&e->frames, at + n < request.len ? full - e->frames.len : 0);
		put_packet(e, batch, QUIC_ONE_RTT, true, &e->frames);
	}
}

static void a_batch_is_read_as_its_datagrams(void **state)
{
	static const size_t fulls[] = { 1200, 1350, 1452, 9000 };
	struct ends *e = *state;

	for (size_t i = 0; i < sizeof fulls / sizeof *fulls; i++) {
		ends_begin(e, 1, "h3", true);
		shake_hands(e);
		put_batch(e, &e->datagram, fulls[i]);
		deliver(e, true, buf_span(&e->datagram));
		is_read(e, REQUEST_SAID);
	}
}

static void a_batch_waits_for_its_keys(void **state)
{
	struct ends *e = *state;

	e->t.shared.keys_may_come = true;
	shake_hands(e);
	put_batch(e, &e->datagram, 1250);
	deliver(e, true, buf_span(&e->datagram));
	log_all(e);
	is_read(e, REQUEST_SAID);
}

static void without_keys_it_is_opaque(void **state)
{
	struct ends *e = *state;

	shake_hands(e);
	say_request(e);
	is_opaque(e, SESSION_NO_KEY);
}

static void with_keys_of_another_nothing_is_said(void **state)
{
	struct ends *e = *state;
	static const uint8_t wrong[SEALING_SECRET] = { 99 };

	log_secret(e, "CLIENT_TRAFFIC_SECRET_0", wrong);
	shake_hands(e);
	say_request(e);
	talking_end(&e->t);
	assert_string_equal(buf_text(&e->t.said), "");
	assert_int_equal(e->t.session.end, SESSION_WRONG_KEY);
}

static void without_the_far_end_it_is_read(void **state)
{
	struct ends *e = *state;

	say_client_hello(e);
	buf_putc(&e->frames, 1); /* PING */
	say(e, QUIC_HANDSHAKE, true, &e->frames); /* it tells the far end's id */
	say_request(e);
	is_read(e, REQUEST_SAID);
}

static void early_data_is_read(void **state)
{
	struct ends *e = *state;

	put_request(&e->request, "/up?imei=490154203237518", "body of it");
	put_client_hello(&e->hello, "www.mi.com", "h3");
	put_crypto(&e->frames, 20, span_sub(buf_span(&e->hello), 20, SIZE_MAX));
	put_packet(e, &e->datagram, QUIC_INITIAL, true, &e->frames);
	put_stream(&e->frames, 0, 0, buf_span(&e->request), true);
	put_packet(e, &e->datagram, QUIC_EARLY, true, &e->frames); /* it waits for the rest of the hello */
	deliver(e, true, buf_span(&e->datagram));
	assert_string_equal(buf_text(&e->t.said), "");
	put_crypto(&e->frames, 0, span_sub(buf_span(&e->hello), 0, 20));
	say(e, QUIC_INITIAL, true, &e->frames);
	assert_string_equal(buf_text(&e->t.said), REQUEST_SAID);
	say_server_hello(e);
	is_read(e, REQUEST_SAID);
}

static void keys_that_come_later_open_what_waits(void **state)
{
	struct ends *e = *state;

	ends_begin(e, 1, "h3", false);
	e->t.shared.keys_may_come = true;
	shake_hands(e);
	say_request(e);
	assert_true(e->t.shared.held_bytes > 0);
	log_all(e);
	is_read(e, REQUEST_SAID);

	ends_begin(e, 1, "h3", false);
	e->t.shared.keys_may_come = true;
	shake_hands(e);
	say_request(e);
	is_opaque(e, SESSION_NO_KEY);
}

static void what_waits_is_bounded(void **state)
{
	struct ends *e = *state;

	e->t.shared.keys_may_come = true;
	shake_hands(e);
	while (e->sent < HELD_MAX + 4000) {
		struct buf frames = { 0 };

		sealing_pad(&frames, 1200);
		say(e, QUIC_ONE_RTT, true, &frames);
	}
	assert_int_equal(e->t.shared.held_bytes, 0);
	is_opaque(e, SESSION_BOUND);
}

static void a_changed_packet_is_passed_over(void **state)
{
	struct ends *e = *state;
	size_t len;

	put_stream(&e->frames, 4, 0, span_of("forged"), true);
	put_packet(e, &e->datagram, QUIC_ONE_RTT, true, &e->frames);
	e->datagram.data[e->datagram.len - 1] ^= 1;
	len = e->datagram.len;
	deliver(e, true, buf_span(&e->datagram));
	say_request(e);
	talking_end(&e->t);
	assert_string_equal(buf_text(&e->t.said), REQUEST_SAID);
	assert_int_equal(e->t.sum.bytes_opaque, len);
	assert_int_equal(e->t.sum.bytes_decrypted, e->sent - len);
	assert_int_equal(e->t.session.end, SESSION_READ);
}

static void key_phases_are_followed(void **state)
{
	struct ends *e = *state;

	put_request(&e->request, "/up?imei=490154203237518", "body of it");
	for (size_t i = 0; i < e->request.len; i += 10) {
		say_stream(e, true, 0, i, span_sub(buf_span(&e->request), i, 10), i + 10 >= e->request.len);
		if (i % 20 == 0)
			sealing_update(&e->data[1]);
	}
	is_read(e, REQUEST_SAID);
}

static void a_retry_makes_other_keys(void **state)
{
	struct ends *e = *state;
	/* RFC 9001 A.4, of a client whose first id is that of the vectors */
	static const char retry[] = "\xff\x00\x00\x00\x01\x00\x08\xf0\x67\xa5\x50\x2a\x42\x62\xb5token\x04\xa2\x65\xba\x2e\xff\x4d\x82\x90\x58\xfb"
		"\x3f\x0f\x24\x96\xba";
	const struct span first = { (const uint8_t *)"\x83\x94\xc8\xf0\x3e\x51\x57\x08", 8 }, second = { (const uint8_t *)retry + 7, 8 };

	for (int captured = 0; captured < 2; captured++) {
		ends_begin(e, 1, "h3", true);
		e->first = first;
		ends_seal(e);
		say_client_hello(e);
		if (captured)
			deliver(e, false, (struct span){ (const uint8_t *)retry, sizeof retry - 1 });
		e->first = second;
		e->token = span_of("token");
		ends_seal(e);
		say_client_hello(e);
		say_server_hello(e);
		say_request(e);
		is_read(e, REQUEST_SAID);
	}
}

static void after_version_negotiation_it_begins_again(void **state)
{
	struct ends *e = *state;

	say_client_hello(e);
	e->version = 1;
	ends_seal(e);
	shake_hands(e);
	say_request(e);
	is_read(e, REQUEST_SAID);
}

/* ---- wherever it comes from ---- */

/* The client goes on from another port: its packets open another conversation. */
static void migrate(struct ends *e, struct decode_summary *ret_before)
{
	struct conversation *before = e->t.c;

	put_request(&e->request, "/up?imei=490154203237518", "body of it");
	say_stream(e, true, 0, 0, span_sub(buf_span(&e->request), 0, 20), false);
	talking_begin(&e->t, UDP, PORT);
	e->sent = 0;
	say_stream(e, true, 0, 20, span_sub(buf_span(&e->request), 20, SIZE_MAX), true);
	conversation_end(before, ret_before);
	conversation_free(before);
}

static void a_connection_goes_on_from_another_port(void **state)
{
	struct ends *e = *state;
	struct decode_summary before;
	uint64_t first;

	first = e->sent;
	migrate(e, &before);
	assert_true(before.bytes_decrypted > first);
	assert_int_equal(before.bytes_opaque, 0);
	assert_string_equal(before.host, "www.mi.com");
	assert_int_equal(e->t.sessions, 0);
	talking_end(&e->t);
	assert_string_equal(buf_text(&e->t.said), REQUEST_SAID);
	assert_string_equal(e->t.sum.host, "api.mi.com");
	assert_int_equal(e->t.sum.bytes_decrypted, e->sent);
	assert_int_equal(e->t.sessions, 1);
}

static void what_goes_on_unread_is_opaque(void **state)
{
	struct ends *e = *state;
	struct conversation *before;

	shake_hands(e);
	before = e->t.c;
	talking_begin(&e->t, UDP, PORT);
	sealing_put(&e->datagram, &e->data[1], QUIC_ONE_RTT, span_of("unknown!"), span_of(""), span_of(""), 7, span_of("text of a stream"));
	deliver(e, true, buf_span(&e->datagram));
	talking_end(&e->t);
	assert_string_equal(buf_text(&e->t.said), "");
	assert_int_equal(e->t.sum.bytes_opaque, e->datagram.len);
	assert_string_equal(e->t.sum.host, "");
	conversation_free(before);
}

static void an_id_given_later_is_known(void **state)
{
	struct ends *e = *state;

	sealing_varint(&e->frames, 0x18); /* NEW_CONNECTION_ID */
	sealing_varint(&e->frames, 1);
	sealing_varint(&e->frames, 0);
	buf_putc(&e->frames, 6);
	buf_puts(&e->frames, "other!0123456789abcdef");
	say(e, QUIC_ONE_RTT, false, &e->frames);
	conversation_end(e->t.c, &e->t.sum);
	{
		struct conversation *before = e->t.c;

		e->t.sessions = 0;
		talking_begin(&e->t, UDP, PORT);
		put_request(&e->request, "/up?imei=490154203237518", "body of it");
		put_stream(&e->frames, 0, 0, buf_span(&e->request), true);
		sealing_put(&e->datagram, &e->data[1], QUIC_ONE_RTT, span_of("other!"), span_of(""), span_of(""), e->number[1]++, buf_span(&e->frames));
		deliver(e, true, buf_span(&e->datagram));
		assert_string_equal(buf_text(&e->t.said), REQUEST_SAID);
		conversation_free(before);
	}
}

static void zero_length_ids_go_by_the_port(void **state)
{
	struct ends *e = *state;

	e->client_id = "";
	shake_hands(e);
	say_request(e);
	is_read(e, REQUEST_SAID);
}

static void two_connections_of_one_port_are_two(void **state)
{
	struct ends *e = *state;

	say_request(e);
	e->first = span_of("another-");
	e->client_id = "client-2";
	e->number[0] = e->number[1] = 0;
	ends_seal(e);
	say_client_hello(e);
	talking_end(&e->t);
	assert_int_equal(e->t.sessions, 2);
	assert_string_equal(buf_text(&e->t.said), REQUEST_SAID);
	assert_int_equal(e->t.sum.bytes_decrypted, e->sent);
}

/* ---- HTTP/3 ---- */

static void cut_and_shuffled_a_request_is_the_same(void **state)
{
	struct ends *e = *state;
	struct buf request = { 0 };

	put_request(&request, "/up?imei=490154203237518", "body of it");
	for (size_t n = 1; n < request.len; n++) {
		size_t count = (request.len + n - 1) / n, step = 7 % count == 0 ? 1 : 7;

		while (count % step == 0 && step > 1)
			step--;
		ends_begin(e, 1, "h3", true);
		shake_hands(e);
		for (size_t i = 0, k = 0; i < count; i++, k = (k + 101) % count)
			say_stream(e, true, 0, k * n, span_sub(buf_span(&request), k * n, n), k + 1 == count);
		is_read(e, REQUEST_SAID);
	}
	buf_free(&request);
}

static void frames_are_those_that_brought_the_bytes(void **state)
{
	struct ends *e = *state;

	put_request(&e->request, "/p", "0123456789");
	say_stream(e, true, 0, e->request.len - 6, span_sub(buf_span(&e->request), e->request.len - 6, 6), true); /* in frame 3 */
	say_stream(e, true, 0, 0, span_sub(buf_span(&e->request), 0, e->request.len - 6), false);             /* in frame 4 */
	talking_end(&e->t);
	assert_non_null(strstr(buf_text(&e->t.frames), "4*4 3*6 |"));
}

static void a_hole_in_a_body_is_passed_over(void **state)
{
	struct ends *e = *state;

	put_request(&e->request, "/p", "0123456789");
	say_stream(e, true, 0, 0, span_sub(buf_span(&e->request), 0, e->request.len - 8), false);
	say_stream(e, true, 0, e->request.len - 5, span_sub(buf_span(&e->request), e->request.len - 5, 5), true);
	talking_end(&e->t);
	assert_string_equal(buf_text(&e->t.said), "http3 POST api.mi.com /p | http.path@19=/p | http.body@26=01 | http.header:user-agent@21=tests\n"
		"http3 POST api.mi.com /p | http.body@31=56789\n");
	assert_int_equal(e->t.losses[LOSS_STREAM_GAP], 1);
	assert_int_equal(e->t.session.end, SESSION_HOLE);
}

static void a_reset_hands_over_what_came(void **state)
{
	struct ends *e = *state;

	put_request(&e->request, "/p", "0123456789");
	say_stream(e, true, 0, 0, span_sub(buf_span(&e->request), 0, e->request.len - 8), false);
	sealing_varint(&e->frames, 4); /* RESET_STREAM */
	sealing_varint(&e->frames, 0);
	sealing_varint(&e->frames, 0x10c);
	sealing_varint(&e->frames, e->request.len);
	say(e, QUIC_ONE_RTT, true, &e->frames);
	assert_string_equal(buf_text(&e->t.said), "http3 POST api.mi.com /p | http.path@19=/p | http.body@26=01 | http.header:user-agent@21=tests\n");
}

/* A request whose fields name the table: in the table's order, before it, or without its size being told. */
static void with_table(struct ends *e, bool settings, bool inserts_first, const char *said)
{
	nghttp3_qpack_encoder *q = encoder(4096);
	struct buf inserts = { 0 }, request = { 0 }, control = { 0 };

	ends_begin(e, 1, "h3", true);
	shake_hands(e);
	if (settings) {
		sealing_varint(&control, 0); /* the control stream */
		put_h3(&control, SETTINGS, (struct span){ (const uint8_t *)"\x01\x50\x00\x07\x40\x64", 6 });
		say_stream(e, false, 3, 0, buf_span(&control), false);
	}
	sealing_varint(&inserts, 2); /* the encoder's stream */
	put_fields(&request, q, &inserts, 0, "/p", "the same agent each time");
	put_fields(&request, q, &inserts, 0, "/q", "the same agent each time"); /* as a trailer */
	if (inserts_first)
		say_stream(e, true, 2, 0, buf_span(&inserts), false);
	say_stream(e, true, 0, 0, buf_span(&request), true);
	if (!inserts_first) {
		assert_string_equal(buf_text(&e->t.said), "");
		say_stream(e, true, 2, 0, buf_span(&inserts), false);
	}
	is_read(e, said);
	nghttp3_qpack_encoder_del(q);
	buf_free(&inserts);
	buf_free(&request);
	buf_free(&control);
}

#define TABLE_SAID "http3 POST api.mi.com /p | http.path@19=/p | http.header:user-agent@21=the same agent each time | " \
	"http.trailer:user-agent@66=the same agent each time\n"

static void fields_of_the_table_are_read(void **state)
{
	struct ends *e = *state;

	with_table(e, true, true, TABLE_SAID);
	with_table(e, true, false, TABLE_SAID);
	with_table(e, false, true, TABLE_SAID);
	with_table(e, false, false, TABLE_SAID);
}

/* ---- other protocols ---- */

static void names_asked_over_quic_are_dns(void **state)
{
	struct ends *e = *state;
	static const char query[] = "\0\x1c\0\0\1\0\0\1\0\0\0\0\0\0\x03www\x02mi\x03" "com\0\0\1\0\1";
	static const char answer[] = "\0\x2c\0\0\x81\x80\0\1\0\1\0\0\0\0\x03www\x02mi\x03" "com\0\0\1\0\1\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x0a\0\0\1";

	say_stream(e, true, 0, 0, (struct span){ (const uint8_t *)query, sizeof query - 1 }, true);
	say_stream(e, false, 0, 0, (struct span){ (const uint8_t *)answer, sizeof answer - 1 }, true);
	is_read(e, "dns | dns.qname@13=www.mi.com\nwww.mi.com: www.mi.com 1 60 10.0.0.1\n");
}

static void streams_of_other_protocols_are_told_apart(void **state)
{
	struct ends *e = *state;

	say_stream(e, true, 0, 0, span_of("GET /first "), false);
	say_stream(e, true, 4, 0, span_of("GET /other HTTP/1.1\r\nHost: mi.com\r\n\r\n"), true);
	say_stream(e, true, 0, 11, span_of("imei=490154203237518\r\n"), true);
	is_read(e, "http1 GET mi.com /other | http.path@4=/other | http.header:Host@27=mi.com\n"
		"raw | raw@0=GET /first imei=490154203237518\\x0d\\x0a\n");
}

static void what_is_decrypted_and_binary_is_opaque(void **state)
{
	struct ends *e = *state;

	say_stream(e, true, 0, 0, (struct span){ (const uint8_t *)"\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89", 10 }, true);
	talking_end(&e->t);
	assert_int_equal(e->t.sum.bytes_opaque, 10);
	assert_int_equal(e->t.sum.bytes_decrypted, e->sent - 10);
}

/* ---- what is cut ---- */

static void cut_anywhere_every_byte_is_counted_once(void **state)
{
	struct ends *e = *state;
	struct buf datagram = { 0 }, frames = { 0 }, hello = { 0 };

	ends_begin(e, 1, "h3", true);
	put_client_hello(&hello, "www.mi.com", "h3");
	put_crypto(&frames, 0, buf_span(&hello));
	put_packet(e, &datagram, QUIC_INITIAL, true, &frames);
	put_stream(&frames, 0, 0, span_of("xyz"), true);
	put_packet(e, &datagram, QUIC_EARLY, true, &frames);
	put_stream(&frames, 4, 0, span_of("xyz"), true);
	put_packet(e, &datagram, QUIC_ONE_RTT, true, &frames);
	ends_free(e);
	for (size_t n = 1; n <= datagram.len; n++) {
		ends_begin(e, 1, "h3", true);
		deliver(e, true, span_sub(buf_span(&datagram), 0, n));
		talking_end(&e->t);
		assert_int_equal(e->t.sum.bytes_clear + e->t.sum.bytes_decrypted + e->t.sum.bytes_opaque, n);
		ends_free(e);
	}
	buf_free(&datagram);
	buf_free(&hello);
}

static int prepare(void **state)
{
	(void)state;
	cipher_prepare();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		OF(nothing, a_hello_is_read_however_it_is_cut),
		OF(nothing, a_hello_tells_its_session),
		OF(unkeyed, a_hello_that_is_cut_off_tells_its_name),
		OF(nothing, googles_hello_is_read),
		OF(unkeyed, google_is_told_as_a_session),
		OF(nothing, a_request_is_read_with_keys),
		OF(nothing, a_batch_is_read_as_its_datagrams),
		OF(unkeyed, a_batch_waits_for_its_keys),
		OF(unkeyed, without_keys_it_is_opaque),
		OF(unkeyed, with_keys_of_another_nothing_is_said),
		OF(begun, without_the_far_end_it_is_read),
		OF(begun, early_data_is_read),
		OF(nothing, keys_that_come_later_open_what_waits),
		OF(unkeyed, what_waits_is_bounded),
		OF(keyed, a_changed_packet_is_passed_over),
		OF(keyed, key_phases_are_followed),
		OF(nothing, a_retry_makes_other_keys),
		OF(draft, after_version_negotiation_it_begins_again),
		OF(keyed, a_connection_goes_on_from_another_port),
		OF(unkeyed, what_goes_on_unread_is_opaque),
		OF(keyed, an_id_given_later_is_known),
		OF(begun, zero_length_ids_go_by_the_port),
		OF(keyed, two_connections_of_one_port_are_two),
		OF(nothing, cut_and_shuffled_a_request_is_the_same),
		OF(keyed, frames_are_those_that_brought_the_bytes),
		OF(keyed, a_hole_in_a_body_is_passed_over),
		OF(keyed, a_reset_hands_over_what_came),
		OF(nothing, fields_of_the_table_are_read),
		OF(of_names, names_asked_over_quic_are_dns),
		OF(of_another, streams_of_other_protocols_are_told_apart),
		OF(of_another, what_is_decrypted_and_binary_is_opaque),
		OF(nothing, cut_anywhere_every_byte_is_counted_once),
	};

	return unit_run_between(prepare, tests, NULL);
}
