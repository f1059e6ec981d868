/*
 *   capture_next -> peel -> flows_add -> conversation_bytes -> detect_message -> put
 *   a packet        IP      ordered      messages             sightings         facts
 *                           bytes        (from here on: talk.c)
 *
 * An entry of a HAR file goes from capture_next to conversation_exchange straight away, and is a flow of its own.
 */
#include "pipeline/observe.h"

#include "decode/exchange.h"
#include "decode/keys.h"
#include "flow/table.h"
#include "pipeline/seats.h"
#include "pipeline/survey.h"
#include "pipeline/talk.h"
#include "pipeline/walk.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#define KEYS_POLL_NS (200 * NS_PER_MS)

/* What shares an nDPI module, a flow table and a budget. */
struct shard {
	struct flows *flows; /* NULL until its first packet */
	struct talk_shared talks;
	uint64_t earned;     /* bytes that it has earned by */
	struct observer *observer;
};

struct observer {
	const struct observe_task *task;
	struct handsets *handsets;    /* live, else NULL */
	struct seats *seats;          /* the same */
	struct walk *walk;            /* flows point to its apps until they close */
	struct keys *keys;
	bool with_keys;               /* a key log was given, or the capture has its own */
	int64_t keys_polled;          /* when, by the clock that only goes on */
	struct losses *packet_losses; /* of the file and its headers: every worker sees them, the first one reports */
	struct losses *flow_losses;   /* of its own flows */
	struct table table;           /* of the flows of all shards */
	struct shard shards[SHARDS];
	uint32_t keepers[SHARDS];     /* which worker has each */
	bool steady;                  /* between two ends all is always of one shard */
	uint64_t flow_count;
	const struct datagram *datagram; /* on its way, and whose it is */
	struct ends ends;
	struct err *err;
	bool failed;
};

static void put(struct observer *o, enum record_type type, const void *fact)
{
	o->task->put(o->task->ctx, type, fact);
}

/* ---- flows ---- */

/* Of a flow that opens with the datagram at hand. */
static uint32_t handset_of_client(const struct observer *o, const struct flow_key *key)
{
	return address_equal(&key->client, &o->datagram->source) ? o->ends.source : o->ends.target;
}

static void *on_open(void *ctx, const struct flow_key *key, uint64_t first_frame)
{
	struct shard *s = ctx;
	struct observer *o = s->observer;
	const struct record_open r = { .flow = first_frame, .at = o->datagram->at, .key = *key, .handset = handset_of_client(o, key) };

	if (o->task->feed >= 0)
		put(o, RECORD_OPEN, &r);
	return talk_new(o->task, o->flow_losses, &s->talks, key, first_frame);
}

static bool on_known(void *ctx, void **user, const struct flow_known *k)
{
	struct shard *s = ctx;
	struct observer *o = s->observer;
	struct talk *t = *user;
	const struct record_open r = { .flow = k->first_frame, .at = k->at, .key = k->key, .handset = k->handset, .again = true };

	if (k->turned && t->told)
		return false;
	if (k->turned) {
		talk_drop(t);
		*user = talk_new(o->task, o->flow_losses, &s->talks, &k->key, k->first_frame);
	}
	if (o->task->feed >= 0)
		put(o, RECORD_OPEN, &r);
	return true;
}

#ifdef FAULT_INJECTION
/* PHONEHOME_FAULT=crash:FRAME or hang:FRAME, in the test build alone: what a parser's bug would do at that frame. */
static void inject_fault(uint64_t frame)
{
	const char *fault = getenv("PHONEHOME_FAULT");
	const char *colon = fault == NULL ? NULL : strchr(fault, ':');

	if (colon == NULL || strtoull(colon + 1, NULL, 10) != frame)
		return;
	if (strncmp(fault, "crash", 5) == 0)
		*(volatile int *)(uintptr_t)frame = 0; /* no such address */
	for (;;)
		*(volatile uint64_t *)&frame = frame;
}
#else
#define inject_fault(frame) ((void)0)
#endif

/* What a flow hands over is its own; what else was captured, headers and what nobody hears, is everybody's, and each byte earns once. */
static void earn(struct shard *s, size_t handed)
{
	uint64_t captured = flows_bytes(s->flows);

	purse_earn(&s->talks.purse, handed);
	s->earned += handed;
	if (captured <= s->earned)
		return;
	purse_earn_all(&s->talks.purse, captured - s->earned);
	s->earned = captured;
}

