/*
 * Live: the device is opened and the evidence file made as root; then root is dropped, a process of its own (the
 * capturer) records the device to the evidence, and the workers follow that file as if it were replayed.
 */
#include "base/alloc.h"
#include "base/digest.h"
#include "capture/device.h"
#include "command/command.h"
#include "command/live.h"
#include "command/seal.h"
#include "command/setup.h"
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
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

struct live {
	struct setup setup;
	struct device_options device_options;
	const char *interface, *keep, *user;
	char *evidence_file;
	struct device *device;
	struct evidence *evidence;
	int reader;
	uint32_t snaplen, buffer_mib, workers;
	struct store *store;
	struct detector *detector;
	struct live_view *view;
	bool partial;
};

static const char about[] =
	"Captures from a network interface until Ctrl-C, and judges what the handset sent as scan does. Every packet is kept\n"
	"in an evidence capture that findings point into. Root is needed to open the interface only (or: setcap\n"
	"cap_net_raw+ep phonehome); it is dropped at once.\n\n"
	"Exit: 0 done, 1 a breach was found, 2 could not, 3 the result is partial.";

/* ---- as root ---- */

static char *evidence_name(const struct live *l)
{
	char at[INSTANT_TEXT];

	if (l->keep != NULL)
		return xstrdup(l->keep);
	instant_text(l->setup.at, at);
	at[19] = 0; /* whole seconds */
	return xasprintf("%s.%s.%s.pcapng", l->setup.database, l->interface, at);
}

static int open_device(struct live *l)
{
	struct evidence_options o = { .application = "phonehome " VERSION, .interface = l->interface,
		.filter = l->device_options.filter };
	struct err e = { "" };

	l->device_options.snaplen = l->snaplen;
	l->device_options.buffer_mib = l->buffer_mib;
	l->device = device_open(l->interface, &l->device_options, &e);
	if (l->device != NULL) {
		if (device_warning(l->device)[0] != 0)
			complain("%s: %s", l->interface, device_warning(l->device));
		o.link = device_link(l->device);
		o.snaplen = device_snaplen(l->device);
		o.nanoseconds = device_nanoseconds(l->device);
		l->evidence_file = evidence_name(l);
		l->evidence = evidence_create(l->evidence_file, &o, &e);
	}
	l->reader = l->evidence == NULL ? -1 : evidence_reader(l->evidence, &e);
	if (l->reader >= 0 && device_drop_root(l->user, l->evidence, &e) == 0)
		return 0;
	complain("%s", e.text);
	return -1;
}

/* ---- unprivileged ---- */

static void on_tick(void *ctx, const struct capture_counts *c)
{
	struct live_counts *shown = ctx;

	if (shown == NULL)
		return;
	shown->packets = c->packets;
	shown->bytes = c->bytes;
	shown->dropped = c->dropped_by_kernel + c->dropped_by_interface;
}

/* The capturer: parses nothing, holds the device alone. Its pipe closes when it ends, which tells the workers. */
static _Noreturn void record(struct live *l)
{
	struct device_tick tick = { on_tick, live_counts(l->view) };
	struct capture_counts counts;
	struct err e = { "" }, closing = { "" };
	int status;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	status = device_record(l->device, l->evidence, &stop_requests, tick, &counts, &e);
	if (status < 0)
		complain("%s", e.text);
	if (evidence_close(l->evidence, &counts, &closing) < 0) {
		if (status == 0)
			complain("%s", closing.text);
		status = -1;
	}
	_exit(status == 0 ? EXIT_DONE : EXIT_PARTIAL);
}

static pid_t start_capturer(struct live *l, int *ret_gone)
{
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0 || (pid = fork()) < 0) {
		complain("no process to capture with: %s", strerror(errno));
		return -1;
	}
	if (pid == 0) {
		close(ends[0]);
		record(l);
	}
	close(ends[1]);
	*ret_gone = ends[0];
	return pid;
}

static int prepare(struct live *l)
{
	struct err e = { "" };

	if (setup_rules(&l->setup) < 0 || setup_case(&l->setup) < 0 || setup_places(&l->setup) < 0 || setup_key(&l->setup) < 0)
		return -1;
	l->detector = detector_new(l->setup.rulebook, l->setup.audit_case, &e);
	if (l->detector == NULL) {
		complain("%s", e.text);
		return -1;
	}
	l->store = setup_store(&l->setup, STORE_CREATE);
	return l->store == NULL ? -1 : 0;
}

