/* WebSocket (RFC 6455) with permessage-deflate (RFC 7692), entered from an HTTP/1 request that asked for an upgrade. */
#ifndef DECODE_WEBSOCKET_H
#define DECODE_WEBSOCKET_H

#include "decode/decoder.h"

/* Where an upgrade was asked, and what came of it. */
struct websocket_way {
	bool websocket;            /* else another protocol, that is told by its first bytes */
	bool answered, deflate;    /* the far end's head was seen; and accepted permessage-deflate */
	char host[HOST_MAX];
	enum host_source host_source;
	struct buf path, query;
};

struct websocket_way *websocket_way_new(const char *upgrade, const char *host, enum host_source source, struct span path,
	struct span query);
/* The far end's head with status 101. */
void websocket_way_answer(struct websocket_way *w, struct span head);
void websocket_way_free(struct websocket_way *w);

/* The state of decoder_websocket; takes w over. */
void *websocket_open(struct websocket_way *w);

extern const struct decoder decoder_websocket;

#endif
