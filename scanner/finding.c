#include "finding.h"

static const char *const classes[CLASS_COUNT] = { "public", "local", "proxy", "tunnel", "anycast", "cdn" };
static const char *const residencies[RESIDENCY_COUNT] = { "allowed", "denied", "unknown", "not-judged" };
static const char *const verdicts[VERDICT_COUNT] = { "not-judged", "permitted", "review", "breach" };

const char *place_class_name(enum place_class c)
{
	return classes[c];
}

const char *residency_name(enum residency r)
{
	return residencies[r];
}

const char *verdict_name(enum verdict v)
{
	return verdicts[v];
}
