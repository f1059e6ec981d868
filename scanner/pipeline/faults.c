#include "pipeline/faults.h"

#include <stdio.h>

static size_t faults_of(const struct faults *f, uint32_t shard)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++)
		n += f->items[i].shard == shard;
	return n;
}

static bool is_aside(const struct faults *f, uint64_t flow)
{
	for (size_t i = 0; i < f->aside_count; i++) {
		if (f->aside[i] == flow)
			return true;
	}
	return false;
}

bool faults_add(struct faults *f, uint32_t shard, uint64_t flow, const char *what)
{
	struct store_fault *item = &f->items[f->n];
	bool blamed = flow != 0 && !is_aside(f, flow);

	if (shard >= SHARDS || f->n == FAULTS_MAX * SHARDS || (f->given_up >> shard & 1) != 0)
		return false;
	*item = (struct store_fault){ .shard = shard, .frame = blamed ? flow : 0 };
	snprintf(item->what, sizeof item->what, "%s", what);
	f->n++;
	if (blamed)
		f->aside[f->aside_count++] = flow;
	if (faults_of(f, shard) == FAULTS_MAX)
		f->given_up |= 1u << shard;
	return true;
}

int faults_store(const struct faults *f, struct store *s, struct err *e)
{
	for (size_t i = 0; i < f->n; i++) {
		bool lost = f->items[i].frame != 0 || (f->given_up >> f->items[i].shard & 1) != 0;
		struct fact_loss loss = { .loss = LOSS_FAULT, .count = 1, .frame = f->items[i].frame };

		if (!lost)
			continue; /* it was tried again, and nothing is missing */
		snprintf(loss.detail, sizeof loss.detail, "%s", f->items[i].what);
		if (store_put_fault(s, &f->items[i], e) < 0 || store_put_loss(s, &loss, e) < 0)
			return -1;
	}
	return 0;
}
