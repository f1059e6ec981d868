#include "pipeline/talk.h"

#include "base/alloc.h"
#include "base/text.h"
#include "decode/shape.h"

#include <stdlib.h>
#include <string.h>

static void put(struct talk *t, enum record_type type, const void *fact)
{
	t->told = true;
	t->task->put(t->task->ctx, type, fact);
}

/* ---- sightings ---- */

static void message_fact(const struct talk *t, const struct message *m, struct fact_message *ret)
{
	*ret = (struct fact_message){ .flow = t->first_frame, .frame = m->frame, .at = m->at, .host_source = m->host_source,
		.bytes = m->bytes };
	text_copy_to(ret->carrier, sizeof ret->carrier, m->carrier);
	text_copy_to(ret->host, sizeof ret->host, m->host);
	text_copy_to(ret->method, sizeof ret->method, m->method);
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
		put(t, RECORD_MESSAGE, &s->message);
	t->message = m;
	put(t, RECORD_SIGHTING, s);
}

static void on_detect_loss(void *ctx, enum loss loss, const char *detail)
{
	struct talk *t = ctx;

	losses_add(t->losses, loss, t->first_frame, 1, 0, detail);
}

static void on_signal(void *ctx, const struct message *m, struct fact_signal *s)
{
	struct talk *t = ctx;

	(void)m;
	s->flow = t->first_frame;
	put(t, RECORD_SIGNAL, s);
}

static struct detect_sink found_by(struct talk *t)
{
	return (struct detect_sink){ on_sighting, on_detect_loss, t, on_signal, &t->shared->purse,
		&t->shared->carried };
}

/* ---- messages ---- */

static void on_message(void *ctx, const struct message *m)
{
	struct talk *t = ctx;
	const struct detect_sink sink = found_by(t);
	struct fact_message fact;

	if (is_told(m)) {
		message_fact(t, m, &fact);
		put(t, RECORD_MESSAGE, &fact);
	}
	t->message = NULL;
	detect_message(t->task->detector, &t->stream, m, &sink);
}

static void on_dns(void *ctx, const struct fact_dns *d)
{
	struct talk *t = ctx;
	struct fact_dns fact = *d;

	fact.flow = t->first_frame;
	fact.client = t->key.client;
	put(t, RECORD_DNS, &fact);
}

static void on_session(void *ctx, const struct fact_session *s)
{
	struct talk *t = ctx;
	struct fact_session fact = *s;

	fact.flow = t->first_frame;
	put(t, RECORD_SESSION, &fact);
}

static void on_decode_loss(void *ctx, enum loss loss, uint64_t frame, uint64_t count, uint64_t bytes)
{
	struct talk *t = ctx;

	losses_add(t->losses, loss, frame, count, bytes, "");
}

/* ---- the whole ---- */

struct talk *talk_new(const struct observe_task *task, struct losses *losses, struct talk_shared *shared, const struct flow_key *key,
	uint64_t first_frame)
{
	struct talk *t = xcalloc(1, sizeof *t);
	const struct decode_sink sink = { on_message, on_dns, on_decode_loss, t, on_session };

	t->task = task;
	t->losses = losses;
	t->shared = shared;
	t->key = *key;
	t->first_frame = first_frame;
	t->conversation = conversation_new(key, &sink, &shared->decode);
	return t;
}

void talk_turn(struct talk *t)
{
	purse_turn(&t->shared->purse, &t->own);
}

void talk_drop(struct talk *t)
{
	talk_turn(t);
	detect_stream_free(t->stream);
	conversation_free(t->conversation);
	purse_settle(&t->shared->purse);
	free(t);
}

void talk_end(struct talk *t, struct decode_summary *ret)
{
	const struct detect_sink sink = found_by(t);

	talk_turn(t);
	conversation_end(t->conversation, ret);
	t->message = NULL;
	detect_stream_end(t->task->detector, t->stream, &sink);
	conversation_free(t->conversation);
	purse_settle(&t->shared->purse);
	free(t);
}
