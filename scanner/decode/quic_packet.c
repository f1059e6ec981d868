#include "decode/quic_packet.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

enum { LONG = 0x80, LONG_TYPE = 0x30, KEY_PHASE = 0x04, NUMBER_LEN = 0x03, RETRY_TAG = 16 };
enum { BATCH_ID_MIN = 3 /* shorter ones stand in ciphertext by chance */ };
enum { WINDOWS_MISSED = 4 /* of 256 packets and more: a capture that dropped so many at once is broken */ };
enum { SUITE_INITIAL = 0x1301 /* RFC 9001 section 5.2 */ };

/* ---- versions ---- */

#define SALT_1 { 0x38, 0x76, 0x2C, 0xF7, 0xF5, 0x59, 0x34, 0xB3, 0x4D, 0x17, 0x9A, 0xE6, 0xA4, 0xC8, 0x0C, 0xAD, 0xCC, 0xBB, 0x7F, 0x0A }
#define SALT_2 { 0x0D, 0xED, 0xE3, 0xDE, 0xF7, 0x00, 0xA6, 0xDB, 0x81, 0x93, 0x81, 0xBE, 0x6E, 0x26, 0x9D, 0xCB, 0xF9, 0xBD, 0x2E, 0xD9 }
#define SALT_2_DRAFT { 0xA7, 0x07, 0xC2, 0x03, 0xA5, 0x9B, 0x47, 0x18, 0x4A, 0x1D, 0x62, 0xCA, 0x57, 0x04, 0x06, 0xEA, 0x7A, 0xE3, 0xE5, 0xD3 }
#define SALT_29 { 0xAF, 0xBF, 0xEC, 0x28, 0x99, 0x93, 0xD2, 0x4C, 0x9E, 0x97, 0x86, 0xF1, 0x9C, 0x61, 0x11, 0xE0, 0x43, 0x90, 0xA8, 0x99 }
#define SALT_23 { 0xC3, 0xEE, 0xF7, 0x12, 0xC7, 0x2E, 0xBB, 0x5A, 0x11, 0xA7, 0xD2, 0x43, 0x2B, 0xB4, 0x63, 0x65, 0xBE, 0xF9, 0xF5, 0x02 }
#define SALT_22 { 0x7F, 0xBC, 0xDB, 0x0E, 0x7C, 0x66, 0xBB, 0xE9, 0x19, 0x3A, 0x96, 0xCD, 0x21, 0x51, 0x9E, 0xBD, 0x7A, 0x02, 0x64, 0x4A }
#define SALT_Q50 { 0x50, 0x45, 0x74, 0xEF, 0xD0, 0x66, 0xFE, 0x2F, 0x9D, 0x94, 0x5C, 0xFC, 0xDB, 0xD3, 0xA7, 0xF0, 0xD3, 0xB5, 0x6B, 0x45 }
#define SALT_T50 { 0x7F, 0xF5, 0x79, 0xE5, 0xAC, 0xD0, 0x72, 0x91, 0x55, 0x80, 0x30, 0x4C, 0x43, 0xA2, 0x36, 0x7C, 0x60, 0x48, 0x83, 0x10 }
#define SALT_T51 { 0x7A, 0x4E, 0xDE, 0xF4, 0xE7, 0xCC, 0xEE, 0x5F, 0xA4, 0x50, 0x6C, 0x19, 0x12, 0x4F, 0xC8, 0xCC, 0xDA, 0x6E, 0x03, 0x3D }

#define RETRY_1 { 0xBE, 0x0C, 0x69, 0x0B, 0x9F, 0x66, 0x57, 0x5A, 0x1D, 0x76, 0x6B, 0x54, 0xE3, 0x68, 0xC8, 0x4E }, \
	{ 0x46, 0x15, 0x99, 0xD3, 0x5D, 0x63, 0x2B, 0xF2, 0x23, 0x98, 0x25, 0xBB }
#define RETRY_2 { 0x8F, 0xB4, 0xB0, 0x1B, 0x56, 0xAC, 0x48, 0xE2, 0x60, 0xFB, 0xCB, 0xCE, 0xAD, 0x7C, 0xCC, 0x92 }, \
	{ 0xD8, 0x69, 0x69, 0xBC, 0x2D, 0x7C, 0x6D, 0x99, 0x90, 0xEF, 0xB0, 0x4A }
