/* A case file that a scan writes of what it finds, for a person to check. */
#ifndef COMMAND_DRAFT_H
#define COMMAND_DRAFT_H

#include "command/file.h"
#include "command/found.h"
#include "command/setup.h"

struct draft {
	const char *file;    /* NULL: none is asked for, and nothing below does anything */
	struct found *found; /* what to see while captures are read */
	struct file_growing growing;
};

/* Before anything is read, and before the fence closes. 0, or -1 having said why. */
int draft_begin(struct draft *d, const struct setup *s);
/* Of all that is in the store now. 0, or -1 having said why. */
int draft_write(struct draft *d, const struct setup *s, struct store *store);
/* What was found is wiped; a file that was not written is none. */
void draft_end(struct draft *d);

#endif
