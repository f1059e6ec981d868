/*
 * Packets of QUIC and what protects them: versions 1 (RFC 9000, RFC 9001) and 2 (RFC 9369), and the drafts from 22 on, whose long
 * headers look alike. All but one packet of a datagram have a length; the last may have a short header.
 */
#ifndef DECODE_QUIC_PACKET_H
#define DECODE_QUIC_PACKET_H

#include "base/buf.h"
#include "decode/suite.h"

enum { QUIC_ID_MAX = 20, QUIC_VERSION_TEXT = 16 };

enum quic_type { QUIC_INITIAL, QUIC_EARLY, QUIC_HANDSHAKE, QUIC_ONE_RTT, QUIC_PROTECTED /* the types before it are */,
	QUIC_RETRY = QUIC_PROTECTED, QUIC_NEGOTIATION, QUIC_UNKNOWN /* of a version that is not known here */ };

struct quic_version {
	uint32_t number;
	const char *name;         /* "QUIC v1" */
	uint8_t salt[20];         /* RFC 9001 section 5.2 */
	uint8_t retry_key[16], retry_nonce[CIPHER_NONCE]; /* RFC 9001 section 5.8; zeros before draft 25 */
	const char *key, *iv, *hp, *ku; /* labels: RFC 9001 section 5.1, RFC 9369 section 3.3.2 */
	bool second;              /* the types have the numbers of RFC 9369 section 3.2 */
	bool google;              /* Google's own frames in it, and in Q050 its own handshake */
};

/* NULL: not known here. */
const struct quic_version *quic_version_find(uint32_t number);

struct quic_id {
	uint8_t len, bytes[QUIC_ID_MAX];
};

struct quic_id quic_id_of(struct span bytes); /* cut at QUIC_ID_MAX */
bool quic_id_is(const struct quic_id *id, struct span bytes);

struct quic_packet {
	enum quic_type type;
	uint32_t number;               /* of its version; 0 in a short header */
	const struct quic_version *version; /* NULL: not known here, or a short header */
	struct span target, source;    /* connection ids; of a short header empty, for only its receiver knows how long it is */
	struct span token;             /* of Initial and Retry */
	struct span whole;             /* with its header */
	size_t sealed_at;              /* of the packet number in it; of a short header it is behind the id */
};

/* Takes the next packet; where it has no length, all that is left. False: what is left is none. */
bool quic_packet_read(struct reader *r, struct quic_packet *ret);
/*
 * Senders hand datagrams over in a batch (segmentation offload), and a capture at the sender's sees it as one. p has a short header and its
 * sealed_at, and took all that is left: where in its whole the next datagram to the same id begins, not before from. 0: nowhere.
 */
size_t quic_batch_next(const struct quic_packet *p, size_t from);
/* True where the tag of a Retry is that of an answer to a packet for this id: RFC 9001 section 5.8. */
bool quic_retry_is_genuine(const struct quic_packet *p, const struct quic_id *original);

/* A number of RFC 9000 section 16. */
uint64_t quic_number(struct reader *r);

/* What opens the packets of one type and one sender. It follows the key phase. */
struct quic_keys;

/* NULL where QUIC has no such suite, the secret is of another, or this OpenSSL has no such cipher. */
struct quic_keys *quic_keys_new(const struct quic_version *v, const struct suite *s, struct span secret);
/* Of Initial packets, by the id that the client's first one was sent to. client: of what the client sends. */
struct quic_keys *quic_keys_initial(const struct quic_version *v, const struct quic_id *first, bool client);
void quic_keys_free(struct quic_keys *k);
/*
 * Opens a packet: out holds what was in it. next is one more than the largest number seen in its space (RFC 9000 section 12.3), and
 * is kept. False: it is not authentic, and nothing has changed.
 */
bool quic_keys_open(struct quic_keys *k, const struct quic_packet *p, uint64_t *next, struct buf *out);

#endif
