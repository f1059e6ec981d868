#include "command/command.h"
#include "command/seal.h"
#include "command/setup.h"
#include "command/summary.h"

#include <inttypes.h>
#include <stdio.h>

static const char about[] =
	"Judges the facts in a database again: with other rules, a corrected case or newer places. No capture is needed,\n"
	"facts do not change.\n\n"
	"Exit: 0 done, 1 a breach was found, 2 could not.";

int command_assess(int argc, char **argv)
{
	struct setup s = { .database = "phonehome.db" };
	const struct option_row rows[] = { SETUP_ROWS(&s) };
	const struct option_table table = { "assess [options]", about, rows, sizeof rows / sizeof *rows };
	struct assess_result judged;
	struct store *store = NULL;
	int first, code = EXIT_COULD_NOT;
	enum options_result parsed = options_parse(&table, argc, argv, &first);

	if (parsed != OPTIONS_GO)
		return parsed == OPTIONS_HELP ? EXIT_DONE : EXIT_COULD_NOT;
	if (first < argc) {
		complain("assess takes no file: '%s'; the database is named with -o", argv[first]);
		return EXIT_COULD_NOT;
	}
	if (setup_fail_on_known(&s) && setup_clock(&s) == 0 && setup_rules(&s) == 0 && setup_case(&s) == 0 &&
		setup_places(&s) == 0)
		store = setup_store(&s, STORE_WRITE);
	if (store != NULL && setup_assess(&s, store, &judged) == 0) {
		code = setup_verdict(&s, &judged);
		printf("%" PRIu64 " flows and %" PRIu64 " sightings judged\n", judged.flows, judged.sightings);
		summary_print(&s, store);
	}
	if (store != NULL && seal_close(s.database, store) < 0)
		code = EXIT_COULD_NOT;
	setup_free(&s);
	return code;
}
