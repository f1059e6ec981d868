/*
 * A place database in MaxMind's format, by whoever it was made: ours, MaxMind's, DB-IP's, ip-location-db's or IPinfo's.
 * mmdb.c is the only home of maxminddb.h.
 */
#ifndef ASSESS_MMDB_H
#define ASSESS_MMDB_H

#include "assess/source.h"

struct mmdb;

/* What it says of one address; "" and 0 where it says nothing. */
struct geo {
	char country[3], registered[3]; /* registered: where the address block is registered */
	char subdivision[8];            /* "US-OR" */
	char provider[NAME_TEXT], region[NAME_TEXT]; /* inferred: "aws", "us-west-2" */
	uint32_t as;
	char as_name[NAME_TEXT];
};

struct mmdb *mmdb_open(const char *path, struct err *e);
void mmdb_close(struct mmdb *m);
const struct place_source *mmdb_source(const struct mmdb *m);
/* False where it does not know the address. */
bool mmdb_find(const struct mmdb *m, const struct address *a, struct geo *ret);

#endif
