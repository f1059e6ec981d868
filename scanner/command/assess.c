#include "command/changes.h"
#include "command/command.h"
#include "command/seal.h"
#include "command/setup.h"
#include "command/summary.h"

#include <inttypes.h>
#include <stdio.h>

static const char about[] =
	"Judges the facts in a database again: with other rules, a corrected case or newer places. No capture is needed,\n"
	"facts do not change. With --dry-run the database is only read, and what would change is told finding by finding.\n\n"
	"Exit: 0 done, 1 a breach was found, 2 could not, 3 nothing was judged: no flow is of a handset.";

static int judge_again(struct setup *s)
{
	struct store *store = setup_store(s, STORE_WRITE);
	struct assess_result judged;
	int code = EXIT_COULD_NOT;

	if (store != NULL && setup_assess(s, store, &judged) == 0) {
		code = setup_verdict(s, &judged);
		printf("%" PRIu64 " flows and %" PRIu64 " sightings judged\n", judged.flows, judged.sightings);
		summary_print(s, store);
	}
	if (store != NULL && seal_close(s->database, store) < 0)
		code = EXIT_COULD_NOT;
	return code;
}

static int try_again(struct setup *s)
{
	struct store *store = setup_store(s, STORE_READ);
	struct changes *changes = changes_new();
	struct assess_result judged;
	int code = EXIT_COULD_NOT;

	s->changed = changes_add;
	s->changed_ctx = changes;
	if (store != NULL && setup_assess(s, store, &judged) == 0) {
		changes_print(changes);
		code = setup_verdict(s, &judged);
	}
	changes_free(changes);
	store_close(store, NULL);
	return code;
}

int command_assess(int argc, char **argv)
{
	struct setup s = { .database = "phonehome.db" };
	bool dry_run = false;
	const struct option_row rows[] = {
		SETUP_ROWS(&s),
		{ "dry-run", 0, OPTION_FLAG, &dry_run, NULL, "write nothing, tell which findings would change" },
	};
	const struct option_table table = { "assess [options]", about, rows, sizeof rows / sizeof *rows };
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
		code = dry_run ? try_again(&s) : judge_again(&s);
	setup_free(&s);
	return code;
}
