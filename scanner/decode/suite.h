/* Cipher suites of TLS that can be read with keys: what each protects records with (IANA's registry of TLS Cipher Suites). */
#ifndef DECODE_SUITE_H
#define DECODE_SUITE_H

#include "base/cipher.h"
#include "model.h"

enum suite_mode { MODE_TAG, MODE_BLOCKS, MODE_STREAM }; /* AEAD; CBC, and RC4 or nothing at all, each with an HMAC */

struct suite {
	uint16_t id;
	const char *name;
	enum suite_mode mode;
	enum cipher_kind cipher;
	enum digest_algorithm hash; /* of the derivation; before TLS 1.2 it is always DIGEST_MD5_SHA1 */
	enum digest_algorithm mac;  /* of the record, where there is no tag */
};

/* Records are sent in clear: no key is needed. Not of NULL. */
bool suite_is_clear(const struct suite *s);
/* NULL: none that could be read. */
const struct suite *suite_find(uint16_t id);
/* The name; of one that is not known here its number in hex. */
void suite_name(uint16_t id, char ret[SUITE_TEXT]);

#endif
