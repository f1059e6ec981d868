/* Ciphers and derivations, held to vectors that others published. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "ciphers.h"

enum { VECTOR_MAX = 256 };

struct bytes {
	uint8_t data[VECTOR_MAX];
	size_t len;
};

static struct bytes unhex(const char *hex)
{
	struct bytes b = { .len = 0 };

	for (unsigned v; sscanf(hex, "%2x", &v) == 1; hex += 2) {
		assert_true(b.len < VECTOR_MAX);
		b.data[b.len++] = (uint8_t)v;
	}
	return b;
}

static struct span span_over(const struct bytes *b)
{
	return (struct span){ b->data, b->len };
}

static void same(const char *name, const uint8_t *got, const char *want, size_t n)
{
	char hex[2 * VECTOR_MAX + 1];

	hex_of(got, n, hex);
	if (strlen(want) != 2 * n || strcmp(hex, want) != 0)
		fail_msg("%s: %s instead of %s", name, hex, want);
}

#define SUNSCREEN "4c616469657320616e642047656e746c656d656e206f662074686520636c617373206f66202739393a204966204920636f756c64206f6666657220796f75" \
	"206f6e6c79206f6e652074697020666f7220746865206675747572652c2073756e73637265656e20776f756c642062652069742e"

static const struct {
	const char *name;
	enum cipher_kind kind;
	const char *key, *nonce, *associated, *plain, *sealed; /* with its tag */
} sealed[] = {
	{ "RFC 8439 2.8.2", CIPHER_CHACHA20_POLY1305, "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
		"070000004041424344454647", "50515253c0c1c2c3c4c5c6c7", SUNSCREEN,
		"d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
		"92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b6116"
		"1ae10b594f09e26a7e902ecbd0600691" },
	{ "McGrew and Viega, 1", CIPHER_AES_128_GCM, "00000000000000000000000000000000", "000000000000000000000000", "", "",
		"58e2fccefa7e3061367f1d57a4e7455a" },
	{ "McGrew and Viega, 4", CIPHER_AES_128_GCM, "feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
		"feedfacedeadbeeffeedfacedeadbeefabaddad2",
		"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
		"42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
		"5bc94fbc3221a5db94fae95ae7121a47" },
	{ "McGrew and Viega, 16", CIPHER_AES_256_GCM, "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
		"cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
		"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
		"522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
		"76fc6ece0f4e1768cddf8853bb2d551b" },
	/* SP 800-38C, example 3: of its three the one whose nonce and tag are as long as TLS's own. */
	{ "SP 800-38C, 3", CIPHER_AES_128_CCM_8, "404142434445464748494a4b4c4d4e4f", "101112131415161718191a1b",
		"000102030405060708090a0b0c0d0e0f10111213", "202122232425262728292a2b2c2d2e2f3031323334353637",
		"e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5484392fbc1b09951" },
};

static void what_was_sealed_is_opened(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof sealed / sizeof *sealed; i++) {
		struct bytes key = unhex(sealed[i].key), nonce = unhex(sealed[i].nonce), associated = unhex(sealed[i].associated);
		struct bytes in = unhex(sealed[i].sealed);
		struct cipher *c = cipher_new(sealed[i].kind, key.data);
		uint8_t out[VECTOR_MAX];

		assert_int_equal(key.len, cipher_key_len(sealed[i].kind));
		for (int again = 0; again < 2; again++) { /* one cipher opens many */
			memset(out, 0xEE, sizeof out);
			if (!cipher_open(c, nonce.data, span_over(&associated), span_over(&in), out))
				fail_msg("%s is not opened", sealed[i].name);
			same(sealed[i].name, out, sealed[i].plain, in.len - cipher_tag_len(sealed[i].kind));
		}
		cipher_free(c);
	}
}

