/*
 *   capture_next -> peel -> flows_add -> conversation_bytes -> detect_message -> put
 *   a packet        IP      ordered      messages             sightings         facts
 *                           bytes
 *
 * An entry of a HAR file goes from capture_next to conversation_exchange straight away, and is a flow of its own.
 */
#include "pipeline/observe.h"

#include "base/alloc.h"
#include "base/text.h"
#include "capture/series.h"
#include "decode/decode.h"
#include "decode/exchange.h"
#include "decode/keys.h"
#include "decode/shape.h"
#include "flow/table.h"
#include "peel/peel.h"
#include "pipeline/handsets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROGRESS_PACKETS = 65536 /* between two words of progress */ };

#define KEYS_POLL_NS (200 * NS_PER_MS)

/* What shares an nDPI module, a flow table and a budget. */
struct shard {
	struct flows *flows; /* NULL until its first packet */
	struct decode_shared decode;
	struct observer *observer;
};

struct observer {
	const struct observe_task *task;
	struct handsets *handsets;
	bool deciding;                /* this pass tells who is the handset */
	struct series *series;        /* of the pass at hand; flows point to its apps until they close */
	struct keys *keys;
	int64_t keys_polled;          /* when, by the clock that only goes on */
	struct peeler *peeler;        /* of the pass at hand */
	struct losses *packet_losses; /* of the file and its headers: every worker sees them, the first one reports */
	struct losses *flow_losses;   /* of its own flows */
	struct shard shards[SHARDS];
	struct fact_end end;
	const struct datagram *datagram; /* on its way, and whose it is */
	struct ends ends;
	struct record_file file;      /* the one of a run that is being read */
	uint64_t damage_before, frames_told; /* it */
	struct err *err;
	bool failed;
};

/* One flow on its way: the decoder's state, the detector's memory, and what was said before the flow's own fact. */
struct talk {
	struct observer *observer;
	struct conversation *conversation;
	struct detect_stream *stream;
	struct flow_key key;
	uint64_t first_frame; /* known with the first bytes of its flow */
	const struct message *message; /* that is being searched */
};

static void put(struct observer *o, enum record_type type, const void *fact)
{
	o->task->put(o->task->ctx, type, fact);
}

/* ---- sightings ---- */

static void message_fact(const struct talk *t, const struct message *m, struct fact_message *ret)
{
	*ret = (struct fact_message){ .flow = t->first_frame, .frame = m->frame, .at = m->at, .host_source = m->host_source,
		.bytes = m->bytes };
	snprintf(ret->carrier, sizeof ret->carrier, "%s", m->carrier);
	snprintf(ret->host, sizeof ret->host, "%s", m->host);
	snprintf(ret->method, sizeof ret->method, "%s", m->method);
	shape_path(m->path, ret->path);
	shape_keys(m->query, ret->keys);
}

/* Messages are told one by one; of these, that name neither host nor path, only where something was found in them. */
static const char *const untold[] = { "", "dns", "raw", "smtp", "imap", "pop3", "ftp", "syslog" };

static bool is_told(const struct message *m)
{
	for (size_t i = 0; i < sizeof untold / sizeof *untold; i++) {
		if (strcmp(m->carrier, untold[i]) == 0)
			return false;
	}
	return true;
}

static void on_sighting(void *ctx, const struct message *m, struct fact_sighting *s)
{
	struct talk *t = ctx;

	message_fact(t, m, &s->message);
	if (t->message != m && !is_told(m))
		put(t->observer, RECORD_MESSAGE, &s->message);
	t->message = m;
	put(t->observer, RECORD_SIGHTING, s);
}

static void on_detect_loss(void *ctx, enum loss loss, uint64_t count, uint64_t bytes)
{
	struct talk *t = ctx;

	losses_add(t->observer->flow_losses, loss, t->first_frame, count, bytes, "");
}

static void on_signal(void *ctx, const struct message *m, struct fact_signal *s)
{
	struct talk *t = ctx;

	(void)m;
	s->flow = t->first_frame;
	put(t->observer, RECORD_SIGNAL, s);
}

/* ---- messages ---- */

static void on_message(void *ctx, const struct message *m)
{
	struct talk *t = ctx;
	const struct detect_sink sink = { on_sighting, on_detect_loss, t, on_signal };
	struct fact_message fact;

	if (is_told(m)) {
		message_fact(t, m, &fact);
		put(t->observer, RECORD_MESSAGE, &fact);
	}
	t->message = NULL;
	detect_message(t->observer->task->detector, &t->stream, m, &sink);
}

