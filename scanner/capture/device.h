/*
 * Network interfaces, recorded to an evidence capture. This is the only code that holds a device, and it parses nothing
 * of what the device gives: it runs as root for as long as opening takes, then never again.
 *
 *   device_open -> roll_open -> device_drop_root -> device_record until stopped -> roll_close -> device_close
 */
#ifndef CAPTURE_DEVICE_H
#define CAPTURE_DEVICE_H

#include "capture/roll.h"

#include <signal.h>

struct device;

/* A zeroed struct holds the defaults. */
struct device_options {
	const char *filter;   /* in libpcap's language; NULL: everything */
	uint32_t snaplen;     /* 0: PACKET_MAX, which is every packet whole */
	unsigned buffer_mib;  /* 0: DEVICE_BUFFER_MIB */
	bool only_own;        /* not promiscuous: what is sent from or to this machine */
	bool monitor;         /* all 802.11 frames of the channel, with radiotap headers: the card belongs to no network then */
	bool immediate;       /* hand packets over one by one, not by the block: for tests and slow links */
};

enum {
	DEVICE_BUFFER_MIB = 64,       /* of the kernel: half a second of 1 Gbit/s while the disk or the processor is busy */
	DEVICE_BUFFER_MIB_MAX = 1024, /* it is memory that cannot be swapped out */
};

struct device *device_open(const char *interface, const struct device_options *o, struct err *e);
void device_close(struct device *d);
const char *device_name(const struct device *d);
/* LINKTYPE_ value of its packets; true where its clock gives nanoseconds. */
int device_link(const struct device *d);
bool device_nanoseconds(const struct device *d);
uint32_t device_snaplen(const struct device *d);
/* What went otherwise than asked, "" where nothing did: "promiscuous mode is not supported on 'any'". */
const char *device_warning(const struct device *d);

/*
 * Gives up root and every capability for good, having handed the evidence (NULL: none) over to who runs then: user by
 * name where it is not NULL, else who called sudo, else "nobody". Without root it gives up what capabilities there are.
 * An error means that the process must end: it may be half way. /proc/self/fd and core files are gone after it.
 */
int device_drop_root(const char *user, struct roll *r, struct err *e);

/* Called about once a second with how it goes, of all interfaces together. */
struct device_tick {
	void (*call)(void *ctx, const struct capture_counts *c);
	void *ctx;
};

enum { DEVICES_MAX = 16 };

/*
 * Records all n devices until *stop is not 0, which is seen within 100 ms. One that goes away is told of, and the others go on; it
 * fails where none is left or the evidence cannot be written. ret holds the counts of each either way.
 */
int device_record(struct device *const *devices, size_t n, struct roll *r, const volatile sig_atomic_t *stop,
	struct device_tick tick, struct capture_counts *ret, struct err *e);

#endif
