/* Quoted-printable (RFC 2045 6.7). */
#ifndef DETECT_UNWRAP_QUOTED_H
#define DETECT_UNWRAP_QUOTED_H

#include "base/buf.h"

/* What is no escape is taken as it stands. */
void quoted_decode(struct buf *out, struct span s);

#endif
