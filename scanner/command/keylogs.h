/* Key logs named on the command line, loaded for a scan or followed by a live capture. */
#ifndef COMMAND_KEYLOGS_H
#define COMMAND_KEYLOGS_H

#include "base/digest.h"
#include "base/limits.h"
#include "decode/keys.h"
#include "rulebook.h"

struct keylogs {
	struct words files;              /* as asked for */
	struct keys *keys;               /* NULL until keylogs_load, and where none is asked for */
	int fds[KEYLOGS_MAX];            /* of those that are followed */
	size_t n;
	char sha256[SHA256_HEX_LEN + 1]; /* over the SHA-256 of each, in their order; "" none */
};

#define KEYLOG_ROW(k) { "keylog", 0, OPTION_LIST, &(k)->files, "FILE", "secrets of TLS and QUIC as browsers log them (SSLKEYLOGFILE)" }

/*
 * Reads them all. -1 having said why: a file cannot be read, or is no key log. What of one is strange is said, and passed over. follow: they
 * stay open for what is yet to be written to them.
 */
int keylogs_load(struct keylogs *k, bool follow);
void keylogs_free(struct keylogs *k);

#endif