static void on_bytes(void *ctx, void *user, bool from_client, struct span bytes, uint64_t frame, int64_t at)
{
	struct shard *s = ctx;
	struct talk *t = user;

	inject_fault(frame);
	talk_turn(t);
	earn(s, bytes.len);
	conversation_bytes(t->conversation, from_client, bytes, frame, at);
}

static void on_gap(void *ctx, void *user, bool from_client, uint64_t missing, uint64_t frame)
{
	struct talk *t = user;

	(void)ctx;
	talk_turn(t);
	conversation_gap(t->conversation, from_client, missing, frame);
}

static enum attention on_attention(void *ctx, void *user)
{
	struct talk *t = user;

	(void)ctx;
	return conversation_attention(t->conversation);
}

/* The name that the flow gives itself is ours: nDPI cuts it. */
static void flow_host(struct fact_flow *fact, const struct decode_summary *s)
{
	memcpy(fact->host, s->host, sizeof fact->host);
	fact->host_source = s->host_source;
}

/* A greeting that can be read, before all else is sealed, makes no flow clear. */
static enum visibility visibility_of(const struct fact_flow *f)
{
	uint64_t read = f->bytes_clear + f->bytes_decrypted;

	if (read == 0 && f->bytes_up + f->bytes_missing == 0)
		return VISIBILITY_EMPTY;
	if (read == 0 || read < f->bytes_opaque)
		return VISIBILITY_OPAQUE;
	return f->bytes_decrypted > 0 ? VISIBILITY_DECRYPTED : VISIBILITY_CLEAR;
}

static void on_close(void *ctx, void *user, struct fact_flow *fact)
{
	struct shard *s = ctx;
	struct decode_summary sum;

	talk_end(user, &sum);
	flow_host(fact, &sum);
	fact->bytes_clear = sum.bytes_clear;
	fact->bytes_decrypted = sum.bytes_decrypted;
	fact->bytes_opaque = sum.bytes_opaque;
	if (fact->bytes_clear + fact->bytes_decrypted + fact->bytes_opaque + fact->bytes_missing < fact->bytes_up && sum.messages == 0)
		fact->bytes_opaque = fact->bytes_up - fact->bytes_clear - fact->bytes_decrypted - fact->bytes_missing;
	fact->visibility = visibility_of(fact);
	s->observer->flow_count++;
	put(s->observer, RECORD_FLOW, fact);
}

/* ---- packets ---- */

/*
 * By the handset where it is known, for nDPI tells a flow by others of the same one (a call by the STUN requests around it).
 * Where TLS can be opened the work is in what it carries: there each connection of TCP stands by itself, so that one handset is work
 * for several workers. What is nobody's, by both addresses.
 */
static size_t shard_of(const struct observer *o, const struct datagram *d)
{
	uint32_t handset = handset_of(o->ends);

	if (o->with_keys && d->transport == IPPROTO_TCP)
		return pair_share(socket_share(&d->source, d->source_port), socket_share(&d->target, d->target_port)) % SHARDS;
	if (o->seats != NULL)
		return seats_shard(o->seats, d, o->ends);
	return handset != 0 ? shard_of_handset(handset) : pair_share(address_share(&d->source), address_share(&d->target)) % SHARDS;
}

static bool shard_open(struct observer *o, struct shard *s)
{
	const struct flow_sink sink = { on_open, on_bytes, on_gap, on_attention, on_close, s, on_known };
	struct work_note *note = o->task->note;
	const struct flow_watch watch = { note == NULL ? NULL : &note->flow, note == NULL ? NULL : &note->shard, (uint32_t)(s - o->shards),
		o->task->aside, o->task->aside_count };

	s->observer = o;
	s->talks.decode = (struct decode_shared){ .keys = o->keys, .keys_may_come = o->task->feed >= 0, .purse = &s->talks.purse };
	s->flows = flows_new(&sink, &o->table, o->flow_losses, o->err);
	o->failed = s->flows == NULL;
	if (!o->failed)
		flows_watch(s->flows, &watch);
	return !o->failed;
}

