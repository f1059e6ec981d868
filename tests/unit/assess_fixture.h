/* A small rulebook by hand: what tests of the assess room share. Each test fills in its own rules, events and places. */
#ifndef TESTS_ASSESS_FIXTURE_H
#define TESTS_ASSESS_FIXTURE_H

#include "finding.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof *(array))
#define WORDS(...) { (char *[]){ __VA_ARGS__ }, sizeof((char *[]){ __VA_ARGS__ }) / sizeof(char *) }
#define TERMS(...) { (struct place_term[]){ __VA_ARGS__ }, sizeof((struct place_term[]){ __VA_ARGS__ }) / sizeof(struct place_term) }

#define TERM_ANY     { .type = PLACE_ANY, .text = "any" }
#define TERM_CN      { .type = PLACE_COUNTRY, .text = "CN", .country = "CN" }
#define TERM_US      { .type = PLACE_COUNTRY, .text = "US", .country = "US" }
#define TERM_SG      { .type = PLACE_COUNTRY, .text = "SG", .country = "SG" }
#define TERM_US_OR   { .type = PLACE_SUBDIVISION, .text = "US-OR", .country = "US", .subdivision = "US-OR" }
#define TERM_EEA     { .type = PLACE_GROUP, .text = "group:eea", .group = "eea" }
#define TERM_OREGON                                                                                       \
	{                                                                                                 \
		.type = PLACE_REGION, .text = "aws/us-west-2", .country = "US", .subdivision = "US-OR", \
		.operator_id = "aws", .region = "us-west-2"                                               \
	}
#define TERM_AS45102 { .type = PLACE_AS, .text = "as45102", .as = 45102 }

/* Seconds of 2014-08-07. */
#define DAY(s) ((INT64_C(1407369600) + (s)) * NS_PER_S)
/* Noon of a day of another year. */
static inline int64_t day(const char *date)
{
	int64_t at = 0;

	instant_parse(date, &at);
	return at + 43200 * NS_PER_S;
}

static struct service fixture_services[] = {
	{ .id = "mi-account", .owner = "Xiaomi", .owner_country = "CN" },
	{ .id = "mi-cloud", .owner = "Xiaomi", .owner_country = "CN" },
	{ .id = "other-ads", .owner = "Other", .owner_country = "US" },
	{ .id = "edge", .owner = "Edge", .owner_country = "US", .cdn = true },
	{ .id = "nobody", .owner_country = "" },
};

static struct country_group fixture_groups[] = {
	{ .id = "eea", .from = INSTANT_MIN, .to = INT64_C(1580515200) * NS_PER_S, .members = WORDS("DE", "FR", "GB") },
	{ .id = "eea", .from = INT64_C(1580515200) * NS_PER_S, .to = INSTANT_MAX, .members = WORDS("DE", "FR") },
};

static struct network_operator fixture_operators[] = {
	{ .id = "aws", .class = OPERATOR_CLOUD, .as = (uint32_t[]){ 16509, 14618 }, .as_count = 2 },
	{ .id = "alibaba", .class = OPERATOR_CLOUD, .as = (uint32_t[]){ 37963, 45102 }, .as_count = 2 },
	{ .id = "akamai", .class = OPERATOR_CDN, .as = (uint32_t[]){ 20940 }, .as_count = 1 },
	{ .id = "cloudflare", .class = OPERATOR_ANYCAST, .as = (uint32_t[]){ 13335 }, .as_count = 1 },
	{ .id = "cloudfront", .class = OPERATOR_CDN },
};

static struct cloud_region fixture_regions[] = {
	{ .operator_id = "aws", .region = "us-west-2", .country = "US", .subdivision = "US-OR" },
	{ .operator_id = "aws", .region = "us-west-1", .country = "US", .subdivision = "US-CA" },
	{ .operator_id = "aws", .region = "us-west-2-lax-1", .country = "US", .subdivision = "US-CA" },
	{ .operator_id = "aws", .region = "ap-southeast-1", .country = "SG" },
	{ .operator_id = "aws", .region = "ap-southeast-1-bkk-1", .country = "TH" },
	{ .operator_id = "alibaba", .region = "cn-beijing", .country = "CN", .subdivision = "CN-BJ" },
};

static struct region_pattern fixture_patterns[] = {
	{ .pattern = "ec2-*.{region}.compute.amazonaws.com", .operator_id = "aws" },
	{ .pattern = "*.{region}.elb.amazonaws.com", .operator_id = "aws" },
	{ .pattern = "*.oss-{region}.aliyuncs.com", .operator_id = "alibaba" },
	{ .pattern = "{region}.log.aliyuncs.com", .operator_id = "alibaba" },
};

static struct region_hint fixture_hints[] = {
	{ .label = "sgp", .country = "SG", .under = WORDS("xiaomi.com", "xiaomi.net") },
	{ .label = "ru", .country = "RU", .under = WORDS("xiaomi.com") },
};

static struct cdn_name fixture_cdns[] = {
	{ .suffix = "akamaiedge.net", .operator_id = "akamai" },
	{ .suffix = "cloudfront.net", .operator_id = "cloudfront" },
	{ .suffix = "unlisted.example", .operator_id = "unlisted" },
};

static struct rulebook fixture_rulebook(void)
{
	return (struct rulebook){
		.services = fixture_services, .service_count = COUNT(fixture_services),
		.groups = fixture_groups, .group_count = COUNT(fixture_groups),
		.operators = fixture_operators, .operator_count = COUNT(fixture_operators),
		.regions = fixture_regions, .region_count = COUNT(fixture_regions),
		.region_patterns = fixture_patterns, .region_pattern_count = COUNT(fixture_patterns),
		.hints = fixture_hints, .hint_count = COUNT(fixture_hints),
		.cdn_names = fixture_cdns, .cdn_name_count = COUNT(fixture_cdns),
	};
}

static inline struct place_level level_of(const char *value, enum grade grade)
{
	struct place_level l = { .grade = grade };

	snprintf(l.value, sizeof l.value, "%s", value);
	return l;
}

/* Oregon, all levels at one grade. */
static inline struct place place_oregon(enum grade grade)
{
	return (struct place){ .class = CLASS_PUBLIC, .operator_id = level_of("aws", grade), .country = level_of("US", grade),
		.subdivision = level_of("US-OR", grade), .region = level_of("us-west-2", grade), .as = 16509 };
}

/* A country and nothing else. */
static inline struct place place_country(const char *country, enum grade grade)
{
	return (struct place){ .class = CLASS_PUBLIC, .country = level_of(country, grade) };
}

#endif
