/*
 * Within store/: an open database and one row on its way in or out of it.
 *
 * Values are bound, and columns read, one after the other in the order of the statement (statement.c): a row is written as it
 * is declared. An error waits in the row until row_put or row_end.
 */
#ifndef STORE_ROW_H
#define STORE_ROW_H

#include "store/statement.h"
#include "store/store.h"

#include <sqlite3.h>

enum { KEY_MAX = 64, KEY_ID_LEN = 16, KNOWN_MAX = 4096 /* ids remembered: 32 KiB */ };

struct store {
	sqlite3 *db;
	char *path;
	bool writes;
	sqlite3_stmt *statements[STATEMENT_COUNT]; /* prepared at first use */
	uint8_t key[KEY_MAX];
	size_t key_len;
	char key_id[KEY_ID_LEN + 1];
	char *tool;
	int64_t at;
	int64_t capture;                 /* id of the one being put; 0 none */
	const struct assess_run *run;    /* of the assessment being put; NULL none */
	int64_t known[KNOWN_MAX];        /* of its places and reasonings, some that are put already */
};

/* What SQLite says last went wrong, in words, with what to do. Returns -1. */
int store_failed(struct store *s, struct err *e);
int store_exec(struct store *s, const char *sql, struct err *e);

struct row {
	struct store *s;
	sqlite3_stmt *st;
	int at;
	bool own;     /* the shared statement was in use: this one is finalized at the end */
	bool failed;
};

struct row row_begin(struct store *s, enum statement n);
void row_int(struct row *r, int64_t v);
void row_text(struct row *r, const char *text);      /* NULL is NULL; lives until row_put or row_end */
void row_blob(struct row *r, const void *data, size_t len);
void row_null(struct row *r);
void row_address(struct row *r, const struct address *a);
void row_instant(struct row *r, int64_t at);         /* INSTANT_MIN and INSTANT_MAX, the open ends, are NULL */
int row_put(struct row *r, struct err *e);           /* runs and ends it */

bool row_next(struct row *r);                        /* false: no more, or an error that row_end tells */
int64_t row_read_int(struct row *r);
void row_read_text(struct row *r, char *ret, size_t cap);
void row_read_address(struct row *r, struct address *ret);
int row_end(struct row *r, struct err *e);

#endif
