#include "reports/report.h"

#include "command/command.h"
#include "command/setup.h"
#include "command/style.h"
#include "command/terminal.h"
#include "command/tool.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char about[] =
	"Tells why a verdict is what it is: the fact and where it stood, each clause of each rule and how it came out, the act of\n"
	"consent that counted, the evidence for the place, and where the rule is written.\n\n"
	"FINDING is the id of a finding, a sighting or a flow as the CSV, JSON and JSON Lines reports give it, or a beginning\n"
	"that only one has. frame:N is all that was found in frame N of any capture, CAPTURE:N of the one with that name (or\n"
	"with a SHA-256 that begins so, of 8 digits or more).\n\n"
	"Exit: 0 done, 2 could not.";

static int explain(const struct setup *s, struct store *store, const char *asked, const struct style *style)
{
	char *folder = tool_path("reports");
	struct report_options o = { .folder = folder, .templates = style->templates, .tool = tool_text(), .now = s->at,
		.width = style_width(style, STDOUT_FILENO), .colour = terminal_colour(STDOUT_FILENO) };
	struct buf page = { 0 };
	struct err e = { "" };
	int status = report_explain(store, asked, &o, &page, &e);

	if (status < 0)
		complain("%s", e.text);
	else if (fwrite(buf_text(&page), 1, page.len, stdout) != page.len || fflush(stdout) != 0)
		status = (complain("standard output: %s", strerror(errno)), -1);
	buf_free(&page);
	free(folder);
	return status;
}

int command_explain(int argc, char **argv)
{
	struct setup s = { .database = "phonehome.db" };
	struct style style = { 0 };
	const struct option_row rows[] = {
		{ "output", 'o', OPTION_TEXT, &s.database, "DB", "the database (default: phonehome.db)" },
		STYLE_ROWS(&style),
	};
	const struct option_table table = { "explain [options] FINDING", about, rows, sizeof rows / sizeof *rows };
	struct store *store = NULL;
	struct err e = { "" };
	int first, status = -1;
	enum options_result parsed = options_parse(&table, argc, argv, &first);

	if (parsed != OPTIONS_GO)
		return parsed == OPTIONS_HELP ? EXIT_DONE : EXIT_COULD_NOT;
	if (argc != first + 1) {
		complain("explain takes one finding: phonehome %s; the database is named with -o", table.usage);
		return EXIT_COULD_NOT;
	}
	if (style_known(&style) && setup_clock(&s) == 0)
		store = setup_store(&s, STORE_READ);
	if (store != NULL)
		status = explain(&s, store, argv[first], &style);
	if (store != NULL && store_close(store, &e) < 0)
		complain("%s", e.text);
	return status == 0 ? EXIT_DONE : EXIT_COULD_NOT;
}
