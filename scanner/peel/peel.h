/*
 * A packet to the IP datagram inside it: link layers, then IP, then TCP or UDP, through the tunnels whose inner headers are
 * sound; fragments are put together. What is anything else is counted by name in losses, never guessed.
 */
#ifndef PEEL_PEEL_H
#define PEEL_PEEL_H

#include "losses.h"
#include "model.h"

/* Of one capture, read front to back: it holds the fragments that wait for others. */
struct peeler;

struct peeler *peeler_new(struct losses *l);
/* Counts the fragments that still wait. */
void peeler_free(struct peeler *p);
/* False where there is no datagram in it, or not yet; why is counted. ret's spans are valid until the next call. */
bool peel(struct peeler *r, const struct packet *p, struct datagram *ret);
/*
 * After each packet and at the end, until false: the other datagrams of a packet that holds several, and those whose first
 * fragments are there and whose others did not come in time.
 */
bool peel_more(struct peeler *r, bool end, struct datagram *ret);
/* The ARP message of the packet peeled last; empty where it was none. Its link addresses stand in the datagram. */
struct span peel_arp(const struct peeler *r);
/* "Ethernet"; NULL where the link layer is not understood. */
const char *link_name(int link);

#endif
