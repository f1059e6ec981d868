#include "decode/protection.h"

#include "base/alloc.h"
#include "decode/hello.h"

#include <stdlib.h>
#include <string.h>

enum { IV_MAX = 16, MAC_HEADER = 13 /* sequence number, type, version, length: RFC 5246 section 6.2.3.1 */,
	GCM_EXPLICIT = 8, GCM_IMPLICIT = 4, MASTER_BLOCK = 2 * (DIGEST_MAX + CIPHER_KEY_MAX + IV_MAX) };

struct protection {
	const struct suite *suite;
	uint16_t version;
	uint64_t sequence;
	struct cipher *cipher;
	uint8_t iv[IV_MAX];           /* of TLS 1.0's CBC: the last block of the record before */
	uint8_t mac_key[DIGEST_MAX];
	uint8_t secret[SECRET_MAX];   /* of TLS 1.3, for the next one */
	size_t secret_len;
	bool encrypt_then_mac;
	bool unkeyed;                 /* no MAC can be verified */
};

static struct protection *protection_new(const struct suite *s, uint16_t version)
{
	struct protection *p = xcalloc(1, sizeof *p);

	p->suite = s;
	p->version = version;
	return p;
}

void protection_free(struct protection *p)
{
	if (p == NULL)
		return;
	cipher_free(p->cipher);
	xfree_wiped(p, sizeof *p);
}

static struct protection *with_cipher(struct protection *p, const uint8_t *key)
{
	p->cipher = cipher_new(p->suite->cipher, key);
	if (p->cipher != NULL)
		return p;
	protection_free(p);
	return NULL;
}

/* ---- keys ---- */

/* RFC 8446 section 7.3. */
static bool keys_of_secret(struct protection *p)
{
	struct span secret = { p->secret, p->secret_len };
	uint8_t key[CIPHER_KEY_MAX];

	derive_label(p->suite->hash, secret, "key", key, cipher_key_len(p->suite->cipher));
	derive_label(p->suite->hash, secret, "iv", p->iv, CIPHER_NONCE);
	cipher_free(p->cipher);
	p->cipher = cipher_new(p->suite->cipher, key);
	explicit_bzero(key, sizeof key);
	p->sequence = 0;
	return p->cipher != NULL;
}

struct protection *protection_of_secret(const struct suite *s, struct span secret)
{
	struct protection *p;

	if (s->mode != MODE_TAG || secret.len != digest_len(s->hash))
		return NULL;
	p = protection_new(s, VERSION_TLS_1_3);
	memcpy(p->secret, secret.data, secret.len);
	p->secret_len = secret.len;
	if (keys_of_secret(p))
		return p;
	protection_free(p);
	return NULL;
}

bool protection_update(struct protection *p)
{
	uint8_t next[SECRET_MAX];

	if (p->version != VERSION_TLS_1_3)
		return false;
	derive_label(p->suite->hash, (struct span){ p->secret, p->secret_len }, "traffic upd", next, p->secret_len);
	memcpy(p->secret, next, p->secret_len);
	explicit_bzero(next, sizeof next);
	return keys_of_secret(p);
}

/* What of an IV the key block holds. */
static size_t fixed_iv_len(const struct protection *p)
{
	if (p->suite->mode == MODE_TAG)
		return p->suite->cipher == CIPHER_CHACHA20_POLY1305 ? CIPHER_NONCE : GCM_IMPLICIT;
	return p->suite->mode == MODE_BLOCKS && p->version == VERSION_TLS_1_0 ? cipher_block_len(p->suite->cipher) : 0;
}

struct protection *protection_of_master(const struct suite *s, uint16_t version, struct span master, const uint8_t *client_random,
	const uint8_t *server_random, bool encrypt_then_mac, bool client)
{
	struct protection *p = protection_new(s, version);
	size_t mac = s->mode == MODE_TAG ? 0 : digest_len(s->mac), key = cipher_key_len(s->cipher), iv = fixed_iv_len(p);
	uint8_t block[MASTER_BLOCK], seed[2 * HELLO_RANDOM];
	size_t side = client ? 0 : 1;

	memcpy(seed, server_random, HELLO_RANDOM);
	memcpy(seed + HELLO_RANDOM, client_random, HELLO_RANDOM);
	derive_prf(version == VERSION_TLS_1_2 ? s->hash : DIGEST_MD5_SHA1, master, "key expansion", (struct span){ seed, sizeof seed },
		block, 2 * (mac + key + iv));
	memcpy(p->mac_key, block + side * mac, mac);
	memcpy(p->iv, block + 2 * mac + 2 * key + side * iv, iv);
	p->encrypt_then_mac = encrypt_then_mac && s->mode == MODE_BLOCKS;
	p = with_cipher(p, block + 2 * mac + side * key);
	explicit_bzero(block, sizeof block);
	return p;
}