static void is_not_opened(size_t i, const struct bytes *nonce, const struct bytes *associated, struct span in)
{
	struct bytes key = unhex(sealed[i].key);
	struct cipher *c = cipher_new(sealed[i].kind, key.data);
	uint8_t out[VECTOR_MAX];

	memset(out, 0, sizeof out);
	if (cipher_open(c, nonce->data, span_over(associated), in, out))
		fail_msg("%s is opened", sealed[i].name);
	for (size_t k = 0; k < sizeof out; k++)
		assert_int_equal(out[k], 0);
	cipher_free(c);
}

/* One bit anywhere is enough, and what was decrypted before the tag was seen is not left there. */
static void what_is_not_authentic_yields_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof sealed / sizeof *sealed; i++) {
		struct bytes nonce = unhex(sealed[i].nonce), associated = unhex(sealed[i].associated), in = unhex(sealed[i].sealed);

		for (size_t k = 0; k < in.len; k++) {
			in.data[k] ^= 1;
			is_not_opened(i, &nonce, &associated, span_over(&in));
			in.data[k] ^= 1;
			is_not_opened(i, &nonce, &associated, (struct span){ in.data, k });
		}
		nonce.data[CIPHER_NONCE - 1] ^= 1;
		is_not_opened(i, &nonce, &associated, span_over(&in));
		nonce.data[CIPHER_NONCE - 1] ^= 1;
		associated.data[associated.len++] = 0;
		is_not_opened(i, &nonce, &associated, span_over(&in));
	}
}

