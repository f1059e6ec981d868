/*
 * What PCAPdroid (its core/pcap_dump.c) adds to captures so that packets can be told by app: in pcapng a custom block that
 * names a user id, and a comment "u-UID" with each packet; in pcap a made-up Ethernet header and a trailer of 32 bytes around
 * each IP packet. Where the trailer would not have fitted into the snap length the header is left out too: then a bare IP packet
 * stands in a file of Ethernet frames.
 *
 * It is PCAPdroid's word: nothing in the packets themselves says which app they are of.
 */
#ifndef CAPTURE_PCAPDROID_H
#define CAPTURE_PCAPDROID_H

#include "capture/apps.h"

enum { PCAPDROID_PEN = 62652, PCAPDROID_TRAILER = 32 };

/* The body of a custom block behind its PEN, in its section's order. False where it is another one than that of user ids. */
bool pcapdroid_block(struct apps *a, struct reader body, bool big);
/* "u-10123": false where it is none. */
bool pcapdroid_comment(struct span comment, int32_t *ret_uid);

enum pcapdroid_trailer { TRAILER_NONE, TRAILER_DAMAGED /* its check sequence differs */, TRAILER_WHOLE };
/* Of an Ethernet frame; ret_name is the app's. */
enum pcapdroid_trailer pcapdroid_trailer(struct span frame, int32_t *ret_uid, struct span *ret_name);
/* True for an IP packet of wire_len bytes that is sound in all that its header tells of itself. */
bool pcapdroid_bare_ip(struct span bytes, uint32_t wire_len);

#endif
