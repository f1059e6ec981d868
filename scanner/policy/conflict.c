/*
 * Two rules that contradict each other: they meet in service, data, owner, subject and time, and one allows only what the
 * other denies, so every fact departs from one of them. That is a slip where both speak for the same source. Where their
 * tags name different laws or claims it is the world's contradiction, and is only noted.
 */
#include "policy/countries.h"
#include "policy/load.h"

#include "base/text.h"

#include <string.h>

/* ---- where they meet ---- */

static bool meet_data(const struct rule *a, const struct rule *b)
{
	if (a->data_any || b->data_any)
		return true;
	for (int k = 0; k < KIND_COUNT; k++) {
		if (a->data[k] && b->data[k])
			return true;
	}
	return false;
}

static bool meet_filter(const struct rulebook *book, const struct country_filter *a, const struct country_filter *b,
	struct period p)
{
	struct country_set x, y;

	if (a->countries.n == 0 || b->countries.n == 0)
		return true;
	x = countries_of_filter(book, a, p);
	y = countries_of_filter(book, b, p);
	return countries_meet(&x, &y);
}

static bool meet_services(const struct rule *a, const struct rule *b)
{
	if (a->services.n == 0 || b->services.n == 0)
		return true;
	for (size_t i = 0; i < a->services.n; i++) {
		if (words_have(&b->services, a->services.items[i]))
			return true;
	}
	return false;
}

/* ---- places ---- */

/* Nothing is in both. False also where that cannot be told: where an AS stands is written nowhere. */
static bool apart(const struct rulebook *book, const struct place_term *a, const struct place_term *b, struct period p)
{
	struct country_set x, y;

	if (a->type == PLACE_ANY || b->type == PLACE_ANY)
		return false;
	if (a->type == PLACE_AS || b->type == PLACE_AS)
		return a->type == b->type && a->as != b->as;
	if (a->type == PLACE_REGION && b->type == PLACE_REGION)
		return strcmp(a->operator_id, b->operator_id) != 0 || strcmp(a->region, b->region) != 0;
	if (a->subdivision[0] != 0 && b->subdivision[0] != 0)
		return strcmp(a->subdivision, b->subdivision) != 0;
	x = countries_may(book, a, p);
	y = countries_may(book, b, p);
	return !countries_meet(&x, &y);
}

/* All of inner is in outer, at all times of the period. */
static bool covers(const struct rulebook *book, const struct place_term *outer, const struct place_term *inner,
	struct period p)
{
	struct country_set x, y;

	switch (outer->type) {
	case PLACE_ANY:
		return true;
	case PLACE_AS:
		return inner->type == PLACE_AS && inner->as == outer->as;
	case PLACE_REGION:
		return inner->type == PLACE_REGION && !apart(book, outer, inner, p);
	case PLACE_SUBDIVISION:
		return strcmp(inner->subdivision, outer->subdivision) == 0;
	case PLACE_COUNTRY:
	case PLACE_GROUP:
		break;
	}
	x = countries_may(book, inner, p);
	y = countries_sure(book, outer, p);
	return !countries_none(&x) && countries_within(&x, &y);
}

static bool denies(const struct rulebook *book, const struct rule *r, const struct place_term *t, struct period p)
{
	for (size_t i = 0; i < r->places.n; i++) {
		if (r->deny && covers(book, &r->places.items[i], t, p))
			return true;
		if (!r->deny && !apart(book, &r->places.items[i], t, p))
			return false;
	}
	return !r->deny;
}

/* All that a allows is denied by b. */
static bool denies_all(const struct rulebook *book, const struct rule *a, const struct rule *b, struct period p)
{
	if (a->deny)
		return false;
	for (size_t i = 0; i < a->places.n; i++) {
		if (!denies(book, b, &a->places.items[i], p))
			return false;
	}
	return true;
}

/* ---- two rules ---- */

static bool takes_part(const struct rule *r)
{
	return r->sound && r->has_residency && !r->indicate && !r->cures && r->status != STATUS_PROPOSED &&
		r->status != STATUS_DEPRECATED;
}

static bool contradict(const struct rulebook *book, const struct rule *a, const struct rule *b)
{
	struct period p;

	return takes_part(a) && takes_part(b) &&
		period_overlap((struct period){ a->valid_from, a->valid_to }, (struct period){ b->valid_from, b->valid_to }, &p) &&
		meet_data(a, b) && meet_services(a, b) && (denies_all(book, a, b, p) || denies_all(book, b, a, p)) &&
		meet_filter(book, &a->subject, &b->subject, p) && meet_filter(book, &a->owner, &b->owner, p);
}

static bool is_source(const char *tag)
{
	return strncmp(tag, "law.", 4) == 0 || strncmp(tag, "claim.", 6) == 0;
}

/* Both say which law or claim they come from, and it is not the same. */
static bool other_source(const struct rule *a, const struct rule *b)
{
	size_t of_a = 0, of_b = 0;

	for (size_t i = 0; i < b->tags.n; i++)
		of_b += is_source(b->tags.items[i]);
	for (size_t i = 0; i < a->tags.n; i++) {
		if (!is_source(a->tags.items[i]))
			continue;
		if (words_have(&b->tags, a->tags.items[i]))
			return false;
		of_a++;
	}
	return of_a > 0 && of_b > 0;
}

void check_conflicts(struct reading *r, const struct node *root, const struct rule *rule)
{
	const struct node *at = node_get(root, "residency");
	char title[QUOTE_MAX];

	for (size_t i = 0; i < r->book->rule_count && r->count < MISTAKES_MAX; i++) {
		const struct rule *other = &r->book->rules[i];

		if (!contradict(r->book, other, rule))
			continue;
		text_clean_to(title, sizeof title, span_of(other->title));
		if (other_source(other, rule))
			note(r, at, "this contradicts a rule of another source: '%s' in %s:%d; one of them is always departed from",
				title, other->origin.file, other->origin.line);
		else
			mistake(r, at, "this contradicts another rule: '%s' in %s:%d; one allows only what the other denies", title,
				other->origin.file, other->origin.line);
	}
}
