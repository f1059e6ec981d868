/*
 * Message in, sightings out: finds personal data however it is wrapped.
 *
 * A detector is compiled once from the identifiers of the rulebook and the values of the case (every value in every form
 * of forms.h) into two Hyperscan databases of the same expressions: one for streams (parts that continue over
 * messages), one for whole blocks (everything else, and what was unwrapped). Hyperscan nominates by end offset; the candidate is
 * read again and decided here. Per message, kind and value there is one sighting, with its highest tier and shortest path.
 */
#ifndef DETECT_DETECT_H
#define DETECT_DETECT_H

#include "base/err.h"
#include "model.h"
#include "rulebook.h"

struct detector;
/* What is remembered of one direction of a flow between parts that continue: Hyperscan's stream and a tail of bytes. */
struct detect_stream;

struct detect_sink {
	/* The fact lacks flow and message shape: the pipeline adds them. Its value is wiped after the call. */
	void (*sighting)(void *ctx, const struct message *m, struct fact_sighting *s);
	void (*loss)(void *ctx, enum loss loss, uint64_t count, uint64_t bytes);
	void *ctx;
};

/* c may be NULL. The detector keeps copies of the values and wipes them in detector_free. */
struct detector *detector_new(const struct rulebook *b, const struct audit_case *c, struct err *e);
void detector_free(struct detector *d);

/* *stream is NULL at first, made when a part continues, and freed by detect_stream_free. */
void detect_message(struct detector *d, struct detect_stream **stream, const struct message *m, const struct detect_sink *sink);
void detect_stream_free(struct detector *d, struct detect_stream *s);

#endif
