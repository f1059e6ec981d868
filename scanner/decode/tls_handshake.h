/* The handshake messages of a TLS session: who is called, what is agreed upon, and when a side turns to other keys. */
#ifndef DECODE_TLS_HANDSHAKE_H
#define DECODE_TLS_HANDSHAKE_H

#include "decode/tls_session.h"

/* What stood in a record of side e; m: the frame that brought its end. All messages that are whole are taken. */
void tls_handshake_add(struct tls_session *t, enum tls_end e, struct span bytes, const struct mark *m);

#endif
