/* Google's QUIC before RFC 9000 (versions Q0xx): counted, and its client's first message read for who is called. */
#ifndef DECODE_GQUIC_H
#define DECODE_GQUIC_H

#include "model.h"

/* Whether a client's datagram is of a version whose headers are not those of RFC 8999, or stand in clear; ret: "QUIC Q043". */
bool gquic_is(struct span datagram, char ret_version[16]);
/* The name in the client's hello ("CHLO"), wherever that begins in bytes; false where there is none, or not all of it. */
bool gquic_name(struct span bytes, char ret[HOST_MAX]);

#endif
