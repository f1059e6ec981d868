#include "command/case.h"

#include "command/command.h"
#include "command/setup.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char about[] =
	"Reads a case file and tells every mistake with file, line and column; values are never quoted. What is no mistake but is\n"
	"seldom meant is told as a note.\n\n"
	"Exit: 0 there is no mistake, 2 there are mistakes.";

static void note(const char *file, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static void note(const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	fputs(file, stderr);
	if (line > 0)
		fprintf(stderr, ":%d", line);
	fputs(": note: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

static void note_readable(const char *file, const char *holds)
{
	struct stat st;

	if (file != NULL && stat(file, &st) == 0 && (st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		note(file, 0, "it holds %s and is open to others (mode %03o); chmod 600 %s", holds, st.st_mode & 0777u, file);
}

static void note_handsets(const struct audit_case *c)
{
	for (size_t i = 0; i < c->handset_count; i++) {
		const struct case_handset *h = &c->handsets[i];

		if (h->address_count + h->mac_count == 0)
			note(c->file, 0, "handset '%s' has no addresses: nothing tells its traffic from that of others", h->id);
		if (h->value_count == 0)
			note(c->file, 0, "handset '%s' has no values: its data are found by pattern only", h->id);
		if (h->subject_country[0] == 0)
			note(c->file, 0, "handset '%s' has no subject_country: rules that ask for it give no more than review", h->id);
	}
}

static void note_steps(const struct audit_case *c)
{
	for (size_t i = 1; i < c->step_count; i++) {
		char at[INSTANT_TEXT], before[INSTANT_TEXT];

		if (c->steps[i].at < c->steps[i - 1].at)
			note(c->file, 0, "step %zu of %s stands after one of %s", i + 1, instant_text(c->steps[i].at, at),
				instant_text(c->steps[i - 1].at, before));
	}
}

static void note_events(const struct audit_case *c)
{
	if (!c->complete)
		note(c->file, 0, "no window is attested (consent: complete), so without an event consent is unknown, never none");
	for (size_t i = 0; c->complete && i < c->event_count; i++) {
		const struct consent_event *e = &c->events[i];
		char at[INSTANT_TEXT];

		if (e->at < c->complete_from || e->at >= c->complete_to)
			note(e->origin.file, e->origin.line, "this event of %s lies outside the window in which all are listed",
				instant_text(e->at, at));
	}
}

static void note_all(const struct audit_case *c)
{
	if (!isatty(STDERR_FILENO)) /* on a terminal every command says so */
		note_readable(c->file, "true identifiers");
	note_readable(c->key_file, "the key of the case");
	note_handsets(c);
	note_steps(c);
	note_events(c);
}

int case_check(int argc, char **argv)
{
	struct setup s = { 0 };
	const struct option_row rows[] = {
		{ "rules", 0, OPTION_TEXT, &s.rules, "DIR", "rules instead of those that came with phonehome" },
	};
	const struct option_table table = { "case check [options] FILE", about, rows, 1 };
	int first, code = EXIT_COULD_NOT;
	enum options_result parsed = options_parse(&table, argc, argv, &first);

	if (parsed != OPTIONS_GO)
		return parsed == OPTIONS_HELP ? EXIT_DONE : EXIT_COULD_NOT;
	if (argc != first + 1) {
		complain("case check takes one file: phonehome %s", table.usage);
		return EXIT_COULD_NOT;
	}
	s.case_file = argv[first];
	if (setup_rules(&s) == 0 && setup_case(&s) == 0) {
		printf("%s: %zu handset%s, %zu steps, %zu consent events: no mistake\n", s.audit_case->name,
			s.audit_case->handset_count, s.audit_case->handset_count == 1 ? "" : "s", s.audit_case->step_count,
			s.audit_case->event_count);
		fflush(stdout);
		note_all(s.audit_case);
		code = EXIT_DONE;
	}
	setup_free(&s);
	return code;
}
