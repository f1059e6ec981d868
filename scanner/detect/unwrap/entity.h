/* Character references of XML and HTML: &quot; &#34; &#x22; */
#ifndef DETECT_UNWRAP_ENTITY_H
#define DETECT_UNWRAP_ENTITY_H

#include "base/buf.h"

/* What is no reference is taken as it stands. Returns the number of references that were. */
size_t entities_decode(struct buf *out, struct span s);

#endif
