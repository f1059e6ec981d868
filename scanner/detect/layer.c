#include "detect/layer.h"

#include "base/alloc.h"
#include "detect/keyed.h"
#include "detect/pattern.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

void layer_free(struct layer *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->hits[i].path);
	free(l->hits);
	free(l->order);
	free(l->seen);
	l->hits = NULL;
	l->order = NULL;
	l->seen = NULL;
	l->n = l->cap = l->ordered = l->order_cap = 0;
}

enum { ALONE_MIN = 12 }; /* bytes of a pattern that no name makes surer: in encrypted bytes a shorter address stands by chance */

static const struct expression *expression_of(const struct layer *l, const struct hit *h)
{
	return &l->d->expressions[h->id];
}

static struct span hit_bytes(const struct layer *l, const struct hit *h)
{
	return span_sub(l->window.bytes, h->start, h->end - h->start);
}

/* ---- nomination ---- */

/* The layer is full: a value that was not seen yet is still taken, for none may be crowded out by another. */
static bool is_new(struct layer *l, uint32_t id)
{
	if (l->seen == NULL) {
		l->seen = xcalloc(l->d->expression_count, sizeof *l->seen);
		for (size_t i = 0; i < l->n; i++)
			l->seen[l->hits[i].id] = true;
	}
	if (l->seen[id])
		return false;
	l->seen[id] = true;
	return true;
}

static bool ends_before(const struct hit *a, const struct hit *b)
{
	return a->end != b->end ? a->end < b->end : a->start < b->start;
}

/* The last hit finds its place: scanning, all others end before it, and of leaves each adds one in the midst of what was found before. */
static void order_add(struct layer *l)
{
	const struct hit *h = &l->hits[l->n - 1];
	size_t low = 0, high = l->ordered;

	if (high > 0 && !ends_before(h, &l->hits[l->order[high - 1]]))
		low = high;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ends_before(h, &l->hits[l->order[middle]]))
			high = middle;
		else
			low = middle + 1;
	}
	ARRAY_GROW(l->order, l->ordered, l->order_cap);
	memmove(l->order + low + 1, l->order + low, (l->ordered - low) * sizeof *l->order);
	l->order[low] = (uint32_t)(l->n - 1);
	l->ordered++;
}

void layer_add(struct layer *l, struct hit h)
{
	/* It was told with the piece that it ended in. */
	if (!l->decoded && h.end <= l->skip)
		return;
	if (l->n >= HITS_MAX) {
		/* A value of the case that is said once more is no loss. */
		if (h.known == NULL)
			l->bounded = true;
		if (h.known == NULL || !is_new(l, h.id))
			return;
	}
	ARRAY_GROW(l->hits, l->n, l->cap);
	l->hits[l->n++] = h;
	order_add(l);
}

/* Most nominations of a pattern such as [0-9]{15} lie within longer numbers: they go at the price of two bytes looked at. */
static bool goes_on(const struct layer *l, size_t end)
{
	struct span s = l->window.bytes;

	return end > 0 && end < s.len && isalnum(s.data[end - 1]) && isalnum(s.data[end]);
}

static enum edge pattern_verify(struct layer *l, uint32_t id, struct hit *h)
{
	struct span before = span_sub(l->window.bytes, 0, h->end);
	size_t from = before.len > TAIL_MAX ? before.len - TAIL_MAX : 0;
	struct span tail = span_sub(before, from, TAIL_MAX);
	enum edge edge;

	/* Of a name with many labels each may be the last. */
	if (goes_on(l, h->end) || edge_goes_on(&l->window, from + scan_start_last(l->d->scan, id, tail), h->end) ||
		!scan_start(l->d->scan, id, tail, &h->start))
		return EDGE_JOINED;
	h->start += from;
	edge = edge_token(&l->window, h->start, h->end);
	if (edge == EDGE_FREE) {
		char value[VALUE_MAX];

		if (!pattern_accepts(l->d->expressions[id].identifier, hit_bytes(l, h), value))
			edge = EDGE_JOINED;
		explicit_bzero(value, sizeof value);
	}
	return edge;
}