#define RETRY_29 { 0xCC, 0xCE, 0x18, 0x7E, 0xD0, 0x9A, 0x09, 0xD0, 0x57, 0x28, 0x15, 0x5A, 0x6C, 0xB9, 0x6B, 0xE1 }, \
	{ 0xE5, 0x49, 0x30, 0xF9, 0x7F, 0x21, 0x36, 0xF0, 0x53, 0x0A, 0x8C, 0x1C }
#define RETRY_25 { 0x4D, 0x32, 0xEC, 0xDB, 0x2A, 0x21, 0x33, 0xC8, 0x41, 0xE4, 0x04, 0x3D, 0xF2, 0x7D, 0x44, 0x30 }, \
	{ 0x4D, 0x16, 0x11, 0xD0, 0x55, 0x13, 0xA5, 0x52, 0xC5, 0x87, 0xD5, 0x75 }
#define RETRY_NONE { 0 }, { 0 }

#define LABELS_1 "quic key", "quic iv", "quic hp", "quic ku"
#define LABELS_2 "quicv2 key", "quicv2 iv", "quicv2 hp", "quicv2 ku"

static const struct quic_version versions[] = {
	{ 0x00000001, "QUIC v1", SALT_1, RETRY_1, LABELS_1, false, false },
	{ 0x6B3343CF, "QUIC v2", SALT_2, RETRY_2, LABELS_2, true, false },
	{ 0x709A50C4, "QUIC v2 draft", SALT_2_DRAFT, RETRY_NONE, LABELS_2, true, false }, /* draft-ietf-quic-v2-01 to -05 */
	{ 0xFF000022, "QUIC draft-34", SALT_1, RETRY_1, LABELS_1, false, false },
	{ 0xFF000021, "QUIC draft-33", SALT_1, RETRY_1, LABELS_1, false, false },
	{ 0xFF000020, "QUIC draft-32", SALT_29, RETRY_29, LABELS_1, false, false },
	{ 0xFF00001F, "QUIC draft-31", SALT_29, RETRY_29, LABELS_1, false, false },
	{ 0xFF00001E, "QUIC draft-30", SALT_29, RETRY_29, LABELS_1, false, false },
	{ 0xFF00001D, "QUIC draft-29", SALT_29, RETRY_29, LABELS_1, false, false },
	{ 0xFF00001C, "QUIC draft-28", SALT_23, RETRY_25, LABELS_1, false, false },
	{ 0xFF00001B, "QUIC draft-27", SALT_23, RETRY_25, LABELS_1, false, false },
	{ 0xFF00001A, "QUIC draft-26", SALT_23, RETRY_25, LABELS_1, false, false },
	{ 0xFF000019, "QUIC draft-25", SALT_23, RETRY_25, LABELS_1, false, false },
	{ 0xFF000018, "QUIC draft-24", SALT_23, RETRY_NONE, LABELS_1, false, false },
	{ 0xFF000017, "QUIC draft-23", SALT_23, RETRY_NONE, LABELS_1, false, false },
	{ 0xFF000016, "QUIC draft-22", SALT_22, RETRY_NONE, LABELS_1, false, false },
	{ 0xFACEB001, "QUIC mvfst-22", SALT_22, RETRY_NONE, LABELS_1, false, false },
	{ 0xFACEB002, "QUIC mvfst-27", SALT_23, RETRY_25, LABELS_1, false, false },
	{ 0xFACEB00E, "QUIC mvfst", SALT_23, RETRY_25, LABELS_1, false, false },
	{ 0x51303530, "QUIC Q050", SALT_Q50, RETRY_NONE, LABELS_1, false, true },
	{ 0x54303530, "QUIC T050", SALT_T50, RETRY_NONE, LABELS_1, false, true },
	{ 0x54303531, "QUIC T051", SALT_T51, RETRY_NONE, LABELS_1, false, true },
};

const struct quic_version *quic_version_find(uint32_t number)
{
	for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
		if (versions[i].number == number)
			return &versions[i];
	}
	return NULL;
}

/* ---- headers ---- */

struct quic_id quic_id_of(struct span bytes)
{
	struct quic_id id = { .len = (uint8_t)(bytes.len < QUIC_ID_MAX ? bytes.len : QUIC_ID_MAX) };

