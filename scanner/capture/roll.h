/*
 * The files of a live run: one, or one after the other where they are to stay small. Who reads them is told over a socket of each new
 * file, of what was removed, and of what was lost (news.h). Where all files together grow over their limit the oldest is removed, never
 * the one being written. Where the disk is full, packets are dropped and counted until there is room: what is written stays.
 */
#ifndef CAPTURE_ROLL_H
#define CAPTURE_ROLL_H

#include "capture/evidence.h"
#include "capture/news.h"
#include "model.h"

#include <stdarg.h>

struct roll;

struct roll_options {
	const char *folder;    /* NULL: file is a path */
	const char *file;      /* the only file; or the stem of their names, to which "-00001.pcapng" is added */
	bool several;
	uint64_t bytes;        /* a file of this size is the last of its kind; 0: whatever its size */
	int64_t age;           /* ns after which the next is begun; 0: never */
	uint64_t limit;        /* bytes of all; 0: none */
	const struct evidence_options *evidence; /* of packets; NULL: the files are written byte by byte as they come */
	int news;              /* a socket of news.h */
};

/* Makes the folder, where it is to have several files and there is none, and the first file. What o points to must outlive it. */
struct roll *roll_open(const struct roll_options *o, struct err *e);
/* In a process that does not write: nothing is closed properly. NULL is allowed. */
void roll_leave(struct roll *r);
/* Where nothing was begun: takes the file away that was made, and the folder, as far as who asks may. NULL is allowed. */
void roll_undo(struct roll *r);
/* Hands over what root made to who goes on. */
int roll_give(struct roll *r, uid_t user, gid_t group, struct err *e);
/* Can the next file be made, by who goes on? */
int roll_check(const struct roll *r, struct err *e);

/* counts: of each interface, as they are now; they go into a file that is full. -1: nothing can be written any more. */
int roll_packet(struct roll *r, size_t interface, int64_t at, uint32_t wire_len, struct span bytes,
	const struct capture_counts *counts, struct err *e);
/* Bytes as they come. 1: there is no room now; all of them are to be given again later. */
int roll_bytes(struct roll *r, struct span bytes, struct err *e);
/* The bytes to come belong to another file. */
int roll_turn(struct roll *r, const struct capture_counts *counts, struct err *e);
/* What is due once a second: brings to the disk what waits, begins the next file when its time has come. */
int roll_second(struct roll *r, const struct capture_counts *counts, struct err *e);
uint64_t roll_packets(const struct roll *r); /* in all files */
uint64_t roll_dropped(const struct roll *r); /* for want of room */
/* Tells who reads: a sentence for a person; and a loss. */
void roll_say(struct roll *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void roll_lost(struct roll *r, enum loss loss, uint64_t count, const char *detail);
/* Closes the last file and frees r, also where it fails. */
int roll_close(struct roll *r, const struct capture_counts *counts, struct err *e);

#endif
