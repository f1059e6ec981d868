/* The protocols of attach.c's table, one file each. Each hands over what a datagram tells. */
#ifndef ATTACH_PROTOCOLS_H
#define ATTACH_PROTOCOLS_H

#include "attach/attach.h"

struct gtp_requests;

struct attach {
	struct attach_sink sink;
	struct losses *losses;
	struct gtp_requests *gtp; /* NULL until the first */
};

void neighbour_read(struct attach *a, const struct datagram *d);
void dhcp_read(struct attach *a, const struct datagram *d);
void dhcp6_read(struct attach *a, const struct datagram *d);
void gtp_read(struct attach *a, const struct datagram *d);
void gtp_requests_free(struct gtp_requests *q);

/* An attachment by this means at the datagram's time, nothing told yet. */
struct attachment attachment_begin(const struct datagram *d, const char *how);
void attachment_put(struct attach *a, const struct attachment *t);
struct mac mac_of(struct span octets);
/* Writes to ret why a vendor class or a host name is a phone's; nothing where neither is. A host name itself is not shown. */
void phone_sign(struct span vendor_class, struct span host_name, char ret[SIGN_TEXT]);

#endif
