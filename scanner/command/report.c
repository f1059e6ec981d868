#include "reports/report.h"

#include "base/alloc.h"
#include "base/digest.h"
#include "command/command.h"
#include "command/file.h"
#include "command/setup.h"
#include "command/style.h"
#include "command/stop.h"
#include "command/terminal.h"
#include "command/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct reporter {
	const char *format, *output, *edition_name, *language;
	enum report_edition edition;
	struct style style;
};

static const char about[] =
	"Writes what is in a database (default: phonehome.db). The page is one file that loads nothing from anywhere.\n\n"
	"Exit: 0 done, 2 could not.";

/* What POSIX says a program's messages go by. */
static const char *locale(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);

		if (value != NULL && *value != 0)
			return value;
	}
	return "C";
}

/* Where the page goes. A file is begun with the first piece of it: until then a signal may end the program at any time. */
struct sink {
	const char *file; /* NULL: standard output */
	struct file_growing growing;
	bool refused;     /* it was said why */
};

static int put(void *ctx, struct span piece, struct err *e)
{
	struct sink *s = ctx;
	FILE *to;

	if (s->file != NULL && s->growing.to == NULL) {
		stop_listen();
		s->refused = file_begin(&s->growing, s->file) < 0;
		if (s->refused)
			return -1;
	}
	to = s->file != NULL ? s->growing.to : stdout;
	if (s->file != NULL && stop_requests > 0)
		return err_set(e, "%s: not written, for it was stopped", s->file);
	if (fwrite(piece.data, 1, piece.len, to) == piece.len && fflush(to) == 0)
		return 0;
	return err_set(e, "%s: %s", s->file != NULL ? s->file : "standard output", strerror(errno));
}

/* The page to where it goes. */
static int hand_on(struct sink *sink, struct store *store, const char *format, struct report_options *o)
{
	struct buf page = { 0 };
	struct err e = { "" };
	int status;

	o->hand = put;
	o->hand_ctx = sink;
	status = report_write(store, format, o, &page, &e);
	if (status < 0 && !sink->refused)
		complain("%s", e.text);
	if (sink->growing.to != NULL && file_end(&sink->growing, status == 0) < 0)
		status = -1;
	buf_free(&page);
	return status;
}

static int write_report(const struct reporter *r, struct setup *s, struct store *store)
{
	char *folder = tool_path("reports"), *copy = xstrdup(s->database), sha256[SHA256_HEX_LEN + 1] = "";
	int terminal = r->output == NULL ? STDOUT_FILENO : -1;
	struct report_options o = { .folder = folder, .templates = r->style.templates, .tool = tool_text(), .now = s->at,
		.edition = r->edition, .language = r->language != NULL ? r->language : report_language(locale()), .database = basename(copy),
		.width = style_width(&r->style, terminal), .colour = terminal_colour(terminal) };
	struct sink sink = { .file = r->output != NULL && strcmp(r->output, "-") != 0 ? r->output : NULL };
	uint64_t size;
	int fd = open(s->database, O_RDONLY | O_CLOEXEC), status;

	if (fd >= 0 && sha256_file(fd, sha256, &size) == 0)
		o.database_sha256 = sha256;
	if (fd >= 0)
		close(fd);
	status = hand_on(&sink, store, r->format, &o);
	free(copy);
	free(folder);
	return status;
}

int command_report(int argc, char **argv)
{
	struct reporter r = { .format = "text", .edition_name = "full" };
	struct setup s = { .database = "phonehome.db" };
	const struct option_row rows[] = {
		{ "format", 'f', OPTION_TEXT, &r.format, "NAME", "text (default), html, pdf, csv, json, jsonl, sarif, ocsf or bsa63" },
		{ "output", 'o', OPTION_TEXT, &r.output, "FILE", "write there instead of to standard output" },
		{ "edition", 0, OPTION_TEXT, &r.edition_name, "NAME", "full, regulator or public: who may read it (default: full)" },
		{ "lang", 0, OPTION_TEXT, &r.language, "LANG", "en, hi, zh-CN, zh-TW (default: that of the locale)" },
		STYLE_ROWS(&r.style),
		{ "now", 0, OPTION_TEXT, &s.now, "TIME", "the time to write down, for results that repeat" },
	};
	const struct option_table table = { "report [options] [DB]", about, rows, sizeof rows / sizeof *rows };
	struct store *store = NULL;
	struct err e = { "" };
	int first, status = -1;
	enum options_result parsed = options_parse(&table, argc, argv, &first);

	if (parsed != OPTIONS_GO)
		return parsed == OPTIONS_HELP ? EXIT_DONE : EXIT_COULD_NOT;
	if (first < argc)
		s.database = argv[first++];
	if (first < argc) {
		complain("report takes one database: '%s' is one more", argv[first]);
		return EXIT_COULD_NOT;
	}
	if (!report_edition_parse(r.edition_name, &r.edition)) {
		complain("no such edition: '%s'; there are full, regulator, public", r.edition_name);
		return EXIT_COULD_NOT;
	}
	if (style_known(&r.style) && setup_clock(&s) == 0)
		store = setup_store(&s, STORE_READ);
	if (store != NULL)
		status = write_report(&r, &s, store);
	if (store != NULL && store_close(store, &e) < 0)
		complain("%s", e.text);
	return status == 0 ? EXIT_DONE : EXIT_COULD_NOT;
}
