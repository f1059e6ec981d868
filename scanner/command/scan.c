#include "base/alloc.h"
#include "command/command.h"
#include "command/draft.h"
#include "command/keylogs.h"
#include "command/seal.h"
#include "command/setup.h"
#include "command/status.h"
#include "command/stop.h"
#include "command/summary.h"
#include "pipeline/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COPY_BLOCK = 1 << 20 };

struct scanner {
	struct setup setup;
	struct keylogs keylogs;
	struct store *store;
	struct detector *detector;
	uint32_t workers;
	const char *keep;
	struct draft draft;
	bool run;             /* the files are one capture */
	uint32_t read;        /* captures that are in the database now */
	bool partial, failed; /* failed: a file could not be read at all */
};

static const char about[] =
	"Reads capture files (pcap, pcapng, HAR; - is standard input), finds personal data in what the handset sent,\n"
	"places each destination, and judges by the rules and the case's consent timeline. A capture that is in the\n"
	"database already is not read again. Nothing is looked up on a network.\n\n"
	"Exit: 0 done, 1 a breach was found, 2 could not, 3 the input was damaged or is partial,\n"
	"or nothing was judged: no flow is of a handset.";

/* One capture while it is read. */
struct watch {
	struct scanner *scanner;
	struct status status;
};

static void on_progress(void *ctx, uint64_t offset, uint64_t packets)
{
	struct watch *w = ctx;

	status_show(&w->status, offset, packets);
}

static void on_record(void *ctx, enum record_type type, const union record *r)
{
	const struct watch *w = ctx;

	found_see(w->scanner->draft.found, w->scanner->store, type, r);
}

/* name: as the store would call it. Findings point into what was read before by the name that it had then. */
static void complete(struct scanner *s, const char *file, const char *name, const struct scan_result *r)
{
	s->read++;
	if (r->skipped) {
		const char *draft = s->draft.file == NULL ? "" : ": its values are not in the draft";

		if (strcmp(name, r->known_as) == 0)
			printf("%s: read before, not read again%s\n", file, draft);
		else
			printf("%s: read before as '%s', not read again%s\n", file, r->known_as, draft);
		return;
	}
	if (r->faults > 0)
		complain("%s: %s; %s", file, r->fault, r->whole && !r->given_up ?
			"the flow that it read is set aside, unread" : "results are partial");
	if (r->end.interrupted)
		complain("%s: stopped after %" PRIu64 " packets; results are partial", file, r->end.packets);
	if (r->end.damaged)
		complain("%s: the file is damaged: what could be read was read, the report says what was lost", file);
	s->partial = s->partial || !r->whole || r->end.damaged || r->faults > 0;
	summary_counts(file, &r->end);
	putchar('\n');
}

/* Files that are whole, read as one capture. name is said to the user, of the store's names the first file's. */
static int scan_files(struct scanner *s, const struct scan_file *files, size_t n, uint64_t size, const char *name, const char *origin)
{
	struct store_capture described = { .file = files[0].name, .origin = origin, .confined = setup_confined() };
	struct scan_task t = { .store = s->store, .files = files, .file_count = n, .described = &described, .news = -1,
		.workers = s->workers, .audit_case = s->setup.audit_case, .named = setup_named(&s->setup), .detector = s->detector,
		.keys = s->keylogs.keys, .stop = &stop_requests,
		.hang_ns = setup_patience(),
		.progress = on_progress, .see = s->draft.found == NULL ? NULL : on_record };
	struct watch watch = { .scanner = s };
	struct scan_result r;
	struct err e = { "" };
	int result;

	memcpy(described.keylog, s->keylogs.sha256, sizeof described.keylog);
	status_begin(&watch.status, described.file, size);
	t.ctx = &watch;
	result = scan_capture(&t, &r, &e);
	status_end(&watch.status);
	if (result < 0)
		complain("%s: %s", name, e.text);
	else
		complete(s, name, described.file, &r);
	return result;
}

