#include "decode/keys.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/siphash.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MASTER_LEN = 48, READ_AT_ONCE = 64 << 10, FIRST_SLOTS = 64, LINE_MAX_LEN = 512 /* the longest label, 64 and 96 digits, and room */ };

struct session {
	uint8_t random[HELLO_RANDOM];
	uint8_t len[SECRET_COUNT]; /* 0: not known */
	uint8_t secret[SECRET_COUNT][SECRET_MAX];
};

struct followed {
	int fd;
	uint64_t offset;  /* bytes taken */
	struct buf line;  /* the beginning of one that is not whole */
};

struct keys {
	struct session *sessions;
	size_t n, cap;
	uint32_t *slots;  /* of sessions, counted from 1; 0 is free. A power of two */
	size_t slot_count;
	struct sip_key key; /* of the hashes of randoms: a capture may hold secrets that its sender chose */
	uint64_t version;
	struct followed followed[KEYLOGS_MAX];
	size_t followed_count;
};

/* QUIC's own names are those of its first implementations; EXPORTER_SECRET and its like open no record. */
static const struct {
	const char *name;
	enum secret secret;
} labels[] = {
	{ "CLIENT_RANDOM", SECRET_MASTER },
	{ "CLIENT_EARLY_TRAFFIC_SECRET", SECRET_CLIENT_EARLY },
	{ "CLIENT_HANDSHAKE_TRAFFIC_SECRET", SECRET_CLIENT_HANDSHAKE },
	{ "SERVER_HANDSHAKE_TRAFFIC_SECRET", SECRET_SERVER_HANDSHAKE },
	{ "CLIENT_TRAFFIC_SECRET_0", SECRET_CLIENT_TRAFFIC },
	{ "SERVER_TRAFFIC_SECRET_0", SECRET_SERVER_TRAFFIC },
	{ "QUIC_CLIENT_EARLY_TRAFFIC_SECRET", SECRET_CLIENT_EARLY },
	{ "QUIC_CLIENT_HANDSHAKE_TRAFFIC_SECRET", SECRET_CLIENT_HANDSHAKE },
	{ "QUIC_SERVER_HANDSHAKE_TRAFFIC_SECRET", SECRET_SERVER_HANDSHAKE },
	{ "QUIC_CLIENT_TRAFFIC_SECRET_0", SECRET_CLIENT_TRAFFIC },
	{ "QUIC_SERVER_TRAFFIC_SECRET_0", SECRET_SERVER_TRAFFIC },
	{ "EXPORTER_SECRET", SECRET_COUNT },
	{ "EARLY_EXPORTER_SECRET", SECRET_COUNT },
	{ "EARLY_EXPORTER_MASTER_SECRET", SECRET_COUNT },
	{ "ECH_SECRET", SECRET_COUNT },
	{ "ECH_CONFIG", SECRET_COUNT },
};

struct keys *keys_new(void)
{
	struct keys *k = xcalloc(1, sizeof *k);

	k->slot_count = FIRST_SLOTS;
	k->key = sip_key_new();
	k->slots = xcalloc(k->slot_count, sizeof *k->slots);
	return k;
}

void keys_free(struct keys *k)
{
	if (k == NULL)
		return;
	for (size_t i = 0; i < k->followed_count; i++)
		buf_free(&k->followed[i].line);
	xfree_wiped(k->sessions, k->cap * sizeof *k->sessions);
	free(k->slots);
	free(k);
}

/* ---- by random ---- */

static size_t slot_of(const struct keys *k, const uint8_t random[HELLO_RANDOM])
{
	size_t i;

	for (i = sip_bytes(&k->key, random, HELLO_RANDOM) & (k->slot_count - 1); k->slots[i] != 0; i = (i + 1) & (k->slot_count - 1)) {
		if (memcmp(k->sessions[k->slots[i] - 1].random, random, HELLO_RANDOM) == 0)
			break;
	}
	return i;
}

