/*
 * What went wrong, for a person: filled by whatever touches the world, printed by commands alone.
 * Text: `file:line:column: what is wrong: 'offending text'; what to do`.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

struct err {
	char text[1024];
};

/* Fills e (NULL is allowed) and returns -1, so that a caller can `return err_set(e, ...)`. */
int err_set(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
