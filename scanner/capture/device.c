#include "capture/device.h"
#include "capture/clock.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/instant.h"
#include "base/text.h"
#include "base/limits.h"

#include <errno.h>
#include <pcap.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	BLOCK_MS = 50, /* the kernel hands a block over at the latest after */
	POLL_MS = 50,  /* how long a stop may go unseen */
	DRAIN_MS = 120, /* after a stop: the block that the kernel was filling comes by then */
	TAKE_MAX = 4096, /* packets between two looks at stop and clock */
	NAMES_MAX = 512, /* bytes of interface names in a message */
};

struct device {
	pcap_t *pcap;
	char *name;
	bool nanoseconds;
	char warning[PCAP_ERRBUF_SIZE];
	bool gone;
};

/* ---- opening ---- */

/* DLT_ values are those of the system, LINKTYPE_ values those of files; they differ in the old ones alone. */
static int link_of(int dlt)
{
	static const struct {
		int dlt, link;
	} differing[] = {
		{ DLT_ATM_RFC1483, 100 }, { DLT_RAW, 101 }, { DLT_SLIP_BSDOS, 102 }, { DLT_PPP_BSDOS, 103 },
	};

	for (size_t i = 0; i < sizeof differing / sizeof *differing; i++) {
		if (differing[i].dlt == dlt)
			return differing[i].link;
	}
	return dlt;
}

/* Adds "; did you mean 'wlan0'? There are: eth0, wlan0". */
static void propose(struct buf *out, const char *name, const pcap_if_t *all)
{
	const char **names = NULL, *nearest;
	size_t n = 0, cap = 0, start;

	for (const pcap_if_t *i = all; i != NULL; i = i->next) {
		ARRAY_GROW(names, n, cap);
		names[n++] = i->name;
	}
	nearest = text_nearest(name, names, n);
	if (nearest != NULL)
		buf_printf(out, "; did you mean '%s'", nearest);
	buf_puts(out, nearest != NULL ? "? There are: " : "; there are: ");
	start = out->len;
	for (size_t i = 0; i < n && out->len - start < NAMES_MAX; i++)
		buf_printf(out, "%s%s", i == 0 ? "" : ", ", names[i]);
	free(names);
}

static int no_such_interface(const char *name, struct err *e)
{
	char reason[PCAP_ERRBUF_SIZE];
	struct buf text = { 0 };
	pcap_if_t *all = NULL;

	buf_printf(&text, "there is no interface '%.64s'", name);
	if (pcap_findalldevs(&all, reason) == 0) {
		propose(&text, name, all);
		pcap_freealldevs(all);
	}
	err_set(e, "%s", buf_text(&text));
	buf_free(&text);
	return -1;
}

static int no_permission(const char *name, struct err *e)
{
	char program[256] = "";

	if (readlink("/proc/self/exe", program, sizeof program - 1) <= 0)
		snprintf(program, sizeof program, "PROGRAM");
	return err_set(e, "no permission to capture on '%.64s': run it as root (sudo), or allow it once with: "
		"setcap cap_net_raw,cap_net_admin+ep %s", name, program);
}

static int cannot_open(struct device *d, int status, struct err *e)
{
	const char *detail = pcap_geterr(d->pcap);

	switch (status) {
	case PCAP_ERROR_NO_SUCH_DEVICE:
		return no_such_interface(d->name, e);
	case PCAP_ERROR_PERM_DENIED:
	case PCAP_ERROR_PROMISC_PERM_DENIED:
		return no_permission(d->name, e);
	case PCAP_ERROR_IFACE_NOT_UP:
		return err_set(e, "interface '%s' is down: ip link set %s up", d->name, d->name);
	}
	return err_set(e, "cannot capture on '%s': %s", d->name, detail[0] != 0 ? detail : pcap_statustostr(status));
}

static int check_options(const char *interface, const struct device_options *o, struct err *e)
{
	if (interface[0] == 0)
		return no_such_interface(interface, e);
	if (o->snaplen > PACKET_MAX)
		return err_set(e, "a snap length of %u bytes: at most %d", o->snaplen, PACKET_MAX);
	if (o->buffer_mib > DEVICE_BUFFER_MIB_MAX)
		return err_set(e, "a buffer of %u MiB: at most %d", o->buffer_mib, DEVICE_BUFFER_MIB_MAX);
	return 0;
}

static void configure(struct device *d, const struct device_options *o)
{
	unsigned mib = o->buffer_mib == 0 ? DEVICE_BUFFER_MIB : o->buffer_mib;

	pcap_set_snaplen(d->pcap, o->snaplen == 0 ? PACKET_MAX : (int)o->snaplen);
	pcap_set_promisc(d->pcap, !o->only_own);
	pcap_set_timeout(d->pcap, BLOCK_MS);
	pcap_set_immediate_mode(d->pcap, o->immediate);
	pcap_set_buffer_size(d->pcap, (int)(mib << 20));
	pcap_set_tstamp_precision(d->pcap, PCAP_TSTAMP_PRECISION_NANO); /* where not supported it stays as it was */
}

