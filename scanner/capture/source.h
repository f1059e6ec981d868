/*
 * A file read front to back through one window, in large blocks, with pread: the descriptor may be shared. A file that
 * is still being written is followed: at its end the source waits for more until the writer is gone. A file that is
 * compressed is read as what is inside; offsets are those of the file.
 */
#ifndef CAPTURE_SOURCE_H
#define CAPTURE_SOURCE_H

#include "base/err.h"
#include "base/reader.h"

struct source;

/*
 * writer_gone: a descriptor that has something to read, or its end, when the writer has finished; -1 where the file is whole.
 * beats is counted up while the source waits for the writer, so that nobody takes that for a hang; NULL: nobody asks.
 */
struct source *source_new(int fd, int writer_gone, volatile uint64_t *beats);
void source_free(struct source *s);
/*
 * The next n bytes (n up to BLOCK_MAX), not yet taken; a shorter span at the end of the file. Valid until the next call.
 */
struct span source_peek(struct source *s, size_t n);
void source_take(struct source *s, size_t n); /* n bytes that were peeked at */
uint64_t source_offset(const struct source *s);
/* True where a peek may have to wait for what is not written yet. */
bool source_grows(const struct source *s);
/* Bytes from here to the end of the file as it is now. */
uint64_t source_remaining(const struct source *s);
/* Why the file ends where it does, NULL where it is just its end: a read that failed, compressed data that are damaged. */
const char *source_error(const struct source *s);
/* "gzip"; NULL where the file is not compressed. */
const char *source_packing(const struct source *s);

#endif
