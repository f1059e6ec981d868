#include "base/alloc.h"
#include "store/row.h"

#include <stdlib.h>
#include <string.h>

static enum host_source read_host_source(struct row *r)
{
	char text[NAME_TEXT];

	row_read_text(r, text, sizeof text);
	for (int i = 0; i < HOST_SOURCE_COUNT; i++)
		if (strcmp(host_source_name((enum host_source)i), text) == 0)
			return (enum host_source)i;
	return HOST_NONE;
}

static enum tier read_tier(struct row *r)
{
	char text[NAME_TEXT];

	row_read_text(r, text, sizeof text);
	for (int i = 0; i < TIER_COUNT; i++)
		if (strcmp(tier_name((enum tier)i), text) == 0)
			return (enum tier)i;
	return TIER_PATTERN;
}

static enum visibility read_visibility(struct row *r)
{
	char text[NAME_TEXT];

	row_read_text(r, text, sizeof text);
	for (int i = 0; i < VISIBILITY_COUNT; i++)
		if (strcmp(visibility_name((enum visibility)i), text) == 0)
			return (enum visibility)i;
	return VISIBILITY_OPAQUE;
}

static enum kind read_kind(struct row *r)
{
	enum kind kind = KIND_NONE;
	char text[NAME_TEXT];

	row_read_text(r, text, sizeof text);
	kind_from_name(text, &kind);
	return kind;
}

static uint64_t read_count(struct row *r)
{
	return (uint64_t)row_read_int(r);
}

/* The end of every store_each_: what fn answered, or -1 where SQLite failed. */
static int each_end(struct row *r, int answer, struct err *e)
{
	return row_end(r, answer == 0 ? e : NULL) < 0 && answer == 0 ? -1 : answer;
}

int store_each_dns(struct store *s, int (*fn)(void *ctx, int64_t capture, const struct fact_dns *d), void *ctx, struct err *e)
{
	struct row r = row_begin(s, EACH_DNS);
	struct fact_dns d = { 0 };
	int answer = 0;

	while (answer == 0 && row_next(&r)) {
		int64_t capture = row_read_int(&r);

		d.flow = read_count(&r);
		d.frame = read_count(&r);
		d.at = row_read_int(&r);
		row_read_address(&r, &d.client);
		row_read_text(&r, d.query, sizeof d.query);
		row_read_text(&r, d.name, sizeof d.name);
		d.type = (uint16_t)row_read_int(&r);
		row_read_address(&r, &d.address);
		row_read_text(&r, d.target, sizeof d.target);
		d.ttl = (uint32_t)row_read_int(&r);
		answer = fn(ctx, capture, &d);
	}
	return each_end(&r, answer, e);
}

static void read_flow(struct row *r, struct stored_flow *f)
{
	f->id = row_read_int(r);
	f->capture = row_read_int(r);
	f->fact.first_frame = read_count(r);
	f->fact.at = row_read_int(r);
	row_read_address(r, &f->fact.key.client);
	row_read_address(r, &f->fact.key.server);
	f->fact.key.server_port = (uint16_t)row_read_int(r);
	f->fact.handset = (uint32_t)row_read_int(r);
	row_read_text(r, f->fact.protocol, sizeof f->fact.protocol);
	row_read_text(r, f->fact.host, sizeof f->fact.host);
	f->fact.host_source = read_host_source(r);
	f->fact.bytes_up = read_count(r);
	f->fact.bytes_opaque = read_count(r);
	f->fact.visibility = read_visibility(r);
	row_read_text(r, f->app, sizeof f->app);
}

/* The handsets of all captures, in the order of captures and their numbers: looked up for each flow. */
struct handset_name {
	int64_t capture;
	uint32_t number;
	char name[NAME_TEXT];
};

struct handset_names {
	struct handset_name *items;
	size_t n, cap;
	struct idmap first_at; /* by capture */
};

