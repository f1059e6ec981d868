/*
 * Live: what is captured from and the evidence file are opened as root; then root is dropped, a process of its own (the
 * capturer) records to the evidence, and the workers follow its files as if they were replayed.
 */
#include "base/alloc.h"
#include "base/digest.h"
#include "command/capturer.h"
#include "command/command.h"
#include "command/keylogs.h"
#include "command/live.h"
#include "command/seal.h"
#include "command/setup.h"
#include "command/stop.h"
#include "command/summary.h"
#include "command/tool.h"
#include "pipeline/scan.h"

#include <errno.h>
#include <inttypes.h>
#include <libgen.h>
#include <poll.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CAPTURER_POLL_MS = 100 };

struct live {
	struct setup setup;
	struct capturer_options options;
	struct capturer *capturer;
	uint32_t snaplen, buffer_mib, workers;
	struct keylogs keylogs;
	struct store *store;
	struct detector *detector;
	struct live_view *view;
	bool was_root, partial;
};

static const char about[] =
	"Captures from network interfaces, or takes a capture as it comes, until Ctrl-C or its end, and judges what the handset sent\n"
	"as scan does. Every packet is kept in an evidence capture that findings point into. Root is needed to open an interface\n"
	"only (or: setcap cap_net_raw,cap_net_admin+ep phonehome); it is dropped at once. The network is used for what --connect and\n"
	"--listen name, and for nothing else.\n\n"
	"Exit: 0 done, 1 a breach was found, 2 could not, 3 the result is partial, or nothing was judged.";

static bool denied(const char *file, int mode)
{
	return file != NULL && access(file, mode) != 0 && errno == EACCES;
}

/* Files are those of the user that root was dropped to: false, and said, where one is denied. */
static bool user_may(const struct setup *s)
{
	char *beside = xstrdup(s->database), *key = setup_key_beside(s), *program = tool_program();
	const struct {
		const char *file;
		bool denied;
		const char *what;
	} rows[] = {
		{ s->database, denied(dirname(beside), W_OK | X_OK), "make files beside" },
		{ s->database, denied(s->database, R_OK | W_OK), "write" },
		{ key, denied(key, R_OK), "read" },
		{ s->case_file, denied(s->case_file, R_OK), "read" },
		{ program, denied(program, X_OK), "reach" }, /* nor the rules that stand beside it */
	};
	const struct passwd *user = getpwuid(geteuid());
	size_t n = sizeof rows / sizeof *rows, i = 0;

	while (i < n && !rows[i].denied)
		i++;
	if (i < n)
		complain("%s: root is dropped, and user %s may not %s it: let that user, or name another with --user", rows[i].file,
			user != NULL ? user->pw_name : "without a name", rows[i].what);
	free(beside);
	free(key);
	free(program);
	return i == n;
}

static int prepare(struct live *l)
{
	if (l->was_root && !user_may(&l->setup))
		return -1;
	if (setup_rules(&l->setup) < 0 || setup_case(&l->setup) < 0 || setup_places(&l->setup) < 0 ||
		keylogs_load(&l->keylogs, true) < 0)
		return -1;
	l->detector = setup_detector(&l->setup);
	if (l->detector == NULL || setup_key(&l->setup) < 0) /* what is made, once nothing else is wrong */
		return -1;
	l->store = setup_store(&l->setup, STORE_CREATE);
	return l->store == NULL ? -1 : 0;
}

/* Where nothing is left to try evidence is kept all the same, until the user has enough of it. */
static void wait_for_capturer(struct live *l, pid_t pid, bool ends)
{
	bool said = ends;
	int how = 0;

	while (waitpid(pid, &how, WNOHANG) == 0) {
		if (stop_requests > 0)
			kill(pid, SIGTERM);
		else if (!said)
			complain("%s: capturing goes on, but nothing more is read; SIGINT or SIGTERM ends it", capturer_source(l->capturer));
		said = true;
		poll(NULL, 0, CAPTURER_POLL_MS);
	}
	l->partial = l->partial || how != 0;
	if (WIFSIGNALED(how))
		complain("the process that captures died: %s; what it wrote is kept", strsignal(WTERMSIG(how)));
}

