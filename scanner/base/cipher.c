#include "base/cipher.h"

#include "base/alloc.h"
#include "base/buf.h"

#include <err.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/provider.h>
#include <string.h>

enum { INFO_MAX = 2 + 1 + 255 + 1 /* length, label and no context: RFC 8446 section 7.1 */ };

static const struct {
	const char *name; /* OpenSSL's */
	uint8_t key, tag, block;
	bool ccm;
} kinds[CIPHER_COUNT] = {
	[CIPHER_AES_128_GCM] = { "AES-128-GCM", 16, 16, 0, false },
	[CIPHER_AES_256_GCM] = { "AES-256-GCM", 32, 16, 0, false },
	[CIPHER_AES_128_CCM] = { "AES-128-CCM", 16, 16, 0, true },
	[CIPHER_AES_256_CCM] = { "AES-256-CCM", 32, 16, 0, true },
	[CIPHER_AES_128_CCM_8] = { "AES-128-CCM", 16, 8, 0, true },
	[CIPHER_AES_256_CCM_8] = { "AES-256-CCM", 32, 8, 0, true },
	[CIPHER_ARIA_128_GCM] = { "ARIA-128-GCM", 16, 16, 0, false },
	[CIPHER_ARIA_256_GCM] = { "ARIA-256-GCM", 32, 16, 0, false },
	[CIPHER_CHACHA20_POLY1305] = { "ChaCha20-Poly1305", 32, 16, 0, false },
	[CIPHER_AES_128_CBC] = { "AES-128-CBC", 16, 0, 16, false },
	[CIPHER_AES_256_CBC] = { "AES-256-CBC", 32, 0, 16, false },
	[CIPHER_CAMELLIA_128_CBC] = { "CAMELLIA-128-CBC", 16, 0, 16, false },
	[CIPHER_CAMELLIA_256_CBC] = { "CAMELLIA-256-CBC", 32, 0, 16, false },
	[CIPHER_ARIA_128_CBC] = { "ARIA-128-CBC", 16, 0, 16, false },
	[CIPHER_ARIA_256_CBC] = { "ARIA-256-CBC", 32, 0, 16, false },
	[CIPHER_3DES_CBC] = { "DES-EDE3-CBC", 24, 0, 8, false },
	[CIPHER_RC4] = { "RC4", 16, 0, 0, false },
	[CIPHER_NULL] = { "NULL", 0, 0, 0, false },
	[CIPHER_AES_128_ECB] = { "AES-128-ECB", 16, 0, 16, false },
	[CIPHER_AES_256_ECB] = { "AES-256-ECB", 32, 0, 16, false },
	[CIPHER_CHACHA20] = { "ChaCha20", 32, 0, 0, false },
};

/* What was fetched, for the life of the process. Never written after cipher_prepare. */
static struct {
	EVP_CIPHER *ciphers[CIPHER_COUNT];
	EVP_KDF *prf;
} fetched;

struct cipher {
	enum cipher_kind kind;
	EVP_CIPHER_CTX *ctx;
	uint8_t key[CIPHER_KEY_MAX]; /* CCM alone begins anew with it for every record */
};

void cipher_prepare(void)
{
	if (fetched.prf != NULL)
		return;
	OSSL_PROVIDER_load(NULL, "default");
	OSSL_PROVIDER_load(NULL, "legacy"); /* a file of its own, that not everybody has: RC4 */
	for (int i = 0; i < CIPHER_COUNT; i++)
		fetched.ciphers[i] = EVP_CIPHER_fetch(NULL, kinds[i].name, NULL);
	fetched.prf = EVP_KDF_fetch(NULL, "TLS1-PRF", NULL);
	if (fetched.prf == NULL)
		errx(2, "this OpenSSL derives no keys of TLS");
	for (int i = 0; i < DIGEST_COUNT; i++) { /* a first use, for what OpenSSL fetches by itself */
		uint8_t out[SECRET_MAX];

		derive_prf((enum digest_algorithm)i, span_of("secret"), "prepare", span_of("seed"), out, sizeof out);
		if (i != DIGEST_MD5_SHA1)
			derive_label((enum digest_algorithm)i, span_of("secret"), "prepare", out, 16);
	}
}

