/*
 * Sessions of TLS that OpenSSL speaks with itself in memory: what each side says, in turns, and the key log. For the tests of
 * decode/tls.c. The far end's certificate is made anew by each program.
 */
#ifndef TESTS_SPOKEN_H
#define TESTS_SPOKEN_H

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "base/buf.h"

#define SPOKEN_HOST "api.io.mi.com"

enum { SPOKEN_TURNS = 64, SPOKEN_REQUESTS = 4 };
enum spoken_with { WITH_RETRY = 1, WITH_RESUMPTION = 2, WITH_EARLY_DATA = 4, WITH_REFUSED_EARLY_DATA = 8, WITH_KEY_UPDATE = 16,
	WITH_RENEGOTIATION = 32, WITHOUT_ENCRYPT_THEN_MAC = 64, WITH_SMALL_RECORDS = 128, WITHOUT_TICKET = 256, WITH_UPGRADE = 512 };

struct spoken_row {
	const char *name;
	int version;
	const char *cipher; /* NULL: OpenSSL's choice */
	unsigned with;
};

struct spoken {
	struct buf turns[SPOKEN_TURNS];
	bool client[SPOKEN_TURNS]; /* who speaks */
	size_t count;
	struct buf keylog;
	struct buf plain;          /* what the client said, decrypted */
};

static void spoken_key(const SSL *ssl, const char *line)
{
	struct spoken *s = SSL_get_ex_data(ssl, 0);

	buf_printf(&s->keylog, "%s\n", line);
}

static X509 *spoken_certificate(EVP_PKEY *key, const char *common_name, const char *names)
{
	X509 *x = X509_new();
	X509_NAME *subject = X509_get_subject_name(x);

	X509_set_version(x, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
	ASN1_TIME_set_string(X509_getm_notBefore(x), "20200102030405Z");
	ASN1_TIME_set_string(X509_getm_notAfter(x), "20400102030405Z");
	if (common_name != NULL)
		X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const unsigned char *)common_name, -1, -1, 0);
	X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_UTF8, (const unsigned char *)"Xiaomi", -1, -1, 0);
	X509_set_issuer_name(x, subject);
	if (names != NULL) {
		X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, names);

		X509_add_ext(x, e, -1);
		X509_EXTENSION_free(e);
	}
	X509_set_pubkey(x, key);
	X509_sign(x, key, EVP_sha256());
	return x;
}

static SSL_CTX *spoken_context(const struct spoken_row *row, bool server)
{
	SSL_CTX *ctx = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());

	SSL_CTX_set_security_level(ctx, 0);
	SSL_CTX_set_min_proto_version(ctx, row->version);
	SSL_CTX_set_max_proto_version(ctx, row->version);
	SSL_CTX_set_cipher_list(ctx, row->cipher != NULL && row->version != TLS1_3_VERSION ? row->cipher : "ALL:@SECLEVEL=0");
	SSL_CTX_set_ciphersuites(ctx, row->cipher != NULL && row->version == TLS1_3_VERSION ? row->cipher : "TLS_AES_128_GCM_SHA256");
	SSL_CTX_set1_groups_list(ctx, server && (row->with & WITH_RETRY) != 0 ? "P-384" : "X25519:P-384:P-256");
	SSL_CTX_set_keylog_callback(ctx, spoken_key);
	if ((row->with & WITHOUT_ENCRYPT_THEN_MAC) != 0)
		SSL_CTX_set_options(ctx, SSL_OP_NO_ENCRYPT_THEN_MAC);
	if ((row->with & WITHOUT_TICKET) != 0)
		SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
	if ((row->with & WITH_SMALL_RECORDS) != 0)
		SSL_CTX_set_max_send_fragment(ctx, 512);
	SSL_CTX_set_options(ctx, SSL_OP_ALLOW_CLIENT_RENEGOTIATION | SSL_OP_NO_ANTI_REPLAY | SSL_OP_IGNORE_UNEXPECTED_EOF);
	SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"s", 1);
	if (server) {
		EVP_PKEY *key = EVP_EC_gen("P-256");
		X509 *x = spoken_certificate(key, SPOKEN_HOST, "DNS:*.io.mi.com,DNS:mi.com");

		SSL_CTX_use_certificate(ctx, x);
		SSL_CTX_use_PrivateKey(ctx, key);
		X509_free(x);
		EVP_PKEY_free(key);
	}
	if (server && (row->with & WITH_EARLY_DATA) != 0)
		SSL_CTX_set_max_early_data(ctx, 16384);
	return ctx;
}

static SSL *spoken_end(SSL_CTX *ctx, struct spoken *s, bool server)
{
	SSL *ssl = SSL_new(ctx);

	SSL_set_ex_data(ssl, 0, s);
	SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
	if (server)
		SSL_set_accept_state(ssl);
	else
		SSL_set_connect_state(ssl);
	if (!server)
		SSL_set_tlsext_host_name(ssl, SPOKEN_HOST);
	return ssl;
}

/* What one has written goes to the other, and is a turn. */
static bool spoken_carry(struct spoken *s, SSL *from, SSL *to, bool client)
{
	char *data;
	long n = BIO_get_mem_data(SSL_get_wbio(from), &data);

	if (n <= 0)
		return false;
	assert_true(s->count < SPOKEN_TURNS);
	buf_add(&s->turns[s->count], data, (size_t)n);
	s->client[s->count++] = client;
	BIO_write(SSL_get_rbio(to), data, (int)n);
	(void)BIO_reset(SSL_get_wbio(from));
	return true;
}

