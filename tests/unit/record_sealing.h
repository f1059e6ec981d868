/*
 * TLS records made by hand: what the tests and the fuzz target of decode/tls.c need of the other direction. How keys are derived
 * test_cipher.c holds to published vectors; the key block is cut and the records are sealed here by themselves.
 */
#ifndef TESTS_RECORD_SEALING_H
#define TESTS_RECORD_SEALING_H

#include <openssl/evp.h>
#include <string.h>

#include "base/alloc.h"
#include "decode/hello.h"
#include "decode/protection.h"

enum { RECORDS_MAC_HEADER = 13, RECORDS_TAG = 16 };

/* What a record that must not be opened has wrong inside its encryption. */
enum records_spoil { SPOIL_NOTHING, SPOIL_PADDING, SPOIL_MAC };

struct records {
	const struct suite *suite;
	uint16_t version;
	bool encrypt_then_mac;
	enum records_spoil spoil;
	size_t padding;     /* how much more than it needs: zeros of TLS 1.3, blocks of CBC */
	uint8_t secret[SECRET_MAX], key[CIPHER_KEY_MAX], iv[16], mac_key[DIGEST_MAX];
	uint64_t sequence;
	EVP_CIPHER_CTX *stream; /* of RC4, which goes on */
};

/* NULL where this OpenSSL has none. */
static inline EVP_CIPHER_CTX *records_cipher(const struct records *r)
{
	static const char *const names[CIPHER_COUNT] = {
		[CIPHER_AES_128_GCM] = "AES-128-GCM", [CIPHER_AES_256_GCM] = "AES-256-GCM", [CIPHER_AES_128_CCM] = "AES-128-CCM",
		[CIPHER_AES_256_CCM] = "AES-256-CCM", [CIPHER_AES_128_CCM_8] = "AES-128-CCM", [CIPHER_AES_256_CCM_8] = "AES-256-CCM",
		[CIPHER_CHACHA20_POLY1305] = "ChaCha20-Poly1305", [CIPHER_AES_128_CBC] = "AES-128-CBC", [CIPHER_AES_256_CBC] = "AES-256-CBC",
		[CIPHER_CAMELLIA_128_CBC] = "CAMELLIA-128-CBC", [CIPHER_CAMELLIA_256_CBC] = "CAMELLIA-256-CBC",
		[CIPHER_ARIA_128_GCM] = "ARIA-128-GCM", [CIPHER_ARIA_256_GCM] = "ARIA-256-GCM",
		[CIPHER_ARIA_128_CBC] = "ARIA-128-CBC", [CIPHER_ARIA_256_CBC] = "ARIA-256-CBC",
		[CIPHER_3DES_CBC] = "DES-EDE3-CBC", [CIPHER_RC4] = "RC4", [CIPHER_NULL] = "NULL",
	};
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, names[r->suite->cipher], NULL);
	EVP_CIPHER_CTX *ctx = cipher == NULL ? NULL : EVP_CIPHER_CTX_new();

	if (ctx != NULL)
		EVP_EncryptInit_ex(ctx, cipher, NULL, NULL, NULL);
	EVP_CIPHER_free(cipher);
	return ctx;
}

static inline void records_derive(struct records *r)
{
	struct span secret = { r->secret, digest_len(r->suite->hash) };

	derive_label(r->suite->hash, secret, "key", r->key, cipher_key_len(r->suite->cipher));
	derive_label(r->suite->hash, secret, "iv", r->iv, CIPHER_NONCE);
	r->sequence = 0;
}

/* TLS 1.3; the secret is as long as the suite's hash. */
static inline struct records records_of_secret(uint16_t suite, const uint8_t *secret)
{
	struct records r = { .suite = suite_find(suite), .version = VERSION_TLS_1_3 };

	memcpy(r.secret, secret, digest_len(r.suite->hash));
	records_derive(&r);
	return r;
}

/* RFC 8446 section 7.2. */
static inline void records_update(struct records *r)
{
	uint8_t next[SECRET_MAX];
	size_t n = digest_len(r->suite->hash);

	derive_label(r->suite->hash, (struct span){ r->secret, n }, "traffic upd", next, n);
	memcpy(r->secret, next, n);
	records_derive(r);
}

