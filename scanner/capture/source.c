#include "capture/source.h"

#include "base/alloc.h"
#include "base/limits.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	FOLLOW_MS = 50, /* how often a file that grows is looked at again */
	WINDOW_LEAST = 4096,
};

struct source {
	int fd, writer_gone;
	uint8_t *window;
	size_t capacity, from, to; /* unread bytes are window[from, to) */
	uint64_t offset;           /* of window[to] in the file */
	int error;
};

/* A file that is whole and small needs no large window; many are read in tests. */
static size_t window_for(int fd, int writer_gone)
{
	struct stat st;

	if (writer_gone >= 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > READ_BLOCK)
		return READ_BLOCK;
	return st.st_size < WINDOW_LEAST ? WINDOW_LEAST : (size_t)st.st_size;
}

struct source *source_new(int fd, int writer_gone)
{
	struct source *s = xcalloc(1, sizeof *s);

	s->fd = fd;
	s->writer_gone = writer_gone;
	s->capacity = window_for(fd, writer_gone);
	s->window = xmalloc(s->capacity);
	return s;
}

void source_free(struct source *s)
{
	if (s == NULL)
		return;
	xfree_wiped(s->window, s->capacity);
	free(s);
}

/* True while the writer lives; waits a moment for it. */
static bool writer_lives(struct source *s)
{
	struct pollfd p = { .fd = s->writer_gone, .events = POLLIN };

	if (s->writer_gone < 0)
		return false;
	if (poll(&p, 1, FOLLOW_MS) > 0)
		s->writer_gone = -1; /* one last look: what it wrote just before it left */
	return true;
}

/* One read into the free end of the window; false at the end of the file. */
static bool fill(struct source *s)
{
	ssize_t got = pread(s->fd, s->window + s->to, s->capacity - s->to, (off_t)s->offset);

	while (got == 0 && writer_lives(s))
		got = pread(s->fd, s->window + s->to, s->capacity - s->to, (off_t)s->offset);
	if (got < 0 && errno == EINTR)
		return fill(s);
	if (got < 0)
		s->error = errno;
	if (got <= 0)
		return false;
	s->to += (size_t)got;
	s->offset += (uint64_t)got;
	return true;
}

static void make_room(struct source *s, size_t n)
{
	if (s->capacity - s->from >= n)
		return;
	memmove(s->window, s->window + s->from, s->to - s->from);
	s->to -= s->from;
	s->from = 0;
	if (s->capacity < n) {
		s->capacity = n + READ_BLOCK;
		s->window = xrealloc(s->window, s->capacity, 1);
	}
}

struct span source_peek(struct source *s, size_t n)
{
	make_room(s, n);
	while (s->to - s->from < n) {
		if (!fill(s))
			break;
	}
	if (n > s->to - s->from)
		n = s->to - s->from;
	return (struct span){ s->window + s->from, n };
}

void source_take(struct source *s, size_t n)
{
	size_t left = s->to - s->from;

	s->from += n < left ? n : left;
}

uint64_t source_offset(const struct source *s)
{
	return s->offset - (s->to - s->from);
}

uint64_t source_remaining(const struct source *s)
{
	struct stat st;
	uint64_t here = source_offset(s);

	if (fstat(s->fd, &st) != 0 || (uint64_t)st.st_size < here)
		return 0;
	return (uint64_t)st.st_size - here;
}

int source_error(const struct source *s)
{
	return s->error;
}
