/*
 * IAB Europe's Transparency and Consent Framework: a TC string, version 2, as "Consent string and vendor list formats v2"
 * has it. Segments with full stops between; the first is the core, the others begin with their type.
 */
#include "base/instant.h"
#include "detect/signals/bits.h"
#include "detect/signals/signals.h"

#include <inttypes.h>
#include <stdio.h>

enum {
	TCF_VERSION = 2,
	VENDORS_MAX = 1 << 16, /* identifiers of vendors have 16 bits */
	PURPOSES = 24,
	SEGMENT_DISCLOSED = 1,
};

/* Deciseconds: the year of the framework's first strings, and a year that no string of today has come to. */
static const uint64_t EARLIEST = 15240960000, LATEST = 41024448000;

struct core {
	uint64_t created, updated, cmp, list, policy, purposes, interests;
	char language[3];
	uint64_t vendors, vendors_max;
};

/* Vendors, as a bit each or as ranges; returns their number. */
static uint64_t vendors(struct bits *b, uint64_t *ret_max)
{
	uint64_t max = bits_take(b, 16), count = 0;

	*ret_max = max;
	if (bits_take(b, 1) == 0) {
		for (uint64_t i = 0; i < max && !b->failed; i++)
			count += bits_take(b, 1);
		return count;
	}
	for (uint64_t i = bits_take(b, 12); i > 0 && !b->failed; i--) {
		bool range = bits_take(b, 1) == 1;
		uint64_t from = bits_take(b, 16), to = range ? bits_take(b, 16) : from;

		if (to < from || count > VENDORS_MAX)
			b->failed = true;
		count += to - from + 1;
	}
	return b->failed ? 0 : count;
}

static bool core(struct bits *b, struct core *ret)
{
	uint64_t first, second;

	if (bits_take(b, 6) != TCF_VERSION)
		return false;
	ret->created = bits_take(b, 36);
	ret->updated = bits_take(b, 36);
	ret->cmp = bits_take(b, 12);
	bits_skip(b, 12 + 6); /* its version, its screen */
	first = bits_take(b, 6);
	second = bits_take(b, 6);
	ret->list = bits_take(b, 12);
	ret->policy = bits_take(b, 6);
	bits_skip(b, 1 + 1 + 12); /* is it the service's own, has it other texts, special features */
	ret->purposes = bits_take(b, PURPOSES);
	ret->interests = bits_take(b, PURPOSES);
	bits_skip(b, 1 + 12); /* one treatment of purpose 1, the publisher's country */
	if (b->failed || first > 25 || second > 25 || ret->created < EARLIEST || ret->updated > LATEST ||
	    ret->updated < ret->created)
		return false;
	snprintf(ret->language, sizeof ret->language, "%c%c", 'A' + (int)first, 'A' + (int)second);
	ret->vendors = vendors(b, &ret->vendors_max);
	return !b->failed;
}

/* "1 3 4", from the bits of the purposes: the highest is the first. */
static void purposes_text(uint64_t purposes, char *ret, size_t cap)
{
	size_t len = 0;

	ret[0] = 0;
	for (unsigned i = 1; i <= PURPOSES && len < cap; i++)
		if ((purposes >> (PURPOSES - i) & 1) != 0)
			len += (size_t)snprintf(ret + len, cap - len, "%s%u", len > 0 ? " " : "", i);
	if (purposes == 0)
		snprintf(ret, cap, "none");
}

static size_t core_text(const struct core *c, char ret[DETAIL_TEXT])
{
	const int64_t decisecond = 100 * NS_PER_MS;
	char created[INSTANT_TEXT], updated[INSTANT_TEXT], consent[64], interest[64];

	purposes_text(c->purposes, consent, sizeof consent);
	purposes_text(c->interests, interest, sizeof interest);
	return (size_t)snprintf(ret, DETAIL_TEXT, "created %s, updated %s, CMP %" PRIu64 ", list %" PRIu64 ", policy %" PRIu64
		", %s; purposes %s; interests %s; vendors %" PRIu64 " of %" PRIu64,
		instant_date((int64_t)c->created * decisecond, created), instant_date((int64_t)c->updated * decisecond, updated),
		c->cmp, c->list, c->policy, c->language, consent, interest, c->vendors, c->vendors_max);
}

bool signal_tcf(struct span value, char ret[DETAIL_TEXT])
{
	struct reader r = rd_over_span(value);
	struct core c = { .created = 0 };
	struct span segment;
	struct bits b;
	size_t len;

	/* The version makes the first character. */
	if (!span_starts(value, "C"))
		return false;
	if (!rd_until(&r, '.', &segment))
		segment = rd_rest(&r);
	b = bits_over(segment);
	if (!core(&b, &c))
		return false;
	len = core_text(&c, ret);
	while (rd_left(&r) > 0) {
		uint64_t max, n;

		if (!rd_until(&r, '.', &segment))
			segment = rd_rest(&r);
		b = bits_over(segment);
		if (bits_take(&b, 3) != SEGMENT_DISCLOSED)
			continue;
		n = vendors(&b, &max);
		if (!b.failed && len < DETAIL_TEXT)
			len += (size_t)snprintf(ret + len, DETAIL_TEXT - len, "; disclosed %" PRIu64 " of %" PRIu64, n, max);
	}
	return true;
}
