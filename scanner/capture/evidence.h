/*
 * One file of an evidence capture: what devices gave, written to a pcapng file as it was captured and never changed after. Findings
 * point into it, so a frame is in the file or it was never seen; the file is there for whoever checks them.
 *
 * It grows by whole blocks. Where the disk is full, the block that did not fit is cut off again: what is left is a
 * readable file, and it can go on once there is room.
 */
#ifndef CAPTURE_EVIDENCE_H
#define CAPTURE_EVIDENCE_H

#include "base/err.h"
#include "base/reader.h"

#include <sys/types.h>

struct evidence;

struct evidence_interface {
	const char *name;        /* "wlan0" */
	const char *filter;      /* in libpcap's language; NULL or "" where everything was captured */
	int link;                /* LINKTYPE_ value */
	uint32_t snaplen;        /* 0 and more than PACKET_MAX: PACKET_MAX */
	bool nanoseconds;        /* the clock's resolution; else microseconds */
};

struct evidence_options {
	const char *application; /* "phonehome 1.0" */
	const struct evidence_interface *interfaces; /* packets name them by their place here */
	size_t n;
};

/* How a live capture went, on one interface or on all. Times are 0 where nothing came. */
struct capture_counts {
	int64_t from, until;           /* of the first and the last packet written */
	uint64_t packets, bytes;       /* written; bytes as on the wire */
	uint64_t received;             /* by the kernel's own count, drops included */
	uint64_t dropped_by_kernel;    /* for want of room in its buffer */
	uint64_t dropped_by_interface;
	uint64_t dropped_by_us;        /* for want of room on the disk */
};

/* A new file in a folder (AT_FDCWD: path is one), for its owner alone. One that is there already is an error. The descriptor, or -1. */
int evidence_file(int folder, const char *path, struct err *e);
/* Another descriptor of that file, to read alone. -1 where the file of that name is another by now. */
int evidence_file_reader(int folder, const char *path, int fd, struct err *e);

/* Makes the file and writes its head. What o points to must outlive it. */
struct evidence *evidence_create(int folder, const char *path, const struct evidence_options *o, struct err *e);
int evidence_fd(const struct evidence *v); /* stays its own */
/*
 * Buffered, and flushed by the call that finds the last flush a second ago; a caller who has no packets for a while
 * flushes on his own. After an error nothing more is taken: each call fails alike, until the close.
 */
int evidence_packet(struct evidence *v, size_t interface, int64_t at, uint32_t wire_len, struct span bytes, struct err *e);
int evidence_flush(struct evidence *v, struct err *e);
/* After an error: true where it was a full disk, and the file may go on; the next call shows whether there is room. */
bool evidence_resume(struct evidence *v);
/* How many it took in; after an error, how many of them are in the file. */
uint64_t evidence_packets(const struct evidence *v);
/* Bytes of the file, those that wait included. */
uint64_t evidence_size(const struct evidence *v);
/* Writes the counts, one for each interface, brings all to the disk and frees v, also where it fails. */
int evidence_close(struct evidence *v, const struct capture_counts *counts, struct err *e);
/* In a process that does not write it any more, because a child does: closes and frees, the file stays as it is. */
void evidence_leave(struct evidence *v);

#endif
