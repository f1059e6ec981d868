/*
 * One request of HTTP/2 or HTTP/3: its fields come by name and value, then its body, then perhaps fields again. It becomes messages
 * with the parts that HTTP/1 gives its own.
 */
#ifndef DECODE_REQUEST_H
#define DECODE_REQUEST_H

#include "base/purse.h"
#include "decode/httphead.h"
#include "decode/pieces.h"

/* A zeroed one has yet to come, but for its first frame; it counts among the open ones of a shard if it was begun. */
struct request {
	const char *carrier;    /* "http2" */
	uint64_t frame;         /* its first */
	int64_t at;
	struct purse *purse;    /* what its fields are paid from; NULL: nothing is paid */
	size_t sent;            /* bytes of a block since the field before, in whatever frames they came: what the next one took there */
	struct http_head head;  /* its places are in fields; upgrade is :protocol */
	struct gather fields;   /* the values, one behind the other */
	struct gather body;
	size_t gone;            /* bytes of values that were handed over and forgotten: those in fields come behind them */
	size_t head_len;        /* of the values before the body */
	uint64_t body_offset;   /* of body's first byte in the whole body */
	uint64_t consumed;      /* bytes not yet handed over: the owner adds what it takes */
	bool headed;            /* its first fields are whole: what comes is a trailer */
	bool piece_sent;
	struct conversation *tunnel; /* what a CONNECT was asked for: the body is its bytes. NULL: none */
	size_t held;            /* what it counts with among the open ones of its shard */
	uint64_t *open_bytes;   /* of these; NULL: it does not count */
	bool torn;              /* bytes are missing before body: it does not go on from what was handed over */
};

struct request request_begun(const struct conversation *c, const char *carrier, uint64_t frame, int64_t at);
/* What is open in a shard holds more than it may: of more than OPEN_SURE streams of a connection one is to be ended. */
bool requests_are_many(const struct decode_shared *s);
/* A field of the block that is being read, pseudo fields among them. */
void request_field(struct request *r, struct span name, struct span value, const struct mark *m);
/* The block is whole. A CONNECT opens a tunnel: WebSocket where it says so (RFC 8441, RFC 9220), else whatever its bytes show. */
void request_block_end(struct conversation *c, struct request *r);
/* It stays open: counts it, and where there are too many hands over what there is and forgets its fields. */
void request_hold(struct conversation *c, struct request *r, struct pieces *p);
/* A body that is full is handed over as it stands. */
void request_body(struct conversation *c, struct request *r, struct pieces *p, struct span bytes, uint64_t frame, int64_t at);
/* Hands over what was gathered: what comes goes on from it. */
void request_emit(struct conversation *c, struct request *r, struct pieces *p);
/* Hands over what is left. */
void request_end(struct conversation *c, struct request *r, struct pieces *p);
void request_free(struct request *r);

#endif
