/* A file written whole or not at all: beside its place first, then moved there. */
#ifndef COMMAND_FILE_H
#define COMMAND_FILE_H

#include "base/reader.h"

#include <stdio.h>

struct file_growing {
	const char *file; /* its place */
	char *aside;      /* where it grows until it is whole */
	FILE *to;         /* NULL: it was not begun, or has ended */
};

/* 0, or -1 having said why. file must live until the end. */
int file_begin(struct file_growing *g, const char *file);
/* Puts it in its place, unless it is not whole: what stood there before is then still there. 0, or -1 having said why it could not. */
int file_end(struct file_growing *g, bool whole);

/* All of it at once. 0, or -1 having said why; what stood there before is then still there. */
int file_write(const char *file, struct span bytes);

#endif
