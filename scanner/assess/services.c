#include "assess/services.h"

#include "base/alloc.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* How long a match is, its parts in the order in which they count. */
struct rank {
	size_t parts[9];
};

static int rank_compare(const struct rank *a, const struct rank *b)
{
	for (size_t i = 0; i < sizeof a->parts / sizeof *a->parts; i++) {
		if (a->parts[i] != b->parts[i])
			return a->parts[i] < b->parts[i] ? -1 : 1;
	}
	return 0;
}

static struct rank rank_of(const struct service_match *m)
{
	return (struct rank){ {
		m->host == NULL ? 0 : strlen(m->host),
		m->exact,
		m->certificate == NULL ? 0 : strlen(m->certificate),
		m->path == NULL ? 0 : strlen(m->path),
		m->key == NULL ? 0 : strlen(m->key),
		m->ja4 != NULL,
		m->port != 0,
		m->protocol != NULL,
		m->alpn != NULL,
	} };
}

/* True where word is one of those that stop separates. */
static bool list_has(const char *list, char stop, const char *word, int (*compare)(const char *, const char *, size_t))
{
	size_t len = strlen(word);

	for (const char *p = list; p != NULL; p = strchr(p, stop)) {
		p += *p == stop;
		if (compare(p, word, len) == 0 && (p[len] == stop || p[len] == 0))
			return true;
	}
	return false;
}

static bool protocol_fits(const struct service_match *m, const struct service_query *q)
{
	return m->protocol == NULL || strcasecmp(m->protocol, q->carrier) == 0 ||
		strcasecmp(m->protocol, q->protocol) == 0 || list_has(q->protocol, '.', m->protocol, strncasecmp);
}

static bool host_fits(const struct service_match *m, const char *host)
{
	if (m->host == NULL)
		return m->protocol != NULL || m->certificate != NULL || m->ja4 != NULL;
	return m->exact ? strcasecmp(m->host, host) == 0 : host_under(host, m->host);
}

/* A certificate's star stands for names under its domain. */
static bool certificate_fits(const char *domain, const char *names)
{
	char name[HOST_MAX];

	for (const char *p = names; p != NULL && *p != 0; p = strchr(p, ',')) {
		p += *p == ',';
		p += p[0] == '*' && p[1] == '.' ? 2 : 0;
		snprintf(name, sizeof name, "%.*s", (int)strcspn(p, ","), p);
		if (host_under(name, domain))
			return true;
	}
	return false;
}

static bool handshake_fits(const struct service_match *m, const struct handshake *h)
{
	if (m->certificate != NULL && !certificate_fits(m->certificate, h->names))
		return false;
	if (m->ja4 != NULL && (h->ja4 == NULL || strcasecmp(m->ja4, h->ja4) != 0))
		return false;
	return m->alpn == NULL || list_has(h->alpn, ',', m->alpn, strncmp);
}

static bool content_fits(const struct service_match *m, const struct service_query *q)
{
	if (m->path != NULL && strncmp(q->path, m->path, strlen(m->path)) != 0)
		return false;
	return m->key == NULL || list_has(q->keys, ',', m->key, strncmp);
}

/* The longest match of one service; and, in floor, the longest of those that hidden content cannot undo. */
static bool service_hit(const struct service *s, const struct service_query *q, struct rank *ret, struct rank *floor)
{
	bool found = false;

	for (size_t i = 0; i < s->match_count; i++) {
		const struct service_match *m = &s->matches[i];
		struct rank r = rank_of(m);

		if (!host_fits(m, q->host) || (m->port != 0 && m->port != q->port) || !protocol_fits(m, q) ||
			!handshake_fits(m, &q->handshake))
			continue;
		if (!q->opaque && !content_fits(m, q))
			continue;
		if (!found || rank_compare(&r, ret) > 0)
			*ret = r;
		found = true;
		if ((!q->opaque || (m->path == NULL && m->key == NULL)) && rank_compare(&r, floor) > 0)
			*floor = r;
	}
	return found;
}

