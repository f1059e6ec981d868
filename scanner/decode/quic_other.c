/* Protocols over QUIC but HTTP/3: each stream is read as a connection of TCP would be. */
#include "decode/quic_reader.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

enum { PROTO_TCP = 6, PORT_DNS = 53 };

struct one {
	uint64_t stream;
	struct conversation *c;
	bool over[2]; /* by from_client */
};

struct other {
	struct one *streams;
	size_t n, cap;
	bool dns;    /* RFC 9250: framed as over TCP */
};

static void *other_open(const char *alpn)
{
	struct other *o = xcalloc(1, sizeof *o);

	o->dns = strncmp(alpn, "doq", 3) == 0;
	return o;
}

static bool other_wants(const void *state, uint64_t stream)
{
	(void)state;
	(void)stream;
	return true;
}

static struct one *one_find(struct other *o, uint64_t stream)
{
	for (size_t i = o->n; i > 0; i--) {
		if (o->streams[i - 1].stream == stream)
			return &o->streams[i - 1];
	}
	return NULL;
}

static void one_end(struct conversation *c, struct other *o, struct one *s)
{
	conversation_inside_end(c, s->c);
	memmove(s, s + 1, (size_t)(o->streams + o->n - (s + 1)) * sizeof *s);
	o->n--;
}

static struct one *one_have(struct conversation *c, struct other *o, uint64_t stream)
{
	struct one *s = one_find(o, stream);

	if (s != NULL)
		return s;
	if (o->n == QUIC_STREAMS_MAX)
		one_end(c, o, &o->streams[0]);
	ARRAY_GROW(o->streams, o->n, o->cap);
	s = &o->streams[o->n++];
	*s = (struct one){ .stream = stream, .c = conversation_inside(c) };
	s->c->key.transport = PROTO_TCP;
	if (o->dns)
		s->c->key.server_port = PORT_DNS;
	return s;
}

static void other_bytes(struct conversation *c, void *state, uint64_t stream, bool from_client, struct span bytes, uint64_t frame,
	int64_t at)
{
	conversation_bytes(one_have(c, state, stream)->c, from_client, bytes, frame, at);
}

static void other_gap(struct conversation *c, void *state, uint64_t stream, bool from_client, uint64_t missing, uint64_t frame)
{
	conversation_gap(one_have(c, state, stream)->c, from_client, missing, frame);
}

static void other_end(struct conversation *c, void *state, uint64_t stream, bool from_client)
{
	struct one *s = one_find(state, stream);

	if (s == NULL)
		return;
	s->over[from_client] = true;
	if (s->over[!from_client] || (stream & QUIC_STREAM_ONE_WAY) != 0)
		one_end(c, state, s);
}

static void other_finish(struct conversation *c, void *state)
{
	struct other *o = state;

	while (o->n > 0)
		one_end(c, o, &o->streams[0]);
}

static void other_close(void *state)
{
	struct other *o = state;

	for (size_t i = 0; i < o->n; i++)
		conversation_free(o->streams[i].c);
	free(o->streams);
	free(o);
}

const struct quic_reader quic_reader_other = { other_open, other_wants, other_bytes, other_gap, other_end, other_finish, other_close };
