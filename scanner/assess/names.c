#include "assess/names.h"

#include "base/alloc.h"
#include "base/idmap.h"
#include "base/siphash.h"
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

struct answers {
	struct answer *items;
	size_t n, cap;
	struct sip_key key;    /* of hashes */
	struct idmap first_at; /* of those that are alike, by a hash; of equal hashes each under the next number */
};

struct names {
	struct answers addresses; /* by address */
	struct answers aliases;   /* by name */
	bool sorted;
	char **candidates;
	size_t candidates_cap;
};

/* What is looked for, so that helpers take one argument. client NULL: any. */
struct search {
	const struct names *names;
	const struct address *client, *server;
	int64_t at;
};

struct names *names_new(void)
{
	struct names *n = xcalloc(1, sizeof *n);

	n->addresses.key = n->aliases.key = sip_key_new();
	return n;
}

static void answers_free(struct answers *a)
{
	for (size_t i = 0; i < a->n; i++) {
		free(a->items[i].query);
		free(a->items[i].name);
		free(a->items[i].target);
	}
	free(a->items);
	idmap_free(&a->first_at);
}

void names_free(struct names *n)
{
	if (n == NULL)
		return;
	answers_free(&n->addresses);
	answers_free(&n->aliases);
	free(n->candidates);
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

static int by_address(const void *x, const void *y)
{
	const struct answer *a = x, *b = y;
	int c = memcmp(&a->address, &b->address, sizeof a->address);

	return c != 0 ? c : by_time(a, b);
}

static int by_name(const void *x, const void *y)
{
	const struct answer *a = x, *b = y;
	int c = strcmp(a->name, b->name);

	return c != 0 ? c : by_time(a, b);
}

static uint64_t hash_of_address(const struct answers *in, const struct address *a)
{
	return sip_bytes(&in->key, a, sizeof *a);
}

static uint64_t hash_of_name(const struct answers *in, const char *name)
{
	return sip_bytes(&in->key, name, strlen(name));
}

/* Position of the first answer of the address; n where there is none. */
static size_t first_of_address(const struct answers *a, const struct address *address)
{
	uint64_t hash = hash_of_address(a, address);
	uint32_t at;

	while ((at = idmap_find(&a->first_at, hash)) != IDMAP_NONE && !address_equal(&a->items[at].address, address))
		hash++;
	return at == IDMAP_NONE ? a->n : at;
}

static size_t first_of_name(const struct answers *a, const char *name)
{
	uint64_t hash = hash_of_name(a, name);
	uint32_t at;

	while ((at = idmap_find(&a->first_at, hash)) != IDMAP_NONE && strcmp(a->items[at].name, name) != 0)
		hash++;
	return at == IDMAP_NONE ? a->n : at;
}

static void put_first(struct answers *a, uint64_t hash, size_t at)
{
	while (idmap_find(&a->first_at, hash) != IDMAP_NONE)
		hash++;
	idmap_put(&a->first_at, hash, (uint32_t)at);
}

static void sort_addresses(struct answers *a)
{
	if (a->n > 0)
		qsort(a->items, a->n, sizeof *a->items, by_address);
	idmap_free(&a->first_at);
	for (size_t i = 0; i < a->n; i++) {
		if (i == 0 || !address_equal(&a->items[i - 1].address, &a->items[i].address))
			put_first(a, hash_of_address(a, &a->items[i].address), i);
	}
}

static void sort_aliases(struct answers *a)
{
	if (a->n > 0)
		qsort(a->items, a->n, sizeof *a->items, by_name);
	idmap_free(&a->first_at);
	for (size_t i = 0; i < a->n; i++) {
		if (i == 0 || strcmp(a->items[i - 1].name, a->items[i].name) != 0)
			put_first(a, hash_of_name(a, a->items[i].name), i);
	}
}

static void sort(struct names *n)
{
	if (n->sorted)
		return;
	sort_addresses(&n->addresses);
	sort_aliases(&n->aliases);
	n->sorted = true;
}

static bool counts(const struct search *s, const struct answer *a)
{
	return a->at <= s->at && (s->client == NULL || address_equal(&a->client, s->client));
}

/* The next answer at or after position *i that names server and counts, or NULL; *i moves behind it. */
static const struct answer *next_naming(const struct search *s, size_t *i)
{
	const struct answers *all = &s->names->addresses;

	while (*i < all->n && all->items[*i].at <= s->at && address_equal(&all->items[*i].address, s->server)) {
		const struct answer *a = &all->items[(*i)++];

		if (counts(s, a))
			return a;
	}
	return NULL;
}

/* The latest answer that gave server's address to who asked for host (or, where by_owner, as an address of host itself). */
static const struct answer *answer_for(const struct search *s, const char *host, bool by_owner)
{
	size_t i = first_of_address(&s->names->addresses, s->server);
	const struct answer *a, *found = NULL;

	while ((a = next_naming(s, &i)) != NULL) {
		if (strcmp(by_owner ? a->name : a->query, host) == 0)
			found = a;
	}
	return found;
}

/* What name is an alias of: in the same response as `in`, or, where that is NULL, by the latest answer. */
static const struct answer *alias_of(const struct search *s, const char *name, const struct answer *in)
{
	const struct answers *all = &s->names->aliases;
	const struct answer *found = NULL;

	for (size_t i = first_of_name(all, name); i < all->n && strcmp(all->items[i].name, name) == 0; i++) {
		const struct answer *a = &all->items[i];
		bool fits = in == NULL ? counts(s, a) :
			a->flow == in->flow && a->frame == in->frame && address_equal(&a->client, &in->client);

		if (fits)
			found = a;
	}
	return found;
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

static size_t sort_unique(char **items, size_t n)
{
	size_t kept = 0;

	if (n > 0)
		qsort(items, n, sizeof *items, by_text);
	for (size_t i = 0; i < n; i++) {
		if (kept == 0 || strcmp(items[kept - 1], items[i]) != 0)
			items[kept++] = items[i];
	}
	return kept;
}

/* All names that server was given for; the last one asked for becomes the host. */
static bool candidates_find(struct names *n, const struct search *s, struct far_name *ret)
{
	size_t i = first_of_address(&n->addresses, s->server), count = 0;
	const struct answer *a, *last = NULL;

	while ((a = next_naming(s, &i)) != NULL) {
		last = a;
		if (count > 0 && strcmp(n->candidates[count - 1], a->query) == 0)
			continue;
		ARRAY_GROW(n->candidates, count, n->candidates_cap);
		n->candidates[count++] = a->query;
	}
	if (last == NULL)
		return false;
	text_clean_to(ret->host, sizeof ret->host, span_of(last->query));
	ret->candidates = (struct words){ n->candidates, sort_unique(n->candidates, count) };
	ret->source = ret->candidates.n == 1 ? HOST_DNS : HOST_DNS_UNCERTAIN;
	return true;
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
	if (first_of_name(&n->aliases, ret->host) < n->aliases.n && !chain_find(&own, ret->host, ret))
		chain_find(&any, ret->host, ret);
}
