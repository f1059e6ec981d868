#include "capture/device.h"

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
#include <time.h>
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
		"setcap cap_net_raw+ep %s", name, program);
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
	if (activate(d, e) != 0 || set_filter(d, o->filter, e) != 0) {
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

struct recording {
	struct device *device;
	struct evidence *evidence;
	struct capture_counts *counts;
	struct pcap_stat last; /* libpcap's counts are 32 bits wide: they wrap, their differences do not */
	struct err *e;
	bool failed;           /* e says why */
};

static void take(u_char *ctx, const struct pcap_pkthdr *h, const u_char *bytes)
{
	struct recording *r = (struct recording *)ctx;
	struct capture_counts *c = r->counts;
	int64_t at = h->ts.tv_sec * NS_PER_S + h->ts.tv_usec * (r->device->nanoseconds ? 1 : NS_PER_US);

	if (r->failed)
		return;
	if (evidence_packet(r->evidence, at, h->len, (struct span){ bytes, h->caplen }, r->e) != 0) {
		r->failed = true;
		pcap_breakloop(r->device->pcap);
		return;
	}
	c->packets++;
	c->bytes += h->len;
	if (c->from == 0)
		c->from = at;
	c->until = at;
}

/* An interface that is gone has no counts any more: the last ones stand. */
static void update_drops(struct recording *r)
{
	struct pcap_stat now;

	if (pcap_stats(r->device->pcap, &now) != 0)
		return;
	r->counts->received += (uint32_t)(now.ps_recv - r->last.ps_recv);
	r->counts->dropped_by_kernel += (uint32_t)(now.ps_drop - r->last.ps_drop);
	r->counts->dropped_by_interface += (uint32_t)(now.ps_ifdrop - r->last.ps_ifdrop);
	r->last = now;
}

static int64_t monotonic_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * NS_PER_S + t.tv_nsec;
}

/* One wait and what it brought; -1 where the recording cannot go on. */
static int step(struct recording *r)
{
	struct pollfd p = { .fd = pcap_get_selectable_fd(r->device->pcap), .events = POLLIN };
	int n;

	poll(&p, 1, POLL_MS);
	n = pcap_dispatch(r->device->pcap, TAKE_MAX, take, (u_char *)r);
	if (r->failed)
		return -1;
	if (n < 0 && n != PCAP_ERROR_BREAK)
		return err_set(r->e, "interface '%s' can no longer be read: %s; what came before is kept",
			r->device->name, pcap_geterr(r->device->pcap));
	return 0;
}

/* What is due each second. */
static int second(struct recording *r, struct device_tick tick)
{
	update_drops(r);
	if (tick.call != NULL)
		tick.call(tick.ctx, r->counts);
	return evidence_flush(r->evidence, r->e);
}

static int record_until(struct recording *r, const volatile sig_atomic_t *stop, struct device_tick tick)
{
	int64_t due = monotonic_now() + NS_PER_S;
	int rc = 0;

	while (rc == 0 && *stop == 0) {
		rc = step(r);
		if (rc == 0 && monotonic_now() >= due) {
			due = monotonic_now() + NS_PER_S;
			rc = second(r, tick);
		}
	}
	return rc;
}

static int drain(struct recording *r)
{
	int64_t end = monotonic_now() + DRAIN_MS * NS_PER_MS;
	int rc = 0;

	while (rc == 0 && monotonic_now() < end)
		rc = step(r);
	return rc;
}

int device_record(struct device *d, struct evidence *v, const volatile sig_atomic_t *stop, struct device_tick tick,
	struct capture_counts *ret, struct err *e)
{
	struct recording r = { .device = d, .evidence = v, .counts = ret, .e = e };
	int rc;

	*ret = (struct capture_counts){ 0 };
	rc = record_until(&r, stop, tick);
	if (rc == 0)
		rc = drain(&r);
	update_drops(&r);
	if (evidence_flush(v, rc == 0 ? e : NULL) != 0)
		rc = -1;
	ret->packets = evidence_packets(v);
	return rc;
}