	if (id.len > 0)
		memcpy(id.bytes, bytes.data, id.len);
	return id;
}

bool quic_id_is(const struct quic_id *id, struct span bytes)
{
	return id->len == bytes.len && (id->len == 0 || memcmp(id->bytes, bytes.data, id->len) == 0);
}

uint64_t quic_number(struct reader *r)
{
	uint8_t first = rd_u8(r);
	uint64_t n = first & 0x3F;

	for (int more = (1 << (first >> 6)) - 1; more > 0; more--)
		n = n << 8 | rd_u8(r);
	return n;
}

static enum quic_type type_of(const struct quic_version *v, uint8_t first)
{
	static const enum quic_type types[2][4] = {
		{ QUIC_INITIAL, QUIC_EARLY, QUIC_HANDSHAKE, QUIC_RETRY },
		{ QUIC_RETRY, QUIC_INITIAL, QUIC_EARLY, QUIC_HANDSHAKE },
	};

	return v == NULL ? QUIC_UNKNOWN : types[v->second][(first & LONG_TYPE) >> 4];
}

/* RFC 9000 section 17.2: what follows the ids. */
static bool read_long(struct reader *r, uint8_t first, const uint8_t *begin, struct quic_packet *p)
{
	uint64_t len;

	p->type = p->number == 0 ? QUIC_NEGOTIATION : type_of(p->version, first);
	if (p->type >= QUIC_PROTECTED) {
		p->token = rd_rest(r);
		return true;
	}
	if (p->type == QUIC_INITIAL) {
		len = quic_number(r);
		p->token = rd_bytes(r, len < rd_left(r) + 1 ? len : rd_left(r) + 1);
	}
	len = quic_number(r);
	p->sealed_at = (size_t)(r->pos - begin);
	rd_bytes(r, len < rd_left(r) + 1 ? len : rd_left(r) + 1);
	return rd_ok(r);
}

bool quic_packet_read(struct reader *r, struct quic_packet *ret)
{
	const uint8_t *begin = r->pos;
	uint8_t first = rd_u8(r);
	bool good;

	*ret = (struct quic_packet){ .type = QUIC_ONE_RTT, .sealed_at = 1 };
	if ((first & LONG) == 0) {
		rd_rest(r);
		good = rd_ok(r);
	} else {
		ret->number = rd_be32(r);
		ret->version = quic_version_find(ret->number);
		ret->target = rd_bytes(r, rd_u8(r));
		ret->source = rd_bytes(r, rd_u8(r));
		good = rd_ok(r) && read_long(r, first, begin, ret);
	}
	ret->whole = (struct span){ begin, (size_t)(r->pos - begin) };
	return good && (ret->type == QUIC_NEGOTIATION || ret->type == QUIC_UNKNOWN ||
		(ret->target.len <= QUIC_ID_MAX && ret->source.len <= QUIC_ID_MAX));
}

size_t quic_batch_next(const struct quic_packet *p, size_t from)
{
	struct span bytes = p->whole, id = span_sub(bytes, 1, p->sealed_at - 1);

	if (id.len < BATCH_ID_MIN)
		return 0;
	while (from + 1 + id.len < bytes.len) {
		const uint8_t *at = memmem(bytes.data + from + 1, bytes.len - from - 1, id.data, id.len);

		if (at == NULL)
			return 0;
		from = (size_t)(at - bytes.data) - 1;
		if ((bytes.data[from] & LONG) == 0)
			return from;
		from++;
	}
	return 0;
}

bool quic_retry_is_genuine(const struct quic_packet *p, const struct quic_id *original)
{
	static const uint8_t none[16];
	struct buf pseudo = { 0 };
	struct cipher *c;
	uint8_t nothing[1];
	bool good;

	if (p->type != QUIC_RETRY || p->token.len < RETRY_TAG || memcmp(p->version->retry_key, none, sizeof none) == 0)
		return false;
	buf_putc(&pseudo, (char)original->len);
	buf_add(&pseudo, original->bytes, original->len);
	buf_add_span(&pseudo, span_sub(p->whole, 0, p->whole.len - RETRY_TAG));
	c = cipher_new(CIPHER_AES_128_GCM, p->version->retry_key);
	good = c != NULL && cipher_open(c, p->version->retry_nonce, buf_span(&pseudo),
		span_sub(p->whole, p->whole.len - RETRY_TAG, RETRY_TAG), nothing);
	cipher_free(c);
	buf_free(&pseudo);
	return good;
}

