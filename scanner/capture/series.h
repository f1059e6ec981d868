/*
 * The files of one run, read one after the other as one capture: frames are counted through all of them, so that a flow may begin in
 * one file and end in another. A run that still grows is followed: its last file is waited on, and the next one's descriptor comes
 * over a socket (news.h). A file that is no capture is counted as a loss; only the first must be one.
 */
#ifndef CAPTURE_SERIES_H
#define CAPTURE_SERIES_H

#include "capture/capture.h"

struct series;

struct series_files {
	const int *fds;            /* of the files that are there, at least one; they stay the caller's */
	size_t n;
	int feed;                  /* the socket that brings the descriptors to come; ends with the run. -1: there is no more */
	uint64_t frames_before;    /* of the run, before the first of fds */
	volatile uint64_t *beats;  /* counted up while waiting for a writer; NULL: nobody watches */
};

/* l must outlive it. NULL where the first file is no capture: e says what it begins with. */
struct series *series_open(const struct series_files *f, struct losses *l, struct err *e);
void series_close(struct series *s);
/* As capture_on_secrets, of every file. */
void series_on_secrets(struct series *s, void (*fn)(void *ctx, struct span text), void *ctx);
/* The next packet, valid until the next call, but for its app, which is until the close; false at the end of the last file. */
bool series_next(struct series *s, struct packet *ret);
/* As capture_unit, of all files: one of the other sort is none of this run. */
const char *series_unit(const struct series *s);
/* Which file, counted from 0, the last packet stood in; after the end, how many there were. */
size_t series_file(const struct series *s);
/* Frames of the files before that one. */
uint64_t series_frames_before(const struct series *s);
/* Bytes read, of all files. */
uint64_t series_offset(const struct series *s);
/* As capture_format and capture_application, of the first file. */
const char *series_format(struct series *s);
const char *series_application(struct series *s);

#endif