struct protection *protection_unkeyed(const struct suite *s, uint16_t version)
{
	struct protection *p;

	if (!suite_is_clear(s))
		return NULL;
	p = protection_new(s, version);
	p->unkeyed = true;
	return with_cipher(p, p->mac_key);
}

/* ---- records ---- */

static void put_be(uint8_t *at, uint64_t v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		at[i] = (uint8_t)(v >> 8 * (n - 1 - i));
}

/* The sequence number over the end of the IV: RFC 8446 section 5.3, RFC 7905 section 2. */
static void nonce_of_sequence(const struct protection *p, uint8_t ret[CIPHER_NONCE])
{
	uint8_t sequence[8];

	put_be(sequence, p->sequence, sizeof sequence);
	memcpy(ret, p->iv, CIPHER_NONCE);
	for (size_t i = 0; i < sizeof sequence; i++)
		ret[CIPHER_NONCE - sizeof sequence + i] ^= sequence[i];
}

static void mac_header(const struct protection *p, uint8_t type, size_t len, uint8_t ret[MAC_HEADER])
{
	put_be(ret, p->sequence, 8);
	ret[8] = type;
	put_be(ret + 9, p->version, 2);
	put_be(ret + 11, len, 2);
}

/* Behind the content stands its type, and zeros behind that. */
static bool inner_type(struct buf *out, size_t before, uint8_t *ret_type)
{
	size_t n = out->len;

	while (n > before && out->data[n - 1] == 0)
		n--;
	if (n == before)
		return false;
	*ret_type = out->data[n - 1];
	buf_truncate(out, n - 1);
	return true;
}

static bool open_13(struct protection *p, struct span record, struct buf *out, uint8_t *ret_type)
{
	struct span text = span_sub(record, RECORD_HEADER, SIZE_MAX);
	size_t before = out->len, tag = cipher_tag_len(p->suite->cipher);
	uint8_t nonce[CIPHER_NONCE];

	if (text.len < tag)
		return false;
	nonce_of_sequence(p, nonce);
	buf_reserve(out, text.len);
	if (!cipher_open(p->cipher, nonce, span_sub(record, 0, RECORD_HEADER), text, out->data + out->len))
		return false;
	out->len += text.len - tag;
	if (inner_type(out, before, ret_type))
		return true;
	buf_truncate(out, before);
	return false;
}

/* RFC 5288 section 3, RFC 6655 section 3: half of the nonce stands in the record; RFC 7905: none of it. */
static bool open_tag(struct protection *p, uint8_t type, struct span text, struct buf *out)
{
	size_t tag = cipher_tag_len(p->suite->cipher);
	uint8_t nonce[CIPHER_NONCE], associated[MAC_HEADER];

	if (p->suite->cipher == CIPHER_CHACHA20_POLY1305) {
		nonce_of_sequence(p, nonce);
	} else if (text.len >= GCM_EXPLICIT) {
		memcpy(nonce, p->iv, GCM_IMPLICIT);
		memcpy(nonce + GCM_IMPLICIT, text.data, GCM_EXPLICIT);
		text = span_sub(text, GCM_EXPLICIT, SIZE_MAX);
	}
	if (text.len < tag)
		return false;
	mac_header(p, type, text.len - tag, associated);
	buf_reserve(out, text.len);
	if (!cipher_open(p->cipher, nonce, (struct span){ associated, MAC_HEADER }, text, out->data + out->len))
		return false;
	out->len += text.len - tag;
	return true;
}

/* The MAC over header and content, which stand behind each other in scratch. */
static bool mac_is(const struct protection *p, uint8_t type, uint8_t *scratch, size_t len, const uint8_t *mac)
{
	uint8_t right[DIGEST_MAX], wrong = 0;
	size_t n;

	mac_header(p, type, len, scratch);
	n = hmac(p->suite->mac, (struct span){ p->mac_key, digest_len(p->suite->mac) }, (struct span){ scratch, MAC_HEADER + len }, right);
	for (size_t i = 0; i < n; i++)
		wrong |= (uint8_t)(right[i] ^ mac[i]);
	return wrong == 0;
}

