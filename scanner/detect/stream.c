#include "detect/stream.h"

#include "base/alloc.h"
#include "detect/keyed.h"

#include <stdlib.h>
#include <string.h>

enum { KEPT_MARKS = 8 }; /* frames that the last few bytes of a piece may have come in */

/* A nomination that cannot be decided yet; its end counts from the beginning of the stream. */
struct waiting {
	uint32_t id;
	uint64_t end;
};

/* A message with nominations that wait. */
struct kept {
	struct message m;       /* its texts are copies */
	struct part part;       /* its marks are those below */
	struct mark marks[KEPT_MARKS];
	uint64_t base, end;     /* where the part begins in the stream, or what is in sight of it; where it ends */
	struct waiting *items;
	size_t n, cap;
	struct told told;
};

struct detect_stream {
	struct scan_stream *scan; /* NULL until something goes on: most streams are one piece */
	uint64_t scan_from;     /* where it begins in the stream */
	char *root;             /* of the parts that make the stream */
	uint64_t fed;           /* bytes of it so far */
	uint8_t tail[TAIL_MAX];
	size_t tail_len;
	struct buf carry;       /* the last bytes of the stream, from where something began that is not whole */
	uint64_t *carried;      /* of all streams of the shard, while this one carries; NULL: nobody counts */
	uint64_t again;         /* bytes of it that were unwrapped more than once */
	struct told carry_told;
	struct kept **kept;
	size_t n, cap;
	struct kept *now;       /* of the piece at hand */
	uint64_t *keyed;        /* separators whose values may go on */
	size_t keyed_n, keyed_cap;
};

bool stream_takes(const struct part *p)
{
	return p->continues || (!p->whole && strcmp(p->root, "raw") == 0);
}

static void kept_free(struct kept *k)
{
	if (k == NULL)
		return;
	free((void *)k->m.carrier);
	free((void *)k->m.host);
	free((void *)k->m.method);
	xfree_wiped((void *)k->m.path.data, k->m.path.len);
	xfree_wiped((void *)k->m.query.data, k->m.query.len);
	free((void *)k->part.root);
	free(k->items);
	free(k->told.marks);
	free(k);
}

static void kept_wait(struct kept *k, uint32_t id, uint64_t end)
{
	ARRAY_GROW(k->items, k->n, k->cap);
	k->items[k->n++] = (struct waiting){ id, end };
}

/* The kept part as if it began with the window, or where it does begin in it. */
static struct part part_in_window(struct kept *k, uint64_t window_from, size_t *ret_skip)
{
	uint64_t gone = window_from > k->base ? window_from - k->base : 0;
	struct part p = k->part;

	*ret_skip = gone > 0 ? 0 : (size_t)(k->base - window_from);
	p.offset += gone;
	p.marks = k->marks;
	for (size_t i = 0; i < p.mark_count; i++)
		k->marks[i].offset -= k->marks[i].offset > gone ? gone : k->marks[i].offset;
	k->part.offset = p.offset;
	k->base += gone;
	return p;
}

/* What can be decided of a message now. */
struct decision {
	struct layer layer;
	struct part part;
};

static void kept_nominate(struct detector *d, struct kept *k, const struct window *w, uint64_t window_from,
	struct decision *ret)
{
	size_t still = 0;

	ret->layer = (struct layer){ .d = d, .window = *w };
	ret->part = part_in_window(k, window_from, &ret->layer.skip);
	for (size_t i = 0; i < k->n; i++) {
		struct waiting it = k->items[i];

		/* It went out of sight: a value that long is none. */
		if (it.end < window_from)
			continue;
		if (layer_nominate(&ret->layer, it.id, (size_t)(it.end - window_from)) == EDGE_UNKNOWN)
			k->items[still++] = it;
	}
	k->n = still;
}

/* The layer of the message that holds a byte of the stream: one that is kept, or the piece at hand. */
static struct layer *layer_with(struct detect_stream *s, struct decision *decisions, uint64_t byte, struct layer *piece)
{
	for (size_t i = 0; i < s->n; i++)
		if (byte < s->kept[i]->end)
			return &decisions[i].layer;
	return piece;
}

static void keyed_decide(struct detector *d, struct detect_stream *s, const struct window *w, uint64_t window_from,
	struct decision *decisions, struct layer *piece)
{
	struct layer l = { .d = d, .window = *w };
	size_t still = 0;

	for (size_t i = 0; i < s->keyed_n; i++)
		if (s->keyed[i] >= window_from && keyed_at(&l, (size_t)(s->keyed[i] - window_from)) == EDGE_UNKNOWN)
			s->keyed[still++] = s->keyed[i];
	s->keyed_n = still;
	for (size_t i = 0; i < l.n; i++) {
		struct layer *to = layer_with(s, decisions, window_from + l.hits[i].end - 1, piece);

		if (to != NULL)
			layer_add(to, l.hits[i]);
	}
	layer_free(&l);
}

