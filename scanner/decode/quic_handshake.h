/* The handshake of a QUIC connection (RFC 9001): who is called, by its first packets, and the keys of its later ones. */
#ifndef DECODE_QUIC_HANDSHAKE_H
#define DECODE_QUIC_HANDSHAKE_H

#include "decode/quic_connection.h"
#include "decode/quic_frame.h"

/* WAITS: for keys that may come. SHUT: nothing will open it. */
enum quic_outcome { QUIC_OPENED, QUIC_WAITS, QUIC_SHUT };

/* Opens a packet: out holds what was in it. */
enum quic_outcome quic_handshake_open(const struct quic_arrival *a, struct quic_connection *q, const struct quic_packet *p,
	struct buf *out);
/* A Retry: the client's next Initial packets are for another id. */
void quic_handshake_retry(const struct quic_arrival *a, struct quic_connection *q, const struct quic_packet *p);
/* Bytes of the handshake, from a packet of this type. */
void quic_handshake_add(const struct quic_arrival *a, struct quic_connection *q, enum quic_type type, const struct quic_frame *f);
/* Asks the key log anew where it has grown; true where it knows the session now and did not before. */
bool quic_handshake_ask(const struct decode_shared *shared, struct quic_connection *q);
/* No more will come: a hello that is cut is read as far as it goes. */
void quic_handshake_end(struct conversation *c, struct quic_connection *q);

#endif
