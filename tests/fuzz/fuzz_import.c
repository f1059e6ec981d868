/*
 * Consent records of others: whatever they hold, the reader ends, says what is wrong in one line each, and what it makes of them is
 * a part of a case without a mistake. The first byte says whether the rest is JSON or CSV.
 *
 * Target Functions: import_records import_table policy_import
 */
#include "policy/import.h"
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
	"services: [{id: mi-cloud, title: C, owner: O, owner_country: CN, purpose: cloud, status: stable, source: s, matches: [{host: a.b}]}]\n";

static void check_line(void *ctx, const char *text)
{
	(void)ctx;
	if (text[0] == 0 || strchr(text, '\n') != NULL)
		abort();
}

static void load(struct rulebook *b, void (*loader)(struct reading *, const struct tree *, struct rulebook *), const char *text)
{
	struct policy_mistakes m = { .report = check_line };
	struct reading r = { .file = "f", .mistakes = &m, .book = b };
	struct err e;
	struct tree *tree = tree_from("f", span_of(text), &e);

	loader(&r, tree, b);
	tree_free(tree);
}

static void check_events(const struct rulebook *b, struct buf *events)
{
	struct policy_mistakes m = { .report = check_line };
	struct reading r = { .file = "case.yaml", .mistakes = &m, .book = b };
	struct audit_case *c = xcalloc(1, sizeof *c);
	struct buf text = { 0 };
	struct err e;
	struct tree *tree;

	buf_printf(&text, "consent:\n%s", buf_text(events));
	tree = tree_from("case.yaml", buf_span(&text), &e);
	c->handsets = xcalloc(1, sizeof *c->handsets);
	c->handsets[0].id = xstrdup("phone");
	c->handset_count = 1;
	if (tree != NULL)
		load_timeline(&r, tree->parts[0].root, c);
	if (tree == NULL ? events->len < YAML_BYTES_MAX / 2 : m.count > 0 && strstr(buf_text(events), "handset:") == NULL)
		abort();
	policy_free_case(c);
	tree_free(tree);
	buf_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct rulebook book = { 0 };
	struct policy_mistakes m = { .report = check_line };
	struct import_source source = { .file = "f" };
	struct buf events = { 0 };

	if (len == 0)
		return 0;
	load(&book, load_places, places);
	load(&book, load_services, services);
	source.bytes = (struct span){ data + 1, len - 1 };
	source.format = data[0] % 2 == 0 ? IMPORT_RECORDS : IMPORT_TABLE;
	source.handset = data[0] & 2 ? "phone" : NULL;
	source.service = data[0] & 4 ? "mi-cloud" : NULL;
	if (policy_import(&source, &book, &m, &events) == 0)
		check_events(&book, &events);
	buf_free(&events);
	free_services(&book);
	free_places(&book);
	return 0;
}
