/*
 * Was the clock set? Packets bear the time of a clock that people and programs set; what was consented to when is judged by it. So that is
 * looked at now and then, beside a clock that nobody sets and that goes on while the machine sleeps.
 */
#ifndef CAPTURE_CLOCK_H
#define CAPTURE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct clock_watch {
	bool known;
	int64_t apart; /* the one clock less the other, when last looked at */
};

/* By how many ns it was set since the last look, forwards or backwards; 0 where it was only kept right: steps under half a second are. */
int64_t clock_step(struct clock_watch *w, int64_t wall, int64_t steady);
/* The same, by this machine's clocks. */
int64_t clock_look(struct clock_watch *w);

#endif
