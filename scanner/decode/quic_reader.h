/* What reads the streams of a QUIC connection, by the protocol that its hello names (ALPN). */
#ifndef DECODE_QUIC_READER_H
#define DECODE_QUIC_READER_H

#include "decode/decoder.h"

struct quic_reader {
	/* alpn: chosen, or those offered. */
	void *(*open)(const char *alpn);
	/* Whether bytes of the far end on a stream matter. */
	bool (*wants)(const void *state, uint64_t stream);
	/* Bytes of a stream, in order; a hole in them; their end. c is the conversation of the packet at hand. */
	void (*bytes)(struct conversation *c, void *state, uint64_t stream, bool from_client, struct span bytes, uint64_t frame, int64_t at);
	void (*gap)(struct conversation *c, void *state, uint64_t stream, bool from_client, uint64_t missing, uint64_t frame);
	void (*end)(struct conversation *c, void *state, uint64_t stream, bool from_client);
	/* The connection is over: what is unfinished is handed over as it stands. */
	void (*finish)(struct conversation *c, void *state);
	void (*close)(void *state);
};

/* Stream ids by their last two bits: RFC 9000 section 2.1. */
enum { QUIC_STREAM_OF_SERVER = 1, QUIC_STREAM_ONE_WAY = 2 };

extern const struct quic_reader quic_reader_http3;
/* Any other protocol: each stream is a conversation of its own, as a connection of TCP would be; DNS over QUIC (RFC 9250) among them. */
extern const struct quic_reader quic_reader_other;

#endif
