/* The parts of `phonehome rules`, and what they share. */
#ifndef COMMAND_RULES_H
#define COMMAND_RULES_H

#include "base/buf.h"
#include "base/json.h"
#include "command/setup.h"
#include "policy/policy.h"

int rules_check(int argc, char **argv); /* argv[0] is "check" */
int rules_list(int argc, char **argv);
int rules_show(int argc, char **argv);
int rules_test(int argc, char **argv);

enum { RULE_ID_SHORT = 8 }; /* characters of an id that tables show; more where two rules share them */

/* A rule in plain sentences, wrapped to lines. */
void rule_words(struct buf *out, const struct rulebook *b, const struct rule *r);
/* A rule as an object, field by field. */
void rule_json(struct json *j, const struct rule *r);
/* "2015-01-01..2017-12-31", an open end left out; "always". */
void rule_period(char *ret, size_t cap, const struct rule *r);

#endif
