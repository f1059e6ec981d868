#include "decode/pieces.h"

#include "base/alloc.h"

#include <stdlib.h>

enum { BODY_MARKS_MAX = 8192 /* frames of one body: then it is handed over in pieces */ };

struct part *pieces_add(struct pieces *p, const char *root, const struct gather *g, size_t from, size_t len, uint64_t base)
{
	struct part *part;

	if (len == 0 || p->n == PARTS_MAX)
		return NULL;
	ARRAY_GROW(p->parts, p->n, p->cap);
	part = &p->parts[p->n++];
	*part = (struct part){ .root = root, .bytes = span_sub(buf_span(&g->bytes), from, len), .offset = base };
	part->mark_count = gather_slice(g, from, len, &p->slices, &p->slice_count, &p->slice_cap);
	return part;
}

void pieces_emit(struct conversation *c, struct pieces *p, struct message *m)
{
	gather_point(p->parts, p->n, p->slices);
	m->parts = p->parts;
	m->part_count = p->n;
	conversation_emit(c, m);
	p->n = p->slice_count = 0;
}

void pieces_free(struct pieces *p)
{
	free(p->parts);
	free(p->slices);
	*p = (struct pieces){ 0 };
}

bool body_add(struct conversation *c, struct gather *body, struct span bytes, uint64_t frame, int64_t at)
{
	gather_add(body, bytes, frame, at);
	c->shared->body_bytes += bytes.len;
	return body->bytes.len >= BODY_MAX || body->mark_count >= BODY_MARKS_MAX || c->shared->body_bytes > BODY_TOTAL_MAX / SHARDS;
}

void body_reset(struct conversation *c, struct gather *body)
{
	c->shared->body_bytes -= body->bytes.len;
	gather_reset(body);
}