/* ---- keys ---- */

/* What changes with the key phase (RFC 9001 section 6). */
struct generation {
	struct cipher *cipher;
	uint8_t iv[CIPHER_NONCE];
	uint8_t secret[SECRET_MAX];
};

struct quic_keys {
	const struct quic_version *version;
	const struct suite *suite;
	struct cipher *mask;      /* of all phases */
	struct generation now, before, after; /* without a cipher: there is none, or it is yet to be made */
	uint8_t phase;            /* the bit of now */
	uint64_t since;           /* the least number of now */
	struct buf header;        /* of the packet at hand, without its mask */
};

/* A header as it is without its mask, and what it tells. */
struct unmasked {
	uint8_t first;
	uint64_t number, window; /* as many numbers look alike */
	struct span header, sealed;
};

static bool mask_of(enum cipher_kind body, enum cipher_kind *ret)
{
	switch (body) {
	case CIPHER_AES_128_GCM:
	case CIPHER_AES_128_CCM:
		*ret = CIPHER_AES_128_ECB;
		return true;
	case CIPHER_AES_256_GCM:
		*ret = CIPHER_AES_256_ECB;
		return true;
	case CIPHER_CHACHA20_POLY1305:
		*ret = CIPHER_CHACHA20;
		return true;
	default:
		return false;
	}
}

/* RFC 9001 section 5.1. */
static void generation_derive(const struct quic_keys *k, struct generation *g)
{
	struct span secret = { g->secret, digest_len(k->suite->hash) };
	uint8_t key[CIPHER_KEY_MAX];

	derive_label(k->suite->hash, secret, k->version->key, key, cipher_key_len(k->suite->cipher));
	derive_label(k->suite->hash, secret, k->version->iv, g->iv, CIPHER_NONCE);
	g->cipher = cipher_new(k->suite->cipher, key);
	explicit_bzero(key, sizeof key);
}

static void generation_drop(struct generation *g)
{
	cipher_free(g->cipher);
	explicit_bzero(g, sizeof *g);
}

struct quic_keys *quic_keys_new(const struct quic_version *v, const struct suite *s, struct span secret)
{
	enum cipher_kind mask;
	uint8_t key[CIPHER_KEY_MAX];
	struct quic_keys *k;

	if (!mask_of(s->cipher, &mask) || secret.len != digest_len(s->hash))
		return NULL;
	k = xcalloc(1, sizeof *k);
	k->version = v;
	k->suite = s;
	memcpy(k->now.secret, secret.data, secret.len);
	derive_label(s->hash, secret, v->hp, key, cipher_key_len(mask));
	k->mask = cipher_new(mask, key);
	explicit_bzero(key, sizeof key);
	generation_derive(k, &k->now);
	if (k->mask != NULL && k->now.cipher != NULL)
		return k;
	quic_keys_free(k);
	return NULL;
}

struct quic_keys *quic_keys_initial(const struct quic_version *v, const struct quic_id *first, bool client)
{
	const struct suite *s = suite_find(SUITE_INITIAL);
	uint8_t common[DIGEST_MAX], secret[DIGEST_MAX];
	size_t n = derive_extract(s->hash, (struct span){ v->salt, sizeof v->salt }, (struct span){ first->bytes, first->len }, common);

	derive_label(s->hash, (struct span){ common, n }, client ? "client in" : "server in", secret, n);
	return quic_keys_new(v, s, (struct span){ secret, n });
}

void quic_keys_free(struct quic_keys *k)
{
	if (k == NULL)
		return;
	cipher_free(k->mask);
	generation_drop(&k->now);
	generation_drop(&k->before);
	generation_drop(&k->after);
	buf_free(&k->header);
	xfree_wiped(k, sizeof *k);
}

/* ---- opening ---- */

/* RFC 9000 section A.3: the number that is nearest to the one expected. */
static uint64_t whole_number(uint64_t truncated, int bytes, uint64_t expected)
{
	uint64_t window = (uint64_t)1 << 8 * bytes, half = window / 2;
	uint64_t number = (expected & ~(window - 1)) | truncated;

	if (number + half <= expected && number + window < (uint64_t)1 << 62)
		return number + window;
	return number > expected + half && number >= window ? number - window : number;
}

