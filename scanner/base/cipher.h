/*
 * What TLS and QUIC protect bytes with, by OpenSSL: ciphers, and the derivation of their keys. Lengths in bytes.
 *
 * A secret is the caller's to wipe; a cipher keeps its own copy of its key and wipes it when freed.
 */
#ifndef BASE_CIPHER_H
#define BASE_CIPHER_H

#include "base/digest.h"
#include "base/err.h"

enum cipher_kind {
	CIPHER_AES_128_GCM, CIPHER_AES_256_GCM, CIPHER_AES_128_CCM, CIPHER_AES_256_CCM, CIPHER_AES_128_CCM_8,
	CIPHER_AES_256_CCM_8, CIPHER_ARIA_128_GCM, CIPHER_ARIA_256_GCM, CIPHER_CHACHA20_POLY1305, /* with a tag: cipher_open */
	CIPHER_AES_128_CBC, CIPHER_AES_256_CBC, CIPHER_CAMELLIA_128_CBC, CIPHER_CAMELLIA_256_CBC, CIPHER_ARIA_128_CBC, CIPHER_ARIA_256_CBC,
	CIPHER_3DES_CBC,                                             /* cipher_blocks */
	CIPHER_RC4,                                                  /* cipher_stream; where OpenSSL's legacy provider is installed */
	CIPHER_NULL,                                                 /* cipher_stream, which changes nothing */
	CIPHER_AES_128_ECB, CIPHER_AES_256_ECB, CIPHER_CHACHA20,     /* QUIC's header protection: cipher_mask */
	CIPHER_COUNT,
};

enum { CIPHER_KEY_MAX = 32, CIPHER_NONCE = 12, CIPHER_BLOCK_MAX = 16, CIPHER_SAMPLE = 16, CIPHER_MASK = 5, CIPHER_TAG_MAX = 16,
	SECRET_MAX = 48 };

struct cipher;

/*
 * Fetches all that is used from OpenSSL, which reads files for it: once in a process, before a sandbox is entered and before
 * any other function here. What is not to be had (RC4 without the legacy provider) is NULL from cipher_new later.
 */
void cipher_prepare(void);
size_t cipher_key_len(enum cipher_kind k);
size_t cipher_block_len(enum cipher_kind k); /* of a CBC cipher */
size_t cipher_tag_len(enum cipher_kind k);   /* of one with a tag */
/* The key's schedule; NULL where this OpenSSL has no such cipher. */
struct cipher *cipher_new(enum cipher_kind k, const uint8_t *key);
void cipher_free(struct cipher *c);

/* Authenticates and decrypts in = ciphertext and tag into out (in.len less the tag). False: the tag is wrong, and out holds nothing. */
bool cipher_open(struct cipher *c, const uint8_t nonce[CIPHER_NONCE], struct span associated, struct span in, uint8_t *out);
/* CBC over whole blocks, without padding or authentication. False where in is no whole number of blocks. */
bool cipher_blocks(struct cipher *c, const uint8_t *iv, struct span in, uint8_t *out);
/* RC4 goes on from where it stood. */
bool cipher_stream(struct cipher *c, struct span in, uint8_t *out);
/* RFC 9001 sections 5.4.3 and 5.4.4. */
bool cipher_mask(struct cipher *c, const uint8_t sample[CIPHER_SAMPLE], uint8_t ret[CIPHER_MASK]);

/* TLS 1.2's PRF (RFC 5246 section 5); with DIGEST_MD5_SHA1 that of 1.0 and 1.1 (RFC 2246 section 5). */
void derive_prf(enum digest_algorithm a, struct span secret, const char *label, struct span seed, uint8_t *ret, size_t n);
/* HKDF-Extract (RFC 5869); returns the length. */
size_t derive_extract(enum digest_algorithm a, struct span salt, struct span secret, uint8_t ret[DIGEST_MAX]);
/* HKDF-Expand-Label with an empty context (RFC 8446 section 7.1); label without "tls13 ". */
void derive_label(enum digest_algorithm a, struct span secret, const char *label, uint8_t *ret, size_t n);

#endif
