/* The addresses that sent something, or were told of, each with what tells whose it is: open addressing by address. */
#ifndef PIPELINE_ENDPOINTS_H
#define PIPELINE_ENDPOINTS_H

#include "pipeline/holders.h"
#include "pipeline/mac_owner.h"

struct endpoint {
	struct address address;  /* family 0: a free place */
	struct mac mac;          /* of the frames that it came in first: its own, or a router's */
	uint64_t first_frame, packets;
	uint32_t calls;          /* conversations begun with an address that is not local */
	uint32_t dials;          /* conversations begun with any address */
	uint32_t talks;          /* packets to such an address in the middle of a connection, from a caller's port */
	uint32_t outward;        /* datagrams of UDP to such an address, whoever called */
	uint32_t handset;        /* number, 0: none */
	const char *reason;
	const char *by;          /* and by what that is known, NULL: by nothing more */
	struct device *device;   /* that was told to have it; NULL none */
	struct subscriber *subscriber;
	const char *told;        /* by what: "DHCP" */
	bool found;              /* these were not told of it itself, but looked for */
	bool shared;             /* several send from it: it is nobody's own */
	uint64_t since;          /* frame from which it was theirs, 0: from the beginning */
	struct endpoint *earlier; /* whose it was before */
};

struct endpoints {
	struct endpoint *slots;
	size_t mask, n;
	struct sip_key key;      /* of the hashes of addresses */
	bool full;               /* one was left away */
	struct mac_owners owners; /* of the IPv4 addresses, but the one that is nobody's */
};

void endpoints_begin(struct endpoints *t);
void endpoints_end(struct endpoints *t);
/* Where a is, or the free place where it would be. Valid until the next is added. */
struct endpoint *endpoints_slot(const struct endpoints *t, const struct address *a);
/* The one with this address, added where there is none; NULL where no more are kept. */
struct endpoint *endpoints_at(struct endpoints *t, const struct address *a, uint64_t frame);
/* The frames that it comes in have this MAC. */
void endpoint_comes_from(struct endpoints *t, struct endpoint *e, const struct mac *m);
/* An IPv4 address that says whose a MAC is. */
bool endpoint_owns_mac(const struct endpoint *e);
/* The only IPv4 address with the MAC of e, or NULL: there is none, or several. */
const struct endpoint *endpoint_owner(const struct endpoints *t, const struct endpoint *e);
/* From this frame on the address is another's, of whom nothing is known yet. */
void endpoint_hand_over(struct endpoints *t, struct endpoint *e, uint64_t frame);
/* All in the order of their first frames; the caller frees the array. */
struct endpoint **endpoints_in_order(const struct endpoints *t, size_t *ret_n);

/* The device that was told to have its address and has its own; NULL: none, or a router. */
struct device *endpoint_device(const struct endpoint *e);
/* 0.0.0.0, and its like of IPv6: who has no address yet. */
bool endpoint_is_nobodys(const struct endpoint *e);

/* The frames that it came in first had this MAC. */
bool endpoint_came_from(const struct endpoint *e, const struct mac *m);

#endif