static void decision_deliver(struct decision *n, struct kept *k, const struct detect_sink *sink)
{
	const struct layer_place where = { &k->m, &n->part, n->part.root, 0 };
	struct tally tally = { 0 };

	layer_settle(&n->layer);
	tally_layer(&tally, &where, &n->layer);
	layer_free(&n->layer);
	tally_deliver(&tally, &k->m, &k->told, sink);
}

/* Decides what waits, with the bytes that are there now. piece: the layer of the piece at hand, NULL at the end. */
static void stream_decide(struct detector *d, struct detect_stream *s, const struct window *w, uint64_t window_from,
	struct layer *piece, const struct detect_sink *sink)
{
	struct decision *decisions;
	size_t still = 0;

	/* As of most pieces. */
	if (s->n == 0 && s->keyed_n == 0)
		return;
	decisions = xcalloc(s->n + 1, sizeof *decisions);
	for (size_t i = 0; i < s->n; i++)
		kept_nominate(d, s->kept[i], w, window_from, &decisions[i]);
	keyed_decide(d, s, w, window_from, decisions, piece);
	for (size_t i = 0; i < s->n; i++) {
		/* What waits may have been read meanwhile in what is carried, or will be. */
		told_add(&s->kept[i]->told, &s->carry_told);
		decision_deliver(&decisions[i], s->kept[i], sink);
		if (s->carry.len > 0)
			told_add(&s->carry_told, &s->kept[i]->told);
		if (s->kept[i]->n > 0 || (s->keyed_n > 0 && s->kept[i]->end > window_from))
			s->kept[still++] = s->kept[i];
		else
			kept_free(s->kept[i]);
	}
	s->n = still;
	free(decisions);
}

static void carry_drop(struct detect_stream *s)
{
	if (s->carried != NULL)
		*s->carried -= s->carry.len;
	if (s->carry.len > 0)
		explicit_bzero(s->carry.data, s->carry.len);
	buf_free(&s->carry);
	told_free(&s->carry_told);
}

size_t stream_carried(const struct detect_stream *s)
{
	return s->carry.len;
}

const struct told *stream_told(const struct detect_stream *s)
{
	return &s->carry_told;
}

bool stream_carry(struct detect_stream *s, const struct layer *l, const uint8_t *from, const struct told *told, uint64_t *carried)
{
	struct span window = l->window.bytes, rest = span_sub(window, (size_t)(from - window.data), window.len);
	struct told before = s->carry_told;

	s->carry_told = (struct told){ 0 };
	carry_drop(s);
	s->carried = carried;
	if (rest.len == 0 || rest.len > CARRY_MAX || s->again + rest.len > CARRY_AGAIN_MAX ||
	    (carried != NULL && *carried + rest.len > CARRY_TOTAL_MAX / SHARDS)) {
		told_free(&before);
		return rest.len == 0;
	}
	s->again += rest.len;
	if (carried != NULL)
		*carried += rest.len;
	buf_add_span(&s->carry, rest);
	s->carry_told = before;
	told_add(&s->carry_told, told);
	return true;
}

static void stream_reset(struct detect_stream *s)
{
	carry_drop(s);
	s->again = 0;
	scan_stream_close(s->scan);
	s->scan = NULL;
	free(s->root);
	s->root = NULL;
	explicit_bzero(s->tail, sizeof s->tail);
	s->tail_len = 0;
	s->fed = 0;
	s->keyed_n = 0;
}

/* Nothing more comes: what waits is whole as it is. */
static void stream_finish(struct detector *d, struct detect_stream *s, const struct detect_sink *sink)
{
	const struct window w = { { s->tail, s->tail_len }, false };

	stream_decide(d, s, &w, s->fed - s->tail_len, NULL, sink);
	stream_reset(s);
}

static void tail_set(struct detect_stream *s, struct span bytes)
{
	size_t len = bytes.len < TAIL_MAX ? bytes.len : TAIL_MAX;

	if (len > 0)
		memcpy(s->tail, bytes.data + bytes.len - len, len);
	s->tail_len = len;
}

static void ignore(void *ctx, uint32_t id, uint64_t end)
{
	(void)ctx;
	(void)id;
	(void)end;
}

static void stream_open(struct detector *d, struct detect_stream **stream, const struct part *p, const struct detect_sink *sink)
{
	struct detect_stream *s;

	if (*stream == NULL)
		*stream = xcalloc(1, sizeof **stream);
	s = *stream;
	if (s->root != NULL && (!p->continues || strcmp(s->root, p->root) != 0))
		stream_finish(d, s, sink);
	if (s->root == NULL)
		s->root = xstrdup(p->root);
}

/* What a match in the piece is told with. */
struct piece_scan {
	struct layer *layer;
	struct detect_stream *stream;
	uint64_t window_from, scan_from; /* where the window begins in the stream, and what matches count from */
};

static void on_match(void *ctx, uint32_t id, uint64_t end)
{
	struct piece_scan *p = ctx;

	end += p->scan_from;
	if (layer_nominate(p->layer, id, (size_t)(end - p->window_from)) != EDGE_UNKNOWN)
		return;
	if (p->stream->now == NULL)
		p->stream->now = xcalloc(1, sizeof *p->stream->now);
	kept_wait(p->stream->now, id, end);
}

