#include "detect/tally.h"

#include "base/alloc.h"
#include "detect/pattern.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tally_row {
	struct fact_sighting s;
	const struct part *part;
	unsigned steps;
	bool encoded;     /* found by its encoded form, not opened */
	bool hash;
	bool carried;
	uint64_t mark;
};

/* FNV-1a: only to tell rows apart quickly. */
static uint64_t mark_of(const struct fact_sighting *s)
{
	uint64_t mark = 14695981039346656037u ^ (uint64_t)s->kind;

	for (size_t i = 0; i < s->value_len; i++)
		mark = (mark ^ s->value[i]) * 1099511628211u;
	return mark;
}

void part_frame(const struct message *m, const struct part *p, size_t at, uint64_t *ret_frame, int64_t *ret_at)
{
	size_t low = 0, high = p->mark_count;

	*ret_frame = m->frame;
	*ret_at = m->at;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (p->marks[middle].offset <= at)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return;
	*ret_frame = p->marks[low - 1].frame;
	*ret_at = p->marks[low - 1].at;
}

/* Where it stood in the part: itself, or what it was decoded from. */
static void place_of(const struct layer_place *where, const struct layer *l, const struct hit *h, struct fact_sighting *s)
{
	size_t from = h->start > l->skip ? h->start - l->skip : 0, last = h->end - 1 - l->skip;

	s->length = (uint32_t)(h->end - h->start);
	if (l->decoded) {
		from = l->from;
		last = l->from + l->len - 1;
		s->length = (uint32_t)l->len;
	}
	s->offset = where->part->offset + from;
	part_frame(where->message, where->part, last, &s->frame, &s->at);
}

static void words_of(const struct layer *l, const struct hit *h, struct fact_sighting *s)
{
	const struct expression *x = &l->d->expressions[h->id];

	snprintf(s->form, sizeof s->form, "%s", x->form != NULL ? x->form->name : "plain");
	s->kind = h->known != NULL ? h->known->kind : x->identifier->kind;
	if (h->known == NULL) {
		snprintf(s->identifier, sizeof s->identifier, "%s", x->identifier->id);
		pattern_reason(x->identifier, h->key, s->reason, sizeof s->reason);
		return;
	}
	snprintf(s->identifier, sizeof s->identifier, "case");
	if (x->form != NULL && x->form->needs_key)
		snprintf(s->reason, sizeof s->reason, "value of the case and key name '%s'", h->key);
	else
		snprintf(s->reason, sizeof s->reason, "value of the case");
}

static struct tally_row row_of(const struct layer_place *where, const struct layer *l, const struct hit *h)
{
	const struct form *form = l->d->expressions[h->id].form;
	struct tally_row row = { .part = where->part, .steps = h->path != NULL ? h->steps : where->steps };

	row.s.tier = h->tier;
	place_of(where, l, h, &row.s);
	words_of(l, h, &row.s);
	snprintf(row.s.path, sizeof row.s.path, "%s", h->path != NULL ? h->path : where->path);
	row.s.value_len = (uint32_t)layer_value(l, h, (char *)row.s.value);
	row.encoded = form != NULL && form->encoding != ENCODING_PLAIN && form->encoding != ENCODING_HASH;
	row.hash = form != NULL && form->encoding == ENCODING_HASH;
	row.carried = l->carried;
	row.mark = mark_of(&row.s);
	return row;
}

static bool same(const struct tally_row *a, const struct tally_row *b)
{
	return a->mark == b->mark && a->s.kind == b->s.kind && a->s.value_len == b->s.value_len &&
	       memcmp(a->s.value, b->s.value, a->s.value_len) == 0;
}

static bool within(const struct tally_row *inner, const struct tally_row *outer)
{
	return inner->part == outer->part && inner->s.offset >= outer->s.offset &&
	       inner->s.offset + inner->s.length <= outer->s.offset + outer->s.length;
}

static bool same_algorithm(const char *a, const char *b)
{
	size_t len = strcspn(a, "-");

	return len == strcspn(b, "-") && strncmp(a, b, len) == 0;
}

/*
 * One thing seen twice, and better the other time: by its encoded form in bytes that were then opened, or a hash once
 * more in the bytes that its hex digits stand for.
 */
static bool seen_better(const struct tally_row *row, const struct tally_row *better)
{
	if (row->encoded)
		return !better->encoded && within(row, better);
	return row->hash && better->hash && row->steps > better->steps && same_algorithm(row->s.form, better->s.form) &&
	       within(row, better);
}

static bool lists(const char *forms, const char *form)
{
	size_t len = strlen(form);

	for (const char *at = forms; (at = strstr(at, form)) != NULL; at += len)
		if ((at == forms || at[-1] == ',') && (at[len] == 0 || at[len] == ','))
			return true;
	return false;
}

static void form_list(struct fact_sighting *s, const char *form)
{
	size_t len = strlen(s->forms);

	if (strcmp(s->form, form) == 0 || lists(s->forms, form) || len + 1 + strlen(form) >= sizeof s->forms)
		return;
	snprintf(s->forms + len, sizeof s->forms - len, "%s%s", len > 0 ? "," : "", form);
}

