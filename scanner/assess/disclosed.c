#include "assess/disclosed.h"

#include "assess/judge.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/interned.h"

#include <stdlib.h>
#include <string.h>

/* A sighting of a flow that several captures saw: it counts once in its group. */
struct twin {
	uint32_t group;
	int64_t flow, at;
	uint64_t offset;
};

/* A name that belongs to a group: of an app that sent its data, of a host they went to. */
struct member {
	uint32_t group;
	const char *name;
};

/* Each once in its group. */
struct members {
	struct member *items;
	size_t n, cap;
	struct idmap at; /* by a hash of both; of equal hashes each under the next number */
};

struct disclosed {
	struct disclosure *groups;
	size_t n, cap;
	struct idmap group_at; /* by a hash of what tells groups apart; of equal hashes each under the next number */
	struct twin *twins;
	size_t twin_count, twin_cap;
	struct idmap twin_at;  /* the same for twins */
	struct members senders, hosts;
	struct interned apps;  /* of the senders of a group, joined */
};

struct disclosed *disclosed_new(void)
{
	return xcalloc(1, sizeof(struct disclosed));
}

void disclosed_free(struct disclosed *d)
{
	if (d == NULL)
		return;
	free(d->groups);
	free(d->twins);
	idmap_free(&d->group_at);
	idmap_free(&d->twin_at);
	free(d->senders.items);
	idmap_free(&d->senders.at);
	free(d->hosts.items);
	idmap_free(&d->hosts.at);
	interned_free(&d->apps);
	free(d);
}

static uint64_t group_hash(const struct disclosure *a)
{
	uint64_t h = idmap_hash(0, a->datum, sizeof a->datum);

	h = idmap_mix(h, (uint64_t)a->service_set);
	h = idmap_mix(h, (uint64_t)a->kind << 8 | (uint64_t)a->consent);
	h = idmap_hash(h, a->country, strlen(a->country));
	return idmap_hash(h, a->handset, strlen(a->handset));
}

static bool same_group(const struct disclosure *a, const struct disclosure *b)
{
	return a->kind == b->kind && a->service_set == b->service_set && a->consent == b->consent &&
		memcmp(a->datum, b->datum, sizeof a->datum) == 0 && strcmp(a->country, b->country) == 0 &&
		strcmp(a->handset, b->handset) == 0;
}

/* The group of one; made, without a sighting, where there is none. */
static uint32_t group_of(struct disclosed *d, const struct disclosure *one)
{
	uint64_t hash = group_hash(one);
	uint32_t at;

	while ((at = idmap_find(&d->group_at, hash)) != IDMAP_NONE) {
		if (same_group(&d->groups[at], one))
			return at;
		hash++;
	}
	at = (uint32_t)d->n;
	ARRAY_GROW(d->groups, d->n, d->cap);
	d->groups[d->n] = *one;
	d->groups[d->n].apps = "";
	d->groups[d->n].hosts = 0;
	d->groups[d->n++].sightings = 0;
	idmap_put(&d->group_at, hash, at);
	return at;
}

static bool same_twin(const struct twin *a, const struct twin *b)
{
	return a->group == b->group && a->flow == b->flow && a->at == b->at && a->offset == b->offset;
}

/* False where another capture's sighting of it was counted. */
static bool counts(struct disclosed *d, const struct twin *t)
{
	uint64_t hash = idmap_mix(idmap_mix(idmap_mix(t->group, (uint64_t)t->flow), (uint64_t)t->at), t->offset);
	uint32_t at;

	while ((at = idmap_find(&d->twin_at, hash)) != IDMAP_NONE) {
		if (same_twin(&d->twins[at], t))
			return false;
		hash++;
	}
	ARRAY_GROW(d->twins, d->twin_count, d->twin_cap);
	idmap_put(&d->twin_at, hash, (uint32_t)d->twin_count);
	d->twins[d->twin_count++] = *t;
	return true;
}

