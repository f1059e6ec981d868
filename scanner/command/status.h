/* One line on a terminal that is written over and over, for long work; nothing where standard error is no terminal. */
#ifndef COMMAND_STATUS_H
#define COMMAND_STATUS_H

#include <stdint.h>

struct status {
	const char *what;    /* "redmi.pcap" */
	uint64_t size;       /* of the work in bytes, 0 unknown */
	int64_t begun, shown; /* of the monotonic clock */
	int on;
};

void status_begin(struct status *s, const char *what, uint64_t size);
void status_show(struct status *s, uint64_t done, uint64_t packets);
void status_end(struct status *s);

#endif
