#include "command/summary.h"

#include "command/tool.h"
#include "reports/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void summary_print(const struct setup *s, struct store *store)
{
	char *folder = tool_path("reports");
	struct report_options o = { .folder = folder, .tool = tool_text(), .now = s->at };
	struct buf text = { 0 };
	struct err e = { "" };
	const char *end;

	if (report_write(store, "text", &o, &text, &e) < 0) {
		complain("%s", e.text);
	} else {
		end = strstr(buf_text(&text), "\n\n");
		printf("\n%.*s\n\nphonehome report %s tells all of it.\n",
			end == NULL ? (int)text.len : (int)(end - buf_text(&text)), buf_text(&text), s->database);
	}
	buf_free(&text);
	free(folder);
}
