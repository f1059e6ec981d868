/*
 * Twins begin at the same nanosecond, as hardly any other flows do: all flows are sorted by that number alone, and only of those that share
 * it are the ends read and compared.
 */
#include "store/twin.h"

#include "base/alloc.h"
#include "store/row.h"

#include <stdlib.h>
#include <string.h>

struct begun {
	int64_t at, id;
	char *ends;    /* read where it is needed */
};

static int by_time(const void *x, const void *y)
{
	const struct begun *a = x, *b = y;

	return a->at != b->at ? (a->at > b->at) - (a->at < b->at) : (a->id > b->id) - (a->id < b->id);
}

static int by_ends(const void *x, const void *y)
{
	const struct begun *a = x, *b = y;
	int order = strcmp(a->ends, b->ends);

	return order != 0 ? order : (a->id > b->id) - (a->id < b->id);
}

/* Of the n flows from all those alike, which begin with the one that stands for them. */
static int alike_put(struct store *s, const struct begun *all, size_t n, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; n > 1 && rc == 0 && i < n; i++) {
		struct row r = row_begin(s, PUT_TWIN);

		row_int(&r, all[i].id);
		row_int(&r, all[0].id);
		rc = row_put(&r, e);
	}
	return rc;
}

static int ends_read(struct store *s, struct begun *f, struct err *e)
{
	struct row r = row_begin(s, GET_ENDS);
	char text[2 * ADDRESS_TEXT + 32] = "";

	row_int(&r, f->id);
	if (row_next(&r))
		row_read_text(&r, text, sizeof text);
	f->ends = xstrdup(text);
	return row_end(&r, e);
}

/* n flows that begin at one time. */
static int run_put(struct store *s, struct begun *all, size_t n, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = ends_read(s, &all[i], e);
	if (rc == 0)
		qsort(all, n, sizeof *all, by_ends);
	for (size_t i = 0, end; rc == 0 && i < n; i = end) {
		for (end = i + 1; end < n && strcmp(all[end].ends, all[i].ends) == 0; end++)
			;
		rc = alike_put(s, all + i, end - i, e);
	}
	for (size_t i = 0; i < n; i++)
		free(all[i].ends);
	return rc;
}

static int begun_read(struct store *s, struct begun **ret, size_t *ret_n, struct err *e)
{
	struct row r = row_begin(s, EACH_BEGINNING);
	size_t cap = 0;

	while (row_next(&r)) {
		ARRAY_GROW(*ret, *ret_n, cap);
		(*ret)[*ret_n].at = row_read_int(&r);
		(*ret)[*ret_n].id = row_read_int(&r);
		(*ret)[(*ret_n)++].ends = NULL;
	}
	return row_end(&r, e);
}

int twins_put(struct store *s, struct err *e)
{
	struct begun *all = NULL;
	size_t n = 0;
	int rc = begun_read(s, &all, &n, e);

	if (n > 1)
		qsort(all, n, sizeof *all, by_time);
	for (size_t i = 0, end; rc == 0 && i < n; i = end) {
		for (end = i + 1; end < n && all[end].at == all[i].at; end++)
			;
		if (end - i > 1)
			rc = run_put(s, all + i, end - i, e);
	}
	free(all);
	return rc;
}
