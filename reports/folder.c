#include "generator.h"

#include "base/alloc.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool file_name_ok(const char *name)
{
	if (*name == 0 || *name == '.')
		return false;
	for (; *name != 0; name++) {
		if (!isalnum((unsigned char)*name) && strchr("-_.", *name) == NULL)
			return false;
	}
	return true;
}

char *folder_find(const struct folders *f, const char *sub, const char *name)
{
	const char *const folders[] = { f->user, f->own };

	for (size_t i = 0; i < 2; i++) {
		char *path;

		if (folders[i] == NULL)
			continue;
		path = xasprintf("%s/%s%s%s", folders[i], sub, *sub == 0 ? "" : "/", name);
		if (access(path, R_OK) == 0)
			return path;
		free(path);
	}
	return NULL;
}

static int read_whole(const char *path, struct buf *ret, struct err *e)
{
	FILE *in = fopen(path, "rb");
	char block[8192];
	size_t n;
	int failed;

	if (in == NULL)
		return err_set(e, "%s: cannot open: %s", path, strerror(errno));
	while ((n = fread(block, 1, sizeof block, in)) > 0 && ret->len <= REPORT_FILE_MAX)
		buf_add(ret, block, n);
	failed = ferror(in);
	fclose(in);
	if (failed)
		return err_set(e, "%s: cannot read", path);
	if (ret->len > REPORT_FILE_MAX)
		return err_set(e, "%s: longer than %d bytes", path, REPORT_FILE_MAX);
	return 0;
}

int folder_read(const struct folders *f, const char *sub, const char *name, struct buf *ret, struct err *e)
{
	char *path = folder_find(f, sub, name);
	int rc;

	if (path == NULL)
		return err_set(e, "%s/%s%s%s: not there", f->own, sub, *sub == 0 ? "" : "/", name);
	rc = read_whole(path, ret, e);
	free(path);
	return rc;
}

struct listing {
	char **names;
	size_t n, cap;
};

static bool listed(const struct listing *l, const char *name)
{
	for (size_t i = 0; i < l->n; i++) {
		if (strcmp(l->names[i], name) == 0)
			return true;
	}
	return false;
}

/* A name that can be an XML element and a JSON key. */
static bool query_name_ok(const char *name, size_t len)
{
	if (len == 0 || !islower((unsigned char)name[0]))
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!islower((unsigned char)name[i]) && !isdigit((unsigned char)name[i]) && name[i] != '_')
			return false;
	}
	return true;
}

static void list_entry(struct listing *l, const char *file)
{
	const char *dot = strrchr(file, '.');
	char *name;

	if (dot == NULL || strcmp(dot, ".sql") != 0 || !query_name_ok(file, (size_t)(dot - file)))
		return;
	name = xstrndup(file, (size_t)(dot - file));
	if (listed(l, name)) {
		free(name);
		return;
	}
	ARRAY_GROW(l->names, l->n, l->cap);
	l->names[l->n++] = name;
}

/* False where there is no such folder. */
static bool list_folder(struct listing *l, const char *folder)
{
	char *path = xasprintf("%s/queries", folder);
	DIR *d = opendir(path);
	struct dirent *entry;

	free(path);
	if (d == NULL)
		return false;
	while ((entry = readdir(d)) != NULL)
		list_entry(l, entry->d_name);
	closedir(d);
	return true;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int queries_read(const struct folders *f, int most, int64_t now, struct queries *ret, struct err *e)
{
	struct listing l = { 0 };

	if (!list_folder(&l, f->own))
		return err_set(e, "%s/queries: cannot open: %s", f->own, strerror(errno));
	if (f->user != NULL)
		list_folder(&l, f->user);
	if (l.n > 0)
		qsort(l.names, l.n, sizeof *l.names, by_name);
	ret->n = l.n;
	ret->items = xcalloc(l.n, sizeof *ret->items);
	snprintf(ret->most, sizeof ret->most, "%d", most);
	instant_text(now, ret->now);
	for (size_t i = 0; i < l.n; i++)
		ret->items[i] = (struct query){ .sub = "queries", .name = l.names[i], .most = ret->most, .now = ret->now };
	free(l.names);
	return 0;
}

void queries_free(struct queries *q)
{
	for (size_t i = 0; i < q->n; i++)
		free((char *)q->items[i].name);
	free(q->items);
}