size_t cipher_key_len(enum cipher_kind k)
{
	return kinds[k].key;
}

size_t cipher_block_len(enum cipher_kind k)
{
	return kinds[k].block;
}

size_t cipher_tag_len(enum cipher_kind k)
{
	return kinds[k].tag;
}

/* CCM's lengths must be known before its key. */
static bool ccm_lengths(struct cipher *c)
{
	return EVP_DecryptInit_ex(c->ctx, fetched.ciphers[c->kind], NULL, NULL, NULL) == 1 &&
		EVP_CIPHER_CTX_ctrl(c->ctx, EVP_CTRL_AEAD_SET_IVLEN, CIPHER_NONCE, NULL) == 1;
}

struct cipher *cipher_new(enum cipher_kind k, const uint8_t *key)
{
	struct cipher *c;
	bool good;

	if (fetched.ciphers[k] == NULL)
		return NULL;
	c = xcalloc(1, sizeof *c);
	c->kind = k;
	memcpy(c->key, key, kinds[k].key);
	c->ctx = EVP_CIPHER_CTX_new();
	if (c->ctx == NULL)
		errx(2, "no memory for a cipher");
	if (kinds[k].ccm)
		good = ccm_lengths(c);
	else if (k == CIPHER_AES_128_ECB || k == CIPHER_AES_256_ECB || k == CIPHER_CHACHA20)
		good = EVP_EncryptInit_ex(c->ctx, fetched.ciphers[k], NULL, key, NULL) == 1;
	else
		good = EVP_DecryptInit_ex(c->ctx, fetched.ciphers[k], NULL, key, NULL) == 1;
	EVP_CIPHER_CTX_set_padding(c->ctx, 0);
	if (!good) {
		cipher_free(c);
		return NULL;
	}
	return c;
}

void cipher_free(struct cipher *c)
{
	if (c == NULL)
		return;
	EVP_CIPHER_CTX_free(c->ctx);
	xfree_wiped(c, sizeof *c);
}

static bool set_tag(struct cipher *c, const uint8_t *tag)
{
	return EVP_CIPHER_CTX_ctrl(c->ctx, EVP_CTRL_AEAD_SET_TAG, kinds[c->kind].tag, (void *)(uintptr_t)tag) == 1;
}

static bool ccm_open(struct cipher *c, const uint8_t *nonce, struct span associated, struct span text, const uint8_t *tag, uint8_t *out)
{
	int n;

	return ccm_lengths(c) && set_tag(c, tag) && EVP_DecryptInit_ex(c->ctx, NULL, NULL, c->key, nonce) == 1 &&
		EVP_DecryptUpdate(c->ctx, NULL, &n, NULL, (int)text.len) == 1 &&
		EVP_DecryptUpdate(c->ctx, NULL, &n, associated.data, (int)associated.len) == 1 &&
		EVP_DecryptUpdate(c->ctx, out, &n, text.data, (int)text.len) == 1;
}

static bool tag_open(struct cipher *c, const uint8_t *nonce, struct span associated, struct span text, const uint8_t *tag, uint8_t *out)
{
	int n;

	return EVP_DecryptInit_ex(c->ctx, NULL, NULL, NULL, nonce) == 1 &&
		EVP_DecryptUpdate(c->ctx, NULL, &n, associated.data, (int)associated.len) == 1 &&
		EVP_DecryptUpdate(c->ctx, out, &n, text.data, (int)text.len) == 1 && set_tag(c, tag) &&
		EVP_DecryptFinal_ex(c->ctx, out + n, &n) == 1;
}

bool cipher_open(struct cipher *c, const uint8_t nonce[CIPHER_NONCE], struct span associated, struct span in, uint8_t *out)
{
	size_t tag = kinds[c->kind].tag;
	struct span text = span_sub(in, 0, in.len - tag);
	bool good;

	if (in.len < tag)
		return false;
	good = (kinds[c->kind].ccm ? ccm_open : tag_open)(c, nonce, associated, text, in.data + text.len, out);
	if (!good)
		OPENSSL_cleanse(out, text.len);
	return good;
}