/* ---- by host ---- */

/* A service under a host that it names; "" for those that name none. */
struct named {
	const char *host;
	const struct service *service;
};

struct services {
	struct named *items; /* by host, without regard to case; the services of one host follow each other */
	size_t n, cap;
	const struct service **candidates; /* of the query at hand */
	size_t candidates_cap;
};

static int by_host(const void *x, const void *y)
{
	const struct named *a = x, *b = y;
	int c = strcasecmp(a->host, b->host);

	return c != 0 ? c : (a->service > b->service) - (a->service < b->service);
}

struct services *services_new(const struct rulebook *b)
{
	struct services *all = xcalloc(1, sizeof *all);

	for (size_t i = 0; i < b->service_count; i++) {
		const struct service *s = &b->services[i];

		for (size_t m = 0; m < s->match_count; m++) {
			ARRAY_GROW(all->items, all->n, all->cap);
			all->items[all->n++] = (struct named){ s->matches[m].host == NULL ? "" : s->matches[m].host, s };
		}
	}
	if (all->n > 1)
		qsort(all->items, all->n, sizeof *all->items, by_host);
	all->candidates_cap = b->service_count;
	all->candidates = xcalloc(all->candidates_cap, sizeof *all->candidates);
	return all;
}

void services_free(struct services *s)
{
	if (s == NULL)
		return;
	free(s->items);
	free(s->candidates);
	free(s);
}

static size_t first_of_host(const struct services *s, const char *host)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (strcasecmp(s->items[mid].host, host) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static size_t add_candidate(const struct services *s, size_t n, const struct service *v)
{
	for (size_t i = 0; i < n; i++) {
		if (s->candidates[i] == v)
			return n;
	}
	s->candidates[n] = v;
	return n + 1;
}

static size_t add_candidates(const struct services *s, size_t n, const char *host)
{
	for (size_t i = first_of_host(s, host); i < s->n && strcasecmp(s->items[i].host, host) == 0; i++)
		n = add_candidate(s, n, s->items[i].service);
	return n;
}

/* Those that name host or a domain above it, and those that name no host at all. */
static size_t candidates_of(const struct services *s, const char *host)
{
	size_t n = add_candidates(s, 0, "");

	for (const char *p = host; p != NULL && *p != 0; p = strchr(p, '.')) {
		p += *p == '.';
		n = add_candidates(s, n, p);
	}
	return n;
}

void services_find(const struct services *s, const struct service_query *q, struct service_set *ret)
{
	struct rank floor = { { 0 } }, rank;
	size_t n = candidates_of(s, q->host);

	ret->n = 0;
	for (size_t i = 0; i < n; i++)
		service_hit(s->candidates[i], q, &rank, &floor);
	for (size_t i = 0; i < n; i++) {
		if (service_hit(s->candidates[i], q, &rank, &floor) && rank_compare(&rank, &floor) >= 0)
			service_set_add(ret, s->candidates[i]);
	}
}

void service_set_add(struct service_set *s, const struct service *item)
{
	size_t at = 0;

	while (at < s->n && strcmp(s->items[at]->id, item->id) < 0)
		at++;
	if (at == SERVICES_MAX || (at < s->n && strcmp(s->items[at]->id, item->id) == 0))
		return;
	if (s->n == SERVICES_MAX)
		s->n--;
	memmove(s->items + at + 1, s->items + at, (s->n - at) * sizeof *s->items);
	s->items[at] = item;
	s->n++;
}

void service_set_join(struct service_set *s, const struct service_set *more)
{
	for (size_t i = 0; i < more->n; i++)
		service_set_add(s, more->items[i]);
}

const char *service_set_text(const struct service_set *s, char *ret, size_t cap)
{
	size_t used = 0;

	ret[0] = 0;
	for (size_t i = 0; i < s->n && used < cap; i++)
		used += (size_t)snprintf(ret + used, cap - used, "%s%s", i == 0 ? "" : "|", s->items[i]->id);
	return ret;
}
