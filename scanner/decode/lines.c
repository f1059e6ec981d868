/*
 * Protocols whose client sends lines of text (decode/dialect.h). A message is one command with its argument as a part:
 * "smtp.mail-from", "ftp.password"; a mail is one too, its dots unstuffed: "smtp.data". After STARTTLS the rest is for whichever
 * decoder knows it.
 */
#include "decode/dialect.h"

#include "base/alloc.h"
#include "decode/pieces.h"
#include "decode/sasl.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 16 << 10 /* RFC 5321 4.5.3 asks for 512, RFC 9051 for 8192 */ };
enum proof { PROOF_NONE, PROOF_PLAIN, PROOF_NAME, PROOF_PASSWORD, PROOF_OTHER };

struct lines {
	const struct dialect *dialect;
	struct gather line, body;
	uint64_t left;       /* bytes to come that are no lines */
	uint64_t offset;     /* of body's first byte in its message */
	uint64_t consumed;   /* of the body's message, not yet handed over */
	struct mark first;   /* of it */
	enum proof proof;    /* what the next line is */
	bool in_mail, continues;
	bool anonymous;      /* RFC 1635: what is said as a password opens nothing */
	struct pieces pieces;
};

static enum probe lines_probe(const struct conversation *c, struct span first)
{
	enum probe p;

	dialect_of(c, first, &p);
	return p;
}

static void *lines_open(struct conversation *c)
{
	struct lines *l = xcalloc(1, sizeof *l);
	enum probe p;

	l->dialect = dialect_of(c, buf_span(&c->first.bytes), &p);
	return l;
}

/* ---- messages ---- */

static void part(struct lines *l, const char *root, struct span value)
{
	size_t from = value.len == 0 ? 0 : (size_t)(value.data - l->line.bytes.data);

	pieces_add(&l->pieces, root, &l->line, from, value.len, from);
}

static void line_emit(struct conversation *c, struct lines *l, const char *method)
{
	const struct mark *first = gather_first(&l->line);
	struct message m = { .carrier = l->dialect->name, .host = "", .method = method, .decoded = true,
		.bytes = l->line.bytes.len, .frame = first->frame, .at = first->at };

	pieces_emit(c, &l->pieces, &m);
}

static void body_emit(struct conversation *c, struct lines *l)
{
	struct part *p = pieces_add(&l->pieces, l->dialect->body, &l->body, 0, l->body.bytes.len, l->offset);
	struct message m = { .carrier = l->dialect->name, .host = "", .method = "", .decoded = true, .bytes = l->consumed,
		.frame = l->first.frame, .at = l->first.at };

	if (p != NULL)
		p->continues = l->continues;
	if (p != NULL || l->consumed > 0)
		pieces_emit(c, &l->pieces, &m);
	l->offset += l->body.bytes.len;
	l->consumed = 0;
	l->continues = true;
	body_reset(c, &l->body);
}

static void body_begin(struct lines *l, uint64_t left)
{
	l->left = left;
	l->first = (struct mark){ 0, 0, 0 };
	l->offset = l->consumed = 0;
	l->continues = false;
}

static void body_grow(struct conversation *c, struct lines *l, const struct gather *g, size_t from)
{
	for (size_t i = 0; i < g->mark_count; i++) {
		struct span piece = gather_piece(g, i, from, SIZE_MAX);

		if (piece.len > 0 && body_add(c, &l->body, piece, g->marks[i].frame, g->marks[i].at)) {
			conversation_loss(c, LOSS_BODY_BOUND, g->marks[i].frame, l->body.bytes.len);
			body_emit(c, l);
		}
	}
}

/* ---- proofs ---- */

static void proof(struct conversation *c, struct lines *l, struct span text, enum proof what, const char *method)
{
	const struct dialect *d = l->dialect;
	size_t base = text.len == 0 ? 0 : (size_t)(text.data - l->line.bytes.data);
	struct gather plain = { 0 };
	struct span name, password;

	if (what == PROOF_OTHER || text.len == 0 || !sasl_decode(text, gather_mark(&l->line, base + text.len - 1), &plain)) {
		part(l, d->proof, text);
	} else if (what != PROOF_PLAIN) {
		pieces_add(&l->pieces, what == PROOF_NAME ? d->username : d->password, &plain, 0, plain.bytes.len, base);
	} else if (sasl_plain(buf_span(&plain.bytes), &name, &password)) {
		pieces_add(&l->pieces, d->username, &plain, (size_t)(name.data - plain.bytes.data), name.len, base);
		pieces_add(&l->pieces, d->password, &plain, plain.bytes.len - password.len, password.len, base);
	}
	line_emit(c, l, method);
	gather_free(&plain);
	l->proof = what == PROOF_NAME ? PROOF_PASSWORD : PROOF_NONE;
}

