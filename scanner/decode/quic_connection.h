/*
 * QUIC connections of a shard, found by the connection ids of both sides: a connection outlives its 5-tuple (RFC 9000 section 9). It
 * lives as long as a conversation holds it; the table comes with the first and goes with the last.
 */
#ifndef DECODE_QUIC_CONNECTION_H
#define DECODE_QUIC_CONNECTION_H

#include "base/ordered.h"
#include "decode/decoder.h"
#include "decode/hello.h"
#include "decode/quic_packet.h"
#include "decode/quic_reader.h"

enum quic_side { QUIC_CLIENT, QUIC_SERVER, QUIC_SIDES };
enum quic_space { QUIC_SPACE_INITIAL, QUIC_SPACE_HANDSHAKE, QUIC_SPACE_DATA, QUIC_SPACES }; /* RFC 9000 section 12.3 */

/* One sender's handshake in one space. */
struct quic_handshake {
	struct ordered stream;  
	struct buf message;      /* what is not yet a whole message */
	bool done;               /* nothing more of it matters */
};

/* What one side sends. */
struct quic_sender {
	struct quic_id ids[QUIC_IDS_MAX]; /* that it gave itself, the last used last: what is sent to it carries one */
	size_t id_count;
	struct quic_keys *keys[QUIC_PROTECTED];
	const struct quic_version *initial_version; /* of the keys of its Initial packets */
	uint64_t next[QUIC_SPACES]; /* packet numbers */
	struct quic_handshake handshakes[QUIC_SPACE_DATA];
	uint64_t held;           /* bytes of it that wait for keys */
};

/* A packet that waits for keys. */
struct quic_held {
	struct quic_held *next;
	bool from_client;
	size_t sealed_at;        /* as of struct quic_packet */
	uint64_t frame;
	int64_t at;
	size_t len;
	uint8_t bytes[];
};

struct quic_channel; /* a stream, both ways */

struct quic_connection {
	unsigned users;          /* conversations that hold it */
	const struct quic_version *version;
	struct quic_id ends[2];  /* between which it was begun, as the table has them */
	struct quic_id first;    /* what the client's first Initial was sent to: a key of all Initials */
	struct quic_sender senders[QUIC_SIDES];
	struct client_hello hello;
	uint64_t frame;          /* of the client's first packet, then of its hello */
	int64_t at;
	uint16_t suite;
	char alpn[ALPN_TEXT];    /* chosen */
	bool greeted;            /* the ClientHello was read */
	bool answered;           /* the ServerHello was read */
	bool keyed;              /* a key log knows the session */
	bool deaf;               /* nothing more of it is read */
	bool changed;            /* what waits may be opened now */

	struct quic_held *held, **held_end;
	uint64_t keys_seen;      /* keys_version when they were last asked */

	struct quic_channel **channels;
	size_t channel_count, channel_cap;
	uint64_t floor[4];       /* by the type of a stream: those below are over */
	const struct quic_reader *reader; /* NULL: no stream has begun */
	void *reader_state;
	struct conversation *inside; /* what is said in the streams */
	struct decode_sink outlet;   /* of the conversation of the packet at hand: what is inside is told there */

	/* for the session's fact */
	uint64_t initial_bytes;  /* of the client's Initials that were opened and counted as opaque */
	uint64_t bytes_decrypted;
	unsigned initials, opened, failed; /* packets: Initials opened; of the others those opened and not */
	bool sealed_seen;        /* the client sent more than Initials */
	bool missing;            /* a secret was asked for that no key log has */
	bool strange_suite, bound, hole;
	unsigned attempts;       /* to find keys by trial, in vain */
};

/* How a packet came. */
struct quic_arrival {
	struct conversation *c;
	enum quic_side from;
	uint64_t frame;
	int64_t at;
};

/* NULL where there are too many. It has one user. */
struct quic_connection *quic_connection_new(struct decode_shared *shared, const struct flow_key *k, const struct quic_version *v,
	struct span first);
/* Whether one was begun between these ends from whatever port of the client, or from this port to another server: RFC 9000 section 9.6. */
bool quic_connection_between(const struct decode_shared *shared, const struct flow_key *k);
void quic_connection_release(struct decode_shared *shared, struct quic_connection *q);
void quic_connection_held_free(struct decode_shared *shared, struct quic_connection *q);
/* Forgets what only reading needs, but for the streams. */
void quic_connection_deafen(struct decode_shared *shared, struct quic_connection *q);

/* side gave itself another id; where it has too many the one used longest ago is forgotten. */
void quic_connection_named(struct decode_shared *shared, struct quic_connection *q, enum quic_side side, struct span id);
/* Whether a packet with a short header begins with an id of side, which is the last to be forgotten then; ret: how long it is. */
bool quic_connection_takes(struct quic_connection *q, enum quic_side side, struct span packet, size_t *ret);
bool quic_connection_is_named(const struct quic_connection *q, enum quic_side side, struct span id);
/* The connection that a packet goes to, by an id that is too long for a chance. side: its receiver. */
struct quic_connection *quic_connection_find(const struct decode_shared *shared, enum quic_side side, struct span id);
/* The same of a packet with a short header, whose id does not tell its length. */
struct quic_connection *quic_connection_guess(const struct decode_shared *shared, enum quic_side side, struct span packet);

#endif
