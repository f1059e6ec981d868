/*
 * Places, services, identifiers, rules, a case or tests of rules from any bytes: the first byte says which, the rest is the file. Whatever they
 * hold, the loader ends, says what is wrong in one line each, and frees all.
 *
 * Target Functions: tree_from load_places load_services load_identifiers load_rules load_case load_tests
 */
#include "policy/load.h"
#include "policy/ruletest.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const char places[] =
	"schema: 1\n"
	"countries: [{code: CN, name: C}, {code: IN, name: I}, {code: US, name: U}, {code: SG, name: S}]\n"
	"groups: [{id: eea, title: E, from: 2021-01-01, members: [SG], source: s}]\n"
	"operators: [{id: aws, name: A, asn: [16509], class: cloud}]\n"
	"regions: [{id: aws/us-west-2, country: US, subdivision: US-OR, name: O}]\n";

static const char services[] =
	"schema: 1\n"
	"services: [{id: mi-cloud, title: C, owner: O, owner_country: CN, purpose: p, status: stable, source: s, matches: [{host: a.b}]}]\n";

static const char rule[] =
	"title: T\nid: 5b0c5d0e-3a0b-4e56-9a53-0f3d6a3f6a11\nstatus: stable\nlevel: high\ndescription: D\nauthor: a\n"
	"date: 2026-11-22\nreferences: [r]\nvalid: {from: 2015-01-01}\n"
	"applies: {subject: {country: {not: [IN]}}, data: any}\nresidency: {deny: [US, SG], grade: C}\n";

static void check_line(void *ctx, const char *text)
{
	(void)ctx;
	if (text[0] == 0 || strchr(text, '\n') != NULL)
		abort();
}

enum { PLACES, SERVICES, IDENTIFIERS, RULES, CASE, TESTS, SORTS };

static void load(struct rulebook *b, size_t which, struct span text)
{
	static void (*const loaders[])(struct reading *, const struct tree *, struct rulebook *) = { load_places,
		load_services, load_identifiers, load_rules };
	struct policy_mistakes m = { .report = check_line, .note = check_line, .now = INT64_C(1800000000) * NS_PER_S };
	struct reading r = { .file = "f", .mistakes = &m, .book = b };
	struct err e;
	struct tree *tree = tree_from("f", text, &e);
	struct audit_case *c;
	struct rule_tests *tests;

	if (tree == NULL) {
		check_line(NULL, e.text);
		return;
	}
	if (which < sizeof loaders / sizeof *loaders) {
		loaders[which](&r, tree, b);
	} else if (which == CASE) {
		c = xcalloc(1, sizeof *c);
		load_case(&r, tree, c);
		policy_free_case(c);
	} else {
		tests = xcalloc(1, sizeof *tests);
		load_tests(&r, tree, tests);
		ruletest_free(tests);
	}
	tree_free(tree);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct rulebook book = { 0 };

	if (len == 0)
		return 0;
	load(&book, PLACES, span_of(places));
	load(&book, SERVICES, span_of(services));
	load(&book, RULES, span_of(rule));
	load(&book, data[0] % SORTS, (struct span){ data + 1, len - 1 });
	free_rules(&book);
	free_identifiers(&book);
	free_services(&book);
	free_places(&book);
	return 0;
}
