#include "assess/consent.h"

#include "assess/residency.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* One service of the set under the timeline; NULL where no service is known. */
struct query {
	const struct audit_case *timeline;
	const struct rulebook *rulebook;
	const struct consent_query *fact;
	const struct service *service;
};

static struct consent_answer say(enum consent_state state, const struct consent_event *e, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static struct consent_answer say(enum consent_state state, const struct consent_event *e, const char *fmt, ...)
{
	struct consent_answer a = { .state = state, .event = e };
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(a.reason, sizeof a.reason, fmt, ap);
	va_end(ap);
	return a;
}

/* a + b without leaving the range: open ends of a period are the extreme values. */
static int64_t later(int64_t a, int64_t b)
{
	int64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? INSTANT_MAX : sum;
}

/* At `at` both before and after are possible. */
static bool spanned(const struct query *q, int64_t at)
{
	int64_t uncertainty = q->timeline->clock_uncertainty;

	return at <= later(q->fact->at, uncertainty) && q->fact->at <= later(at, uncertainty);
}

static bool possibly_earlier(const struct query *q, const struct consent_event *e)
{
	return e->at < q->fact->at || spanned(q, e->at);
}

static bool of_handset(const struct query *q, const struct consent_event *e)
{
	return e->handset == NULL || strcmp(e->handset, q->fact->handset) == 0;
}

static bool covers_service(const struct query *q, const struct consent_event *e)
{
	return e->services.n == 0 || (q->service != NULL && words_have(&e->services, q->service->id));
}

static enum residency place_of(const struct query *q, const struct consent_event *e, struct residency_answer *ret)
{
	/* Grade C: two sources must agree before a place counts as inside or outside of what was consented to. */
	residency_find(q->rulebook, &e->places, false, GRADE_C, q->fact->place, q->fact->at, ret);
	return ret->state;
}

static bool covers(const struct query *q, const struct consent_event *e)
{
	struct residency_answer place;

	if (!of_handset(q, e) || !covers_service(q, e) || !data_covers(e->data_any, e->data, q->fact->kind))
		return false;
	return e->state == CONSENT_GIVEN || e->places.n == 0 || place_of(q, e, &place) != RESIDENCY_DENIED;
}

static bool of_owner(const struct query *q, const struct consent_event *e)
{
	for (size_t i = 0; q->service != NULL && q->service->owner != NULL && i < e->services.n; i++) {
		const struct service *s = rulebook_service(q->rulebook, e->services.items[i]);

		if (s != NULL && s->owner != NULL && strcmp(s->owner, q->service->owner) == 0)
			return true;
	}
	return q->service != NULL && e->services.n == 0;
}

/* Consent for another service or another kind of the same owner. */
static bool beside(const struct query *q, const struct consent_event *e)
{
	return e->state == CONSENT_GIVEN && of_handset(q, e) && of_owner(q, e) && !covers(q, e);
}

/* The latest event before the fact, or possibly so, for which fits holds. */
static const struct consent_event *latest(const struct query *q,
	bool (*fits)(const struct query *q, const struct consent_event *e))
{
	const struct consent_event *found = NULL;

	for (size_t i = 0; i < q->timeline->event_count; i++) {
		const struct consent_event *e = &q->timeline->events[i];

		if (possibly_earlier(q, e) && fits(q, e) && (found == NULL || e->at > found->at))
			found = e;
	}
	return found;
}

/* Another event of the same instant that covers and says something else. */
static bool contradicted(const struct query *q, const struct consent_event *e)
{
	for (size_t i = 0; i < q->timeline->event_count; i++) {
		const struct consent_event *o = &q->timeline->events[i];

		if (o->at == e->at && o->state != e->state && covers(q, o))
			return true;
	}
	return false;
}

static const char *service_id(const struct query *q)
{
	return q->service == NULL ? "an unknown service" : q->service->id;
}

static struct consent_answer answer_given(const struct query *q, const struct consent_event *e)
{
	char at[INSTANT_TEXT], end[INSTANT_TEXT];
	struct residency_answer place;

	instant_text(e->at, at);
	if (e->expires != INSTANT_MAX && spanned(q, e->expires))
		return say(CONSENT_UNKNOWN, e, "Consent of %s expires within the clock's uncertainty of this.", at);
	if (q->fact->at >= e->expires)
		return say(CONSENT_EXPIRED, e, "Consent of %s expired at %s, before this.", at, instant_text(e->expires, end));
	if (e->places.n == 0)
		return say(CONSENT_GIVEN, e, "Consent was given at %s, for any place.", at);
	switch (place_of(q, e, &place)) {
	case RESIDENCY_ALLOWED:
		return say(CONSENT_GIVEN, e, "Consent was given at %s, for this place too.", at);
	case RESIDENCY_DENIED:
		return say(CONSENT_OUTSIDE_SCOPE, e, "Consent of %s is for other places than this; the evidence is of grade %s.",
			at, grade_name(place.grade));
	default:
		return say(CONSENT_UNKNOWN, e, "Consent of %s is for certain places; whether this is one cannot be told at grade C.",
			at);
	}
}

/* Consents of one instant, for several places or terms, count together: the most favourable answer is theirs. */
static struct consent_answer answer_given_at(const struct query *q, const struct consent_event *e)
{
	static const int favour[CONSENT_STATE_COUNT] = { [CONSENT_GIVEN] = 3, [CONSENT_UNKNOWN] = 2, [CONSENT_OUTSIDE_SCOPE] = 1 };
	struct consent_answer best = answer_given(q, e);

	for (size_t i = 0; i < q->timeline->event_count; i++) {
		const struct consent_event *o = &q->timeline->events[i];
		struct consent_answer a;

		if (o == e || o->at != e->at || !covers(q, o))
			continue;
		a = answer_given(q, o);
		if (favour[a.state] > favour[best.state])
			best = a;
	}
	return best;
}

static struct consent_answer answer_event(const struct query *q, const struct consent_event *e)
{
	char at[INSTANT_TEXT];
	struct residency_answer place;

	instant_text(e->at, at);
	if (spanned(q, e->at))
		return say(CONSENT_UNKNOWN, e, "Consent was %s at %s, within the clock's uncertainty of this: which came "
			"first is not known.", consent_state_name(e->state), at);
	if (contradicted(q, e))
		return say(CONSENT_UNKNOWN, e, "Two events of %s say different things.", at);
	if (e->state == CONSENT_GIVEN)
		return answer_given_at(q, e);
	if (e->places.n > 0 && place_of(q, e, &place) != RESIDENCY_ALLOWED)
		return say(CONSENT_UNKNOWN, e, "Consent was %s at %s for certain places; whether this is one is not known.",
			consent_state_name(e->state), at);
	return say(e->state, e, "Consent was %s at %s.", consent_state_name(e->state), at);
}

/* The whole span of the fact's possible times lies in the attested window. */
static bool window_holds(const struct query *q)
{
	const struct audit_case *c = q->timeline;

	return c->complete && later(c->complete_from, c->clock_uncertainty) <= q->fact->at &&
		later(q->fact->at, c->clock_uncertainty) < c->complete_to;
}

static struct consent_answer answer_no_event(const struct query *q)
{
	const struct consent_event *e = latest(q, beside);
	char at[INSTANT_TEXT];

	if (e != NULL && spanned(q, e->at))
		return say(CONSENT_UNKNOWN, e, "Consent for other services or data of the same owner was given within the "
			"clock's uncertainty of this.");
	if (e != NULL)
		return say(CONSENT_OUTSIDE_SCOPE, e, "Consent of %s is for other services or data of %s.",
			instant_text(e->at, at), q->service->owner != NULL ? q->service->owner : "the same owner");
	if (window_holds(q))
		return say(CONSENT_NONE, NULL, "No consent for %s and this kind of data, in a time for which all consent "
			"acts are listed.", service_id(q));
	return say(CONSENT_UNKNOWN, NULL, "Nothing is recorded about consent for %s and this kind of data at that time.", service_id(q));
}

static bool covers_any_kind(const struct query *q, const struct consent_event *e)
{
	return of_handset(q, e) && covers_service(q, e);
}

/* Of a transfer it is not known which data it carries: only that nobody was ever asked about its service can be said. */
static struct consent_answer answer_transfer(const struct query *q)
{
	const struct consent_event *e = latest(q, covers_any_kind);

	if (e == NULL && window_holds(q))
		return say(CONSENT_NONE, NULL, "No consent for %s at all, in a time for which all consent acts are listed.",
			service_id(q));
	return say(CONSENT_UNKNOWN, e, "Which data were sent cannot be read, so consent for them is not known.");
}

static struct consent_answer answer_service(const struct query *q)
{
	const struct consent_event *e;

	if (q->fact->kind == KIND_NONE)
		return answer_transfer(q);
	e = latest(q, covers);
	if (e != NULL)
		return answer_event(q, e);
	return answer_no_event(q);
}

/* The answers of two services as one: the same, or unknown. */
static struct consent_answer join(const struct consent_answer *a, const struct consent_answer *b)
{
	if (a->state != b->state)
		return say(CONSENT_UNKNOWN, NULL, "It may be of several services, and consent is not the same for all.");
	if (a->event == NULL || (b->event != NULL && b->event->at > a->event->at))
		return *b;
	return *a;
}

void consent_find(const struct audit_case *c, const struct rulebook *b, const struct consent_query *q, struct consent_answer *ret)
{
	struct query one = { c, b, q, q->services->n == 0 ? NULL : q->services->items[0] };

	if (c == NULL) {
		*ret = say(CONSENT_UNKNOWN, NULL, "There is no case file, so nothing is recorded about consent.");
		return;
	}
	*ret = answer_service(&one);
	for (size_t i = 1; i < q->services->n; i++) {
		struct consent_answer more;

		one.service = q->services->items[i];
		more = answer_service(&one);
		*ret = join(ret, &more);
	}
}

/* Before, at and after what the clock's uncertainty makes of an instant, with either end open or closed. */
static void cuts_around(struct cuts *ret, int64_t at, int64_t uncertainty)
{
	const int64_t distances[] = { -uncertainty, 0, uncertainty };

	for (size_t i = 0; i < sizeof distances / sizeof *distances; i++) {
		cuts_add_from(ret, at, distances[i]);
		cuts_add_from(ret, at, distances[i] + 1);
	}
}

void consent_cuts(const struct audit_case *c, struct cuts *ret)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->event_count; i++) {
		cuts_around(ret, c->events[i].at, c->clock_uncertainty);
		cuts_around(ret, c->events[i].expires, c->clock_uncertainty);
	}
	cuts_around(ret, c->complete_from, c->clock_uncertainty);
	cuts_around(ret, c->complete_to, c->clock_uncertainty);
}

enum choice consent_choice(const struct audit_case *c, const char *handset, int64_t at)
{
	if (c == NULL)
		return CHOICE_UNKNOWN;
	for (size_t i = 0; i < c->event_count; i++) {
		const struct consent_event *e = &c->events[i];

		if (e->at <= at && (e->handset == NULL || strcmp(e->handset, handset) == 0))
			return CHOICE_AFTER;
	}
	return c->complete && c->complete_from <= at && at < c->complete_to ? CHOICE_BEFORE : CHOICE_UNKNOWN;
}
