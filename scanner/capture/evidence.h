/*
 * The evidence capture: what a device gave, written to a pcapng file as it was captured and never changed after. Findings
 * point into it, so a frame is in the file or it was never seen; the file is there for whoever checks them.
 *
 * It grows by whole blocks. Where the disk is full, the block that did not fit is cut off again: what is left is a
 * readable file.
 */
#ifndef CAPTURE_EVIDENCE_H
#define CAPTURE_EVIDENCE_H

#include "base/err.h"
#include "base/reader.h"

#include <sys/types.h>

struct evidence;

struct evidence_options {
	const char *application; /* "phonehome 1.0" */
	const char *interface;   /* "wlan0" */
	const char *filter;      /* in libpcap's language; NULL or "" where everything was captured */
	int link;                /* LINKTYPE_ value */
	uint32_t snaplen;        /* 0 and more than PACKET_MAX: PACKET_MAX */
	bool nanoseconds;        /* the clock's resolution; else microseconds */
};

/* How a live capture went. Times are 0 where nothing came. */
struct capture_counts {
	int64_t from, until;           /* of the first and the last packet written */
	uint64_t packets, bytes;       /* written; bytes as on the wire */
	uint64_t received;             /* by the kernel's own count, drops included */
	uint64_t dropped_by_kernel;    /* for want of room in its buffer */
	uint64_t dropped_by_interface;
};

/* Makes the file, for its owner alone, and writes its head. A file that is there already is an error. */
struct evidence *evidence_create(const char *path, const struct evidence_options *o, struct err *e);
/*
 * Buffered, and flushed by the call that finds the last flush a second ago; a caller who has no packets for a while
 * flushes on his own. After an error nothing more is taken: each call fails alike, until the close.
 */
int evidence_packet(struct evidence *v, int64_t at, uint32_t wire_len, struct span bytes, struct err *e);
int evidence_flush(struct evidence *v, struct err *e);
/* How many it took in; after an error, how many of them are in the file. */
uint64_t evidence_packets(const struct evidence *v);
/* Hands the file over to another user, which takes root. */
int evidence_give(struct evidence *v, uid_t user, gid_t group, struct err *e);
/* A descriptor of the same file to read from, the caller's to close. Before root is dropped: it needs /proc. */
int evidence_reader(const struct evidence *v, struct err *e);
/* Writes the counts, brings all to the disk and frees v, also where it fails. */
int evidence_close(struct evidence *v, const struct capture_counts *counts, struct err *e);
/* In a process that does not write it any more, because a child does: closes and frees, the file stays as it is. NULL is allowed. */
void evidence_leave(struct evidence *v);

#endif
