/* What a client says to prove who it is, in protocols of lines (RFC 4422): base64 of a name and a password. */
#ifndef DECODE_SASL_H
#define DECODE_SASL_H

#include "decode/gather.h"

/* Plain bytes of base64 (RFC 4648 section 4), as of one frame. False where it is none. */
bool sasl_decode(struct span text, const struct mark *at, struct gather *ret);
/* RFC 4616: "[on behalf of] NUL name NUL password" */
bool sasl_plain(struct span plain, struct span *ret_name, struct span *ret_password);

#endif
