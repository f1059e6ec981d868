/*
 * Places, services, identifiers, rules or a case from any bytes: the first byte says which, the rest is the file. Whatever they
 * hold, the loader ends, says what is wrong in one line each, and frees all.
 *
 * Target Functions: tree_from load_places load_services load_identifiers load_rules load_case
 */
#include "policy/load.h"

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

static void check_line(void *ctx, const char *text)
{
	(void)ctx;
	if (text[0] == 0 || strchr(text, '\n') != NULL)
		abort();
}

static void load(struct rulebook *b, size_t which, struct span text)
{
	static void (*const loaders[])(struct reading *, const struct tree *, struct rulebook *) = { load_places,
		load_services, load_identifiers, load_rules };
	struct policy_mistakes m = { .report = check_line };
	struct reading r = { .file = "f", .mistakes = &m, .book = b };
	struct err e;
	struct tree *tree = tree_from("f", text, &e);
	struct audit_case *c;

	if (tree == NULL) {
		check_line(NULL, e.text);
		return;
	}
	if (which < sizeof loaders / sizeof *loaders) {
		loaders[which](&r, tree, b);
	} else {
		c = xcalloc(1, sizeof *c);
		load_case(&r, tree, c);
		policy_free_case(c);
	}
	tree_free(tree);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct rulebook book = { 0 };

	if (len == 0)
		return 0;
	load(&book, 0, span_of(places));
	load(&book, 1, span_of(services));
	load(&book, data[0] % 5, (struct span){ data + 1, len - 1 });
	free_rules(&book);
	free_identifiers(&book);
	free_services(&book);
	free_places(&book);
	return 0;
}
