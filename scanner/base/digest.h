/* Hashes, by OpenSSL. Lengths in bytes. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "base/reader.h"

/* MD5_SHA1: the two behind each other, as TLS 1.0 and 1.1 use them. */
enum digest_algorithm { DIGEST_MD5, DIGEST_SHA1, DIGEST_SHA256, DIGEST_SHA384, DIGEST_MD5_SHA1, DIGEST_COUNT };

enum { DIGEST_MAX = 48, SHA256_LEN = 32, SHA256_HEX_LEN = 64 };

const char *digest_name(enum digest_algorithm a); /* "md5", "sha1", "sha256" */
const char *digest_openssl_name(enum digest_algorithm a);
size_t digest_len(enum digest_algorithm a);
/* Returns the length written. */
size_t digest(enum digest_algorithm a, struct span data, uint8_t ret[DIGEST_MAX]);
size_t hmac(enum digest_algorithm a, struct span key, struct span data, uint8_t *ret);

/* SHA-256 over many pieces: new, add..., end (which frees). */
struct sha256;
struct sha256 *sha256_new(void);
void sha256_add(struct sha256 *s, const void *data, size_t len);
void sha256_end(struct sha256 *s, uint8_t ret[SHA256_LEN]);

/* All of a file, from its beginning; fd is not moved. Returns 0, or -1 with errno set. */
int sha256_file(int fd, char ret_hex[SHA256_HEX_LEN + 1], uint64_t *ret_size);

/* 0..15, or -1 where c is no digit of hex, in either case. Here, for it is asked of every byte of a text. */
static inline int hex_digit(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}
/* Lower-case hex with its NUL: 2 * len + 1 bytes. */
void hex_of(const uint8_t *data, size_t len, char *ret);

/* n bytes that nobody can guess. */
void random_bytes(uint8_t *ret, size_t n);

#endif
