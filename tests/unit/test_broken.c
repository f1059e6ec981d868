/*
 * Broken rule, service, identifier, place, case and test files: tests/broken/NAME.txt, each record a sort of mistake made in
 * tests/broken/NAME.yaml, which is right. tests/broken/README.md tells how they are written.
 */
#include "unit.h"

#include "policy/load.h"
#include "policy/ruletest.h"

#include "base/alloc.h"
#include "base/buf.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum sort { PLACES, SERVICES, IDENTIFIERS, RULES, CASE, TESTS, SORTS };

static const char *const sorts[SORTS] = { "places", "services", "identifiers", "rules", "case", "tests" };
static char *good[SORTS];

struct record {
	enum sort sort;
	char *name;
	struct buf from, to, whole, expected;
};

struct records {
	struct record *items;
	size_t n;
};

/* ---- reading the records ---- */

static char *file_text(const char *name, const char *end)
{
	char *path = xasprintf("tests/broken/%s.%s", name, end);
	FILE *f = fopen(path, "rbe");
	struct buf text = { 0 };
	char block[4096];
	size_t n;

	if (f == NULL) {
		fprintf(stderr, "%s: %s; run this from the top folder\n", path, strerror(errno));
		exit(2);
	}
	while ((n = fread(block, 1, sizeof block, f)) > 0)
		buf_add(&text, block, n);
	fclose(f);
	free(path);
	buf_putc(&text, 0);
	return (char *)text.data;
}

/* "%{09}" is a byte, "%{3*5B}" three of them: what an editor would not show or keep. */
static const char *add_bytes(struct buf *b, const char *text)
{
	char *end;
	unsigned long count = 1;

	if (strcspn(text, "*") < strcspn(text, "}"))
		count = strtoul(text, &end, 10), text = end + 1;
	for (; count > 0; count--) {
		unsigned int byte;
		int used;

		for (const char *hex = text; *hex != '}'; hex += used) {
			assert_int_equal(sscanf(hex, "%2x%n", &byte, &used), 1);
			buf_putc(b, (char)byte);
		}
	}
	return text + strcspn(text, "}") + 1;
}

static void add_line(struct buf *b, const char *line)
{
	while (*line != 0) {
		if (strncmp(line, "%{", 2) == 0)
			line = add_bytes(b, line + 2);
		else
			buf_putc(b, *line++);
	}
	buf_putc(b, '\n');
}

static void take_line(struct records *all, enum sort sort, const char *line)
{
	struct record *last = all->n == 0 ? NULL : &all->items[all->n - 1];

	if (strncmp(line, "== ", 3) == 0) {
		all->items = array_add(all->items, &all->n, sizeof *all->items);
		all->items[all->n - 1] = (struct record){ .sort = sort, .name = xasprintf("%s: %s", sorts[sort], line + 3) };
	} else if (strncmp(line, "- ", 2) == 0) {
		add_line(&last->from, line + 2);
	} else if (strncmp(line, "+ ", 2) == 0) {
		add_line(&last->to, line + 2);
	} else if (strncmp(line, "= ", 2) == 0) {
		add_line(&last->whole, line + 2);
	} else if (strncmp(line, "! ", 2) == 0) {
		buf_printf(&last->expected, "%s%s", last->expected.len > 0 ? "\n" : "", line + 2);
	} else if (line[0] != 0 && line[0] != '#') {
		fprintf(stderr, "tests/broken/%s.txt: no such line: '%s'\n", sorts[sort], line);
		exit(2);
	}
}

static void read_records(struct records *all, enum sort sort)
{
	char *text = file_text(sorts[sort], "txt"), *rest = text, *line;

	while ((line = strsep(&rest, "\n")) != NULL)
		take_line(all, sort, line);
	free(text);
}

/* ---- loading ---- */

static void keep(void *ctx, const char *text)
{
	struct buf *b = ctx;

	buf_printf(b, "%s%s", b->len > 0 ? "\n" : "", text);
}

struct loaded {
	struct rulebook book;
	struct audit_case *audit;
	struct rule_tests *tests;
	struct buf messages;
};

/* Without the name of the file: it is known. */
static void load(struct loaded *l, enum sort sort, struct span text)
{
	static void (*const loaders[])(struct reading *, const struct tree *, struct rulebook *) = { load_places,
		load_services, load_identifiers, load_rules };
	struct err e = { "" };
	struct tree *tree = tree_from("f", text, &e);
	struct policy_mistakes m = { .report = keep, .ctx = &l->messages };
	struct reading r = { .file = "f", .mistakes = &m, .book = &l->book };

	if (tree == NULL)
		keep(&l->messages, e.text);
	else if (sort == CASE)
		load_case(&r, tree, l->audit = xcalloc(1, sizeof *l->audit));
	else if (sort == TESTS)
		load_tests(&r, tree, l->tests = xcalloc(1, sizeof *l->tests));
	else
		loaders[sort](&r, tree, &l->book);
	tree_free(tree);
}

