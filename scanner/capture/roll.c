#include "capture/roll.h"

#include "base/alloc.h"
#include "base/instant.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct rolled {
	char *name;
	uint64_t size;
};

struct roll {
	struct roll_options options;
	int folder;                /* AT_FDCWD where there is none */
	bool made;                 /* the folder is ours */
	struct evidence *evidence; /* NULL: bytes are written */
	int fd;                    /* of bytes; -1 none */
	char *name;                /* of the file being written */
	uint64_t written;          /* bytes of it, where they are bytes */
	uint64_t taken;            /* packets given to it */
	uint64_t packets, dropped; /* of the files before; of all files */
	bool full;                 /* there is no room */
	uint64_t kept;             /* of taken, when that was found */
	int64_t begun;             /* of a clock that nobody sets */
	size_t number;
	struct rolled *old;        /* files before, the oldest first, that are not removed */
	size_t n, cap;
	uint64_t old_bytes;
};

/* ---- telling ---- */

static void tell(struct roll *r, struct news n, int fd)
{
	if (r->options.news >= 0)
		news_send(r->options.news, &n, fd, true); /* where nobody listens any more, the files are there all the same */
}

void roll_say(struct roll *r, const char *fmt, ...)
{
	struct news n = { .type = NEWS_SAID };
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(n.text, sizeof n.text, fmt, ap);
	va_end(ap);
	tell(r, n, -1);
}

static void tell_name(struct roll *r, enum news_type type, const char *name, int fd)
{
	struct news n = { .type = type };
	const char *slash = strrchr(name, '/');

	snprintf(n.text, sizeof n.text, "%s", slash == NULL ? name : slash + 1);
	tell(r, n, fd);
}

void roll_lost(struct roll *r, enum loss loss, uint64_t count, const char *detail)
{
	struct news n = { .type = NEWS_LOSS, .loss = loss, .count = count };

	snprintf(n.text, sizeof n.text, "%s", detail);
	tell(r, n, -1);
}

/* ---- files ---- */

static int open_folder(struct roll *r, struct err *e)
{
	const char *name = r->options.folder;

	r->folder = AT_FDCWD;
	if (name == NULL)
		return 0;
	r->made = mkdir(name, 0700) == 0;
	r->folder = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return r->folder >= 0 ? 0 : err_set(e, "%s: cannot keep evidence there: %s", name, strerror(errno));
}

/* Makes the file of r->name; its descriptor is the evidence's, or r->fd. */
static int create(struct roll *r, struct err *e)
{
	if (r->options.evidence == NULL)
		return (r->fd = evidence_file(r->folder, r->name, e)) < 0 ? -1 : 0;
	r->evidence = evidence_create(r->folder, r->name, r->options.evidence, e);
	return r->evidence == NULL ? -1 : 0;
}

static int current_fd(const struct roll *r)
{
	return r->evidence != NULL ? evidence_fd(r->evidence) : r->fd;
}

static uint64_t current_size(const struct roll *r)
{
	return r->evidence != NULL ? evidence_size(r->evidence) : r->written;
}

static int begin(struct roll *r, struct err *e)
{
	int reader;

	r->number++;
	r->name = r->options.several ? xasprintf("%s-%05zu.%s", r->options.file, r->number,
		r->options.evidence != NULL ? "pcapng" : "pcap") : xstrdup(r->options.file);
	r->written = r->taken = r->kept = 0;
	r->begun = instant_monotonic();
	if (create(r, e) < 0)
		return -1;
	reader = evidence_file_reader(r->folder, r->name, current_fd(r), e);
	if (reader < 0)
		return -1;
	tell_name(r, NEWS_FILE, r->name, reader);
	close(reader);
	return 0;
}

struct roll *roll_open(const struct roll_options *o, struct err *e)
{
	struct roll *r = xcalloc(1, sizeof *r);

	r->options = *o;
	r->fd = -1;
	if (open_folder(r, e) == 0 && begin(r, e) == 0)
		return r;
	roll_undo(r);
	return NULL;
}

void roll_leave(struct roll *r)
{
	if (r == NULL)
		return;
	if (r->evidence != NULL)
		evidence_leave(r->evidence);
	if (r->fd >= 0)
		close(r->fd);
	if (r->folder >= 0)
		close(r->folder);
	for (size_t i = 0; i < r->n; i++)
		free(r->old[i].name);
	free(r->old);
	free(r->name);
	free(r);
}

void roll_undo(struct roll *r)
{
	if (r == NULL)
		return;
	if (current_fd(r) >= 0) /* else the file of that name is another's */
		unlinkat(r->folder, r->name, 0);
	if (r->made)
		rmdir(r->options.folder);
	roll_leave(r);
}

int roll_give(struct roll *r, uid_t user, gid_t group, struct err *e)
{
	if (r->made && fchown(r->folder, user, group) != 0)
		return err_set(e, "%s: cannot give it to user %u: %s", r->options.folder, (unsigned)user, strerror(errno));
	if (fchown(current_fd(r), user, group) != 0)
		return err_set(e, "%s: cannot give it to user %u: %s", r->name, (unsigned)user, strerror(errno));
	return 0;
}

int roll_check(const struct roll *r, struct err *e)
{
	if (!r->options.several || faccessat(r->folder, ".", W_OK | X_OK, AT_EACCESS) == 0)
		return 0;
	return err_set(e, "%s: user %u cannot make files there, and root is dropped: name a folder of that user's, or --user another",
		r->options.folder, (unsigned)geteuid());
}

/* ---- keeping within the limit ---- */

