#include "store/row.h"

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

static enum visibility read_visibility(struct row *r)
{
	char text[NAME_TEXT];

	row_read_text(r, text, sizeof text);
	for (int i = 0; i < VISIBILITY_COUNT; i++)
		if (strcmp(visibility_name((enum visibility)i), text) == 0)
			return (enum visibility)i;
	return VISIBILITY_OPAQUE;
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

int store_each_capture(struct store *s, int (*fn)(void *ctx, const struct stored_capture *c), void *ctx, struct err *e)
{
	struct row r = row_begin(s, EACH_CAPTURE);
	int answer = 0;

	while (answer == 0 && row_next(&r)) {
		struct stored_capture c;

		c.id = row_read_int(&r);
		c.complete = row_read_int(&r) != 0;
		c.damaged = row_read_int(&r) != 0;
		c.from = row_read_int(&r);
		c.to = row_read_int(&r);
		answer = fn(ctx, &c);
	}
	return each_end(&r, answer, e);
}

int store_each_dns(struct store *s, int64_t capture, int (*fn)(void *ctx, const struct fact_dns *d), void *ctx, struct err *e)
{
	struct row r = row_begin(s, EACH_DNS);
	int answer = 0;

	row_int(&r, capture);
	while (answer == 0 && row_next(&r)) {
		struct fact_dns d = { 0 };

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
		answer = fn(ctx, &d);
	}
	return each_end(&r, answer, e);
}

static void read_flow(struct row *r, struct fact_flow *f)
{
	f->first_frame = read_count(r);
	f->last_frame = read_count(r);
	f->at = row_read_int(r);
	f->until = row_read_int(r);
	row_read_address(r, &f->key.client);
	f->key.client_port = (uint16_t)row_read_int(r);
	row_read_address(r, &f->key.server);
	f->key.server_port = (uint16_t)row_read_int(r);
	f->key.transport = (uint8_t)row_read_int(r);
	f->handset = (uint32_t)row_read_int(r);
	f->handset_called = row_read_int(r) != 0;
	row_read_text(r, f->protocol, sizeof f->protocol);
	row_read_text(r, f->category, sizeof f->category);
	row_read_text(r, f->confidence, sizeof f->confidence);
	row_read_text(r, f->risks, sizeof f->risks);
	row_read_text(r, f->host, sizeof f->host);
	f->host_source = read_host_source(r);
	f->packets = read_count(r);
	f->bytes_up = read_count(r);
	f->bytes_down = read_count(r);
	f->bytes_clear = read_count(r);
	f->bytes_decrypted = read_count(r);
	f->bytes_opaque = read_count(r);
	f->bytes_missing = read_count(r);
	f->midstream = row_read_int(r) != 0;
	f->visibility = read_visibility(r);
	row_read_text(r, f->tunnel, sizeof f->tunnel);
}

int store_each_flow(struct store *s, int64_t capture, int (*fn)(void *ctx, const struct stored_flow *f), void *ctx, struct err *e)
{
	struct row r = row_begin(s, EACH_FLOW);
	int answer = 0;

	row_int(&r, capture);
	while (answer == 0 && row_next(&r)) {
		struct stored_flow f = { 0 };

		f.id = row_read_int(&r);
		f.capture = row_read_int(&r);
		read_flow(&r, &f.fact);
		row_read_text(&r, f.handset, sizeof f.handset);
		f.twin = row_read_int(&r);
		row_read_text(&r, f.app, sizeof f.app);
		answer = fn(ctx, &f);
	}
	return each_end(&r, answer, e);
}

int store_each_session(struct store *s, int (*fn)(void *ctx, int64_t flow, const struct fact_session *f), void *ctx, struct err *e)
{
	struct row r = row_begin(s, EACH_SESSION);
	struct fact_session f = { 0 };
	int answer = 0;

	while (answer == 0 && row_next(&r)) {
		int64_t flow = row_read_int(&r);

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
