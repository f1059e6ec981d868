#include "command/rules.h"

#include "base/text.h"
#include "command/command.h"

#include <stdio.h>
#include <string.h>

static const struct command parts[] = {
	{ "check", "tell every mistake in every file, with file, line and column", rules_check },
	{ "list", "the rules in a table, or those for a service, a country, a tag", rules_list },
	{ "show", "a rule in plain sentences", rules_show },
	{ "test", "run the tests that stand beside the rules", rules_test },
};

enum { PARTS = sizeof parts / sizeof *parts };

static void usage(FILE *to)
{
	fprintf(to, "usage: phonehome rules PART [options]\n\n");
	for (size_t i = 0; i < PARTS; i++)
		fprintf(to, "  %-10s%s\n", parts[i].name, parts[i].summary);
	fprintf(to, "\nphonehome rules PART --help tells more.\n");
}

int command_rules(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "", *names[PARTS], *near;

	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
		usage(stdout);
		return EXIT_DONE;
	}
	for (size_t i = 0; i < PARTS; i++) {
		names[i] = parts[i].name;
		if (strcmp(name, parts[i].name) == 0)
			return parts[i].run(argc - 1, argv + 1);
	}
	near = text_nearest(name, names, PARTS);
	if (near != NULL)
		complain("rules: unknown part: '%s'; did you mean '%s'?", name, near);
	else if (name[0] != 0)
		complain("rules: unknown part: '%s'", name);
	usage(stderr);
	return EXIT_COULD_NOT;
}
