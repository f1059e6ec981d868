#include "assess/names.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { TYPE_A = 1, TYPE_CNAME = 5, TYPE_AAAA = 28 }; /* RFC 1035 3.2.2, RFC 3596 2.1 */

/* One record of an answer. Records of one response have client, flow and frame in common. */
struct answer {
	struct address client;
	uint64_t flow, frame;
	int64_t at;
	struct address address; /* none for a CNAME */
	char *query, *name, *target;
};

/* What answers may have in common. */
enum { OF_ADDRESS = 1, OF_NAME = 2, OF_QUERY = 4, OF_RESPONSE = 8, OF_CLIENT = 16, COMMONS = 32 };

/* Positions of answers: those that have something in common stand together, in the order of time. */
struct order {
	uint32_t *at;
	size_t n;
};

/* Sorted by time; an order is made when it is first asked for. */
struct answers {
	struct answer *items;
	size_t n, cap;
	struct order orders[COMMONS]; /* by what they have in common */
	struct order asked[COMMONS];  /* the same, each query once, when it was asked first */
};

struct names {
	struct answers addresses, aliases;
	bool sorted;
	char *candidates[CANDIDATES_MAX];
};

/* What is looked for, so that helpers take one argument. client NULL: any. */
struct search {
	struct names *names;
	const struct address *client, *server;
	int64_t at;
};

struct names *names_new(void)
{
	return xcalloc(1, sizeof(struct names));
}

static void orders_free(struct answers *a)
{
	for (size_t i = 0; i < COMMONS; i++) {
		free(a->orders[i].at);
		free(a->asked[i].at);
		a->orders[i] = a->asked[i] = (struct order){ 0 };
	}
}

static void answers_free(struct answers *a)
{
	for (size_t i = 0; i < a->n; i++) {
		free(a->items[i].query);
		free(a->items[i].name);
		free(a->items[i].target);
	}
	free(a->items);
	orders_free(a);
}

void names_free(struct names *n)
{
	if (n == NULL)
		return;
	answers_free(&n->addresses);
	answers_free(&n->aliases);
	free(n);
}

/* Lower case, without the root's dot. */
static char *name_copy(const char *name)
{
	char *copy = xstrdup(name);
	size_t len = strlen(copy);

	if (len > 0 && copy[len - 1] == '.')
		copy[len - 1] = 0;
	text_lower(copy);
	return copy;
}

void names_add(struct names *n, const struct fact_dns *d)
{
	bool address = d->type == TYPE_A || d->type == TYPE_AAAA;
	struct answers *to = address ? &n->addresses : &n->aliases;

	if (!address && d->type != TYPE_CNAME)
		return;
	ARRAY_GROW(to->items, to->n, to->cap);
	to->items[to->n++] = (struct answer){
		.client = d->client,
		.flow = d->flow,
		.frame = d->frame,
		.at = d->at,
		.address = address ? d->address : (struct address){ 0 },
		.query = name_copy(d->query[0] != 0 ? d->query : d->name),
		.name = name_copy(d->name),
		.target = name_copy(d->target),
	};
	n->sorted = false;
}

