/*
 * Who is the handset. The case's addresses and MACs decide where it names any, and its values where a network tells them of a session;
 * else the evidence of the capture does: a first, header-only pass weighs each address (what did control traffic tell of it? is it on
 * the handset's side of the network? did it call out?), and the reason is kept. An address may change hands; a handset may have many.
 * Live there is no first pass: an address is taken for a handset when it first calls out, or is told to be one. Where nobody does for a
 * while, who sent most out is. When it has ended, all is decided anew.
 */
#ifndef PIPELINE_HANDSETS_H
#define PIPELINE_HANDSETS_H

#include "flow/flow.h"
#include "losses.h"
#include "rulebook.h"

struct handsets;

/* c may be NULL. named: by the user, beside the case's; may be NULL. live: decide as packets come. */
struct handsets *handsets_new(const struct audit_case *c, const struct case_handset *named, bool live);
void handsets_free(struct handsets *h);
/* The first pass: every datagram and ARP message, then settle. Live: each just before handsets_ends; settle when the last was seen. */
void handsets_observe(struct handsets *h, const struct datagram *d);
void handsets_arp(struct handsets *h, const struct datagram *link, struct span message);
/* What control traffic told: handsets_observe and handsets_arp end here. */
void handsets_attach(struct handsets *h, const struct attachment *a);
/* In their place: whatever is sent is of one handset, whose address nothing tells. */
void handsets_one(struct handsets *h, const char *reason);
/* Decides by all that was seen: live anew, so that it is what a first pass over the evidence would have come to. */
void handsets_settle(struct handsets *h);
/* Adds what bounds cost. */
void handsets_losses(struct handsets *h, struct losses *l);
/* Whose the two addresses are, as far as it is known by now. */
struct ends handsets_ends(const struct handsets *h, const struct datagram *d);
/* Whose an address was from a frame on, 0: nobody's that is audited; and how many packets were sent from it then. */
struct ownership {
	struct address address;
	uint64_t since, packets;
	uint32_t handset;
};
/* Of each address that is or was a handset's, or changed hands: of one address the last first. */
void handsets_owners(const struct handsets *h, void (*fn)(void *ctx, const struct ownership *o), void *ctx);
/* Each address that is a handset's, in the order of its first frame. */
void handsets_each(const struct handsets *h, void (*fn)(void *ctx, const struct fact_handset *f), void *ctx);
/* Each number that the network told of a handset, once. f is wiped after the call. */
void handsets_identities(const struct handsets *h, void (*fn)(void *ctx, struct fact_identity *f), void *ctx);

#endif
