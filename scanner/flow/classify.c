#include "flow/classify.h"

#include "base/alloc.h"
#include "base/instant.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include <ndpi_define.h>

/* NDPI_API_VERSION is no ordered number. */
#define NV (NDPI_MAJOR * 100 + NDPI_MINOR)

/*
 * Nearly all of a module is what the library knows: 5.6 MB that take 11 ms to set up. What it remembers of flows is eight caches.
 * Where the header tells their place, the classifiers of a process share one module and have caches of their own.
 */
#define MODULE_SHARED (NV == 402)
#if MODULE_SHARED
#define NDPI_LIB_COMPILATION /* the header tells */
#define _NDPI_CONFIG_H_      /* but not how the library was built */
#endif
#include <ndpi_api.h>

enum { DATAGRAM_MAX = 65535, PROTO_TCP = 6, PROTO_UDP = 17 };

#if NV >= 411
#define MASTER(p)      ((p).proto.master_protocol)
#define APPLICATION(p) ((p).proto.app_protocol)
#else
#define MASTER(p)      ((p).master_protocol)
#define APPLICATION(p) ((p).app_protocol)
#endif

#if MODULE_SHARED
struct memory {
	struct ndpi_lru_cache *ookla, *bittorrent, *zoom, *stun, *certificates, *mining, *teams;
	struct cache *tinc;
};
int cache_free(struct cache *c); /* in the library, and in none of its headers */
#else
struct memory {
	char none;
};
#endif

/* A module, and room for what is at work in it: all of a process's classifiers', or one's. */
struct engine {
	struct ndpi_detection_module_struct *module;
	unsigned users;
	struct classifier *at_hand; /* whose memory is in the module */
	struct ndpi_flow_struct **pool;
	size_t pooled, cap;
	uint8_t padded[DATAGRAM_MAX + NDPI_PADDING];
};

struct classifier {
	struct engine *engine;
	struct memory memory; /* while another's is in the module */
};

const char *classifier_version(void)
{
	return ndpi_revision();
}

static struct ndpi_detection_module_struct *module_new(void)
{
#if NV >= 410
	struct ndpi_detection_module_struct *m = ndpi_init_detection_module(NULL);
#else
	struct ndpi_detection_module_struct *m = ndpi_init_detection_module(ndpi_no_prefs);
#endif

	if (m == NULL)
		return NULL;
#if NV < 500
	{
		NDPI_PROTOCOL_BITMASK all;

		NDPI_BITMASK_SET_ALL(all);
		ndpi_set_protocol_detection_bitmask2(m, &all);
	}
#endif
	ndpi_finalize_initialization(m);
	return m;
}

static struct engine *engine_new(void)
{
	struct engine *g;
	struct ndpi_detection_module_struct *m = module_new();

	if (m == NULL)
		return NULL;
	g = xcalloc(1, sizeof *g);
	g->module = m;
	return g;
}

static void engine_free(struct engine *g)
{
	for (size_t i = 0; i < g->pooled; i++)
		free(g->pool[i]); /* its insides went when it came back */
	free(g->pool);
	ndpi_exit_detection_module(g->module);
	free(g);
}

#if MODULE_SHARED
static struct engine *engine; /* of this process, while anybody uses it */

static struct engine *engine_use(void)
{
	if (engine == NULL)
		engine = engine_new();
	if (engine != NULL)
		engine->users++;
	return engine;
}

static void engine_leave(struct engine *g)
{
	if (--g->users > 0)
		return;
	engine_free(g);
	engine = NULL;
}

/* For those who come later. */
static void engine_keep(struct engine *g)
{
	g->users++;
}

/* What stands behind the caches is where the header says. */
static bool module_fits(struct ndpi_detection_module_struct *m)
{
	return ndpi_get_proto_defaults(m) == m->proto_defaults;
}

static struct memory memory_of(const struct ndpi_detection_module_struct *m)
{
	return (struct memory){ m->ookla_cache, m->bittorrent_cache, m->zoom_cache, m->stun_cache, m->tls_cert_cache,
		m->mining_cache, m->msteams_cache, m->tinc_cache };
}

static void memory_set(struct ndpi_detection_module_struct *m, const struct memory *memory)
{
	m->ookla_cache = memory->ookla;
	m->bittorrent_cache = memory->bittorrent;
	m->zoom_cache = memory->zoom;
	m->stun_cache = memory->stun;
	m->tls_cert_cache = memory->certificates;
	m->mining_cache = memory->mining;
	m->msteams_cache = memory->teams;
	m->tinc_cache = memory->tinc;
}

