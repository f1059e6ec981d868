#include "base/digest.h"

#include "base/alloc.h"

#include <err.h>
#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

enum { FILE_BLOCK = 1 << 20 };

static const struct {
	const char *name, *openssl_name;
	size_t len;
} algorithms[DIGEST_COUNT] = {
	[DIGEST_MD5] = { "md5", "MD5", 16 },
	[DIGEST_SHA1] = { "sha1", "SHA1", 20 },
	[DIGEST_SHA256] = { "sha256", "SHA256", 32 },
	[DIGEST_SHA384] = { "sha384", "SHA384", 48 },
	[DIGEST_MD5_SHA1] = { "md5-sha1", "MD5-SHA1", 36 },
};

struct sha256 {
	EVP_MD_CTX *ctx;
};

/* OpenSSL looks an algorithm up at every use unless it was fetched: once, for the life of the process. */
static const EVP_MD *fetched(enum digest_algorithm a)
{
	static EVP_MD *all[DIGEST_COUNT];

	if (all[a] == NULL)
		all[a] = EVP_MD_fetch(NULL, algorithms[a].openssl_name, NULL);
	if (all[a] == NULL)
		errx(2, "%s is not available in this OpenSSL", algorithms[a].name);
	return all[a];
}

const char *digest_name(enum digest_algorithm a)
{
	return algorithms[a].name;
}

const char *digest_openssl_name(enum digest_algorithm a)
{
	return algorithms[a].openssl_name;
}

size_t digest_len(enum digest_algorithm a)
{
	return algorithms[a].len;
}

size_t digest(enum digest_algorithm a, struct span data, uint8_t ret[DIGEST_MAX])
{
	unsigned int len = 0;

	if (EVP_Digest(data.data, data.len, ret, &len, fetched(a), NULL) != 1)
		errx(2, "%s is not available in this OpenSSL", algorithms[a].name);
	return len;
}

/* The same of HMAC: each use copies a context that has its hash but no key. */
static EVP_MAC_CTX *hmac_new(enum digest_algorithm a)
{
	static EVP_MAC_CTX *all[DIGEST_COUNT];
	const OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)(uintptr_t)digest_openssl_name(a), 0),
		OSSL_PARAM_END };

	if (all[a] == NULL) {
		EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);

		all[a] = mac == NULL ? NULL : EVP_MAC_CTX_new(mac);
		EVP_MAC_free(mac);
		if (all[a] == NULL || EVP_MAC_CTX_set_params(all[a], params) != 1)
			errx(2, "HMAC with %s is not available in this OpenSSL", algorithms[a].name);
	}
	return EVP_MAC_CTX_dup(all[a]);
}

size_t hmac(enum digest_algorithm a, struct span key, struct span data, uint8_t *ret)
{
	static const uint8_t nothing; /* a key that is NULL would be none at all */
	EVP_MAC_CTX *ctx = hmac_new(a);
	size_t len = 0;

	if (ctx == NULL || EVP_MAC_init(ctx, key.len > 0 ? key.data : &nothing, key.len, NULL) != 1 || EVP_MAC_update(ctx, data.data, data.len) != 1 ||
		EVP_MAC_final(ctx, ret, &len, algorithms[a].len) != 1)
		errx(2, "OpenSSL made no HMAC");
	EVP_MAC_CTX_free(ctx);
	return len;
}

struct sha256 *sha256_new(void)
{
	struct sha256 *s = xcalloc(1, sizeof *s);

	s->ctx = EVP_MD_CTX_new();
	if (s->ctx == NULL || EVP_DigestInit_ex(s->ctx, fetched(DIGEST_SHA256), NULL) != 1)
		errx(2, "SHA-256 is not available in this OpenSSL");
	return s;
}

void sha256_add(struct sha256 *s, const void *data, size_t len)
{
	EVP_DigestUpdate(s->ctx, data, len);
}

void sha256_end(struct sha256 *s, uint8_t ret[SHA256_LEN])
{
	EVP_DigestFinal_ex(s->ctx, ret, NULL);
	EVP_MD_CTX_free(s->ctx);
	free(s);
}

int sha256_file(int fd, char ret_hex[SHA256_HEX_LEN + 1], uint64_t *ret_size)
{
	struct sha256 *s = sha256_new();
	uint8_t *block = xmalloc(FILE_BLOCK), hash[SHA256_LEN];
	uint64_t at = 0;
	ssize_t n;

	while ((n = pread(fd, block, FILE_BLOCK, (off_t)at)) > 0 || (n < 0 && errno == EINTR)) {
		if (n < 0)
			continue;
		sha256_add(s, block, (size_t)n);
		at += (uint64_t)n;
	}
	sha256_end(s, hash);
	xfree_wiped(block, FILE_BLOCK);
	if (n < 0)
		return -1;
	hex_of(hash, sizeof hash, ret_hex);
	*ret_size = at;
	return 0;
}

void hex_of(const uint8_t *data, size_t len, char *ret)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		ret[2 * i] = digits[data[i] >> 4];
		ret[2 * i + 1] = digits[data[i] & 15];
	}
	ret[2 * len] = 0;
}

void random_bytes(uint8_t *ret, size_t n)
{
	while (n > 0) {
		ssize_t got = getrandom(ret, n, 0);

		if (got < 0)
			err(2, "no random numbers from the kernel");
		ret += got;
		n -= (size_t)got;
	}
}
