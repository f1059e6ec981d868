/*
 * A provider's own list of its addresses and their regions, read as published: AWS ip-ranges.json (network_border_group, for
 * local zones lie in other countries than their region), Google cloud.json, Azure ServiceTags, Oracle public_ip_ranges.json.
 * ranges.c is the only home of jansson.h.
 */
#ifndef ASSESS_RANGES_H
#define ASSESS_RANGES_H

#include "assess/source.h"
#include "finding.h"

struct ranges;

enum { RANGES_MAX = 1 << 20 }; /* prefixes of one file; the longest published lists have about 100,000 */

struct range {
	struct address net;
	uint8_t bits;
	uint8_t class;          /* enum place_class: PUBLIC, or ANYCAST and CDN where the list says so */
	char region[NAME_TEXT]; /* "" where the list names none */
};

struct ranges *ranges_open(const char *path, struct err *e);
/* The same from text; file names it in messages, and dates it where its text does not. */
struct ranges *ranges_parse(struct span text, const char *file, struct err *e);
void ranges_free(struct ranges *r);
const struct place_source *ranges_source(const struct ranges *r);
const char *ranges_operator(const struct ranges *r); /* "aws" */
/* The longest prefix that has a region or a class of its own; where there is none, the longest. */
bool ranges_find(const struct ranges *r, const struct address *a, struct range *ret);

#endif