/* False: another worker's, or given up. */
static bool is_own(const struct observer *o, size_t i)
{
	if (o->keepers[i] != o->task->worker || (o->task->given_up >> i & 1) != 0)
		return false;
	if (o->task->note != NULL)
		o->task->note->shard = (uint32_t)i;
	return true;
}

/* NULL: not own, or not to be had. */
static struct shard *own_shard(struct observer *o, size_t i)
{
	struct shard *s = &o->shards[i];

	if (!is_own(o, i))
		return NULL;
	return s->flows != NULL || shard_open(o, s) ? s : NULL;
}

static void on_secrets(void *ctx, struct span text)
{
	struct observer *o = ctx;

	keys_add(o->keys, text);
}

/* Live, programs go on writing their key logs. */
static void poll_keys(struct observer *o)
{
	int64_t now;
	size_t strange;

	if (o->task->feed < 0 || keys_followed(o->keys, 0) < 0)
		return;
	now = instant_monotonic();
	if (now - o->keys_polled < KEYS_POLL_NS)
		return;
	o->keys_polled = now;
	keys_poll(o->keys, &strange);
}

static struct ends ends_of(struct observer *o, const struct datagram *d)
{
	if (o->handsets == NULL)
		return surveyed_ends(o->task->surveyed, d);
	handsets_observe(o->handsets, d);
	return handsets_ends(o->handsets, d);
}

/* The way of one datagram. */
static void on_datagram(void *ctx, const struct datagram *d)
{
	struct observer *o = ctx;
	struct lookup k = lookup_of(&o->table, d);
	struct shard *s;

	if (o->steady && flows_go_on(&o->table, &k))
		return;
	o->datagram = d;
	o->ends = ends_of(o, d);
	s = own_shard(o, shard_of(o, d));
	if (s == NULL)
		return;
	k.since = o->ends.since;
	flows_add(s->flows, &k, o->ends);
}

static void on_arp(void *ctx, const struct datagram *link, struct span message)
{
	struct observer *o = ctx;

	if (o->handsets != NULL)
		handsets_arp(o->handsets, link, message);
}

/* Every worker sees the files, the first one tells of them. */
static void on_file(void *ctx, const struct record_file *f)
{
	struct observer *o = ctx;

	if (o->task->worker == 0)
		put(o, RECORD_FILE, f);
}

static bool on_packet(void *ctx)
{
	struct observer *o = ctx;

	poll_keys(o);
	return !o->failed;
}

/* ---- entries of a HAR file ---- */

static bool is_aside(const struct observe_task *t, uint64_t flow)
{
	for (size_t i = 0; i < t->aside_count; i++) {
		if (t->aside[i] == flow)
			return true;
	}
	return false;
}

/* Somebody else has decrypted what went over TLS. */
static void exchange_bytes(struct fact_flow *f, const struct decode_summary *sum, bool encrypted)
{
	memcpy(f->host, sum->host, sizeof f->host);
	f->host_source = sum->host_source;
	*(encrypted ? &f->bytes_decrypted : &f->bytes_clear) = sum->bytes_clear;
	f->visibility = encrypted ? VISIBILITY_DECRYPTED : VISIBILITY_CLEAR;
	f->bytes_up = sum->bytes_clear + f->bytes_missing;
}

static void exchange_read(struct observer *o, struct shard *s, const struct packet *p, struct fact_flow *f, bool encrypted)
{
	struct decode_summary sum;
	struct talk *t;

	if (o->task->note != NULL)
		o->task->note->flow = p->frame;
	inject_fault(p->frame);
	t = talk_new(o->task, o->flow_losses, &s->talks, &f->key, p->frame);
	talk_turn(t);
	purse_earn(&s->talks.purse, exchange_len(p->exchange));
	conversation_exchange(t->conversation, p->exchange, p->frame, p->at, &f->bytes_missing);
	talk_end(t, &sum);
	exchange_bytes(f, &sum, encrypted);
}

