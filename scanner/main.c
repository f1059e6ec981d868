/* The table of commands, and what holds for all of them. */
#include "base/text.h"
#include "command/command.h"
#include "command/tool.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct command commands[] = {
	{ "scan", "read capture files, find personal data, judge", command_scan },
	{ "capture", "the same, live from a network interface", command_capture },
	{ "assess", "judge the stored facts again, with other rules or another case", command_assess },
	{ "explain", "tell why a finding has its verdict, clause by clause", command_explain },
	{ "report", "write what was found as text, html, csv, json and more", command_report },
	{ "diff", "tell what changed from database to database", command_diff },
	{ "verify", "tell whether database, captures and rules are still what they were", command_verify },
	{ "rules", "check, list, show and test the rules", command_rules },
	{ "case", "write a case file to fill in, or check one", command_case },
};

enum { COMMANDS = sizeof commands / sizeof *commands };

static void usage(FILE *to)
{
	fprintf(to, "usage: phonehome COMMAND [options] [file...]\n\n"
		    "Where did the handset's personal data go, and was anyone asked?\n\n");
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(to, "  %-10s%s\n", commands[i].name, commands[i].summary);
	fprintf(to, "\nphonehome COMMAND --help tells more; phonehome --version tells what it is built with.\n");
}

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++) {
		if (strcmp(name, commands[i].name) == 0)
			return &commands[i];
	}
	return NULL;
}

static void unknown(const char *name)
{
	const char *names[COMMANDS];
	const char *near;

	for (size_t i = 0; i < COMMANDS; i++)
		names[i] = commands[i].name;
	near = text_nearest(name, names, COMMANDS);
	fprintf(stderr, "phonehome: unknown command: '%s'", name);
	if (near != NULL)
		fprintf(stderr, "; did you mean '%s'?", near);
	fprintf(stderr, "\n\n");
}

/* A reader must not take for whole what is not, as on a full disk; one that wants no more, as head, is told nothing. */
static int told(int code)
{
	errno = 0;
	if ((fflush(stdout) == 0 && !ferror(stdout)) || errno == EPIPE)
		return code;
	if (code != EXIT_COULD_NOT)
		fprintf(stderr, "phonehome: standard output: %s\n", errno != 0 ? strerror(errno) : "not all could be written");
	return EXIT_COULD_NOT;
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";
	bool help = strcmp(name, "help") == 0;
	const struct command *c = find(help && argc > 2 ? argv[2] : name);

	if (c != NULL && help)
		return told(c->run(2, (char *[]){ argv[2], "--help", NULL }));
	if (c != NULL)
		return told(c->run(argc - 1, argv + 1));
	if ((help && argc == 2) || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
		usage(stdout);
		return EXIT_DONE;
	}
	if (strcmp(name, "--version") == 0) {
		printf("%s\n", tool_text());
		return EXIT_DONE;
	}
	if (name[0] != 0)
		unknown(help ? argv[2] : name);
	usage(stderr);
	return EXIT_COULD_NOT;
}
