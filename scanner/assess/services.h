/*
 * What a far end is for: the services of one message, by host on label boundaries, port, protocol, path prefix and query key,
 * and by what a TLS handshake shows. The longest match wins: host first (a "=host" before a domain of the same length), then certificate,
 * path, key, JA4, port, protocol, ALPN.
 */
#ifndef ASSESS_SERVICES_H
#define ASSESS_SERVICES_H

#include "finding.h"

/* What the flow's session of TLS or QUIC told in clear; NULL or "" where there is none. Lists are comma-separated. */
struct handshake {
	const char *names; /* of the certificate */
	const char *ja4, *alpn;
};

/*
 * path and keys are the message's shape. With opaque content path and key cannot be told: then the set holds every
 * service that some path or key could have been of, so one that names a domain stays in it beside one that names a
 * path on a longer host.
 */
struct service_query {
	const char *host;
	uint16_t port;
	const char *protocol; /* nDPI's name: "TLS.Xiaomi" is both TLS and Xiaomi */
	const char *carrier;  /* "" where opaque */
	const char *path, *keys;
	bool opaque;
	struct handshake handshake;
};

enum { SERVICE_SET_TEXT = 256 };

struct services; /* all of a rulebook, by the hosts that they name */

struct services *services_new(const struct rulebook *b); /* b must outlive it */
void services_free(struct services *s);
void services_find(const struct services *s, const struct service_query *q, struct service_set *ret);
/* Adds what is not there yet; sets are kept in the order of ids. Of more than SERVICES_MAX the last ids are left out. */
void service_set_add(struct service_set *s, const struct service *item);
void service_set_join(struct service_set *s, const struct service_set *more);
/* "mi-account" or "mi-account|mi-messaging": how a set is written. */
const char *service_set_text(const struct service_set *s, char *ret, size_t cap);

#endif
