#include "base/alloc.h"

#include <err.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *check(void *p)
{
	if (p == NULL)
		err(2, NULL);
	return p;
}

void *xcalloc(size_t n, size_t size)
{
	return check(calloc(n == 0 ? 1 : n, size == 0 ? 1 : size));
}

void *xmalloc(size_t size)
{
	return check(malloc(size == 0 ? 1 : size));
}

void *xrealloc(void *p, size_t n, size_t size)
{
	return check(reallocarray(p, n == 0 ? 1 : n, size));
}

char *xstrdup(const char *s)
{
	return check(strdup(s));
}

char *xstrndup(const char *s, size_t n)
{
	return check(strndup(s, n));
}

char *xasprintf(const char *fmt, ...)
{
	char *s = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		s = NULL;
	va_end(ap);
	return check(s);
}

void xfree_wiped(void *p, size_t size)
{
	if (p != NULL)
		explicit_bzero(p, size);
	free(p);
}