static const struct session *session_find(const struct keys *k, const uint8_t random[HELLO_RANDOM])
{
	uint32_t n = k->slots[slot_of(k, random)];

	return n == 0 ? NULL : &k->sessions[n - 1];
}

static void slots_grow(struct keys *k)
{
	k->slot_count *= 2;
	free(k->slots);
	k->slots = xcalloc(k->slot_count, sizeof *k->slots);
	for (size_t i = 0; i < k->n; i++)
		k->slots[slot_of(k, k->sessions[i].random)] = (uint32_t)i + 1;
}

/* realloc would leave the old secrets behind. */
static void sessions_grow(struct keys *k)
{
	size_t cap = k->cap == 0 ? FIRST_SLOTS / 2 : 2 * k->cap;
	struct session *more = xcalloc(cap, sizeof *more);

	if (k->n > 0)
		memcpy(more, k->sessions, k->n * sizeof *more);
	xfree_wiped(k->sessions, k->cap * sizeof *k->sessions);
	k->sessions = more;
	k->cap = cap;
}

static struct session *session_have(struct keys *k, const uint8_t random[HELLO_RANDOM])
{
	size_t slot = slot_of(k, random);

	if (k->slots[slot] != 0)
		return &k->sessions[k->slots[slot] - 1];
	if (k->n == KEYLOG_SESSIONS_MAX)
		return NULL;
	if (k->n == k->cap)
		sessions_grow(k);
	memcpy(k->sessions[k->n].random, random, HELLO_RANDOM);
	k->slots[slot] = (uint32_t)++k->n;
	if (2 * k->n > k->slot_count)
		slots_grow(k);
	return &k->sessions[k->n - 1];
}

/* ---- lines ---- */

/* Whole bytes of hex, at most max of them; 0 where it is something else. */
static size_t hex_read(struct span text, uint8_t *ret, size_t max)
{
	if (text.len % 2 != 0 || text.len / 2 > max)
		return 0;
	for (size_t i = 0; i < text.len / 2; i++) {
		int high = hex_digit(text.data[2 * i]), low = hex_digit(text.data[2 * i + 1]);

		if (high < 0 || low < 0)
			return 0;
		ret[i] = (uint8_t)(high << 4 | low);
	}
	return text.len / 2;
}

/* The secrets after KeyUpdates, which are made of those before: OpenSSL's "CLIENT_TRAFFIC_SECRET_N", others' numbers. */
static bool is_update(struct span name)
{
	return span_starts(name, "CLIENT_TRAFFIC_SECRET_") || span_starts(name, "SERVER_TRAFFIC_SECRET_");
}

static bool label_find(struct span name, enum secret *ret)
{
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
		if (!span_is(name, labels[i].name))
			continue;
		*ret = labels[i].secret;
		return true;
	}
	*ret = SECRET_COUNT;
	return is_update(name);
}

static bool secret_add(struct keys *k, const uint8_t random[HELLO_RANDOM], enum secret which, struct span secret)
{
	struct session *s = session_have(k, random);

	if (s == NULL)
		return false;
	if (s->len[which] >= secret.len)
		return true; /* said twice, as by programs that share a key log: the first stands, but one that was cut */
	memcpy(s->secret[which], secret.data, secret.len);
	s->len[which] = (uint8_t)secret.len;
	k->version++;
	return true;
}

/* A file's last line may have CR without LF. */
static struct span without_return(struct span line)
{
	return line.len > 0 && line.data[line.len - 1] == '\r' ? span_sub(line, 0, line.len - 1) : line;
}

/* A master secret is always as long (RFC 5246 section 8.1), the others are as long as a hash. */
static bool length_fits(enum secret which, size_t n)
{
	return n == MASTER_LEN || (which != SECRET_MASTER && n == SHA256_LEN);
}

