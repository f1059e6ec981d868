#include "command/command.h"
#include "command/rules.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char about[] =
	"Tells a rule in plain sentences: which data of whom may go where, since when, with which consent, and what the rule\n"
	"cannot show. The beginning of an id is enough where no other rule's begins so.\n\n"
	"Exit: 0 done, 2 could not.";

/* NULL having said why. */
static const struct rule *find(const struct rulebook *b, const char *id)
{
	size_t n;
	const struct rule *r = rulebook_rule(b, id, &n);

	if (n == 0)
		complain("no rule has an id that begins so: '%s'; phonehome rules list tells them", id);
	if (n < 2)
		return r;
	complain("%zu rules have an id that begins so: '%s'", n, id);
	for (size_t i = 0; i < b->rule_count; i++) {
		if (strncasecmp(b->rules[i].id, id, strlen(id)) == 0)
			fprintf(stderr, "  %s  %s\n", b->rules[i].id, b->rules[i].title);
	}
	return NULL;
}

static int show(const struct rulebook *b, const char *id, bool as_json)
{
	const struct rule *r = find(b, id);
	struct buf page = { 0 };
	struct json j;

	if (r == NULL)
		return EXIT_COULD_NOT;
	if (as_json) {
		json_begin(&j, &page, false);
		rule_json(&j, r);
		buf_putc(&page, '\n');
	} else {
		rule_words(&page, b, r);
	}
	fputs(buf_text(&page), stdout);
	buf_free(&page);
	return EXIT_DONE;
}

int rules_show(int argc, char **argv)
{
	struct setup s = { 0 };
	const char *format = "text";
	const struct option_row rows[] = {
		{ "format", 'f', OPTION_TEXT, &format, "NAME", "text or json (default: text)" },
		{ "rules", 0, OPTION_TEXT, &s.rules, "DIR", "rules instead of those that came with phonehome" },
	};
	const struct option_table table = { "rules show [options] ID", about, rows, sizeof rows / sizeof *rows };
	int first, code = EXIT_COULD_NOT;
	enum options_result parsed = options_parse(&table, argc, argv, &first);

	if (parsed != OPTIONS_GO)
		return parsed == OPTIONS_HELP ? EXIT_DONE : EXIT_COULD_NOT;
	if (argc != first + 1) {
		complain("rules show takes one id: phonehome %s", table.usage);
		return EXIT_COULD_NOT;
	}
	if (strcmp(format, "text") != 0 && strcmp(format, "json") != 0) {
		complain("--format: unknown format: '%s'; it is text or json", format);
		return EXIT_COULD_NOT;
	}
	if (setup_rules(&s) == 0)
		code = show(s.rulebook, argv[first], strcmp(format, "json") == 0);
	setup_free(&s);
	return code;
}
