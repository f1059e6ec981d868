#include "pipeline/far.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "losses.h"

#include <stdlib.h>

struct named_capture {
	int64_t id;
	struct names *names;            /* what DNS answered */
	struct losses *losses;
};

/* Needed while flows are read. */
struct naming {
	struct fars *fars;
	struct named_capture *captures;
	size_t n, cap;
	struct idmap at;                /* by capture */
	struct flow_beginning *begun;
	size_t begun_count, begun_cap;
	struct buf scratch;
};

struct far *fars_find(const struct fars *f, int64_t flow)
{
	uint32_t at = idmap_find(&f->at, (uint64_t)flow);

	return at == IDMAP_NONE ? NULL : &f->items[at];
}

void fars_free(struct fars *f)
{
	for (size_t i = 0; i < f->n; i++)
		free(f->items[i].chain);
	free(f->items);
	idmap_free(&f->at);
	interned_free(&f->texts);
}

/* ---- names ---- */

/* Valid until the next one is asked for. */
static struct named_capture *capture_of(struct naming *n, int64_t capture)
{
	uint32_t at = idmap_find(&n->at, (uint64_t)capture);

	if (at != IDMAP_NONE)
		return &n->captures[at];
	ARRAY_GROW(n->captures, n->n, n->cap);
	idmap_put(&n->at, (uint64_t)capture, (uint32_t)n->n);
	n->captures[n->n] = (struct named_capture){ capture, names_new(), losses_new() };
	return &n->captures[n->n++];
}

static int on_dns(void *ctx, int64_t capture, const struct fact_dns *d)
{
	names_add(capture_of(ctx, capture)->names, d);
	return 0;
}

static const char *candidates_text(struct naming *n, const struct far_name *f)
{
	buf_truncate(&n->scratch, 0);
	for (size_t i = 0; i < f->candidates.n; i++)
		buf_printf(&n->scratch, "%s%s", i > 0 ? "," : "", f->candidates.items[i]);
	if (f->candidates_left > 0)
		buf_printf(&n->scratch, ",%zu more", f->candidates_left);
	return interned(&n->fars->texts, buf_text(&n->scratch));
}

static const char **chain_kept(struct fars *f, const struct far_name *name)
{
	const char **kept = name->chain_length == 0 ? NULL : xcalloc(name->chain_length + 1, sizeof *kept);

	for (size_t i = 0; i < name->chain_length; i++)
		kept[i] = interned(&f->texts, name->chain[i]);
	return kept;
}

static void begins(struct naming *n, const struct stored_flow *f)
{
	if (f->fact.key.client.family == 0)
		return;
	ARRAY_GROW(n->begun, n->begun_count, n->begun_cap);
	n->begun[n->begun_count++] = (struct flow_beginning){ f->fact.at, f->id };
}

static int on_flow(void *ctx, const struct stored_flow *f)
{
	struct naming *n = ctx;
	struct fars *fars = n->fars;
	const struct fact_flow *fact = &f->fact;
	const struct named_capture *capture = capture_of(n, f->capture);
	struct far_name name;
	struct far *far;

	names_find(capture->names, &fact->key.client, &fact->key.server, fact->at, fact->host, fact->host_source, &name);
	ARRAY_GROW(fars->items, fars->n, fars->cap);
	idmap_put(&fars->at, (uint64_t)f->id, (uint32_t)fars->n);
	far = &fars->items[fars->n++];
	*far = (struct far){ .id = f->id, .at = fact->at, .server = fact->key.server, .bytes_up = fact->bytes_up, .bytes_opaque = fact->bytes_opaque,
		.visibility = fact->visibility, .source = name.source, .port = fact->key.server_port };
	far->handset = interned(&fars->texts, f->handset);
	far->app = interned(&fars->texts, f->app);
	far->protocol = interned(&fars->texts, fact->protocol);
	far->host = interned(&fars->texts, name.host);
	far->candidates = candidates_text(n, &name);
	if (name.candidates_left > 0)
		losses_add(capture->losses, LOSS_NAMES_BOUND, fact->first_frame, 1, 0, "");
	far->chain = chain_kept(fars, &name);
	begins(n, f);
	return 0;
}

/* ---- twins ---- */

static void on_twin(void *ctx, int64_t flow, int64_t first)
{
	struct far *far = fars_find(ctx, flow);

	if (far != NULL)
		far->twin = first;
}

/* ---- what was left away ---- */

struct telling {
	struct store *store;
	int64_t capture;
	int status;
	struct err *err;
};

static void put_loss(void *ctx, const struct fact_loss *f)
{
	struct telling *t = ctx;

	if (t->status == 0)
		t->status = store_put_assess_loss(t->store, t->capture, f, t->err);
}

static int put_losses(const struct naming *n, struct store *s, struct err *e)
{
	struct telling t = { .store = s, .err = e };

	for (size_t i = 0; i < n->n; i++) {
		t.capture = n->captures[i].id;
		losses_drain(n->captures[i].losses, put_loss, &t);
	}
	return t.status;
}

static int read_flows(struct fars *f, struct store *s, struct err *e)
{
	struct naming n = { .fars = f };
	int status = -1;

	if (store_each_dns(s, on_dns, &n, e) == 0 && store_each_flow(s, on_flow, &n, e) == 0)
		status = store_put_twins(s, n.begun, n.begun_count, on_twin, f, e);
	if (status == 0)
		status = put_losses(&n, s, e);
	for (size_t i = 0; i < n.n; i++) {
		names_free(n.captures[i].names);
		losses_free(n.captures[i].losses);
	}
	free(n.captures);
	idmap_free(&n.at);
	free(n.begun);
	buf_free(&n.scratch);
	return status;
}

/* ---- sessions ---- */

/* Of several in a flow the first stands. */
static int on_session(void *ctx, int64_t flow, const struct fact_session *f)
{
	struct fars *fars = ctx;
	struct far *far = fars_find(fars, flow);

	if (far == NULL || (far->handshake.names != NULL && far->hello < f->frame))
		return 0;
	far->hello = f->frame;
	far->handshake = (struct handshake){ interned(&fars->texts, f->names), interned(&fars->texts, f->ja4), interned(&fars->texts, f->alpn) };
	return 0;
}

int fars_read(struct fars *f, struct store *s, struct err *e)
{
	return read_flows(f, s, e) < 0 ? -1 : store_each_session(s, on_session, f, e);
}
