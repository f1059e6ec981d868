/* What an X.509 certificate says of its holder (RFC 5280), read by OpenSSL. It is not checked: a certificate seen is no proof. */
#ifndef BASE_CERTIFICATE_H
#define BASE_CERTIFICATE_H

#include "base/reader.h"

struct certificate {
	char subject[256], issuer[256]; /* RFC 2253: "CN=*.mi.com,O=Xiaomi" */
	char names[1024];               /* DNS names of the holder, where there are none its common name; lower case, comma-separated, as many as fit */
	int64_t valid_from, valid_to;   /* nanoseconds since 1970; 0 unknown, or beyond what they can count (year 9999: never) */
	bool names_other;               /* there are names, and none of all of them fits the host that was asked for (RFC 6125) */
};

/* host: who was asked for, "" nobody knows. False where it is no certificate. Text is cleaned of what is no character. */
bool certificate_read(struct span der, const char *host, struct certificate *ret);

#endif
