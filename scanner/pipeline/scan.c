#include "pipeline/scan.h"

#include "base/alloc.h"
#include "base/instant.h"
#include "capture/news.h"
#include "pipeline/crew.h"
#include "pipeline/keep.h"
#include "pipeline/survey.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { POLL_MS = 200 };

/* One try at a capture; a try in which a worker died is begun again. */
struct try {
	const struct scan_task *task;
	struct store_capture described;
	struct crew crew;
	struct surveyed *surveyed; /* what the workers are told of the first pass; NULL live */
	struct faults *faults;
	struct run *run;
	struct keep keep;
	int news;                /* -1: none, or no more to come */
	int64_t committed;       /* live: of the monotonic clock */
	bool told_stop, faulty;
	bool known, skipped;     /* known: by its hash, and begun in the store; records are held until then. skipped: it was there ... */
	char known_as[256];      /* ... under this name */
	struct buf held;         /* those of the first pass, which ends earlier */
};

static bool is_live(const struct try *t)
{
	return t->task->news >= 0;
}

/* ---- what the capturer tells ---- */

static void said(const struct try *t, const char *text)
{
	if (t->task->say != NULL)
		t->task->say(t->task->ctx, text);
}

static void heed_news(struct try *t, const struct news *n, int fd)
{
	switch (n->type) {
	case NEWS_FILE:
		if (fd >= 0)
			run_add(t->run, n->text, fd);
		break;
	case NEWS_REMOVED:
		run_removed(t->run);
		break;
	case NEWS_LOSS:
		if (n->loss < LOSS_COUNT)
			run_lost(t->run, (enum loss)n->loss, n->count, n->text);
		break;
	default:
		said(t, n->text);
		break;
	}
	if (n->type != NEWS_FILE && fd >= 0)
		close(fd);
}

/* One word of the capturer's; where it has said its last one, what it wrote is whole. */
static void read_news(struct try *t)
{
	struct news n;
	int fd;

	if (news_receive(t->news, &n, &fd) > 0) {
		heed_news(t, &n, fd);
		return;
	}
	close(t->news);
	t->news = -1;
	run_over(t->run);
}

/* ---- what the workers tell ---- */

/* All whole records of bytes from *at on, which is moved behind them. */
static int take_records(struct try *t, struct span bytes, size_t *at, bool *ret_ended, struct err *e)
{
	int status = 0;

	while (status == 0) {
		enum record_type type;
		union record r;
		size_t len;
		enum record_result result = record_read(span_sub(bytes, *at, SIZE_MAX), &type, &r, &len);

		if (result == RECORD_MORE)
			break;
		if (result == RECORD_BROKEN)
			return err_set(e, "a worker wrote a record that cannot be read");
		*at += len;
		*ret_ended = *ret_ended || type == RECORD_END || type == RECORD_SURVEYED || type == RECORD_ERROR;
		if (t->known)
			status = keep_record(&t->keep, type, &r, e);
		else
			explicit_bzero(&r, sizeof r);
	}
	return status;
}

/* Until the capture is known they are only looked at. */
static int read_records(struct try *t, struct worker *w, struct err *e)
{
	int status = take_records(t, buf_span(&w->unread), &w->looked, &w->ended, e);

	if (t->known) {
		buf_drop(&w->unread, w->looked);
		w->looked = 0;
	}
	return status;
}

static int on_heard(void *ctx, struct worker *w, struct err *e)
{
	struct try *t = ctx;
	int status = read_records(t, w, e);

	t->faulty = t->faulty || (w->pipe < 0 && !w->ended);
	return status;
}

/* ---- what capture it is ---- */

static int keep_held(struct try *t, struct err *e)
{
	bool ended = false;
	size_t at = 0;
	int status = take_records(t, buf_span(&t->held), &at, &ended, e);

	buf_free(&t->held);
	for (uint32_t i = 0; i < t->crew.n && status == 0; i++) {
		t->crew.workers[i].looked = 0;
		status = read_records(t, &t->crew.workers[i], e);
	}
	return status;
}

/* Its files are hashed. Is it there already? Else what was read of it meanwhile is kept. */
static int know(struct try *t, struct err *e)
{
	bool parts = is_live(t) || t->task->file_count > 1;

	if (!is_live(t) && run_name(t->run, &t->described, e) < 0)
		return -1;
	if (store_capture_begin(t->task->store, &t->described, &t->skipped, e) < 0)
		return -1;
	if (t->skipped)
		return store_capture_name(t->task->store, &t->described, t->known_as, e);
	t->known = true;
	if (parts && run_store(t->run, e) < 0)
		return -1;
	return keep_held(t, e);
}

/* A piece of what is whole. *ret_more: there is more to hash now. */
static int hash(struct try *t, bool *ret_more, struct err *e)
{
	if (run_hash(t->run, ret_more, e) < 0)
		return -1;
	return t->known || *ret_more ? 0 : know(t, e);
}

/* ---- watching over them ---- */

