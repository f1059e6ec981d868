#include "assess/residency.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum match { MATCH_YES, MATCH_NO, MATCH_UNKNOWN };

/* One level that a term implies, against what is known of it. */
struct level_test {
	const char *name; /* "country" */
	const char *value; /* known, "" unknown */
	bool same;
	enum grade grade;
};

/* The three levels of a place and its operator, or the one AS: no term implies more. */
enum { TESTS_MAX = 4 };

struct term_test {
	struct level_test levels[TESTS_MAX];
	size_t n;
};

/* What one term comes to. decisive: the level that excludes it, or the weakest that it matches by. */
struct term_answer {
	enum match match;
	const struct place_term *term;
	struct level_test decisive;
};

struct query {
	const struct rulebook *rulebook;
	const struct place *place;
	enum grade grade;
	int64_t at;
};

static void implies(struct term_test *t, const char *name, const struct place_level *level, const char *wanted)
{
	if (wanted == NULL || wanted[0] == 0)
		return;
	t->levels[t->n++] = (struct level_test){ name, level->value, strcmp(level->value, wanted) == 0, level->grade };
}

static void implies_group(struct term_test *t, const struct query *q, const char *group)
{
	const struct place_level *country = &q->place->country;

	t->levels[t->n++] = (struct level_test){ "country", country->value,
		group_has(q->rulebook, group, country->value, q->at), country->grade };
}

static void implies_as(struct term_test *t, const struct query *q, uint32_t as)
{
	const struct place *p = q->place;
	const struct network_operator *o = rulebook_operator_by_as(q->rulebook, p->as);
	bool agreed = o != NULL && p->operator_id.grade >= GRADE_C && strcmp(o->id, p->operator_id.value) == 0;
	enum grade alone = p->stale ? GRADE_E : GRADE_D;

	t->levels[t->n++] = (struct level_test){ "AS", p->as == 0 ? "" : p->as_name[0] != 0 ? p->as_name : "another AS",
		p->as == as, agreed ? GRADE_C : alone };
}

static struct term_test term_implies(const struct query *q, const struct place_term *t)
{
	const struct place *p = q->place;
	struct term_test tests = { .n = 0 };

	if (t->type == PLACE_REGION)
		implies(&tests, "operator", &p->operator_id, t->operator_id);
	if (t->type == PLACE_COUNTRY || t->type == PLACE_SUBDIVISION || t->type == PLACE_REGION)
		implies(&tests, "country", &p->country, t->country);
	if (t->type == PLACE_SUBDIVISION || t->type == PLACE_REGION)
		implies(&tests, "subdivision", &p->subdivision, t->subdivision);
	if (t->type == PLACE_REGION)
		implies(&tests, "region", &p->region, t->region);
	if (t->type == PLACE_GROUP)
		implies_group(&tests, q, t->group);
	if (t->type == PLACE_AS)
		implies_as(&tests, q, t->as);
	return tests;
}

static bool level_known(const struct level_test *l, enum grade grade)
{
	return l->value[0] != 0 && l->grade >= grade;
}

/* The strongest level that is known to differ excludes; else the weakest decides whether all match. */
static struct term_answer term_answer(const struct query *q, const struct place_term *term)
{
	struct term_test tests = term_implies(q, term);
	struct term_answer a = { .match = MATCH_YES, .term = term };

	for (size_t i = 0; i < tests.n; i++) {
		const struct level_test *l = &tests.levels[i];
		bool known = level_known(l, q->grade);

		if (known && !l->same && (a.match != MATCH_NO || l->grade > a.decisive.grade))
			a = (struct term_answer){ MATCH_NO, term, *l };
		if (a.match == MATCH_NO)
			continue;
		if (!known && a.match == MATCH_YES)
			a = (struct term_answer){ MATCH_UNKNOWN, term, *l };
		if (a.match == MATCH_YES && (a.decisive.name == NULL || l->grade < a.decisive.grade))
			a.decisive = *l;
	}
	return a;
}

