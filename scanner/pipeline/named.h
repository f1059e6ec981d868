/* The handsets that the case and the user name: which of them an endpoint is, by its address, its MAC or the numbers of its SIM. */
#ifndef PIPELINE_NAMED_H
#define PIPELINE_NAMED_H

#include "pipeline/endpoints.h"
#include "rulebook.h"

struct named;

/* Why, and by what that is known; by NULL: by nothing more. */
struct because {
	const char *reason, *by;
};

/* c: the case; user: the handset that the user named beside it. Either may be NULL; both must outlive it. */
struct named *named_new(const struct audit_case *c, const struct case_handset *user);
void named_free(struct named *n);
/* The id of the one that e is, or NULL. */
const char *named_as(const struct named *n, const struct endpoint *e, struct because *ret);
/* True where they say who the handsets are: by addresses or MACs, or each of the case's was found by its values. found: how many were. */
bool named_decide(const struct named *n, size_t found);
/* The id of the case's only handset; NULL: it has none, or several. */
const char *named_only(const struct named *n);
/* The id of the user's handset, else of the case's only one; NULL: there is neither. */
const char *named_first(const struct named *n);

#endif
