/*
 * An entry of a HAR file in the place of a flow's bytes: the messages are those that the bytes would have given, as far as the exporter tells them.
 * Offsets count in the request as it is put together here, headers then body; the file has them elsewhere.
 */
#ifndef DECODE_EXCHANGE_H
#define DECODE_EXCHANGE_H

#include "decode/decode.h"

/* The far end: the server's address (family 0 where nothing tells it), the port of the URL. False where the URL names no host. */
bool exchange_key(const struct exchange *x, struct flow_key *ret, bool *ret_encrypted);
/* Bytes of what the file tells of it: about as many as were sent. */
size_t exchange_len(const struct exchange *x);
/* The whole entry; then conversation_end. *ret_missing: bytes of its body that the file leaves out. */
void conversation_exchange(struct conversation *c, const struct exchange *x, uint64_t frame, int64_t at, uint64_t *ret_missing);

#endif
