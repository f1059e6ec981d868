/* Periods of the calendar as ISO 8601 writes them, "P1Y2M10DT2H30M": how long one is depends on when it begins. */
#ifndef BASE_PERIOD_H
#define BASE_PERIOD_H

#include <stdbool.h>
#include <stdint.h>

/* The end of one that begins at an instant, in whole seconds of UTC; a bare number is seconds. False: it is none, or ends too far off. */
bool period_add(int64_t at, const char *text, int64_t *ret);

#endif
