/*
 * What a decoder of one protocol over TCP gives to conversation.c and gets from it. A new protocol is a file and a row of the table there.
 */
#ifndef DECODE_DECODER_H
#define DECODE_DECODER_H

#include "decode/decode.h"
#include "decode/gather.h"

enum probe { PROBE_NO, PROBE_MORE, PROBE_YES };

struct decoder {
	const char *name;
	/* Whether the client's first bytes are of this protocol; MORE where they are too few to tell. */
	enum probe (*probe)(const struct conversation *c, struct span first);
	void *(*open)(struct conversation *c);
	/* The client's bytes, in order. */
	void (*bytes)(struct conversation *c, void *state, struct span bytes, uint64_t frame, int64_t at);
	void (*gap)(struct conversation *c, void *state, uint64_t missing, uint64_t frame);
	void (*turn)(struct conversation *c, void *state); /* the far end spoke; may be NULL */
	/* The far end's bytes; NULL where they do not matter. */
	void (*answer)(struct conversation *c, void *state, struct span bytes, uint64_t frame, int64_t at);
	void (*end)(struct conversation *c, void *state);
	void (*close)(void *state);
	/* Bytes of the far end are missing; NULL where they do not matter. */
	void (*answer_gap)(struct conversation *c, void *state, uint64_t missing, uint64_t frame);
};

extern const struct decoder decoder_http1, decoder_http2, decoder_tls, decoder_mipush, decoder_mqtt, decoder_socks, decoder_lines, decoder_dns_tcp, decoder_raw;

struct conversation {
	struct flow_key key;
	struct decode_sink sink;
	struct decode_shared *shared;
	const struct decoder *decoder; /* NULL: still being told */
	void *state;
	struct gather first;           /* the client's bytes until a decoder is chosen */
	bool switching;                /* the decoder asked for another one: its last bytes are in first */
	const struct decoder *next;    /* while switching: the one asked for by name, NULL: whichever knows the bytes */
	void *next_state;              /* and its state, NULL: to be opened */
	bool deaf;                     /* the decoder says that it reads no answer for now */
	unsigned depth;                /* 0: of the flow itself; else inside so many protections */
	struct quic_path *quic;        /* of UDP: NULL where it is no QUIC */
	char *host;                    /* the flow's own name for its far end; NULL: none was told */
	enum host_source host_source;
	uint64_t bytes_clear, bytes_decrypted, bytes_opaque, messages; /* as in struct decode_summary */
};

/* Hands a message over and counts its bytes as clear or opaque. */
void conversation_emit(struct conversation *c, const struct message *m);
/* The name that the flow itself gives to its far end; a stronger source wins; what a first proxy was asked for stays, unless that was an address alone. */
void conversation_host(struct conversation *c, const char *host, enum host_source source);
void conversation_loss(struct conversation *c, enum loss loss, uint64_t frame, uint64_t bytes);
/* Bytes of the client that belong to no message but were read; and those that could not be. */
void conversation_clear(struct conversation *c, uint64_t bytes);
void conversation_opaque(struct conversation *c, uint64_t bytes);
/* What follows is another protocol (a tunnel was asked for): rest goes to whichever decoder knows it. */
void conversation_switch(struct conversation *c, struct span rest, uint64_t frame, int64_t at);
/* The same with what was gathered since, and a decoder that is known (NULL: it is to be told) with its state (NULL: opened). */
void conversation_switch_to(struct conversation *c, const struct decoder *next, void *state, const struct gather *rest);
/* What cannot be read, and rest behind it, is searched as it stands: left is emptied. */
void conversation_give_up(struct conversation *c, struct gather *left, struct span rest, uint64_t frame, int64_t at);

/*
 * What was decrypted is a conversation of its own, between the same ends and with the same sink, whose bytes count as decrypted. It is fed
 * by conversation_bytes; its end, which frees it, adds its summary to the outer one's.
 */
struct conversation *conversation_inside(const struct conversation *outer);
/* The same of what stands in it as it is, in order: a tunnel. Its decoder and state as in conversation_switch_to. */
struct conversation *conversation_tunnel(const struct conversation *outer, const struct decoder *decoder, void *state);
void conversation_inside_end(struct conversation *outer, struct conversation *inside);

/* A host name as a sender wrote it: lower case, without port and final dot; false where it is none. */
bool host_from(struct span text, char ret[HOST_MAX]);

/* One UDP datagram; from_client tells its direction. */
void datagram_dns(struct conversation *c, bool from_client, struct span bytes, uint64_t frame, int64_t at);
/* False where the conversation is no QUIC. Its end, and what it holds. */
bool datagram_quic(struct conversation *c, bool from_client, struct span bytes, uint64_t frame, int64_t at);
void quic_path_end(struct conversation *c);
void quic_path_free(struct conversation *c);
/* Bytes of the client that no decoder knows. */
void datagram_raw(struct conversation *c, struct span bytes, uint64_t frame, int64_t at);
/* The client's; false where it is none. */
bool datagram_syslog(struct conversation *c, struct span bytes, uint64_t frame, int64_t at);

#endif