static void say(struct residency_answer *ret, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void say(struct residency_answer *ret, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(ret->reason, sizeof ret->reason, fmt, ap);
	va_end(ap);
}

static void answer_match(const struct query *q, const struct term_answer *a, bool deny, struct residency_answer *ret)
{
	bool graded = a->decisive.name != NULL;

	ret->state = deny ? RESIDENCY_DENIED : RESIDENCY_ALLOWED;
	ret->grade = graded ? a->decisive.grade : q->place->country.grade;
	if (!graded)
		say(ret, "The rule %s any place.", deny ? "denies" : "allows");
	else
		say(ret, "The place is within %s, which the rule %s; the weakest level of that is the %s, grade %s.",
			a->term->text, deny ? "denies" : "allows", a->decisive.name, grade_name(ret->grade));
}

/* The list as it was written, cut where it is long. */
static const char *terms_text(const struct place_terms *terms, char *ret, size_t cap)
{
	size_t used = 0;

	ret[0] = 0;
	for (size_t i = 0; i < terms->n && used < cap; i++)
		used += (size_t)snprintf(ret + used, cap - used, "%s%s", i == 0 ? "" : ", ", terms->items[i].text);
	return ret;
}

/* All terms are excluded: the weakest of what excludes them carries the whole. */
static void answer_excluded(const struct query *q, const struct place_terms *terms, const struct term_answer *weakest,
	bool deny, struct residency_answer *ret)
{
	char list[REASON_TEXT / 2];

	ret->state = deny ? RESIDENCY_ALLOWED : RESIDENCY_DENIED;
	if (terms->n == 0) {
		ret->grade = q->place->country.grade;
		say(ret, "The rule %s no place.", deny ? "denies" : "allows");
		return;
	}
	ret->grade = weakest->decisive.grade;
	say(ret, "The %s is %s, grade %s; the rule %s only: %s.", weakest->decisive.name, weakest->decisive.value,
		grade_name(ret->grade), deny ? "denies" : "allows", terms_text(terms, list, sizeof list));
}

static void answer_unknown(const struct query *q, const struct term_answer *a, struct residency_answer *ret)
{
	ret->state = RESIDENCY_UNKNOWN;
	ret->grade = q->place->country.grade;
	if (a->decisive.value[0] == 0)
		say(ret, "The %s is not known, so %s can neither be confirmed nor ruled out.", a->decisive.name, a->term->text);
	else
		say(ret, "The %s is %s by evidence of grade %s only, where the rule asks for %s: %s can neither be "
			"confirmed nor ruled out.", a->decisive.name, a->decisive.value, grade_name(a->decisive.grade),
			grade_name(q->grade), a->term->text);
}

/* Of several matches the strongest counts, of several exclusions the weakest; of unknown ones the first is told. */
static bool decides_before(const struct term_answer *a, const struct term_answer *b)
{
	if (a->match == MATCH_YES)
		return b->decisive.name != NULL && (a->decisive.name == NULL || a->decisive.grade > b->decisive.grade);
	return a->match == MATCH_NO && a->decisive.grade < b->decisive.grade;
}

void residency_find(const struct rulebook *b, const struct place_terms *terms, bool deny, enum grade grade,
	const struct place *place, int64_t at, struct residency_answer *ret)
{
	const struct query q = { b, place, grade, at };
	struct term_answer best[] = { [MATCH_YES] = { 0 }, [MATCH_NO] = { 0 }, [MATCH_UNKNOWN] = { 0 } };
	bool have[] = { [MATCH_YES] = false, [MATCH_NO] = false, [MATCH_UNKNOWN] = false };

	for (size_t i = 0; i < terms->n; i++) {
		struct term_answer a = term_answer(&q, &terms->items[i]);

		if (!have[a.match] || decides_before(&a, &best[a.match]))
			best[a.match] = a;
		have[a.match] = true;
	}
	if (have[MATCH_YES])
		answer_match(&q, &best[MATCH_YES], deny, ret);
	else if (have[MATCH_UNKNOWN])
		answer_unknown(&q, &best[MATCH_UNKNOWN], ret);
	else
		answer_excluded(&q, terms, &best[MATCH_NO], deny, ret);
}
