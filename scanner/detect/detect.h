/*
 * Message in, sightings out: finds personal data however it is wrapped.
 *
 * A detector is compiled once from the identifiers of the rulebook and the values of the case (every value in every form
 * of forms.h) into one Hyperscan database, for streams (parts that continue over messages) as for blocks (everything
 * else, and what was unwrapped). Hyperscan nominates by end offset; the candidate is read again and decided here. Per
 * message, kind and value there is one sighting, with its highest tier and shortest path.
 */
#ifndef DETECT_DETECT_H
#define DETECT_DETECT_H

#include "base/err.h"
#include "base/purse.h"
#include "model.h"
#include "rulebook.h"

struct detector;
/* What is remembered of one direction of a flow between parts that continue: Hyperscan's stream and a tail of bytes. */
struct detect_stream;

struct detect_sink {
	/*
	 * The fact lacks flow and message shape: the pipeline adds them, from m. Its value is wiped after the call. m may be an
	 * earlier message of the stream, without its parts: one whose last bytes could not be judged before more had come.
	 */
	void (*sighting)(void *ctx, const struct message *m, struct fact_sighting *s);
	void (*loss)(void *ctx, enum loss loss, const char *detail);
	void *ctx;
	/* NULL: not wanted. The fact lacks its flow. Each once a message, as the leaves come. */
	void (*signal)(void *ctx, const struct message *m, struct fact_signal *s);
	struct purse *purse; /* what unwrapping may cost, and reading candidates again. NULL: each message what it may by itself */
	uint64_t *carried;   /* bytes that the streams of its shard carry, bound by CARRY_TOTAL_MAX; outlives them. NULL: each what it may by itself */
};

/*
 * c may be NULL. The detector keeps copies of the values and wipes them in detector_free; b must outlive it. Fails on a
 * pattern that Hyperscan does not understand.
 */
struct detector *detector_new(const struct rulebook *b, const struct audit_case *c, struct err *e);
void detector_free(struct detector *d);

/*
 * *stream is NULL at first and made where it is needed: for parts that continue, for parts whose root is "raw", which may be
 * continued, and for a large part that is a message's last. Sightings come in the order of offset and kind.
 */
void detect_message(struct detector *d, struct detect_stream **stream, const struct message *m, const struct detect_sink *sink);
/* The direction of the flow is over: decides what waited for more, and frees. NULL is allowed. */
void detect_stream_end(struct detector *d, struct detect_stream *s, const struct detect_sink *sink);
/* Frees without a word, as when the work is given up. NULL is allowed. */
void detect_stream_free(struct detect_stream *s);

/* Hyperscan's version. */
const char *detect_library(void);

#endif
