#include "command/tool.h"

#include "base/alloc.h"
#include "detect/detect.h"
#include "flow/classify.h"
#include "store/store.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *tool_text(void)
{
	static char text[256];

	snprintf(text, sizeof text, "phonehome %s; nDPI %s; SQLite %s; Hyperscan %s", VERSION, classifier_version(),
		store_library(), detect_library());
	return text;
}

static char *if_there(char *path)
{
	if (access(path, R_OK) == 0)
		return path;
	free(path);
	return NULL;
}

/* build/ has folders called scanner and reports too: the source is where main.c is. */
static char *in_source(const char *folder, const char *name)
{
	char *source = if_there(xasprintf("%s/scanner/main.c", folder));
	char *found = source == NULL ? NULL : if_there(xasprintf("%s/scanner/../%s", folder, name));

	free(source);
	return found;
}

char *tool_program(void)
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self);

	return n < 0 ? NULL : xasprintf("%.*s", (int)n, self);
}

char *tool_path(const char *name)
{
	char *self = tool_program(), *found = NULL;

	if (self != NULL) {
		char *folder = dirname(self), *beside;

		beside = xasprintf("%s/%s", folder, name);
		for (int up = 0; found == NULL && up < 2; up++) { /* build/ and build/asan/ */
			folder = dirname(folder);
			found = in_source(folder, name);
		}
		if (found == NULL)
			found = if_there(beside);
		else
			free(beside);
	}
	free(self);
	return found != NULL ? found : xasprintf("%s/%s", DATADIR, name);
}
