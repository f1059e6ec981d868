/*
 * Certificates as they were read, each once for all open sessions of a shard that were shown it: handsets are shown the same few again
 * and again. One lives while a session holds it.
 */
#ifndef DECODE_CERTIFICATES_H
#define DECODE_CERTIFICATES_H

#include "base/certificate.h"
#include "base/digest.h"
#include "decode/decode.h"

struct certificate_shown {
	struct certificate certificate;
	struct certificate_shown *next; /* in its row of the table */
	unsigned holders;
	uint8_t id[SHA256_LEN];         /* of its bytes and of who was asked for */
};

/* As certificate_read; NULL where it is no certificate. To be released. */
struct certificate_shown *certificates_hold(struct decode_shared *shared, struct span der, const char *host);
void certificates_release(struct decode_shared *shared, struct certificate_shown *s); /* NULL is allowed */

#endif
