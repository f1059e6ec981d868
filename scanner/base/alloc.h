/*
 * Allocation that cannot fail: out of memory ends the program here, with one message and exit code 2.
 * xfree_wiped clears first; use it for whatever held personal data or keys.
 */
#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H

#include <stddef.h>

void *xcalloc(size_t n, size_t size);
void *xmalloc(size_t size);
void *xrealloc(void *p, size_t n, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void xfree_wiped(void *p, size_t size); /* NULL is allowed */

/* Makes room in a growing array for one more element. */
#define ARRAY_GROW(items, n, cap)                                                     \
	do {                                                                          \
		if ((n) == (cap)) {                                                   \
			(cap) = (cap) == 0 ? 8 : (cap)*2;                             \
			(items) = xrealloc((items), (cap), sizeof *(items));          \
		}                                                                     \
	} while (0)

#endif
