#include "command/file.h"

#include "base/alloc.h"
#include "command/setup.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int file_begin(struct file_growing *g, const char *file)
{
	*g = (struct file_growing){ file, xasprintf("%s.new", file), NULL };
	g->to = fopen(g->aside, "wxe");
	if (g->to != NULL)
		return 0;
	if (errno == EEXIST)
		complain("%s: is there already: another run writes it, or one that was killed left it; then remove it", g->aside);
	else
		complain("%s: %s", file, strerror(errno));
	free(g->aside);
	return -1;
}

int file_end(struct file_growing *g, bool whole)
{
	bool written = fflush(g->to) == 0 && !ferror(g->to) && fsync(fileno(g->to)) == 0;
	int status = 0;

	written = fclose(g->to) == 0 && written;
	g->to = NULL;
	if (whole && (!written || rename(g->aside, g->file) < 0)) {
		complain("%s: %s", g->file, strerror(errno));
		status = -1;
	}
	if (!whole || status < 0)
		unlink(g->aside);
	free(g->aside);
	return status;
}

int file_write(const char *file, struct span bytes)
{
	struct file_growing g;

	if (file_begin(&g, file) < 0)
		return -1;
	(void)!fwrite(bytes.data, 1, bytes.len, g.to); /* the end tells */
	return file_end(&g, true);
}