static void unload(struct loaded *l)
{
	policy_free_case(l->audit);
	ruletest_free(l->tests);
	free_rules(&l->book);
	free_identifiers(&l->book);
	free_services(&l->book);
	free_places(&l->book);
	buf_free(&l->messages);
}

/* The file as the record breaks it. */
static struct buf broken(const struct record *c)
{
	struct buf text = { 0 };
	const char *base = good[c->sort], *at;

	if (c->whole.len > 0) {
		buf_add(&text, c->whole.data, c->whole.len);
		return text;
	}
	if (c->from.len == 0)
		fail_msg("%s: neither '-' nor '='", c->name);
	at = memmem(base, strlen(base), c->from.data, c->from.len - 1);
	if (at == NULL)
		fail_msg("%s: there is no '%.*s' to replace", c->name, (int)c->from.len - 1, (const char *)c->from.data);
	buf_add(&text, base, (size_t)(at - base));
	if (c->to.len > 0)
		buf_add(&text, c->to.data, c->to.len - 1);
	buf_puts(&text, at + c->from.len - 1);
	return text;
}

/* Every message is "f:LINE:COLUMN: ..."; the records leave the name out. */
static void assert_positions(const char *name, const char *messages)
{
	for (const char *line = messages; line != NULL; line = strchr(line, '\n')) {
		int row, column;

		line += *line == '\n';
		if (sscanf(line, "f:%d:%d: ", &row, &column) != 2 || row < 1 || column < 1)
			fail_msg("%s: no position: %s", name, line);
	}
}

static void is_told(void **state)
{
	struct record *c = *state;
	struct loaded l = { 0 };
	struct buf text = broken(c), found = { 0 };

	for (enum sort s = PLACES; s < c->sort && s <= RULES; s++)
		load(&l, s, span_of(good[s]));
	assert_string_equal(buf_text(&l.messages), "");
	load(&l, c->sort, buf_span(&text));
	if (c->expected.len > 0)
		assert_positions(c->name, buf_text(&l.messages));
	for (const char *p = buf_text(&l.messages); *p != 0; p++) {
		if ((p == (char *)l.messages.data || p[-1] == '\n') && strncmp(p, "f:", 2) == 0)
			p += 2;
		buf_putc(&found, *p);
	}
	if (strcmp(buf_text(&found), buf_text(&c->expected)) != 0)
		fail_msg("expected\n%s\nis\n%s", buf_text(&c->expected), buf_text(&found));
	buf_free(&found);
	buf_free(&text);
	unload(&l);
}

static void is_right(void **state)
{
	enum sort sort = *(enum sort *)*state;
	struct loaded l = { 0 };

	for (enum sort s = PLACES; s <= sort; s++) {
		if (s <= RULES || s == sort)
			load(&l, s, span_of(good[s]));
	}
	assert_string_equal(buf_text(&l.messages), "");
	unload(&l);
}

static void free_record(struct record *c)
{
	free(c->name);
	buf_free(&c->from);
	buf_free(&c->to);
	buf_free(&c->whole);
	buf_free(&c->expected);
}

int main(void)
{
	struct records all = { 0 };
	struct CMUnitTest *tests;
	enum sort order[SORTS];
	int failed;

	for (enum sort s = PLACES; s < SORTS; s++) {
		good[s] = file_text(sorts[s], "yaml");
		read_records(&all, s);
	}
	tests = xcalloc(all.n + SORTS, sizeof *tests);
	for (enum sort s = PLACES; s < SORTS; s++) {
		order[s] = s;
		tests[s] = (struct CMUnitTest){ .name = sorts[s], .test_func = is_right, .initial_state = &order[s] };
	}
	for (size_t i = 0; i < all.n; i++)
		tests[SORTS + i] = (struct CMUnitTest){ .name = all.items[i].name, .test_func = is_told,
			.initial_state = &all.items[i] };
	cmocka_set_message_output(CM_OUTPUT_TAP);
	failed = _cmocka_run_group_tests("broken files", tests, all.n + SORTS, NULL, NULL);
	for (size_t i = 0; i < all.n; i++)
		free_record(&all.items[i]);
	for (enum sort s = PLACES; s < SORTS; s++)
		free(good[s]);
	free(all.items);
	free(tests);
	return failed;
}