static void signal_all(const struct try *t, int signal)
{
	if (t->task->writer > 0)
		kill(t->task->writer, signal);
	crew_signal(&t->crew, signal);
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

/* Waits until something is to be read of the workers or the capturer, or for a moment; not at all where there is other work. */
static int wait_for_any(struct try *t, struct pollfd *fds, bool busy)
{
	crew_poll(&t->crew, fds);
	fds[t->crew.n] = (struct pollfd){ .fd = t->news, .events = POLLIN };
	return poll(fds, t->crew.n + 1, busy ? 0 : POLL_MS);
}

/* Live, batches fill slowly: what was found a second ago is in the database, whoever looks at it and whatever happens. */
static int commit_live(struct try *t, struct err *e)
{
	int64_t now = instant_monotonic();

	if (!is_live(t) || now - t->committed < NS_PER_S)
		return 0;
	t->committed = now;
	return store_batch(t->task->store, e);
}

/* What came of news and records, and of other work a piece. */
static int go_round(struct try *t, const struct pollfd *fds, uint32_t *ret_open, bool *busy, struct err *e)
{
	size_t most = t->known ? SIZE_MAX : RECORDS_HELD_MAX;

	if (fds[t->crew.n].revents != 0)
		read_news(t);
	crew_feed(&t->crew, t->run, t->news < 0);
	if (crew_listen(&t->crew, fds, most, on_heard, t, ret_open, e) < 0 || hash(t, busy, e) < 0)
		return -1;
	return commit_live(t, e);
}

/* Until all have ended, or one died: then the others work for nothing. */
static int read_workers(struct try *t, struct err *e)
{
	struct pollfd *fds = xcalloc(t->crew.n + 1, sizeof *fds);
	uint32_t open = t->crew.n;
	bool busy = !t->known;
	int status = 0;

	while (open > 0 && status == 0 && !t->faulty && !t->skipped) {
		status = heed_stop(t, e);
		if (t->task->tick != NULL)
			t->task->tick(t->task->ctx);
		if (status < 0 || wait_for_any(t, fds, busy) < 0)
			continue;
		status = go_round(t, fds, &open, &busy, e);
	}
	free(fds);
	return status;
}

/* The rest, where they were faster than it is hashed. */
static int hash_rest(struct try *t, struct err *e)
{
	bool more = true;
	int status = 0;

	while (status == 0 && !t->known && !t->skipped) {
		status = heed_stop(t, e);
		if (status == 0)
			status = hash(t, &more, e);
	}
	return status;
}

/* One of so many; they begin with the oldest file that is there. surveyed: what the first pass is to be made into, NULL: another's work. */
static int start(struct try *t, uint32_t workers, struct surveyed *surveyed, struct err *e)
{
	const struct scan_task *s = t->task;
	size_t oldest = run_oldest(t->run), n = run_count(t->run) - oldest;
	int *files = xcalloc(n, sizeof *files), status;
	struct observe_task o = { .files = files, .file_count = n, .feed = -1, .files_before = oldest,
		.frames_before = run_frames_before(t->run, oldest), .run = is_live(t) || s->file_count > 1, .workers = workers,
		.audit_case = s->audit_case, .named = s->named, .detector = s->detector, .keys = s->keys, .surveyed = t->surveyed,
		.stop = s->stop, .aside = t->faults->aside, .aside_count = t->faults->aside_count, .given_up = t->faults->given_up };

	for (size_t k = 0; k < n; k++)
		files[k] = run_file(t->run, oldest + k);
	status = crew_start(&t->crew, &o, surveyed, is_live(t), e);
	free(files);
	return status;
}

static int start_workers(struct try *t, struct err *e)
{
	int status = 0;

	for (uint32_t i = 0; i < t->task->workers && status == 0; i++)
		status = start(t, t->task->workers, NULL, e);
	return status;
}

static int start_survey(struct try *t, struct err *e)
{
	surveyed_free(t->surveyed);
	t->surveyed = surveyed_new(e);
	return t->surveyed == NULL ? -1 : start(t, 1, t->surveyed, e);
}

static struct keep keep_for(const struct scan_task *s, struct run *r)
{
	return (struct keep){ .store = s->store, .run = r, .progress = s->progress, .see = s->see, .ctx = s->ctx };
}

/* Everything of the last try is forgotten: this one tells it again, but for the flow set aside. */
static int forget(struct try *t, struct err *e)
{
	t->faulty = false;
	t->keep = keep_for(t->task, t->run);
	buf_free(&t->held);
	if (t->task->again != NULL)
		t->task->again(t->task->ctx);
	if (!t->known)
		return 0;
	return store_capture_again(t->task->store, run_frames_before(t->run, run_oldest(t->run)) + 1, e);
}

/* Whole files are not read again for one who does not want to wait; a live run ends only with its last packet. */
static bool may_go_on(const struct try *t)
{
	return *t->task->stop == 0 || (is_live(t) && *t->task->stop == 1);
}

/* Those who were started have ended, or are made to. *ret_again: one died, and there is something left to try. */
static int see_off(struct try *t, int status, bool *ret_again)
{
	bool faulty = status == 0 && t->faulty;

	if (status < 0 || t->skipped)
		crew_signal(&t->crew, SIGKILL);
	if (status < 0 && t->task->writer > 0)
		kill(t->task->writer, SIGTERM); /* what it holds is evidence yet to be written */
	*ret_again = crew_see_off(&t->crew, faulty ? t->faults : NULL) && faulty && may_go_on(t);
	return status;
}

/* The first pass over what is whole. What it told is held where the capture is not known yet. */
static int survey_through(struct try *t, bool *ret_again, struct err *e)
{
	int status = start_survey(t, e);

	if (status == 0)
		status = read_workers(t, e);
	if (!t->known)
		buf_add_span(&t->held, buf_span(&t->crew.workers[0].unread));
	return see_off(t, status, ret_again);
}

/* again: someone died before. Live, new ones are started before all is forgotten: nothing waits for them. */
static int work_through(struct try *t, bool again, bool *ret_again, struct err *e)
{
	int status = start_workers(t, e);

	if (status == 0 && again)
		status = forget(t, e);
	if (status == 0)
		status = read_workers(t, e);
	if (status == 0 && !t->faulty)
		status = hash_rest(t, e);
	return see_off(t, status, ret_again);
}

/* The capture from its beginning. */
static int try_capture(struct try *t, bool again, bool *ret_again, struct err *e)
{
	int status = 0;

	if (is_live(t))
		return work_through(t, again, ret_again, e);
	if (again)
		status = forget(t, e);
	if (status == 0)
		status = survey_through(t, ret_again, e);
	return status < 0 || t->faulty || t->skipped ? status : work_through(t, false, ret_again, e);
}

static int try_until_done(struct try *t, struct err *e)
{
	bool again = false, once_more = true;
	int status = 0;

	while (status == 0 && once_more) {
		status = try_capture(t, again, &once_more, e);
		again = true;
	}
	if (status < 0 || t->skipped)
		return status;
	if (faults_store(t->faults, t->task->store, e) < 0 || (is_live(t) && store_settle_owners(t->task->store, e) < 0))
		return -1;
	return run_store_losses(t->run, e);
}

/* A live run begins with the capturer's first word, which is there before anyone is started. What is whole is known once it is hashed. */
static int begin_run(struct try *t, struct err *e)
{
	const struct scan_task *s = t->task;

	for (size_t i = 0; i < s->file_count; i++) {
		int fd = fcntl(s->files[i].fd, F_DUPFD_CLOEXEC, 0);

		if (fd < 0)
			return err_set(e, "%s", strerror(errno));
		run_add_whole(t->run, s->files[i].name, fd);
	}
	if (!is_live(t)) {
		run_over(t->run);
		return 0;
	}
	t->news = fcntl(s->news, F_DUPFD_CLOEXEC, 0);
	while (t->news >= 0 && run_count(t->run) == 0)
		read_news(t);
	return run_count(t->run) == 0 ? err_set(e, "the capturer wrote no file") : know(t, e);
}

/* What it is called by now: a live run has its hash only when it has ended. */
static int complete(struct try *t, struct fact_end *end, struct err *e)
{
	struct store_capture c = t->described;

	if (run_end(t->run, &c, end, e) < 0)
		return -1;
	return store_capture_end(t->task->store, end, &c, e);
}

static void result(const struct try *t, int status, struct scan_result *ret)
{
	ret->end = t->keep.end;
	ret->skipped = t->skipped;
	memcpy(ret->known_as, t->known_as, sizeof ret->known_as);
	ret->whole = status == 0 && !t->faulty && t->keep.ended == t->task->workers && !ret->end.interrupted;
	ret->faults = (uint32_t)t->faults->n;
	ret->files = run_count(t->run);
	ret->given_up = t->faults->given_up != 0;
	if (ret->faults > 0)
		snprintf(ret->fault, sizeof ret->fault, "a worker died (%s)", t->faults->items[ret->faults - 1].what);
}

/* What was read stays, where not all could be read. */
static int leave(struct try *t, struct scan_result *ret, int status, struct err *e)
{
	if (!t->known)
		return status;
	if (status == 0 && ret->whole && complete(t, &ret->end, e) == 0)
		return 0;
	if (ret->whole)
		status = -1;
	ret->whole = false;
	return store_capture_leave(t->task->store, t->keep.refused, status < 0 ? NULL : e) < 0 ? -1 : status;
}

static void end_try(struct try *t)
{
	buf_free(&t->held);
	surveyed_free(t->surveyed);
	crew_end(&t->crew);
	if (t->news >= 0)
		close(t->news);
	run_free(t->run);
}

int scan_capture(const struct scan_task *s, struct scan_result *ret, struct err *e)
{
	struct faults faults = { 0 };
	struct run *run = run_new(s->store);
	struct try t = { .task = s, .described = *s->described, .faults = &faults, .run = run, .keep = keep_for(s, run), .news = -1 };
	int status;

	*ret = (struct scan_result){ 0 };
	if (crew_begin(&t.crew, s->workers, s->hang_ns, e) < 0) {
		run_free(run);
		return -1;
	}
	status = begin_run(&t, e);
	if (status == 0)
		status = try_until_done(&t, e);
	result(&t, status, ret);
	status = leave(&t, ret, status, e);
	end_try(&t);
	return status;
}