static int handset_names_read(struct store *s, struct handset_names *ret, struct err *e)
{
	struct row r = row_begin(s, EACH_HANDSET);

	while (row_next(&r)) {
		struct handset_name *h;

		ARRAY_GROW(ret->items, ret->n, ret->cap);
		h = &ret->items[ret->n++];
		h->capture = row_read_int(&r);
		h->number = (uint32_t)row_read_int(&r);
		row_read_text(&r, h->name, sizeof h->name);
		if (ret->n == 1 || h[-1].capture != h->capture)
			idmap_put(&ret->first_at, (uint64_t)h->capture, (uint32_t)(ret->n - 1));
	}
	return row_end(&r, e);
}

/* Numbers go up from 1: none stands further from the first than its number tells, and hardly one nearer. */
static const char *handset_name(const struct handset_names *h, const struct stored_flow *f)
{
	uint32_t first = idmap_find(&h->first_at, (uint64_t)f->capture), number = f->fact.handset;
	size_t at;

	if (first == IDMAP_NONE || number == 0)
		return "";
	at = h->n - first < number ? h->n - 1 : first + number - 1;
	while (at > first && (h->items[at].capture != f->capture || h->items[at].number > number))
		at--;
	return h->items[at].number == number ? h->items[at].name : "";
}

int store_each_flow(struct store *s, int (*fn)(void *ctx, const struct stored_flow *f), void *ctx, struct err *e)
{
	struct handset_names handsets = { 0 };
	struct stored_flow f = { 0 };
	int answer = handset_names_read(s, &handsets, e);
	struct row r = row_begin(s, EACH_FLOW);

	while (answer == 0 && row_next(&r)) {
		read_flow(&r, &f);
		f.handset = handset_name(&handsets, &f);
		answer = fn(ctx, &f);
	}
	free(handsets.items);
	idmap_free(&handsets.first_at);
	return each_end(&r, answer, e);
}

int store_each_session(struct store *s, int (*fn)(void *ctx, int64_t flow, const struct fact_session *f), void *ctx, struct err *e)
{
	struct row r = row_begin(s, EACH_SESSION);
	struct fact_session f = { 0 };
	int answer = 0;

	while (answer == 0 && row_next(&r)) {
		int64_t flow = row_read_int(&r);

		f.frame = read_count(&r);
		row_read_text(&r, f.names, sizeof f.names);
		row_read_text(&r, f.ja4, sizeof f.ja4);
		row_read_text(&r, f.alpn, sizeof f.alpn);
		answer = fn(ctx, flow, &f);
	}
	return each_end(&r, answer, e);
}

int store_each_message(struct store *s, int (*fn)(void *ctx, const struct stored_message *m), void *ctx, struct err *e)
{
	struct row r = row_begin(s, EACH_MESSAGE);
	struct stored_message m = { 0 };
	int answer = 0;

	while (answer == 0 && row_next(&r)) {
		m.id = row_read_int(&r);
		m.flow = row_read_int(&r);
		m.fact.frame = read_count(&r);
		m.fact.at = row_read_int(&r);
		row_read_text(&r, m.fact.carrier, sizeof m.fact.carrier);
		row_read_text(&r, m.fact.host, sizeof m.fact.host);
		m.fact.host_source = read_host_source(&r);
		row_read_text(&r, m.fact.method, sizeof m.fact.method);
		row_read_text(&r, m.fact.path, sizeof m.fact.path);
		row_read_text(&r, m.fact.keys, sizeof m.fact.keys);
		m.fact.bytes = read_count(&r);
		answer = fn(ctx, &m);
	}
	return each_end(&r, answer, e);
}

int store_each_sighting(struct store *s, int (*fn)(void *ctx, const struct stored_sighting *g), void *ctx, struct err *e)
{
	struct row r = row_begin(s, EACH_SIGHTING);
	int answer = 0;

	while (answer == 0 && row_next(&r)) {
		struct stored_sighting g;

		g.id = row_read_int(&r);
		g.flow = row_read_int(&r);
		g.message = row_read_int(&r);
		g.frame = read_count(&r);
		g.at = row_read_int(&r);
		g.offset = read_count(&r);
		g.kind = read_kind(&r);
		g.tier = read_tier(&r);
		row_read_blob(&r, g.datum, sizeof g.datum);
		answer = fn(ctx, &g);
	}
	return each_end(&r, answer, e);
}
