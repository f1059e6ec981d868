#include "capture/clock.h"

#include "base/instant.h"

#include <stdlib.h>
#include <time.h>

enum { STEP_MS = 500 /* NTP slews by 0.5 ms a second at most, so that a second's look tells a step from it */ };

int64_t clock_step(struct clock_watch *w, int64_t wall, int64_t steady)
{
	int64_t apart = wall - steady, by = w->known ? apart - w->apart : 0;

	w->known = true;
	w->apart = apart;
	return by > -STEP_MS * NS_PER_MS && by < STEP_MS * NS_PER_MS ? 0 : by;
}

static int64_t now(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return t.tv_sec * NS_PER_S + t.tv_nsec;
}

/* A test build can be told of a step that was none: PHONEHOME_CLOCK=SECONDS, at its second look. */
static int64_t pretended(const struct clock_watch *w)
{
#ifdef FAULT_INJECTION
	const char *seconds = getenv("PHONEHOME_CLOCK");

	if (seconds != NULL && w->known)
		return atol(seconds) * NS_PER_S;
#endif
	(void)w;
	return 0;
}

int64_t clock_look(struct clock_watch *w)
{
	return clock_step(w, now(CLOCK_REALTIME) + pretended(w), now(CLOCK_BOOTTIME));
}