/* Until neither has more to say. */
static void spoken_settle(struct spoken *s, SSL *client, SSL *server)
{
	char block[16384];
	bool more = true;

	while (more) {
		size_t n;

		SSL_do_handshake(client);
		more = spoken_carry(s, client, server, true);
		while (SSL_get_max_early_data(server) > 0 && !SSL_is_init_finished(server) &&
			SSL_read_early_data(server, block, sizeof block, &n) == SSL_READ_EARLY_DATA_SUCCESS)
			;
		SSL_do_handshake(server);
		while (SSL_read(server, block, sizeof block) > 0)
			;
		more |= spoken_carry(s, server, client, false);
		while (SSL_is_init_finished(client) && SSL_read(client, block, sizeof block) > 0)
			;
		ERR_clear_error();
	}
}

static void spoken_request(struct spoken *s, SSL *client, SSL *server, int number, bool early)
{
	struct buf request = { 0 };
	size_t n;

	buf_printf(&request, "POST /upload/%d HTTP/1.1\r\nHost: " SPOKEN_HOST "\r\nContent-Length: 600\r\n\r\n", number);
	for (int i = 0; i < 600; i++)
		buf_putc(&request, (char)('a' + (i + number) % 26));
	buf_add_span(&s->plain, buf_span(&request));
	if (early)
		assert_int_equal(SSL_write_early_data(client, request.data, request.len, &n), 1);
	else
		assert_int_equal(SSL_write(client, request.data, (int)request.len), (int)request.len);
	spoken_settle(s, client, server);
	if (!early)
		assert_true(SSL_write(server, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 38) == 38);
	spoken_settle(s, client, server);
	buf_free(&request);
}

static void spoken_say(struct spoken *s, SSL *client, SSL *server, SSL *from, const char *text, size_t len)
{
	assert_int_equal(SSL_write(from, text, (int)len), (int)len);
	spoken_settle(s, client, server);
}

/* To a WebSocket, which is one by the answer alone; and a message over it. */
static void spoken_upgrade(struct spoken *s, SSL *client, SSL *server)
{
	static const char request[] = "GET /ws HTTP/1.1\r\nHost: " SPOKEN_HOST "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
	static const char answer[] = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
	static const char message[] = "\x81\x85\0\0\0\0hello";

	spoken_say(s, client, server, client, request, sizeof request - 1);
	spoken_say(s, client, server, server, answer, sizeof answer - 1);
	spoken_say(s, client, server, client, message, sizeof message - 1);
}

/* A session before it, of which only the ticket is kept. */
static SSL_SESSION *spoken_before(SSL_CTX *client_ctx, SSL_CTX *server_ctx)
{
	struct spoken before = { 0 };
	SSL *client = spoken_end(client_ctx, &before, false), *server = spoken_end(server_ctx, &before, true);
	SSL_SESSION *session;

	spoken_settle(&before, client, server);
	spoken_request(&before, client, server, 9, false);
	session = SSL_get1_session(client);
	SSL_set_shutdown(client, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
	SSL_set_shutdown(server, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN); /* else it is not kept */
	SSL_free(client);
	SSL_free(server);
	for (size_t i = 0; i < before.count; i++)
		buf_free(&before.turns[i]);
	buf_free(&before.keylog);
	buf_free(&before.plain);
	return session;
}

/* A session with some requests; the caller frees it by spoken_free. */
static inline void spoken_run(struct spoken *s, const struct spoken_row *row)
{
	SSL_CTX *client_ctx = spoken_context(row, false), *server_ctx = spoken_context(row, true);
	bool early = (row->with & WITH_EARLY_DATA) != 0;
	SSL_SESSION *session = (row->with & WITH_RESUMPTION) == 0 ? NULL : spoken_before(client_ctx, server_ctx);
	SSL *client, *server;

	memset(s, 0, sizeof *s);
	if ((row->with & WITH_REFUSED_EARLY_DATA) != 0)
		SSL_CTX_set_max_early_data(server_ctx, 0);
	client = spoken_end(client_ctx, s, false);
	server = spoken_end(server_ctx, s, true);
	if (session != NULL)
		SSL_set_session(client, session);
	if (early)
		spoken_request(s, client, server, 0, true);
	spoken_settle(s, client, server);
	if (!SSL_is_init_finished(client) || !SSL_is_init_finished(server))
		fail_msg("%s: no session came about", row->name);
	if (SSL_session_reused(client) != (session != NULL))
		fail_msg("%s: the session is not resumed", row->name);
	for (int i = 1; i < SPOKEN_REQUESTS; i++) {
		spoken_request(s, client, server, i, false);
		if ((row->with & WITH_KEY_UPDATE) != 0)
			SSL_key_update(i % 2 != 0 ? client : server, SSL_KEY_UPDATE_REQUESTED);
		if ((row->with & WITH_RENEGOTIATION) != 0 && i == 1)
			SSL_renegotiate(client);
		spoken_settle(s, client, server);
	}
	if ((row->with & WITH_UPGRADE) != 0)
		spoken_upgrade(s, client, server);
	SSL_SESSION_free(session);
	SSL_free(client);
	SSL_free(server);
	SSL_CTX_free(client_ctx);
	SSL_CTX_free(server_ctx);
}

static inline void spoken_free(struct spoken *s)
{
	for (size_t i = 0; i < s->count; i++)
		buf_free(&s->turns[i]);
	buf_free(&s->keylog);
	buf_free(&s->plain);
}

#endif
