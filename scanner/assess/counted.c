#include "assess/counted.h"

#include "base/alloc.h"

#include <stdlib.h>

/* Each combination has its place. */
enum { COMBINATIONS = 2 * 2 * VISIBILITY_COUNT * CLASS_COUNT * VERDICT_COUNT };

struct counted {
	struct transfer_count items[COMBINATIONS];
};

struct counted *counted_new(void)
{
	return xcalloc(1, sizeof(struct counted));
}

void counted_free(struct counted *c)
{
	free(c);
}

static size_t place_of(const struct transfer_count *t)
{
	size_t at = (size_t)t->of_handset * 2 + t->stale;

	at = at * VISIBILITY_COUNT + t->visibility;
	at = at * CLASS_COUNT + t->class;
	return at * VERDICT_COUNT + t->verdict;
}

void counted_add(struct counted *c, const struct transfer_count *one)
{
	struct transfer_count *to = &c->items[place_of(one)];
	struct transfer_count sum = *one;

	sum.flows += to->flows;
	sum.bytes_up += to->bytes_up;
	sum.bytes_opaque += to->bytes_opaque;
	*to = sum;
}

const struct transfer_count *counted_all(const struct counted *c, size_t *ret_n)
{
	*ret_n = COMBINATIONS;
	return c->items;
}
