#include "command/terminal.h"

#include "reports/report.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int terminal_width(int fd)
{
	struct winsize w;

	if (!isatty(fd) || ioctl(fd, TIOCGWINSZ, &w) != 0 || w.ws_col == 0)
		return 0;
	if (w.ws_col < REPORT_WIDTH_MIN)
		return REPORT_WIDTH_MIN;
	return w.ws_col < REPORT_WIDTH_MAX ? w.ws_col : REPORT_WIDTH_MAX;
}

/* https://no-color.org: set and not empty, whatever to. */
bool terminal_colour(int fd)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(fd) && (no == NULL || *no == 0) && (term == NULL || strcmp(term, "dumb") != 0);
}
