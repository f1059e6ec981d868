#include "command/capturer.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "command/command.h"
#include "command/stop.h"
#include "pipeline/fence.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	KEPT_AT_ONCE = 4,         /* files that a limit shall hold at least */
	EVIDENCE_FILE_MIN = 4096, /* bytes: less was meant as GiB, and each file is an entry of the custody chain */
};

struct capturer {
	struct device *devices[DEVICES_MAX];
	struct evidence_interface interfaces[DEVICES_MAX];
	struct evidence_options evidence;
	struct capture_counts counts[DEVICES_MAX];
	size_t n;
	struct stream *stream;
	struct roll_options options;
	struct roll *roll;
	int news[2];            /* the keeper's end, the capturer's */
	char *source, *origin, *folder, *file;
};

/* ---- how files follow each other ---- */

/* "1GiB", "500MB", "65536" */
static bool size_parse(const char *text, uint64_t *ret)
{
	static const struct {
		const char *name;
		uint64_t bytes;
	} units[] = { { "", 1 }, { "kB", 1000 }, { "KiB", 1 << 10 }, { "MB", 1000000 }, { "MiB", 1 << 20 }, { "GB", 1000000000 },
		{ "GiB", 1 << 30 }, { "TB", UINT64_C(1000000000000) }, { "TiB", UINT64_C(1) << 40 } };
	char *end;
	unsigned long long n;

	errno = 0;
	n = strtoull(text, &end, 10);
	for (size_t i = 0; i < sizeof units / sizeof *units && text[0] >= '1' && text[0] <= '9' && errno == 0; i++) {
		if (strcmp(end, units[i].name) == 0 && n <= UINT64_MAX / units[i].bytes) {
			*ret = n * units[i].bytes;
			return true;
		}
	}
	return false;
}

static int rotation(struct capturer *c, const struct capturer_options *o)
{
	struct roll_options *r = &c->options;

	for (size_t i = 0; i < o->rotate.n; i++) {
		if (!size_parse(o->rotate.items[i], &r->bytes) && (!duration_parse(o->rotate.items[i], &r->age) || r->age <= 0)) {
			complain("--rotate: neither a size nor a time: '%s'; write it as 1GiB or 1h", o->rotate.items[i]);
			return -1;
		}
	}
	if (o->limit != NULL && !size_parse(o->limit, &r->limit)) {
		complain("--limit: not a size: '%s'; write it as 50GiB", o->limit);
		return -1;
	}
	if (o->limit != NULL && r->bytes == 0)
		r->bytes = r->limit / KEPT_AT_ONCE;
	if (o->limit != NULL && r->limit / 2 < r->bytes) {
		complain("--limit: '%s' does not hold two files of --rotate '%s'", o->limit, o->rotate.items[0]);
		return -1;
	}
	if (r->bytes != 0 && r->bytes < EVIDENCE_FILE_MIN) {
		complain("evidence files of %" PRIu64 " bytes are too small: --rotate and --limit take a unit, as in 1GiB", r->bytes);
		return -1;
	}
	r->several = o->rotate.n > 0 || o->limit != NULL;
	return 0;
}

/* ---- names ---- */

static char *joined(const struct words *w)
{
	struct buf b = { 0 };
	char *text;

	for (size_t i = 0; i < w->n; i++)
		buf_printf(&b, "%s%s", i == 0 ? "" : "+", w->items[i]);
	text = xstrdup(buf_text(&b));
	buf_free(&b);
	return text;
}

/* Files are called after what is captured and when; a slash in it would be a folder, and not every system takes a colon. */
static char *stem(const char *source, int64_t at)
{
	char time[INSTANT_TEXT], *name;

	instant_text(at, time);
	time[19] = 0; /* whole seconds */
	name = xasprintf("%s.%s", source, time);
	for (char *p = name; *p != 0; p++) {
		if (*p == '/' || *p == ' ' || *p == ':')
			*p = '-';
	}
	return name;
}

static void name_files(struct capturer *c, const struct capturer_options *o, const char *short_source)
{
	char *name = stem(short_source, o->at);
	struct roll_options *r = &c->options;

	if (r->several) {
		c->folder = o->keep != NULL ? xstrdup(o->keep) : xasprintf("%s.evidence", o->database);
		c->file = name;
	} else {
		c->file = o->keep != NULL ? xstrdup(o->keep) : xasprintf("%s.%s.%s", o->database, name, c->n > 0 ? "pcapng" : "pcap");
		free(name);
	}
	r->folder = c->folder;
	r->file = c->file;
}

/* ---- as root ---- */

static bool is_named_before(const struct words *w, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (strcmp(w->items[k], w->items[i]) == 0)
			return true;
	}
	return false;
}

/* Each packet is captured once. */
static bool interfaces_fit(const struct words *w)
{
	if (w->n > DEVICES_MAX) {
		complain("-i: at most %d interfaces", DEVICES_MAX);
		return false;
	}
	for (size_t i = 0; i < w->n; i++) {
		if (is_named_before(w, i)) {
			complain("-i: named twice: '%s'", w->items[i]);
			return false;
		}
		if (w->n > 1 && strcmp(w->items[i], "any") == 0) {
			complain("-i: 'any' is all interfaces: name it alone");
			return false;
		}
	}
	return true;
}

