#include "pipeline/scan.h"

#include "base/alloc.h"
#include "base/instant.h"
#include "pipeline/faults.h"
#include "pipeline/keep.h"
#include "pipeline/worker.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { READ_AT_ONCE = 256 << 10, POLL_MS = 200 };

/* One try at a capture; a try in which a worker died is begun again. */
struct try {
	const struct scan_task *task;
	struct worker *workers;
	struct work_note *notes; /* shared with the workers */
	struct faults *faults;
	struct keep keep;
	uint32_t started;
	bool told_stop, faulty;
};

/* All whole records that have come from w. */
static int read_records(struct try *t, struct worker *w, struct err *e)
{
	size_t done = 0;
	int status = 0;

	while (status == 0) {
		enum record_type type;
		union record r;
		size_t len;
		enum record_result result = record_read(span_sub(buf_span(&w->unread), done, SIZE_MAX), &type, &r, &len);

		if (result == RECORD_MORE)
			break;
		if (result == RECORD_BROKEN)
			return err_set(e, "a worker wrote a record that cannot be read");
		done += len;
		w->ended = w->ended || type == RECORD_END || type == RECORD_ERROR;
		status = keep_record(&t->keep, type, &r, e);
	}
	buf_drop(&w->unread, done);
	return status;
}

/* Reads what is there; the pipe is closed at its end. */
static int read_worker(struct try *t, struct worker *w, struct err *e)
{
	ssize_t n;

	buf_reserve(&w->unread, READ_AT_ONCE);
	n = read(w->pipe, w->unread.data + w->unread.len, READ_AT_ONCE);
	if (n < 0)
		return errno == EINTR ? 0 : err_set(e, "a worker's pipe cannot be read: %s", strerror(errno));
	w->unread.len += (size_t)n;
	if (n == 0) {
		close(w->pipe);
		w->pipe = -1;
		t->faulty = t->faulty || !w->ended;
		return 0;
	}
	return read_records(t, w, e);
}

static void signal_all(struct try *t, int signal)
{
	if (t->task->writer > 0)
		kill(t->task->writer, signal);
	for (uint32_t i = 0; i < t->started; i++) {
		if (t->workers[i].pipe >= 0)
			kill(t->workers[i].pid, signal);
	}
}

/* The user's wish reaches the workers: once to finish, twice to stop at once. */
static int heed_stop(struct try *t, struct err *e)
{
	if (*t->task->stop >= 2)
		return err_set(e, "stopped at once; what was written is kept, the capture is marked incomplete");
	if (*t->task->stop == 1 && !t->told_stop) {
		t->told_stop = true;
		signal_all(t, SIGTERM);
	}
	return 0;
}

/*
 * A worker whose pipe is empty and that finishes no packet hangs (one that follows a live capture may be waiting for it). It is killed,
 * which ends its pipe.
 */
static void watch(struct try *t, uint32_t i)
{
	struct worker *w = &t->workers[i];
	int64_t now = instant_monotonic();

	if (w->beats != t->notes[i].beats || w->beat_at == 0) {
		w->beats = t->notes[i].beats;
		w->beat_at = now;
	} else if (t->task->writer_gone < 0 && now - w->beat_at > t->task->hang_ns) {
		w->hung = true;
		kill(w->pid, SIGKILL);
	}
}

/* Until all have ended, or one died: then the others work for nothing. */
static int read_workers(struct try *t, struct err *e)
{
	struct pollfd *fds = xcalloc(t->started, sizeof *fds);
	uint32_t open = t->started;
	int status = 0;

	while (open > 0 && status == 0 && !t->faulty) {
		for (uint32_t i = 0; i < t->started; i++)
			fds[i] = (struct pollfd){ .fd = t->workers[i].pipe, .events = POLLIN };
		status = heed_stop(t, e);
		if (t->task->tick != NULL)
			t->task->tick(t->task->ctx);
		if (status < 0 || poll(fds, t->started, POLL_MS) < 0)
			continue;
		open = 0;
		for (uint32_t i = 0; i < t->started && status == 0; i++) {
			if (fds[i].revents != 0)
				status = read_worker(t, &t->workers[i], e);
			else if (t->workers[i].pipe >= 0)
				watch(t, i);
			open += t->workers[i].pipe >= 0;
		}
	}
	free(fds);
	return status;
}

