#include "command/stop.h"

#include <stddef.h>

volatile sig_atomic_t stop_requests;

static void on_signal(int signal)
{
	(void)signal;
	stop_requests++;
}

void stop_listen(void)
{
	struct sigaction a = { .sa_handler = on_signal };

	sigaction(SIGINT, &a, NULL);
	sigaction(SIGTERM, &a, NULL);
	sigaction(SIGHUP, &a, NULL);
	signal(SIGPIPE, SIG_IGN);
}
