/*
 * Rules that can never apply, or say what can never matter: each is a slip of who wrote it. Asked of a rule that was
 * read without a mistake, with its nodes for the position.
 */
#include "policy/countries.h"
#include "policy/load.h"

#include <string.h>

/* The part of a rule under check. */
struct asked {
	const struct rule *rule;
	const struct node *applies, *residency;
	struct period valid;
};

/* The element of a list that is this text; else the list itself. */
static const struct node *element(const struct node *list, const char *text)
{
	for (size_t i = 0; list->type == NODE_SEQUENCE && i < list->n; i++) {
		if (node_is(list->items[i], text))
			return list->items[i];
	}
	return list;
}

/* A group has rows with periods: outside of them it has no members. */
static void check_members(struct reading *r, const struct asked *a, const struct place_terms *terms, const struct node *list)
{
	for (size_t i = 0; i < terms->n; i++) {
		struct country_set members = countries_may(r->book, &terms->items[i], a->valid);

		if (terms->items[i].type == PLACE_GROUP && countries_none(&members))
			mistake_in(r, element(list, terms->items[i].text), "a group that has no members while the rule is valid");
	}
}

/* The list of `subject: {country: ...}`, below `not` where that stands. */
static const struct node *filter_list(const struct node *filter)
{
	const struct node *country = node_get(filter, "country");
	const struct node *negated = node_get(country, "not");

	return negated != NULL ? negated : country;
}

static void check_filter(struct reading *r, const struct asked *a, const char *key, const struct country_filter *f)
{
	const struct node *node = node_get(a->applies, key);
	struct country_set left = countries_of_filter(r->book, f, a->valid);

	if (f->countries.n == 0)
		return;
	check_members(r, a, &f->countries, filter_list(node));
	if (f->negated && countries_none(&left))
		mistake(r, node, "a rule that can never apply: it leaves no country to '%s'", key);
}

/* Services that are named although their owner's country is none of the filter's. */
static void check_owner(struct reading *r, const struct asked *a)
{
	const struct rule *rule = a->rule;
	struct country_set owners = countries_of_filter(r->book, &rule->owner, a->valid);
	size_t met = 0;

	if (rule->owner.countries.n == 0)
		return;
	for (size_t i = 0; i < rule->services.n; i++) {
		const struct service *s = rulebook_service(r->book, rule->services.items[i]);

		if (s->owner_country[0] != 0 && !countries_have(&owners, s->owner_country))
			mistake(r, element(node_get(a->applies, "service"), s->id),
				"a service that the rule's owner filter leaves out: '%s', of an owner in %s", s->id, s->owner_country);
	}
	for (size_t i = 0; i < r->book->service_count; i++)
		met += countries_have(&owners, r->book->services[i].owner_country);
	if (met == 0)
		note(r, node_get(a->applies, "owner"), "no service has an owner there, so the rule never applies");
}

/* An edge answers from many places, so the judge convicts nobody of it. */
static void check_edges(struct reading *r, const struct asked *a)
{
	const struct rule *rule = a->rule;
	size_t edges = 0;

	for (size_t i = 0; i < rule->services.n; i++)
		edges += rulebook_service(r->book, rule->services.items[i])->cdn;
	if (rule->services.n > 0 && edges == rule->services.n && !rule->indicate)
		note(r, node_get(a->applies, "service"),
			"all of these answer from the edges of a CDN: the rule never gives more than review");
}

static void check_places(struct reading *r, const struct asked *a)
{
	const struct rule *rule = a->rule;
	const char *key = rule->deny ? "deny" : "allow";
	const struct node *list;

	if (!rule->has_residency)
		return;
	list = node_get(a->residency, key);
	check_members(r, a, &rule->places, list);
	for (size_t i = 0; i < rule->places.n; i++) {
		if (rule->places.items[i].type != PLACE_ANY)
			continue;
		if (rule->places.n > 1)
			mistake(r, element(list, "any"), "'any' beside other places: with it these say nothing");
		else if (!rule->deny && !rule->consent_needed)
			mistake(r, list, "a rule that allows any place and asks for no consent asks nothing");
	}
}

static void check_opaque(struct reading *r, const struct asked *a)
{
	if (a->rule->opaque == OPAQUE_JUDGE && !a->rule->has_residency)
		mistake(r, node_get(a->applies, "opaque"), "'opaque: judge' without residency: there is no place to judge by");
}

/* `now` is that of who asks: a load for judging old captures does not. */
static void check_expiry(struct reading *r, const struct node *root, const struct rule *rule)
{
	char day[INSTANT_TEXT];

	if (r->mistakes->now == 0 || rule->valid_to > r->mistakes->now)
		return;
	note(r, node_get(root, "valid"), "an expired rule: it was valid until %s, and judges captures of its time alone",
		instant_date(rule->valid_to - 1, day));
}

void check_reach(struct reading *r, const struct node *root, const struct rule *rule)
{
	const struct asked a = { rule, node_get(root, "applies"), node_get(root, "residency"),
		{ rule->valid_from, rule->valid_to } };

	check_filter(r, &a, "subject", &rule->subject);
	check_filter(r, &a, "owner", &rule->owner);
	check_owner(r, &a);
	check_edges(r, &a);
	check_places(r, &a);
	check_opaque(r, &a);
	check_expiry(r, root, rule);
}
