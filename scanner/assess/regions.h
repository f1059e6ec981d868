/* Where a host name says that it is: cloud regions in the operators' own names, and hints of countries in others'. */
#ifndef ASSESS_REGIONS_H
#define ASSESS_REGIONS_H

#include "rulebook.h"

/*
 * A name such as lb-1.us-west-2.elb.amazonaws.com under rulebook's region_patterns: a leading "*" is one or more labels, a "*" after
 * text is the rest of its label, "{region}" is one region of the operator. NULL where no pattern fits.
 */
const struct cloud_region *region_of_host(const struct rulebook *b, const char *host);
/* The first hint that stands in host as a whole label, or NULL. */
const struct region_hint *hint_of_host(const struct rulebook *b, const char *host);
/* The CDN or anycast operator whose names end so; the longest suffix counts. */
const struct cdn_name *cdn_of_host(const struct rulebook *b, const char *host);

#endif
