/*
 * The records of a TLS session (RFC 8446 section 5), however they are cut: those in clear, and those that a key opens, whose handshake
 * messages are taken and whose data are a conversation of its own. All else of the client is counted as opaque.
 *
 * A side whose next record cannot be opened yet waits with its bytes.
 */
#ifndef DECODE_TLS_RECORD_H
#define DECODE_TLS_RECORD_H

#include "decode/tls_session.h"

enum { RECORD_CHANGE_CIPHER = 20, RECORD_ALERT = 21, RECORD_HANDSHAKE = 22, RECORD_DATA = 23, RECORD_HEARTBEAT = 24 };

/* Bytes of side e, in order. */
void tls_record_bytes(struct tls_session *t, enum tls_end e, struct span bytes, uint64_t frame, int64_t at);
/* Takes what can be taken, of side first before the other: a key may have come, or a side may have been lost. */
void tls_record_run(struct tls_session *t, enum tls_end first);

#endif
