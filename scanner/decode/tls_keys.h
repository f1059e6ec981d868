/*
 * The keys of a TLS session: under which one each side's next record stands, by what was said and by the secrets of the key log. A
 * side whose key may yet come (the other side's hello has not, live a key log may still be written) waits; one whose key never can is
 * lost, and the session's end says why.
 */
#ifndef DECODE_TLS_KEYS_H
#define DECODE_TLS_KEYS_H

#include "decode/tls_session.h"

/* A HelloRetryRequest was read: early data were sent in vain, and can be read all the same. */
void tls_keys_retry(struct tls_session *t);
/* The ServerHello of TLS 1.3 was read: what both sides say next is protected. */
void tls_keys_answered(struct tls_session *t);
/* Side e says what comes next under the secret of a later stage, from its next record on. Before TLS 1.3 it means nothing. */
void tls_keys_enter(struct tls_session *t, enum tls_end e, enum tls_stage stage);
/* KeyUpdate of TLS 1.3. */
void tls_keys_update(struct tls_session *t, enum tls_end e);

/* ServerHelloDone of TLS 1.2 and before: nothing more is said in clear. */
void tls_keys_needed(struct tls_session *t);
/* ChangeCipherSpec of TLS 1.2 and before: what side e sends from here on is protected. False: it must wait. */
bool tls_keys_turn(struct tls_session *t, enum tls_end e);

/* Side e has sent data, and is under no key. True: they wait for one. */
bool tls_keys_await(struct tls_session *t, enum tls_end e);
/* A key that was asked for in vain may have come. */
void tls_keys_ask(struct tls_session *t);

/* WAITS: for a key that may come. SHUT: it stays unread, and so does the side where it is lost now. */
enum tls_outcome { TLS_OPENED, TLS_WAITS, TLS_SHUT };

/* Opens the next record of a side that is under a key: out gets what was in it. What is not authentic is never handed on. */
enum tls_outcome tls_keys_open(struct tls_session *t, enum tls_end e, struct span record, struct buf *out, uint8_t *ret_type);
/* Passes over a record of the far end's data. False where it must be opened, for the sake of those behind it. */
bool tls_keys_skip(struct tls_session *t);
/* No more records come: why nothing was read. */
void tls_keys_end(struct tls_session *t);

#endif
