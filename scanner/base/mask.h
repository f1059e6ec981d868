/* A value that may be shown: stars and its last two characters, "*************18". At most MASK_TEXT bytes. */
#ifndef BASE_MASK_H
#define BASE_MASK_H

#include "base/reader.h"

enum { MASK_TEXT = 32 };

const char *mask(struct span value, char ret[MASK_TEXT]);

#endif