static int order(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* A total order over what answers say: what names_find returns does not depend on the order they were added in. */
static int by_time(const struct answer *a, const struct answer *b)
{
	int c;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	if ((c = order(a->frame, b->frame)) != 0 || (c = order(a->flow, b->flow)) != 0)
		return c;
	if ((c = strcmp(a->query, b->query)) != 0 || (c = strcmp(a->name, b->name)) != 0 ||
		(c = strcmp(a->target, b->target)) != 0)
		return c;
	return memcmp(&a->client, &b->client, sizeof a->client);
}

static int by_all(const void *x, const void *y)
{
	const struct answer *a = x, *b = y;
	int c = by_time(a, b);

	return c != 0 ? c : memcmp(&a->address, &b->address, sizeof a->address);
}

static void sort(struct names *n)
{
	struct answers *both[] = { &n->addresses, &n->aliases };

	for (size_t i = 0; i < 2 && !n->sorted; i++) {
		orders_free(both[i]);
		if (both[i]->n > 0)
			qsort(both[i]->items, both[i]->n, sizeof *both[i]->items, by_all);
	}
	n->sorted = true;
}

/* ---- orders ---- */

static int by_common(const struct answer *a, const struct answer *b, unsigned common)
{
	int c = 0;

	if ((common & OF_ADDRESS) != 0)
		c = memcmp(&a->address, &b->address, sizeof a->address);
	if (c == 0 && (common & OF_NAME) != 0)
		c = strcmp(a->name, b->name);
	if (c == 0 && (common & OF_QUERY) != 0)
		c = strcmp(a->query, b->query);
	if (c == 0 && (common & OF_RESPONSE) != 0)
		c = a->flow != b->flow ? order(a->flow, b->flow) : order(a->frame, b->frame);
	return c == 0 && (common & OF_CLIENT) != 0 ? memcmp(&a->client, &b->client, sizeof a->client) : c;
}

struct sorting {
	const struct answers *answers;
	unsigned common;
};

static int by_order(const void *x, const void *y, void *ctx)
{
	const struct sorting *s = ctx;
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
	int c = by_common(&s->answers->items[a], &s->answers->items[b], s->common);

	return c != 0 ? c : order(a, b);
}

static void order_sort(const struct answers *a, struct order *o, unsigned common)
{
	if (o->n > 0)
		qsort_r(o->at, o->n, sizeof *o->at, by_order, &(struct sorting){ a, common });
}

static const struct order *order_by(struct answers *a, unsigned common)
{
	struct order *o = &a->orders[common];

	if (o->at != NULL)
		return o;
	o->at = xcalloc(a->n + 1, sizeof *o->at);
	while (o->n < a->n) {
		o->at[o->n] = (uint32_t)o->n;
		o->n++;
	}
	order_sort(a, o, common);
	return o;
}

static const struct order *asked_by(struct answers *a, unsigned common)
{
	const struct order *each = order_by(a, common | OF_QUERY);
	struct order *o = &a->asked[common];

	if (o->at != NULL)
		return o;
	o->at = xcalloc(a->n + 1, sizeof *o->at);
	for (size_t i = 0; i < each->n; i++) {
		if (i == 0 || by_common(&a->items[each->at[i - 1]], &a->items[each->at[i]], common | OF_QUERY) != 0)
			o->at[o->n++] = each->at[i];
	}
	order_sort(a, o, common);
	return o;
}

/* How many of the order stand before what has this in common with like and is later than at. */
static size_t place_behind(const struct answers *a, const struct order *o, unsigned common, const struct answer *like, int64_t at)
{
	size_t low = 0, high = o->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct answer *m = &a->items[o->at[middle]];
		int c = by_common(m, like, common);

		if (c > 0 || (c == 0 && m->at > at))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* The latest answer, not later than at, that has this in common with like; NULL: there is none. */
static const struct answer *latest(struct answers *a, unsigned common, const struct answer *like, int64_t at)
{
	const struct order *o = order_by(a, common);
	size_t n = place_behind(a, o, common, like, at);
	const struct answer *found = n == 0 ? NULL : &a->items[o->at[n - 1]];

	return found != NULL && by_common(found, like, common) == 0 ? found : NULL;
}

/* What answers to the search are like. */
static struct answer like_of(const struct search *s)
{
	return (struct answer){ .client = s->client == NULL ? (struct address){ 0 } : *s->client, .address = *s->server };
}

static unsigned of_client(const struct search *s)
{
	return s->client == NULL ? 0 : OF_CLIENT;
}

/* The latest answer that gave server's address to who asked for host (or, where by_owner, as an address of host itself). */
static const struct answer *answer_for(const struct search *s, const char *host, bool by_owner)
{
	struct answer like = like_of(s);

	like.query = like.name = (char *)(uintptr_t)host;
	return latest(&s->names->addresses, OF_ADDRESS | (by_owner ? OF_NAME : OF_QUERY) | of_client(s), &like, s->at);
}

/* What name is an alias of: in the same response as `in`, or, where that is NULL, by the latest answer. */
static const struct answer *alias_of(const struct search *s, const char *name, const struct answer *in)
{
	struct answer like = in == NULL ? like_of(s) : *in;

	like.name = (char *)(uintptr_t)name;
	return in == NULL ? latest(&s->names->aliases, OF_NAME | of_client(s), &like, s->at) :
		latest(&s->names->aliases, OF_NAME | OF_RESPONSE | OF_CLIENT, &like, INT64_MAX);
}

/* Follows aliases from host; true where the last name is one that server's address was given for. */
static bool chain_from(const struct search *s, const char *host, const struct answer *in, struct far_name *ret)
{
	const char *name = host;
	const struct answer *a;

	ret->chain_length = 0;
	while (ret->chain_length < NAME_CHAIN_MAX && (a = alias_of(s, name, in)) != NULL) {
		name = a->target;
		ret->chain[ret->chain_length++] = name;
	}
	if (in != NULL ? strcmp(name, in->name) == 0 : answer_for(s, name, true) != NULL)
		return true;
	ret->chain_length = 0;
	return false;
}

/* The response that gave the address says the chain; a resolver may also have handed it out piece by piece. */
static bool chain_find(const struct search *s, const char *host, struct far_name *ret)
{
	const struct answer *in = answer_for(s, host, false);

	return (in != NULL && chain_from(s, host, in, ret)) || chain_from(s, host, NULL, ret);
}

static int by_text(const void *x, const void *y)
{
	return strcmp(*(char *const *)x, *(char *const *)y);
}

/* All names that server was given for, those asked for last where they are more than are told; the very last becomes the host. */
static bool candidates_find(struct names *n, const struct search *s, struct far_name *ret)
{
	const unsigned common = OF_ADDRESS | of_client(s);
	const struct answer like = like_of(s), *last = latest(&n->addresses, common, &like, s->at);
	const struct order *o;
	size_t end, count;

	if (last == NULL)
		return false;
	o = asked_by(&n->addresses, common);
	end = place_behind(&n->addresses, o, common, &like, s->at);
	count = end - place_behind(&n->addresses, o, common, &like, INT64_MIN);
	ret->candidates = (struct words){ n->candidates, count < CANDIDATES_MAX ? count : CANDIDATES_MAX };
	ret->candidates_left = count - ret->candidates.n;
	for (size_t i = 0; i < ret->candidates.n; i++)
		n->candidates[i] = n->addresses.items[o->at[end - 1 - i]].query;
	text_clean_to(ret->host, sizeof ret->host, span_of(last->query));
	ret->source = count == 1 ? HOST_DNS : HOST_DNS_UNCERTAIN;
	qsort(n->candidates, ret->candidates.n, sizeof *n->candidates, by_text);
	return true;
}

static bool has_alias(struct names *n, const char *name)
{
	return latest(&n->aliases, OF_NAME, &(struct answer){ .name = (char *)(uintptr_t)name }, INT64_MAX) != NULL;
}

void names_find(struct names *n, const struct address *client, const struct address *server, int64_t at,
	const char *host, enum host_source source, struct far_name *ret)
{
	struct search own = { n, client, server, at }, any = { n, NULL, server, at };

	sort(n);
	*ret = (struct far_name){ .source = HOST_NONE };
	if (host[0] != 0) {
		text_clean_to(ret->host, sizeof ret->host, span_of(host));
		text_lower(ret->host);
		ret->source = source;
	} else if (!candidates_find(n, &own, ret) && !candidates_find(n, &any, ret)) {
		return;
	}
	if (has_alias(n, ret->host) && !chain_find(&own, ret->host, ret))
		chain_find(&any, ret->host, ret);
}