static void on_dns(void *ctx, const struct fact_dns *d)
{
	struct talk *t = ctx;
	struct fact_dns fact = *d;

	fact.flow = t->first_frame;
	fact.client = t->key.client;
	put(t->observer, RECORD_DNS, &fact);
}

static void on_session(void *ctx, const struct fact_session *s)
{
	struct talk *t = ctx;
	struct fact_session fact = *s;

	fact.flow = t->first_frame;
	put(t->observer, RECORD_SESSION, &fact);
}

static void on_decode_loss(void *ctx, enum loss loss, uint64_t frame, uint64_t count, uint64_t bytes)
{
	struct talk *t = ctx;

	losses_add(t->observer->flow_losses, loss, frame, count, bytes, "");
}

/* ---- flows ---- */

/* The handset is known by the packet that opens the flow. */
static void put_open(struct observer *o, const struct flow_key *key, uint64_t first_frame)
{
	bool out = address_equal(&key->client, &o->datagram->source);
	const struct record_open r = { .flow = first_frame, .at = o->datagram->at, .key = *key,
		.handset = out ? o->ends.source : o->ends.target };

	put(o, RECORD_OPEN, &r);
}

static void *on_open(void *ctx, const struct flow_key *key, uint64_t first_frame)
{
	struct shard *s = ctx;
	struct talk *t = xcalloc(1, sizeof *t);
	const struct decode_sink sink = { on_message, on_dns, on_decode_loss, t, on_session };

	t->observer = s->observer;
	t->key = *key;
	t->first_frame = first_frame;
	if (s->observer->task->feed >= 0)
		put_open(s->observer, key, first_frame);
	t->conversation = conversation_new(key, &sink, &s->decode);
	return t;
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

static void on_bytes(void *ctx, void *user, bool from_client, struct span bytes, uint64_t frame, int64_t at)
{
	struct talk *t = user;

	(void)ctx;
	inject_fault(frame);
	conversation_bytes(t->conversation, from_client, bytes, frame, at);
}

static void on_gap(void *ctx, void *user, bool from_client, uint64_t missing, uint64_t frame)
{
	struct talk *t = user;

	(void)ctx;
	conversation_gap(t->conversation, from_client, missing, frame);
}

static bool on_listens(void *ctx, void *user)
{
	struct talk *t = user;

	(void)ctx;
	return conversation_listens(t->conversation);
}

/* The name that the flow gives itself is ours: nDPI cuts it. */
static void flow_host(struct fact_flow *fact, const struct decode_summary *s)
{
	memcpy(fact->host, s->host, sizeof fact->host);
	fact->host_source = s->host_source;
}

static void on_close(void *ctx, void *user, struct fact_flow *fact)
{
	struct shard *s = ctx;
	struct talk *t = user;
	const struct detect_sink sink = { on_sighting, on_detect_loss, t, on_signal };
	struct decode_summary sum;

	conversation_end(t->conversation, &sum);
	t->message = NULL;
	detect_stream_end(s->observer->task->detector, t->stream, &sink);
	flow_host(fact, &sum);
	fact->bytes_clear = sum.bytes_clear;
	fact->bytes_decrypted = sum.bytes_decrypted;
	fact->bytes_opaque = sum.bytes_opaque;
	if (fact->bytes_clear + fact->bytes_decrypted + fact->bytes_opaque + fact->bytes_missing < fact->bytes_up && sum.messages == 0)
		fact->bytes_opaque = fact->bytes_up - fact->bytes_clear - fact->bytes_decrypted - fact->bytes_missing;
	fact->visibility = fact->bytes_decrypted > 0 ? VISIBILITY_DECRYPTED :
		fact->bytes_clear > 0 ? VISIBILITY_CLEAR : VISIBILITY_OPAQUE;
	s->observer->end.flows++;
	put(s->observer, RECORD_FLOW, fact);
	conversation_free(t->conversation);
	free(t);
}

/* ---- packets ---- */

/* By the handset where it is known, so that its flows share nDPI's caches; else by the pair of addresses. */
static size_t shard_of(const struct datagram *d, struct ends e)
{
	uint32_t handset = e.source != 0 ? e.source : e.target;

	return (handset != 0 ? handset : address_pair_hash(&d->source, &d->target)) % SHARDS;
}

static bool shard_open(struct observer *o, struct shard *s)
{
	const struct flow_sink sink = { on_open, on_bytes, on_gap, on_listens, on_close, s };
	const struct flow_watch watch = { o->task->note == NULL ? NULL : &o->task->note->flow, o->task->aside,
		o->task->aside_count };

	s->observer = o;
	s->decode = (struct decode_shared){ .keys = o->keys, .keys_may_come = o->task->feed >= 0 };
	s->flows = flows_new(&sink, o->flow_losses, o->err);
	o->failed = s->flows == NULL;
	if (!o->failed)
		flows_watch(s->flows, &watch);
	return !o->failed;
}

/* False: another worker's, or given up. */
static bool is_own(const struct observer *o, size_t i)
{
	if (i % o->task->workers != o->task->worker || (o->task->given_up >> i & 1) != 0)
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

static void beat(const struct observer *o)
{
	if (o->task->note != NULL)
		o->task->note->beats++;
}

static void note_packet(struct fact_end *end, const struct packet *p)
{
	if (end->packets == 0 || p->at < end->from)
		end->from = p->at;
	if (end->packets == 0 || p->at > end->to)
		end->to = p->at;
	end->packets++;
	end->bytes += p->wire_len;
}

static void note_packet_of_file(struct record_file *f, const struct packet *p)
{
	if (f->packets == 0 || p->at < f->from)
		f->from = p->at;
	if (f->packets == 0 || p->at > f->to)
		f->to = p->at;
	f->packets++;
	f->bytes += p->wire_len;
}

/* Tells of the files that lie behind the one being read. */
static void tell_files(struct observer *o)
{
	while (o->file.file < o->task->files_before + series_file(o->series)) {
		uint64_t damage = losses_damage(o->packet_losses), frames = series_frames_before(o->series);

		o->file.damaged = damage > o->damage_before;
		o->file.frames = frames - o->frames_told;
		if (o->task->worker == 0)
			put(o, RECORD_FILE, &o->file);
		o->file = (struct record_file){ .file = o->file.file + 1 };
		o->damage_before = damage;
		o->frames_told = frames;
	}
}

static void note_link(struct fact_end *end, int link)
{
	const char *name = link_name(link);
	size_t used = strlen(end->links);

	if (name != NULL && strstr(end->links, name) == NULL)
		snprintf(end->links + used, sizeof end->links - used, "%s%s", used > 0 ? ", " : "", name);
}

static void tell_progress(struct observer *o, struct series *s)
{
	struct record_progress p = { .offset = series_offset(s), .packets = o->end.packets };

	if (o->end.packets % PROGRESS_PACKETS == 0)
		put(o, RECORD_PROGRESS, &p);
}

/* Secrets blocks may stand behind the packets that they open: the first pass has seen them all. */
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

/* The way of one datagram. */
static void observe_datagram(struct observer *o, const struct datagram *d)
{
	struct shard *s;

	if (o->task->feed >= 0)
		handsets_observe(o->handsets, d);
	o->datagram = d;
	o->ends = handsets_ends(o->handsets, d);
	s = own_shard(o, shard_of(d, o->ends));
	if (s != NULL)
		flows_add(s->flows, d, o->ends);
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
	struct talk t = { .observer = o, .key = f->key, .first_frame = p->frame };
	const struct decode_sink sink = { on_message, on_dns, on_decode_loss, &t, NULL };
	const struct detect_sink found = { on_sighting, on_detect_loss, &t, on_signal };
	struct decode_summary sum;

	if (o->task->note != NULL)
		o->task->note->flow = p->frame;
	inject_fault(p->frame);
	t.conversation = conversation_new(&f->key, &sink, &s->decode);
	conversation_exchange(t.conversation, p->exchange, p->frame, p->at, &f->bytes_missing);
	conversation_end(t.conversation, &sum);
	t.message = NULL;
	detect_stream_end(o->task->detector, t.stream, &found);
	conversation_free(t.conversation);
	exchange_bytes(f, &sum, encrypted);
}

/* One entry, one flow: what shares a connection not every exporter tells. */
static void observe_exchange(struct observer *o, const struct packet *p)
{
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
	o->end.flows++;
	put(o, RECORD_FLOW, &f);
}

/* ---- packets, one after the other ---- */

static void peel_all_more(struct observer *o, bool end, void (*fn)(struct observer *o, const struct datagram *d))
{
	struct datagram d;

	while (peel_more(o->peeler, end, &d))
		fn(o, &d);
}

static bool begin(struct observer *o)
{
	const struct series_files files = { o->task->files, o->task->file_count, o->task->feed, o->task->frames_before,
		o->task->note == NULL ? NULL : &o->task->note->beats };

	o->series = series_open(&files, o->packet_losses, o->err);
	return o->series != NULL;
}

/* Every datagram of the capture that is open, from its beginning. tell: of each file of a run, too. */
static int each_datagram(struct observer *o, bool tell, void (*fn)(struct observer *o, const struct datagram *d))
{
	struct series *s = o->series;
	struct datagram d;
	struct packet p;
	int link = -1;

	o->file = (struct record_file){ .file = o->task->files_before };
	o->damage_before = 0;
	o->frames_told = o->task->frames_before;
	series_on_secrets(s, on_secrets, o);
	o->peeler = peeler_new(o->packet_losses);
	while (!o->failed && !*o->task->stop && series_next(s, &p)) {
		if (tell)
			tell_files(o);
		note_packet(&o->end, &p);
		note_packet_of_file(&o->file, &p);
		if (p.exchange != NULL)
			observe_exchange(o, &p);
		else if (peel(o->peeler, &p, &d))
			fn(o, &d);
		peel_all_more(o, false, fn);
		if (o->deciding && peel_arp(o->peeler).len > 0)
			handsets_arp(o->handsets, &d, peel_arp(o->peeler));
		if (p.link != link)
			note_link(&o->end, link = p.link);
		tell_progress(o, s);
		poll_keys(o);
		beat(o);
	}
	snprintf(o->end.unit, sizeof o->end.unit, "%s", series_unit(s));
	snprintf(o->end.format, sizeof o->end.format, "%s", series_format(s));
	snprintf(o->end.application, sizeof o->end.application, "%s", series_application(s));
	if (tell && !*o->task->stop)
		tell_files(o);
	peel_all_more(o, true, fn);
	peeler_free(o->peeler);
	return o->failed ? -1 : 0;
}

/* ---- the first pass: headers alone, to tell who is the handset ---- */

static void survey_datagram(struct observer *o, const struct datagram *d)
{
	handsets_observe(o->handsets, d);
}

/* A HAR file is of one client, and has no packets to tell it by. */
static int survey(struct observer *o)
{
	if (!begin(o))
		return -1;
	if (strcmp(series_unit(o->series), "entry") == 0)
		handsets_one(o->handsets, "a HAR file has one client");
	else if (each_datagram(o, false, survey_datagram) < 0)
		return -1;
	series_close(o->series);
	o->series = NULL;
	losses_free(o->packet_losses); /* the second pass counts them */
	o->packet_losses = losses_new();
	handsets_settle(o->handsets);
	o->deciding = false;
	return 0;
}

/* ---- the whole ---- */

static void put_handset(void *ctx, const struct fact_handset *f)
{
	put(ctx, RECORD_HANDSET, f);
}

static void put_identity(void *ctx, struct fact_identity *f)
{
	put(ctx, RECORD_IDENTITY, f);
}

static void put_loss(void *ctx, const struct fact_loss *f)
{
	put(ctx, RECORD_LOSS, f);
}

static void finish(struct observer *o)
{
	o->keys_polled = 0;
	poll_keys(o);
	for (size_t i = 0; i < SHARDS; i++) {
		if (o->task->note != NULL)
			o->task->note->shard = (uint32_t)i;
		(o->task->process_ends ? flows_finish : flows_free)(o->shards[i].flows);
	}
	o->end.keys = keys_sessions(o->keys);
	o->end.damaged = losses_damaged(o->packet_losses);
	o->end.interrupted = *o->task->stop != 0;
	if (o->task->worker == 0) {
		handsets_each(o->handsets, put_handset, o);
		handsets_identities(o->handsets, put_identity, o);
		handsets_losses(o->handsets, o->packet_losses);
		losses_drain(o->packet_losses, put_loss, o);
	}
	losses_drain(o->flow_losses, put_loss, o);
	put(o, RECORD_END, &o->end);
}

int observe(const struct observe_task *t, struct err *e)
{
	struct observer o = { .task = t, .err = e, .deciding = true };
	bool live = t->feed >= 0;
	int status;

	o.handsets = handsets_new(t->audit_case, t->named, live);
	o.keys = t->keys != NULL ? t->keys : keys_new();
	o.packet_losses = losses_new();
	o.flow_losses = losses_new();
	status = live ? 0 : survey(&o);
	if (status == 0) {
		o.end = (struct fact_end){ 0 };
		status = begin(&o) ? each_datagram(&o, t->run, observe_datagram) : -1;
	}
	if (status == 0)
		finish(&o);
	series_close(o.series);
	handsets_free(o.handsets);
	if (t->keys == NULL)
		keys_free(o.keys);
	losses_free(o.packet_losses);
	losses_free(o.flow_losses);
	return status;
}