/* Only where the card and its driver can. */
static int set_monitor(struct device *d, struct err *e)
{
	switch (pcap_can_set_rfmon(d->pcap)) {
	case 1:
		pcap_set_rfmon(d->pcap, 1);
		return 0;
	case PCAP_ERROR_NO_SUCH_DEVICE:
		return no_such_interface(d->name, e);
	case PCAP_ERROR_PERM_DENIED:
		return no_permission(d->name, e);
	}
	return err_set(e, "interface '%s' has no monitor mode", d->name);
}

static int activate(struct device *d, struct err *e)
{
	int status = pcap_activate(d->pcap);
	char reason[PCAP_ERRBUF_SIZE] = "";

	if (status < 0)
		return cannot_open(d, status, e);
	if (status > 0)
		snprintf(d->warning, sizeof d->warning, "%s", status == PCAP_WARNING ? pcap_geterr(d->pcap) :
			pcap_statustostr(status));
	d->nanoseconds = pcap_get_tstamp_precision(d->pcap) == PCAP_TSTAMP_PRECISION_NANO;
	if (pcap_setnonblock(d->pcap, 1, reason) != 0)
		return err_set(e, "cannot capture on '%s': %s", d->name, reason);
	return 0;
}

static int set_filter(struct device *d, const char *filter, struct err *e)
{
	struct bpf_program program;
	int rc;

	if (filter == NULL || filter[0] == 0)
		return 0;
	if (pcap_compile(d->pcap, &program, filter, 1, PCAP_NETMASK_UNKNOWN) != 0)
		return err_set(e, "the capture filter '%.256s' is not understood: %s", filter, pcap_geterr(d->pcap));
	rc = pcap_setfilter(d->pcap, &program);
	pcap_freecode(&program);
	if (rc != 0)
		return err_set(e, "the capture filter '%.256s' cannot be set on '%s': %s", filter, d->name,
			pcap_geterr(d->pcap));
	return 0;
}

struct device *device_open(const char *interface, const struct device_options *o, struct err *e)
{
	char reason[PCAP_ERRBUF_SIZE] = "";
	struct device *d;

	if (check_options(interface, o, e) != 0)
		return NULL;
	d = xcalloc(1, sizeof *d);
	d->name = xstrdup(interface);
	d->pcap = pcap_create(interface, reason);
	if (d->pcap == NULL) {
		err_set(e, "cannot capture on '%.64s': %s", interface, reason);
		device_close(d);
		return NULL;
	}
	configure(d, o);
	if ((o->monitor && set_monitor(d, e) != 0) || activate(d, e) != 0 || set_filter(d, o->filter, e) != 0) {
		device_close(d);
		return NULL;
	}
	return d;
}

void device_close(struct device *d)
{
	if (d == NULL)
		return;
	if (d->pcap != NULL)
		pcap_close(d->pcap);
	free(d->name);
	free(d);
}

const char *device_name(const struct device *d)
{
	return d->name;
}

int device_link(const struct device *d)
{
	return link_of(pcap_datalink(d->pcap));
}

bool device_nanoseconds(const struct device *d)
{
	return d->nanoseconds;
}

uint32_t device_snaplen(const struct device *d)
{
	return (uint32_t)pcap_snapshot(d->pcap);
}

const char *device_warning(const struct device *d)
{
	return d->warning;
}

/* ---- recording ---- */

/* One of the devices. */
struct source_device {
	struct recording *recording;
	struct device *device;
	size_t number;
	struct capture_counts *counts;
	struct pcap_stat last; /* libpcap's counts are 32 bits wide: they wrap, their differences do not */
};

struct recording {
	struct source_device devices[DEVICES_MAX];
	size_t n, gone;
	struct roll *roll;
	struct capture_counts *counts; /* of each */
	struct clock_watch clock;
	struct err *e;
	bool failed;                   /* e says why */
};

static void take(u_char *ctx, const struct pcap_pkthdr *h, const u_char *bytes)
{
	struct source_device *d = (struct source_device *)ctx;
	struct recording *r = d->recording;
	struct capture_counts *c = d->counts;
	int64_t at = h->ts.tv_sec * NS_PER_S + h->ts.tv_usec * (d->device->nanoseconds ? 1 : NS_PER_US);

	if (r->failed)
		return;
	if (roll_packet(r->roll, d->number, at, h->len, (struct span){ bytes, h->caplen }, r->counts, r->e) != 0) {
		r->failed = true;
		pcap_breakloop(d->device->pcap);
		return;
	}
	c->packets++;
	c->bytes += h->len;
	if (c->from == 0)
		c->from = at;
	c->until = at;
}

