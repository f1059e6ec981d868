/* The table of commands; nothing else. */
#include "command/command.h"
#include "command/tool.h"

#include <stdio.h>
#include <string.h>

static const struct command commands[] = {
	{ "scan", "read capture files, find personal data, judge", command_scan },
	{ "capture", "the same, live from a network interface", command_capture },
	{ "assess", "judge the stored facts again, with other rules or another case", command_assess },
	{ "explain", "tell why a finding has its verdict, clause by clause", command_explain },
	{ "report", "write what was found as html, text, csv or json", command_report },
	{ "diff", "tell what changed from database to database", command_diff },
	{ "verify", "tell whether database, captures and rules are still what they were", command_verify },
	{ "rules", "check, list, show and test the rules", command_rules },
	{ "case", "check a case file", command_case },
};

static void usage(FILE *to)
{
	fprintf(to, "usage: phonehome COMMAND [options] [file...]\n\n"
		    "Where did the handset's personal data go, and was anyone asked?\n\n");
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		fprintf(to, "  %-10s%s\n", commands[i].name, commands[i].summary);
	fprintf(to, "\nphonehome COMMAND --help tells more; phonehome --version tells what it is built with.\n");
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";

	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
		usage(stdout);
		return EXIT_DONE;
	}
	if (strcmp(name, "--version") == 0) {
		printf("%s\n", tool_text());
		return EXIT_DONE;
	}
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		if (strcmp(name, commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	}
	if (name[0] != 0)
		fprintf(stderr, "phonehome: unknown command: '%s'\n\n", name);
	usage(stderr);
	return EXIT_COULD_NOT;
}
