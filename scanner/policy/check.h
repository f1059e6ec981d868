/*
 * From nodes to fields: each loader is a list of fields, and everything else here says what is wrong with one.
 *
 * A reading function takes a node, reports mistakes and leaves *ret alone where there was one; nobody asks it how it
 * went, because a load with mistakes is thrown away as a whole. Records are zeroed before, so that they can be freed.
 */
#ifndef POLICY_CHECK_H
#define POLICY_CHECK_H

#include "policy/policy.h"
#include "policy/yaml.h"

enum {
	MISTAKES_MAX = 100, /* reported of one file: who made more has one cause to find */
	QUOTE_MAX = 60,     /* bytes of the offending text */
	TITLE_MAX = 256,    /* Sigma's bound */
	LIST_MAX = 1000,    /* elements of a list that are compared with each other; ISO 3166-1 has 249 countries */
};

struct reading {
	const char *file;
	struct policy_mistakes *mistakes;
	size_t count;       /* of this file */
	const struct rulebook *book; /* what names are checked against */
	bool personal;      /* what stands here may be personal data: it is not quoted */
};

struct field {
	const char *key;
	bool required;
	void (*read)(struct reading *r, const struct node *n, void *ret);
	size_t offset;      /* of what it fills in the record */
};

/* at may be NULL: the file as a whole. */
void mistake(struct reading *r, const struct node *at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* What is no mistake, for who wants to know. */
void note(struct reading *r, const struct node *at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* "what: 'offending text'" */
void mistake_in(struct reading *r, const struct node *at, const char *what);
/* The same, and what was meant. */
void mistake_meant(struct reading *r, const struct node *at, const char *what, const char *meant);
/* "unknown what: 'offending text'", and the nearest of the known words. */
void mistake_unknown(struct reading *r, const struct node *at, const char *what, const char *const *words, size_t n);

/* A mapping into a record. Reports unknown keys, keys twice, missing ones. */
void read_fields(struct reading *r, const struct node *n, const struct field *fields, size_t count, void *record);
/* Each element of a list that may be empty, or must not be. */
void read_each(struct reading *r, const struct node *n, void (*one)(struct reading *r, const struct node *n, void *ctx),
	void *ctx);
void read_each_of_some(struct reading *r, const struct node *n,
	void (*one)(struct reading *r, const struct node *n, void *ctx), void *ctx);
/* read_each_of_some, where no text stands twice. */
void read_each_once(struct reading *r, const struct node *n,
	void (*one)(struct reading *r, const struct node *n, void *ctx), void *ctx);
/* Each pair of a mapping whose keys are free, once each. */
void read_pairs(struct reading *r, const struct node *n,
	void (*one)(struct reading *r, const struct node *key, const struct node *value, void *ctx), void *ctx);

/* The node's text where it is one line or more of it, else NULL and a mistake. */
const char *node_text(struct reading *r, const struct node *n);
bool node_is(const struct node *n, const char *text); /* a scalar of that text */
const struct node *node_get(const struct node *n, const char *key); /* NULL: no mapping, or not there */
/* Position of the node's text among words, or -1 and a mistake. */
int node_word(struct reading *r, const struct node *n, const char *what, const char *const *words, size_t count);

void read_text(struct reading *r, const struct node *n, void *ret);    /* char * */
void read_title(struct reading *r, const struct node *n, void *ret);   /* char *: one line, at most TITLE_MAX characters */
void read_id(struct reading *r, const struct node *n, void *ret);      /* char *: lower-case letters, digits, "-" */
void read_words(struct reading *r, const struct node *n, void *ret);   /* struct words */
void read_flag(struct reading *r, const struct node *n, void *ret);    /* bool */
void read_date(struct reading *r, const struct node *n, void *ret);    /* int64_t: a bare date */
void read_instant(struct reading *r, const struct node *n, void *ret); /* int64_t: date, or date and time with zone */
void read_end(struct reading *r, const struct node *n, void *ret);     /* int64_t: the instant after it; a date includes its day */
void read_schema(struct reading *r, const struct node *n, void *ret);  /* nothing: the version must be 1 */

/* The end of a period is behind its beginning, or a mistake at `at`. */
void check_period(struct reading *r, const struct node *at, int64_t from, int64_t to);

/* ---- records ---- */

/* One more zeroed element at the end of items, which may move: returns items, counts in *n. */
void *array_add(void *items, size_t *n, size_t size);
struct origin origin_of(const struct reading *r, const struct node *n); /* owns its file's name */

#endif
