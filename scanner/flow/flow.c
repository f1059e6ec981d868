#include "flow/flow.h"

#include "base/alloc.h"
#include "base/instant.h"
#include "base/text.h"
#include "flow/classify.h"
#include "flow/stream.h"
#include "flow/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROTO_TCP = 6, PROTO_UDP = 17 };

/* Flows wait for their end in lists ordered by their last packet: one list a patience, so that each list's head is due first. */
enum patience { PATIENCE_TCP, PATIENCE_OVER, PATIENCE_OTHER, PATIENCE_COUNT };

static const int64_t patience_ns[PATIENCE_COUNT] = { FLOW_IDLE_S * NS_PER_S, FLOW_OVER_S * NS_PER_S, FLOW_IDLE_UDP_S * NS_PER_S };

/* What every packet of a flow needs stands first. */
struct flow {
	struct tuple tuple;
	uint32_t hash;
	bool client_is_low, client_called, midstream, syn_seen;
	bool up_ended, down_ended; /* by a FIN of its sender, or a reset of either */
	bool aside; /* it made a worker die: counted, not looked at */
	uint8_t attention; /* enum attention of its receiver */
	uint32_t handset, syn_seq;
	struct flow *older, *newer;
	int64_t until;
	void *user;
	struct classification classification;
	struct ordered up, down;
	uint64_t last_frame, packets, bytes_up, bytes_down;
	const struct app *app;   /* of the first packet that names one; NULL none */
	uint64_t first_frame;
	int64_t at;
	struct outer *outer;     /* of the first packet; NULL: it was in no tunnel */
	struct flows *flows;     /* that it is one of */
};

struct list {
	struct flow *oldest, *newest;
};

struct flows {
	struct flow_sink sink;
	struct losses *losses;
	struct flow_watch watch;
	struct classifier *classifier;
	struct table *table;
	size_t open;
	struct list lists[PATIENCE_COUNT];
	uint64_t waiting_bytes; /* of all streams */
	uint64_t bytes;         /* of IP, of all datagrams */
	int64_t now;            /* of the packet at hand: a clock may be set back, and one time may be damaged */
};

const struct tuple *flow_tuple(const struct flow *f)
{
	return &f->tuple;
}

struct flows *flows_new(const struct flow_sink *sink, struct table *t, struct losses *l, struct err *e)
{
	struct flows *f = xcalloc(1, sizeof *f);

	f->sink = *sink;
	f->table = t;
	f->losses = l;
	f->now = INSTANT_MIN;
	f->classifier = classifier_new(e);
	if (f->classifier == NULL) {
		free(f);
		return NULL;
	}
	return f;
}

void flows_watch(struct flows *f, const struct flow_watch *w)
{
	f->watch = *w;
}

/* From here on a fault is this flow's. */
static void at_work(struct flows *fs, const struct flow *f)
{
	if (fs->watch.current == NULL)
		return;
	*fs->watch.current = f->first_frame;
	*fs->watch.current_shard = fs->watch.shard;
}

static bool is_aside(const struct flows *fs, uint64_t first_frame)
{
	for (size_t i = 0; i < fs->watch.aside_count; i++) {
		if (fs->watch.aside[i] == first_frame)
			return true;
	}
	return false;
}

static enum patience patience_of(const struct flow *f)
{
	if (f->tuple.transport != PROTO_TCP)
		return PATIENCE_OTHER;
	return f->up_ended && f->down_ended ? PATIENCE_OVER : PATIENCE_TCP;
}

static void list_remove(struct list *l, struct flow *f)
{
	*(f->older != NULL ? &f->older->newer : &l->oldest) = f->newer;
	*(f->newer != NULL ? &f->newer->older : &l->newest) = f->older;
	f->older = f->newer = NULL;
}

static void list_append(struct list *l, struct flow *f)
{
	f->older = l->newest;
	*(l->newest != NULL ? &l->newest->newer : &l->oldest) = f;
	l->newest = f;
}

/* The sink of one direction's stream: what stream.c hands over goes on with the flow's side. */
struct side {
	struct flows *flows;
	struct flow *flow;
	bool from_client;
};

static enum attention attention_of(const struct flows *fs, const struct flow *f)
{
	return fs->sink.attention == NULL ? ATTENTION_BYTES : fs->sink.attention(fs->sink.ctx, f->user);
}

static void side_bytes(void *ctx, struct span bytes, uint64_t frame, int64_t at)
{
	struct side *s = ctx;

	if (!s->from_client && s->flow->attention == ATTENTION_NONE)
		return;
	s->flows->sink.bytes(s->flows->sink.ctx, s->flow->user, s->from_client, bytes, frame, at);
	s->flow->attention = attention_of(s->flows, s->flow);
}

