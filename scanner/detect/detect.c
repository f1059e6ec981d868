#include "detect/detect.h"

#include "base/alloc.h"
#include "detect/keyed.h"
#include "detect/signals/signals.h"
#include "detect/stream.h"
#include "detect/unwrap/unwrap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	REMEMBER_MIN = 1024, /* bytes of a message's last part that may go on in the next message: a piece of a body */
	SHORT_PIECE = 64,    /* bytes: a piece of a stream tells nothing of what it begins */
	SIGNALS_MAX = 32,    /* of consent, told of one message: a request to sell one's attention has a dozen */
};

/* One message under the eye. */
struct look {
	struct detector *d;
	const struct message *m;
	const struct part *part;
	const struct detect_sink *sink;
	struct unwrap unwrap;
	size_t nominated;                   /* before it */
	struct tally tally;
	struct signal signals[SIGNALS_MAX]; /* told already */
	size_t signal_count;
};

static void layer_done(struct look *k, const struct node *n)
{
	struct layer *l = n->data;
	char path[PATH_MAX_TEXT];
	struct layer_place where = { k->m, k->part, path, 0 };

	if (l->n > 0) {
		where.steps = node_path(n, path);
		layer_settle(l);
		tally_layer(&k->tally, &where, l);
	}
	layer_free(l);
}

/* What the node was decoded from, as a place in the part. */
static struct layer *layer_of(struct detector *d, const struct node *n)
{
	const struct layer *outer = n->parent->data;
	struct layer *l = xcalloc(1, sizeof *l);

	l->d = d;
	/* What was decoded from the end of an unfinished stream may go on too. */
	l->window = (struct window){ n->bytes, !n->whole && outer->window.open && n->token.data + n->token.len ==
		outer->window.bytes.data + outer->window.bytes.len };
	l->decoded = true;
	l->from = outer->from;
	l->len = outer->len;
	l->carried = outer->carried;
	if (!outer->decoded) {
		size_t at = (size_t)(n->token.data - outer->window.bytes.data), before = outer->skip > at ? outer->skip - at : 0;

		l->from = at + before - outer->skip;
		l->len = n->token.len > before ? n->token.len - before : 1;
		l->carried = before > 0;
	}
	return l;
}

/* The last byte of a node, or of what its layer was decoded from, as a place in the part. */
static size_t last_byte(const struct node *n)
{
	const struct layer *l = n->data;

	if (l->decoded)
		return l->from + l->len - 1;
	return (size_t)(n->bytes.data + n->bytes.len - l->window.bytes.data) - l->skip - 1;
}

static bool is_told(const struct look *k, const struct signal *s)
{
	for (size_t i = 0; i < k->signal_count; i++)
		if (strcmp(k->signals[i].name, s->name) == 0 && strcmp(k->signals[i].detail, s->detail) == 0)
			return true;
	return false;
}

static void signal_tell(struct look *k, const struct node *n, const struct signal *s)
{
	struct fact_signal fact = { .flow = 0 };
	char path[PATH_MAX_TEXT];
	struct buf detail = { 0 };

	if (k->signal_count == SIGNALS_MAX || is_told(k, s))
		return;
	k->signals[k->signal_count++] = *s;
	node_path(n, path);
	snprintf(fact.signal, sizeof fact.signal, "%s", s->name);
	buf_printf(&detail, "%s (%s)", s->detail, path);
	snprintf(fact.detail, sizeof fact.detail, "%s", buf_text(&detail));
	buf_free(&detail);
	part_frame(k->m, k->part, last_byte(n), &fact.frame, &fact.at);
	k->sink->signal(k->sink->ctx, k->m, &fact);
}

static void signal_look(struct look *k, const struct node *n)
{
	const struct layer *l = n->data;
	struct signal s;

	/* It was told with the piece that it ended in. */
	if (!l->decoded && (size_t)(n->bytes.data + n->bytes.len - l->window.bytes.data) <= l->skip)
		return;
	if (signal_read(n->key, n->bytes, &s))
		signal_tell(k, n, &s);
}