/* An interface that is gone has no counts any more: the last ones stand. */
static void update_drops(struct source_device *d)
{
	struct pcap_stat now;

	if (pcap_stats(d->device->pcap, &now) != 0)
		return;
	d->counts->received += (uint32_t)(now.ps_recv - d->last.ps_recv);
	d->counts->dropped_by_kernel += (uint32_t)(now.ps_drop - d->last.ps_drop);
	d->counts->dropped_by_interface += (uint32_t)(now.ps_ifdrop - d->last.ps_ifdrop);
	d->last = now;
}

/* The others go on. */
static int gone(struct recording *r, struct source_device *d)
{
	const char *why = pcap_geterr(d->device->pcap);

	d->device->gone = true;
	if (++r->gone == r->n)
		return err_set(r->e, "interface '%s' can no longer be read: %s; what came before is kept", d->device->name, why);
	roll_say(r->roll, "interface '%s' can no longer be read: %s; the others go on", d->device->name, why);
	roll_lost(r->roll, LOSS_INTERFACE_GONE, 1, d->device->name);
	return 0;
}

static void wait_for_packets(const struct recording *r)
{
	struct pollfd p[DEVICES_MAX];

	for (size_t i = 0; i < r->n; i++)
		p[i] = (struct pollfd){ .fd = r->devices[i].device->gone ? -1 :
			pcap_get_selectable_fd(r->devices[i].device->pcap), .events = POLLIN };
	poll(p, r->n, POLL_MS);
}

/* One wait and what it brought; -1 where the recording cannot go on. */
static int step(struct recording *r)
{
	wait_for_packets(r);
	for (size_t i = 0; i < r->n; i++) {
		struct source_device *d = &r->devices[i];
		int n = d->device->gone ? 0 : pcap_dispatch(d->device->pcap, TAKE_MAX, take, (u_char *)d);

		if (r->failed || (n < 0 && n != PCAP_ERROR_BREAK && gone(r, d) != 0))
			return -1;
	}
	return 0;
}

static struct capture_counts all_counts(const struct recording *r)
{
	struct capture_counts all = { .dropped_by_us = roll_dropped(r->roll) };

	for (size_t i = 0; i < r->n; i++) {
		const struct capture_counts *c = &r->counts[i];

		all.packets += c->packets;
		all.bytes += c->bytes;
		all.received += c->received;
		all.dropped_by_kernel += c->dropped_by_kernel;
		all.dropped_by_interface += c->dropped_by_interface;
	}
	return all;
}

static void look_at_clock(struct recording *r)
{
	int64_t by = clock_look(&r->clock);
	char text[64];

	if (by == 0)
		return;
	snprintf(text, sizeof text, "%s by %.1f s", by > 0 ? "forwards" : "backwards", (double)(by > 0 ? by : -by) / NS_PER_S);
	roll_say(r->roll, "the clock was set %s: times before and after do not agree", text);
	roll_lost(r->roll, LOSS_CLOCK_SET, 1, text);
}

/* What is due each second. */
static int second(struct recording *r, struct device_tick tick)
{
	struct capture_counts all;

	for (size_t i = 0; i < r->n; i++)
		update_drops(&r->devices[i]);
	look_at_clock(r);
	all = all_counts(r);
	if (tick.call != NULL)
		tick.call(tick.ctx, &all);
	return roll_second(r->roll, r->counts, r->e);
}

static int record_until(struct recording *r, const volatile sig_atomic_t *stop, struct device_tick tick)
{
	int64_t due = instant_monotonic() + NS_PER_S;
	int rc = 0;

	while (rc == 0 && *stop == 0) {
		rc = step(r);
		if (rc == 0 && instant_monotonic() >= due) {
			due = instant_monotonic() + NS_PER_S;
			rc = second(r, tick);
		}
	}
	return rc;
}

static int drain(struct recording *r)
{
	int64_t end = instant_monotonic() + DRAIN_MS * NS_PER_MS;
	int rc = 0;

	while (rc == 0 && instant_monotonic() < end)
		rc = step(r);
	return rc;
}

int device_record(struct device *const *devices, size_t n, struct roll *roll, const volatile sig_atomic_t *stop,
	struct device_tick tick, struct capture_counts *ret, struct err *e)
{
	struct recording r = { .n = n, .roll = roll, .counts = ret, .e = e };
	int rc;

	memset(ret, 0, n * sizeof *ret);
	for (size_t i = 0; i < n; i++)
		r.devices[i] = (struct source_device){ .recording = &r, .device = devices[i], .number = i, .counts = &ret[i] };
	clock_look(&r.clock);
	rc = record_until(&r, stop, tick);
	if (rc == 0)
		rc = drain(&r);
	if (rc == 0)
		rc = second(&r, tick);
	return rc;
}
