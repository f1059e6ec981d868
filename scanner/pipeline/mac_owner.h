/* Which IPv4 address is the only one with a MAC: kept as addresses come and go, so that an IPv6 address with the MAC asks of one alone. */
#ifndef PIPELINE_MAC_OWNER_H
#define PIPELINE_MAC_OWNER_H

#include "base/idmap.h"
#include "base/siphash.h"
#include "model.h"

/* A zeroed struct knows none; mac_owners_free leaves it so. */
struct mac_owners {
	struct mac_owner *items;
	size_t n, cap;
	struct sip_key key;  /* of the hashes; drawn with the first MAC */
	struct idmap by_mac; /* by a hash; of equal hashes each under the next number */
};

/* a is of family 4. A MAC that is not known has no addresses. */
void mac_owners_add(struct mac_owners *o, const struct mac *m, const struct address *a);
/* What was added once, and is no more. */
void mac_owners_remove(struct mac_owners *o, const struct mac *m, const struct address *a);
/* False: there is none, or several. */
bool mac_owners_only(const struct mac_owners *o, const struct mac *m, struct address *ret);
void mac_owners_free(struct mac_owners *o);

#endif
