/* A whole capture file, and each of its packets peeled: capture_open, capture_next, peel. */
#include "capture/capture.h"
#include "peel/peel.h"

#include <err.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Sanitizers see a read behind a packet only where the packet is an allocation of its own. */
static void peel_alone(struct packet p, struct losses *l)
{
	uint8_t *copy = malloc(p.bytes.len == 0 ? 1 : p.bytes.len);
	struct datagram d;

	for (size_t i = 0; i < p.bytes.len; i++)
		copy[i] = p.bytes.data[i];
	p.bytes.data = copy;
	if (peel(&p, l, &d) && (d.payload.len > d.ip.len || d.ip.len > p.bytes.len || d.payload.len > d.payload_wire_len))
		abort();
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	int fd = memfd_create("fuzz", 0);
	struct losses *l = losses_new();
	struct capture *c;
	struct packet p;

	if (fd < 0 || write(fd, data, len) != (ssize_t)len)
		err(1, "memfd");
	c = capture_open(fd, -1, l, NULL);
	while (c != NULL && capture_next(c, &p))
		peel_alone(p, l);
	capture_close(c);
	losses_free(l);
	close(fd);
	return 0;
}
