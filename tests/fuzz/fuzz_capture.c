/* A whole capture file, and each of its packets peeled: capture_open, capture_next, peel, peel_more. */
#include "capture/capture.h"
#include "peel/peel.h"

#include <err.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static volatile uint8_t sum;

/* Spans of a datagram are readable to their last byte. */
static void check(const struct datagram *d)
{
	if (d->payload.len > d->ip.len || d->payload.len > d->payload_wire_len)
		abort();
	for (size_t i = 0; i < d->ip.len; i++)
		sum += d->ip.data[i];
	for (size_t i = 0; i < d->payload.len; i++)
		sum += d->payload.data[i];
}

static void check_more(struct peeler *r, bool end)
{
	struct datagram d;

	while (peel_more(r, end, &d))
		check(&d);
}

/* Sanitizers see a read behind a packet only where the packet is an allocation of its own. */
static void peel_alone(struct peeler *r, struct packet p)
{
	uint8_t *copy = malloc(p.bytes.len == 0 ? 1 : p.bytes.len);
	struct datagram d;

	for (size_t i = 0; i < p.bytes.len; i++)
		copy[i] = p.bytes.data[i];
	p.bytes.data = copy;
	if (peel(r, &p, &d))
		check(&d);
	check_more(r, false);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	int fd = memfd_create("fuzz", 0);
	struct losses *l = losses_new();
	struct peeler *r = peeler_new(l);
	struct capture *c;
	struct packet p;

	if (fd < 0 || write(fd, data, len) != (ssize_t)len)
		err(1, "memfd");
	c = capture_open(fd, -1, l, NULL);
	while (c != NULL && capture_next(c, &p))
		peel_alone(r, p);
	check_more(r, true);
	capture_close(c);
	peeler_free(r);
	losses_free(l);
	close(fd);
	return 0;
}