/* False where there is none but the one being written. */
static bool remove_oldest(struct roll *r)
{
	struct rolled oldest;

	if (r->n == 0)
		return false;
	oldest = r->old[0];
	if (unlinkat(r->folder, oldest.name, 0) != 0)
		roll_say(r, "%s: cannot remove it to make room: %s", oldest.name, strerror(errno));
	else
		roll_say(r, "%s: removed, the evidence has grown over its limit", oldest.name);
	tell_name(r, NEWS_REMOVED, oldest.name, -1);
	r->old_bytes -= oldest.size;
	memmove(r->old, r->old + 1, --r->n * sizeof *r->old);
	free(oldest.name);
	return true;
}

static void keep_within(struct roll *r)
{
	while (r->options.limit != 0 && r->old_bytes + current_size(r) > r->options.limit && remove_oldest(r))
		;
}

/* ---- the next file ---- */

static void note_drops(struct roll *r)
{
	uint64_t kept = evidence_packets(r->evidence);

	r->dropped += r->taken - kept;
	r->taken = kept;
}

/* Ends the file being written. Its last packets may not fit: then they are counted. */
static int end(struct roll *r, const struct capture_counts *counts, struct err *e)
{
	struct rolled old = { .name = r->name };
	int status = 0;

	r->name = NULL;
	if (r->evidence != NULL) {
		if (evidence_flush(r->evidence, NULL) < 0)
			note_drops(r);
		r->packets += evidence_packets(r->evidence);
		old.size = evidence_size(r->evidence);
		status = evidence_close(r->evidence, counts, e);
		r->evidence = NULL;
	} else if (r->fd >= 0) {
		old.size = r->written;
		close(r->fd);
		r->fd = -1;
	}
	ARRAY_GROW(r->old, r->n, r->cap);
	r->old[r->n++] = old;
	r->old_bytes += old.size;
	return status;
}

/* A file that cannot be ended as it should is kept as it is; one that cannot be begun is the end. */
int roll_turn(struct roll *r, const struct capture_counts *counts, struct err *e)
{
	struct err ending = { "" };

	if (end(r, counts, &ending) < 0)
		roll_say(r, "%s", ending.text);
	r->full = false;
	keep_within(r);
	return begin(r, e);
}

static bool is_due(const struct roll *r)
{
	return r->options.several && !r->full && ((r->options.bytes != 0 && current_size(r) >= r->options.bytes) ||
		(r->options.age != 0 && instant_monotonic() - r->begun >= r->options.age));
}

/* ---- no room ---- */

/* After a write that failed: true where it was for want of room, which may come. */
static bool no_room(struct roll *r, const struct err *why)
{
	bool again;

	note_drops(r);
	again = evidence_resume(r->evidence);
	if (again && r->options.limit != 0 && remove_oldest(r))
		return true;
	if (again && !r->full) {
		roll_say(r, "%s; packets are dropped and counted until there is room", why->text);
		r->full = true;
	}
	r->kept = r->taken;
	return again;
}

static void room_again(struct roll *r)
{
	if (r->full)
		roll_say(r, "%s: there is room again; %" PRIu64 " packets were dropped", r->name, r->dropped);
	r->full = false;
}

static int flush(struct roll *r, struct err *e)
{
	struct err why = { "" };

	if (r->evidence == NULL)
		return 0;
	if (evidence_flush(r->evidence, &why) == 0) {
		if (r->taken > r->kept)
			room_again(r);
		return 0;
	}
	return no_room(r, &why) ? 0 : err_set(e, "%s", why.text);
}

int roll_packet(struct roll *r, size_t interface, int64_t at, uint32_t wire_len, struct span bytes,
	const struct capture_counts *counts, struct err *e)
{
	struct err why = { "" };

	if (is_due(r) && roll_turn(r, counts, e) < 0)
		return -1;
	r->taken++;
	if (evidence_packet(r->evidence, interface, at, wire_len, bytes, &why) == 0)
		return 0;
	return no_room(r, &why) ? 0 : err_set(e, "%s", why.text);
}

/* As much as fits; the rest is given again. */
static ssize_t write_some(struct roll *r, struct span bytes)
{
	size_t done = 0;

	while (done < bytes.len) {
		ssize_t n = write(r->fd, bytes.data + done, bytes.len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	return (ssize_t)done;
}

int roll_bytes(struct roll *r, struct span bytes, struct err *e)
{
	ssize_t n = write_some(r, bytes);
	int error = errno;

	if ((size_t)n == bytes.len) {
		room_again(r);
		r->written += bytes.len;
		return 0;
	}
	if (n > 0 && (ftruncate(r->fd, (off_t)r->written) != 0 || lseek(r->fd, (off_t)r->written, SEEK_SET) < 0))
		return err_set(e, "%s: cannot write: %s", r->name, strerror(error));
	if (error != ENOSPC && error != EDQUOT)
		return err_set(e, "%s: cannot write: %s", r->name, strerror(error));
	if (!r->full)
		roll_say(r, "%s: cannot write: %s; the sender has to wait until there is room", r->name, strerror(error));
	r->full = true;
	return 1;
}

int roll_second(struct roll *r, const struct capture_counts *counts, struct err *e)
{
	keep_within(r);
	if (flush(r, e) < 0)
		return -1;
	return is_due(r) ? roll_turn(r, counts, e) : 0;
}

uint64_t roll_packets(const struct roll *r)
{
	return r->packets + (r->evidence == NULL ? 0 : evidence_packets(r->evidence));
}

uint64_t roll_dropped(const struct roll *r)
{
	return r->dropped;
}

int roll_close(struct roll *r, const struct capture_counts *counts, struct err *e)
{
	int status = end(r, counts, e);

	if (r->dropped > 0)
		roll_lost(r, LOSS_NOT_WRITTEN, r->dropped, "");
	roll_leave(r);
	return status;
}
