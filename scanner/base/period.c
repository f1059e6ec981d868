#include "base/period.h"

#include "base/instant.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PARTS_MAX = 7 /* one of each unit */, YEARS_MAX = 300 /* from 1900 on: as far as instants are read */ };

/* One number and its unit of "P1Y2M10DT2H30M", into the parts of a date. */
static bool period_part(const char **p, bool *time, struct tm *tm)
{
	char *end;
	long v;

	if (**p == 'T') {
		*time = true;
		(*p)++;
	}
	if (!isdigit((unsigned char)**p))
		return false;
	v = strtol(*p, &end, 10);
	if (v > 100000)
		return false;
	switch (*end) {
	case 'Y': tm->tm_year += (int)v; break;
	case 'M': *(*time ? &tm->tm_min : &tm->tm_mon) += (int)v; break;
	case 'W': tm->tm_mday += 7 * (int)v; break;
	case 'D': tm->tm_mday += (int)v; break;
	case 'H': tm->tm_hour += (int)v; break;
	case 'S': tm->tm_sec += (int)v; break;
	default: return false;
	}
	*p = end + 1;
	return true;
}

static bool period_parts(const char *text, struct tm *tm)
{
	bool time = false;
	int n = 0;

	if (*text++ != 'P' || *text == 0)
		return false;
	while (*text != 0) {
		if (n++ == PARTS_MAX || !period_part(&text, &time, tm))
			return false;
	}
	return true;
}

bool period_add(int64_t at, const char *text, int64_t *ret)
{
	size_t digits = strspn(text, "0123456789");
	time_t from = (time_t)(at / NS_PER_S), to;
	struct tm tm;

	gmtime_r(&from, &tm);
	if (digits > 0 && digits < 10 && text[digits] == 0)
		tm.tm_sec += atoi(text);
	else if (!period_parts(text, &tm))
		return false;
	to = timegm(&tm);
	if (tm.tm_year >= YEARS_MAX)
		return false;
	*ret = (int64_t)to * NS_PER_S;
	return true;
}
