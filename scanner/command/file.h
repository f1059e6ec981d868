/* A file written whole or not at all: beside its place first, then moved there. */
#ifndef COMMAND_FILE_H
#define COMMAND_FILE_H

#include "base/reader.h"

/* 0, or -1 having said why; what stood there before is then still there. */
int file_write(const char *file, struct span bytes);

#endif
