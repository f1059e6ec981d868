#include "decode/dialect.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { TAG_MAX = 16, PORT_IMAP = 143, PORT_POP3 = 110 };

static const struct command smtp[] = {
	{ "EHLO", "smtp.helo", ACT_NONE, true }, { "HELO", "smtp.helo", ACT_NONE, true }, { "LHLO", "smtp.helo", ACT_NONE, true },
	{ "MAIL FROM:", "smtp.mail-from", ACT_NONE, true }, { "RCPT TO:", "smtp.rcpt-to", ACT_NONE, false },
	{ "DATA", NULL, ACT_DATA, false }, { "BDAT", NULL, ACT_CHUNK, false }, { "AUTH", NULL, ACT_AUTH, false },
	{ "STARTTLS", NULL, ACT_TLS, false }, { NULL, NULL, ACT_NONE, false },
};
static const struct command imap[] = {
	{ "LOGIN", NULL, ACT_LOGIN, true }, { "AUTHENTICATE", NULL, ACT_AUTH, true }, { "STARTTLS", NULL, ACT_TLS, true },
	{ "CAPABILITY", NULL, ACT_NONE, true }, { "ID", "imap.id", ACT_NONE, true }, { "SELECT", "imap.mailbox", ACT_NONE, false },
	{ "NOOP", NULL, ACT_NONE, true }, { NULL, NULL, ACT_NONE, false },
};
static const struct command pop3[] = {
	{ "USER", "pop3.username", ACT_NONE, true }, { "PASS", "pop3.password", ACT_NONE, false },
	{ "APOP", "pop3.username", ACT_NONE, true }, { "AUTH", NULL, ACT_AUTH, true }, { "STLS", NULL, ACT_TLS, true },
	{ "CAPA", NULL, ACT_NONE, true }, { NULL, NULL, ACT_NONE, false },
};
static const struct command ftp[] = {
	{ "USER", "ftp.username", ACT_NONE, true }, { "PASS", "ftp.password", ACT_NONE, false },
	{ "ACCT", "ftp.account", ACT_NONE, false }, { "CWD", "ftp.path", ACT_NONE, false }, { "STOR", "ftp.path", ACT_NONE, false },
	{ "RETR", "ftp.path", ACT_NONE, false }, { "AUTH", NULL, ACT_TLS, true }, { NULL, NULL, ACT_NONE, false },
};
static const struct command none[] = { { NULL, NULL, ACT_NONE, false } };

static const struct dialect dialects[] = {
	{ .name = "smtp", .other = "smtp.line", .username = "smtp.username", .password = "smtp.password", .proof = "smtp.auth",
		.body = "smtp.data", .commands = smtp },
	{ .name = "imap", .other = "imap.line", .username = "imap.username", .password = "imap.password", .proof = "imap.auth",
		.body = "imap.literal", .commands = imap, .tagged = true },
	{ .name = "pop3", .other = "pop3.line", .username = "pop3.username", .password = "pop3.password", .proof = "pop3.auth",
		.commands = pop3, .port = PORT_POP3 },
	{ .name = "ftp", .other = "ftp.line", .username = "ftp.username", .password = "ftp.password", .proof = "ftp.auth",
		.commands = ftp },
	{ .name = "syslog", .other = "syslog.message", .body = "syslog.message", .commands = none, .numbered = true },
};

/* Whether the text begins with the verb and something that ends it. */
static enum probe verb_probe(struct span text, const char *verb)
{
	size_t n = strlen(verb);

	if (text.len <= n && strncasecmp((const char *)text.data, verb, text.len) == 0)
		return PROBE_MORE;
	if (text.len <= n || !span_starts_nocase(text, verb))
		return PROBE_NO;
	return verb[n - 1] == ':' || strchr(" \r\n", text.data[n]) != NULL ? PROBE_YES : PROBE_NO;
}

static enum probe verbs_probe(const struct dialect *d, struct span text)
{
	enum probe best = PROBE_NO;

	for (const struct command *k = d->commands; k->verb != NULL; k++) {
		enum probe p = k->greets && text.len > 0 ? verb_probe(text, k->verb) : PROBE_NO;

		if (p == PROBE_YES)
			return p;
		best = p == PROBE_MORE ? p : best;
	}
	return best;
}

enum probe dialect_numbered(struct span text, size_t *ret_len, uint64_t *ret_count)
{
	struct reader r = rd_over_span(text);
	uint8_t b = rd_u8(&r);
	int digits = 0;

	*ret_count = 0;
	for (; isdigit(b) && digits < 5; digits++, b = rd_u8(&r))
		*ret_count = *ret_count * 10 + (uint64_t)(b - '0');
	if (digits > 0 && b == ' ' && rd_ok(&r))
		b = rd_u8(&r);
	else if (digits > 0)
		return rd_ok(&r) ? PROBE_NO : PROBE_MORE;
	*ret_len = text.len - rd_left(&r) - 1;
	if (!rd_ok(&r) || b != '<')
		return rd_ok(&r) ? PROBE_NO : PROBE_MORE;
	for (digits = 0, b = rd_u8(&r); isdigit(b) && digits < 3; digits++)
		b = rd_u8(&r);
	if (!rd_ok(&r))
		return PROBE_MORE;
	return digits > 0 && b == '>' ? PROBE_YES : PROBE_NO;
}

/* RFC 9051 section 9: any character of an atom but "+"; one client's tag is ".". */
static bool is_tag(uint8_t b)
{
	return isgraph(b) && strchr("(){%*\"\\+", b) == NULL;
}

/* A tag is looked for at its port alone while there is no more of it: many things begin with a word. */
static enum probe tagged_probe(const struct conversation *c, const struct dialect *d, struct span text)
{
	size_t n = 0;
	enum probe p;

	while (n < text.len && n < TAG_MAX && is_tag(text.data[n]))
		n++;
	if (n < text.len && (n == 0 || text.data[n] != ' '))
		return PROBE_NO;
	p = n + 1 < text.len ? verbs_probe(d, span_sub(text, n + 1, SIZE_MAX)) : PROBE_MORE;
	return p == PROBE_MORE && c->key.server_port != PORT_IMAP ? PROBE_NO : p;
}

static enum probe dialect_probe(const struct conversation *c, const struct dialect *d, struct span first)
{
	uint64_t count;
	size_t len;

	if (d->port != 0 && d->port != c->key.server_port)
		return PROBE_NO;
	if (first.len == 0)
		return PROBE_MORE;
	if (d->numbered)
		return dialect_numbered(first, &len, &count);
	return d->tagged ? tagged_probe(c, d, first) : verbs_probe(d, first);
}

const struct dialect *dialect_of(const struct conversation *c, struct span first, enum probe *ret)
{
	*ret = PROBE_NO;
	for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++) {
		enum probe p = dialect_probe(c, &dialects[i], first);

		if (p == PROBE_YES) {
			*ret = p;
			return &dialects[i];
		}
		*ret = p == PROBE_MORE ? p : *ret;
	}
	return NULL;
}

const struct command *dialect_command(const struct dialect *d, struct span line, struct span *ret_argument)
{
	struct reader r = rd_over_span(line);
	struct span tag, text = d->tagged && rd_until(&r, ' ', &tag) ? rd_rest(&r) : line;

	for (const struct command *k = d->commands; k->verb != NULL; k++) {
		if (span_is_nocase(text, k->verb) || verb_probe(text, k->verb) == PROBE_YES) {
			*ret_argument = span_trim(span_sub(text, strlen(k->verb), SIZE_MAX));
			return k;
		}
	}
	return NULL;
}
