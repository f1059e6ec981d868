/*
 * What every command that writes a database ends with, so that anyone can tell later whether it is still the same: the
 * database is closed, its SHA-256 goes into DB.sha256 beside it (as sha256sum writes it, and `sha256sum -c` checks it), and is
 * printed with the head of the custody chain, to be noted where nobody who can write the database can write.
 */
#ifndef COMMAND_SEAL_H
#define COMMAND_SEAL_H

#include "base/digest.h"
#include "store/store.h"

/* 0, or -1 having said why. s is gone in any case. */
int seal_close(const char *database, struct store *s);
/*
 * What DB.sha256 says: 1 and its hash, 0 where there is none, -1 where it is not readable or no such file, having said why.
 */
int seal_read(const char *database, char ret_sha256[SHA256_HEX_LEN + 1]);
/* SHA-256 of a file by its name. 0, or -1 having said why. */
int seal_hash(const char *file, char ret_sha256[SHA256_HEX_LEN + 1]);

#endif
