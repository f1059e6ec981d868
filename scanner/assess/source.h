/* One file that places rest on, for the run's record and the report. */
#ifndef ASSESS_SOURCE_H
#define ASSESS_SOURCE_H

#include "base/buf.h"
#include "base/err.h"
#include "rulebook.h"

struct place_source {
	const char *file;  /* its name, without folders; owned by places */
	char sha256[65];
	char type[64];     /* "phonehome-places", "DBIP-Country-Lite", "aws-ip-ranges" */
	int64_t date;      /* of its data; DATE_UNKNOWN where it has none */
};

#define DATE_UNKNOWN INSTANT_MIN

/* "phonehome-places 2026-06" */
enum { SOURCE_TEXT = 96 };
const char *source_text(const struct place_source *s, char ret[SOURCE_TEXT]);
/* Fills file and sha256; path must outlive it. ret_bytes: the whole file, NULL where it is not wanted. */
int source_read(const char *path, struct place_source *ret, struct buf *ret_bytes, struct err *e);

#endif
