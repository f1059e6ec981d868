/*
 * The processes that read one capture together: the surveyor alone, then the workers. They are started, fed with the files of a run that
 * grows, listened to and watched; how they ended is told.
 */
#ifndef PIPELINE_CREW_H
#define PIPELINE_CREW_H

#include "pipeline/faults.h"
#include "pipeline/run.h"
#include "pipeline/worker.h"

#include <poll.h>

struct crew {
	struct worker *workers;
	struct work_note *notes; /* shared with them */
	uint32_t most, n;        /* n: who was started */
	int64_t hang_ns;         /* without a packet finished, one hangs */
};

int crew_begin(struct crew *c, uint32_t most, int64_t hang_ns, struct err *e);
/* Frees; all have been seen off. */
void crew_end(struct crew *c);

/* One more. t's worker and note are set here. surveyed as in worker.h, NULL: it is to observe. */
int crew_start(struct crew *c, struct observe_task *t, struct surveyed *surveyed, bool follows, struct err *e);
/* Hands each the files that it has not got. over: the last one is there. */
void crew_feed(struct crew *c, struct run *r, bool over);
void crew_signal(const struct crew *c, int signal);

/* What to wait for: n places of fds. */
void crew_poll(const struct crew *c, struct pollfd *fds);
/*
 * Reads what has come of each, kills who hangs. heard: more came of w (its unread), or its pipe ended. Who has more than most bytes
 * unread is left to wait. ret_open: how many pipes are open still.
 */
int crew_listen(struct crew *c, const struct pollfd *fds, size_t most, int (*heard)(void *ctx, struct worker *w, struct err *e), void *ctx,
	uint32_t *ret_open, struct err *e);
/* All have ended, or are made to. What each died of by itself is added to f, NULL: nobody asks; false where nothing is left to try. */
bool crew_see_off(struct crew *c, struct faults *f);

#endif
