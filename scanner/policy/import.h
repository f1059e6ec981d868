/*
 * Consent records that others keep, as the events of a case: ISO/IEC TS 27560 records (JSON-LD with the terms of the Data Privacy
 * Vocabulary) and tables (CSV). They become a tree like that of a case file, whose nodes know where in the record they
 * stood, and the loader of the case checks them: so a service, place or kind that is not known is told with its line.
 * What a timeline has no place for is told in a comment of the result; nothing is left out in silence.
 */
#ifndef POLICY_IMPORT_H
#define POLICY_IMPORT_H

#include "base/buf.h"
#include "policy/policy.h"

enum import_format { IMPORT_RECORDS, IMPORT_TABLE };

struct import_source {
	const char *file;       /* for messages */
	struct span bytes;
	enum import_format format;
	const char *handset;    /* of records that name none; NULL: all handsets */
	const char *service;    /* of records that name none; NULL: none, which is a mistake */
};

/* `events:` as YAML, by time. 0, or -1 and ret as it was where there was a mistake. */
int policy_import(const struct import_source *source, const struct rulebook *b, struct policy_mistakes *m, struct buf *ret);

#endif
