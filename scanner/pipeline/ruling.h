/*
 * What is said of facts that are alike: of one handset of the case, or of none, of one set of services, kind, place and period, and as
 * opaque, or empty, as each other. Consent is found and rules are tried once for all of them; a capture has many more facts than such questions.
 */
#ifndef PIPELINE_RULING_H
#define PIPELINE_RULING_H

#include "assess/assess.h"
#include "store/store.h"

/* What judging looks at of a place, which is all but its evidence. Equal ones are the same pointer, and so are equal texts. */
struct judged_place {
	const char *operator_id, *country, *subdivision, *region, *as_name;
	enum grade operator_grade, country_grade, subdivision_grade, region_grade;
	enum place_class class;
	uint32_t as;
	bool stale;
};

/* A set of services, with the store's number: equal ones are the same pointer. */
struct numbered_services {
	struct service_set set;
	int64_t id;
};

struct question {
	const char *handset;               /* equal ones are the same pointer */
	const struct numbered_services *services;
	const struct judged_place *place;
	enum kind kind;                    /* KIND_NONE: a transfer */
	bool opaque, empty;
	int64_t at;
};

/* One rule that applies, with the store's number of what it says. */
struct ruled {
	const struct rule *rule;
	enum verdict verdict;
	int64_t judgement;
};

struct ruling {
	enum consent_state consent;
	int64_t consent_id;                /* the store's; 0 of a transfer */
	const struct ruled *rules;         /* by rule id */
	size_t rule_count, gravest;        /* gravest: of rules; where there are none there is no such */
};

struct rulings;

struct rulings_task {
	struct store *store;
	const struct rulebook *rulebook;
	const struct audit_case *audit_case; /* NULL: none */
	const struct judge_options *options;
};

struct rulings *rulings_new(const struct rulings_task *t); /* t must outlive it */
void rulings_free(struct rulings *r);
/* Consent alone, without trying rules; NULL: the store failed. Valid until the next question, as those below. */
const struct ruling *rulings_consent(struct rulings *r, const struct question *q, struct err *e);
const struct ruling *rulings_judge(struct rulings *r, const struct question *q, struct err *e);

#endif
