/*
 * Twins begin at the same nanosecond, as hardly any other flows do: only of flows that share it are the ends read and compared.
 */
#include "base/alloc.h"
#include "base/idmap.h"
#include "store/row.h"

#include <stdlib.h>
#include <string.h>

/* Whom twins are told to. */
struct told {
	struct store *store;
	void (*fn)(void *ctx, int64_t flow, int64_t first);
	void *ctx;
};

/* One of those that begin at one time. */
struct candidate {
	int64_t flow;
	char *ends;
};

static int by_time(const void *x, const void *y)
{
	const struct flow_beginning *a = x, *b = y;

	return a->at != b->at ? (a->at > b->at) - (a->at < b->at) : (a->flow > b->flow) - (a->flow < b->flow);
}

static int by_ends(const void *x, const void *y)
{
	const struct candidate *a = x, *b = y;
	int order = strcmp(a->ends, b->ends);

	return order != 0 ? order : (a->flow > b->flow) - (a->flow < b->flow);
}

/* Of the n flows from all those alike, which begin with the one that stands for them. */
static int alike_put(const struct told *t, const struct candidate *all, size_t n, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; n > 1 && rc == 0 && i < n; i++) {
		struct row r = row_begin(t->store, PUT_TWIN);

		row_int(&r, all[i].flow);
		row_int(&r, all[0].flow);
		rc = row_put(&r, e);
		t->fn(t->ctx, all[i].flow, all[0].flow);
	}
	return rc;
}

static int ends_read(struct store *s, int64_t flow, struct candidate *ret, struct err *e)
{
	struct row r = row_begin(s, GET_ENDS);
	char text[2 * ADDRESS_TEXT + 32] = "";

	row_int(&r, flow);
	if (row_next(&r))
		row_read_text(&r, text, sizeof text);
	*ret = (struct candidate){ flow, xstrdup(text) };
	return row_end(&r, e);
}

/* n flows that begin at one time. */
static int run_put(const struct told *t, const struct flow_beginning *flows, size_t n, struct err *e)
{
	struct candidate *all = xcalloc(n, sizeof *all);
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = ends_read(t->store, flows[i].flow, &all[i], e);
	if (rc == 0)
		qsort(all, n, sizeof *all, by_ends);
	for (size_t i = 0, end; rc == 0 && i < n; i = end) {
		for (end = i + 1; end < n && strcmp(all[end].ends, all[i].ends) == 0; end++)
			;
		rc = alike_put(t, all + i, end - i, e);
	}
	for (size_t i = 0; i < n; i++)
		free(all[i].ends);
	free(all);
	return rc;
}

static bool bit_set(uint64_t *bits, uint64_t i)
{
	uint64_t bit = UINT64_C(1) << (i % 64);
	bool was = (bits[i / 64] & bit) != 0;

	bits[i / 64] |= bit;
	return was;
}

/* Sorting is dear: first go those whose time no other has, by two bits for each of many sorts of time. Returns how many are left. */
static size_t shared_times(struct flow_beginning *flows, size_t n)
{
	uint64_t sorts = 64, *seen, *again;
	size_t kept = 0;

	while (sorts < 16 * n)
		sorts *= 2;
	seen = xcalloc(sorts / 64, sizeof *seen);
	again = xcalloc(sorts / 64, sizeof *again);
	for (size_t i = 0; i < n; i++) {
		uint64_t sort = idmap_mix(0, (uint64_t)flows[i].at) % sorts;

		if (bit_set(seen, sort))
			bit_set(again, sort);
	}
	for (size_t i = 0; i < n; i++) {
		uint64_t sort = idmap_mix(0, (uint64_t)flows[i].at) % sorts;

		if ((again[sort / 64] >> (sort % 64) & 1) != 0)
			flows[kept++] = flows[i];
	}
	free(seen);
	free(again);
	return kept;
}

int store_put_twins(struct store *s, struct flow_beginning *flows, size_t n, void (*fn)(void *ctx, int64_t flow, int64_t first), void *ctx,
	struct err *e)
{
	const struct told told = { s, fn, ctx };
	int rc = 0;

	n = shared_times(flows, n);
	if (n > 1)
		qsort(flows, n, sizeof *flows, by_time);
	for (size_t i = 0, end; rc == 0 && i < n; i = end) {
		for (end = i + 1; end < n && flows[end].at == flows[i].at; end++)
			;
		if (end - i > 1)
			rc = run_put(&told, flows + i, end - i, e);
	}
	return rc;
}
