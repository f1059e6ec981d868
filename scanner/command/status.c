#include "command/status.h"

#include "base/instant.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { SHOW_MS = 250 };

void status_begin(struct status *s, const char *what, uint64_t size)
{
	*s = (struct status){ .what = what, .size = size, .begun = instant_monotonic(), .on = isatty(STDERR_FILENO) };
	s->shown = s->begun;
}

void status_show(struct status *s, uint64_t done, uint64_t packets)
{
	int64_t now = instant_monotonic();
	double seconds = (double)(now - s->begun) / NS_PER_S;

	if (!s->on || now - s->shown < SHOW_MS * NS_PER_MS || seconds <= 0)
		return;
	s->shown = now;
	fprintf(stderr, "\r\033[K%s: ", s->what);
	if (s->size > 0 && done > 0 && done <= s->size)
		fprintf(stderr, "%.0f %%, %.0f s left, ", (double)done * 100 / (double)s->size,
			seconds * (double)(s->size - done) / (double)done);
	fprintf(stderr, "%" PRIu64 " packets, %.0f a second", packets, (double)packets / seconds);
	fflush(stderr);
}

void status_end(struct status *s)
{
	if (s->on)
		fputs("\r\033[K", stderr);
	s->on = 0;
}
