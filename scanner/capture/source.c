#include "capture/source.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "capture/unpacker.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	FOLLOW_MS = 50, /* how often a file that grows is looked at again */
	WINDOW_LEAST = 4096,
	CACHE_LINE = 64,
};

struct source {
	int fd, writer_gone;
	volatile uint64_t *beats;
	uint8_t *window;
	size_t capacity, from, to; /* unread bytes are window[from, to) */
	uint64_t offset;           /* in the file, of what is read next */
	const struct unpacker *unpacker; /* NULL: the window holds the file's own bytes */
	void *state;               /* of the unpacker */
	uint8_t *packed;
	struct span in;            /* of packed, what is not unpacked yet */
	enum unpacking at;
	char error[64];            /* "" none */
};

/* A file that is whole and small needs no large window; many are read in tests. */
static size_t window_for(int fd, int writer_gone)
{
	struct stat st;

	if (writer_gone >= 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > READ_BLOCK)
		return READ_BLOCK;
	return st.st_size < WINDOW_LEAST ? WINDOW_LEAST : (size_t)st.st_size;
}

static void fail(struct source *s, const char *what, const char *why)
{
	snprintf(s->error, sizeof s->error, "%s%s", what, why);
}

/* A file that grows is one we write ourselves, never compressed. */
static void find_unpacker(struct source *s)
{
	uint8_t first[UNPACKER_MAGIC];
	ssize_t got = s->writer_gone < 0 ? pread(s->fd, first, sizeof first, 0) : 0;

	if (got > 0)
		s->unpacker = unpacker_of((struct span){ first, (size_t)got });
	if (s->unpacker == NULL)
		return;
	s->packed = xmalloc(UNPACK_BLOCK);
	s->state = s->unpacker->open();
	if (s->state == NULL)
		fail(s, s->unpacker->name, " data, and no memory to unpack them");
}

struct source *source_new(int fd, int writer_gone, volatile uint64_t *beats)
{
	struct source *s = xcalloc(1, sizeof *s);

	s->fd = fd;
	s->writer_gone = writer_gone;
	s->beats = beats;
	find_unpacker(s);
	s->capacity = s->unpacker != NULL ? READ_BLOCK : window_for(fd, writer_gone);
	s->window = xmalloc(s->capacity);
	return s;
}

void source_free(struct source *s)
{
	if (s == NULL)
		return;
	if (s->state != NULL)
		s->unpacker->close(s->state);
	xfree_wiped(s->packed, UNPACK_BLOCK);
	xfree_wiped(s->window, s->capacity);
	free(s);
}

/* True while the writer lives; waits a moment for it. */
static bool writer_lives(struct source *s)
{
	struct pollfd p = { .fd = s->writer_gone, .events = POLLIN };

	if (s->writer_gone < 0)
		return false;
	if (s->beats != NULL)
		++*s->beats;
	if (poll(&p, 1, FOLLOW_MS) > 0)
		s->writer_gone = -1; /* one last look: what it wrote just before it left */
	return true;
}

/* The next bytes of the file; 0 at its end. */
static size_t read_file(struct source *s, uint8_t *into, size_t room)
{
	ssize_t got = pread(s->fd, into, room, (off_t)s->offset);

	while (got == 0 && writer_lives(s))
		got = pread(s->fd, into, room, (off_t)s->offset);
	if (got < 0 && errno == EINTR)
		return read_file(s, into, room);
	if (got < 0)
		fail(s, strerror(errno), "");
	if (got <= 0)
		return 0;
	s->offset += (uint64_t)got;
	return (size_t)got;
}

/* What comes next out of the compressed data; 0 at its end. An end is one where a stream is whole and no byte follows. */
static size_t unpack(struct source *s, uint8_t *into, size_t room)
{
	while (s->error[0] == 0) {
		size_t before, written = 0;

		if (s->in.len == 0)
			s->in = (struct span){ s->packed, read_file(s, s->packed, UNPACK_BLOCK) };
		if (s->in.len == 0 && s->at == UNPACKING_END)
			return 0;
		before = s->in.len;
		s->at = s->unpacker->unpack(s->state, &s->in, into, room, &written);
		if (s->at == UNPACKING_BROKEN || (s->at == UNPACKING_MORE && written == 0 && before > 0 && s->in.len == before))
			fail(s, s->unpacker->name, " data that cannot be unpacked");
		else if (before == 0 && written == 0)
			fail(s, s->unpacker->name, " data that end early");
		if (written > 0)
			return written;
	}
	return 0;
}

/* Once more into the free end of the window; false at the end. */
static bool fill(struct source *s)
{
	uint8_t *into = s->window + s->to;
	size_t room = s->capacity - s->to, got = s->unpacker != NULL ? unpack(s, into, room) : read_file(s, into, room);

	s->to += got;
	return got > 0;
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

/* No more room is made than what is left of a file that is whole will take. */
static size_t there(const struct source *s, size_t n)
{
	size_t have = s->to - s->from;
	struct stat st;

	if (s->capacity - s->from >= n || s->unpacker != NULL || s->writer_gone >= 0 || fstat(s->fd, &st) != 0 || !S_ISREG(st.st_mode))
		return n;
	if ((uint64_t)st.st_size > s->offset && (uint64_t)st.st_size - s->offset >= n - (n > have ? have : n))
		return n;
	return have + ((uint64_t)st.st_size > s->offset ? (size_t)((uint64_t)st.st_size - s->offset) : 0);
}

static struct span peek_further(struct source *s, size_t n)
{
	n = there(s, n);
	make_room(s, n);
	while (s->to - s->from < n) {
		if (!fill(s))
			break;
	}
	if (n > s->to - s->from)
		n = s->to - s->from;
	return (struct span){ s->window + s->from, n };
}

struct span source_peek(struct source *s, size_t n)
{
	return s->to - s->from >= n ? (struct span){ s->window + s->from, n } : peek_further(s, n);
}

void source_take(struct source *s, size_t n)
{
	size_t left = s->to - s->from;

	s->from += n < left ? n : left;
	/* The headers that come next are on their way to the processor while this packet is read. */
	__builtin_prefetch(s->window + s->from);
	__builtin_prefetch(s->window + s->from + CACHE_LINE);
}

uint64_t source_offset(const struct source *s)
{
	return s->offset - (s->unpacker != NULL ? s->in.len : s->to - s->from);
}

bool source_grows(const struct source *s)
{
	return s->writer_gone >= 0;
}

uint64_t source_remaining(const struct source *s)
{
	struct stat st;
	uint64_t here = source_offset(s);

	if (fstat(s->fd, &st) != 0 || (uint64_t)st.st_size < here)
		return 0;
	return (uint64_t)st.st_size - here;
}

const char *source_error(const struct source *s)
{
	return s->error[0] != 0 ? s->error : NULL;
}

const char *source_packing(const struct source *s)
{
	return s->unpacker != NULL ? s->unpacker->name : NULL;
}