/* TLS 1.2 and before: RFC 5246 section 6.3, of which RFC 2246 takes whole IVs, RFC 5288 four bytes, RFC 7905 twelve. */
static inline struct records records_of_master(uint16_t suite, uint16_t version, struct span master, const uint8_t *client_random,
	const uint8_t *server_random, bool encrypt_then_mac, bool client)
{
	struct records r = { .suite = suite_find(suite), .version = version, .encrypt_then_mac = encrypt_then_mac };
	bool tag = r.suite->mode == MODE_TAG, chacha = r.suite->cipher == CIPHER_CHACHA20_POLY1305;
	size_t mac = tag ? 0 : digest_len(r.suite->mac), key = cipher_key_len(r.suite->cipher);
	size_t iv = chacha ? 12 : tag ? 4 : r.suite->mode == MODE_BLOCKS && version == VERSION_TLS_1_0 ? cipher_block_len(r.suite->cipher) : 0;
	uint8_t block[256], seed[2 * HELLO_RANDOM];
	size_t side = client ? 0 : 1;

	memcpy(seed, server_random, HELLO_RANDOM);
	memcpy(seed + HELLO_RANDOM, client_random, HELLO_RANDOM);
	derive_prf(version < VERSION_TLS_1_2 ? DIGEST_MD5_SHA1 : r.suite->hash, master, "key expansion",
		(struct span){ seed, sizeof seed }, block, sizeof block);
	memcpy(r.mac_key, block + side * mac, mac);
	memcpy(r.key, block + 2 * mac + side * key, key);
	memcpy(r.iv, block + 2 * mac + 2 * key + side * iv, iv);
	return r;
}

static inline void records_free(struct records *r)
{
	EVP_CIPHER_CTX_free(r->stream);
}

static inline void records_be(struct buf *b, uint64_t v, int n)
{
	while (n-- > 0)
		buf_putc(b, (char)(v >> 8 * n));
}

static inline void records_nonce(const struct records *r, uint8_t ret[CIPHER_NONCE])
{
	bool explicit = r->version < VERSION_TLS_1_3 && r->suite->cipher != CIPHER_CHACHA20_POLY1305;

	memset(ret, 0, CIPHER_NONCE);
	memcpy(ret, r->iv, explicit ? 4 : CIPHER_NONCE);
	for (int i = 0; i < 8; i++)
		ret[CIPHER_NONCE - 1 - i] ^= (uint8_t)(r->sequence >> 8 * i);
}

/* Ciphertext and tag. */
static inline void records_encrypt(const struct records *r, struct span associated, struct span plain, struct buf *out)
{
	bool ccm = r->suite->cipher >= CIPHER_AES_128_CCM && r->suite->cipher <= CIPHER_AES_256_CCM_8;
	int tag = (int)cipher_tag_len(r->suite->cipher), n = 0;
	EVP_CIPHER_CTX *ctx = records_cipher(r);
	uint8_t nonce[CIPHER_NONCE], empty = 0;

	records_nonce(r, nonce);
	buf_reserve(out, plain.len + RECORDS_TAG);
	EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, CIPHER_NONCE, NULL);
	if (ccm)
		EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, tag, NULL);
	EVP_EncryptInit_ex(ctx, NULL, NULL, r->key, nonce);
	if (ccm)
		EVP_EncryptUpdate(ctx, NULL, &n, NULL, (int)plain.len);
	EVP_EncryptUpdate(ctx, NULL, &n, associated.data, (int)associated.len);
	EVP_EncryptUpdate(ctx, out->data + out->len, &n, plain.len > 0 ? plain.data : &empty, (int)plain.len);
	EVP_EncryptFinal_ex(ctx, out->data + out->len + plain.len, &n);
	out->len += plain.len;
	EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, tag, out->data + out->len);
	out->len += (size_t)tag;
	EVP_CIPHER_CTX_free(ctx);
}

static inline void records_mac(const struct records *r, uint8_t type, struct span content, struct buf *out)
{
	uint8_t sum[DIGEST_MAX];
	struct buf text = { 0 };
	size_t n;

	records_be(&text, r->sequence, 8);
	records_be(&text, type, 1);
	records_be(&text, r->version, 2);
	records_be(&text, content.len, 2);
	buf_add_span(&text, content);
	n = hmac(r->suite->mac, (struct span){ r->mac_key, digest_len(r->suite->mac) }, buf_span(&text), sum);
	sum[0] ^= r->spoil == SPOIL_MAC;
	buf_add(out, sum, n);
	buf_free(&text);
}

