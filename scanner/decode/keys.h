/*
 * Secrets of TLS and QUIC sessions, from key logs (the NSS Key Log Format, draft-ietf-tls-keylogfile): lines of a label, the
 * ClientHello's random in hex, a secret in hex. They come from files that may still grow, and from a capture's own secrets blocks.
 * Nothing here prints or stores a secret; all of them are wiped when freed.
 */
#ifndef DECODE_KEYS_H
#define DECODE_KEYS_H

#include "base/cipher.h"

/* TLS 1.2 and before have a master secret; the others are 1.3's and QUIC's. */
enum secret {
	SECRET_MASTER, SECRET_CLIENT_EARLY, SECRET_CLIENT_HANDSHAKE, SECRET_SERVER_HANDSHAKE, SECRET_CLIENT_TRAFFIC,
	SECRET_SERVER_TRAFFIC, SECRET_COUNT,
};

enum { HELLO_RANDOM = 32 };

struct keys;

struct keys *keys_new(void);
void keys_free(struct keys *k);
/* All lines of a text; one that its end cuts is taken as it stands. Returns how many of them were no line of a key log. */
size_t keys_add(struct keys *k, struct span text);
/* A file that keys_poll reads on from where it stood, by whole lines, until they are settled; fd stays the caller's. False: KEYLOGS_MAX are there. */
bool keys_follow(struct keys *k, int fd);
/* What has been written to the followed files since. -1: one cannot be read, errno tells. */
int keys_poll(struct keys *k, size_t *ret_strange);
/* No more will be written: a last line without its end counts too. Returns as keys_add. */
size_t keys_settle(struct keys *k);
/* Where the followed file of number i (from 0, in the order of keys_follow) is now: a worker's descriptors are moved. -1: no such. */
int keys_followed(const struct keys *k, size_t i);
void keys_moved(struct keys *k, size_t i, int fd);

/* The session's secret; an empty span where there is none. Valid until more is added. */
struct span keys_find(const struct keys *k, const uint8_t random[HELLO_RANDOM], enum secret which);
/* True where anything is known of the session. */
bool keys_know(const struct keys *k, const uint8_t random[HELLO_RANDOM]);
size_t keys_sessions(const struct keys *k); /* how many sessions have a secret here */
uint64_t keys_version(const struct keys *k); /* grows with every secret: who waits for one looks again */

#endif