static void memory_free(struct memory *memory)
{
	struct ndpi_lru_cache *const caches[] = { memory->ookla, memory->bittorrent, memory->zoom, memory->stun,
		memory->certificates, memory->mining, memory->teams };

	for (size_t i = 0; i < sizeof caches / sizeof *caches; i++) {
		if (caches[i] != NULL)
			ndpi_lru_free_cache(caches[i]);
	}
	if (memory->tinc != NULL)
		cache_free(memory->tinc);
}

/* The module that remembers c's flows; NULL: nobody's. */
static struct ndpi_detection_module_struct *module_for(struct engine *g, struct classifier *c)
{
	static const struct memory none;

	if (g->at_hand == c)
		return g->module;
	if (g->at_hand != NULL)
		g->at_hand->memory = memory_of(g->module);
	memory_set(g->module, c != NULL ? &c->memory : &none);
	g->at_hand = c;
	return g->module;
}
#else
static struct engine *engine_use(void)
{
	return engine_new();
}

static void engine_leave(struct engine *g)
{
	engine_free(g);
}

static void engine_keep(struct engine *g)
{
	(void)g;
}

static bool module_fits(struct ndpi_detection_module_struct *m)
{
	(void)m;
	return true;
}

static void memory_free(struct memory *memory)
{
	(void)memory;
}

static struct ndpi_detection_module_struct *module_for(struct engine *g, struct classifier *c)
{
	(void)c;
	return g->module;
}
#endif

static int not_built_for(struct err *e)
{
	return err_set(e, "nDPI %s is not the library that phonehome was built with; rebuild it", ndpi_revision());
}

struct classifier *classifier_new(struct err *e)
{
	struct classifier *c = xcalloc(1, sizeof *c);

	if (ndpi_get_api_version() != NDPI_API_VERSION ||
		ndpi_detection_get_sizeof_ndpi_flow_struct() != sizeof(struct ndpi_flow_struct)) {
		not_built_for(e);
	} else if ((c->engine = engine_use()) == NULL) {
		err_set(e, "nDPI could not be set up");
	} else if (!module_fits(c->engine->module)) {
		engine_leave(c->engine);
		not_built_for(e);
	} else {
		return c;
	}
	free(c);
	return NULL;
}

void classifier_free(struct classifier *c)
{
	if (c == NULL)
		return;
	if (c->engine->at_hand == c)
		module_for(c->engine, NULL);
	memory_free(&c->memory);
	engine_leave(c->engine);
	free(c);
}

int classifier_prepare(struct err *e)
{
	static bool prepared;
	struct classifier *c = prepared ? NULL : classifier_new(e);

	if (c != NULL) {
		engine_keep(c->engine);
		classifier_free(c);
		prepared = true;
	}
	return prepared ? 0 : -1;
}

static struct ndpi_flow_struct *pool_take(struct engine *g)
{
	struct ndpi_flow_struct *f;

	if (g->pooled > 0) {
		f = g->pool[--g->pooled];
	} else {
		f = xmalloc(sizeof *f);
	}
	memset(f, 0, sizeof *f);
	return f;
}

static void pool_give(struct engine *g, struct ndpi_flow_struct *f)
{
	ndpi_free_flow_data(f);
	ARRAY_GROW(g->pool, g->pooled, g->cap);
	g->pool[g->pooled++] = f;
}

void classification_begin(struct classifier *c, struct classification *k)
{
	*k = (struct classification){ .of.flow = pool_take(c->engine) };
}

void classification_end(struct classifier *c, struct classification *k)
{
	if (k->final)
		free(k->of.host);
	else
		pool_give(c->engine, k->of.flow);
}

/* Keeps of nDPI's state what a verdict needs and gives the state back. */
static void settle(struct classifier *c, struct classification *k, ndpi_protocol p)
{
	struct ndpi_flow_struct *f = k->of.flow;

	k->master = MASTER(p);
	k->application = APPLICATION(p);
	k->category = (uint16_t)p.category;
	k->confidence = (uint8_t)f->confidence;
	k->risk = f->risk;
	k->of.host = f->host_server_name[0] != 0 ? xstrdup((const char *)f->host_server_name) : NULL;
	k->final = true;
	pool_give(c->engine, f);
}

