/*
 * The files of one run as the keeper knows them: what the capturer announced (capture/news.h), what a worker counted in them, their
 * hashes. Each is hashed once it is whole, a piece at a time, and what was captured is entered in the custody chain. The run itself is
 * known by the SHA-256 of the list of its files as sha256sum writes it, "hash  name" a line; a run of one file is that file.
 */
#ifndef PIPELINE_RUN_H
#define PIPELINE_RUN_H

#include "losses.h"
#include "pipeline/record.h"
#include "store/store.h"

struct run;

struct run *run_new(struct store *s);
void run_free(struct run *r);
/* The next file that is captured; name is copied, the descriptor is the run's from here on. */
void run_add(struct run *r, const char *name, int fd);
/* The same, of one that was there before: the custody chain tells of the run alone. */
void run_add_whole(struct run *r, const char *name, int fd);
/* No file will follow: the last one is whole too. */
void run_over(struct run *r);
/* The oldest file that was there is there no more; it is read and hashed all the same by who has its descriptor. */
void run_removed(struct run *r);
/* What the capturer tells of as lost; kept until run_store_losses. */
void run_lost(struct run *r, enum loss loss, uint64_t count, const char *detail);

size_t run_count(const struct run *r);       /* files so far */
size_t run_oldest(const struct run *r);      /* the first of those that can still be read from the beginning */
int run_file(const struct run *r, size_t i); /* its descriptor */
uint64_t run_frames_before(const struct run *r, size_t i); /* frames of the run before file i, as far as they are counted */
/* Descriptors of removed files are let go of once every worker has its own: fed is the least number of files that any of them has. */
void run_let_go(struct run *r, size_t fed);

/* A worker read file f to its end. */
int run_counted(struct run *r, const struct record_file *f, struct err *e);
/* Hashes a piece of a file that is whole. *ret_more: there is more to hash now. */
int run_hash(struct run *r, bool *ret_more, struct err *e);
/* All files are hashed: ret gets what the run is known by and the size of all files. */
int run_name(const struct run *r, struct store_capture *ret, struct err *e);
/* What the store knows of the run's files, told again: for a store that was made to forget. */
int run_store(struct run *r, struct err *e);
int run_store_losses(struct run *r, struct err *e);
/*
 * All files are whole: hashes what is left. ret gets what the run is known by and the size of all files; its name, which is valid
 * until run_free, becomes that of a single file. end's counts become those of all files.
 */
int run_end(struct run *r, struct store_capture *ret, struct fact_end *end, struct err *e);

#endif
