#include "decode/tls_session.h"

#include "base/alloc.h"
#include "base/text.h"

#include <stdlib.h>

struct tls_session *tls_session_new(struct conversation *outer)
{
	struct tls_session *t = xcalloc(1, sizeof *t);

	t->outer = outer;
	t->end = SESSION_UNFINISHED;
	return t;
}

void tls_session_free(struct tls_session *t)
{
	for (size_t i = 0; i < TLS_ENDS; i++) {
		tls_side_lose(&t->sides[i]);
		gather_free(&t->sides[i].in);
	}
	conversation_free(t->inside);
	certificates_release(t->outer->shared, t->shown);
	free(t);
}

void tls_side_lose(struct tls_side *s)
{
	s->lost = true;
	protection_free(s->protection);
	s->protection = NULL;
	buf_free(&s->handshake);
}

void tls_session_lose(struct tls_session *t, enum session_end why)
{
	t->end = why;
	tls_side_lose(&t->sides[TLS_CLIENT]);
	tls_side_lose(&t->sides[TLS_SERVER]);
}

static void tell_certificate(struct fact_session *f, const struct certificate *certificate)
{
	text_copy_to(f->subject, sizeof f->subject, certificate->subject);
	text_copy_to(f->issuer, sizeof f->issuer, certificate->issuer);
	text_copy_to(f->names, sizeof f->names, certificate->names);
	f->valid_from = certificate->valid_from;
	f->valid_to = certificate->valid_to;
	f->names_other = certificate->names_other;
}

void tls_session_tell(const struct tls_session *t)
{
	struct fact_session f = { .frame = t->frame, .at = t->at, .ech = t->client.ech, .end = t->end, .bytes_decrypted = t->decrypted };
	const struct decode_sink *sink = &t->outer->sink;

	if (!t->greeted || sink->session == NULL)
		return;
	text_copy_to(f.protocol, sizeof f.protocol, hello_version_name(t->answered ? t->server.version : t->client.version));
	if (t->answered)
		suite_name(t->server.suite, f.cipher);
	text_copy_to(f.host, sizeof f.host, t->client.host);
	text_copy_to(f.alpn, sizeof f.alpn, t->server.alpn[0] != 0 ? t->server.alpn : t->client.alpn);
	text_copy_to(f.ja4, sizeof f.ja4, t->client.ja4);
	if (t->shown != NULL)
		tell_certificate(&f, &t->shown->certificate);
	sink->session(sink->ctx, &f);
}
