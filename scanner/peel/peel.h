/*
 * A packet to the IP datagram inside it: link layers, then IP, then TCP or UDP. What is anything else is counted by
 * name in losses, never guessed.
 */
#ifndef PEEL_PEEL_H
#define PEEL_PEEL_H

#include "losses.h"
#include "model.h"

/* False where there is no datagram in it; why is counted. */
bool peel(const struct packet *p, struct losses *l, struct datagram *ret);
/* "Ethernet"; NULL where the link layer is not understood. */
const char *link_name(int link);

#endif
