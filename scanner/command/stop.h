/* Ctrl-C and SIGTERM: once to finish cleanly, twice to stop at once. */
#ifndef COMMAND_STOP_H
#define COMMAND_STOP_H

#include <signal.h>

/* How often the user asked. */
extern volatile sig_atomic_t stop_requests;

void stop_listen(void);

#endif
