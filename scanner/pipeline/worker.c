#include "pipeline/worker.h"

#include "base/alloc.h"
#include "decode/keys.h"
#include "flow/classify.h"
#include "pipeline/fence.h"
#include "pipeline/sandbox.h"
#include "pipeline/survey.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FLUSH_AT = 64 << 10, FOLLOWER_NICE = 10 /* who follows can wait, who captures cannot */ };
/* The worker's descriptors after it has let go of all others. */
enum { FD_PIPE = 3, FD_FEED = 4, FD_FILES = 5 };

struct outlet {
	struct buf records;
	bool at_once; /* live: a finding must be seen when it is made */
};

static void flush(struct outlet *o)
{
	size_t done = 0;

	while (done < o->records.len) {
		ssize_t n = write(FD_PIPE, o->records.data + done, o->records.len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			_exit(EXIT_FAILURE); /* the keeper is gone: nobody is left to tell */
		done += (size_t)n;
	}
	buf_reset(&o->records);
}

static void put(void *ctx, enum record_type type, const void *fact)
{
	struct outlet *o = ctx;

	record_write(&o->records, type, fact);
	if (o->at_once || o->records.len >= FLUSH_AT)
		flush(o);
}

static void move(int from, int to)
{
	if (from >= 0 && dup2(from, to) < 0)
		_exit(EXIT_FAILURE);
}

/* Moves the descriptors that are needed to fixed places, out of each other's way first, and closes all others. */
static void keep_only(struct observe_task *t, int pipe, int feed)
{
	int keylogs = FD_FILES + (int)t->file_count, first_free = keylogs;
	int *files = xcalloc(t->file_count, sizeof *files);

	while (t->keys != NULL && keys_followed(t->keys, (size_t)(first_free - keylogs)) >= 0)
		first_free++;
	pipe = fcntl(pipe, F_DUPFD, first_free);
	feed = feed < 0 ? -1 : fcntl(feed, F_DUPFD, first_free);
	for (size_t i = 0; i < t->file_count; i++)
		files[i] = fcntl(t->files[i], F_DUPFD, first_free);
	for (int i = keylogs; i < first_free; i++)
		keys_moved(t->keys, (size_t)(i - keylogs), fcntl(keys_followed(t->keys, (size_t)(i - keylogs)), F_DUPFD, first_free));
	move(pipe, FD_PIPE);
	close(FD_FEED);
	move(feed, FD_FEED);
	for (size_t i = 0; i < t->file_count; i++) {
		move(files[i], FD_FILES + (int)i);
		files[i] = FD_FILES + (int)i;
	}
	for (int i = keylogs; i < first_free; i++) {
		move(keys_followed(t->keys, (size_t)(i - keylogs)), i);
		keys_moved(t->keys, (size_t)(i - keylogs), i);
	}
	close_range((unsigned)first_free, ~0U, 0);
	t->files = files;
	t->feed = feed < 0 ? -1 : FD_FEED;
}

/* _exit runs nothing: a sanitizer's build looks for leaks here. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#define LEAK_CHECK()    __lsan_do_leak_check()
#define PROCESS_ENDS    false
#else
#define LEAK_CHECK()    ((void)0)
#define PROCESS_ENDS    true
#endif

/* surveyed: what the first pass is made into, NULL: it is not this one's work. */
static int work(const struct observe_task *t, struct surveyed *surveyed, struct err *e)
{
	if (sandbox_enter(t->feed, e) < 0)
		return -1;
	return surveyed != NULL ? survey(t, surveyed, e) : observe(t, e);
}

static _Noreturn void run(const struct observe_task *given, struct surveyed *surveyed, int pipe, int feed)
{
	struct outlet out = { .at_once = feed >= 0 };
	static const volatile sig_atomic_t never = 0;
	struct observe_task t = *given;
	struct record_error failed;
	struct err e = { "" };

	prctl(PR_SET_PDEATHSIG, SIGKILL); /* no worker without its keeper */
	fence_hide();
	keep_only(&t, pipe, feed);
	t.process_ends = PROCESS_ENDS;
	t.put = put;
	t.ctx = &out;
	if (feed >= 0) { /* a live capture ends with its writer, who heeds the signals */
		signal(SIGINT, SIG_IGN);
		signal(SIGTERM, SIG_IGN);
		setpriority(PRIO_PROCESS, 0, FOLLOWER_NICE);
		t.stop = &never;
	}
	if (work(&t, surveyed, &e) < 0) {
		snprintf(failed.text, sizeof failed.text, "%s", e.text);
		put(&out, RECORD_ERROR, &failed);
	}
	flush(&out);
	buf_free(&out.records);
	free((void *)(uintptr_t)t.files);
	LEAK_CHECK();
	_exit(EXIT_SUCCESS);
}

static void close_both(const int ends[2])
{
	if (ends[0] >= 0)
		close(ends[0]);
	if (ends[1] >= 0)
		close(ends[1]);
}

static int start(struct worker *w, const struct observe_task *t, struct surveyed *surveyed, bool follows, struct err *e)
{
	int ends[2] = { -1, -1 }, feeds[2] = { -1, -1 };

	*w = (struct worker){ .pipe = -1, .feed = -1 };
	if (pipe2(ends, O_CLOEXEC) < 0)
		return err_set(e, "no pipe to a worker: %s", strerror(errno));
	w->pid = follows && socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, feeds) < 0 ? -1 : fork();
	if (w->pid < 0) {
		err_set(e, "no process for a worker: %s", strerror(errno));
		close_both(ends);
		close_both(feeds);
		return -1;
	}
	if (w->pid == 0)
		run(t, surveyed, ends[1], feeds[1]);
	close(ends[1]);
	if (follows)
		close(feeds[1]);
	w->pipe = ends[0];
	w->feed = feeds[0];
	return 0;
}

int worker_start(struct worker *w, const struct observe_task *t, bool follows, struct err *e)
{
	if (classifier_prepare(e) < 0)
		return -1;
	return start(w, t, NULL, follows, e);
}

int worker_start_survey(struct worker *w, const struct observe_task *t, struct surveyed *ret, struct err *e)
{
	return start(w, t, ret, false, e);
}

const char *worker_wait(struct worker *w, char ret[64])
{
	int status;

	if (w->pipe >= 0)
		close(w->pipe);
	w->pipe = -1;
	if (w->feed >= 0)
		close(w->feed);
	w->feed = -1;
	buf_free(&w->unread);
	while (waitpid(w->pid, &status, 0) < 0) {
		if (errno != EINTR)
			return NULL;
	}
	if (WIFSIGNALED(status))
		snprintf(ret, 64, "signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) != 0 || !w->ended)
		snprintf(ret, 64, "exit status %d", WEXITSTATUS(status));
	else
		return NULL;
	return ret;
}
