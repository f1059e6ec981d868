#include "command/style.h"

#include "command/setup.h"
#include "command/terminal.h"
#include "reports/report.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

bool style_known(const struct style *s)
{
	struct stat st;

	if (s->templates != NULL && stat(s->templates, &st) == 0 && !S_ISDIR(st.st_mode))
		errno = ENOTDIR;
	else if (s->templates == NULL || stat(s->templates, &st) == 0)
		errno = 0;
	if (errno != 0) {
		complain("--templates: %s: %s", s->templates, strerror(errno));
		return false;
	}
	if (s->width != 0 && (s->width < REPORT_WIDTH_MIN || s->width > REPORT_WIDTH_MAX)) {
		complain("--width: from %d to %d, not %u", REPORT_WIDTH_MIN, REPORT_WIDTH_MAX, s->width);
		return false;
	}
	return true;
}

int style_width(const struct style *s, int fd)
{
	return s->width != 0 ? (int)s->width : terminal_width(fd);
}