static int open_devices(struct capturer *c, const struct capturer_options *o)
{
	struct err e = { "" };

	if (!interfaces_fit(&o->interfaces))
		return -1;
	for (c->n = 0; c->n < o->interfaces.n; c->n++) {
		struct device *d = device_open(o->interfaces.items[c->n], &o->device, &e);

		if (d == NULL) {
			complain("%s", e.text);
			return -1;
		}
		if (device_warning(d)[0] != 0)
			complain("%s: %s", device_name(d), device_warning(d));
		c->devices[c->n] = d;
		c->interfaces[c->n] = (struct evidence_interface){ .name = o->interfaces.items[c->n], .filter = o->device.filter,
			.link = device_link(d), .snaplen = device_snaplen(d), .nanoseconds = device_nanoseconds(d) };
	}
	c->evidence = (struct evidence_options){ "phonehome " VERSION, c->interfaces, c->n };
	c->options.evidence = &c->evidence;
	c->source = joined(&o->interfaces);
	c->origin = xasprintf("interface%s %s", c->n == 1 ? "" : "s", c->source);
	name_files(c, o, c->source);
	return 0;
}

static int open_stream(struct capturer *c, const struct capturer_options *o, enum stream_way w)
{
	struct err e = { "" };

	if (c->options.bytes != 0 || c->options.age != 0) {
		complain("--rotate, --limit: what comes as a stream is kept as it came, in one file for each sender");
		return -1;
	}
	c->options.several = stream_is_several(w);
	c->stream = stream_open(w, o->streams[w], &e);
	if (c->stream == NULL) {
		complain("--%s: %s", stream_way_name(w), e.text);
		return -1;
	}
	c->origin = w == STREAM_READ && strcmp(o->streams[w], "-") == 0 ? xstrdup("standard input") :
		xasprintf("%s %s", stream_way_name(w), o->streams[w]);
	c->source = xstrdup(c->origin);
	name_files(c, o, stream_way_name(w));
	return 0;
}

static int open_source(struct capturer *c, const struct capturer_options *o)
{
	for (size_t w = 0; w < STREAM_WAYS; w++) {
		if (o->streams[w] != NULL)
			return open_stream(c, o, (enum stream_way)w);
	}
	return open_devices(c, o);
}

static int open_all(struct capturer *c, const struct capturer_options *o)
{
	struct err e = { "" };

	if (rotation(c, o) < 0 || open_source(c, o) < 0)
		return -1;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, c->news) < 0) {
		complain("no socket for the capturer: %s", strerror(errno));
		return -1;
	}
	c->options.news = c->news[1];
	c->roll = roll_open(&c->options, &e);
	if (c->roll != NULL && device_drop_root(o->user, c->roll, &e) == 0)
		return 0;
	complain("%s", e.text);
	return -1;
}

struct capturer *capturer_open(const struct capturer_options *o)
{
	struct capturer *c = xcalloc(1, sizeof *c);

	c->news[0] = c->news[1] = -1;
	if (open_all(c, o) == 0)
		return c;
	capturer_free(c);
	return NULL;
}

static void close_source(struct capturer *c)
{
	for (size_t i = 0; i < c->n; i++)
		device_close(c->devices[i]);
	c->n = 0;
	stream_close(c->stream);
	c->stream = NULL;
	roll_leave(c->roll);
	c->roll = NULL;
}

void capturer_free(struct capturer *c)
{
	if (c == NULL)
		return;
	roll_undo(c->roll); /* it is there where nothing was started */
	c->roll = NULL;
	close_source(c);
	for (size_t i = 0; i < 2; i++) {
		if (c->news[i] >= 0)
			close(c->news[i]);
	}
	free(c->source);
	free(c->origin);
	free(c->folder);
	free(c->file);
	free(c);
}

const char *capturer_source(const struct capturer *c)
{
	return c->source;
}

const char *capturer_origin(const struct capturer *c)
{
	return c->origin;
}

const char *capturer_run(const struct capturer *c)
{
	const char *slash = strrchr(c->file, '/');

	return slash == NULL ? c->file : slash + 1;
}

const char *capturer_evidence(const struct capturer *c)
{
	return c->folder != NULL ? c->folder : c->file;
}

/* ---- unprivileged, in its own process ---- */

static void on_tick(void *ctx, const struct capture_counts *c)
{
	struct live_counts *shown = ctx;
	uint64_t dropped = c->dropped_by_kernel + c->dropped_by_interface + c->dropped_by_us;

	if (shown == NULL)
		return;
	shown->packets = c->packets;
	shown->bytes = c->bytes;
	shown->dropped_in_second = dropped - shown->dropped;
	shown->dropped = dropped;
}

/* Nothing but the next evidence file is opened from here on. */
static int close_fence(const struct capturer *c, struct err *e)
{
	struct fence f = { 0 };
	int status;

	if (c->folder != NULL)
		words_add(&f.writes, c->folder);
	fence_hide();
	status = fence_close(&f, e);
	fence_free(&f);
	return status;
}

static _Noreturn void record(struct capturer *c, struct live_counts *counts)
{
	struct device_tick tick = { on_tick, counts };
	struct err e = { "" }, closing = { "" };
	int status;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	close(c->news[0]);
	status = close_fence(c, &e);
	if (status == 0 && c->stream != NULL)
		status = stream_record(c->stream, c->roll, &stop_requests, tick, c->counts, &e);
	else if (status == 0)
		status = device_record(c->devices, c->n, c->roll, &stop_requests, tick, c->counts, &e);
	if (status < 0)
		roll_say(c->roll, "%s", e.text);
	if (roll_close(c->roll, c->counts, &closing) < 0) {
		if (status == 0)
			complain("%s", closing.text);
		status = -1;
	}
	_exit(status == 0 ? EXIT_DONE : EXIT_PARTIAL);
}

pid_t capturer_start(struct capturer *c, struct live_counts *counts, int *ret_news)
{
	pid_t pid = fork();

	if (pid == 0)
		record(c, counts);
	if (pid < 0) {
		complain("no process to capture with: %s", strerror(errno));
		return -1;
	}
	close_source(c);
	close(c->news[1]);
	*ret_news = c->news[0];
	c->news[0] = c->news[1] = -1;
	return pid;
}
