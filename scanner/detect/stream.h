/*
 * One direction of a flow whose parts continue: Hyperscan's stream, a tail of bytes, and what was held back. A value that ends
 * where a piece ends may go on in the next, and then is another value: it waits until more has come or the stream ends,
 * and is then handed over as of the message that held its last byte.
 */
#ifndef DETECT_STREAM_H
#define DETECT_STREAM_H

#include "detect/tally.h"

/* Does the part continue, or may it be continued? */
bool stream_takes(const struct part *p);

/*
 * Sets l up over the tail and the piece, with what is surely there. What messages before had waiting is decided, and
 * handed over.
 */
void stream_piece(struct detector *d, struct detect_stream **stream, const struct part *p, struct layer *l,
	const struct detect_sink *sink);
/* Bytes before the piece in which something wrapped began that may go on in it, and what was told of them. */
size_t stream_carried(const struct detect_stream *s);
const struct told *stream_told(const struct detect_stream *s);
/*
 * Behind the piece: from where in the window something began that is not whole; the window's end: nowhere. told: of the
 * piece. False where a bound was reached, and what began is given up.
 */
bool stream_carry(struct detect_stream *s, const struct layer *l, const uint8_t *from, const struct told *told, uint64_t *carried);
/* Ends the piece: what waits is kept, with what must be known of the message. told: what was handed over of it. */
void stream_keep(struct detect_stream *s, const struct message *m, const struct part *p, const struct layer *l,
	struct told *told);
/* A part that is whole so far, but may be continued by the next message's: remembers its tail. */
void stream_remember(struct detector *d, struct detect_stream **stream, const struct part *p, const struct detect_sink *sink);

#endif