/* A file that can be read from its beginning; its name is the caller's to free. Adds its size. */
static int look(const char *file, int fd, struct scan_file *ret, uint64_t *size)
{
	char *copy = xstrdup(file), first;
	struct stat st;

	*ret = (struct scan_file){ .name = xstrdup(basename(copy)), .fd = fd };
	free(copy);
	if (fd < 0 || fstat(fd, &st) < 0 || pread(fd, &first, 1, 0) < 0) {
		complain("%s: %s", file, strerror(errno));
		return -1;
	}
	*size += (uint64_t)st.st_size;
	return 0;
}

static int scan_descriptor(struct scanner *s, int fd, const char *file, const char *origin)
{
	struct scan_file f;
	uint64_t size = 0;
	int result = look(file, fd, &f, &size);

	if (result == 0)
		result = scan_files(s, &f, 1, size, file, origin);
	free((void *)(uintptr_t)f.name);
	return result;
}

static int scan_file(struct scanner *s, const char *file)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC), result = scan_descriptor(s, fd, file, "file");

	if (fd >= 0)
		close(fd);
	return result;
}

/* The files are parts of one capture, in their order. */
static int scan_run(struct scanner *s, char **names, size_t n)
{
	struct scan_file *files = xcalloc(n, sizeof *files);
	char *name = n == 1 ? xstrdup(names[0]) : xasprintf("%s and %zu more", names[0], n - 1);
	uint64_t size = 0;
	int result = 0;

	for (size_t i = 0; i < n; i++) {
		if (look(names[i], open(names[i], O_RDONLY | O_CLOEXEC), &files[i], &size) < 0)
			result = -1;
	}
	if (result == 0)
		result = scan_files(s, files, n, size, name, "file");
	for (size_t i = 0; i < n; i++) {
		if (files[i].fd >= 0)
			close(files[i].fd);
		free((void *)(uintptr_t)files[i].name);
	}
	free(files);
	free(name);
	return result;
}

static int copy_all(int from, int to)
{
	char *block = xmalloc(COPY_BLOCK);
	ssize_t n = 0;
	int status = 0;

	while (status == 0 && (n = read(from, block, COPY_BLOCK)) != 0) {
		if (n < 0 && errno == EINTR && stop_requests == 0)
			continue;
		if (n < 0)
			break;
		for (ssize_t done = 0, w; done < n && status == 0; done += w) {
			w = write(to, block + done, (size_t)(n - done));
			if (w < 0)
				status = -1;
		}
	}
	xfree_wiped(block, COPY_BLOCK);
	return status;
}

/* Standard input becomes a file first: findings point into it, and it is there to be checked. */
static int scan_input(struct scanner *s)
{
	char *file = s->keep != NULL ? xstrdup(s->keep) : xasprintf("%s.input.pcap", s->setup.database);
	int fd = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600), result = -1;

	if (fd < 0)
		complain("%s: %s; standard input is kept there as evidence: --keep FILE names another place", file, strerror(errno));
	else if (copy_all(STDIN_FILENO, fd) < 0)
		complain("%s: %s", file, strerror(errno));
	else
		result = scan_descriptor(s, fd, file, "standard input");
	if (fd >= 0)
		close(fd);
	free(file);
	return result;
}

/* Each file is a capture of its own; those that the user no longer waits for are counted. */
static void scan_each(struct scanner *s, char **files, int n)
{
	int i;

	for (i = 0; i < n && stop_requests == 0; i++) {
		if ((strcmp(files[i], "-") == 0 ? scan_input(s) : scan_file(s, files[i])) < 0)
			s->failed = true;
	}
	if (i == n)
		return;
	s->partial = true;
	complain("stopped: %d file%s not read", n - i, n - i == 1 ? " was" : "s were");
}

static int prepare(struct scanner *s)
{
	if (draft_begin(&s->draft, &s->setup) < 0)
		return -1;
	if (!setup_fail_on_known(&s->setup) || setup_clock(&s->setup) < 0 || setup_rules(&s->setup) < 0 ||
		setup_case(&s->setup) < 0 || setup_places(&s->setup) < 0 || keylogs_load(&s->keylogs, false) < 0 ||
		setup_key(&s->setup) < 0)
		return -1;
	s->detector = setup_detector(&s->setup);
	if (s->detector == NULL)
		return -1;
	s->store = setup_store(&s->setup, STORE_CREATE);
	return s->store == NULL ? -1 : 0;
}

