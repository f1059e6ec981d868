/*
 * A capture that comes as a stream of bytes: from a file that others write (standard input, a named pipe), over a TCP connection made or
 * awaited (pcap-over-IP, as PCAPdroid's TCP exporter, Arkime and NetworkMiner speak it), or in UDP datagrams (PCAPdroid's UDP exporter:
 * the file's head in one, then whole records). It is kept byte by byte as it came; nothing is parsed but the head's magic of a datagram.
 *
 * This and device.c are the only code that uses a network, and only towards the address that the user named: no name is looked up.
 */
#ifndef CAPTURE_STREAM_H
#define CAPTURE_STREAM_H

#include "capture/device.h"

struct stream;

/* How it may come; the option of the command of the same name. */
enum stream_way { STREAM_READ, STREAM_CONNECT, STREAM_LISTEN, STREAM_LISTEN_UDP, STREAM_WAYS };

const char *stream_way_name(enum stream_way w); /* "connect" */
/*
 * where: a file, "-" for standard input; or ADDRESS:PORT, the address in numbers, in brackets for IPv6, or localhost. Who listens
 * may leave it out: then only this machine can connect.
 */
struct stream *stream_open(enum stream_way w, const char *where, struct err *e);
void stream_close(struct stream *s); /* NULL is allowed */
/* Each connection that is awaited, and each start of an exporter, is a file of its own. */
bool stream_is_several(enum stream_way w);
/* Until it ends, which those who listen do only by *stop. Counts are of bytes, and of datagrams lost. */
int stream_record(struct stream *s, struct roll *r, const volatile sig_atomic_t *stop, struct device_tick tick,
	struct capture_counts *ret, struct err *e);

#endif