/* The evidence is whole now: its hash becomes the capture's name. */
static int complete(struct live *l, const struct scan_result *r, const struct store_capture *begun)
{
	struct store_capture c = *begun;
	struct err e = { "" };

	if (sha256_file(l->reader, c.sha256, &c.size) < 0) {
		complain("%s: %s", l->evidence_file, strerror(errno));
		return -1;
	}
	if (store_capture_end(l->store, &r->end, &c, &e) < 0) {
		complain("%s", e.text);
		return -1;
	}
	printf("%s: %" PRIu64 " packets, %" PRIu64 " flows, evidence in %s\n", l->interface, r->end.packets, r->end.flows,
		l->evidence_file);
	return 0;
}

static int follow(struct live *l)
{
	char *copy = xstrdup(l->evidence_file), *origin = xasprintf("interface %s", l->interface);
	struct store_capture described = { .file = basename(copy), .origin = origin };
	struct scan_task t = { .store = l->store, .capture = l->reader, .described = &described,
		.workers = l->workers, .audit_case = l->setup.audit_case, .detector = l->detector, .stop = &stop_requests,
		.hang_ns = HANG_S * NS_PER_S, .see = live_see, .tick = live_tick };
	struct scan_result r = { 0 };
	struct err e = { "" };
	int status = -1, how;

	t.ctx = l->view = live_begin(l->interface, l->setup.rulebook, l->setup.places);
	t.writer = start_capturer(l, &t.writer_gone);
	if (t.writer > 0) {
		device_close(l->device);
		l->device = NULL;
		status = scan_capture(&t, &r, &e);
		live_end(l->view);
		l->view = NULL;
		if (status < 0) {
			complain("%s", e.text);
			kill(t.writer, SIGTERM);
		}
		while (waitpid(t.writer, &how, 0) < 0 && errno == EINTR)
			;
		l->partial = how != 0 || !r.whole || r.faults > 0;
		if (r.faults > 0)
			complain("%s; %s", r.fault, r.whole && !r.given_up ?
				"the flow that it read is set aside, unread" : "results are partial");
		if (status == 0 && r.whole)
			status = complete(l, &r, &described);
	}
	free(copy);
	free(origin);
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

int command_capture(int argc, char **argv)
{
	struct live l = { .setup = { .database = "phonehome.db" }, .workers = 1, .reader = -1 };
	const struct option_row rows[] = {
		{ "interface", 'i', OPTION_TEXT, &l.interface, "IFACE", "the network interface" },
		{ "filter", 'f', OPTION_TEXT, &l.device_options.filter, "BPF", "capture only this, as tcpdump writes it" },
		SETUP_ROWS(&l.setup),
		{ "keep", 0, OPTION_TEXT, &l.keep, "FILE", "the evidence capture (default: DB.IFACE.TIME.pcapng)" },
		{ "snaplen", 's', OPTION_NUMBER, &l.snaplen, "BYTES", "of each packet (default: all)" },
		{ "buffer", 'B', OPTION_NUMBER, &l.buffer_mib, "MIB", "of the kernel's buffer (default: 16)" },
		{ "no-promiscuous", 'p', OPTION_FLAG, &l.device_options.only_own, NULL, "only what is sent from or to this machine" },
		{ "immediate", 0, OPTION_FLAG, &l.device_options.immediate, NULL, "packets one by one, not by the block" },
		{ "user", 0, OPTION_TEXT, &l.user, "NAME", "who to be after root is dropped (default: sudo's caller, nobody)" },
		{ "workers", 'j', OPTION_NUMBER, &l.workers, "N", "processes that read, 1 to 8 (default: 1)" },
	};
	const struct option_table table = { "capture -i IFACE [options]", about, rows, sizeof rows / sizeof *rows };
	int first, code = EXIT_COULD_NOT;
	enum options_result parsed = options_parse(&table, argc, argv, &first);

	if (parsed != OPTIONS_GO)
		return parsed == OPTIONS_HELP ? EXIT_DONE : EXIT_COULD_NOT;
	if (first < argc || l.interface == NULL || l.workers < 1 || l.workers > SHARDS) {
		complain("capture: name one interface with -i; --workers is from 1 to %d; --help tells more", SHARDS);
		return EXIT_COULD_NOT;
	}
	stop_listen();
	if (setup_fail_on_known(&l.setup) && setup_clock(&l.setup) == 0 && open_device(&l) == 0 && prepare(&l) == 0)
		code = finish(&l, follow(&l) == 0);
	device_close(l.device);
	evidence_leave(l.evidence);
	if (l.reader >= 0)
		close(l.reader);
	detector_free(l.detector);
	setup_free(&l.setup);
	live_end(l.view);
	free(l.evidence_file);
	return code;
}