static int start_workers(struct try *t, struct err *e)
{
	const struct scan_task *s = t->task;

	for (t->started = 0; t->started < s->workers; t->started++) {
		struct observe_task o = { .capture = s->capture, .writer_gone = s->writer_gone, .worker = t->started,
			.workers = s->workers, .audit_case = s->audit_case, .detector = s->detector, .stop = s->stop,
			.note = &t->notes[t->started], .aside = t->faults->aside, .aside_count = t->faults->aside_count,
			.given_up = t->faults->given_up };

		t->notes[t->started] = (struct work_note){ 0 };
		if (worker_start(&t->workers[t->started], &o, e) < 0)
			return -1;
	}
	return 0;
}

/* Waits for all. What a worker died of is noted; false where nothing is left to try. */
static bool wait_workers(struct try *t, bool blame)
{
	bool go_on = true;
	char how[64];

	for (uint32_t i = 0; i < t->started; i++) {
		struct worker *w = &t->workers[i];
		bool own_fault = w->pipe < 0 && !w->ended;
		const char *died;

		if (!own_fault && w->pipe >= 0)
			kill(w->pid, SIGKILL);
		died = worker_wait(w, how);
		if (w->hung)
			died = "no answer";
		if (blame && own_fault && died != NULL)
			go_on = faults_add(t->faults, t->notes[i].shard, t->notes[i].flow, died) && go_on;
	}
	return go_on;
}

/* The capture from its beginning. ret_again: a worker died, and there is something left to try. */
static int try_capture(struct try *t, bool *ret_again, struct err *e)
{
	int status = start_workers(t, e);

	if (status == 0)
		status = read_workers(t, e);
	if (status < 0)
		signal_all(t, SIGKILL);
	*ret_again = wait_workers(t, status == 0 && t->faulty) && status == 0 && t->faulty && *t->task->stop == 0;
	return status;
}

static struct keep keep_for(const struct scan_task *s)
{
	return (struct keep){ .store = s->store, .progress = s->progress, .see = s->see, .ctx = s->ctx };
}

/* Everything of the last try is forgotten: the next one tells it again, but for the flow set aside. */
static int begin_again(struct try *t, struct err *e)
{
	bool skip;

	t->faulty = false;
	t->keep = keep_for(t->task);
	return store_capture_leave(t->task->store, true, e) < 0 ? -1 :
		store_capture_begin(t->task->store, t->task->described, &skip, e);
}

static int try_until_done(struct try *t, struct err *e)
{
	bool again = true;
	int status = 0;

	while (status == 0 && again) {
		status = try_capture(t, &again, e);
		if (status == 0 && again)
			status = begin_again(t, e);
	}
	return status == 0 ? faults_store(t->faults, t->task->store, e) : -1;
}

static void result(const struct try *t, int status, struct scan_result *ret)
{
	ret->end = t->keep.end;
	ret->whole = status == 0 && !t->faulty && t->keep.ended == t->task->workers && !ret->end.interrupted;
	ret->faults = (uint32_t)t->faults->n;
	ret->given_up = t->faults->given_up != 0;
	if (ret->faults > 0)
		snprintf(ret->fault, sizeof ret->fault, "a worker died (%s)", t->faults->items[ret->faults - 1].what);
}

int scan_capture(const struct scan_task *s, struct scan_result *ret, struct err *e)
{
	struct faults faults = { 0 };
	struct try t = { .task = s, .faults = &faults, .keep = keep_for(s) };
	size_t notes = s->workers * sizeof *t.notes;
	int status;

	*ret = (struct scan_result){ 0 };
	if (store_capture_begin(s->store, s->described, &ret->skipped, e) < 0)
		return -1;
	if (ret->skipped)
		return 0;
	t.notes = mmap(NULL, notes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (t.notes == MAP_FAILED) {
		store_capture_leave(s->store, true, NULL);
		return err_set(e, "no memory to share with workers: %s", strerror(errno));
	}
	t.workers = xcalloc(s->workers, sizeof *t.workers);
	status = try_until_done(&t, e);
	free(t.workers);
	munmap(t.notes, notes);
	result(&t, status, ret);
	if (!ret->whole && store_capture_leave(s->store, t.keep.refused, status < 0 ? NULL : e) < 0)
		status = -1;
	return status;
}
