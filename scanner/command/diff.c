/* What changed from database to database: before and after an update, a consent, a move; build by build. */
#include "base/alloc.h"
#include "command/command.h"
#include "command/file.h"
#include "command/seal.h"
#include "command/setup.h"
#include "command/style.h"
#include "command/terminal.h"
#include "command/tool.h"
#include "reports/report.h"
#include "store/compare.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct differ {
	struct setup setup;
	const char *format, *output;
	struct style style;
	struct compared *items;
	char (*hashes)[SHA256_HEX_LEN + 1];
	int n;
};

static const char about[] =
	"Lays databases side by side, each with the one after it: disclosures that are gone, new or still there, places that\n"
	"moved, consent and verdicts that changed, by service and kind. Values are compared where the databases were made under\n"
	"one key, else kind, form, service and place. Handsets are not told apart. The databases are not changed.\n\n"
	"Exit: 1 the last is worse than the one before it (more or graver departures from rules, or a disclosure without consent\n"
	"of which there was none), 0 it is not, 2 could not, 3 nothing can be said: in one of these two nothing was judged, for no\n"
	"flow was of a handset.";

static const char *name_of(const char *file)
{
	const char *slash = strrchr(file, '/');

	return slash == NULL ? file : slash + 1;
}

/* As last/audit.db and audit.db do: then only their folders tell them apart. */
static bool shares_name(char **files, int n, int i)
{
	for (int k = 0; k < n; k++) {
		if (strcmp(files[k], files[i]) != 0 && strcmp(name_of(files[k]), name_of(files[i])) == 0)
			return true;
	}
	return false;
}

static int open_one(struct differ *d, char **files, int i)
{
	struct compared *c = &d->items[i];

	d->setup.database = files[i];
	if (seal_hash(files[i], d->hashes[i]) < 0)
		return -1;
	c->store = setup_store(&d->setup, STORE_READ);
	c->name = shares_name(files, d->n, i) ? files[i] : name_of(files[i]);
	c->sha256 = d->hashes[i];
	return c->store == NULL ? -1 : 0;
}

static struct store *compare(struct differ *d, char **files)
{
	struct store *comparison;
	struct err e = { "" };

	for (int i = 0; i < d->n; i++) {
		if (open_one(d, files, i) < 0)
			return NULL;
	}
	comparison = store_compare(d->items, (size_t)d->n, &e);
	if (comparison == NULL)
		complain("%s", e.text);
	return comparison;
}

static int put(const struct differ *d, struct buf *page)
{
	if (d->output != NULL && strcmp(d->output, "-") != 0)
		return file_write(d->output, buf_span(page));
	if (fwrite(buf_text(page), 1, page->len, stdout) == page->len && fflush(stdout) == 0)
		return 0;
	complain("standard output: %s", strerror(errno));
	return -1;
}

static int write_diff(const struct differ *d, struct store *comparison)
{
	char *folder = tool_path("reports");
	int terminal = d->output == NULL ? STDOUT_FILENO : -1;
	struct report_options o = { .folder = folder, .templates = d->style.templates, .tool = tool_text(), .now = d->setup.at,
		.width = style_width(&d->style, terminal), .colour = terminal_colour(terminal) };
	struct buf page = { 0 };
	struct err e = { "" };
	int status = report_diff(comparison, d->format, &o, &page, &e);

	if (status < 0)
		complain("%s", e.text);
	else
		status = put(d, &page);
	buf_free(&page);
	free(folder);
	return status;
}

static int keep_code(void *ctx, const struct store_row *r)
{
	*(int *)ctx = r->cells[0].integer != 0 ? EXIT_BREACH : r->cells[1].integer != 0 ? EXIT_DONE : EXIT_PARTIAL;
	return 0;
}

static int verdict(struct store *comparison)
{
	int code = EXIT_COULD_NOT;
	struct err e = { "" };

	if (store_query(comparison, "SELECT worse, judged FROM steps ORDER BY step DESC LIMIT 1", NULL, keep_code, &code, &e) == 0)
		return code;
	complain("%s", e.text);
	return EXIT_COULD_NOT;
}

static int diff(struct differ *d, char **files)
{
	struct store *comparison;
	int code = EXIT_COULD_NOT;

	d->items = xcalloc((size_t)d->n, sizeof *d->items);
	d->hashes = xcalloc((size_t)d->n, sizeof *d->hashes);
	comparison = compare(d, files);
	if (comparison != NULL && write_diff(d, comparison) == 0)
		code = verdict(comparison);
	store_close(comparison, NULL);
	for (int i = 0; i < d->n; i++)
		store_close(d->items[i].store, NULL);
	free(d->items);
	free(d->hashes);
	return code;
}

int command_diff(int argc, char **argv)
{
	struct differ d = { .format = "text" };
	const struct option_row rows[] = {
		{ "format", 'f', OPTION_TEXT, &d.format, "NAME", "text, html or json (default: text)" },
		{ "output", 'o', OPTION_TEXT, &d.output, "FILE", "write there instead of to standard output" },
		STYLE_ROWS(&d.style),
		{ "now", 0, OPTION_TEXT, &d.setup.now, "TIME", "the time to write down, for results that repeat" },
	};
	const struct option_table table = { "diff [options] DB DB...", about, rows, sizeof rows / sizeof *rows };
	int first;
	enum options_result parsed = options_parse(&table, argc, argv, &first);

	if (parsed != OPTIONS_GO)
		return parsed == OPTIONS_HELP ? EXIT_DONE : EXIT_COULD_NOT;
	d.n = argc - first;
	if (d.n < 2) {
		complain("diff takes two databases or more, the oldest first; --help tells more");
		return EXIT_COULD_NOT;
	}
	return style_known(&d.style) && setup_clock(&d.setup) == 0 ? diff(&d, argv + first) : EXIT_COULD_NOT;
}
