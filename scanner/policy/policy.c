#include "policy/policy.h"

#include "policy/load.h"
#include "policy/ruletest.h"

#include "base/alloc.h"
#include "base/digest.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- one file ---- */

const struct node *only_root(struct reading *r, const struct tree *tree)
{
	if (tree->part_count == 1)
		return tree->parts[0].root;
	mistake(r, tree->parts[1].root, "a second document; only rule files may hold several");
	return NULL;
}

static void report(struct policy_mistakes *m, const char *text)
{
	m->count++;
	m->report(m->ctx, text);
}

static struct tree *open_file(const char *path, struct policy_mistakes *m)
{
	struct err e;
	struct tree *tree = tree_open(path, &e);

	if (tree == NULL)
		report(m, e.text);
	return tree;
}

/* ---- the folder ---- */

struct library {
	struct rulebook *book;
	struct policy_mistakes *mistakes;
	struct sha256 *sum;
};

/* Where a folder stands in rules/, whose tests stand beside them. */
static const char rules_folder[] = "residency";

static int is_shown(const struct dirent *entry)
{
	const char *end = strrchr(entry->d_name, '.');

	return entry->d_name[0] != '.' && end != NULL && (strcmp(end, ".yaml") == 0 || strcmp(end, ".yml") == 0);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* One line as sha256sum prints it, so that the whole can be checked by hand. */
static void add_sum(struct library *l, const struct tree *tree, const char *name)
{
	uint8_t sum[DIGEST_MAX];
	char hex[SHA256_HEX_LEN + 1];
	char *line;

	hex_of(sum, digest(DIGEST_SHA256, (struct span){ tree->bytes, tree->len }, sum), hex);
	line = xasprintf("%s  %s\n", hex, name);
	sha256_add(l->sum, line, strlen(line));
	free(line);
}

static void load_file(struct library *l, const char *name,
	void (*load)(struct reading *r, const struct tree *tree, struct rulebook *b))
{
	char *path = xasprintf("%s/%s", l->book->folder, name);
	struct tree *tree = open_file(path, l->mistakes);
	struct reading r = { .file = path, .mistakes = l->mistakes, .book = l->book };

	if (tree != NULL) {
		add_sum(l, tree, name);
		load(&r, tree, l->book);
	}
	tree_free(tree);
	free(path);
}

/* A pipe or a device would keep us waiting. */
static bool is_file(struct library *l, const char *name)
{
	char *path = xasprintf("%s/%s", l->book->folder, name);
	struct reading r = { .file = path, .mistakes = l->mistakes };
	struct stat st;
	bool good = stat(path, &st) != 0 || S_ISREG(st.st_mode);

	if (!good)
		mistake(&r, NULL, "%s, not a file", S_ISDIR(st.st_mode) ? "a folder" : "a device or a pipe");
	free(path);
	return good;
}

static void load_folder(struct library *l, const char *folder,
	void (*load)(struct reading *r, const struct tree *tree, struct rulebook *b))
{
	char *path = xasprintf("%s/%s", l->book->folder, folder);
	struct dirent **entries = NULL;
	int n = scandir(path, &entries, is_shown, by_name);
	struct reading r = { .file = path, .mistakes = l->mistakes };

	if (n < 0)
		mistake(&r, NULL, "%s", strerror(errno));
	for (int i = 0; i < n; i++) {
		const char *end = strrchr(entries[i]->d_name, '.');
		char *name = xasprintf("%s/%s", folder, entries[i]->d_name);

		if (strcmp(end, ".yml") == 0)
			mistake(&r, NULL, "a file that would not be read: '%s'; its name must end in .yaml", entries[i]->d_name);
		else if ((strcmp(folder, rules_folder) != 0 || !ruletest_is_file(name)) && is_file(l, name))
			load_file(l, name, load);
		free(name);
		free(entries[i]);
	}
	free(entries);
	free(path);
}

/* A country unknown for want of countries would fill the screen with what is one mistake. */
static bool has_countries(struct library *l)
{
	char *text;

	if (l->book->country_count > 0)
		return true;
	text = xasprintf("%s/places: no file of it names a country", l->book->folder);
	report(l->mistakes, text);
	free(text);
	return false;
}

/* That a file is YAML can be told without what it names. */
static void load_nothing(struct reading *r, const struct tree *tree, struct rulebook *b)
{
	(void)r, (void)tree, (void)b;
}

/* So would each folder in one that is not there. */
static bool has_folder(struct library *l)
{
	struct stat st;
	char *text;

	if (stat(l->book->folder, &st) == 0 && !S_ISDIR(st.st_mode))
		errno = ENOTDIR;
	else if (stat(l->book->folder, &st) == 0)
		return true;
	text = xasprintf("%s: %s", l->book->folder, strerror(errno));
	report(l->mistakes, text);
	free(text);
	return false;
}

static void load_all(struct library *l)
{
	bool named;

	if (!has_folder(l))
		return;
	load_folder(l, "places", load_places);
	named = has_countries(l);
	load_folder(l, "services", named ? load_services : load_nothing);
	load_folder(l, "identifiers", load_identifiers);
	load_folder(l, rules_folder, named ? load_rules : load_nothing);
}

struct rulebook *policy_read(const char *folder, struct policy_mistakes *m)
{
	struct rulebook *b = xcalloc(1, sizeof *b);
	struct library l = { b, m, sha256_new() };
	uint8_t sum[SHA256_LEN];

	b->folder = xstrdup(folder);
	load_all(&l);
	sha256_end(l.sum, sum);
	hex_of(sum, sizeof sum, b->sha256);
	return b;
}

struct rulebook *policy_load(const char *folder, struct policy_mistakes *m)
{
	size_t before = m->count;
	struct rulebook *b = policy_read(folder, m);

	if (m->count == before)
		return b;
	policy_free(b);
	return NULL;
}

void policy_free(struct rulebook *b)
{
	if (b == NULL)
		return;
	free_rules(b);
	free_identifiers(b);
	free_services(b);
	free_places(b);
	free(b->folder);
	free(b);
}

struct audit_case *policy_load_case(const char *file, const struct rulebook *b, struct policy_mistakes *m)
{
	struct tree *tree = open_file(file, m);
	struct reading r = { .file = file, .mistakes = m, .book = b };
	struct audit_case *c;

	if (tree == NULL)
		return NULL;
	c = xcalloc(1, sizeof *c);
	load_case(&r, tree, c);
	tree_free(tree);
	if (r.count == 0)
		return c;
	policy_free_case(c);
	return NULL;
}