static ndpi_protocol give_up(struct classifier *c, struct classification *k)
{
#if NV >= 500
	return ndpi_detection_giveup(module_for(c->engine, c), k->of.flow);
#elif NV >= 410
	uint8_t guessed = 0;

	return ndpi_detection_giveup(module_for(c->engine, c), k->of.flow, &guessed);
#else
	uint8_t guessed = 0;

	return ndpi_detection_giveup(module_for(c->engine, c), k->of.flow, 1, &guessed);
#endif
}

static bool is_final(struct classifier *c, struct classification *k, ndpi_protocol p)
{
#if NV >= 500
	(void)c;
	(void)k;
	return p.state == NDPI_STATE_CLASSIFIED;
#else
	return APPLICATION(p) != NDPI_PROTOCOL_UNKNOWN && !ndpi_extra_dissection_possible(c->engine->module, k->of.flow);
#endif
}

void classify(struct classifier *c, struct classification *k, uint8_t transport, struct span ip, int64_t at)
{
	struct engine *g = c->engine;
	size_t len = ip.len < DATAGRAM_MAX ? ip.len : DATAGRAM_MAX;
	ndpi_protocol p;

	if (k->final || len == 0)
		return;
	/* A copy with zeros behind it: 4.2 reads past the packet in two dissectors. */
	memcpy(g->padded, ip.data, len);
	memset(g->padded + len, 0, NDPI_PADDING);
#if NV >= 406
	p = ndpi_detection_process_packet(module_for(g, c), k->of.flow, g->padded, (uint16_t)len, (uint64_t)(at / NS_PER_MS), NULL);
#else
	p = ndpi_detection_process_packet(module_for(g, c), k->of.flow, g->padded, (uint16_t)len, (uint64_t)(at / NS_PER_MS));
#endif
	if (is_final(c, k, p))
		settle(c, k, p);
	else if (++k->packets >= (transport == PROTO_UDP ? NDPI_PACKETS_UDP : NDPI_PACKETS_TCP))
		settle(c, k, APPLICATION(p) == NDPI_PROTOCOL_UNKNOWN ? give_up(c, k) : p);
}

/* Of a flow that is not known nDPI keeps what might be TLS, in 2 KiB at least. It makes room for more itself. */
void classification_rest(struct classification *k)
{
#if MODULE_SHARED
	struct ndpi_flow_struct *f = k->final ? NULL : k->of.flow;

	if (f == NULL || f->l4_proto != PROTO_TCP || f->l4.tcp.tls.message.buffer == NULL)
		return;
	f->l4.tcp.tls.message.buffer_len = f->l4.tcp.tls.message.buffer_used;
	f->l4.tcp.tls.message.buffer = xrealloc(f->l4.tcp.tls.message.buffer, f->l4.tcp.tls.message.buffer_len + 1, 1);
#else
	(void)k;
#endif
}

static void risk_names(uint64_t risk, char *ret, size_t cap)
{
	size_t used = 0;

	ret[0] = 0;
	for (unsigned i = 1; i < 64; i++) {
		const char *name;
		int n;

		if ((risk >> i & 1) == 0)
			continue;
		name = ndpi_risk2str((ndpi_risk_enum)i);
		n = snprintf(ret + used, cap - used, "%s%s", used > 0 ? ", " : "", name);
		if (n < 0 || (size_t)n >= cap - used) {
			ret[used] = 0;
			return;
		}
		used += (size_t)n;
	}
}

void classification_verdict(struct classifier *c, struct classification *k, struct classified *ret)
{
	ndpi_protocol p = { 0 };

	if (!k->final)
		settle(c, k, give_up(c, k));
	MASTER(p) = k->master;
	APPLICATION(p) = k->application;
	*ret = (struct classified){ 0 };
	ndpi_protocol2name(c->engine->module, p, ret->protocol, sizeof ret->protocol);
	text_copy_to(ret->category, sizeof ret->category, ndpi_category_get_name(c->engine->module, k->category));
	text_copy_to(ret->confidence, sizeof ret->confidence, ndpi_confidence_get_name(k->confidence));
	risk_names(k->risk, ret->risks, sizeof ret->risks);
	if (k->of.host != NULL)
		text_clean_to(ret->host, sizeof ret->host, span_of(k->of.host));
}
