/*
 * Where a far end is. Sources, and the grade of what each says; age is counted after that (data more than 12 months from the
 * capture, before or after it, count one grade less, but no less than E):
 *
 *   attested by the case              as the case grades it, B where it does not; never better than B
 *   official range list               A for operator, region, and the rulebook's country and subdivision of that region
 *   name with a region (host, CNAME)  B for all four levels where a list, the case or the address's AS gives the same operator
 *                                     (then dated as that is), else E
 *   AS of a database                  D for the operator; C where a second database, or a CDN's name, gives the same
 *   country of a database             D; C where its registration country or a second database says the same
 *   inferred region, subdivision      D
 *   hint in a name                    E
 *
 * Anycast and CDN are never better than D, and of anycast no database tells a country: only a list, a name or the case does.
 * A proxy's target, known by name only, is never better than E, nor is a far end whose address a HAR file does not give. NAT64 and
 * IPv4-mapped addresses are looked up as the IPv4 address in them.
 */
#ifndef ASSESS_PLACES_H
#define ASSESS_PLACES_H

#include "assess/names.h"
#include "assess/source.h"
#include "finding.h"

struct places;

struct places_sources {
	const char *database;      /* MMDB; ours, MaxMind's, DB-IP's or IPinfo's; NULL none */
	const char *second;        /* another, to agree or to differ; NULL none */
	const char *const *ranges; /* official range files: AWS ip-ranges.json, GCP cloud.json, Azure ServiceTags, Oracle */
	size_t range_count;
};

/* b and c (NULL: no case) must outlive it. NULL and e filled where a source cannot be read. */
struct places *places_open(const struct places_sources *s, const struct rulebook *b, const struct audit_case *c, struct err *e);
void places_close(struct places *p);
const struct place_source *places_sources(const struct places *p, size_t *ret_n);
/* DESIGN 5: class, levels, grades, evidence. name may be unnamed. */
void places_find(struct places *p, const struct address *server, const struct far_name *name, int64_t at, struct place *ret);
/* The period (cuts.h) that at lies in: at every instant of one a far end of that address and name is of the same place. */
uint32_t places_period(const struct places *p, int64_t at);

/* What the address alone does not tell: a service on a CDN's edges, a tunnel. Sets the class and caps the grades. */
void place_set_class(struct place *p, enum place_class class);
/* True for nDPI's names of tunnels: "WireGuard", "OpenVPN", "IPSec". */
bool protocol_is_tunnel(const char *protocol);

#endif
