#include "detect/vain.h"

#include "base/alloc.h"
#include "base/digest.h"

#include <stdlib.h>
#include <string.h>

struct vain {
	struct marker *marker;
	uint64_t marks[VAIN_MAX]; /* by their low bits; 0: none */
};

struct vain *vain_new(void)
{
	struct vain *v = xcalloc(1, sizeof *v);

	v->marker = marker_new();
	return v;
}

void vain_free(struct vain *v)
{
	if (v == NULL)
		return;
	marker_free(v->marker);
	free(v);
}

/* With the NUL, or a byte that no text begins with. */
static void add_text(struct marker *m, const char *text)
{
	marker_add(m, text == NULL ? "\xff" : text, text == NULL ? 1 : strlen(text) + 1);
}

uint64_t vain_mark(struct vain *v, const struct message *m)
{
	uint64_t mark;

	for (size_t i = 0; i < m->part_count; i++) {
		const struct part *p = &m->parts[i];
		const uint64_t facts[] = { p->bytes.len, p->whole };

		marker_add(v->marker, facts, sizeof facts);
		add_text(v->marker, p->root);
		add_text(v->marker, p->content_type);
		add_text(v->marker, p->content_encoding);
		marker_add(v->marker, p->bytes.data, p->bytes.len);
	}
	mark = marker_end(v->marker);
	return mark != 0 ? mark : 1;
}

static size_t place_of(uint64_t mark)
{
	return mark % VAIN_MAX;
}

bool vain_has(const struct vain *v, uint64_t mark)
{
	return v->marks[place_of(mark)] == mark;
}

void vain_add(struct vain *v, uint64_t mark)
{
	v->marks[place_of(mark)] = mark;
}
