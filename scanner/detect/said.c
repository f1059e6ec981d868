#include "detect/said.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "base/siphash.h"

#include <stdlib.h>
#include <string.h>

enum { ANSWER = 3 /* the bits of a mark that the answer stands in, one more than it is */ };

struct said {
	struct sip_key key;
	uint64_t places[SAID_MAX]; /* by the bits above these; 0: none */
};

struct said *said_new(void)
{
	struct said *s = xcalloc(1, sizeof *s);

	s->key = sip_key_new();
	return s;
}

void said_free(struct said *s)
{
	if (s != NULL)
		explicit_bzero(&s->key, sizeof s->key);
	free(s);
}

uint64_t said_mark(const struct said *s, struct span name, struct span inner, const void *words)
{
	struct sip_state h = sip_begin(&s->key);

	sip_add(&h, sip_bytes(&s->key, name.data, name.len));
	sip_add(&h, sip_bytes(&s->key, inner.data, inner.len));
	sip_add(&h, (uintptr_t)words);
	return sip_end(&h, 0, 3 * sizeof(uint64_t)) & ~(uint64_t)ANSWER;
}

static size_t place_of(uint64_t mark)
{
	return mark / (ANSWER + 1) % SAID_MAX;
}

bool said_find(const struct said *s, uint64_t mark, enum owner *ret)
{
	uint64_t place = s->places[place_of(mark)];

	if ((place & ANSWER) == 0 || (place & ~(uint64_t)ANSWER) != mark)
		return false;
	*ret = (enum owner)((place & ANSWER) - 1);
	return true;
}

void said_add(struct said *s, uint64_t mark, enum owner said)
{
	s->places[place_of(mark)] = mark | ((uint64_t)said + 1);
}
