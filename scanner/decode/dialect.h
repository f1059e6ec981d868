/*
 * Languages of lines, as their clients speak them: SMTP (RFC 5321), IMAP (RFC 9051), POP3 (RFC 1939), FTP (RFC 959) and syslog
 * (RFC 5424, 6587). By which first bytes each is told, and what its commands are. A new one is a row of the table and its commands.
 */
#ifndef DECODE_DIALECT_H
#define DECODE_DIALECT_H

#include "decode/decoder.h"

/* What a command does beyond saying its argument. */
enum act { ACT_NONE, ACT_DATA, ACT_CHUNK, ACT_AUTH, ACT_LOGIN, ACT_TLS };

struct command {
	const char *verb, *root; /* root: of the part that its argument becomes, NULL: none */
	enum act act;
	bool greets; /* a client may begin with it */
};

struct dialect {
	const char *name, *other, *username, *password, *proof, *body; /* all but the first are roots of parts */
	const struct command *commands;
	bool tagged;    /* a word of the client's choice stands before the verb */
	bool numbered;  /* "<13>" or "20 <13>" stands before the text: there are no verbs */
	uint16_t port;  /* that tells it from another with the same verb, 0: any */
};

/* The one that a client's first bytes are of; NULL where they are of none, or too few: ret tells. */
const struct dialect *dialect_of(const struct conversation *c, struct span first, enum probe *ret);
/* The command of a line and its argument; NULL: none that is known. */
const struct command *dialect_command(const struct dialect *d, struct span line, struct span *ret_argument);

enum { NUMBERED_MAX = 16 /* bytes: what stands before a numbered text is shorter */ };

/* RFC 5424 6.2.1, RFC 6587 3.4.1: *ret_len is how much stands before the text, *ret_count the octets that are counted, 0 none. */
enum probe dialect_numbered(struct span text, size_t *ret_len, uint64_t *ret_count);

#endif
