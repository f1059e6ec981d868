/*
 * Tests of rules: residency/NAME_test.yaml beside residency/NAME.yaml. A test gives a fact and says what the rule must make
 * of it; rules/README.md has the language. They are no part of the rulebook: a scan does not read them.
 */
#ifndef POLICY_RULETEST_H
#define POLICY_RULETEST_H

#include "finding.h"
#include "policy/policy.h"

struct rule_test {
	char *name;
	const struct rule *rule;
	struct origin origin;
	/* given */
	int64_t at;
	char subject[3];             /* "" unknown */
	struct service_set services;
	struct service *owned;       /* behind the set, where the test gives the owner's country: shallow copies */
	enum kind kind;              /* KIND_NONE: a transfer */
	bool opaque;
	struct place place;
	enum consent_state consent;
	/* expected */
	enum verdict verdict;
	bool residency_said;
	enum residency residency;
	char *reason;                /* stands in the finding's reason or in one of its clauses; NULL: any */
};

struct rule_tests {
	struct rule_test *items;
	size_t n;
};

bool ruletest_is_file(const char *name);
/* Reads all tests of the folder that b was loaded from, in the order of file names. Returns NULL where there was a mistake. */
struct rule_tests *ruletest_load(const struct rulebook *b, struct policy_mistakes *m);
void ruletest_free(struct rule_tests *t);

#endif
