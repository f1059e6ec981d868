/*
 * A session of TLS (RFC 2246, 4346, 5246, 8446) as far as its two sides have told it: what its handshake, its keys and its records
 * share.
 */
#ifndef DECODE_TLS_SESSION_H
#define DECODE_TLS_SESSION_H

#include "decode/certificates.h"
#include "decode/decoder.h"
#include "decode/hello.h"
#include "decode/protection.h"

enum tls_end { TLS_CLIENT, TLS_SERVER, TLS_ENDS };
enum tls_stage { TLS_EARLY, TLS_HANDSHAKE, TLS_TRAFFIC, TLS_STAGES };

/* What one side says. */
struct tls_side {
	struct gather in;              /* records not taken yet */
	size_t passing;                /* bytes to come of a record that nobody reads */
	struct buf handshake;          /* of messages not whole yet, in clear */
	size_t skip;                   /* bytes to come of one that is too long to be kept */
	unsigned hellos;               /* its own, that were read */
	bool lost;                     /* nothing of it will be read any more */

	struct protection *protection; /* NULL: records stand in clear */
	enum secret secret;            /* TLS 1.3: which one it is under */
	enum tls_stage stage;          /* TLS 1.3: what it says next is no earlier than that */
	bool opened;                   /* a record under it was authentic */
	unsigned trials;               /* that were not, before the first that is */
	bool turns;                    /* before TLS 1.3: it has said ChangeCipherSpec, and what follows waits for its key */
	unsigned turned;               /* how often that happened */
};

/* What keys are made of before TLS 1.3. */
struct tls_agreement {
	uint8_t client_random[HELLO_RANDOM], server_random[HELLO_RANDOM];
	const struct suite *suite;
	bool encrypt_then_mac;
};

struct tls_session {
	struct conversation *outer;    /* whose bytes its records are */
	struct conversation *inside;   /* what is said under its protection; NULL: nothing yet */
	struct tls_side sides[TLS_ENDS];
	struct client_hello client;    /* the last */
	struct server_hello server;
	struct tls_agreement agreed[2]; /* the last two: either side may be read one ahead of the other, no further */
	bool greeted, answered;        /* the hellos were read */
	const struct suite *suite;
	struct certificate_shown *shown; /* the far end's certificate; NULL: none that could be read */
	uint64_t keys_version;         /* of the key log, when it was last asked in vain */
	size_t held;                   /* bytes that wait, as counted in what the shard shares */

	/* for the session's fact */
	enum session_end end;
	uint64_t frame;                /* of the ClientHello */
	int64_t at;
	uint64_t overhead, decrypted;  /* client's bytes: in clear around what is protected, and protected ones */
};

struct tls_session *tls_session_new(struct conversation *outer);
void tls_session_free(struct tls_session *t);

/* Nothing of this side, or of both, will be read any more. What of its records has not been taken stays. */
void tls_side_lose(struct tls_side *s);
void tls_session_lose(struct tls_session *t, enum session_end why);
/* Hands its fact over, if the client was heard. */
void tls_session_tell(const struct tls_session *t);

#endif
