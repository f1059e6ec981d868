/*
 * One loader a file kind: a tree into the records. Each reports its mistakes through r and fills b or c
 * as far as it gets; a record is freed by its kind's ..._free even where it is half-filled.
 */
#ifndef POLICY_LOAD_H
#define POLICY_LOAD_H

#include "policy/check.h"

struct rule_tests;

void load_places(struct reading *r, const struct tree *tree, struct rulebook *b);
void load_services(struct reading *r, const struct tree *tree, struct rulebook *b);
void load_identifiers(struct reading *r, const struct tree *tree, struct rulebook *b);
/* Parts of load_identifiers: the mapping under `words`; a telling name without case, accents and separators, or NULL and a mistake. */
void read_name_words(struct reading *r, const struct node *n, void *book);
char *key_text(struct reading *r, const struct node *n);
void load_rules(struct reading *r, const struct tree *tree, struct rulebook *b);
void load_tests(struct reading *r, const struct tree *tree, struct rule_tests *t);
void read_given(struct reading *r, const struct node *n, void *ret); /* part of load_tests: struct rule_test */
void load_case(struct reading *r, const struct tree *tree, struct audit_case *c);
/* Parts of load_case: steps and consent (after the handsets, which they name), and the list under `places`. */
void load_timeline(struct reading *r, const struct node *root, struct audit_case *c);
void load_attested(struct reading *r, const struct node *n, void *c);

void free_places(struct rulebook *b);
void free_services(struct rulebook *b);
void free_identifiers(struct rulebook *b);
void free_name_words(struct rulebook *b);
void free_rules(struct rulebook *b);
void free_timeline(struct audit_case *c);
void free_attested(struct audit_case *c);

/* Of a rule that was read without a mistake: that it can apply, and that no rule before it says the contrary. */
void check_reach(struct reading *r, const struct node *root, const struct rule *rule);
void check_conflicts(struct reading *r, const struct node *root, const struct rule *rule);

/* The root of a file that holds one document, or NULL and a mistake. */
const struct node *only_root(struct reading *r, const struct tree *tree);

#endif