static void blocks_are_chained(void **state)
{
	static const struct {
		const char *name;
		enum cipher_kind kind;
		const char *key, *iv, *plain, *sealed;
	} rows[] = {
		{ "SP 800-38A F.2.2", CIPHER_AES_128_CBC, "2b7e151628aed2a6abf7158809cf4f3c", "000102030405060708090a0b0c0d0e0f",
			"6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51",
			"7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2" },
		{ "SP 800-38A F.2.6", CIPHER_AES_256_CBC, "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
			"000102030405060708090a0b0c0d0e0f", "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51",
			"f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d" },
		/* RFC 3713 appendix A: one block, whose chain is zeros. */
		{ "RFC 3713 A", CIPHER_CAMELLIA_128_CBC, "0123456789abcdeffedcba9876543210", "00000000000000000000000000000000",
			"0123456789abcdeffedcba9876543210", "67673138549669730857065648eabe43" },
		{ "RFC 3713 A", CIPHER_CAMELLIA_256_CBC, "0123456789abcdeffedcba987654321000112233445566778899aabbccddeeff",
			"00000000000000000000000000000000", "0123456789abcdeffedcba9876543210", "9acc237dff16d76c20ef7c919e3a7509" },
		{ "RFC 5794 A.1", CIPHER_ARIA_128_CBC, "000102030405060708090a0b0c0d0e0f", "00000000000000000000000000000000",
			"00112233445566778899aabbccddeeff", "d718fbd6ab644c739da95f3be6451778" },
		{ "RFC 5794 A.3", CIPHER_ARIA_256_CBC, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
			"00000000000000000000000000000000", "00112233445566778899aabbccddeeff", "f92bd7c79fb72e2f2b8f80c1972d24fc" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct bytes key = unhex(rows[i].key), iv = unhex(rows[i].iv), in = unhex(rows[i].sealed);
		struct cipher *c = cipher_new(rows[i].kind, key.data);
		uint8_t out[VECTOR_MAX];

		for (int again = 0; again < 2; again++) {
			assert_true(cipher_blocks(c, iv.data, span_over(&in), out));
			same(rows[i].name, out, rows[i].plain, in.len);
		}
		for (size_t n = 1; n < cipher_block_len(rows[i].kind); n++)
			assert_false(cipher_blocks(c, iv.data, span_sub(span_over(&in), 0, n), out));
		cipher_free(c);
	}
}

/* RFC 6229 section 2, 128 bits: the stream at 0, by any pieces. Without the legacy provider there is no RC4, which is said. */
static void a_stream_goes_on(void **state)
{
	static const uint8_t zeros[32];
	struct bytes key = unhex("0102030405060708090a0b0c0d0e0f10");

	(void)state;
	for (size_t piece = 1; piece <= sizeof zeros; piece++) {
		struct cipher *c = cipher_new(CIPHER_RC4, key.data);
		uint8_t out[sizeof zeros];

		if (c == NULL)
			skip();
		for (size_t at = 0; at < sizeof zeros; at += piece)
			assert_true(cipher_stream(c, span_sub((struct span){ zeros, sizeof zeros }, at, piece), out + at));
		same("RFC 6229", out, "9ac7cc9a609d1ef7b2932899cde41b975248c4959014126a6e8a84f11d1a9e1c", sizeof out);
		cipher_free(c);
	}
}

static void headers_are_masked(void **state)
{
	static const struct {
		const char *name;
		enum cipher_kind kind;
		const char *key, *sample, *mask;
	} rows[] = {
		{ "RFC 9001 A.2", CIPHER_AES_128_ECB, "9f50449e04a0e810283a1e9933adedd2", "d1b1c98dd7689fb8ec11d242b123dc9b", "437b9aec36" },
		{ "RFC 9001 A.3", CIPHER_AES_128_ECB, "c206b8d9b9f0f37644430b490eeaa314", "2cd0991cd25b0aac406a5816b6394100", "2ec0d8356a" },
		{ "RFC 9001 A.5", CIPHER_CHACHA20, "25a282b9e82f06f21f488917a4fc8f1b73573685608597d0efcb076b0ab7a7a4",
			"5e5cd55c41f69080575d7999c25a5bfb", "aefefe7d03" },
		/* FIPS 197 C.3: a block, of which the mask is the first bytes. */
		{ "FIPS 197 C.3", CIPHER_AES_256_ECB, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
			"00112233445566778899aabbccddeeff", "8ea2b7ca51" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct bytes key = unhex(rows[i].key), sample = unhex(rows[i].sample);
		struct cipher *c = cipher_new(rows[i].kind, key.data);
		uint8_t mask[CIPHER_MASK];

		for (int again = 0; again < 2; again++) {
			assert_true(cipher_mask(c, sample.data, mask));
			same(rows[i].name, mask, rows[i].mask, sizeof mask);
		}
		cipher_free(c);
	}
}

/* RFC 5869 appendix A; RFC 8448 section 3; RFC 9001 A.1. */
static void secrets_are_extracted(void **state)
{
	static const struct {
		const char *name;
		enum digest_algorithm hash;
		const char *salt, *secret, *key;
	} rows[] = {
		{ "RFC 5869 A.1", DIGEST_SHA256, "000102030405060708090a0b0c", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
			"077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5" },
		{ "RFC 5869 A.3", DIGEST_SHA256, "", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
			"19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04" },
		{ "RFC 8448 3, early", DIGEST_SHA256, "", "0000000000000000000000000000000000000000000000000000000000000000",
			"33ad0a1c607ec03b09e6cd9893680ce210adf300aa1f2660e1b22e10f170f92a" },
		{ "RFC 9001 A.1", DIGEST_SHA256, "38762cf7f55934b34d179ae6a4c80cadccbb7f0a", "8394c8f03e515708",
			"7db5df06e7a69e432496adedb00851923595221596ae2ae9fb8115c1e9ed0a44" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct bytes salt = unhex(rows[i].salt), secret = unhex(rows[i].secret);
		uint8_t key[DIGEST_MAX];
		size_t n = derive_extract(rows[i].hash, span_over(&salt), span_over(&secret), key);

		same(rows[i].name, key, rows[i].key, n);
	}
}

static void labels_are_expanded(void **state)
{
	static const struct {
		const char *name, *secret, *label, *key;
	} rows[] = {
		{ "RFC 9001 A.1", "7db5df06e7a69e432496adedb00851923595221596ae2ae9fb8115c1e9ed0a44", "client in",
			"c00cf151ca5be075ed0ebfb5c80323c42d6b7db67881289af4008f1f6c357aea" },
		{ "RFC 9001 A.1", "c00cf151ca5be075ed0ebfb5c80323c42d6b7db67881289af4008f1f6c357aea", "quic key", "1f369613dd76d5467730efcbe3b1a22d" },
		{ "RFC 9001 A.1", "c00cf151ca5be075ed0ebfb5c80323c42d6b7db67881289af4008f1f6c357aea", "quic iv", "fa044b2f42a3fd3b46fb255c" },
		{ "RFC 9001 A.5", "9ac312a7f877468ebe69422748ad00a15443f18203a07d6060f688f30f21632b", "quic hp",
			"25a282b9e82f06f21f488917a4fc8f1b73573685608597d0efcb076b0ab7a7a4" },
		/* RFC 8448 section 3: the server's handshake and application traffic, the client's application traffic. */
		{ "RFC 8448 3", "b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38", "key", "3fce516009c21727d0f2e4e86ee403bc" },
		{ "RFC 8448 3", "b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38", "iv", "5d313eb2671276ee13000b30" },
		{ "RFC 8448 3", "a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643", "key", "9f02283b6c9c07efc26bb9f2ac92e356" },
		{ "RFC 8448 3", "a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643", "iv", "cf782b88dd83549aadf1e984" },
		{ "RFC 8448 3", "9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5", "key", "17422dda596ed5d9acd890e3c63f5051" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct bytes secret = unhex(rows[i].secret);
		uint8_t key[VECTOR_MAX];
		size_t n = strlen(rows[i].key) / 2;

		derive_label(DIGEST_SHA256, span_over(&secret), rows[i].label, key, n);
		same(rows[i].name, key, rows[i].key, n);
	}
}

/*
 * Of TLS 1.2's PRF those that Joseph Birr-Pixton, of TLS 1.0's that Eric Rescorla sent to the TLS working group's list.
 */
static void the_old_function_derives(void **state)
{
	static const struct {
		const char *name;
		enum digest_algorithm hash;
		const char *secret, *label, *seed, *key;
	} rows[] = {
		{ "P_SHA256", DIGEST_SHA256, "9bbe436ba940f017b17652849a71db35", "test label", "a0ba9f936cda311827a6f796ffd5198c",
			"e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab"
			"4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66" },
		{ "P_SHA384", DIGEST_SHA384, "b80b733d6ceefcdc71566ea48e5567df", "test label", "cd665cf6a8447dd6ff8b27555edb7465",
			"7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cde9ca0faa60be9fe34f82b1233c9146a0e534cb400fed2700884f9dc236f80edd"
			"8bfa961144c9e8d792eca722a7b32fc3d416d473ebc2c5fd4abfdad05d9184259b5bf8cd4d90fa0d31e2dec479e4f1a26066f2eea9a69236a3e52655c9e9aee6"
			"91c8f3a26854308d5eaa3be85e0990703d73e56f" },
		{ "MD5 and SHA-1", DIGEST_MD5_SHA1,
			"abababababababababababababababababababababababababababababababababababababababababababababababab", "PRF Testvector",
			"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"d3d4d1e349b5d515044666d51de32bab258cb521b6b053463e354832fd976754443bcf9a296519bc289abcbc1187e4ebd31e602353776c408aafb74cbc85eff6"
			"9255f9788faa184cbb957a9819d84a5d7eb006eb459d3ae8de9810454b8b2d8f1afbc655a8c9a013" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct bytes secret = unhex(rows[i].secret), seed = unhex(rows[i].seed);
		uint8_t key[VECTOR_MAX];
		size_t n = strlen(rows[i].key) / 2;

		derive_prf(rows[i].hash, span_over(&secret), rows[i].label, span_over(&seed), key, n);
		same(rows[i].name, key, rows[i].key, n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_sealed_is_opened),
		cmocka_unit_test(what_is_not_authentic_yields_nothing),
		cmocka_unit_test(blocks_are_chained),
		cmocka_unit_test(a_stream_goes_on),
		cmocka_unit_test(headers_are_masked),
		cmocka_unit_test(secrets_are_extracted),
		cmocka_unit_test(labels_are_expanded),
		cmocka_unit_test(the_old_function_derives),
	};

	return unit_run_between(ciphers_set_up, tests, NULL);
}
