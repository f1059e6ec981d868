/*
 * Ordered bytes of a flow to messages of its handset. The first bytes that the client sends choose the decoder
 * (decoder.h has the table's row); what the far end sends is read only where it names addresses (DNS) or ends a piece.
 */
#ifndef DECODE_DECODE_H
#define DECODE_DECODE_H

#include "base/purse.h"
#include "model.h"

struct certificate_table;
struct conversation;
struct keys;
struct quic_table;

struct decode_sink {
	void (*message)(void *ctx, const struct message *m);
	void (*dns)(void *ctx, const struct fact_dns *d); /* flow and client are the receiver's to fill */
	void (*loss)(void *ctx, enum loss loss, uint64_t frame, uint64_t count, uint64_t bytes);
	void *ctx;
	void (*session)(void *ctx, const struct fact_session *s); /* flow is the receiver's to fill; may be NULL */
};

/* What all conversations of a shard share; zeroed it is one without keys. */
struct decode_shared {
	uint64_t body_bytes;       /* of bodies that are kept: counted by decoders, bound by BODY_TOTAL_MAX */
	uint64_t open_bytes;       /* of requests of HTTP/2 and HTTP/3 that are not over: bound by OPEN_TOTAL_MAX */
	uint64_t inflaters;        /* of WebSockets: bound by INFLATERS_MAX */
	const struct keys *keys;   /* of TLS and QUIC, borrowed; NULL: none */
	bool keys_may_come;        /* live: what no key opens yet is kept for a while */
	uint64_t held_bytes;       /* and how much of it: bound by HELD_TOTAL_MAX */
	struct quic_table *quic;   /* QUIC connections, while a conversation holds one */
	struct certificate_table *certificates; /* that open sessions were shown, while one was */
	uint64_t reorder_bytes;    /* of QUIC streams, behind holes: bound by REORDER_TOTAL_MAX */
	struct purse *purse;       /* what is paid for compressed fields and WebSocket messages; NULL: nothing is */
};

/* What the flow itself tells of its far end and of how much could be read. */
struct decode_summary {
	char host[HOST_MAX];
	enum host_source host_source;
	uint64_t bytes_clear, bytes_decrypted, bytes_opaque; /* of what the handset sent */
	uint64_t messages;                  /* decoded ones */
};

/* shared must outlive it. */
struct conversation *conversation_new(const struct flow_key *key, const struct decode_sink *sink, struct decode_shared *shared);
void conversation_bytes(struct conversation *c, bool from_client, struct span bytes, uint64_t frame, int64_t at);
/* What of the far end's words over TCP is to be handed over; it changes with what is handed over alone. */
enum attention conversation_attention(const struct conversation *c);
void conversation_gap(struct conversation *c, bool from_client, uint64_t missing, uint64_t frame);
/* No more bytes: what is unfinished is handed over as it stands. */
void conversation_end(struct conversation *c, struct decode_summary *ret);
void conversation_free(struct conversation *c);

#endif
