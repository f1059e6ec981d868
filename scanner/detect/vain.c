#include "detect/vain.h"

#include "base/alloc.h"
#include "base/siphash.h"

#include <stdlib.h>
#include <string.h>

struct vain {
	struct sip_key key;
	uint64_t marks[VAIN_MAX]; /* by their low bits; 0: none */
	uint32_t costs[VAIN_MAX]; /* of each */
};

struct vain *vain_new(void)
{
	struct vain *v = xcalloc(1, sizeof *v);

	v->key = sip_key_new();
	return v;
}

void vain_free(struct vain *v)
{
	if (v != NULL)
		explicit_bzero(&v->key, sizeof v->key);
	free(v);
}

/* No text is told from an empty one. */
static void add_text(const struct vain *v, struct sip_state *s, const char *text)
{
	sip_add(s, text != NULL);
	sip_add(s, text == NULL ? 0 : sip_bytes(&v->key, text, strlen(text)));
}

uint64_t vain_mark(const struct vain *v, const struct message *m)
{
	struct sip_state s = sip_begin(&v->key);
	uint64_t mark;

	for (size_t i = 0; i < m->part_count; i++) {
		const struct part *p = &m->parts[i];

		sip_add(&s, p->whole);
		add_text(v, &s, p->root);
		add_text(v, &s, p->content_type);
		add_text(v, &s, p->content_encoding);
		sip_add(&s, sip_bytes(&v->key, p->bytes.data, p->bytes.len));
	}
	mark = sip_end(&s, 0, m->part_count);
	return mark != 0 ? mark : 1;
}

static size_t place_of(uint64_t mark)
{
	return mark % VAIN_MAX;
}

bool vain_find(const struct vain *v, uint64_t mark, size_t *ret_cost)
{
	size_t place = place_of(mark);

	if (v->marks[place] != mark)
		return false;
	*ret_cost = v->costs[place];
	return true;
}

void vain_add(struct vain *v, uint64_t mark, size_t cost)
{
	size_t place = place_of(mark);

	v->marks[place] = mark;
	v->costs[place] = cost < UINT32_MAX ? (uint32_t)cost : UINT32_MAX;
}