static void side_gap(void *ctx, uint64_t missing, uint64_t frame)
{
	struct side *s = ctx;

	losses_add(s->flows->losses, LOSS_STREAM_GAP, frame, 1, missing, s->from_client ? "sent by the handset" : "received");
	s->flows->sink.gap(s->flows->sink.ctx, s->flow->user, s->from_client, missing, frame);
	s->flow->attention = attention_of(s->flows, s->flow);
}

static struct ordered_sink sink_of(struct side *s)
{
	return (struct ordered_sink){ side_bytes, side_gap, s };
}

static void put_verdict(struct flows *fs, struct flow *f, struct fact_flow *fact)
{
	struct classified v = { .protocol = "Unknown" };

	if (!f->aside)
		classification_verdict(fs->classifier, &f->classification, &v);
	text_copy_to(fact->protocol, sizeof fact->protocol, v.protocol);
	text_copy_to(fact->category, sizeof fact->category, v.category);
	text_copy_to(fact->confidence, sizeof fact->confidence, v.confidence);
	text_copy_to(fact->risks, sizeof fact->risks, v.risks);
	text_copy_to(fact->host, sizeof fact->host, v.host);
}

/* o: NULL, there is none. */
static void put_tunnel(const struct outer *o, char ret[TUNNEL_TEXT])
{
	char source[ADDRESS_TEXT], target[ADDRESS_TEXT];

	if (o != NULL)
		snprintf(ret, TUNNEL_TEXT, "%s %s > %s", o->tunnel, address_text(&o->source, source), address_text(&o->target, target));
}

static struct flow_key key_of(const struct flow *f)
{
	const struct tuple *t = &f->tuple;

	return (struct flow_key){
		.client = f->client_is_low ? t->low : t->high,
		.server = f->client_is_low ? t->high : t->low,
		.client_port = f->client_is_low ? t->low_port : t->high_port,
		.server_port = f->client_is_low ? t->high_port : t->low_port,
		.transport = t->transport,
	};
}

static void flow_close(struct flows *fs, struct flow *f)
{
	struct side up = { fs, f, true }, down = { fs, f, false };
	struct ordered_sink up_sink = sink_of(&up), down_sink = sink_of(&down);
	struct fact_flow fact = {
		.first_frame = f->first_frame, .last_frame = f->last_frame, .at = f->at, .until = f->until,
		.key = key_of(f), .handset = f->handset, .handset_called = f->client_called, .packets = f->packets,
		.bytes_up = f->bytes_up, .bytes_down = f->bytes_down, .midstream = f->midstream,
	};

	at_work(fs, f);
	ordered_flush(&f->up, &fs->waiting_bytes, &up_sink);
	ordered_flush(&f->down, &fs->waiting_bytes, &down_sink);
	put_verdict(fs, f, &fact);
	put_tunnel(f->outer, fact.tunnel);
	if (f->app != NULL)
		fact.app = *f->app;
	fact.bytes_missing = f->up.missing;
	if (f->midstream)
		losses_add(fs->losses, LOSS_MIDSTREAM, f->first_frame, 1, 0, "");
	fs->sink.closed(fs->sink.ctx, f->user, &fact);
	classification_end(fs->classifier, &f->classification);
	table_remove(fs->table, f, f->hash);
	fs->open--;
	list_remove(&fs->lists[patience_of(f)], f);
	free(f->outer);
	free(f);
}

static bool is_due(const struct flow *f, int64_t now)
{
	return now - f->until > patience_ns[patience_of(f)];
}

/* Closes what has been idle too long at the capture's time now. */
static void expire(struct flows *fs)
{
	for (int p = 0; p < PATIENCE_COUNT; p++) {
		struct flow *oldest;

		while ((oldest = fs->lists[p].oldest) != NULL && is_due(oldest, fs->now))
			flow_close(fs, oldest);
	}
}

static void make_room(struct flows *fs)
{
	struct flow *idlest = NULL;

	if (fs->open < FLOWS_MAX / SHARDS)
		return;
	for (int p = 0; p < PATIENCE_COUNT; p++) {
		struct flow *f = fs->lists[p].oldest;

		if (f != NULL && (idlest == NULL || f->until < idlest->until))
			idlest = f;
	}
	losses_add(fs->losses, LOSS_FLOW_BOUND, idlest->first_frame, 1, 0, "");
	flow_close(fs, idlest);
}

/* Who called: of TCP the sender of the SYN; in the middle of a connection the end with the higher port. */
static bool source_called(const struct datagram *d)
{
	if (d->transport != PROTO_TCP)
		return true;
	if ((d->tcp_flags & TCP_SYN) != 0)
		return (d->tcp_flags & TCP_ACK) == 0;
	return d->source_port >= d->target_port;
}

