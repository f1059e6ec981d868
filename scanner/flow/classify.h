/*
 * nDPI's verdict on a flow: the only home of ndpi_api.h. One classifier a shard: its caches link the flows that share it, so that
 * shards, never workers, decide who shares. What nDPI knows is one for all of them, where that can be; no two threads may use it.
 * (Nothing here includes model.h: nDPI has a `struct message` of its own.)
 *
 * Written for nDPI 4.2 (Debian) and newer by compile-time checks; a verdict is names, for ids change between versions.
 */
#ifndef FLOW_CLASSIFY_H
#define FLOW_CLASSIFY_H

#include "base/err.h"
#include "base/reader.h"
#include "base/limits.h"

struct classifier;
struct classification; /* of one flow; its nDPI state goes back to a pool once the verdict is final */

enum { CLASSIFIED_TEXT = 64 };

struct classified {
	char protocol[CLASSIFIED_TEXT]; /* "TLS.Google", "Unknown" */
	char category[CLASSIFIED_TEXT];
	char confidence[CLASSIFIED_TEXT];
	char risks[256];
	char host[80];                  /* nDPI's own, cut to 79 characters: a last resort */
};

/* What nDPI and its libraries ask of the system once in a process, before a sandbox is entered; what is set up stays. */
int classifier_prepare(struct err *e);
struct classifier *classifier_new(struct err *e);
void classifier_free(struct classifier *c);
/* "4.2.0-8668" as the library says. */
const char *classifier_version(void);

struct classification *classification_new(struct classifier *c, uint8_t transport);
void classification_free(struct classifier *c, struct classification *k);
/* One packet of the flow; nothing happens once the verdict is final. */
void classify(struct classifier *c, struct classification *k, struct span ip, int64_t at);
/* The verdict so far; guesses where nothing was recognised. It is final then. */
void classification_verdict(struct classifier *c, struct classification *k, struct classified *ret);

#endif
