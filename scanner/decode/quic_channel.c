#include "decode/quic_channel.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

struct quic_channel {
	uint64_t id;
	struct ordered streams[QUIC_SIDES];
	uint64_t ends[QUIC_SIDES]; /* offsets, where they were told */
	bool ended[QUIC_SIDES];    /* they were */
	bool over[QUIC_SIDES];     /* nothing more of it is read */
};

/* What one stream's bytes are handed on for. */
struct handing {
	struct quic_connection *q;
	struct quic_channel *channel;
	enum quic_side from;
};

static void on_bytes(void *ctx, struct span bytes, uint64_t frame, int64_t at)
{
	const struct handing *h = ctx;

	h->q->reader->bytes(h->q->inside, h->q->reader_state, h->channel->id, h->from == QUIC_CLIENT, bytes, frame, at);
}

static void on_gap(void *ctx, uint64_t missing, uint64_t frame)
{
	const struct handing *h = ctx;

	if (h->from == QUIC_CLIENT) {
		h->q->hole = true;
		conversation_loss(h->q->inside, LOSS_STREAM_GAP, frame, missing);
	}
	h->q->reader->gap(h->q->inside, h->q->reader_state, h->channel->id, h->from == QUIC_CLIENT, missing, frame);
}

/* What is said inside goes to c's own receiver; what of it could not be read was no use to decrypt. */
static void inside_settle(struct conversation *c, struct quic_connection *q)
{
	struct conversation *in = q->inside, *out = c;
	uint64_t unread = in->bytes_opaque < out->bytes_decrypted ? in->bytes_opaque : out->bytes_decrypted;

	out->bytes_decrypted -= unread;
	out->bytes_opaque += unread;
	out->messages += in->messages;
	in->bytes_opaque = in->bytes_decrypted = in->messages = 0;
	if (in->host_source == HOST_NONE)
		return;
	conversation_host(c, in->host, in->host_source); /* where there is a source there is a host */
	in->host_source = HOST_NONE;
}

/* What is inside, however deep, is told to the connection, which outlives it; and it tells the conversation of the packet at hand. */
static void pass_message(void *ctx, const struct message *m)
{
	const struct quic_connection *q = ctx;

	q->outlet.message(q->outlet.ctx, m);
}

static void pass_dns(void *ctx, const struct fact_dns *d)
{
	const struct quic_connection *q = ctx;

	q->outlet.dns(q->outlet.ctx, d);
}

static void pass_loss(void *ctx, enum loss loss, uint64_t frame, uint64_t count, uint64_t bytes)
{
	const struct quic_connection *q = ctx;

	q->outlet.loss(q->outlet.ctx, loss, frame, count, bytes);
}

static void pass_session(void *ctx, const struct fact_session *s)
{
	const struct quic_connection *q = ctx;

	if (q->outlet.session != NULL)
		q->outlet.session(q->outlet.ctx, s);
}

static void reader_have(const struct quic_arrival *a, struct quic_connection *q)
{
	const char *alpn = q->alpn[0] != 0 ? q->alpn : q->hello.alpn;

	q->outlet = a->c->sink;
	if (q->reader != NULL)
		return;
	q->reader = strncmp(alpn, "h3", 2) == 0 ? &quic_reader_http3 : &quic_reader_other;
	q->reader_state = q->reader->open(alpn);
	q->inside = conversation_inside(a->c);
	q->inside->sink = (struct decode_sink){ pass_message, pass_dns, pass_loss, q, pass_session };
}

/* ---- which stream ---- */

/* Forgets a stream: one that is over, else the first that is not one of the few that last as long as the connection. */
static void channels_prune(const struct quic_arrival *a, struct quic_connection *q)
{
	size_t i = 0;
	struct quic_channel *ch;

	while (i < q->channel_count && !(q->channels[i]->over[QUIC_CLIENT] && q->channels[i]->over[QUIC_SERVER]))
		i++;
	for (i = i < q->channel_count ? i : 0; i + 1 < q->channel_count && !q->channels[i]->over[QUIC_CLIENT] &&
		(q->channels[i]->id & QUIC_STREAM_ONE_WAY) != 0;)
		i++;
	ch = q->channels[i];
	if (!ch->over[QUIC_CLIENT]) {
		const struct ordered_waiting *waiting = ch->streams[QUIC_CLIENT].waiting;

		conversation_loss(a->c, LOSS_REORDER_BOUND, a->frame, waiting == NULL ? 0 : waiting->bytes);
		q->reader->end(q->inside, q->reader_state, ch->id, true);
	}
	for (int side = 0; side < QUIC_SIDES; side++)
		ordered_free(&ch->streams[side], &a->c->shared->reorder_bytes);
	if (q->floor[ch->id & 3] <= ch->id)
		q->floor[ch->id & 3] = ch->id + 1;
	free(ch);
	memmove(q->channels + i, q->channels + i + 1, (q->channel_count - i - 1) * sizeof *q->channels);
	q->channel_count--;
}

