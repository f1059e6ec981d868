#include "base/instant.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void broken_down(int64_t at, struct tm *ret_tm, int *ret_us)
{
	int64_t seconds = at / NS_PER_S, ns = at % NS_PER_S;
	time_t t;

	if (ns < 0) {
		seconds--;
		ns += NS_PER_S;
	}
	t = (time_t)seconds;
	gmtime_r(&t, ret_tm);
	*ret_us = (int)(ns / NS_PER_US);
}

const char *instant_text(int64_t at, char ret[INSTANT_TEXT])
{
	struct tm tm;
	size_t n;
	int us;

	broken_down(at, &tm, &us);
	n = strftime(ret, INSTANT_TEXT, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(ret + n, INSTANT_TEXT - n, ".%06uZ", (unsigned)us % 1000000);
	return ret;
}

const char *instant_date(int64_t at, char ret[INSTANT_TEXT])
{
	instant_text(at, ret);
	ret[10] = 0;
	return ret;
}

/* Exactly n digits at *p, which moves behind them. */
static bool digits(const char **p, int n, int *ret)
{
	int v = 0;

	for (int i = 0; i < n; i++, (*p)++) {
		if (!isdigit((unsigned char)**p))
			return false;
		v = v * 10 + (**p - '0');
	}
	*ret = v;
	return true;
}

static bool literal(const char **p, char c)
{
	if (**p != c)
		return false;
	(*p)++;
	return true;
}

static bool parse_date(const char **p, struct tm *tm)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int y, m, d;
	bool leap;

	if (!digits(p, 4, &y) || !literal(p, '-') || !digits(p, 2, &m) || !literal(p, '-') ||
		!digits(p, 2, &d))
		return false;
	leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
	if (y < 1970 || y > 2200 || m < 1 || m > 12 || d < 1 || d > days[m - 1] ||
		(m == 2 && d == 29 && !leap))
		return false;
	tm->tm_year = y - 1900;
	tm->tm_mon = m - 1;
	tm->tm_mday = d;
	return true;
}

static bool parse_fraction(const char **p, int64_t *ret_ns)
{
	int64_t unit = NS_PER_S, ns = 0;

	if (!isdigit((unsigned char)**p))
		return false;
	for (; isdigit((unsigned char)**p); (*p)++) {
		unit /= 10;
		ns += unit * (**p - '0');
	}
	*ret_ns = ns;
	return true;
}

static bool parse_zone(const char **p, int *ret_seconds)
{
	int sign, h, m;

	if (**p == 'Z' || **p == 'z') {
		(*p)++;
		*ret_seconds = 0;
		return true;
	}
	if (**p != '+' && **p != '-')
		return false;
	sign = **p == '-' ? -1 : 1;
	(*p)++;
	if (!digits(p, 2, &h) || !literal(p, ':') || !digits(p, 2, &m) || h > 23 || m > 59)
		return false;
	*ret_seconds = sign * (h * 3600 + m * 60);
	return true;
}

bool instant_parse(const char *text, int64_t *ret)
{
	struct tm tm = { 0 };
	int64_t ns = 0;
	int zone;

	if (!parse_date(&text, &tm))
		return false;
	if (*text == 0) {
		*ret = (int64_t)timegm(&tm) * NS_PER_S;
		return true;
	}
	if (*text != 'T' && *text != 't' && *text != ' ')
		return false;
	text++;
	if (!digits(&text, 2, &tm.tm_hour) || !literal(&text, ':') || !digits(&text, 2, &tm.tm_min) ||
		!literal(&text, ':') || !digits(&text, 2, &tm.tm_sec))
		return false;
	if (tm.tm_hour > 23 || tm.tm_min > 59 || tm.tm_sec > 60)
		return false;
	if (*text == '.' && (text++, !parse_fraction(&text, &ns)))
		return false;
	if (!parse_zone(&text, &zone) || *text != 0)
		return false;
	*ret = ((int64_t)timegm(&tm) - zone) * NS_PER_S + ns;
	return true;
}

bool instant_is_date(const char *text)
{
	return strlen(text) == 10;
}

bool duration_parse(const char *text, int64_t *ret)
{
	static const struct {
		const char *unit;
		int64_t ns;
	} units[] = { { "ms", NS_PER_MS }, { "s", NS_PER_S }, { "m", 60 * NS_PER_S },
		{ "h", 3600 * NS_PER_S }, { "d", 86400 * NS_PER_S } };
	char *end;
	long v;

	if (!isdigit((unsigned char)*text))
		return false;
	v = strtol(text, &end, 10);
	if (v > 1000000)
		return false;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (strcmp(end, units[i].unit) == 0) {
			*ret = v * units[i].ns;
			return true;
		}
	}
	return false;
}

int64_t instant_monotonic(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}