/* One entry, one flow: what shares a connection not every exporter tells. */
static void on_exchange(void *ctx, const struct packet *p)
{
	struct observer *o = ctx;
	struct fact_flow f = { .first_frame = p->frame, .last_frame = p->frame, .at = p->at, .until = p->at, .handset = 1,
		.handset_called = true, .packets = 1 };
	size_t shard = p->frame % SHARDS;
	bool encrypted;

	if (!is_own(o, shard))
		return;
	if (!exchange_key(p->exchange, &f.key, &encrypted)) {
		losses_add(o->flow_losses, LOSS_HAR_UNSENT, p->frame, 1, 0, "no host in its URL");
		return;
	}
	if (!is_aside(o->task, p->frame))
		exchange_read(o, &o->shards[shard], p, &f, encrypted);
	o->flow_count++;
	put(o, RECORD_FLOW, &f);
}

/* ---- the whole ---- */

static void put_loss(void *ctx, const struct fact_loss *f)
{
	put(ctx, RECORD_LOSS, f);
}

static void close_flows(struct observer *o)
{
	for (size_t i = 0; i < SHARDS; i++) {
		if (o->task->note != NULL)
			o->task->note->shard = (uint32_t)i;
		(o->task->process_ends ? flows_finish : flows_free)(o->shards[i].flows);
	}
	if (!o->task->process_ends)
		table_free(&o->table);
}

static void put_owner(void *ctx, const struct ownership *owner)
{
	const struct record_owner r = { owner->address, owner->since, owner->handset };

	put(ctx, RECORD_OWNER, &r);
}

/* There was no first pass to tell it. */
static void tell_handsets(struct observer *o)
{
	survey_tell(o->task, o->handsets, o->packet_losses);
	handsets_owners(o->handsets, put_owner, o);
}

static void finish(struct observer *o)
{
	struct fact_end end = *walk_end(o->walk);

	o->keys_polled = 0;
	poll_keys(o);
	if (o->handsets != NULL)
		handsets_settle(o->handsets);
	close_flows(o);
	end.flows = o->flow_count;
	end.keys = keys_sessions(o->keys);
	end.damaged = losses_damaged(o->packet_losses);
	end.interrupted = *o->task->stop != 0;
	if (o->task->worker == 0 && o->handsets != NULL)
		tell_handsets(o);
	if (o->task->worker == 0)
		losses_drain(o->packet_losses, put_loss, o);
	losses_drain(o->flow_losses, put_loss, o);
	put(o, RECORD_END, &end);
}

static int walk_through(struct observer *o)
{
	const struct walk_sink sink = { .datagram = on_datagram, .arp = on_arp, .exchange = on_exchange, .secrets = on_secrets,
		.file = o->task->run ? on_file : NULL, .on = on_packet, .ctx = o };

	o->walk = walk_new(o->task, &sink, o->packet_losses, o->err);
	if (o->walk == NULL)
		return -1;
	walk_all(o->walk);
	if (o->failed)
		return -1;
	finish(o);
	return 0;
}

/* Live nobody knows yet who will have how much to say. */
static void share_out(struct observer *o)
{
	if (o->task->surveyed != NULL)
		surveyed_shares(o->task->surveyed, o->task->workers, o->keepers);
	for (uint32_t i = 0; i < SHARDS && o->task->surveyed == NULL; i++)
		o->keepers[i] = i % o->task->workers;
}

int observe(const struct observe_task *t, struct err *e)
{
	struct observer o = { .task = t, .err = e };
	int status;

	if (t->surveyed == NULL) {
		o.handsets = handsets_new(t->audit_case, t->named, true);
		o.seats = seats_new();
	}
	o.keys = t->keys != NULL ? t->keys : keys_new();
	if (t->surveyed != NULL)
		keys_add(o.keys, surveyed_secrets(t->surveyed));
	o.steady = t->surveyed != NULL && surveyed_steady(t->surveyed);
	o.with_keys = t->keys != NULL || keys_sessions(o.keys) > 0;
	share_out(&o);
	for (size_t i = 0; i < SHARDS; i++)
		o.shards[i].talks.purse = purse_full();
	table_begin(&o.table);
	o.packet_losses = losses_new();
	o.flow_losses = losses_new();
	status = walk_through(&o);
	walk_free(o.walk);
	handsets_free(o.handsets);
	seats_free(o.seats);
	if (t->keys == NULL)
		keys_free(o.keys);
	losses_free(o.packet_losses);
	losses_free(o.flow_losses);
	return status;
}
