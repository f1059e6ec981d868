/*
 * Fragments of IP put together (RFC 791 section 3.2, RFC 8200 section 4.5). Of IPv4 the byte that came first stays; IPv6
 * fragments that overlap cost their datagram (RFC 5722). Bounded in datagrams, pieces, bytes and the capture's own time:
 * what does not become whole is counted.
 */
#ifndef PEEL_FRAGMENT_H
#define PEEL_FRAGMENT_H

#include "losses.h"
#include "model.h"

struct fragments;

struct fragment {
	const struct datagram *datagram; /* its addresses, its frame, and what was read before them */
	uint32_t id;
	uint8_t protocol;    /* of IPv6: what follows the fragment header */
	uint32_t offset;     /* in bytes */
	bool more;
	struct span header;  /* the fixed IP header */
	struct span bytes;   /* of the fragment, all of them */
};

struct fragments *fragments_new(struct losses *l);
void fragments_free(struct fragments *f);
/* True where g completes its datagram: ret is an IP header and all that follows, valid until fragments_release. */
bool fragments_add(struct fragments *f, const struct fragment *g, struct span *ret);
void fragments_release(struct fragments *f);
/*
 * The beginning of a datagram whose rest did not come in time, as if it were the whole, and the datagram of the fragment that
 * came first. At the end of a capture nothing more will come.
 */
bool fragments_late(struct fragments *f, bool end, struct span *ret, struct datagram *ret_datagram);

#endif
