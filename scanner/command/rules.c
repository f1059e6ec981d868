#include "command/command.h"
#include "command/setup.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char about[] =
	"check  reads every rule, service, identifier and place file of DIR (default: those that came with phonehome) and\n"
	"       tells every mistake with file, line and column.\n\n"
	"Exit: 0 all is well, 2 there are mistakes.";

int command_rules(int argc, char **argv)
{
	struct setup s = { 0 };
	const struct option_table table = { "rules check [DIR]", about, NULL, 0 };
	int first, code = EXIT_COULD_NOT;
	enum options_result parsed = options_parse(&table, argc, argv, &first);

	if (parsed != OPTIONS_GO)
		return parsed == OPTIONS_HELP ? EXIT_DONE : EXIT_COULD_NOT;
	if (first == argc || strcmp(argv[first], "check") != 0 || argc > first + 2) {
		complain("rules: say what to do: phonehome %s", table.usage);
		return EXIT_COULD_NOT;
	}
	s.rules = first + 1 < argc ? argv[first + 1] : NULL;
	if (setup_rules(&s) == 0) {
		printf("%zu rules, %zu services, %zu identifiers, %zu cloud regions: no mistake\n", s.rulebook->rule_count,
			s.rulebook->service_count, s.rulebook->identifier_count, s.rulebook->region_count);
		code = EXIT_DONE;
	}
	setup_free(&s);
	return code;
}
