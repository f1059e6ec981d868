/*
 * Within store/: rows of facts that wait. Their ids are spread evenly: put as they come, each would touch another page of its table, and a
 * table larger than the cache would be read and written over and over. They are put in runs, in the order of their ids; of one id as they came.
 */
#ifndef STORE_WAITING_H
#define STORE_WAITING_H

#include "base/buf.h"
#include "base/err.h"
#include "store/statement.h"

struct store;

struct waiting_row {
	int64_t id;
	uint32_t at;             /* of its first value in the bytes of all */
	enum statement statement;
};

struct waiting {
	struct waiting_row *rows;
	size_t n, cap;
	struct buf values;
};

/* A row of this id; its values follow in the order of the statement. */
void waiting_begin(struct waiting *w, enum statement statement, int64_t id);
void waiting_int(struct waiting *w, int64_t v);
void waiting_text(struct waiting *w, const char *text);
void waiting_blob(struct waiting *w, const void *data, size_t len);
void waiting_null(struct waiting *w);
bool waiting_full(const struct waiting *w);
/* Puts all rows into their tables. */
int waiting_settle(struct store *s, struct err *e);
void waiting_forget(struct waiting *w);

#endif
