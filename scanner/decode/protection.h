/*
 * The protection of TLS records in one direction under one key: RFC 8446 section 5.2, RFC 5246 section 6.2.3 and its
 * predecessors. It counts records: each must be opened, or skipped, in its order.
 */
#ifndef DECODE_PROTECTION_H
#define DECODE_PROTECTION_H

#include "base/buf.h"
#include "decode/suite.h"

enum { RECORD_HEADER = 5, RECORD_LEN_MAX = 16384 + 2048 /* RFC 5246 6.2.3; RFC 8446 allows less */ };

struct protection;

/* TLS 1.3, of a traffic secret. NULL where this machine's OpenSSL has no such cipher. */
struct protection *protection_of_secret(const struct suite *s, struct span secret);
/*
 * TLS 1.2 and before, of a master secret and both randoms (RFC 5246 section 6.3). client: of what the client sends.
 */
struct protection *protection_of_master(const struct suite *s, uint16_t version, struct span master, const uint8_t *client_random,
	const uint8_t *server_random, bool encrypt_then_mac, bool client);
/* Of a suite that encrypts nothing, without the master secret: what is said is read, whether it is authentic is not known. */
struct protection *protection_unkeyed(const struct suite *s, uint16_t version);
void protection_free(struct protection *p);

/*
 * A whole record with its header. Appends what was in it to out, and tells its true type (RFC 8446 section 5.2). False: it is not
 * authentic, nothing was appended, and the count stays.
 */
bool protection_open(struct protection *p, struct span record, struct buf *out, uint8_t *ret_type);
/* Passes over a record unread. False, and nothing is done, where the next one could not be opened without it. */
bool protection_skip(struct protection *p);
/* KeyUpdate (RFC 8446 section 7.2). False where the next key cannot be made. */
bool protection_update(struct protection *p);

#endif
