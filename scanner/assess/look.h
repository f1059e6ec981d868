/*
 * One look at a far end: what each source says of it, as claims. places.c holds the files, keeps what they say of an address, and
 * decides. Grades: places.h.
 */
#ifndef ASSESS_LOOK_H
#define ASSESS_LOOK_H

#include "assess/claims.h"
#include "assess/mmdb.h"
#include "assess/names.h"
#include "assess/ranges.h"

enum { DATABASES = 2 };

/* The files; places.c owns them. */
struct place_files {
	struct mmdb *databases[DATABASES]; /* NULL: none */
	struct ranges **ranges;
	size_t range_count;
};

/* What the files say of one address. */
struct looked {
	struct address address;
	struct geo geo[DATABASES];
	struct {
		bool in;
		struct range range;
	} lists[];
};

struct look {
	const struct place_files *files;
	const struct rulebook *rulebook;
	const struct audit_case *audit_case; /* NULL: none */
	const struct looked *looked;         /* NULL: the name alone counts */
	const struct far_name *name;
	int64_t at;
	struct claims claims;
	enum place_class class;              /* as far as ranges and names tell it */
};

/* Fills claims and class. */
void look_address(struct look *k);
void look_names(struct look *k);
/* The class of an operator of the rulebook, else otherwise. */
enum place_class look_class(const struct look *k, const char *operator_id, enum place_class otherwise);

#endif