/* "PLAIN [proof]": without it the proof is the next line. */
static void authenticate(struct conversation *c, struct lines *l, struct span argument, const char *method)
{
	struct reader r = rd_over_span(argument);
	struct span mechanism;
	enum proof what = PROOF_OTHER;

	if (!rd_until(&r, ' ', &mechanism))
		mechanism = rd_rest(&r);
	if (span_is_nocase(mechanism, "PLAIN"))
		what = PROOF_PLAIN;
	else if (span_is_nocase(mechanism, "LOGIN"))
		what = PROOF_NAME;
	if (rd_left(&r) > 0) {
		proof(c, l, span_trim(rd_rest(&r)), what, method);
		return;
	}
	l->proof = what;
	line_emit(c, l, method);
}

/* RFC 9051 6.2.3: a name and a password, each a word or in quotes. */
static struct span word(struct span *s)
{
	struct span w = span_trim(*s);
	bool quoted = span_starts(w, "\"");
	size_t n = quoted ? 1 : 0;

	while (n < w.len && w.data[n] != (quoted ? '"' : ' '))
		n += quoted && w.data[n] == '\\' ? 2 : 1;
	*s = span_sub(w, n + 1, SIZE_MAX);
	return span_sub(w, quoted ? 1 : 0, quoted ? n - 1 : n);
}

/* ---- lines ---- */

static uint64_t decimal(struct span s)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s.len && isdigit(s.data[i]) && n < UINT32_MAX; i++)
		n = n * 10 + (uint64_t)(s.data[i] - '0');
	return n;
}

/* RFC 9051 4.3: "{20}" or "{20+}" at a line's end: so many bytes follow that are no line. */
static uint64_t literal(struct span line)
{
	size_t n = line.len;

	if (n < 3 || line.data[n - 1] != '}')
		return 0;
	while (n > 0 && line.data[n - 1] != '{')
		n--;
	return n == 0 ? 0 : decimal(span_sub(line, n, SIZE_MAX));
}

static bool is_root(const char *root, const char *of)
{
	return root != NULL && of != NULL && strcmp(root, of) == 0;
}

static void act(struct conversation *c, struct lines *l, const struct command *k, struct span argument)
{
	struct span name;

	switch (k->act) {
	case ACT_AUTH:
		authenticate(c, l, argument, k->verb);
		return;
	case ACT_LOGIN:
		name = word(&argument);
		part(l, l->dialect->username, name);
		part(l, l->dialect->password, word(&argument));
		break;
	case ACT_DATA:
		l->in_mail = true;
		body_begin(l, 0);
		break;
	case ACT_CHUNK:
		body_begin(l, decimal(argument));
		break;
	case ACT_TLS:
		conversation_switch_to(c, NULL, NULL, NULL);
		break;
	case ACT_NONE:
		if (is_root(k->root, l->dialect->username))
			l->anonymous = span_is_nocase(argument, "anonymous") || span_is_nocase(argument, "ftp");
		if (k->root != NULL)
			part(l, is_root(k->root, l->dialect->password) && l->anonymous ? "ftp.anonymous" : k->root, argument);
		break;
	}
	line_emit(c, l, k->verb);
}

static void command(struct conversation *c, struct lines *l, struct span line)
{
	struct span argument;
	const struct command *k = dialect_command(l->dialect, line, &argument);

	if (l->dialect->tagged && literal(line) > 0)
		body_begin(l, literal(line));
	if (k != NULL) {
		act(c, l, k, argument);
		return;
	}
	part(l, l->dialect->other, line);
	line_emit(c, l, "");
}

/* RFC 5321 4.5.2: a dot before a line is the sender's; a dot alone ends the mail. */
static void mail_line(struct conversation *c, struct lines *l, struct span line)
{
	bool dot = span_starts(line, ".");

	if (l->first.frame == 0)
		l->first = *gather_first(&l->line);
	l->consumed += l->line.bytes.len;
	l->in_mail = !span_is(line, ".");
	if (l->in_mail)
		body_grow(c, l, &l->line, dot ? 1 : 0);
	else
		body_emit(c, l);
}

static void line_end(struct conversation *c, struct lines *l)
{
	struct span line = buf_span(&l->line.bytes);

	while (line.len > 0 && (line.data[line.len - 1] == '\n' || line.data[line.len - 1] == '\r'))
		line.len--;
	if (l->in_mail)
		mail_line(c, l, line);
	else if (l->proof != PROOF_NONE)
		proof(c, l, line, l->proof, "");
	else
		command(c, l, line);
	gather_reset(&l->line);
}

