/*
 * YAML to the records of rulebook.h, by libyaml's events (the only home of yaml.h is policy/yaml.c).
 *
 * Nothing is half-loaded: a file with a mistake fails the load. Every message names file, line and column, quotes
 * the offending text and proposes the nearest known word:
 *   rules/residency/x.yaml:12:14: unknown service: 'mi-cluod'; did you mean 'mi-cloud'?
 */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include "base/err.h"
#include "rulebook.h"

/*
 * Mistakes are handed over one by one; a load goes on to find them all and then fails. Notes are what a person should
 * know of files that are right, "file:line:column: note: ..."; they fail nothing.
 */
struct policy_mistakes {
	void (*report)(void *ctx, const char *text);
	void *ctx;
	size_t count;
	void (*note)(void *ctx, const char *text); /* NULL: not wanted */
	int64_t now;        /* by which a rule has expired; 0: not asked */
};

/*
 * Reads folder/{places,services,identifiers,residency}/ *.yaml, in that order and in the order of their names. Returns NULL
 * where there was a mistake. The rulebook's sha256 is that of the lines that `sha256sum places/ *.yaml services/ *.yaml
 * identifiers/ *.yaml residency/ *.yaml` prints in the folder (without the blanks), so anyone can check it by hand.
 * residency/ *_test.yaml are tests of rules: they are not read here and not in the sum (policy/ruletest.h).
 */
struct rulebook *policy_load(const char *folder, struct policy_mistakes *m);
/* The same, and returns what it got even where there were mistakes: for looking for more of them, never for judging. */
struct rulebook *policy_read(const char *folder, struct policy_mistakes *m);
void policy_free(struct rulebook *b);

/* The case file; services, places and kinds that it names are checked against b. NULL where there was a mistake. */
struct audit_case *policy_load_case(const char *file, const struct rulebook *b, struct policy_mistakes *m);
void policy_free_case(struct audit_case *c); /* wipes the values */
/* Whether a true value of a case has the form of its kind: what is wrong with it, without quoting it, or NULL. */
const char *value_fault(enum kind kind, const char *text, char ret[128]);

#endif
