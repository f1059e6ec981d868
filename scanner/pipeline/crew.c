#include "pipeline/crew.h"

#include "base/alloc.h"
#include "base/instant.h"
#include "capture/news.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { READ_AT_ONCE = 256 << 10 };

int crew_begin(struct crew *c, uint32_t most, int64_t hang_ns, struct err *e)
{
	struct work_note *notes = mmap(NULL, most * sizeof *notes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (notes == MAP_FAILED)
		return err_set(e, "no memory to share with workers: %s", strerror(errno));
	*c = (struct crew){ .workers = xcalloc(most, sizeof *c->workers), .notes = notes, .most = most, .hang_ns = hang_ns };
	return 0;
}

void crew_end(struct crew *c)
{
	munmap(c->notes, c->most * sizeof *c->notes);
	free(c->workers);
}

int crew_start(struct crew *c, struct observe_task *t, struct surveyed *surveyed, bool follows, struct err *e)
{
	struct worker *w = &c->workers[c->n];
	int status;

	t->worker = c->n;
	t->note = &c->notes[c->n];
	*t->note = (struct work_note){ 0 };
	status = surveyed != NULL ? worker_start_survey(w, t, surveyed, e) : worker_start(w, t, follows, e);
	w->fed = t->files_before + t->file_count;
	c->n += status == 0;
	return status;
}

/* What there is no room for now goes the next time. */
static void feed(struct worker *w, const struct run *r, bool over)
{
	const struct news n = { .type = NEWS_FILE };

	while (w->feed >= 0 && w->fed < run_count(r) && news_send(w->feed, &n, run_file(r, w->fed), false) == 0)
		w->fed++;
	if (w->feed >= 0 && over && w->fed == run_count(r)) {
		close(w->feed);
		w->feed = -1;
	}
}

void crew_feed(struct crew *c, struct run *r, bool over)
{
	size_t least = run_count(r);

	for (uint32_t i = 0; i < c->n; i++) {
		feed(&c->workers[i], r, over);
		if (c->workers[i].fed < least)
			least = c->workers[i].fed;
	}
	run_let_go(r, least);
}

void crew_signal(const struct crew *c, int signal)
{
	for (uint32_t i = 0; i < c->n; i++) {
		if (c->workers[i].pipe >= 0)
			kill(c->workers[i].pid, signal);
	}
}

void crew_poll(const struct crew *c, struct pollfd *fds)
{
	for (uint32_t i = 0; i < c->n; i++)
		fds[i] = (struct pollfd){ .fd = c->workers[i].pipe, .events = POLLIN };
}

/* The pipe is closed at its end. False: nothing came. */
static bool hear(struct worker *w, struct err *e, int *ret_status)
{
	ssize_t n;

	buf_reserve(&w->unread, READ_AT_ONCE);
	n = read(w->pipe, w->unread.data + w->unread.len, READ_AT_ONCE);
	if (n < 0 && errno != EINTR)
		*ret_status = err_set(e, "a worker's pipe cannot be read: %s", strerror(errno));
	if (n < 0)
		return false;
	w->unread.len += (size_t)n;
	if (n == 0) {
		close(w->pipe);
		w->pipe = -1;
	}
	return true;
}

/* A worker whose pipe is empty, that finishes no packet and waits for none hangs. It is killed, which ends its pipe. */
static void watch(const struct crew *c, uint32_t i)
{
	struct worker *w = &c->workers[i];
	int64_t now = instant_monotonic();

	if (w->beats != c->notes[i].beats || w->beat_at == 0) {
		w->beats = c->notes[i].beats;
		w->beat_at = now;
	} else if (now - w->beat_at > c->hang_ns) {
		w->hung = true;
		kill(w->pid, SIGKILL);
	}
}

int crew_listen(struct crew *c, const struct pollfd *fds, size_t most, int (*heard)(void *ctx, struct worker *w, struct err *e), void *ctx,
	uint32_t *ret_open, struct err *e)
{
	int status = 0;

	*ret_open = 0;
	for (uint32_t i = 0; i < c->n && status == 0; i++) {
		struct worker *w = &c->workers[i];

		if (fds[i].revents == 0 && w->pipe >= 0)
			watch(c, i);
		else if (fds[i].revents != 0 && w->unread.len < most && hear(w, e, &status))
			status = heard(ctx, w, e);
		*ret_open += w->pipe >= 0;
	}
	return status;
}

bool crew_see_off(struct crew *c, struct faults *f)
{
	bool go_on = true;
	char how[64];

	for (uint32_t i = 0; i < c->n; i++) {
		struct worker *w = &c->workers[i];
		bool own_fault = w->pipe < 0 && !w->ended;
		const char *died;

		if (w->pipe >= 0)
			kill(w->pid, SIGKILL);
		died = worker_wait(w, how);
		if (w->hung)
			died = "no answer";
		if (f != NULL && own_fault && died != NULL)
			go_on = faults_add(f, c->notes[i].shard, c->notes[i].flow, died) && go_on;
	}
	c->n = 0;
	return go_on;
}