static void tell(struct live *l, const struct scan_result *r)
{
	const char *where = capturer_evidence(l->capturer);

	l->partial = !r->whole || r->faults > 0;
	if (r->faults > 0)
		complain("%s; %s", r->fault, r->whole && !r->given_up ? "the flow that it read is set aside, unread" :
			"results are partial");
	if (r->whole)
		summary_counts(capturer_source(l->capturer), &r->end);
	if (r->whole && r->files == 1)
		printf(", evidence in %s\n", where);
	else if (r->whole)
		printf(", evidence in %zu files in %s\n", r->files, where);
	else
		complain("what was captured is kept in %s; phonehome scan %s", where, r->files > 1 ? "--run reads its files as one" : "reads it");
}

static int follow(struct live *l)
{
	struct store_capture described = { .file = capturer_run(l->capturer), .origin = capturer_origin(l->capturer),
		.confined = setup_confined() };
	struct scan_task t = { .store = l->store, .described = &described, .news = -1,
		.workers = l->workers, .audit_case = l->setup.audit_case, .named = setup_named(&l->setup), .detector = l->detector,
		.keys = l->keylogs.keys,
		.stop = &stop_requests, .hang_ns = setup_patience(), .see = live_see, .tick = live_tick, .say = live_say,
		.again = live_again };
	struct scan_result r = { 0 };
	struct err e = { "" };
	int status;

	memcpy(described.keylog, l->keylogs.sha256, sizeof described.keylog);
	t.ctx = l->view = live_begin(capturer_source(l->capturer), l->setup.rulebook, l->setup.places);
	t.writer = capturer_start(l->capturer, live_counts(l->view), &t.news);
	if (t.writer < 0)
		return -1;
	store_set_cache(l->store, STORE_CACHE_LIVE_MIB);
	status = setup_fence(&l->setup, NULL, NULL, 0);
	if (status == 0)
		status = scan_capture(&t, &r, &e);
	store_set_cache(l->store, STORE_CACHE_MIB);
	live_end(l->view);
	l->view = NULL;
	if (status < 0) {
		if (e.text[0] != 0)
			complain("%s", e.text);
		kill(t.writer, SIGTERM);
	}
	close(t.news);
	tell(l, &r);
	wait_for_capturer(l, t.writer, status < 0 || r.whole);
	return status;
}

static int finish(struct live *l, bool followed)
{
	struct assess_result judged;
	int code = EXIT_COULD_NOT;

	if (setup_assess(&l->setup, l->store, &judged) == 0) {
		code = setup_verdict(&l->setup, &judged);
		summary_print(&l->setup, l->store);
	}
	if (seal_close(l->setup.database, l->store) < 0)
		code = EXIT_COULD_NOT;
	if (!followed)
		return EXIT_COULD_NOT;
	return code == EXIT_DONE && l->partial ? EXIT_PARTIAL : code;
}

/* One source: interfaces, or one stream. */
static bool options_fit(const struct live *l)
{
	size_t sources = l->options.interfaces.n > 0;

	for (size_t w = 0; w < STREAM_WAYS; w++)
		sources += l->options.streams[w] != NULL;
	if (sources != 1)
		complain("capture: name interfaces with -i, or one of --read, --connect, --listen and --listen-udp; --help tells more");
	if (l->workers < 1 || l->workers > SHARDS)
		complain("--workers: not from 1 to %d: '%" PRIu32 "'", SHARDS, l->workers);
	return sources == 1 && l->workers >= 1 && l->workers <= SHARDS;
}