enum edge layer_nominate(struct layer *l, uint32_t id, size_t end)
{
	const struct expression *x = &l->d->expressions[id];
	struct hit h = { .id = id, .end = end, .known = x->known };
	enum edge edge;

	l->d->nominated++;
	if (x->form != NULL)
		edge = form_verify(x->form, &l->window, end, &h.start, &h.end);
	else
		edge = pattern_verify(l, id, &h);
	if (edge == EDGE_FREE)
		layer_add(l, h);
	return edge;
}

static void on_match(void *ctx, uint32_t id, uint64_t end)
{
	layer_nominate(ctx, id, (size_t)end);
}

void layer_search(struct layer *l)
{
	const struct scan_sink sink = { on_match, l };

	scan_block(l->d->scan, l->window.bytes, &sink);
	keyed_search(l, NULL, NULL);
}

/* ---- claims ---- */

/* The first in their order that ends behind a place. */
static size_t hits_behind(const struct layer *l, size_t place)
{
	size_t low = 0, high = l->ordered;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (l->hits[l->order[middle]].end > place)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static void hit_claim(struct layer *l, struct hit *h, const struct node *n)
{
	const struct name name = { n->key, n->around, n->type, n, n->typed };
	const char *key = expression_telling(l->d, h->id, &name, &h->anothers);
	char path[PATH_MAX_TEXT];

	h->steps = node_path(n, path);
	free(h->path);
	h->path = xstrdup(path);
	if (key != NULL || h->anothers)
		h->key = key;
}

void layer_claim(struct layer *l, struct span bytes, const struct node *n)
{
	size_t from = (size_t)(bytes.data - l->window.bytes.data), to = from + bytes.len;

	if (l->n == 0)
		return;
	for (size_t i = hits_behind(l, from); i < l->ordered && l->hits[l->order[i]].end <= to; i++)
		if (l->hits[l->order[i]].start >= from)
			hit_claim(l, &l->hits[l->order[i]], n);
}

/* ---- settling ---- */

/* A pattern may find a known value in a spelling that is no form of it: 49 0154 2032 3751 8. */
static const struct known *known_as(const struct detector *d, const char *normal)
{
	for (size_t i = 0; i < d->known_count; i++) {
		const char *value = d->knowns[i].forms.value;

		if (strcmp(value + (*value == '+'), normal) == 0)
			return &d->knowns[i];
	}
	return NULL;
}

/* Decides whether it is data at all, and how sure. */
static bool hit_decide(struct layer *l, struct hit *h)
{
	const struct expression *x = expression_of(l, h);
	char normal[VALUE_MAX];

	if (h->key == NULL && !h->anothers)
		h->key = expression_telling(l->d, h->id, &(struct name){ .own = key_beside(&l->window, h->start) }, &h->anothers);
	h->tier = TIER_KNOWN;
	if (x->form != NULL)
		return !x->form->needs_key || h->key != NULL;
	pattern_accepts(x->identifier, hit_bytes(l, h), normal);
	if (strlen(normal) >= FORM_MIN)
		h->known = known_as(l->d, normal);
	explicit_bzero(normal, sizeof normal);
	if (h->known != NULL)
		return true;
	h->tier = h->key != NULL ? TIER_VALIDATED : TIER_PATTERN;
	return h->key != NULL || (x->identifier->pattern_alone && h->end - h->start >= ALONE_MIN);
}

/*
 * The surest first; then what stands in one leaf, before two elements of a list read as one; then the longest: an IMSI in a longer
 * number of the case is that number. Then the longest name: a "contact phone" is no "phone". Ids end all ties.
 */
static int by_weight(const void *left, const void *right)
{
	const struct hit *a = left, *b = right;
	size_t a_len = a->end - a->start, b_len = b->end - b->start;
	size_t a_key = a->key == NULL ? 0 : strlen(a->key), b_key = b->key == NULL ? 0 : strlen(b->key);

	if (a->tier != b->tier)
		return a->tier > b->tier ? -1 : 1;
	if (a->steps != b->steps)
		return a->steps > b->steps ? -1 : 1;
	if (a_len != b_len)
		return a_len > b_len ? -1 : 1;
	if (a_key != b_key)
		return a_key > b_key ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

static int by_start(const void *left, const void *right)
{
	const struct hit *a = left, *b = right;

	return a->start < b->start ? -1 : a->start > b->start;
}

static bool are_alike(const struct layer *l, const struct hit *a, const struct hit *b)
{
	const struct identifier *x = expression_of(l, a)->identifier, *y = expression_of(l, b)->identifier;

	return x != NULL && y != NULL && x->kind == y->kind;
}

/* Does what stands around the first, inside the second, say it of both? */
static bool is_shared(const struct layer *l, const struct hit *inner, const struct hit *h)
{
	return inner->anothers && inner->start >= h->start && inner->steps > h->steps && are_alike(l, inner, h);
}

/* {"shopLocation": [103.83, 1.30]}: what is read over several leaves is whose each of them is. */
static void share_owners(struct layer *l)
{
	for (size_t i = 0; i < l->ordered; i++) {
		struct hit *h = &l->hits[l->order[i]];

		for (size_t k = hits_behind(l, h->start); k < l->ordered && l->hits[l->order[k]].end <= h->end && !h->anothers; k++)
			h->anothers = is_shared(l, &l->hits[l->order[k]], h);
		if (h->anothers)
			h->key = NULL;
	}
}

/* Those that are data first. */
static void keep_decided(struct layer *l)
{
	size_t kept = 0;

	share_owners(l);
	for (size_t i = 0; i < l->n; i++) {
		bool data = hit_decide(l, &l->hits[i]);
		struct hit h = l->hits[i];

		if (!data)
			continue;
		l->hits[i] = l->hits[kept];
		l->hits[kept++] = h;
	}
	l->n = kept;
}

/* Whether hits taken before have bytes of this one: they share none, so that the first that ends behind its beginning tells; *ret_at is its place. */
static bool is_taken(const struct layer *l, const struct hit *h, size_t *ret_at)
{
	*ret_at = hits_behind(l, h->start);
	return *ret_at < l->ordered && l->hits[l->order[*ret_at]].start < h->end;
}

static bool take(struct layer *l, size_t i)
{
	size_t at;

	if (is_taken(l, &l->hits[i], &at))
		return false;
	memmove(l->order + at + 1, l->order + at, (l->ordered - at) * sizeof *l->order);
	l->order[at] = (uint32_t)i;
	l->ordered++;
	return true;
}

/* What was decided to be no data stands from hits[from] to hits[to]. What is part of data is not missed. */
static void drop(struct layer *l, size_t from, size_t to)
{
	size_t at;

	for (size_t i = from; i < to; i++) {
		struct hit *h = &l->hits[i];

		if (h->anothers && !is_taken(l, h, &at))
			l->anothers |= UINT64_C(1) << expression_of(l, h)->identifier->kind;
		free(h->path);
	}
}

void layer_settle(struct layer *l)
{
	size_t kept = 0, all = l->n, decided;

	if (l->n == 0)
		return;
	keep_decided(l);
	decided = l->n;
	qsort(l->hits, l->n, sizeof *l->hits, by_weight);
	l->ordered = 0;
	for (size_t i = 0; i < l->n; i++) {
		l->hits[kept] = l->hits[i];
		if (take(l, kept))
			kept++;
		else
			free(l->hits[kept].path);
	}
	l->n = kept;
	drop(l, decided, all);
	l->ordered = 0;
	qsort(l->hits, l->n, sizeof *l->hits, by_start);
}

size_t layer_value(const struct layer *l, const struct hit *h, char ret[VALUE_MAX])
{
	if (h->known != NULL)
		memcpy(ret, h->known->forms.value, VALUE_MAX);
	else
		pattern_accepts(expression_of(l, h)->identifier, hit_bytes(l, h), ret);
	return strlen(ret);
}