/* NULL: it was over, and is forgotten. The latest are asked first. */
static struct quic_channel *channel_of(const struct quic_arrival *a, struct quic_connection *q, uint64_t id)
{
	struct quic_channel *ch;

	for (size_t i = q->channel_count; i > 0; i--) {
		if (q->channels[i - 1]->id == id)
			return q->channels[i - 1];
	}
	if (id < q->floor[id & 3])
		return NULL;
	if (q->channel_count == QUIC_STREAMS_MAX)
		channels_prune(a, q);
	ch = xcalloc(1, sizeof *ch);
	ch->id = id;
	ch->over[(id & QUIC_STREAM_OF_SERVER) != 0 ? QUIC_CLIENT : QUIC_SERVER] = (id & QUIC_STREAM_ONE_WAY) != 0;
	ARRAY_GROW(q->channels, q->channel_count, q->channel_cap);
	q->channels[q->channel_count++] = ch;
	return ch;
}

/* ---- frames ---- */

static void channel_end(struct quic_connection *q, struct quic_channel *ch, enum quic_side from)
{
	ch->over[from] = true;
	q->reader->end(q->inside, q->reader_state, ch->id, from == QUIC_CLIENT);
}

static void stream_add(const struct quic_arrival *a, struct quic_connection *q, const struct quic_frame *f)
{
	struct quic_channel *ch = channel_of(a, q, f->stream);
	struct handing h = { q, ch, a->from };
	const struct ordered_sink sink = { on_bytes, on_gap, &h };
	const struct ordered_piece piece = { .offset = f->offset, .bytes = f->bytes, .len = (uint32_t)f->bytes.len, .frame = a->frame,
		.at = a->at };

	if (ch == NULL || ch->over[a->from])
		return;
	if (a->from == QUIC_SERVER && !q->reader->wants(q->reader_state, f->stream)) {
		ch->over[QUIC_SERVER] = f->last;
		return;
	}
	if (f->last && !ch->ended[a->from]) {
		ch->ended[a->from] = true;
		ch->ends[a->from] = f->offset + f->bytes.len;
	}
	if (!ordered_add(&ch->streams[a->from], &piece, &a->c->shared->reorder_bytes, &sink))
		conversation_loss(a->c, LOSS_REORDER_BOUND, a->frame, 0);
	if (ch->ended[a->from] && ch->streams[a->from].next >= ch->ends[a->from])
		channel_end(q, ch, a->from);
}

static void stream_reset(const struct quic_arrival *a, struct quic_connection *q, const struct quic_frame *f)
{
	struct quic_channel *ch = channel_of(a, q, f->stream);

	if (ch == NULL || ch->over[a->from])
		return;
	ordered_free(&ch->streams[a->from], &a->c->shared->reorder_bytes);
	channel_end(q, ch, a->from);
}

void quic_channel_add(const struct quic_arrival *a, struct quic_connection *q, const struct quic_frame *f)
{
	reader_have(a, q);
	if (f->kind == QUIC_FRAME_STREAM)
		stream_add(a, q, f);
	else if (f->kind == QUIC_FRAME_RESET)
		stream_reset(a, q, f);
	else if (a->from == QUIC_CLIENT && f->bytes.len > 0)
		datagram_raw(q->inside, f->bytes, a->frame, a->at);
	inside_settle(a->c, q);
}

/* ---- the end ---- */

void quic_channels_finish(struct conversation *c, struct quic_connection *q)
{
	if (q->reader == NULL)
		return;
	q->outlet = c->sink;
	for (size_t i = 0; i < q->channel_count; i++) {
		for (int side = 0; side < QUIC_SIDES; side++) {
			struct handing h = { q, q->channels[i], (enum quic_side)side };
			const struct ordered_sink sink = { on_bytes, on_gap, &h };

			ordered_flush(&q->channels[i]->streams[side], &c->shared->reorder_bytes, &sink);
		}
	}
	q->reader->finish(q->inside, q->reader_state);
	inside_settle(c, q);
}

void quic_channels_free(struct decode_shared *shared, struct quic_connection *q)
{
	for (size_t i = 0; i < q->channel_count; i++) {
		for (int side = 0; side < QUIC_SIDES; side++)
			ordered_free(&q->channels[i]->streams[side], &shared->reorder_bytes);
		free(q->channels[i]);
	}
	free(q->channels);
	q->channels = NULL;
	q->channel_count = q->channel_cap = 0;
	if (q->reader != NULL)
		q->reader->close(q->reader_state);
	q->reader = NULL;
	conversation_free(q->inside);
	q->inside = NULL;
}
