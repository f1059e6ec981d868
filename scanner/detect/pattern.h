/*
 * An identifier of the rulebook against the bytes that its pattern matched: its normal form, prefix, check digit and the
 * values that are none. What is left is data of that format; only a telling key name makes it sure.
 */
#ifndef DETECT_PATTERN_H
#define DETECT_PATTERN_H

#include "model.h"
#include "rulebook.h"

/* False where the match is no finding. ret is the normal form, NUL-terminated. */
bool pattern_accepts(const struct identifier *i, struct span match, char ret[VALUE_MAX]);
/* "Luhn and key name 'imei'"; key NULL: "format and Luhn, no key name". */
void pattern_reason(const struct identifier *i, const char *key, char *ret, size_t cap);

#endif
