/* Times are nanoseconds since 1970-01-01T00:00:00Z in an int64_t. */
#ifndef BASE_INSTANT_H
#define BASE_INSTANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NS_PER_S  INT64_C(1000000000)
#define NS_PER_MS INT64_C(1000000)
#define NS_PER_US INT64_C(1000)
#define INSTANT_MIN INT64_MIN /* before all, after all: open ends of a period */
#define INSTANT_MAX INT64_MAX

enum { INSTANT_TEXT = 32 };

/* "2014-08-07T04:30:00.123456Z"; buffer of INSTANT_TEXT bytes, which is returned. */
const char *instant_text(int64_t at, char ret[INSTANT_TEXT]);
/* "2014-08-07" */
const char *instant_date(int64_t at, char ret[INSTANT_TEXT]);
/* RFC 3339 with zone ("...Z", "...+05:30", fraction allowed) or a bare date, which is its first instant in UTC. */
bool instant_parse(const char *text, int64_t *ret);
/* True for a bare date: callers that want its end add a day. */
bool instant_is_date(const char *text);
/* A clock that nobody sets, for measuring how long something takes. */
int64_t instant_monotonic(void);
/* "2s", "150ms", "1h", "5m", "1d" */
bool duration_parse(const char *text, int64_t *ret);

#endif
