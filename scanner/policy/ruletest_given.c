/* The fact of a rule's test: what was sent when, of whom, to which service and place, under which consent. */
#include "policy/load.h"
#include "policy/ruletest.h"
#include "policy/terms.h"

#include "base/alloc.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What a test gives before it is a test: names, and what fills in for others. */
struct given {
	struct rule_test *test;
	struct words services;
	char owner[3];
	bool transfer;
	enum grade grade;        /* of all levels that name none */
	enum grade levels[4];    /* in the order of level_names */
};

static const char *const level_names[] = { "operator", "country", "subdivision", "region" };

enum { LEVELS = sizeof level_names / sizeof *level_names };

static struct place_level *place_level(struct place *p, size_t i)
{
	struct place_level *const levels[LEVELS] = { &p->operator_id, &p->country, &p->subdivision, &p->region };

	return levels[i];
}

/* ---- a place ---- */

static void level_put(struct place_level *l, const char *text)
{
	snprintf(l->value, sizeof l->value, "%s", text);
}

static void read_level_text(struct reading *r, const struct node *n, void *ret)
{
	const char *text = node_text(r, n);

	if (text != NULL && n->len >= NAME_TEXT)
		mistake(r, n, "too long: at most %d characters", NAME_TEXT - 1);
	else if (text != NULL)
		level_put(ret, text);
}

static void read_place_country(struct reading *r, const struct node *n, void *ret)
{
	char code[3] = "";

	read_country(r, n, code);
	level_put(ret, code);
}

static void read_place_subdivision(struct reading *r, const struct node *n, void *ret)
{
	char code[8] = "";

	read_subdivision(r, n, code);
	level_put(ret, code);
}

static void read_place_as(struct reading *r, const struct node *n, void *ret)
{
	const char *text = node_text(r, n);
	const char *digits = text == NULL ? NULL : text + (strncasecmp(text, "as", 2) == 0 ? 2 : 0);
	unsigned long as;

	if (text == NULL)
		return;
	as = strlen(digits) <= 10 && digits[strspn(digits, "0123456789")] == 0 ? strtoul(digits, NULL, 10) : 0;
	if (as == 0 || as > UINT32_MAX)
		mistake_in(r, n, "no number of an autonomous system such as 45102");
	else
		*(uint32_t *)ret = (uint32_t)as;
}

static void read_place_class(struct reading *r, const struct node *n, void *ret)
{
	const char *words[CLASS_COUNT];
	int i;

	for (i = 0; i < CLASS_COUNT; i++)
		words[i] = place_class_name((enum place_class)i);
	i = node_word(r, n, "class", words, CLASS_COUNT);
	if (i >= 0)
		*(enum place_class *)ret = (enum place_class)i;
}

static void read_one_grade(struct reading *r, const struct node *n, void *ret)
{
	static const char *const words[] = { "A", "B", "C", "D", "E" };

	if (node_word(r, n, "grade", words, 5) >= 0)
		grade_from_name(n->text, ret);
}

/* One for all levels, or one a level. */
static void read_grades(struct reading *r, const struct node *n, struct given *g)
{
	struct field fields[LEVELS];

	if (n->type != NODE_MAPPING) {
		read_one_grade(r, n, &g->grade);
		return;
	}
	for (size_t i = 0; i < LEVELS; i++)
		fields[i] = (struct field){ level_names[i], false, read_one_grade, i * sizeof *g->levels };
	read_fields(r, n, fields, LEVELS, g->levels);
	for (size_t i = 0; i < LEVELS; i++) {
		if (node_get(n, level_names[i]) != NULL && place_level(&g->test->place, i)->value[0] == 0)
			mistake(r, node_get(n, level_names[i]), "a grade for a level that the place does not have: '%s'", level_names[i]);
	}
}

/* "us-west-2" beside its operator, or "aws/us-west-2": it brings country and subdivision, as a found place does. */
static void fill_region(struct reading *r, const struct node *n, struct place *p)
{
	const char *slash = strchr(p->region.value, '/');
	const struct cloud_region *region;

	if (slash != NULL) {
		snprintf(p->operator_id.value, sizeof p->operator_id.value, "%.*s", (int)(slash - p->region.value), p->region.value);
		memmove(p->region.value, slash + 1, strlen(slash));
	}
	region = rulebook_region(r->book, p->operator_id.value, p->region.value);
	if (region == NULL) {
		mistake_in(r, n, "unknown region; it goes with its operator, as aws/us-west-2");
		return;
	}
	if (p->country.value[0] == 0)
		level_put(&p->country, region->country);
	if (p->subdivision.value[0] == 0)
		level_put(&p->subdivision, region->subdivision);
}

static void read_nothing(struct reading *r, const struct node *n, void *ret)
{
	(void)r, (void)n, (void)ret;
}

