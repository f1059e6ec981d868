/* What an X.509 certificate says of its holder (RFC 5280), read by OpenSSL. It is not checked: a certificate seen is no proof. */
#ifndef BASE_CERTIFICATE_H
#define BASE_CERTIFICATE_H

#include "base/reader.h"

struct certificate {
	char subject[256], issuer[256]; /* RFC 2253: "CN=*.mi.com,O=Xiaomi" */
	char names[1024];               /* DNS names of the holder, lower case, comma-separated */
	int64_t valid_from, valid_to;   /* nanoseconds since 1970; 0 unknown */
};

/* False where it is none. Text is cleaned of what is no character. */
bool certificate_read(struct span der, struct certificate *ret);

#endif
