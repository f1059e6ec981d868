/*
 * Another program, run apart: without a shell, in a private folder that is its home and is removed with all it left there, with nothing
 * but /dev/null open, no network (where we may take it away; else a proxy that is not there), and a time limit.
 */
#ifndef REPORTS_APART_H
#define REPORTS_APART_H

#include "base/buf.h"
#include "base/err.h"

struct apart {
	char folder[64]; /* "" none */
};

int apart_begin(struct apart *a, struct err *e);
/* A new file in the folder. */
int apart_write(struct apart *a, const char *name, struct span bytes, struct err *e);
/* argv[0] is the program's path. 0 where it ended well within seconds. */
int apart_run(struct apart *a, const char *const *argv, int seconds, struct err *e);
/* A file that the program left, of at most max bytes. */
int apart_read(struct apart *a, const char *name, size_t max, struct buf *ret, struct err *e);
void apart_end(struct apart *a);

#endif
