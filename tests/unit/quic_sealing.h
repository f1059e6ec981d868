/*
 * QUIC packets made by hand: what the tests and the fuzz target of decode/quic.c need of the other direction. AES-128-GCM with packet
 * numbers of which the last two bytes are sent.
 */
#ifndef TESTS_QUIC_SEALING_H
#define TESTS_QUIC_SEALING_H

#include <openssl/evp.h>
#include <string.h>

#include "base/alloc.h"
#include "decode/quic_packet.h"

enum { SEALING_TAG = 16, SEALING_SUITE = 0x1301, SEALING_SECRET = 32 };

struct sealing {
	const struct quic_version *version;
	uint8_t secret[SEALING_SECRET], key[16], iv[CIPHER_NONCE], hp[16];
	uint8_t phase;
};

static inline void sealing_derive(struct sealing *s)
{
	struct span secret = { s->secret, SEALING_SECRET };

	derive_label(DIGEST_SHA256, secret, s->version->key, s->key, sizeof s->key);
	derive_label(DIGEST_SHA256, secret, s->version->iv, s->iv, sizeof s->iv);
}

static inline struct sealing sealing_of(uint32_t version, const uint8_t *secret)
{
	struct sealing s = { .version = quic_version_find(version) };

	memcpy(s.secret, secret, SEALING_SECRET);
	sealing_derive(&s);
	derive_label(DIGEST_SHA256, (struct span){ secret, SEALING_SECRET }, s.version->hp, s.hp, sizeof s.hp);
	return s;
}

/* Of Initial packets: RFC 9001 section 5.2. */
static inline struct sealing sealing_initial(uint32_t version, struct span first, bool client)
{
	const struct quic_version *v = quic_version_find(version);
	uint8_t common[DIGEST_MAX], secret[SEALING_SECRET];
	size_t n = derive_extract(DIGEST_SHA256, (struct span){ v->salt, sizeof v->salt }, first, common);

	derive_label(DIGEST_SHA256, (struct span){ common, n }, client ? "client in" : "server in", secret, sizeof secret);
	return sealing_of(version, secret);
}

/* The next key phase: RFC 9001 section 6. */
static inline void sealing_update(struct sealing *s)
{
	uint8_t next[SEALING_SECRET];

	derive_label(DIGEST_SHA256, (struct span){ s->secret, SEALING_SECRET }, s->version->ku, next, sizeof next);
	memcpy(s->secret, next, sizeof next);
	sealing_derive(s);
	s->phase ^= 1;
}

static inline void sealing_varint(struct buf *b, uint64_t n)
{
	int len = n < 64 ? 1 : n < 16384 ? 2 : n < 1 << 30 ? 4 : 8;
	uint8_t first = (uint8_t)((len == 1 ? 0 : len == 2 ? 0x40 : len == 4 ? 0x80 : 0xC0) | n >> 8 * (len - 1));

	buf_putc(b, (char)first);
	for (int i = len - 2; i >= 0; i--)
		buf_putc(b, (char)(n >> 8 * i));
}

/* Appends n zeros, so that a packet is long enough to be sampled. */
static inline void sealing_pad(struct buf *b, size_t n)
{
	while (n-- > 0)
		buf_putc(b, 0);
}

static inline void sealing_encrypt(const struct sealing *s, uint32_t number, struct span header, struct span plain, uint8_t *out)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	uint8_t nonce[CIPHER_NONCE];
	int n;

	memcpy(nonce, s->iv, sizeof nonce);
	for (int i = 0; i < 4; i++)
		nonce[CIPHER_NONCE - 1 - i] ^= (uint8_t)(number >> 8 * i);
	EVP_EncryptInit_ex(ctx, EVP_aes_128_gcm(), NULL, s->key, nonce);
	EVP_EncryptUpdate(ctx, NULL, &n, header.data, (int)header.len);
	EVP_EncryptUpdate(ctx, out, &n, plain.data, (int)plain.len);
	EVP_EncryptFinal_ex(ctx, out + n, &n);
	EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, SEALING_TAG, out + plain.len);
	EVP_CIPHER_CTX_free(ctx);
}

static inline void sealing_mask(const struct sealing *s, uint8_t *packet, size_t number_at)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	uint8_t mask[16];
	int n;

	EVP_EncryptInit_ex(ctx, EVP_aes_128_ecb(), NULL, s->hp, NULL);
	EVP_CIPHER_CTX_set_padding(ctx, 0);
	EVP_EncryptUpdate(ctx, mask, &n, packet + number_at + 4, 16);
	EVP_CIPHER_CTX_free(ctx);
	packet[0] ^= mask[0] & ((packet[0] & 0x80) != 0 ? 0x0F : 0x1F);
	packet[number_at] ^= mask[1];
	packet[number_at + 1] ^= mask[2];
}

/* Appends a packet to out: type QUIC_ONE_RTT has a short header, source and token are not in it. */
static inline void sealing_put(struct buf *out, const struct sealing *s, enum quic_type type, struct span target, struct span source,
	struct span token, uint32_t number, struct span frames)
{
	static const uint8_t types[2][3] = { { 0, 1, 2 }, { 1, 2, 3 } };
	struct buf header = { 0 }, plain = { 0 };
	size_t at = out->len;

	buf_add_span(&plain, frames);
	sealing_pad(&plain, plain.len < 4 ? 4 - plain.len : 0);
	if (type == QUIC_ONE_RTT) {
		buf_putc(&header, (char)(0x41 | s->phase << 2));
		buf_add_span(&header, target);
	} else {
		buf_putc(&header, (char)(0xC1 | types[s->version->second][type] << 4));
		for (int i = 3; i >= 0; i--)
			buf_putc(&header, (char)(s->version->number >> 8 * i));
		buf_putc(&header, (char)target.len);
		buf_add_span(&header, target);
		buf_putc(&header, (char)source.len);
		buf_add_span(&header, source);
		if (type == QUIC_INITIAL) {
			sealing_varint(&header, token.len);
			buf_add_span(&header, token);
		}
		sealing_varint(&header, 2 + plain.len + SEALING_TAG);
	}
	buf_putc(&header, (char)(number >> 8));
	buf_putc(&header, (char)number);
	buf_add_span(out, buf_span(&header));
	buf_reserve(out, plain.len + SEALING_TAG);
	sealing_encrypt(s, number, buf_span(&header), buf_span(&plain), out->data + out->len);
	out->len += plain.len + SEALING_TAG;
	sealing_mask(s, out->data + at, header.len - 2);
	buf_free(&header);
	buf_free(&plain);
}

#endif
