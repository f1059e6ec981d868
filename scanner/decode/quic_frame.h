/* The frames in a QUIC packet (RFC 9000 section 19, RFC 9221): those that carry bytes or connection ids, and how long the others are. */
#ifndef DECODE_QUIC_FRAME_H
#define DECODE_QUIC_FRAME_H

#include "base/reader.h"

enum quic_frame_kind { QUIC_FRAME_OTHER, QUIC_FRAME_CRYPTO, QUIC_FRAME_STREAM, QUIC_FRAME_RESET, QUIC_FRAME_DATAGRAM, QUIC_FRAME_NEW_ID };

struct quic_frame {
	enum quic_frame_kind kind;
	uint64_t stream;      /* STREAM and RESET_STREAM */
	uint64_t offset;      /* of bytes in their stream; of RESET_STREAM its final size */
	bool last;            /* the stream ends with it */
	struct span bytes;    /* carried; of NEW_CONNECTION_ID the id */
};

/* The next frame of a packet; google: of its Initial in Google's versions. False: it is damaged, or of a kind unknown here. */
bool quic_frame_read(struct reader *r, bool google, struct quic_frame *ret);

#endif