static int fence(struct scanner *s, char *const *files, size_t n)
{
	struct words written = { 0 };
	int status;

	if (s->keep != NULL)
		words_add(&written, s->keep);
	if (s->draft.file != NULL)
		words_add(&written, s->draft.file);
	status = setup_fence(&s->setup, &written, files, n);
	words_free(&written);
	return status;
}

static int there_is_one(void *ctx, const struct store_row *r)
{
	(void)r;
	*(bool *)ctx = true;
	return 0;
}

/* Also of a capture of which only a part was read. */
static bool has_captures(struct scanner *s)
{
	struct err e = { "" };
	bool any = false;

	return store_query(s->store, "SELECT 1 FROM captures LIMIT 1", NULL, there_is_one, &any, &e) < 0 || any;
}

static int finish(struct scanner *s)
{
	struct assess_result judged;
	int code = EXIT_COULD_NOT;

	if (s->setup.new_database && s->read == 0 && !has_captures(s)) {
		setup_undo(&s->setup, s->store);
		return EXIT_COULD_NOT;
	}
	if (s->read > 0 && setup_assess(&s->setup, s->store, &judged) == 0) {
		code = setup_verdict(&s->setup, &judged);
		summary_print(&s->setup, s->store);
		if (draft_write(&s->draft, &s->setup, s->store) < 0)
			code = EXIT_COULD_NOT;
	}
	if (seal_close(s->setup.database, s->store) < 0)
		code = EXIT_COULD_NOT;
	s->store = NULL;
	if (s->failed || code == EXIT_COULD_NOT)
		return EXIT_COULD_NOT;
	return code == EXIT_DONE && s->partial ? EXIT_PARTIAL : code;
}

/* What is found does not depend on it. */
static uint32_t workers_unasked(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	return processors < 1 ? 1 : processors < SHARDS ? (uint32_t)processors : SHARDS;
}

int command_scan(int argc, char **argv)
{
	struct scanner s = { .setup = { .database = "phonehome.db" }, .workers = workers_unasked() };
	const struct option_row rows[] = {
		SETUP_ROWS(&s.setup),
		SETUP_HANDSET_ROW(&s.setup),
		KEYLOG_ROW(&s.keylogs),
		{ "workers", 'j', OPTION_NUMBER, &s.workers, "N", "processes that read, 1 to 8 (default: one a processor)" },
		{ "keep", 0, OPTION_TEXT, &s.keep, "FILE", "where standard input is kept (default: DB.input.pcap)" },
		{ "draft", 0, OPTION_TEXT, &s.draft.file, "FILE", "write a case file of what is found, values too, to check and scan with" },
		{ "run", 0, OPTION_FLAG, &s.run, NULL, "the files are one capture that was written to several, in this order" },
	};
	const struct option_table table = { "scan [options] FILE...", about, rows, sizeof rows / sizeof *rows };
	int first, code = EXIT_COULD_NOT;

	switch (options_parse(&table, argc, argv, &first)) {
	case OPTIONS_HELP:
		return EXIT_DONE;
	case OPTIONS_MISUSE:
		return EXIT_COULD_NOT;
	default:
		break;
	}
	if (first == argc) {
		complain("scan: no capture file named (- is standard input); --help tells more");
		return EXIT_COULD_NOT;
	}
	if (s.workers < 1 || s.workers > SHARDS) {
		complain("--workers: from 1 to %d", SHARDS);
		return EXIT_COULD_NOT;
	}
	stop_listen();
	if (prepare(&s) == 0 && fence(&s, argv + first, (size_t)(argc - first)) == 0) {
		if (s.run)
			s.failed = scan_run(&s, argv + first, (size_t)(argc - first)) < 0;
		if (!s.run)
			scan_each(&s, argv + first, argc - first);
		code = finish(&s);
	}
	draft_end(&s.draft);
	detector_free(s.detector);
	keylogs_free(&s.keylogs);
	setup_free(&s.setup);
	return code;
}
