/* Addresses that are of a handset because another is: of the same device, the same subscriber, or with the same MAC. */
#ifndef PIPELINE_JOIN_H
#define PIPELINE_JOIN_H

#include "pipeline/endpoints.h"

/* What was told of its address: the device's other addresses are a handset's, or the subscriber's. */
void join_by_holder(struct endpoint *e);
/*
 * Of all that there are, grouped by MAC. A MAC with several IPv4 addresses of which nothing was told is a router's, and tells nothing; with
 * one, its IPv6 addresses are of the same handset.
 */
void join_by_mac(struct endpoint **all, size_t n);
/* Live, an IPv6 address: it is of the only IPv4 address with its MAC so far. */
void join_to_owner(const struct endpoints *t, struct endpoint *e);

#endif
