#include "command/summary.h"

#include "command/terminal.h"
#include "command/tool.h"
#include "reports/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void summary_counts(const char *name, const struct fact_end *f)
{
	bool entries = strcmp(f->unit, "entry") == 0, one = f->packets == 1;

	printf("%s: %" PRIu64 " %s, %" PRIu64 " flow%s", name, f->packets,
		entries ? (one ? "entry" : "entries") : (one ? "packet" : "packets"), f->flows, f->flows == 1 ? "" : "s");
}

void summary_print(const struct setup *s, struct store *store)
{
	char *folder = tool_path("reports");
	struct report_options o = { .folder = folder, .tool = tool_text(), .now = s->at, .width = terminal_width(STDOUT_FILENO),
		.colour = terminal_colour(STDOUT_FILENO) };
	struct buf text = { 0 };
	struct err e = { "" };

	if (report_summary(store, &o, &text, &e) < 0)
		complain("%s", e.text);
	else
		printf("\n%s\nphonehome report %s tells all of it.\n", buf_text(&text), s->database);
	buf_free(&text);
	free(folder);
}
