/*
 * A capture file as packets: pcap, pcapng and snoop, and HAR, whose entries are exchanges instead; also inside gzip, lz4, xz and zstd, by
 * their magic, never by name. What is damaged is counted in losses and reading goes on where that is certain to be right, else it ends;
 * nothing is guessed.
 *
 * Formats: draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng, RFC 1761, HAR 1.2.
 */
#ifndef CAPTURE_CAPTURE_H
#define CAPTURE_CAPTURE_H

#include "base/err.h"
#include "losses.h"
#include "model.h"

struct capture;

/*
 * fd stays the caller's. writer_gone as in source.h: -1 where the file is whole. l must outlive the capture.
 * NULL where the file is no capture: e says what it begins with.
 */
struct capture *capture_open(int fd, int writer_gone, struct losses *l, struct err *e);
/* The same, of a file that is one of a run: frames_before are in those before it; beats as in source.h. */
struct capture *capture_open_part(int fd, int writer_gone, volatile uint64_t *beats, uint64_t frames_before, struct losses *l,
	struct err *e);
void capture_close(struct capture *c);
/*
 * What the file itself tells of the keys of its traffic (pcapng's Decryption Secrets Blocks that hold a TLS key log) goes to fn as it is
 * read; text is borrowed. Without it such blocks are passed over.
 */
void capture_on_secrets(struct capture *c, void (*fn)(void *ctx, struct span text), void *ctx);
/* The next packet, valid until the next call, but for its app, which is until the close; false at the end. */
bool capture_next(struct capture *c, struct packet *ret);
/* The records of from's apps become c's: they stand until it is closed. Before the first packet. */
void capture_take_apps(struct capture *c, struct capture *from);
/* Frames so far, those before it included. */
uint64_t capture_frames(const struct capture *c);
/* What it counts as frames: "packet", or the "entry" of a HAR file, each an exchange. */
const char *capture_unit(const struct capture *c);
/* How far it is read, in bytes of the file. */
uint64_t capture_offset(const struct capture *c);
/* "pcapng, little-endian", "pcap, big-endian, gzip"; what wrote it, "" where it does not say. */
const char *capture_format(struct capture *c);
const char *capture_application(const struct capture *c);

#endif
