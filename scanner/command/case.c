#include "command/case.h"

#include "command/command.h"
#include "command/setup.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name, *summary;
	int (*run)(int argc, char **argv);
} parts[] = {
	{ "new", "write a case file to fill in, and a key", case_new },
	{ "import", "turn consent records of others into events of a case", case_import },
	{ "check", "tell every mistake of a case file", case_check },
};

enum { PARTS = sizeof parts / sizeof *parts };

static void usage(FILE *to)
{
	fprintf(to, "usage: phonehome case ");
	for (size_t i = 0; i < PARTS; i++)
		fprintf(to, "%s%s", i == 0 ? "" : "|", parts[i].name);
	fprintf(to, " [options] ...\n\n");
	for (size_t i = 0; i < PARTS; i++)
		fprintf(to, "  %-10s%s\n", parts[i].name, parts[i].summary);
	fprintf(to, "\nphonehome case WORD --help tells more.\n");
}

int command_case(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";

	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
		usage(stdout);
		return EXIT_DONE;
	}
	for (size_t i = 0; i < PARTS; i++) {
		if (strcmp(name, parts[i].name) == 0)
			return parts[i].run(argc - 1, argv + 1);
	}
	if (name[0] != 0)
		complain("case: what is this: '%s'?", name);
	usage(stderr);
	return EXIT_COULD_NOT;
}