/* RFC 5246 section 6.2.3.2: the last byte tells how many before it repeat it. ret: what stands before them. */
static bool padding_end(struct span text, size_t *ret)
{
	uint8_t padding = text.len > 0 ? text.data[text.len - 1] : 0;

	if (text.len < (size_t)padding + 1)
		return false;
	for (size_t i = text.len - 1 - padding; i < text.len; i++) {
		if (text.data[i] != padding)
			return false;
	}
	*ret = text.len - 1 - padding;
	return true;
}

/* Takes the IV that a record begins with, or the one left by the record before (RFC 2246), whose own last block is left behind. */
static bool blocks_iv(struct protection *p, struct span *text, uint8_t iv[IV_MAX])
{
	size_t block = cipher_block_len(p->suite->cipher);

	if (text->len < block || text->len % block != 0)
		return false;
	if (p->version == VERSION_TLS_1_0) {
		memcpy(iv, p->iv, block);
		return true;
	}
	memcpy(iv, text->data, block);
	*text = span_sub(*text, block, SIZE_MAX);
	return text->len > 0;
}

static bool blocks_content(struct protection *p, uint8_t type, uint8_t *scratch, size_t len, size_t *ret_len)
{
	size_t mac = p->encrypt_then_mac ? 0 : digest_len(p->suite->mac), n;

	if (!padding_end((struct span){ scratch + MAC_HEADER, len }, &n) || n < mac)
		return false;
	*ret_len = n - mac;
	return mac == 0 || mac_is(p, type, scratch, n - mac, scratch + MAC_HEADER + n - mac);
}

/* RFC 7366: the MAC stands behind the ciphertext, and is over it and its IV. */
static bool outer_mac(struct protection *p, uint8_t type, struct span *text)
{
	size_t mac = digest_len(p->suite->mac);
	uint8_t *scratch;
	bool good;

	if (text->len < mac)
		return false;
	scratch = xmalloc(MAC_HEADER + text->len);
	memcpy(scratch + MAC_HEADER, text->data, text->len);
	text->len -= mac;
	good = mac_is(p, type, scratch, text->len, text->data + text->len);
	free(scratch);
	return good;
}

static bool open_blocks(struct protection *p, uint8_t type, struct span text, struct buf *out)
{
	uint8_t iv[IV_MAX], *scratch;
	size_t len = 0;
	bool good;

	if ((p->encrypt_then_mac && !outer_mac(p, type, &text)) || !blocks_iv(p, &text, iv))
		return false;
	scratch = xmalloc(MAC_HEADER + text.len);
	good = cipher_blocks(p->cipher, iv, text, scratch + MAC_HEADER) && blocks_content(p, type, scratch, text.len, &len);
	if (good)
		buf_add(out, scratch + MAC_HEADER, len);
	if (good && p->version == VERSION_TLS_1_0)
		memcpy(p->iv, text.data + text.len - cipher_block_len(p->suite->cipher), cipher_block_len(p->suite->cipher));
	xfree_wiped(scratch, MAC_HEADER + text.len);
	return good;
}

static bool open_stream(struct protection *p, uint8_t type, struct span text, struct buf *out)
{
	size_t mac = digest_len(p->suite->mac);
	uint8_t *scratch = xmalloc(MAC_HEADER + text.len);
	bool good = text.len >= mac && cipher_stream(p->cipher, text, scratch + MAC_HEADER) &&
		(p->unkeyed || mac_is(p, type, scratch, text.len - mac, scratch + MAC_HEADER + text.len - mac));

	if (good)
		buf_add(out, scratch + MAC_HEADER, text.len - mac);
	xfree_wiped(scratch, MAC_HEADER + text.len);
	return good;
}

bool protection_open(struct protection *p, struct span record, struct buf *out, uint8_t *ret_type)
{
	static bool (*const modes[])(struct protection *p, uint8_t type, struct span text, struct buf *out) = {
		[MODE_TAG] = open_tag, [MODE_BLOCKS] = open_blocks, [MODE_STREAM] = open_stream,
	};
	bool good;

	if (record.len < RECORD_HEADER)
		return false;
	*ret_type = record.data[0];
	good = p->version == VERSION_TLS_1_3 ? open_13(p, record, out, ret_type) :
		modes[p->suite->mode](p, *ret_type, span_sub(record, RECORD_HEADER, SIZE_MAX), out);
	p->sequence += good;
	return good;
}

bool protection_skip(struct protection *p)
{
	if (p->suite->mode == MODE_STREAM || (p->suite->mode == MODE_BLOCKS && p->version == VERSION_TLS_1_0))
		return false;
	p->sequence++;
	return true;
}