static struct flow *flow_open(struct flows *fs, const struct lookup *k, struct ends handsets)
{
	const struct datagram *d = k->datagram;
	struct flow *f = xcalloc(1, sizeof *f);
	struct flow_key key;
	bool called = source_called(d);
	bool source_is_client = (handsets.source != 0) == (handsets.target != 0) ? called : handsets.source != 0;

	f->flows = fs;
	f->tuple = lookup_tuple(k);
	f->hash = k->hash;
	f->client_is_low = source_is_client == k->source_is_low;
	f->client_called = called == source_is_client;
	f->handset = source_is_client ? handsets.source : handsets.target;
	f->midstream = d->transport == PROTO_TCP && (d->tcp_flags & TCP_SYN) == 0;
	if (d->outer.tunnel != NULL) {
		f->outer = xmalloc(sizeof *f->outer);
		*f->outer = d->outer;
	}
	f->first_frame = d->frame;
	f->aside = is_aside(fs, d->frame);
	f->at = f->until = d->at;
	classification_begin(fs->classifier, &f->classification);
	key = key_of(f);
	f->user = fs->sink.opened(fs->sink.ctx, &key, f->first_frame);
	f->attention = attention_of(fs, f);
	table_add(fs->table, f, k->hash);
	fs->open++;
	list_append(&fs->lists[patience_of(f)], f);
	return f;
}

/* A SYN that does not repeat the flow's own begins another connection between the same ends. */
static bool begins_anew(const struct flow *f, const struct datagram *d)
{
	if (d->transport != PROTO_TCP || (d->tcp_flags & (TCP_SYN | TCP_ACK)) != TCP_SYN)
		return false;
	return f->syn_seen ? d->seq != f->syn_seq : stream_has_begun(&f->up) || stream_has_begun(&f->down);
}

/* The number of the connection's SYN: its own, or as the answer tells where that was captured first. */
static void note_syn(struct flow *f, const struct datagram *d)
{
	if (f->syn_seen || (d->tcp_flags & TCP_SYN) == 0)
		return;
	f->syn_seen = true;
	f->syn_seq = (d->tcp_flags & TCP_ACK) == 0 ? d->seq : d->ack - 1;
}

/* From its last packet on a flow waits as long as becomes it. */
static void wait_anew(struct flows *fs, struct flow *f, const struct datagram *d, bool from_client)
{
	struct list *l = &fs->lists[patience_of(f)];
	bool reset = (d->tcp_flags & TCP_RST) != 0, ended = reset || (d->tcp_flags & TCP_FIN) != 0;

	f->up_ended |= from_client ? ended : reset;
	f->down_ended |= from_client ? reset : ended;
	if (f->newer == NULL && l == &fs->lists[patience_of(f)])
		return;
	list_remove(l, f);
	list_append(&fs->lists[patience_of(f)], f);
}

static void deliver_tcp(struct flows *fs, struct flow *f, const struct datagram *d, bool from_client)
{
	struct side side = { fs, f, from_client };
	struct ordered_sink sink = sink_of(&side);
	uint32_t syn = (d->tcp_flags & TCP_SYN) != 0; /* the first byte stands one behind it */
	struct ordered_piece piece = { .bytes = d->payload, .len = d->payload_wire_len, .frame = d->frame, .at = d->at,
		.unheard = !from_client && f->attention != ATTENTION_BYTES };

	note_syn(f, d);
	/* A reset's bytes are no data (RFC 9293 section 3.5.3), and its number need not fit. */
	if ((d->tcp_flags & TCP_RST) != 0 || (piece.len == 0 && syn == 0))
		return;
	if (!stream_add(from_client ? &f->up : &f->down, d->seq + syn, &piece, &fs->waiting_bytes, &sink))
		losses_add(fs->losses, LOSS_REORDER_BOUND, d->frame, 1, 0, "");
}

static void deliver(struct flows *fs, struct flow *f, const struct datagram *d, bool from_client)
{
	f->packets++;
	f->last_frame = d->frame;
	if (d->app != NULL && f->app == NULL)
		f->app = d->app;
	*(from_client ? &f->bytes_up : &f->bytes_down) += d->payload_wire_len;
	if (f->aside)
		return;
	at_work(fs, f);
	if (!f->classification.final)
		classify(fs->classifier, &f->classification, d->transport, d->ip, d->at);
	if (d->transport == PROTO_TCP)
		deliver_tcp(fs, f, d, from_client);
	else if (d->transport == PROTO_UDP && d->payload.len > 0)
		fs->sink.bytes(fs->sink.ctx, f->user, from_client, d->payload, d->frame, d->at);
}