static void give_up(struct conversation *c, struct lines *l, struct span rest, uint64_t frame, int64_t at)
{
	body_emit(c, l);
	conversation_give_up(c, &l->line, rest, frame, at);
}

static size_t take_body(struct conversation *c, struct lines *l, struct span bytes, uint64_t frame, int64_t at)
{
	struct span now = span_sub(bytes, 0, l->left);

	if (l->first.frame == 0)
		l->first = (struct mark){ 0, frame, at };
	l->left -= now.len;
	l->consumed += now.len;
	if (body_add(c, &l->body, now, frame, at) || l->left == 0)
		body_emit(c, l);
	return now.len;
}

/* RFC 6587 3.4.1: "20 <13>...": so many bytes are one message. True once it has begun. */
static bool take_count(struct lines *l, struct conversation *c)
{
	uint64_t count;
	size_t len;

	if (!l->dialect->numbered || dialect_numbered(buf_span(&l->line.bytes), &len, &count) != PROBE_YES || count == 0)
		return false;
	body_begin(l, count);
	l->first = *gather_first(&l->line);
	l->consumed = l->line.bytes.len;
	l->left -= l->line.bytes.len - len < l->left ? l->line.bytes.len - len : l->left;
	body_grow(c, l, &l->line, len);
	gather_reset(&l->line);
	if (l->left == 0)
		body_emit(c, l);
	return true;
}

static size_t take_line(struct conversation *c, struct lines *l, struct span bytes, uint64_t frame, int64_t at)
{
	bool counted = l->dialect->numbered && l->line.bytes.len < NUMBERED_MAX;
	struct reader r = rd_over_span(counted ? span_sub(bytes, 0, 1) : bytes);
	struct span before;
	bool whole = rd_until(&r, '\n', &before);
	size_t n = whole ? before.len + 1 : rd_left(&r);

	gather_add(&l->line, span_sub(bytes, 0, n), frame, at);
	if (counted && take_count(l, c))
		return n;
	if (whole)
		line_end(c, l);
	return n;
}

static void lines_bytes(struct conversation *c, void *state, struct span bytes, uint64_t frame, int64_t at)
{
	struct lines *l = state;

	while (bytes.len > 0) {
		size_t n = l->left > 0 ? take_body(c, l, bytes, frame, at) : take_line(c, l, bytes, frame, at);

		bytes = span_sub(bytes, n, SIZE_MAX);
		if (c->switching) {
			conversation_switch(c, bytes, frame, at);
			return;
		}
		if (l->line.bytes.len > LINE_MAX_BYTES) {
			give_up(c, l, bytes, frame, at);
			return;
		}
	}
}

/* RFC 5321 3.3: a mail that is not wanted does not come: what the client says is commands still. */
static void lines_answer(struct conversation *c, void *state, struct span bytes, uint64_t frame, int64_t at)
{
	struct lines *l = state;
	size_t line = bytes.len;

	(void)c;
	(void)frame;
	(void)at;
	if (!l->in_mail || l->consumed > 0 || l->continues)
		return;
	while (line > 0 && (line == bytes.len || bytes.data[line - 1] != '\n'))
		line--;
	l->in_mail = bytes.data[line] != '4' && bytes.data[line] != '5';
}

static void lines_end(struct conversation *c, void *state)
{
	struct lines *l = state;

	if (l->line.bytes.len > 0)
		line_end(c, l);
	body_emit(c, l);
}

/* Behind a hole the next line may be anything. */
static void lines_gap(struct conversation *c, void *state, uint64_t missing, uint64_t frame)
{
	(void)missing;
	lines_end(c, state);
	if (!c->switching)
		give_up(c, state, (struct span){ NULL, 0 }, frame, 0);
}

static void lines_close(void *state)
{
	struct lines *l = state;

	gather_free(&l->line);
	gather_free(&l->body);
	pieces_free(&l->pieces);
	free(l);
}

const struct decoder decoder_lines = { "lines", lines_probe, lines_open, lines_bytes, lines_gap, NULL, lines_answer, lines_end,
	lines_close, NULL };

bool datagram_syslog(struct conversation *c, struct span bytes, uint64_t frame, int64_t at)
{
	struct mark mark = { 0, frame, at };
	struct part p = { .root = "syslog.message", .bytes = bytes, .marks = &mark, .mark_count = 1 };
	struct message m = { .carrier = "syslog", .frame = frame, .at = at, .host = "", .method = "", .decoded = true,
		.bytes = bytes.len, .parts = &p, .part_count = 1 };
	uint64_t count;
	size_t len;

	if (dialect_numbered(bytes, &len, &count) != PROBE_YES || count != 0)
		return false;
	conversation_emit(c, &m);
	return true;
}