/* RFC 9001 section 5.4. */
static bool unmask(struct quic_keys *k, const struct quic_packet *p, uint64_t expected, struct unmasked *ret)
{
	struct span sample = span_sub(p->whole, p->sealed_at + 4, CIPHER_SAMPLE);
	uint8_t mask[CIPHER_MASK];
	uint64_t truncated = 0;
	size_t len;

	if (sample.len < CIPHER_SAMPLE || !cipher_mask(k->mask, sample.data, mask))
		return false;
	ret->first = p->whole.data[0] ^ (mask[0] & ((p->whole.data[0] & LONG) != 0 ? 0x0F : 0x1F));
	len = (ret->first & NUMBER_LEN) + 1U;
	buf_reset(&k->header);
	buf_add_span(&k->header, span_sub(p->whole, 0, p->sealed_at + len));
	k->header.data[0] = ret->first;
	for (size_t i = 0; i < len; i++) {
		k->header.data[p->sealed_at + i] ^= mask[1 + i];
		truncated = truncated << 8 | k->header.data[p->sealed_at + i];
	}
	ret->number = whole_number(truncated, (int)len, expected);
	ret->window = (uint64_t)1 << 8 * len;
	ret->header = buf_span(&k->header);
	ret->sealed = span_sub(p->whole, p->sealed_at + len, SIZE_MAX);
	return true;
}

/* RFC 9001 section 5.3. */
static bool generation_open(const struct generation *g, const struct unmasked *u, struct buf *out)
{
	uint8_t nonce[CIPHER_NONCE];

	memcpy(nonce, g->iv, sizeof nonce);
	for (int i = 0; i < 8; i++)
		nonce[CIPHER_NONCE - 1 - i] ^= (uint8_t)(u->number >> 8 * i);
	buf_reset(out);
	if (g->cipher == NULL || u->sealed.len < CIPHER_TAG_MAX)
		return false;
	buf_reserve(out, u->sealed.len);
	if (!cipher_open(g->cipher, nonce, u->header, u->sealed, out->data))
		return false;
	out->len = u->sealed.len - CIPHER_TAG_MAX;
	return true;
}

static void generation_next(struct quic_keys *k)
{
	size_t n = digest_len(k->suite->hash);

	if (k->after.cipher != NULL)
		return;
	derive_label(k->suite->hash, (struct span){ k->now.secret, n }, k->version->ku, k->after.secret, n);
	generation_derive(k, &k->after);
}

/* A packet of the other phase is late, of the one before, or the first of the next. */
static bool open_other_phase(struct quic_keys *k, const struct unmasked *u, struct buf *out)
{
	if (u->number < k->since && generation_open(&k->before, u, out))
		return true;
	generation_next(k);
	if (!generation_open(&k->after, u, out))
		return false;
	generation_drop(&k->before);
	k->before = k->now;
	k->now = k->after;
	k->after = (struct generation){ 0 };
	k->phase ^= KEY_PHASE;
	k->since = u->number;
	return true;
}

static bool open_as(struct quic_keys *k, const struct quic_packet *p, const struct unmasked *u, struct buf *out)
{
	bool good;

	if (p->type == QUIC_ONE_RTT && (u->first & KEY_PHASE) != k->phase)
		return open_other_phase(k, u, out);
	good = generation_open(&k->now, u, out);
	if (good && u->number < k->since)
		k->since = u->number;
	return good;
}

/* Where more packets were not captured than a short number tells apart, it is one of the next. */
bool quic_keys_open(struct quic_keys *k, const struct quic_packet *p, uint64_t *next, struct buf *out)
{
	struct unmasked u;
	bool good;

	if (!unmask(k, p, *next, &u))
		return false;
	good = open_as(k, p, &u, out);
	for (int i = 0; !good && p->type == QUIC_ONE_RTT && u.window <= 1 << 16 && i < WINDOWS_MISSED; i++) {
		u.number += u.window;
		good = open_as(k, p, &u, out);
	}
	if (good && u.number >= *next)
		*next = u.number + 1;
	return good;
}
