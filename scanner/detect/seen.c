#include "detect/seen.h"

#include "base/alloc.h"
#include "base/idmap.h"

#include <string.h>

enum { PLACES = 512 /* a power of two; an app's messages have some dozens of names */ };

struct seen {
	struct seen_name places[PLACES];
};

struct seen *seen_new(void)
{
	return xcalloc(1, sizeof(struct seen));
}

void seen_free(struct seen *s)
{
	xfree_wiped(s, sizeof *s);
}

static bool part_is(const uint8_t **at, uint8_t len, struct span part)
{
	const uint8_t *from = *at;

	*at += len;
	return len == part.len && (len == 0 || memcmp(from, part.data, len) == 0);
}

static bool is_name(const struct seen_name *p, const struct name *name)
{
	const uint8_t *at = p->bytes;

	return part_is(&at, p->lens[0], name->own) && part_is(&at, p->lens[1], name->around) && part_is(&at, p->lens[2], name->type);
}

static void add(struct seen_name *p, size_t *len, int i, struct span part)
{
	p->lens[i] = (uint8_t)part.len;
	if (part.len > 0)
		memcpy(p->bytes + *len, part.data, part.len);
	*len += part.len;
}

/* Its last bytes and its length: what tells most names apart. */
static uint64_t last_of(struct span part)
{
	size_t n = part.len < 7 ? part.len : 7;
	uint64_t last = 0;

	if (n > 0)
		memcpy(&last, part.data + part.len - n, n);
	return last << 8 | (part.len & 0xff);
}

struct seen_name *seen_at(struct seen *s, const struct name *name)
{
	struct seen_name *p;
	size_t len = 0;
	uint64_t hash;

	if (name->own.len + name->around.len + name->type.len > sizeof p->bytes)
		return NULL;
	hash = idmap_mix(last_of(name->own), last_of(name->around));
	hash = idmap_mix(hash, last_of(name->type));
	p = &s->places[(hash ^ hash >> 32) % PLACES];
	if (is_name(p, name))
		return p;
	*p = (struct seen_name){ .known = false };
	add(p, &len, 0, name->own);
	add(p, &len, 1, name->around);
	add(p, &len, 2, name->type);
	return p;
}