static int order(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* By time, then frame, then id. */
static int by_time(int64_t at, uint64_t frame, int64_t id, int64_t other_at, uint64_t other_frame, int64_t other_id)
{
	int c;

	if (at != other_at)
		return at < other_at ? -1 : 1;
	return (c = order(frame, other_frame)) != 0 ? c : order((uint64_t)id, (uint64_t)other_id);
}

/*
 * By verdict, level, rule id; of equal ones the earlier, and what left the local network before what may not have. A sighting under no rule
 * is the least grave.
 */
static bool graver(const struct disclosure *a, const struct disclosure *b)
{
	struct finding x = { .rule = a->gravest.rule, .verdict = a->gravest.verdict };
	struct finding y = { .rule = b->gravest.rule, .verdict = b->gravest.verdict };

	if (x.rule != y.rule)
		return x.rule != NULL && (y.rule == NULL || finding_graver(&x, &y));
	if (x.verdict != y.verdict)
		return x.verdict > y.verdict;
	if (a->gravest.local != b->gravest.local)
		return b->gravest.local;
	return by_time(a->gravest.at, a->gravest.frame, a->gravest.id, b->gravest.at, b->gravest.frame, b->gravest.id) < 0;
}

/* True where it is a new one. */
static bool add_member(struct members *m, uint32_t group, const char *name)
{
	uint64_t hash = idmap_hash(idmap_mix(0, group), name, strlen(name));
	uint32_t at;

	while ((at = idmap_find(&m->at, hash)) != IDMAP_NONE) {
		if (m->items[at].group == group && strcmp(m->items[at].name, name) == 0)
			return false;
		hash++;
	}
	ARRAY_GROW(m->items, m->n, m->cap);
	idmap_put(&m->at, hash, (uint32_t)m->n);
	m->items[m->n++] = (struct member){ group, name };
	return true;
}

void disclosed_add(struct disclosed *d, const struct disclosure *one, int64_t twin, uint64_t offset)
{
	uint32_t at = group_of(d, one);
	struct disclosure *g = &d->groups[at];
	const struct twin seen = { at, twin, one->first_at, offset };

	g->sightings += twin == 0 || counts(d, &seen);
	if (one->tier > g->tier)
		g->tier = one->tier;
	if (one->apps[0] != 0)
		add_member(&d->senders, at, one->apps);
	g->hosts += add_member(&d->hosts, at, one->gravest.host);
	if (one->last_at > g->last_at)
		g->last_at = one->last_at;
	if (by_time(one->first_at, one->first_frame, one->first, g->first_at, g->first_frame, g->first) < 0) {
		g->first_at = one->first_at;
		g->first_frame = one->first_frame;
		g->first = one->first;
	}
	if (graver(one, g))
		g->gravest = one->gravest;
}

static int by_group(const void *x, const void *y)
{
	const struct member *a = x, *b = y;

	return a->group != b->group ? order(a->group, b->group) : strcmp(a->name, b->name);
}

/* In the order of their names. */
static void join_senders(struct disclosed *d)
{
	struct members *m = &d->senders;
	struct buf text = { 0 };

	if (m->n > 1)
		qsort(m->items, m->n, sizeof *m->items, by_group);
	for (size_t i = 0; i < m->n; i++) {
		buf_printf(&text, "%s%s", text.len > 0 ? "," : "", m->items[i].name);
		if (i + 1 < m->n && m->items[i + 1].group == m->items[i].group)
			continue;
		d->groups[m->items[i].group].apps = interned(&d->apps, buf_text(&text));
		buf_truncate(&text, 0);
	}
	buf_free(&text);
}

static int by_words(const void *x, const void *y)
{
	const struct disclosure *a = x, *b = y;
	int c;

	if ((c = strcmp(a->handset, b->handset)) != 0 || (c = strcmp(kind_name(a->kind), kind_name(b->kind))) != 0)
		return c;
	if ((c = memcmp(a->datum, b->datum, sizeof a->datum)) != 0 || (c = strcmp(a->country, b->country)) != 0)
		return c;
	if (a->service_set != b->service_set)
		return a->service_set < b->service_set ? -1 : 1;
	return (int)a->consent - (int)b->consent;
}

const struct disclosure *disclosed_all(struct disclosed *d, size_t *ret_n)
{
	join_senders(d);
	d->senders.n = 0;
	if (d->n > 1)
		qsort(d->groups, d->n, sizeof *d->groups, by_words);
	*ret_n = d->n;
	return d->groups;
}
