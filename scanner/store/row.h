/*
 * Within store/: an open database and one row on its way in or out of it.
 *
 * Values are bound, and columns read, one after the other in the order of the statement (statement.c): a row is written as it
 * is declared. An error waits in the row until row_put or row_end.
 */
#ifndef STORE_ROW_H
#define STORE_ROW_H

#include "base/idmap.h"
#include "store/statement.h"
#include "store/store.h"
#include "store/waiting.h"

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
	bool assessed;                   /* while it is put: an assessment may be there that does not know of it */
	const struct assess_run *run;    /* of the assessment being put; NULL none */
	bool owned;                      /* temp.owner holds what was told of this capture */
	int64_t told_from;               /* frame from which it was told: what began before, in files that are gone, stays */
	struct waiting waiting;          /* facts that are not in their tables yet */
	int64_t known[KNOWN_MAX];        /* of what many facts share, some that is put already */
	struct pending_finding *pending; /* findings that are not in their table yet */
	size_t pending_count;
	struct counted_judgement *judgements; /* with their findings so far */
	size_t judgement_count, judgement_cap;
	struct idmap judgement_at;       /* of judgements, by id */
};

enum { FINDINGS_RUN = 1 << 20 }; /* that wait at most (findings.h) */

struct pending_finding {
	int64_t id, flow, sighting, judgement;
};

struct counted_judgement {
	int64_t id;
	uint64_t findings;
};

/* What SQLite says last went wrong, in words, with what to do. Returns -1. */
int store_failed(struct store *s, struct err *e);
int store_exec(struct store *s, const char *sql, struct err *e);
/* Runs each of the n texts; of the values each takes as many as it names. */
int store_sweep(struct store *s, const char *const *texts, size_t n, const int64_t values[3], struct err *e);
/* Whose addresses are is told anew. */
int owners_forget(struct store *s, struct err *e);

struct row {
	struct store *s;
	sqlite3_stmt *st;
	int at;
	bool own;     /* the shared statement was in use: this one is finalized at the end */
	bool failed;
	bool waits;
};

struct row row_begin(struct store *s, enum statement n);
/* Of a table of facts, whose first column is the id: row_put has it wait for its run. */
struct row row_begin_fact(struct store *s, enum statement n, int64_t id);
/* The row of this id was put already and need not be again. Else the caller puts it, and it is remembered, until another takes its slot. */
bool row_known(struct store *s, int64_t id);
int row_values(const struct row *r);                 /* how many the statement takes */
void row_int(struct row *r, int64_t v);
void row_id(struct row *r, int64_t v);               /* 0, no row, is NULL */
void row_text(struct row *r, const char *text);      /* NULL is NULL; lives until row_put or row_end */
void row_text_span(struct row *r, struct span text); /* the same */
void row_blob(struct row *r, const void *data, size_t len);
void row_null(struct row *r);
void row_address(struct row *r, const struct address *a);
void row_instant(struct row *r, int64_t at);         /* INSTANT_MIN and INSTANT_MAX, the open ends, are NULL */
int row_put(struct row *r, struct err *e);           /* runs and ends it */

bool row_next(struct row *r);                        /* false: no more, or an error that row_end tells */
int64_t row_read_int(struct row *r);
void row_read_text(struct row *r, char *ret, size_t cap);
void row_read_blob(struct row *r, void *ret, size_t len); /* zeros where it is shorter */
void row_read_address(struct row *r, struct address *ret);
int row_end(struct row *r, struct err *e);

#endif
