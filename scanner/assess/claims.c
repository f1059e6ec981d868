#include "assess/claims.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* 12 months: the longest of them, so that the same day of the next year is never past it. */
#define STALE_AFTER (366 * 86400 * NS_PER_S)

/* Takes back a character that the end of the buffer cut: the text must stay UTF-8. */
static void trim_cut(char *text)
{
	size_t len = strlen(text);

	while (len > 0 && ((unsigned char)text[len - 1] & 0xC0) == 0x80)
		len--;
	if (len > 0 && (unsigned char)text[len - 1] >= 0xC0)
		len--;
	text[len] = 0;
}

static void append_list(char *ret, size_t cap, const char *fmt, va_list ap)
{
	size_t used = strlen(ret);

	if ((size_t)vsnprintf(ret + used, cap - used, fmt, ap) >= cap - used)
		trim_cut(ret);
}

static void append(char *ret, size_t cap, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static void append(char *ret, size_t cap, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	append_list(ret, cap, fmt, ap);
	va_end(ap);
}

struct claim *claims_add(struct claims *c, enum grade grade, int64_t date, const char *fmt, ...)
{
	struct claim *added = &c->items[c->n < CLAIMS_MAX ? c->n++ : CLAIMS_MAX - 1];
	va_list ap;

	*added = (struct claim){ .grade = grade, .date = date };
	va_start(ap, fmt);
	append_list(added->text, sizeof added->text, fmt, ap);
	va_end(ap);
	return added;
}

void claim_says(struct claim *c, enum claim_level level, const char *value)
{
	c->values[level][0] = 0;
	append(c->values[level], sizeof c->values[level], "%s", value == NULL ? "" : value);
}

int64_t claim_age(const struct claim *c, int64_t at)
{
	int64_t age;

	if (c->date == DATE_SEEN)
		return 0;
	if (c->date == DATE_UNKNOWN || __builtin_sub_overflow(at, c->date, &age) || age == INT64_MIN)
		return INT64_MAX;
	return age < 0 ? -age : age;
}

static bool is_stale(const struct claim *c, int64_t at)
{
	return claim_age(c, at) > STALE_AFTER;
}

/* E is the weakest there is: age does not make a hint less of one. */
static enum grade lowered(enum grade g)
{
	return g > GRADE_E ? g - 1 : g;
}

enum grade claim_grade(const struct claim *c, int64_t at)
{
	return is_stale(c, at) ? lowered(c->grade) : c->grade;
}

static const struct claim *strongest(const struct claims *c, enum claim_level level, int64_t at)
{
	const struct claim *best = NULL;

	for (size_t i = 0; i < c->n; i++) {
		const struct claim *k = &c->items[i];

		if (k->values[level][0] != 0 && (best == NULL || claim_grade(k, at) > claim_grade(best, at)))
			best = k;
	}
	return best;
}

/* The others, in words; true where one of them is as strong and says something else. */
static bool others(const struct claims *c, enum claim_level level, int64_t at, const struct claim *best, struct place_level *ret)
{
	bool even = false;

	for (size_t i = 0; i < c->n; i++) {
		const struct claim *k = &c->items[i];

		if (k == best || k->values[level][0] == 0)
			continue;
		if (strcmp(k->values[level], best->values[level]) == 0) {
			/* A claim built on another quotes it already. */
			if (strstr(best->text, k->text) == NULL)
				append(ret->evidence, sizeof ret->evidence, "; so does %s", k->text);
			continue;
		}
		append(ret->evidence, sizeof ret->evidence, "; but %s says %s, grade %s", k->text, k->values[level],
			grade_name(claim_grade(k, at)));
		even = even || claim_grade(k, at) == claim_grade(best, at);
	}
	return even;
}

static const struct claim *level_decide(const struct claims *c, enum claim_level level, int64_t at, struct place_level *ret)
{
	const struct claim *best = strongest(c, level, at);

	*ret = (struct place_level){ .grade = GRADE_NONE };
	if (best == NULL)
		return NULL;
	append(ret->value, sizeof ret->value, "%s", best->values[level]);
	append(ret->evidence, sizeof ret->evidence, "%s", best->text);
	if (is_stale(best, at))
		append(ret->evidence, sizeof ret->evidence, ", more than 12 months from the capture");
	ret->grade = claim_grade(best, at);
	if (!others(c, level, at, best, ret))
		return best;
	/* Two hints that disagree say nothing. */
	if (ret->grade == GRADE_E)
		ret->value[0] = 0;
	ret->grade--;
	return best;
}

void claims_decide(const struct claims *c, int64_t at, struct place *ret)
{
	struct place_level *levels[CLAIM_LEVELS] = { &ret->operator_id, &ret->country, &ret->subdivision, &ret->region };

	ret->data_date = 0;
	ret->stale = false;
	for (int i = 0; i < CLAIM_LEVELS; i++) {
		const struct claim *best = level_decide(c, (enum claim_level)i, at, levels[i]);

		if (best == NULL || best->date == DATE_SEEN)
			continue;
		ret->stale = ret->stale || is_stale(best, at);
		if (best->date != DATE_UNKNOWN && (ret->data_date == 0 || best->date < ret->data_date))
			ret->data_date = best->date;
	}
}

void claims_cuts(const int64_t *dates, size_t n, struct cuts *ret)
{
	for (size_t i = 0; i < n; i++) {
		cuts_add_from(ret, dates[i], -STALE_AFTER);
		cuts_add_from(ret, dates[i], STALE_AFTER + 1);
		for (size_t j = 0; j < i; j++) {
			int64_t middle = dates[j] + (dates[i] - dates[j]) / 2;

			for (int64_t k = -1; k <= 1; k++)
				cuts_add_from(ret, middle, k);
		}
	}
}