static inline void records_pad(const struct records *r, struct buf *plain)
{
	size_t block = cipher_block_len(r->suite->cipher), n = block - plain->len % block + block * r->padding, first = plain->len;

	for (size_t i = 0; i < n; i++)
		buf_putc(plain, (char)(n - 1));
	if (r->spoil == SPOIL_PADDING)
		plain->data[n > 1 ? first : first + n - 1] ^= 0x80;
}

/* RFC 5246 section 6.2.3.2; RFC 2246 has the IV in the record before. */
static inline void records_blocks(struct records *r, uint8_t type, struct span content, struct buf *out)
{
	size_t block = cipher_block_len(r->suite->cipher), at = out->len;
	EVP_CIPHER_CTX *ctx = records_cipher(r);
	struct buf plain = { 0 };
	int n;

	buf_add_span(&plain, content);
	if (!r->encrypt_then_mac)
		records_mac(r, type, content, &plain);
	records_pad(r, &plain);
	if (r->version > VERSION_TLS_1_0) {
		memset(r->iv, (int)(0xA0 + r->sequence), block);
		buf_add(out, r->iv, block);
	}
	buf_reserve(out, plain.len);
	EVP_CIPHER_CTX_set_padding(ctx, 0);
	EVP_EncryptInit_ex(ctx, NULL, NULL, r->key, r->iv);
	EVP_EncryptUpdate(ctx, out->data + out->len, &n, plain.data, (int)plain.len);
	out->len += plain.len;
	memcpy(r->iv, out->data + out->len - block, block);
	if (r->encrypt_then_mac)
		records_mac(r, type, span_sub(buf_span(out), at, SIZE_MAX), out);
	EVP_CIPHER_CTX_free(ctx);
	buf_free(&plain);
}

static inline void records_stream(struct records *r, uint8_t type, struct span content, struct buf *out)
{
	struct buf plain = { 0 };
	int n;

	if (r->stream == NULL) {
		r->stream = records_cipher(r);
		EVP_EncryptInit_ex(r->stream, NULL, NULL, r->key, NULL);
	}
	buf_add_span(&plain, content);
	records_mac(r, type, content, &plain);
	buf_reserve(out, plain.len);
	EVP_EncryptUpdate(r->stream, out->data + out->len, &n, plain.data, (int)plain.len);
	out->len += plain.len;
	buf_free(&plain);
}

static inline void records_tag(const struct records *r, uint8_t type, struct span content, struct buf *out)
{
	struct buf associated = { 0 };

	records_be(&associated, r->sequence, 8);
	records_be(&associated, type, 1);
	records_be(&associated, r->version, 2);
	records_be(&associated, content.len, 2);
	if (r->suite->cipher != CIPHER_CHACHA20_POLY1305)
		records_be(out, r->sequence, 8);
	records_encrypt(r, buf_span(&associated), content, out);
	buf_free(&associated);
}

/* RFC 8446 section 5.2: the header, which is authentic too, tells a length that is known before. */
static inline void records_13(const struct records *r, uint8_t type, struct span content, struct buf *out)
{
	struct buf header = { 0 }, plain = { 0 };

	buf_add_span(&plain, content);
	records_be(&plain, type, 1);
	for (size_t i = 0; i < r->padding; i++)
		buf_putc(&plain, 0);
	records_be(&header, 0x170303, 3);
	records_be(&header, plain.len + cipher_tag_len(r->suite->cipher), 2);
	buf_add_span(out, buf_span(&header));
	records_encrypt(r, buf_span(&header), buf_span(&plain), out);
	buf_free(&header);
	buf_free(&plain);
}

/* Appends a record. */
static inline void records_seal(struct records *r, uint8_t type, struct span content, struct buf *out)
{
	struct buf body = { 0 };

	if (r->version == VERSION_TLS_1_3) {
		records_13(r, type, content, out);
	} else {
		if (r->suite->mode == MODE_TAG)
			records_tag(r, type, content, &body);
		else if (r->suite->mode == MODE_BLOCKS)
			records_blocks(r, type, content, &body);
		else
			records_stream(r, type, content, &body);
		records_be(out, type, 1);
		records_be(out, r->version, 2);
		records_be(out, body.len, 2);
		buf_add_span(out, buf_span(&body));
	}
	r->sequence++;
	buf_free(&body);
}

#endif
