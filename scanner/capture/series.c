#include "capture/series.h"

#include "base/alloc.h"
#include "capture/news.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct series {
	struct series_files files;
	struct losses *losses;
	struct capture *capture; /* the last one stays open after the end, for its apps */
	int own;                 /* its descriptor, where that came over the feed; -1: it is one of files */
	bool ended;
	size_t file;
	void (*on_secrets)(void *ctx, struct span text); /* may be NULL */
	void *secrets_ctx;
	uint64_t before, offset; /* frames and bytes of the files before */
	char format[NAME_TEXT + 8], application[256];
};

/* What the first file tells of itself, as far as it is read. */
static void describe(struct series *s)
{
	if (s->file > 0)
		return;
	snprintf(s->format, sizeof s->format, "%s", capture_format(s->capture));
	snprintf(s->application, sizeof s->application, "%s", capture_application(s->capture));
}

/* The last of those that are there is the one that may still grow. */
static struct capture *begin(const struct series *s, int fd, struct err *e)
{
	bool grows = s->files.feed >= 0 && s->file + 1 >= s->files.n;

	return capture_open_part(fd, grows ? s->files.feed : -1, s->files.beats, s->before, s->losses, e);
}

struct series *series_open(const struct series_files *f, struct losses *l, struct err *e)
{
	struct series *s = xcalloc(1, sizeof *s);

	s->files = *f;
	s->losses = l;
	s->own = -1;
	s->before = f->frames_before;
	s->capture = begin(s, f->fds[0], e);
	if (s->capture == NULL) {
		series_close(s);
		return NULL;
	}
	return s;
}

static void let_go(struct series *s)
{
	capture_close(s->capture);
	if (s->own >= 0)
		close(s->own);
	s->own = -1;
}

void series_close(struct series *s)
{
	if (s == NULL)
		return;
	let_go(s);
	free(s);
}

/* The next file's descriptor; -1 where there is none. ret_own: it is ours to close. */
static int next_file(const struct series *s, bool *ret_own)
{
	struct news n;
	int fd;

	*ret_own = s->file >= s->files.n;
	if (!*ret_own)
		return s->files.fds[s->file];
	return s->files.feed < 0 || news_receive(s->files.feed, &n, &fd) <= 0 ? -1 : fd;
}

/* Goes on to the next file, which may name apps that were seen before; false where there is none. */
static bool turn(struct series *s)
{
	struct err e = { "" };
	struct capture *next;
	bool own;
	int fd;

	describe(s);
	s->before = capture_frames(s->capture);
	s->file++;
	fd = next_file(s, &own);
	if (fd < 0)
		return false;
	next = begin(s, fd, &e);
	if (next != NULL && strcmp(capture_unit(next), capture_unit(s->capture)) != 0) {
		err_set(&e, "packets and entries of a HAR file in one run");
		capture_close(next);
		next = NULL;
	}
	if (next == NULL) {
		losses_add(s->losses, LOSS_CUT_FILE, s->before + 1, 1, 0, e.text);
		if (own)
			close(fd);
		return true;
	}
	s->offset += capture_offset(s->capture);
	capture_take_apps(next, s->capture);
	let_go(s);
	s->capture = next;
	capture_on_secrets(next, s->on_secrets, s->secrets_ctx);
	s->own = own ? fd : -1;
	return true;
}

void series_on_secrets(struct series *s, void (*fn)(void *ctx, struct span text), void *ctx)
{
	s->on_secrets = fn;
	s->secrets_ctx = ctx;
	capture_on_secrets(s->capture, fn, ctx);
}

bool series_next(struct series *s, struct packet *ret)
{
	while (!s->ended) {
		if (capture_next(s->capture, ret))
			return true;
		s->ended = !turn(s);
	}
	return false;
}

const char *series_unit(const struct series *s)
{
	return capture_unit(s->capture);
}

size_t series_file(const struct series *s)
{
	return s->file;
}

uint64_t series_frames_before(const struct series *s)
{
	return s->before;
}

uint64_t series_offset(const struct series *s)
{
	return s->offset + capture_offset(s->capture);
}

const char *series_format(struct series *s)
{
	describe(s);
	return s->format;
}

const char *series_application(struct series *s)
{
	describe(s);
	return s->application;
}