bool cipher_blocks(struct cipher *c, const uint8_t *iv, struct span in, uint8_t *out)
{
	int n;

	return in.len % kinds[c->kind].block == 0 && EVP_DecryptInit_ex(c->ctx, NULL, NULL, NULL, iv) == 1 &&
		EVP_DecryptUpdate(c->ctx, out, &n, in.data, (int)in.len) == 1 && (size_t)n == in.len;
}

bool cipher_stream(struct cipher *c, struct span in, uint8_t *out)
{
	int n;

	return EVP_DecryptUpdate(c->ctx, out, &n, in.data, (int)in.len) == 1;
}

bool cipher_mask(struct cipher *c, const uint8_t sample[CIPHER_SAMPLE], uint8_t ret[CIPHER_MASK])
{
	static const uint8_t zeros[CIPHER_MASK];
	uint8_t out[CIPHER_SAMPLE];
	int n;

	if (c->kind == CIPHER_CHACHA20)
		return EVP_EncryptInit_ex(c->ctx, NULL, NULL, NULL, sample) == 1 &&
			EVP_EncryptUpdate(c->ctx, ret, &n, zeros, CIPHER_MASK) == 1;
	if (EVP_EncryptUpdate(c->ctx, out, &n, sample, CIPHER_SAMPLE) != 1)
		return false;
	memcpy(ret, out, CIPHER_MASK);
	return true;
}

/* ---- derivation ---- */

static OSSL_PARAM octets(const char *name, struct span s)
{
	static const uint8_t nothing;

	return OSSL_PARAM_construct_octet_string(name, (void *)(uintptr_t)(s.len > 0 ? s.data : &nothing), s.len);
}

static OSSL_PARAM algorithm(enum digest_algorithm a)
{
	return OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)(uintptr_t)digest_openssl_name(a), 0);
}

void derive_prf(enum digest_algorithm a, struct span secret, const char *label, struct span seed, uint8_t *ret, size_t n)
{
	const OSSL_PARAM params[] = { algorithm(a), octets(OSSL_KDF_PARAM_SECRET, secret),
		octets(OSSL_KDF_PARAM_SEED, span_of(label)), octets(OSSL_KDF_PARAM_SEED, seed), OSSL_PARAM_END };
	EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(fetched.prf);

	if (ctx == NULL || EVP_KDF_derive(ctx, ret, n, params) != 1)
		errx(2, "OpenSSL derived no key");
	EVP_KDF_CTX_free(ctx);
}

size_t derive_extract(enum digest_algorithm a, struct span salt, struct span secret, uint8_t ret[DIGEST_MAX])
{
	return hmac(a, salt, secret, ret);
}

/* HKDF-Expand: each block is an HMAC over the one before, what it is for, and a count. */
static void expand(enum digest_algorithm a, struct span secret, struct span info, uint8_t *ret, size_t n)
{
	uint8_t text[DIGEST_MAX + INFO_MAX + 1], sum[DIGEST_MAX];
	size_t len = 0;

	for (uint8_t count = 1; n > 0; count++) {
		size_t now;

		memcpy(text + len, info.data, info.len);
		text[len + info.len] = count;
		len = hmac(a, secret, (struct span){ text, len + info.len + 1 }, sum);
		memcpy(text, sum, len);
		now = n < len ? n : len;
		memcpy(ret, sum, now);
		ret += now;
		n -= now;
	}
	explicit_bzero(text, sizeof text);
	explicit_bzero(sum, sizeof sum);
}

void derive_label(enum digest_algorithm a, struct span secret, const char *label, uint8_t *ret, size_t n)
{
	static const char prefix[] = "tls13 ";
	size_t len = strlen(label), before = sizeof prefix - 1;
	uint8_t info[INFO_MAX] = { (uint8_t)(n >> 8), (uint8_t)n, (uint8_t)(before + len) }; /* its end: no context */

	memcpy(info + 3, prefix, before);
	memcpy(info + 3 + before, label, len);
	expand(a, secret, (struct span){ info, 3 + before + len + 1 }, ret, n);
}