/* What its name says of it: of most names, nothing. Short ones and types say it with what is around them. */
static void leaf_look(struct look *k, const struct node *n)
{
	uint32_t ending = ending_of(n->key);

	if (endings_may(k->d->key_endings, ending) || n->key.len < ENDING_LETTERS || n->type.len > 0)
		keyed_leaf(n->data, n->bytes, &(struct name){ n->key, n->around, n->type, n, n->typed });
	if (k->sink->signal != NULL && endings_may(&k->d->signals, ending))
		signal_look(k, n);
}

static void enter(void *ctx, struct node *n)
{
	struct look *k = ctx;

	if (n->fresh) {
		/* Of a leaf with a name only its escapes were decoded: what was found before stands there too. */
		if (n->key.data != n->parent->key.data)
			layer_claim(n->parent->data, n->token, n);
		n->data = layer_of(k->d, n);
		layer_search(n->data);
	}
	if (n->step.text != NULL || n->step.write != NULL || n->type.len > 0)
		leaf_look(k, n);
	layer_claim(n->data, n->bytes, n);
}

static void leave(void *ctx, struct node *n)
{
	if (!n->fresh)
		return;
	layer_done(ctx, n);
	free(n->data);
	n->data = NULL;
}

/* The last words of a root tell: "http.header:X-IMEI". */
static struct span root_key(const char *root)
{
	struct span s = span_of(root);

	return s.len > KEY_MAX ? span_sub(s, s.len - KEY_MAX, KEY_MAX) : s;
}

/* The layer of the part is searched; what is wrapped in it is opened. */
static void part_look(struct look *k, struct layer *l, struct span bytes)
{
	struct node n = { .step.text = k->part->root, .key = root_key(k->part->root), .bytes = bytes, .token = bytes,
		.content_type = k->part->content_type, .content_encoding = k->part->content_encoding, .data = l };

	unwrap_part(&k->unwrap, &n);
	layer_done(k, &n);
}

static void part_block(struct look *k, const struct part *p)
{
	struct layer l = { .d = k->d, .window = { p->bytes, false } };

	k->part = p;
	layer_search(&l);
	part_look(k, &l, p->bytes);
}

/* The message's part that is a piece of a stream, if there is one. */
static const struct part *part_streamed(const struct message *m)
{
	for (size_t i = 0; i < m->part_count; i++)
		if (m->parts[i].bytes.len > 0 && stream_takes(&m->parts[i]))
			return &m->parts[i];
	return NULL;
}

/* From where something began in these bytes that may go on behind them. */
static const uint8_t *unfinished_in(const struct look *k, struct span bytes)
{
	const uint8_t *end = bytes.data + bytes.len, *from = end;

	if (end[-1] != '\n')
		from = bytes.len < SHORT_PIECE ? bytes.data : bytes.data + unwrap_run_at_end(bytes);
	return k->unwrap.unfinished != NULL && k->unwrap.unfinished < from ? k->unwrap.unfinished : from;
}

/*
 * The piece by itself; then once more with what came before, where that ended in the midst of something wrapped. told: of that. Returns
 * from where such a thing goes on behind the piece.
 */
static const uint8_t *piece_look(struct look *k, struct layer *l, size_t carried, const struct told *told)
{
	struct layer whole = { .d = l->d, .window = l->window, .skip = l->skip };
	struct span bytes = span_sub(l->window.bytes, l->skip, SIZE_MAX);
	const uint8_t *from, *earlier;
	uint64_t anothers;

	part_look(k, l, bytes);
	anothers = k->tally.anothers;
	from = unfinished_in(k, bytes);
	if (carried == 0)
		return from;
	bytes = span_sub(whole.window.bytes, whole.skip - carried, SIZE_MAX);
	part_look(k, &whole, bytes);
	k->tally.anothers &= anothers | ~told->anothers;
	earlier = unfinished_in(k, bytes);
	return earlier < from ? earlier : from;
}

