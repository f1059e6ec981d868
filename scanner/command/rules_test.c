#include "assess/judge.h"
#include "command/command.h"
#include "command/rules.h"
#include "policy/ruletest.h"

#include <stdio.h>
#include <string.h>

static const char about[] =
	"Runs the tests in DIR/residency/*_test.yaml (default: those that came with phonehome): each gives a fact and says what\n"
	"its rule must make of it. Prints TAP.\n\n"
	"Exit: 0 all hold, 1 one does not, 2 there are mistakes in the files.";

/* What the rule made of the fact. */
struct outcome {
	bool applies;
	struct finding finding;
};

static void on_finding(void *ctx, const struct finding *f)
{
	*(struct outcome *)ctx = (struct outcome){ true, *f };
}

/* The rule alone, whatever its profile and status: who tests it asked for it. */
static void judge_test(const struct rulebook *b, const struct rule_test *t, struct outcome *ret)
{
	struct rule rule = *t->rule;
	struct rulebook alone = *b;
	const struct judge_options options = { .profiles = &rule.profile, .proposed = true, .deprecated = true };
	struct judged_fact f = { .sighting_id = t->kind != KIND_NONE, .at = t->at, .kind = t->kind, .tier = TIER_KNOWN,
		.opaque = t->opaque, .handset = "handset", .subject_country = t->subject, .services = t->services,
		.place = &t->place, .consent = t->consent };

	alone.rules = &rule;
	alone.rule_count = 1;
	*ret = (struct outcome){ 0 };
	judge(&alone, &options, &f, on_finding, ret);
	ret->finding.rule = t->rule;
}

static bool says(const struct finding *f, const char *reason)
{
	for (size_t i = 0; i < f->clause_count; i++) {
		if (strstr(f->clauses[i].reason, reason) != NULL)
			return true;
	}
	return strstr(f->reason, reason) != NULL;
}

static enum verdict verdict_of(const struct outcome *o)
{
	return o->applies ? o->finding.verdict : VERDICT_NOT_JUDGED;
}

static bool holds(const struct rule_test *t, const struct outcome *o)
{
	return verdict_of(o) == t->verdict && (!t->residency_said || o->finding.residency == t->residency) &&
		(t->reason == NULL || says(&o->finding, t->reason));
}

static void print_failure(const struct rule_test *t, const struct outcome *o)
{
	const struct finding *f = &o->finding;

	printf("#   %s:%d: expected %s", t->origin.file, t->origin.line, verdict_name(t->verdict));
	if (t->residency_said)
		printf(", residency %s", residency_name(t->residency));
	if (t->reason != NULL)
		printf(", because '%s'", t->reason);
	printf("\n#   the rule in %s:%d gives %s%s%s\n", t->rule->origin.file, t->rule->origin.line, verdict_name(verdict_of(o)),
		o->applies ? ", residency " : ": it does not apply", o->applies ? residency_name(f->residency) : "");
	for (size_t i = 0; i < f->clause_count; i++)
		printf("#     %s %s: %s\n", f->clauses[i].name, f->clauses[i].outcome, f->clauses[i].reason);
	if (o->applies)
		printf("#     %s\n", f->reason);
}

static int run(const struct rulebook *b, const struct rule_tests *tests)
{
	size_t failed = 0;

	for (size_t i = 0; i < tests->n; i++) {
		const struct rule_test *t = &tests->items[i];
		struct outcome o;

		judge_test(b, t, &o);
		printf("%sok %zu - %s: %s\n", holds(t, &o) ? "" : "not ", i + 1, t->rule->pack, t->name);
		if (holds(t, &o))
			continue;
		print_failure(t, &o);
		failed++;
	}
	printf("1..%zu\n", tests->n);
	return failed == 0 ? EXIT_DONE : EXIT_BREACH;
}

static void print_mistake(void *ctx, const char *text)
{
	(void)ctx;
	fprintf(stderr, "%s\n", text);
}

static int load_and_run(const struct rulebook *b)
{
	struct policy_mistakes m = { .report = print_mistake };
	struct rule_tests *tests = ruletest_load(b, &m);
	int code;

	if (tests == NULL) {
		complain("the tests have %zu mistake%s; none was run", m.count, m.count == 1 ? "" : "s");
		return EXIT_COULD_NOT;
	}
	code = run(b, tests);
	ruletest_free(tests);
	return code;
}

int rules_test(int argc, char **argv)
{
	struct setup s = { 0 };
	const struct option_table table = { "rules test [DIR]", about, NULL, 0 };
	int first, code = EXIT_COULD_NOT;
	enum options_result parsed = options_parse(&table, argc, argv, &first);

	if (parsed != OPTIONS_GO)
		return parsed == OPTIONS_HELP ? EXIT_DONE : EXIT_COULD_NOT;
	if (argc > first + 1) {
		complain("rules test takes one folder; what is this: '%s'?", argv[first + 1]);
		return EXIT_COULD_NOT;
	}
	s.rules = first < argc ? argv[first] : NULL;
	if (setup_rules(&s) == 0)
		code = load_and_run(s.rulebook);
	setup_free(&s);
	return code;
}
