/*
 * The capturer: the process that holds a device or a connection and writes the evidence. It is opened as root, which is then dropped for
 * good by everybody; it parses nothing. What it has to tell goes over a socket (capture/news.h).
 */
#ifndef COMMAND_CAPTURER_H
#define COMMAND_CAPTURER_H

#include "capture/stream.h"
#include "command/live.h"
#include "command/setup.h"

#include <sys/types.h>

struct capturer;

struct capturer_options {
	struct words interfaces;
	struct device_options device;
	const char *streams[STREAM_WAYS]; /* as asked for; at most one, and no interface beside it */
	const char *keep, *user;
	struct words rotate;              /* as asked for: "1GiB", "1h" */
	const char *limit;
	const char *database;             /* what evidence is called after, where keep does not say */
	int64_t at;                       /* now, for names */
};

/* Opens what is captured from and the first file, and drops root. NULL having said why. */
struct capturer *capturer_open(const struct capturer_options *o);
void capturer_free(struct capturer *c); /* NULL is allowed */
const char *capturer_source(const struct capturer *c);   /* "wlan0", "wlan0+eth0", "connect 127.0.0.1:5000" */
const char *capturer_origin(const struct capturer *c);   /* "interface wlan0" */
const char *capturer_run(const struct capturer *c);      /* the run's name: the file's, or the stem of the files' */
const char *capturer_evidence(const struct capturer *c); /* where it is kept: a file or a folder */
/* Starts the process, whose device is closed here then. Its id, or -1 having said why. ret_news: to hear from it; the caller's to close. */
pid_t capturer_start(struct capturer *c, struct live_counts *counts, int *ret_news);

#endif
