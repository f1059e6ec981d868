/* Google's signals: providers beyond the framework's list ("additional consent"), and the states of its consent mode. */
#include "detect/signals/signals.h"

#include <stdio.h>
#include <string.h>

static size_t count_numbers(struct span s)
{
	size_t n = 0;
	bool before = false;

	for (size_t i = 0; i < s.len; i++) {
		bool digit = s.data[i] >= '0' && s.data[i] <= '9';

		n += digit && !before;
		before = digit;
	}
	return n;
}

/* "1~12.35" or "2~12.35~dv.40.50": version, consented, disclosed. */
bool signal_additional(struct span value, char ret[DETAIL_TEXT])
{
	struct reader r = rd_over_span(value);
	struct span version, consented, disclosed;

	if (!rd_until(&r, '~', &version) || version.len != 1 || version.data[0] < '1' || version.data[0] > '9')
		return false;
	if (!rd_until(&r, '~', &consented))
		consented = rd_rest(&r);
	disclosed = rd_rest(&r);
	if (disclosed.len > 0 && !span_starts(disclosed, "dv."))
		return false;
	for (size_t i = 0; i < consented.len; i++)
		if (consented.data[i] != '.' && (consented.data[i] < '0' || consented.data[i] > '9'))
			return false;
	snprintf(ret, DETAIL_TEXT, "version %c, providers consented: %zu, disclosed: %zu", version.data[0], count_numbers(consented),
		count_numbers(disclosed));
	return true;
}

static const char *granted(uint8_t c)
{
	return c == '1' ? "granted" : c == '0' ? "denied" : c == '-' ? "not said" : NULL;
}

/* "G1xy" */
bool signal_consent_state(struct span value, char ret[DETAIL_TEXT])
{
	if (value.len != 4 || !span_starts(value, "G1") || granted(value.data[2]) == NULL || granted(value.data[3]) == NULL)
		return false;
	snprintf(ret, DETAIL_TEXT, "advertising storage: %s, analytics storage: %s", granted(value.data[2]), granted(value.data[3]));
	return true;
}

static const struct {
	char letter;
	const char *meaning;
} states[] = {
	{ 'l', "not set" }, { 'p', "denied by default" }, { 'q', "denied" }, { 't', "granted by default" },
	{ 'r', "granted after denial" }, { 'm', "denied by update" }, { 'n', "granted by update" },
	{ 'u', "denied after grant" }, { 'v', "granted" },
};

static const char *state_of(uint8_t letter)
{
	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		if (states[i].letter == letter)
			return states[i].meaning;
	return NULL;
}

/* "11p1p1p1p5": a letter each, digits between. */
bool signal_consent_defaults(struct span value, char ret[DETAIL_TEXT])
{
	static const char *const names[] = { "ad storage", "analytics storage", "ad user data", "ad personalisation" };
	size_t n = 0, len = 0;

	if (!span_starts(value, "1") || value.len > 24)
		return false;
	for (size_t i = 0; i < value.len; i++) {
		uint8_t c = value.data[i];

		if (c >= '0' && c <= '9')
			continue;
		if (n == 4 || state_of(c) == NULL)
			return false;
		len += (size_t)snprintf(ret + len, DETAIL_TEXT - len, "%s%s: %s", n > 0 ? ", " : "", names[n], state_of(c));
		n++;
	}
	return n == 4;
}
