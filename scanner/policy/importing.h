/* What the readers of consent records share: events under construction. */
#ifndef POLICY_IMPORTING_H
#define POLICY_IMPORTING_H

#include "base/buf.h"
#include "policy/check.h"
#include "policy/import.h"

struct importing {
	const struct import_source *source;
	struct reading *reading;
	struct tree *tree;      /* of the records; owns the nodes that are made here, too */
	struct node *events;    /* a sequence of mappings with the keys of a case's events */
	struct buf comments;    /* what was not carried over */
};

/* A node that stands where another does; text is copied. */
struct node *import_scalar(struct importing *im, const struct node *at, const char *text);
struct node *import_list(struct importing *im, const struct node *at);
void import_append(struct node *list, struct node *item);
/* A new event, at the place of a node. */
struct node *import_event(struct importing *im, const struct node *at);
/* A key of an event; a NULL value, or an empty list, adds nothing. */
void import_set(struct importing *im, struct node *event, const char *key, struct node *value);
/* "# line 12: what" */
void import_comment(struct importing *im, const struct node *at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

void import_records(struct importing *im);
void import_table(struct importing *im);

#endif