static void add_to(struct flows *fs, struct flow *f, const struct lookup *k)
{
	const struct datagram *d = k->datagram;
	bool from_client = k->source_is_low == f->client_is_low;

	fs->bytes += d->ip.len;
	wait_anew(fs, f, d, from_client);
	if (d->at > f->until)
		f->until = d->at;
	deliver(fs, f, d, from_client);
	if (patience_of(f) == PATIENCE_OVER)
		classification_rest(&f->classification);
}

/* The other end is the client: all that was counted and is on its way changes sides. False: the receiver cannot begin anew. */
static bool turn(struct flows *fs, struct flow *f, struct flow_known *k)
{
	const struct ordered up = f->up;
	uint64_t bytes_up = f->bytes_up;
	bool up_ended = f->up_ended;

	k->key = (struct flow_key){ k->key.server, k->key.client, k->key.server_port, k->key.client_port, k->key.transport };
	if (fs->sink.known != NULL && !fs->sink.known(fs->sink.ctx, &f->user, k))
		return false;
	f->client_is_low = !f->client_is_low;
	f->client_called = !f->client_called;
	f->up = f->down;
	f->down = up;
	f->bytes_up = f->bytes_down;
	f->bytes_down = bytes_up;
	f->up_ended = f->down_ended;
	f->down_ended = up_ended;
	if (f->bytes_up > 0)
		losses_add(fs->losses, LOSS_BEFORE_KNOWN, f->first_frame, 1, f->bytes_up, "");
	return true;
}

/*
 * Live a flow may begin before an end of it is known to be a handset: it goes on as the handset's, with the client that it would have had.
 * False: it cannot.
 */
static bool know_ends(struct flows *fs, struct flow *f, const struct lookup *k, struct ends handsets)
{
	bool from_client = k->source_is_low == f->client_is_low;
	uint32_t client = from_client ? handsets.source : handsets.target, server = from_client ? handsets.target : handsets.source;
	bool turns = (client != 0) == (server != 0) ? !f->client_called : server != 0;
	struct flow_known known = { .key = key_of(f), .first_frame = f->first_frame, .at = f->at, .handset = turns ? server : client,
		.turned = turns };

	if (f->handset == known.handset && !turns)
		return true;
	if (turns && !turn(fs, f, &known))
		return false;
	if (!turns && fs->sink.known != NULL)
		fs->sink.known(fs->sink.ctx, &f->user, &known);
	f->handset = known.handset;
	f->attention = attention_of(fs, f);
	return true;
}

/* As another flow: what the handset sends from here on is read. */
static void break_off(struct flows *fs, struct flow *f)
{
	losses_add(fs->losses, LOSS_BEFORE_KNOWN, f->first_frame, 1, 0, "goes on as another flow");
	flow_close(fs, f);
}

void flows_add(struct flows *fs, const struct lookup *k, struct ends handsets)
{
	const struct datagram *d = k->datagram;
	struct flow *f;

	fs->now = d->at;
	expire(fs);
	f = table_find(fs->table, k);
	if (f != NULL && begins_anew(f, d)) {
		flow_close(fs, f);
		f = NULL;
	}
	if (f != NULL && !know_ends(fs, f, k, handsets)) {
		break_off(fs, f);
		f = NULL;
	}
	if (f == NULL) {
		make_room(fs);
		f = flow_open(fs, k, handsets);
	}
	add_to(fs, f, k);
}

bool flows_go_on(const struct table *t, const struct lookup *k)
{
	const struct datagram *d = k->datagram;
	struct flow *f = table_find(t, k);

	if (f == NULL || begins_anew(f, d) || is_due(f, d->at))
		return false;
	f->flows->now = d->at;
	expire(f->flows); /* others */
	add_to(f->flows, f, k);
	return true;
}

uint64_t flows_bytes(const struct flows *f)
{
	return f->bytes;
}

static int by_first_frame(const void *a, const void *b)
{
	const struct flow *const *x = a, *const *y = b;

	return (*x)->first_frame < (*y)->first_frame ? -1 : (*x)->first_frame > (*y)->first_frame;
}

void flows_finish(struct flows *fs)
{
	size_t n = 0;
	struct flow **all;

	if (fs == NULL)
		return;
	all = xcalloc(fs->open, sizeof *all);
	for (int p = 0; p < PATIENCE_COUNT; p++) {
		for (struct flow *f = fs->lists[p].oldest; f != NULL; f = f->newer)
			all[n++] = f;
	}
	qsort(all, n, sizeof *all, by_first_frame);
	for (size_t i = 0; i < n; i++)
		flow_close(fs, all[i]);
	free(all);
}

void flows_free(struct flows *fs)
{
	if (fs == NULL)
		return;
	flows_finish(fs);
	classifier_free(fs->classifier);
	free(fs);
}
