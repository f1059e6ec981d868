#include "pipeline/numbering.h"

#include "base/alloc.h"
#include "model.h"

#include <stdio.h>
#include <stdlib.h>

static uint32_t add(struct numbering *n, const char *id)
{
	size_t at = n->count;

	ARRAY_GROW(n->ids, at, n->ids_cap);
	n->ids[at] = interned(&n->texts, id);
	idmap_put(&n->by_id, (uint64_t)(uintptr_t)n->ids[at], n->count++);
	return n->count;
}

uint32_t numbering_of(struct numbering *n, const char *id)
{
	char own[NAME_TEXT];
	uint32_t at;

	if (id == NULL) {
		snprintf(own, sizeof own, "handset-%u", n->count + 1);
		return add(n, own);
	}
	at = idmap_find(&n->by_id, (uint64_t)(uintptr_t)interned(&n->texts, id));
	if (at != IDMAP_NONE)
		return at + 1;
	n->named_count++;
	return add(n, id);
}

const char *numbering_id(const struct numbering *n, uint32_t number)
{
	return n->ids[number - 1];
}

void numbering_forget(struct numbering *n)
{
	n->count = n->named_count = 0;
	idmap_free(&n->by_id);
}

void numbering_free(struct numbering *n)
{
	free(n->ids);
	idmap_free(&n->by_id);
	interned_free(&n->texts);
}
