#include "base/digest.h"

#include "base/alloc.h"

#include <err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <sys/random.h>

static const struct {
	const char *name;
	const EVP_MD *(*md)(void);
} algorithms[DIGEST_COUNT] = {
	[DIGEST_MD5] = { "md5", EVP_md5 },
	[DIGEST_SHA1] = { "sha1", EVP_sha1 },
	[DIGEST_SHA256] = { "sha256", EVP_sha256 },
};

struct sha256 {
	EVP_MD_CTX *ctx;
};

const char *digest_name(enum digest_algorithm a)
{
	return algorithms[a].name;
}

size_t digest(enum digest_algorithm a, struct span data, uint8_t ret[DIGEST_MAX])
{
	unsigned int len = 0;

	if (EVP_Digest(data.data, data.len, ret, &len, algorithms[a].md(), NULL) != 1)
		errx(2, "%s is not available in this OpenSSL", algorithms[a].name);
	return len;
}

void hmac_sha256(struct span key, struct span data, uint8_t ret[SHA256_LEN])
{
	if (HMAC(EVP_sha256(), key.data, (int)key.len, data.data, data.len, ret, NULL) == NULL)
		errx(2, "HMAC-SHA-256 is not available in this OpenSSL");
}

struct sha256 *sha256_new(void)
{
	struct sha256 *s = xcalloc(1, sizeof *s);

	s->ctx = EVP_MD_CTX_new();
	if (s->ctx == NULL || EVP_DigestInit_ex(s->ctx, EVP_sha256(), NULL) != 1)
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
