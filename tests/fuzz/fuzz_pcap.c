/*
 * A whole capture file through a worker's way, in this process: packets, flows, messages, sightings, facts. The facts
 * are looked at and dropped. It is the worker of the first handset's shard, so that nDPI is set up once and not eight times.
 */
#include "../unit/detecting.h"

#include "pipeline/observe.h"

#include <assert.h>
#include <err.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

struct seen {
	struct buf written;
	uint64_t flows;
	struct fact_end end;
	bool ended;
};

/* What a flow says of its bytes fits together. */
static void check_flow(const struct fact_flow *f)
{
	assert(f->first_frame >= 1 && f->last_frame >= f->first_frame && f->packets >= 1);
	assert(f->until >= f->at);
	assert(strlen(f->host) < HOST_MAX && (f->host[0] != 0) == (f->host_source != HOST_NONE));
}

static void check_sighting(const struct fact_sighting *s)
{
	assert(s->value_len > 0 && s->value_len <= VALUE_MAX && s->frame >= 1 && s->message.frame >= 1);
	assert(s->message.flow >= 1 && s->kind != KIND_NONE);
}

static void put(void *ctx, enum record_type type, const void *fact)
{
	struct seen *s = ctx;

	assert(!s->ended);
	record_write(&s->written, type, fact);
	assert(s->written.len <= RECORD_MAX);
	buf_reset(&s->written);
	if (type == RECORD_FLOW) {
		check_flow(fact);
		s->flows++;
	} else if (type == RECORD_SIGHTING) {
		check_sighting(fact);
	} else if (type == RECORD_END) {
		s->end = *(const struct fact_end *)fact;
		s->ended = true;
	}
}

static struct detector *detector_once(void)
{
	static struct detector *d;
	struct err e;

	if (d == NULL)
		d = detector_new(&detecting_rulebook, &detecting_case, &e);
	assert(d != NULL);
	return d;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const volatile sig_atomic_t never = 0;
	int fd = memfd_create("fuzz", 0);
	struct seen s = { .flows = 0 };
	struct err e = { "" };
	struct observe_task t = { .files = &fd, .file_count = 1, .feed = -1, .worker = 1, .workers = SHARDS, .audit_case = &detecting_case,
		.detector = detector_once(), .stop = &never, .put = put, .ctx = &s };

	if (fd < 0 || write(fd, data, len) != (ssize_t)len)
		err(1, "memfd");
	if (observe(&t, &e) == 0)
		assert(s.ended && s.end.flows == s.flows);
	else
		assert(e.text[0] != 0 && !s.ended);
	buf_free(&s.written);
	close(fd);
	return 0;
}
