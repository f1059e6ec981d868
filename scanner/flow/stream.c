#include "flow/stream.h"

enum { WINDOW_MAX = 1 << 30 /* RFC 7323 section 2.3: further off a number is old, not new */ };

/* An offset is a sequence number with the rounds before it: the first is round 1, so that what lies before the start has an offset too. */
#define ROUND (1ULL << 32)

bool stream_has_begun(const struct ordered *s)
{
	return s->next != 0;
}

bool stream_add(struct ordered *s, uint32_t seq, struct ordered_piece *p, uint64_t *total, const struct ordered_sink *sink)
{
	int32_t ahead;

	if (!stream_has_begun(s))
		s->next = ROUND + seq;
	ahead = (int32_t)(seq - (uint32_t)s->next);
	p->offset = s->next + (uint64_t)(int64_t)ahead;
	return ahead > WINDOW_MAX || ordered_add(s, p, total, sink);
}
