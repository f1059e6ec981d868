/*
 * Every datagram of a capture, a line each: frame, source, target, transport, ports. For tests/peeled.sh, which compares with tshark.
 * usage: bench_peeled CAPTURE
 */
#include "capture/capture.h"
#include "peel/peel.h"

#include <err.h>
#include <fcntl.h>
#include <stdio.h>

static void say(const struct datagram *d)
{
	char source[ADDRESS_TEXT], target[ADDRESS_TEXT];

	printf("%llu %s %s %u %u %u\n", (unsigned long long)d->frame, address_text(&d->source, source), address_text(&d->target, target),
		d->transport, d->source_port, d->target_port);
}

int main(int argc, char **argv)
{
	int fd = open(argc == 2 ? argv[1] : "", O_RDONLY);
	struct losses *l = losses_new();
	struct peeler *r = peeler_new(l);
	struct capture *c;
	struct datagram d;
	struct packet p;
	struct err e;

	if (fd < 0)
		errx(2, "usage: bench_peeled CAPTURE");
	c = capture_open(fd, -1, l, &e);
	if (c == NULL)
		errx(2, "%s: %s", argv[1], e.text);
	while (capture_next(c, &p)) {
		if (peel(r, &p, &d))
			say(&d);
		while (peel_more(r, false, &d))
			say(&d);
	}
	while (peel_more(r, true, &d))
		say(&d);
	capture_close(c);
	peeler_free(r);
	losses_free(l);
	return 0;
}
