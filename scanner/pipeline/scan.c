#include "pipeline/scan.h"

#include "base/alloc.h"
#include "pipeline/worker.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READ_AT_ONCE = 256 << 10, POLL_MS = 200 };

struct keeper {
	const struct scan_task *task;
	struct worker *workers;
	struct scan_result *result;
	uint32_t in_batch, ended;
	bool told_stop, refused; /* refused: a worker said that it is no capture */
};

/* What each type of record means to the store. */

static int keep_handset(struct keeper *k, union record *r, struct err *e)
{
	return store_put_handset(k->task->store, &r->handset, e);
}

static int keep_flow(struct keeper *k, union record *r, struct err *e)
{
	return store_put_flow(k->task->store, &r->flow, e);
}

static int keep_message(struct keeper *k, union record *r, struct err *e)
{
	return store_put_message(k->task->store, &r->message, e);
}

static int keep_sighting(struct keeper *k, union record *r, struct err *e)
{
	return store_put_sighting(k->task->store, &r->sighting, e);
}

static int keep_dns(struct keeper *k, union record *r, struct err *e)
{
	return store_put_dns(k->task->store, &r->dns, e);
}

static int keep_loss(struct keeper *k, union record *r, struct err *e)
{
	return store_put_loss(k->task->store, &r->loss, e);
}

static int keep_progress(struct keeper *k, union record *r, struct err *e)
{
	(void)e;
	if (k->task->progress != NULL)
		k->task->progress(k->task->ctx, r->progress.offset, r->progress.packets);
	return 0;
}

/* Every worker saw all packets, but only its own flows. */
static int keep_end(struct keeper *k, union record *r, struct err *e)
{
	uint64_t flows = k->result->end.flows + r->end.flows;
	bool interrupted = k->result->end.interrupted || r->end.interrupted;

	(void)e;
	k->result->end = r->end;
	k->result->end.flows = flows;
	k->result->end.interrupted = interrupted;
	k->ended++;
	return 0;
}

static int keep_error(struct keeper *k, union record *r, struct err *e)
{
	k->refused = true;
	return err_set(e, "%s", r->error.text);
}

static int (*const keep[RECORD_TYPES])(struct keeper *k, union record *r, struct err *e) = {
	[RECORD_HANDSET] = keep_handset,
	[RECORD_FLOW] = keep_flow,
	[RECORD_MESSAGE] = keep_message,
	[RECORD_SIGHTING] = keep_sighting,
	[RECORD_DNS] = keep_dns,
	[RECORD_LOSS] = keep_loss,
	[RECORD_PROGRESS] = keep_progress,
	[RECORD_END] = keep_end,
	[RECORD_ERROR] = keep_error,
};

static int keep_record(struct keeper *k, enum record_type type, union record *r, struct err *e)
{
	if (keep[type](k, r, e) < 0)
		return -1;
	if (++k->in_batch < BATCH_RECORDS)
		return 0;
	k->in_batch = 0;
	return store_batch(k->task->store, e);
}

/* All whole records that have come from w. */
static int keep_records(struct keeper *k, struct worker *w, struct err *e)
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
		status = keep_record(k, type, &r, e);
		explicit_bzero(&r, sizeof r);
	}
	buf_drop(&w->unread, done);
	return status;
}

/* Reads what is there; the pipe is closed at its end. */
static int read_worker(struct keeper *k, struct worker *w, struct err *e)
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
		return 0;
	}
	return keep_records(k, w, e);
}

static void signal_all(struct keeper *k, int signal)
{
	if (k->task->writer > 0)
		kill(k->task->writer, signal);
	for (uint32_t i = 0; i < k->task->workers; i++) {
		if (k->workers[i].pipe >= 0)
			kill(k->workers[i].pid, signal);
	}
}

/* The user's wish reaches the workers: once to finish, twice to stop at once. */
static int heed_stop(struct keeper *k, struct err *e)
{
	if (*k->task->stop >= 2)
		return err_set(e, "stopped at once; what was written is kept, the capture is marked incomplete");
	if (*k->task->stop == 1 && !k->told_stop) {
		k->told_stop = true;
		signal_all(k, SIGTERM);
	}
	return 0;
}

static int read_workers(struct keeper *k, struct err *e)
{
	struct pollfd *fds = xcalloc(k->task->workers, sizeof *fds);
	uint32_t open = k->task->workers;
	int status = 0;

	while (open > 0 && status == 0) {
		for (uint32_t i = 0; i < k->task->workers; i++)
			fds[i] = (struct pollfd){ .fd = k->workers[i].pipe, .events = POLLIN };
		status = heed_stop(k, e);
		if (status < 0 || poll(fds, k->task->workers, POLL_MS) < 0)
			continue;
		open = 0;
		for (uint32_t i = 0; i < k->task->workers && status == 0; i++) {
			if (fds[i].revents != 0)
				status = read_worker(k, &k->workers[i], e);
			open += k->workers[i].pipe >= 0;
		}
	}
	free(fds);
	return status;
}

/* Waits for all; a dead one is a fault, kept with the capture. */
static int wait_workers(struct keeper *k, uint32_t started, struct err *e)
{
	int status = 0;
	char how[64];

	for (uint32_t i = 0; i < started; i++) {
		const char *died = worker_wait(&k->workers[i], how);
		struct fact_loss loss = { .loss = LOSS_FAULT, .count = 1 };

		if (died == NULL)
			continue;
		snprintf(k->result->fault, sizeof k->result->fault, "a worker died: %s", died);
		snprintf(loss.detail, sizeof loss.detail, "%s", died);
		if (store_put_loss(k->task->store, &loss, e) < 0)
			status = -1;
	}
	return status;
}

static int start_workers(struct keeper *k, uint32_t *ret_started, struct err *e)
{
	const struct scan_task *t = k->task;

	for (*ret_started = 0; *ret_started < t->workers; (*ret_started)++) {
		struct observe_task o = { .capture = t->capture, .writer_gone = t->writer_gone, .worker = *ret_started,
			.workers = t->workers, .audit_case = t->audit_case, .detector = t->detector, .stop = t->stop };

		if (worker_start(&k->workers[*ret_started], &o, e) < 0)
			return -1;
	}
	return 0;
}

int scan_capture(const struct scan_task *t, struct scan_result *ret, struct err *e)
{
	struct keeper k = { .task = t, .result = ret };
	uint32_t started = 0;
	int status;

	*ret = (struct scan_result){ 0 };
	if (store_capture_begin(t->store, t->described, &ret->skipped, e) < 0)
		return -1;
	if (ret->skipped)
		return 0;
	k.workers = xcalloc(t->workers, sizeof *k.workers);
	status = start_workers(&k, &started, e);
	if (status == 0)
		status = read_workers(&k, e);
	if (status < 0)
		signal_all(&k, SIGKILL);
	if (wait_workers(&k, started, status < 0 ? NULL : e) < 0)
		status = -1;
	free(k.workers);
	ret->whole = status == 0 && ret->fault[0] == 0 && k.ended == t->workers && !ret->end.interrupted;
	if (!ret->whole && store_capture_leave(t->store, k.refused, status < 0 ? NULL : e) < 0)
		status = -1;
	return status;
}
