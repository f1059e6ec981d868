#include "flow/classify.h"

#include "base/alloc.h"
#include "base/instant.h"
#include "base/text.h"

#include <ndpi_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* NDPI_API_VERSION is no ordered number. */
#define NV (NDPI_MAJOR * 100 + NDPI_MINOR)

enum { DATAGRAM_MAX = 65535, PROTO_UDP = 17 };

#if NV >= 411
#define MASTER(p)      ((p).proto.master_protocol)
#define APPLICATION(p) ((p).proto.app_protocol)
#else
#define MASTER(p)      ((p).master_protocol)
#define APPLICATION(p) ((p).app_protocol)
#endif

struct classifier {
	struct ndpi_detection_module_struct *module;
	struct ndpi_flow_struct **pool;
	size_t pooled, cap;
	uint8_t padded[DATAGRAM_MAX + NDPI_PADDING];
};

struct classification {
	struct ndpi_flow_struct *flow; /* NULL once the verdict is final */
	uint16_t packets, packets_max;
	uint16_t master, application, category;
	uint8_t confidence;
	uint64_t risk;
	char *host;
};

const char *classifier_version(void)
{
	return ndpi_revision();
}

struct classifier *classifier_new(struct err *e)
{
	struct classifier *c;

	if (ndpi_get_api_version() != NDPI_API_VERSION ||
		ndpi_detection_get_sizeof_ndpi_flow_struct() != sizeof(struct ndpi_flow_struct)) {
		err_set(e, "nDPI %s is not the library that phonehome was built with; rebuild it", ndpi_revision());
		return NULL;
	}
	c = xcalloc(1, sizeof *c);
#if NV >= 410
	c->module = ndpi_init_detection_module(NULL);
#else
	c->module = ndpi_init_detection_module(ndpi_no_prefs);
#endif
	if (c->module == NULL) {
		err_set(e, "nDPI could not be set up");
		free(c);
		return NULL;
	}
#if NV < 500
	{
		NDPI_PROTOCOL_BITMASK all;

		NDPI_BITMASK_SET_ALL(all);
		ndpi_set_protocol_detection_bitmask2(c->module, &all);
	}
#endif
	ndpi_finalize_initialization(c->module);
	return c;
}

void classifier_free(struct classifier *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->pooled; i++)
		free(c->pool[i]); /* its insides went when it came back */
	free(c->pool);
	ndpi_exit_detection_module(c->module);
	free(c);
}

int classifier_prepare(struct err *e)
{
	struct classifier *c = classifier_new(e);

	classifier_free(c);
	return c == NULL ? -1 : 0;
}

static struct ndpi_flow_struct *pool_take(struct classifier *c)
{
	struct ndpi_flow_struct *f;

	if (c->pooled > 0) {
		f = c->pool[--c->pooled];
	} else {
		f = xmalloc(sizeof *f);
	}
	memset(f, 0, sizeof *f);
	return f;
}

static void pool_give(struct classifier *c, struct ndpi_flow_struct *f)
{
	ndpi_free_flow_data(f);
	ARRAY_GROW(c->pool, c->pooled, c->cap);
	c->pool[c->pooled++] = f;
}

struct classification *classification_new(struct classifier *c, uint8_t transport)
{
	struct classification *k = xcalloc(1, sizeof *k);

	k->flow = pool_take(c);
	k->packets_max = transport == PROTO_UDP ? NDPI_PACKETS_UDP : NDPI_PACKETS_TCP;
	return k;
}

void classification_free(struct classifier *c, struct classification *k)
{
	if (k == NULL)
		return;
	if (k->flow != NULL)
		pool_give(c, k->flow);
	free(k->host);
	free(k);
}

/* Keeps of nDPI's state what a verdict needs and gives the state back. */
static void settle(struct classifier *c, struct classification *k, ndpi_protocol p)
{
	struct ndpi_flow_struct *f = k->flow;

	k->master = MASTER(p);
	k->application = APPLICATION(p);
	k->category = (uint16_t)p.category;
	k->confidence = (uint8_t)f->confidence;
	k->risk = f->risk;
	if (f->host_server_name[0] != 0)
		k->host = xstrdup((const char *)f->host_server_name);
	k->flow = NULL;
	pool_give(c, f);
}

static ndpi_protocol give_up(struct classifier *c, struct classification *k)
{
#if NV >= 500
	return ndpi_detection_giveup(c->module, k->flow);
#elif NV >= 410
	uint8_t guessed = 0;

	return ndpi_detection_giveup(c->module, k->flow, &guessed);
#else
	uint8_t guessed = 0;

	return ndpi_detection_giveup(c->module, k->flow, 1, &guessed);
#endif
}

static bool is_final(struct classifier *c, struct classification *k, ndpi_protocol p)
{
#if NV >= 500
	(void)c;
	(void)k;
	return p.state == NDPI_STATE_CLASSIFIED;
#else
	return APPLICATION(p) != NDPI_PROTOCOL_UNKNOWN && !ndpi_extra_dissection_possible(c->module, k->flow);
#endif
}

void classify(struct classifier *c, struct classification *k, struct span ip, int64_t at)
{
	size_t len = ip.len < DATAGRAM_MAX ? ip.len : DATAGRAM_MAX;
	ndpi_protocol p;

	if (k->flow == NULL || len == 0)
		return;
	/* A copy with zeros behind it: 4.2 reads past the packet in two dissectors. */
	memcpy(c->padded, ip.data, len);
	memset(c->padded + len, 0, NDPI_PADDING);
#if NV >= 406
	p = ndpi_detection_process_packet(c->module, k->flow, c->padded, (uint16_t)len, (uint64_t)(at / NS_PER_MS), NULL);
#else
	p = ndpi_detection_process_packet(c->module, k->flow, c->padded, (uint16_t)len, (uint64_t)(at / NS_PER_MS));
#endif
	if (is_final(c, k, p))
		settle(c, k, p);
	else if (++k->packets >= k->packets_max)
		settle(c, k, APPLICATION(p) == NDPI_PROTOCOL_UNKNOWN ? give_up(c, k) : p);
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

	if (k->flow != NULL)
		settle(c, k, give_up(c, k));
	MASTER(p) = k->master;
	APPLICATION(p) = k->application;
	*ret = (struct classified){ 0 };
	ndpi_protocol2name(c->module, p, ret->protocol, sizeof ret->protocol);
	snprintf(ret->category, sizeof ret->category, "%s", ndpi_category_get_name(c->module, k->category));
	snprintf(ret->confidence, sizeof ret->confidence, "%s", ndpi_confidence_get_name(k->confidence));
	risk_names(k->risk, ret->risks, sizeof ret->risks);
	if (k->host != NULL)
		text_clean_to(ret->host, sizeof ret->host, span_of(k->host));
}
