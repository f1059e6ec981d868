/*
 * TLS without keys: the ClientHello's server name (RFC 8446 4.1.2, RFC 6066 3), gathered from its records (RFC 8446 5.1)
 * however they are cut; all else is counted as opaque.
 */
#include "decode/decoder.h"

#include "base/alloc.h"

#include <stdlib.h>

enum { RECORD_HANDSHAKE = 22, RECORD_HEADER = 5, HANDSHAKE_CLIENT_HELLO = 1, EXT_SERVER_NAME = 0, NAME_HOST = 0 };
/* RFC 8446 5.1: 2^14 and a little for what protects them. */
enum { RECORD_LEN_MAX = 16384 + 256 };

struct tls {
	struct buf hello;      /* handshake bytes so far */
	uint8_t header[RECORD_HEADER];
	size_t header_len;
	size_t record_left;    /* of the record that is being read */
	bool done;             /* the hello was read, or there is none to come */
};

static enum probe tls_probe(const struct conversation *c, struct span first)
{
	struct reader r = rd_over_span(first);
	uint8_t type = rd_u8(&r), major = rd_u8(&r), minor = rd_u8(&r);
	uint16_t len = rd_be16(&r);
	uint8_t handshake = rd_u8(&r);

	(void)c;
	if (first.len > 0 && type != RECORD_HANDSHAKE)
		return PROBE_NO;
	if (first.len > 1 && major != 3)
		return PROBE_NO;
	if (!rd_ok(&r))
		return PROBE_MORE;
	return minor <= 4 && len > 0 && len <= RECORD_LEN_MAX && handshake == HANDSHAKE_CLIENT_HELLO ? PROBE_YES : PROBE_NO;
}

static void *tls_open(struct conversation *c)
{
	(void)c;
	return xcalloc(1, sizeof(struct tls));
}

/* RFC 6066 section 3: a list of names by type; only host names exist. */
static bool host_name(struct reader list, char ret[HOST_MAX])
{
	struct reader names = rd_sub(&list, rd_be16(&list));

	while (rd_left(&names) > 0) {
		uint8_t type = rd_u8(&names);
		struct span name = rd_bytes(&names, rd_be16(&names));

		if (type == NAME_HOST && rd_ok(&names))
			return host_from(name, ret);
	}
	return false;
}

static bool server_name(struct reader hello, char ret[HOST_MAX])
{
	struct reader extensions;

	rd_bytes(&hello, 2 + 32);                 /* version, random */
	rd_bytes(&hello, rd_u8(&hello));          /* session id */
	rd_bytes(&hello, rd_be16(&hello));        /* cipher suites */
	rd_bytes(&hello, rd_u8(&hello));          /* compression */
	extensions = rd_sub(&hello, rd_be16(&hello));
	while (rd_left(&extensions) > 0) {
		uint16_t type = rd_be16(&extensions);
		struct reader body = rd_sub(&extensions, rd_be16(&extensions));

		if (type == EXT_SERVER_NAME && rd_ok(&body))
			return host_name(body, ret);
	}
	return false;
}

/* The hello, once its length (RFC 8446 section 4) is there. */
static void read_hello(struct conversation *c, struct tls *t, uint64_t frame)
{
	struct reader r = rd_over_span(buf_span(&t->hello));
	char host[HOST_MAX];
	uint32_t len;

	rd_u8(&r);
	len = rd_be24(&r);
	if (len > HELLO_MAX) {
		conversation_loss(c, LOSS_HELLO_BOUND, frame, len);
		t->done = true;
		return;
	}
	if (!rd_ok(&r) || rd_left(&r) < len)
		return;
	t->done = true;
	if (server_name(rd_sub(&r, len), host))
		conversation_host(c, host, HOST_SNI);
	buf_free(&t->hello);
}

/* Takes a record header's bytes; true once it is whole and of a handshake. */
static void read_header(struct tls *t, struct reader *r)
{
	struct reader header;

	while (t->header_len < RECORD_HEADER && rd_left(r) > 0)
		t->header[t->header_len++] = rd_u8(r);
	if (t->header_len < RECORD_HEADER)
		return;
	header = rd_over(t->header, RECORD_HEADER);
	t->done = rd_u8(&header) != RECORD_HANDSHAKE;
	rd_be16(&header);
	t->record_left = rd_be16(&header);
}

static void tls_bytes(struct conversation *c, void *state, struct span bytes, uint64_t frame, int64_t at)
{
	struct tls *t = state;
	struct reader r = rd_over_span(bytes);

	(void)at;
	conversation_opaque(c, bytes.len);
	while (!t->done && rd_left(&r) > 0) {
		size_t n;

		if (t->header_len < RECORD_HEADER) {
			read_header(t, &r);
			continue;
		}
		n = rd_left(&r) < t->record_left ? rd_left(&r) : t->record_left;
		buf_add_span(&t->hello, rd_bytes(&r, n));
		t->record_left -= n;
		if (t->record_left == 0)
			t->header_len = 0;
		read_hello(c, t, frame);
	}
}

static void tls_gap(struct conversation *c, void *state, uint64_t missing, uint64_t frame)
{
	struct tls *t = state;

	(void)c;
	(void)missing;
	(void)frame;
	t->done = true;
}

static void tls_end(struct conversation *c, void *state)
{
	(void)c;
	(void)state;
}

static void tls_close(void *state)
{
	struct tls *t = state;

	buf_free(&t->hello);
	free(t);
}

const struct decoder decoder_tls = { "tls", tls_probe, tls_open, tls_bytes, tls_gap, NULL, NULL, tls_end, tls_close };