/* The forms of a list but the one that is the sighting's own. */
static void forms_list(struct fact_sighting *s, const char *forms)
{
	char copy[FORMS_TEXT], *rest = copy, *form;

	snprintf(copy, sizeof copy, "%s", forms);
	while ((form = strsep(&rest, ",")) != NULL)
		if (*form != 0)
			form_list(s, form);
}

static void row_merge(struct tally_row *old, const struct tally_row *new)
{
	bool replaced = seen_better(old, new), carried = old->carried && new->carried;
	struct tally_row before;

	old->carried = carried;
	if (seen_better(new, old))
		return;
	if (!replaced && (new->s.tier < old->s.tier || (new->s.tier == old->s.tier && new->steps >= old->steps))) {
		form_list(&old->s, new->s.form);
		return;
	}
	before = *old;
	*old = *new;
	old->carried = carried;
	if (!replaced)
		form_list(&old->s, before.s.form);
	forms_list(&old->s, before.s.forms);
	explicit_bzero(&before, sizeof before);
}

/* One that is of no value of the case gives way; false: there is none. */
static bool make_room(struct tally *t)
{
	for (size_t i = t->n; i > 0; i--) {
		if (t->rows[i - 1]->s.tier == TIER_KNOWN)
			continue;
		xfree_wiped(t->rows[i - 1], sizeof *t->rows[i - 1]);
		t->rows[i - 1] = t->rows[--t->n];
		return true;
	}
	return false;
}

static void row_add(struct tally *t, const struct tally_row *row)
{
	for (size_t i = 0; i < t->n; i++) {
		if (same(t->rows[i], row)) {
			row_merge(t->rows[i], row);
			return;
		}
	}
	if (t->n == SIGHTINGS_MAX) {
		t->bounded = true;
		if (row->s.tier != TIER_KNOWN || !make_room(t))
			return;
	}
	ARRAY_GROW(t->rows, t->n, t->cap);
	t->rows[t->n] = xmalloc(sizeof *row);
	*t->rows[t->n++] = *row;
}

void tally_layer(struct tally *t, const struct layer_place *where, const struct layer *l)
{
	if (l->bounded)
		t->bounded = true;
	t->anothers |= l->anothers;
	for (size_t i = 0; i < l->n; i++) {
		struct tally_row row = row_of(where, l, &l->hits[i]);

		row_add(t, &row);
		explicit_bzero(&row, sizeof row);
	}
}

static int by_offset(const void *left, const void *right)
{
	const struct fact_sighting *a = &(*(struct tally_row *const *)left)->s, *b = &(*(struct tally_row *const *)right)->s;
	size_t least = a->value_len < b->value_len ? a->value_len : b->value_len;
	int order;

	if (a->offset != b->offset)
		return a->offset < b->offset ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	order = memcmp(a->value, b->value, least);
	return order != 0 ? order : (a->value_len > b->value_len) - (a->value_len < b->value_len);
}

static bool told_before(const struct told *told, uint64_t mark)
{
	for (size_t i = 0; i < told->n; i++)
		if (told->marks[i] == mark)
			return true;
	return false;
}

void told_add(struct told *to, const struct told *more)
{
	to->anothers |= more->anothers;
	for (size_t i = 0; i < more->n && to->n < SIGHTINGS_MAX; i++) {
		if (told_before(to, more->marks[i]))
			continue;
		ARRAY_GROW(to->marks, to->n, to->cap);
		to->marks[to->n++] = more->marks[i];
	}
}

void told_free(struct told *t)
{
	free(t->marks);
	*t = (struct told){ 0 };
}

void tally_forget(struct tally *t, const struct told *told)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->n; i++) {
		if (t->rows[i]->carried && told_before(told, t->rows[i]->mark))
			xfree_wiped(t->rows[i], sizeof *t->rows[i]);
		else
			t->rows[kept++] = t->rows[i];
	}
	t->n = kept;
}

/* None of the case's values may be crowded out by others. */
static void row_tell(struct tally_row *row, const struct message *m, const struct detect_sink *sink)
{
	if (row->s.tier == TIER_KNOWN || purse_tells(sink->purse))
		sink->sighting(sink->ctx, m, &row->s);
	else
		sink->loss(sink->ctx, LOSS_SIGHTINGS_BOUND, "");
}

void tally_deliver(struct tally *t, const struct message *m, struct told *told, const struct detect_sink *sink)
{
	if (t->n > 0)
		qsort(t->rows, t->n, sizeof *t->rows, by_offset);
	for (size_t i = 0; i < t->n; i++) {
		struct tally_row *row = t->rows[i];

		if (told == NULL || !told_before(told, row->mark))
			row_tell(row, m, sink);
		if (told != NULL) {
			ARRAY_GROW(told->marks, told->n, told->cap);
			told->marks[told->n++] = row->mark;
		}
		xfree_wiped(row, sizeof *row);
	}
	if (t->bounded)
		sink->loss(sink->ctx, LOSS_SIGHTING_BOUND, "");
	for (int kind = 0; kind < KIND_COUNT; kind++) {
		if ((t->anothers >> kind & 1) != 0)
			sink->loss(sink->ctx, LOSS_ANOTHERS, kind_name((enum kind)kind));
	}
	if (told != NULL)
		told->anothers |= t->anothers;
	free(t->rows);
	*t = (struct tally){ 0 };
}