static int open_capturer(struct live *l)
{
	l->options.device.snaplen = l->snaplen;
	l->options.device.buffer_mib = l->buffer_mib;
	l->options.database = l->setup.database;
	l->options.at = l->setup.at;
	l->capturer = capturer_open(&l->options);
	return l->capturer == NULL ? -1 : 0;
}

int command_capture(int argc, char **argv)
{
	struct live l = { .setup = { .database = "phonehome.db" }, .workers = 1, .was_root = geteuid() == 0 };
	struct capturer_options *o = &l.options;
	const struct option_row rows[] = {
		{ "interface", 'i', OPTION_LIST, &o->interfaces, "IFACE", "a network interface, or any; may be given again" },
		{ "filter", 'f', OPTION_TEXT, &o->device.filter, "BPF", "capture only this, as tcpdump writes it" },
		{ "read", 'r', OPTION_TEXT, &o->streams[STREAM_READ], "FILE", "a capture that others write now: - or a named pipe" },
		{ "connect", 0, OPTION_TEXT, &o->streams[STREAM_CONNECT], "ADDR:PORT", "pcap-over-IP of who listens there" },
		{ "listen", 0, OPTION_TEXT, &o->streams[STREAM_LISTEN], "[ADDR:]PORT", "pcap-over-IP of who connects (default: this machine)" },
		{ "listen-udp", 0, OPTION_TEXT, &o->streams[STREAM_LISTEN_UDP], "[ADDR:]PORT", "PCAPdroid's UDP exporter" },
		SETUP_ROWS(&l.setup),
		SETUP_HANDSET_ROW(&l.setup),
		KEYLOG_ROW(&l.keylogs),
		{ "keep", 0, OPTION_TEXT, &o->keep, "FILE|DIR", "the evidence capture, or with --rotate its folder (default: beside DB)" },
		{ "rotate", 0, OPTION_LIST, &o->rotate, "SIZE|TIME", "begin the next file after 1GiB, 1h; both may be given" },
		{ "limit", 0, OPTION_TEXT, &o->limit, "SIZE", "of all files: the oldest is removed over it" },
		{ "monitor", 'I', OPTION_FLAG, &o->device.monitor, NULL, "all of the Wi-Fi channel, not of one network" },
		{ "snaplen", 's', OPTION_NUMBER, &l.snaplen, "BYTES", "of each packet (default: all)" },
		{ "buffer", 'B', OPTION_NUMBER, &l.buffer_mib, "MIB", "of the kernel's buffer (default: 64)" },
		{ "no-promiscuous", 'p', OPTION_FLAG, &o->device.only_own, NULL, "only what is sent from or to this machine" },
		{ "immediate", 0, OPTION_FLAG, &o->device.immediate, NULL, "packets one by one, not by the block" },
		{ "user", 0, OPTION_TEXT, &o->user, "NAME", "who to be after root is dropped (default: sudo's caller, nobody)" },
		{ "workers", 'j', OPTION_NUMBER, &l.workers, "N", "processes that read, 1 to 8 (default: 1)" },
	};
	const struct option_table table = { "capture -i IFACE [options]", about, rows, sizeof rows / sizeof *rows };
	int first, code = EXIT_COULD_NOT;
	enum options_result parsed = options_parse(&table, argc, argv, &first);

	if (parsed != OPTIONS_GO)
		return parsed == OPTIONS_HELP ? EXIT_DONE : EXIT_COULD_NOT;
	if (first < argc) {
		complain("capture: takes no file: '%s'; scan reads files", argv[first]);
		return EXIT_COULD_NOT;
	}
	stop_listen();
	if (options_fit(&l) && setup_fail_on_known(&l.setup) && setup_clock(&l.setup) == 0 && open_capturer(&l) == 0 && prepare(&l) == 0)
		code = finish(&l, follow(&l) == 0);
	capturer_free(l.capturer);
	words_free(&o->interfaces);
	words_free(&o->rotate);
	detector_free(l.detector);
	keylogs_free(&l.keylogs);
	setup_free(&l.setup);
	live_end(l.view);
	return code;
}
