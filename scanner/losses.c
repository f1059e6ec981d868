#include "losses.h"

#include "base/alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 128 /* distinct (loss, detail); what comes after them shares a row without detail */ };

struct losses {
	struct fact_loss rows[ROWS_MAX + LOSS_COUNT];
	size_t n;
	uint64_t damage;
};

struct losses *losses_new(void)
{
	return xcalloc(1, sizeof(struct losses));
}

void losses_free(struct losses *l)
{
	free(l);
}

static struct fact_loss *row_of(struct losses *l, enum loss loss, const char *detail)
{
	for (size_t i = 0; i < l->n; i++) {
		if (l->rows[i].loss == loss && strcmp(l->rows[i].detail, detail) == 0)
			return &l->rows[i];
	}
	if (l->n >= ROWS_MAX && detail[0] != 0)
		return row_of(l, loss, "");
	l->rows[l->n] = (struct fact_loss){ .loss = loss };
	snprintf(l->rows[l->n].detail, sizeof l->rows[l->n].detail, "%s", detail);
	return &l->rows[l->n++];
}

void losses_add(struct losses *l, enum loss loss, uint64_t frame, uint64_t count, uint64_t bytes, const char *detail)
{
	struct fact_loss *row = row_of(l, loss, detail);

	/* Not the first that was told: flows tell of theirs when they end. */
	if (frame != 0 && (row->frame == 0 || frame < row->frame))
		row->frame = frame;
	row->count += count;
	row->bytes += bytes;
	if (loss_is_damage(loss))
		l->damage++;
}

void losses_drain(struct losses *l, void (*fn)(void *ctx, const struct fact_loss *f), void *ctx)
{
	for (size_t i = 0; i < l->n; i++)
		fn(ctx, &l->rows[i]);
	l->n = 0;
}

uint64_t losses_damage(const struct losses *l)
{
	return l->damage;
}

bool losses_damaged(const struct losses *l)
{
	return l->damage > 0;
}