/* The piece of a stream: what is in it, what is not whole yet, and what waits for more. */
static void streamed_look(struct look *k, struct detect_stream **stream, const struct part *piece)
{
	struct layer streamed = { 0 };
	struct told told = { 0 };
	const uint8_t *from;

	k->part = piece;
	stream_piece(k->d, stream, piece, &streamed, k->sink);
	from = piece_look(k, &streamed, stream_carried(*stream), stream_told(*stream));
	/* Only what no decoder knows comes in pieces that are short: bodies are kept whole, up to a bound. */
	if (strcmp(piece->root, "raw") != 0)
		from = streamed.window.bytes.data + streamed.window.bytes.len;
	tally_forget(&k->tally, stream_told(*stream));
	tally_deliver(&k->tally, k->m, &told, k->sink);
	if (!stream_carry(*stream, &streamed, from, &told, k->sink->carried))
		k->unwrap.bounded = true;
	stream_keep(*stream, k->m, piece, &streamed, &told);
	told_free(&told);
}

/* Field by field: to clear the room for signals would cost more than most messages. */
static void look_begin(struct look *k, struct detector *d, const struct message *m, const struct detect_sink *sink)
{
	k->d = d;
	k->m = m;
	k->part = NULL;
	k->sink = sink;
	k->nominated = d->nominated;
	k->tally = (struct tally){ 0 };
	k->signal_count = 0;
}

/* A part that is whole so far, but may go on in the next message: large ones are remembered. */
static const struct part *part_remembered(const struct message *m)
{
	const struct part *last = m->part_count > 0 ? &m->parts[m->part_count - 1] : NULL;

	return last != NULL && !last->whole && last->bytes.len >= REMEMBER_MIN ? last : NULL;
}

static void parts_look(struct look *k, const struct part *piece)
{
	const struct message *m = k->m;

	for (size_t i = 0; i < m->part_count; i++)
		if (&m->parts[i] != piece && m->parts[i].bytes.len > 0)
			part_block(k, &m->parts[i]);
}

/* Neither a sighting nor a signal nor a loss is told of it. */
static bool is_vain(const struct look *k)
{
	return k->tally.n == 0 && k->tally.anothers == 0 && !k->tally.bounded && k->signal_count == 0 && !k->unwrap.bounded;
}

static size_t cost_of(const struct look *k)
{
	return unwrap_made(&k->unwrap) + (k->d->nominated - k->nominated) * CANDIDATE_COST;
}

/* What nothing came before, and nothing comes behind. Returns its cost. Where the purse may not reach for it, that is to be told. */
static size_t message_alone(struct look *k)
{
	struct vain *vain = k->d->vain;
	uint64_t mark = vain_mark(vain, k->m);
	size_t cost;

	if (k->unwrap.allowed == UNWRAP_BYTES && vain_find(vain, mark, &cost))
		return cost;
	parts_look(k, NULL);
	if (is_vain(k))
		vain_add(vain, mark, cost_of(k));
	tally_deliver(&k->tally, k->m, NULL, k->sink);
	return cost_of(k);
}

/* What goes on from the message before, or may go on in the next. Returns its cost. */
static size_t message_among_others(struct look *k, struct detect_stream **stream, const struct part *piece, const struct part *remembered)
{
	parts_look(k, piece);
	if (piece != NULL)
		streamed_look(k, stream, piece);
	if (remembered != NULL) {
		stream_remember(k->d, stream, remembered, k->sink);
		tally_deliver(&k->tally, k->m, NULL, k->sink);
	}
	return cost_of(k);
}

void detect_message(struct detector *d, struct detect_stream **stream, const struct message *m, const struct detect_sink *sink)
{
	const struct part *piece = part_streamed(m), *remembered = piece != NULL ? NULL : part_remembered(m);
	struct look k;
	const struct unwrap_visitor visitor = { enter, leave, &k };
	size_t cost;

	look_begin(&k, d, m, sink);
	unwrap_begin(&k.unwrap, &visitor, &d->rulings, purse_allows(sink->purse, m->bytes));
	if (piece == NULL && remembered == NULL)
		cost = message_alone(&k);
	else
		cost = message_among_others(&k, stream, piece, remembered);
	purse_pay(sink->purse, cost, m->bytes);
	if (k.unwrap.bounded)
		sink->loss(sink->ctx, LOSS_UNWRAP_BOUND, "");
}
