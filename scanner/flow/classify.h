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
struct ndpi_flow_struct;

/* Of one flow. Only classify.c looks inside. */
struct classification {
	union {
		struct ndpi_flow_struct *flow; /* until the verdict is final: then it goes back to a pool */
		char *host;                    /* from then on, or NULL */
	} of;
	uint64_t risk;
	uint16_t master, application, category;
	uint8_t confidence, packets;
	bool final;
};

enum { CLASSIFIED_TEXT = 64 };

struct classified {
	char protocol[CLASSIFIED_TEXT]; /* "TLS.Google", "Unknown" */
	char category[CLASSIFIED_TEXT];
	char confidence[CLASSIFIED_TEXT];
	char risks[256];
	char host[80];                  /* nDPI's own, cut to 79 characters: a last resort */
};

/*
 * What nDPI and its libraries ask of the system, before a sandbox is entered: once, for what is set up stays, and processes forked from
 * this one have it.
 */
int classifier_prepare(struct err *e);
struct classifier *classifier_new(struct err *e);
void classifier_free(struct classifier *c);
/* "4.2.0-8668" as the library says. */
const char *classifier_version(void);

void classification_begin(struct classifier *c, struct classification *k);
void classification_end(struct classifier *c, struct classification *k);
/* One packet of the flow; nothing happens once the verdict is final. */
void classify(struct classifier *c, struct classification *k, uint8_t transport, struct span ip, int64_t at);
/* Little more will come: memory that is only there for more goes back. */
void classification_rest(struct classification *k);
/* The verdict so far; guesses where nothing was recognised. It is final then. */
void classification_verdict(struct classifier *c, struct classification *k, struct classified *ret);

#endif
