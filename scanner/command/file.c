#include "command/file.h"

#include "base/alloc.h"
#include "command/setup.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int file_write(const char *file, struct span bytes)
{
	char *aside = xasprintf("%s.new", file);
	FILE *f = fopen(aside, "wx");
	int status = -1;

	if (f != NULL) {
		bool whole = fwrite(bytes.data, 1, bytes.len, f) == bytes.len;

		whole = fflush(f) == 0 && fsync(fileno(f)) == 0 && whole;
		whole = fclose(f) == 0 && whole;
		status = whole && rename(aside, file) == 0 ? 0 : -1;
	}
	if (status < 0) {
		complain("%s: %s", file, strerror(errno));
		if (f != NULL)
			unlink(aside);
	}
	free(aside);
	return status;
}