static void on_separator(void *ctx, size_t separator)
{
	struct piece_scan *p = ctx;
	struct detect_stream *s = p->stream;

	ARRAY_GROW(s->keyed, s->keyed_n, s->keyed_cap);
	s->keyed[s->keyed_n++] = p->window_from + separator;
}

/*
 * The first piece as a block; with the second Hyperscan's stream is opened, behind the tail of the first, or of what is
 * remembered: what is in the tail alone was found before, and what begins before it would be too long for a value.
 */
static void piece_search(struct detector *d, struct piece_scan *p, struct span piece)
{
	const struct scan_sink matches = { on_match, p }, nothing = { ignore, NULL };
	struct detect_stream *s = p->stream;

	p->scan_from = s->fed;
	if (s->scan == NULL && s->tail_len == 0) {
		scan_block(d->scan, piece, &matches);
		return;
	}
	if (s->scan == NULL) {
		s->scan = scan_stream_open(d->scan);
		s->scan_from = s->fed - s->tail_len;
		scan_stream_feed(d->scan, s->scan, (struct span){ s->tail, s->tail_len }, &nothing);
	}
	p->scan_from = s->scan_from;
	scan_stream_feed(d->scan, s->scan, piece, &matches);
}

void stream_piece(struct detector *d, struct detect_stream **stream, const struct part *p, struct layer *l,
	const struct detect_sink *sink)
{
	struct piece_scan scan = { .layer = l };
	struct detect_stream *s;
	struct span before;

	stream_open(d, stream, p, sink);
	s = scan.stream = *stream;
	before = s->carry.len > s->tail_len ? buf_span(&s->carry) : (struct span){ s->tail, s->tail_len };
	scan.window_from = s->fed - before.len;
	*l = (struct layer){ .d = d, .window = { p->bytes, true }, .skip = before.len };
	if (before.len > 0) {
		buf_reset(&d->window);
		buf_add_span(&d->window, before);
		buf_add_span(&d->window, p->bytes);
		l->window.bytes = buf_span(&d->window);
	}
	stream_decide(d, s, &l->window, scan.window_from, l, sink);
	piece_search(d, &scan, p->bytes);
	keyed_search(l, on_separator, &scan);
	s->fed += p->bytes.len;
}

static struct span span_copy(struct span s)
{
	uint8_t *data = xmalloc(s.len + 1);

	if (s.len > 0)
		memcpy(data, s.data, s.len);
	return (struct span){ data, s.len };
}

static void kept_fill(struct kept *k, const struct message *m, const struct part *p)
{
	size_t marks = p->mark_count < KEPT_MARKS ? p->mark_count : KEPT_MARKS;

	k->m = *m;
	k->m.carrier = xstrdup(m->carrier == NULL ? "" : m->carrier);
	k->m.host = xstrdup(m->host == NULL ? "" : m->host);
	k->m.method = xstrdup(m->method == NULL ? "" : m->method);
	k->m.path = span_copy(m->path);
	k->m.query = span_copy(m->query);
	k->m.parts = NULL;
	k->m.part_count = 0;
	k->part = (struct part){ .root = xstrdup(p->root), .offset = p->offset, .mark_count = marks };
	if (marks > 0)
		memcpy(k->marks, p->marks + p->mark_count - marks, marks * sizeof *k->marks);
}

void stream_keep(struct detect_stream *s, const struct message *m, const struct part *p, const struct layer *l,
	struct told *told)
{
	tail_set(s, l->window.bytes);
	if (s->now == NULL && s->keyed_n == 0)
		return;
	if (s->now == NULL)
		s->now = xcalloc(1, sizeof *s->now);
	kept_fill(s->now, m, p);
	s->now->base = s->fed - p->bytes.len;
	s->now->end = s->fed;
	s->now->told = *told;
	*told = (struct told){ 0 };
	ARRAY_GROW(s->kept, s->n, s->cap);
	s->kept[s->n++] = s->now;
	s->now = NULL;
}

void stream_remember(struct detector *d, struct detect_stream **stream, const struct part *p, const struct detect_sink *sink)
{
	if (*stream == NULL)
		*stream = xcalloc(1, sizeof **stream);
	if ((*stream)->root != NULL)
		stream_finish(d, *stream, sink);
	(*stream)->root = xstrdup(p->root);
	tail_set(*stream, p->bytes);
	(*stream)->fed = (*stream)->tail_len;
}

void detect_stream_end(struct detector *d, struct detect_stream *s, const struct detect_sink *sink)
{
	if (s == NULL)
		return;
	stream_finish(d, s, sink);
	detect_stream_free(s);
}

void detect_stream_free(struct detect_stream *s)
{
	if (s == NULL)
		return;
	stream_reset(s);
	for (size_t i = 0; i < s->n; i++)
		kept_free(s->kept[i]);
	kept_free(s->now);
	free(s->kept);
	free(s->keyed);
	free(s);
}