/* False where the line is none of a key log. Comments and empty lines are. */
static bool line_read(struct keys *k, struct span line)
{
	struct reader r = rd_over_span(span_trim(without_return(line)));
	uint8_t random[HELLO_RANDOM], secret[SECRET_MAX];
	struct span name, middle;
	enum secret which;
	bool good;
	size_t n;

	if (rd_left(&r) == 0 || r.pos[0] == '#')
		return true;
	if (!rd_until(&r, ' ', &name) || !rd_until(&r, ' ', &middle) || !label_find(name, &which))
		return false;
	if (which == SECRET_COUNT)
		return true;
	n = hex_read(rd_rest(&r), secret, sizeof secret);
	good = length_fits(which, n) && hex_read(middle, random, sizeof random) == sizeof random &&
		secret_add(k, random, which, (struct span){ secret, n });
	explicit_bzero(secret, sizeof secret);
	return good;
}

size_t keys_add(struct keys *k, struct span text)
{
	struct reader r = rd_over_span(text);
	size_t strange = 0;
	struct span line;

	while (rd_line(&r, &line))
		strange += !line_read(k, line);
	return strange + !line_read(k, rd_rest(&r));
}

/* ---- files ---- */

bool keys_follow(struct keys *k, int fd)
{
	if (k->followed_count == KEYLOGS_MAX)
		return false;
	k->followed[k->followed_count++] = (struct followed){ .fd = fd };
	return true;
}

/* Takes whole lines out of what has come; of one that never ends a piece at a time is dropped as strange. */
static size_t lines_take(struct keys *k, struct followed *f)
{
	struct reader r = rd_over_span(buf_span(&f->line));
	size_t strange = 0;
	struct span line;

	while (rd_line(&r, &line))
		strange += !line_read(k, line);
	buf_drop(&f->line, f->line.len - rd_left(&r));
	if (f->line.len > LINE_MAX_LEN) {
		buf_reset(&f->line);
		strange++;
	}
	return strange;
}

int keys_poll(struct keys *k, size_t *ret_strange)
{
	uint8_t *block = xmalloc(READ_AT_ONCE);
	int status = 0;

	*ret_strange = 0;
	for (size_t i = 0; i < k->followed_count; i++) {
		struct followed *f = &k->followed[i];
		ssize_t n;

		while ((n = pread(f->fd, block, READ_AT_ONCE, (off_t)f->offset)) > 0 || (n < 0 && errno == EINTR)) {
			if (n < 0)
				continue;
			f->offset += (uint64_t)n;
			buf_add(&f->line, block, (size_t)n);
			*ret_strange += lines_take(k, f);
		}
		if (n < 0)
			status = -1;
	}
	xfree_wiped(block, READ_AT_ONCE);
	return status;
}

size_t keys_settle(struct keys *k)
{
	size_t strange = 0;

	for (size_t i = 0; i < k->followed_count; i++) {
		strange += !line_read(k, buf_span(&k->followed[i].line));
		buf_free(&k->followed[i].line);
	}
	k->followed_count = 0;
	return strange;
}

int keys_followed(const struct keys *k, size_t i)
{
	return i < k->followed_count ? k->followed[i].fd : -1;
}

void keys_moved(struct keys *k, size_t i, int fd)
{
	k->followed[i].fd = fd;
}

/* ---- asking ---- */

struct span keys_find(const struct keys *k, const uint8_t random[HELLO_RANDOM], enum secret which)
{
	const struct session *s = k == NULL ? NULL : session_find(k, random);

	return s == NULL ? (struct span){ NULL, 0 } : (struct span){ s->secret[which], s->len[which] };
}

bool keys_know(const struct keys *k, const uint8_t random[HELLO_RANDOM])
{
	return k != NULL && session_find(k, random) != NULL;
}

size_t keys_sessions(const struct keys *k)
{
	return k == NULL ? 0 : k->n;
}

uint64_t keys_version(const struct keys *k)
{
	return k == NULL ? 0 : k->version;
}
