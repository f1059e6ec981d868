/*
 * What both sides of TLS and QUIC say before anything is secret: ClientHello and ServerHello (RFC 8446 section 4.1, RFC 5246
 * section 7.4.1). Each function takes the body of one whole handshake message.
 */
#ifndef DECODE_HELLO_H
#define DECODE_HELLO_H

#include "decode/keys.h"
#include "model.h"

enum { HANDSHAKE_CLIENT_HELLO = 1, HANDSHAKE_SERVER_HELLO = 2, HANDSHAKE_NEW_SESSION_TICKET = 4, HANDSHAKE_END_OF_EARLY_DATA = 5,
	HANDSHAKE_ENCRYPTED_EXTENSIONS = 8, HANDSHAKE_CERTIFICATE = 11, HANDSHAKE_SERVER_DONE = 14, HANDSHAKE_FINISHED = 20,
	HANDSHAKE_KEY_UPDATE = 24 };

enum { VERSION_SSL_3_0 = 0x0300, VERSION_TLS_1_0 = 0x0301, VERSION_TLS_1_1 = 0x0302, VERSION_TLS_1_2 = 0x0303, VERSION_TLS_1_3 = 0x0304 };

struct client_hello {
	uint8_t random[HELLO_RANDOM];
	char host[HOST_MAX];   /* server_name, "" none */
	char alpn[ALPN_TEXT];  /* offered, comma-separated */
	char ja4[JA4_TEXT];
	uint16_t version;      /* the highest that it offers */
	bool early_data;       /* data may follow under SECRET_CLIENT_EARLY */
	bool ech;              /* encrypted_client_hello: the true name may be hidden in it, or it is a mere greasing */
};

struct server_hello {
	uint8_t random[HELLO_RANDOM];
	uint16_t version, suite;
	char alpn[ALPN_TEXT];  /* chosen; of TLS 1.3 it stands in EncryptedExtensions */
	bool retry;            /* HelloRetryRequest: another ClientHello comes */
	bool encrypt_then_mac; /* RFC 7366 */
	bool compressed;       /* what it protects it deflates first */
};

/*
 * transport: 't' for TCP, 'q' for QUIC, as JA4 writes it (the JA4 of a hello that is damaged is ""). False where the random and what comes before
 * it is not there; a name found before the damage stands.
 */
bool hello_client(struct span body, char transport, struct client_hello *ret);
bool hello_server(struct span body, struct server_hello *ret);
/* The protocol chosen, in EncryptedExtensions (RFC 8446 section 4.3.1); "" none. */
void hello_encrypted_extensions(struct span body, char ret_alpn[ALPN_TEXT]);
/* "TLS 1.2" */
const char *hello_version_name(uint16_t version);

#endif
