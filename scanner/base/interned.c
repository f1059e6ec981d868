#include "base/interned.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

const char *interned(struct interned *t, const char *text)
{
	uint64_t hash;
	uint32_t at;

	if (t->n == 0)
		t->key = sip_key_new();
	hash = sip_bytes(&t->key, text, strlen(text));
	/* Of texts with one hash each stands under the next number. */
	while ((at = idmap_find(&t->by_hash, hash)) != IDMAP_NONE) {
		if (strcmp(t->texts[at], text) == 0)
			return t->texts[at];
		hash++;
	}
	ARRAY_GROW(t->texts, t->n, t->cap);
	idmap_put(&t->by_hash, hash, (uint32_t)t->n);
	t->texts[t->n] = xstrdup(text);
	return t->texts[t->n++];
}

void interned_free(struct interned *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->texts[i]);
	free(t->texts);
	idmap_free(&t->by_hash);
	*t = (struct interned){ 0 };
}
