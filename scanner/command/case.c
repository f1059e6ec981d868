#include "command/command.h"
#include "command/setup.h"

#include <stdio.h>
#include <string.h>

static const char about[] =
	"check  reads a case file and tells every mistake with file, line and column; values are never quoted.\n\n"
	"Exit: 0 all is well, 2 there are mistakes.";

int command_case(int argc, char **argv)
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
	if (argc != first + 2 || strcmp(argv[first], "check") != 0) {
		complain("case: say what to do: phonehome %s", table.usage);
		return EXIT_COULD_NOT;
	}
	s.case_file = argv[first + 1];
	if (setup_rules(&s) == 0 && setup_case(&s) == 0) {
		printf("%s: %zu handset%s, %zu steps, %zu consent events: no mistake\n", s.audit_case->name,
			s.audit_case->handset_count, s.audit_case->handset_count == 1 ? "" : "s", s.audit_case->step_count,
			s.audit_case->event_count);
		code = EXIT_DONE;
	}
	setup_free(&s);
	return code;
}
