#include "command/command.h"
#include "command/rules.h"
#include "detect/detect.h"
#include "policy/ruletest.h"

#include <stdio.h>
#include <stdlib.h>

static const char about[] =
	"Reads every place, service, identifier, rule and test file of DIR (default: those that came with phonehome) and tells\n"
	"every mistake with file, line and column. Where there is none it has notes on rules that are right: expired ones, those\n"
	"that contradict another source, those that no test covers, and where words of names are missing.\n\n"
	"Exit: 0 all is well, 2 there are mistakes.";

static void print_line(void *ctx, const char *text)
{
	(void)ctx;
	fprintf(stderr, "%s\n", text);
}

/* Notes wait until it is known that there are no mistakes: these are read first. */
static void keep_line(void *ctx, const char *text)
{
	buf_printf(ctx, "%s\n", text);
}

/* What Hyperscan does not take; all patterns at once, and one by one where that fails. */
static void check_patterns(const struct rulebook *b, struct policy_mistakes *m)
{
	struct rulebook one = *b;
	struct detector *all;
	struct err e = { "" };

	all = detector_new(b, NULL, &e);
	for (size_t i = 0; all == NULL && i < b->identifier_count; i++) {
		struct detector *d;

		one.identifiers = &b->identifiers[i];
		one.identifier_count = 1;
		d = detector_new(&one, NULL, &e);
		if (d == NULL) {
			m->count++;
			m->report(m->ctx, e.text);
		}
		detector_free(d);
	}
	detector_free(all);
}

/* Whatever the place, it is denied. */
static bool never_permits(const struct rule *r)
{
	return r->has_residency && r->deny && !r->cures && r->places.n == 1 && r->places.items[0].type == PLACE_ANY;
}

/* A rule wants a test of each verdict that it can give. */
static void note_untested(const struct rulebook *b, const struct rule_tests *tests)
{
	static const enum verdict wanted[] = { VERDICT_BREACH, VERDICT_PERMITTED, VERDICT_REVIEW };

	for (size_t i = 0; i < b->rule_count; i++) {
		const struct rule *r = &b->rules[i];
		bool have[VERDICT_COUNT] = { [VERDICT_BREACH] = r->indicate, [VERDICT_PERMITTED] = never_permits(r) };
		struct buf missing = { 0 };

		for (size_t k = 0; k < tests->n; k++) {
			if (tests->items[k].rule == r)
				have[tests->items[k].verdict] = true;
		}
		for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++) {
			if (!have[wanted[k]])
				buf_printf(&missing, "%s%s", missing.len > 0 ? ", " : "", verdict_name(wanted[k]));
		}
		if (missing.len > 0)
			fprintf(stderr, "%s:%d:%d: note: no test expects of this rule: %s\n", r->origin.file, r->origin.line,
				r->origin.column, buf_text(&missing));
		buf_free(&missing);
	}
}

/* Nothing is wrong, but it may be an oversight: rules from before there were words have none. */
static void note_wordless(const struct rulebook *b)
{
	if (name_words_count(&b->name_words) == 0)
		fprintf(stderr, "%s/identifiers: note: " WORDLESS "\n", b->folder);
}

static int check(const char *folder, int64_t now)
{
	struct buf notes = { 0 };
	struct policy_mistakes m = { .report = print_line, .note = keep_line, .ctx = &notes, .now = now };
	struct rulebook *b = policy_read(folder, &m);
	struct rule_tests *tests = b->country_count > 0 ? ruletest_load(b, &m) : NULL; /* else every country is unknown */

	check_patterns(b, &m);
	if (m.count == 0) {
		fputs(buf_text(&notes), stderr);
		note_untested(b, tests);
		note_wordless(b);
		printf("%zu rule%s, %zu test%s, %zu services, %zu identifiers, %zu words of names, %zu cloud regions: no mistake\n",
			b->rule_count, b->rule_count == 1 ? "" : "s", tests->n, tests->n == 1 ? "" : "s", b->service_count,
			b->identifier_count, name_words_count(&b->name_words), b->region_count);
	} else {
		complain("the rules have %zu mistake%s; nothing was done", m.count, m.count == 1 ? "" : "s");
	}
	buf_free(&notes);
	ruletest_free(tests);
	policy_free(b);
	return m.count == 0 ? EXIT_DONE : EXIT_COULD_NOT;
}

int rules_check(int argc, char **argv)
{
	struct setup s = { 0 };
	const struct option_row rows[] = {
		{ "now", 0, OPTION_TEXT, &s.now, "TIME", "the time by which a rule has expired" },
	};
	const struct option_table table = { "rules check [options] [DIR]", about, rows, sizeof rows / sizeof *rows };
	int first, code;
	char *folder;
	enum options_result parsed = options_parse(&table, argc, argv, &first);

	if (parsed != OPTIONS_GO)
		return parsed == OPTIONS_HELP ? EXIT_DONE : EXIT_COULD_NOT;
	if (argc > first + 1) {
		complain("rules check takes one folder; what is this: '%s'?", argv[first + 1]);
		return EXIT_COULD_NOT;
	}
	if (setup_clock(&s) < 0)
		return EXIT_COULD_NOT;
	folder = setup_rules_folder(first < argc ? argv[first] : NULL);
	code = check(folder, s.at);
	free(folder);
	return code;
}
