#include "pipeline/signs.h"

static const char *pcapdroid_reason(const struct endpoint *e)
{
	static const char *const addresses[] = { "10.215.173.1", "fd00:2:fd00:1:fd00:1:fd00:1" };
	struct address a;

	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		if (e->packets > 0 && address_parse(addresses[i], &a) && address_equal(&a, &e->address))
			return "PCAPdroid's tunnel address";
	}
	return NULL;
}

const char *sign_strong(const struct endpoint *e)
{
	const struct device *d = endpoint_device(e);

	if (e->subscriber != NULL)
		return e->told;
	if (d != NULL && d->sign[0] != 0)
		return d->sign;
	return pcapdroid_reason(e);
}

bool sign_calls(const struct endpoint *e)
{
	return e->calls + e->talks > 0 && address_is_local(&e->address);
}

const char *sign_of_caller(const struct endpoint *e)
{
	return e->calls > 0 ? "private address that called out" :
		"private address in the middle of a connection, at a caller's port";
}

/* What an endpoint is weighed by, and why it then is the handset: the first of these that any endpoint has. */
static uint64_t calls_of(const struct endpoint *e)
{
	return e->calls;
}

/* Of UDP nothing but ports tells who called, and a service may have a high one. */
static uint64_t outward_of(const struct endpoint *e)
{
	return address_is_local(&e->address) ? e->outward : 0;
}

static uint64_t dials_of(const struct endpoint *e)
{
	return e->dials;
}

static uint64_t packets_of(const struct endpoint *e)
{
	return e->packets;
}

bool sign_leaves(const struct endpoint *e)
{
	return calls_of(e) + outward_of(e) > 0;
}

static const struct {
	uint64_t (*of)(const struct endpoint *e);
	bool leaving; /* the local network */
	const char *reason;
} weights[] = {
	{ calls_of, true, "called out most; no private address did" },
	{ outward_of, true, "private address that sent most datagrams out; nobody was seen to call out" },
	{ dials_of, false, "called most; nobody called out of the local network" },
	{ packets_of, false, "sent most; nobody was seen to call" },
};

static struct endpoint *heaviest(struct endpoint **all, size_t n, uint64_t (*of)(const struct endpoint *e))
{
	struct endpoint *best = NULL;

	for (size_t i = 0; i < n; i++) {
		if (of(all[i]) > (best == NULL ? 0 : of(best)))
			best = all[i];
	}
	return best;
}

struct endpoint *sign_of_weight(struct endpoint **all, size_t n, bool leaving, const char **ret_reason)
{
	for (size_t i = 0; i < sizeof weights / sizeof *weights; i++) {
		struct endpoint *e = !leaving || weights[i].leaving ? heaviest(all, n, weights[i].of) : NULL;

		if (e == NULL)
			continue;
		*ret_reason = weights[i].reason;
		return e;
	}
	return NULL;
}