static void read_given_place(struct reading *r, const struct node *n, void *ret)
{
	static const struct field fields[] = {
		{ "class", false, read_place_class, offsetof(struct place, class) },
		{ "country", false, read_place_country, offsetof(struct place, country) },
		{ "subdivision", false, read_place_subdivision, offsetof(struct place, subdivision) },
		{ "operator", false, read_level_text, offsetof(struct place, operator_id) },
		{ "region", false, read_level_text, offsetof(struct place, region) },
		{ "as", false, read_place_as, offsetof(struct place, as) },
		{ "stale", false, read_flag, offsetof(struct place, stale) },
		{ "grade", false, read_nothing, 0 },
	};
	struct given *g = ret;
	struct place *p = &g->test->place;

	read_fields(r, n, fields, sizeof fields / sizeof *fields, p);
	if (p->region.value[0] != 0)
		fill_region(r, node_get(n, "region"), p);
	if (node_get(n, "grade") != NULL)
		read_grades(r, node_get(n, "grade"), g);
	for (size_t i = 0; i < LEVELS; i++) {
		struct place_level *l = place_level(p, i);

		if (l->value[0] != 0)
			l->grade = g->levels[i] != GRADE_NONE ? g->levels[i] : g->grade;
	}
}

/* ---- given ---- */

static void read_at(struct reading *r, const struct node *n, void *ret)
{
	read_instant(r, n, &((struct given *)ret)->test->at);
}

static void read_subject(struct reading *r, const struct node *n, void *ret)
{
	if (!node_is(n, "unknown"))
		read_country(r, n, ((struct given *)ret)->test->subject);
}

static void read_given_services(struct reading *r, const struct node *n, void *ret)
{
	if (n->type == NODE_SEQUENCE && n->n > SERVICES_MAX)
		mistake(r, n, "too many services: at most %d", SERVICES_MAX);
	else if (n->type == NODE_SEQUENCE)
		read_each_once(r, n, read_service, ret);
	else
		read_service(r, n, ret);
}

static void read_owner(struct reading *r, const struct node *n, void *ret)
{
	read_country(r, n, ((struct given *)ret)->owner);
}

static void read_given_kind(struct reading *r, const struct node *n, void *ret)
{
	const char *const *names;
	size_t count;

	if (node_text(r, n) == NULL || kind_from_name(n->text, &((struct given *)ret)->test->kind))
		return;
	names = kind_names(&count);
	mistake_unknown(r, n, "kind of data", names, count);
}

static void read_transfer(struct reading *r, const struct node *n, void *ret)
{
	read_flag(r, n, &((struct given *)ret)->transfer);
}

static void read_given_opaque(struct reading *r, const struct node *n, void *ret)
{
	read_flag(r, n, &((struct given *)ret)->test->opaque);
}

static void read_given_consent(struct reading *r, const struct node *n, void *ret)
{
	const char *words[CONSENT_STATE_COUNT];
	int i;

	for (i = 0; i < CONSENT_STATE_COUNT; i++)
		words[i] = consent_state_name((enum consent_state)i);
	i = node_word(r, n, "state of consent", words, CONSENT_STATE_COUNT);
	if (i >= 0)
		((struct given *)ret)->test->consent = (enum consent_state)i;
}

/* The services of the fact; with `owner` copies whose owner is there, or one that is in no file. */
static void fill_services(const struct rulebook *b, struct given *g)
{
	struct rule_test *t = g->test;
	size_t n = g->owner[0] != 0 && g->services.n == 0 ? 1 : g->services.n;

	if (g->owner[0] != 0)
		t->owned = xcalloc(n, sizeof *t->owned);
	for (size_t i = 0; i < n; i++) {
		const struct service *s = i < g->services.n ? rulebook_service(b, g->services.items[i]) : NULL;

		if (t->owned != NULL) {
			t->owned[i] = s != NULL ? *s : (struct service){ .id = (char *)"", .title = (char *)"", .owner = (char *)"" };
			memcpy(t->owned[i].owner_country, g->owner, sizeof g->owner);
			s = &t->owned[i];
		}
		t->services.items[i] = s;
	}
	t->services.n = n;
}

void read_given(struct reading *r, const struct node *n, void *ret)
{
	static const struct field fields[] = {
		{ "at", true, read_at, 0 },
		{ "subject", false, read_subject, 0 },
		{ "service", false, read_given_services, offsetof(struct given, services) },
		{ "owner", false, read_owner, 0 },
		{ "kind", false, read_given_kind, 0 },
		{ "transfer", false, read_transfer, 0 },
		{ "opaque", false, read_given_opaque, 0 },
		{ "place", false, read_given_place, 0 },
		{ "consent", false, read_given_consent, 0 },
	};
	struct given g = { .test = ret, .grade = GRADE_C };
	size_t before = r->count;

	g.test->consent = CONSENT_UNKNOWN;
	read_fields(r, n, fields, sizeof fields / sizeof *fields, &g);
	if (r->count == before && g.transfer == (g.test->kind != KIND_NONE))
		mistake(r, n, "a fact is of one 'kind', or it is 'transfer: true'");
	if (r->count == before && g.test->opaque && !g.transfer)
		mistake(r, node_get(n, "opaque"), "only a transfer can be opaque: a datum was read");
	if (r->count == before)
		fill_services(r->book, &g);
	words_free(&g.services);
}
