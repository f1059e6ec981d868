#include "policy/ruletest.h"

#include "policy/load.h"

#include "base/alloc.h"

#include <dirent.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TESTS_MAX = 10000 }; /* of one file */

static const char ending[] = "_test.yaml";

/* ---- expected ---- */

static void read_verdict(struct reading *r, const struct node *n, void *ret)
{
	const char *words[VERDICT_COUNT];
	int i;

	for (i = 0; i < VERDICT_COUNT; i++)
		words[i] = verdict_name((enum verdict)i);
	i = node_word(r, n, "verdict", words, VERDICT_COUNT);
	if (i >= 0)
		*(enum verdict *)ret = (enum verdict)i;
}

static void read_expected_residency(struct reading *r, const struct node *n, void *ret)
{
	struct rule_test *t = ret;
	const char *words[RESIDENCY_COUNT];
	int i;

	for (i = 0; i < RESIDENCY_COUNT; i++)
		words[i] = residency_name((enum residency)i);
	i = node_word(r, n, "residency", words, RESIDENCY_COUNT);
	if (i < 0)
		return;
	t->residency = (enum residency)i;
	t->residency_said = true;
}

static void read_expect(struct reading *r, const struct node *n, void *ret)
{
	static const struct field fields[] = {
		{ "verdict", true, read_verdict, offsetof(struct rule_test, verdict) },
		{ "residency", false, read_expected_residency, 0 },
		{ "reason", false, read_text, offsetof(struct rule_test, reason) },
	};
	struct rule_test *t = ret;
	size_t before = r->count;

	read_fields(r, n, fields, sizeof fields / sizeof *fields, t);
	if (r->count == before && t->verdict == VERDICT_NOT_JUDGED && (t->residency_said || t->reason != NULL))
		mistake(r, n, "a rule that does not apply has neither residency nor reason");
}

/* ---- a test ---- */

static void read_rule(struct reading *r, const struct node *n, void *ret)
{
	const struct rulebook *b = r->book;
	const char *text = node_text(r, n);
	const char **words;
	size_t found;

	if (text == NULL)
		return;
	*(const struct rule **)ret = rulebook_rule(b, text, &found);
	if (found == 1)
		return;
	if (found > 1) {
		mistake_in(r, n, "more than one rule has an id that begins so");
		return;
	}
	words = xcalloc(b->rule_count + 1, sizeof *words);
	for (size_t i = 0; i < b->rule_count; i++)
		words[i] = b->rules[i].id;
	mistake_unknown(r, n, "rule", words, b->rule_count);
	free(words);
}

static void test(struct reading *r, const struct node *n, void *ctx)
{
	static const struct field fields[] = {
		{ "name", true, read_title, offsetof(struct rule_test, name) },
		{ "rule", true, read_rule, offsetof(struct rule_test, rule) },
		{ "given", true, read_given, 0 },
		{ "expect", true, read_expect, 0 },
	};
	struct rule_tests *all = ctx;
	struct rule_test t = { .origin = origin_of(r, n) };

	read_fields(r, n, fields, sizeof fields / sizeof *fields, &t);
	all->items = array_add(all->items, &all->n, sizeof *all->items);
	all->items[all->n - 1] = t;
}

static void read_tests(struct reading *r, const struct node *n, void *ret)
{
	if (n->type == NODE_SEQUENCE && n->n > TESTS_MAX)
		mistake(r, n, "too many tests: at most %d", TESTS_MAX);
	else
		read_each_of_some(r, n, test, ret);
}

void load_tests(struct reading *r, const struct tree *tree, struct rule_tests *t)
{
	static const struct field fields[] = {
		{ "schema", true, read_schema, 0 },
		{ "tests", true, read_tests, 0 },
	};
	const struct node *root = only_root(r, tree);

	if (root != NULL)
		read_fields(r, root, fields, sizeof fields / sizeof *fields, t);
}

/* ---- the folder ---- */

bool ruletest_is_file(const char *name)
{
	size_t len = strlen(name);

	return len > strlen(ending) && strcmp(name + len - strlen(ending), ending) == 0;
}

static int is_test(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && ruletest_is_file(entry->d_name);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool has_pack(const struct rulebook *b, const char *name)
{
	char *path = xasprintf("%s/residency/%.*s.yaml", b->folder, (int)(strlen(name) - strlen(ending)), name);
	bool there = access(path, F_OK) == 0;

	free(path);
	return there;
}

static void load_test_file(const struct rulebook *b, const char *name, struct rule_tests *t, struct policy_mistakes *m)
{
	char *path = xasprintf("%s/residency/%s", b->folder, name);
	struct reading r = { .file = path, .mistakes = m, .book = b };
	struct err e;
	struct tree *tree = tree_open(path, &e);

	if (!has_pack(b, name))
		mistake(&r, NULL, "tests without rules: there is no '%.*s.yaml' beside them", (int)(strlen(name) - strlen(ending)), name);
	if (tree != NULL) {
		load_tests(&r, tree, t);
	} else {
		m->count++;
		m->report(m->ctx, e.text);
	}
	tree_free(tree);
	free(path);
}

struct rule_tests *ruletest_load(const struct rulebook *b, struct policy_mistakes *m)
{
	struct rule_tests *t = xcalloc(1, sizeof *t);
	char *path = xasprintf("%s/residency", b->folder);
	struct dirent **entries = NULL;
	int n = scandir(path, &entries, is_test, by_name); /* where it fails who read the rules has told it */
	size_t before = m->count;

	for (int i = 0; i < n; i++) {
		load_test_file(b, entries[i]->d_name, t, m);
		free(entries[i]);
	}
	free(entries);
	free(path);
	if (m->count == before)
		return t;
	ruletest_free(t);
	return NULL;
}

void ruletest_free(struct rule_tests *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->n; i++) {
		free(t->items[i].name);
		free((char *)t->items[i].origin.file);
		free(t->items[i].owned);
		free(t->items[i].reason);
	}
	free(t->items);
	free(t);
}
