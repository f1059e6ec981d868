/* The streams of a QUIC connection, whose bytes go to what reads its protocol. */
#ifndef DECODE_QUIC_CHANNEL_H
#define DECODE_QUIC_CHANNEL_H

#include "decode/quic_connection.h"
#include "decode/quic_frame.h"

/* STREAM, RESET_STREAM, DATAGRAM. */
void quic_channel_add(const struct quic_arrival *a, struct quic_connection *q, const struct quic_frame *f);
/* The connection is over: what waits is handed over with its holes, and all is forgotten. */
void quic_channels_finish(struct conversation *c, struct quic_connection *q);
void quic_channels_free(struct decode_shared *shared, struct quic_connection *q);

#endif
