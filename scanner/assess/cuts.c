#include "assess/cuts.h"

#include "base/alloc.h"

#include <stdlib.h>

void cuts_add(struct cuts *c, int64_t at)
{
	ARRAY_GROW(c->items, c->n, c->cap);
	c->items[c->n++] = at;
}

void cuts_add_from(struct cuts *c, int64_t at, int64_t distance)
{
	int64_t sum;

	if (!__builtin_add_overflow(at, distance, &sum))
		cuts_add(c, sum);
}

static int by_time(const void *x, const void *y)
{
	const int64_t *a = x, *b = y;

	return (*a > *b) - (*a < *b);
}

void cuts_sort(struct cuts *c)
{
	size_t kept = 0;

	if (c->n > 0)
		qsort(c->items, c->n, sizeof *c->items, by_time);
	for (size_t i = 0; i < c->n; i++) {
		if (kept == 0 || c->items[kept - 1] != c->items[i])
			c->items[kept++] = c->items[i];
	}
	c->n = kept;
}

uint32_t cuts_period(const struct cuts *c, int64_t at)
{
	size_t low = 0, high = c->n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (c->items[mid] <= at)
			low = mid + 1;
		else
			high = mid;
	}
	return (uint32_t)low;
}

void cuts_free(struct cuts *c)
{
	free(c->items);
	*c = (struct cuts){ 0 };
}
