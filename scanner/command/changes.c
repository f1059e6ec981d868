#include "command/changes.h"

#include "base/alloc.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rule_changes {
	char rule[NAME_TEXT];
	char *title;
	uint64_t from_to[VERDICT_COUNT][VERDICT_COUNT]; /* not-judged stands for no finding */
	uint64_t moved;                                 /* of these, to another level ... */
	char level_before[16], level_after[16];         /* ... from this one to that */
};

struct changes {
	struct rule_changes *items;
	size_t n, cap;
	uint64_t all;
};

struct changes *changes_new(void)
{
	return xcalloc(1, sizeof(struct changes));
}

static enum verdict verdict_of(const char *name)
{
	for (int v = 0; v < VERDICT_COUNT; v++) {
		if (strcmp(verdict_name((enum verdict)v), name) == 0)
			return (enum verdict)v;
	}
	return VERDICT_NOT_JUDGED;
}

static struct rule_changes *rule_changes(struct changes *all, const struct stored_change *c)
{
	struct rule_changes *r;

	for (size_t i = 0; i < all->n; i++) {
		if (strcmp(all->items[i].rule, c->rule) == 0)
			return &all->items[i];
	}
	ARRAY_GROW(all->items, all->n, all->cap);
	r = &all->items[all->n++];
	memset(r, 0, sizeof *r);
	snprintf(r->rule, sizeof r->rule, "%s", c->rule);
	r->title = xstrdup(c->rule_title);
	return r;
}

static const char *or_none(const char *text, const char *none)
{
	return text[0] == 0 ? none : text;
}

static bool level_changes(const struct stored_change *c)
{
	return c->level_before[0] != 0 && c->level_after[0] != 0 && strcmp(c->level_before, c->level_after) != 0;
}

/* "breach", or "breach (high)" where the level changes. */
static void verdict_print(enum verdict v, const char *level, const char *behind)
{
	printf("%s%s%s%s%s", verdict_name(v), level[0] != 0 ? " (" : "", level, level[0] != 0 ? ")" : "", behind);
}

int changes_add(void *changes, const struct stored_change *c)
{
	struct changes *all = changes;
	enum verdict before = verdict_of(c->before), after = verdict_of(c->after);
	struct rule_changes *r = rule_changes(all, c);
	bool moved = level_changes(c);

	r->from_to[before][after]++;
	r->moved += moved;
	if (moved) {
		memcpy(r->level_before, c->level_before, sizeof r->level_before);
		memcpy(r->level_after, c->level_after, sizeof r->level_after);
	}
	all->all++;
	printf("%s frame %" PRIu64 ": %s to %s, %s: ", c->capture, c->frame, or_none(c->kind, "traffic without a readable datum"),
		or_none(c->service, "a service that no catalogue names"), or_none(c->country, "place unknown"));
	verdict_print(before, moved ? c->level_before : "", " -> ");
	verdict_print(after, moved ? c->level_after : "", "");
	printf(" under '%s'\n", c->rule_title);
	return 0;
}

static void rule_print(const struct rule_changes *r)
{
	printf("\n%s (%s)\n", r->title, r->rule);
	for (int from = 0; from < VERDICT_COUNT; from++) {
		for (int to = 0; to < VERDICT_COUNT; to++) {
			if (from != to && r->from_to[from][to] > 0)
				printf("  %8" PRIu64 "  %s -> %s\n", r->from_to[from][to], verdict_name((enum verdict)from),
					verdict_name((enum verdict)to));
		}
	}
	if (r->moved > 0)
		printf("  %8" PRIu64 "  level %s -> %s\n", r->moved, r->level_before, r->level_after);
}

static int by_rule(const void *a, const void *b)
{
	const struct rule_changes *x = a, *y = b;

	return strcmp(x->rule, y->rule);
}

void changes_print(const struct changes *c)
{
	if (c->n > 1)
		qsort(c->items, c->n, sizeof *c->items, by_rule);
	for (size_t i = 0; i < c->n; i++)
		rule_print(&c->items[i]);
	printf("%s%" PRIu64 " finding%s would change; nothing was written\n", c->n > 0 ? "\n" : "", c->all, c->all == 1 ? "" : "s");
}

void changes_free(struct changes *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->n; i++)
		free(c->items[i].title);
	free(c->items);
	free(c);
}
