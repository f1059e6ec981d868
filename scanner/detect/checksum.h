/* Check digits of identifiers. A check digit alone passes one random number in ten: it never convicts by itself. */
#ifndef DETECT_CHECKSUM_H
#define DETECT_CHECKSUM_H

#include "base/reader.h"
#include "rulebook.h"

/*
 * True where text, a normal form without separators, ends in the check digit that c asks for, or has the sorts of characters that
 * it asks for. CHECK_NONE always holds.
 */
bool checksum_holds(enum checksum c, struct span text);
/* The Luhn digit to stand behind these digits; 0 where they are not all digits. */
char checksum_luhn_digit(struct span digits);
const char *checksum_name(enum checksum c); /* "Luhn"; "" for CHECK_NONE */

#endif
