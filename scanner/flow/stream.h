/*
 * One direction of a TCP connection as bytes in order (base/ordered.h): its sequence numbers, which go round (RFC 9293 section 3.4),
 * as offsets. It may start in the middle.
 */
#ifndef FLOW_STREAM_H
#define FLOW_STREAM_H

#include "base/ordered.h"

/*
 * A zeroed s has not begun: it does where its first piece stands. seq: of the piece's first byte; its offset is found by it. Else
 * as ordered_add.
 */
bool stream_add(struct ordered *s, uint32_t seq, struct ordered_piece *p, uint64_t *total, const struct ordered_sink *sink);
bool stream_has_begun(const struct ordered *s);

#endif
