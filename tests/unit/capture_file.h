/*
 * Capture files written by hand, in either byte order: the blocks of pcap and pcapng. For the tests of capture/.
 */
#ifndef TESTS_CAPTURE_FILE_H
#define TESTS_CAPTURE_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"

struct file {
	struct buf b;
	bool big;
};

enum { ETHERNET = 1, RAW = 101 };
#define PCAP 0xA1B2C3D4u /* the magic number, in microseconds */
enum { SECONDS = 1407385800 /* when every packet is, whole seconds */, SNAPLEN = 65535 };

static inline void put(struct file *f, uint64_t v, size_t octets)
{
	for (size_t i = 0; i < octets; i++)
		buf_putc(&f->b, (char)(v >> (8 * (f->big ? octets - 1 - i : i))));
}

/* ---- pcap ---- */

static inline void pcap_head(struct file *f, uint32_t magic, uint32_t snaplen, uint32_t link)
{
	put(f, magic, 4);
	put(f, 2, 2);
	put(f, 4, 2);
	put(f, 0, 8);
	put(f, snaplen, 4);
	put(f, link, 4);
}

static inline void pcap_record(struct file *f, uint32_t fraction, uint32_t caplen, uint32_t len)
{
	put(f, SECONDS, 4);
	put(f, fraction, 4);
	put(f, caplen, 4);
	put(f, len, 4);
}

/* ---- pcapng ---- */

static inline size_t block_begin(struct file *f, uint32_t type)
{
	put(f, type, 4);
	put(f, 0, 4);
	return f->b.len - 8;
}

static inline void block_end(struct file *f, size_t start)
{
	while (f->b.len % 4 != 0)
		buf_putc(&f->b, 0);
	put(f, f->b.len + 4 - start, 4);
	memcpy(f->b.data + start + 4, f->b.data + f->b.len - 4, 4);
}

static inline void section(struct file *f)
{
	size_t start = block_begin(f, 0x0A0D0D0A);

	put(f, 0x1A2B3C4D, 4);
	put(f, 1, 2);
	put(f, 0, 2);
	put(f, UINT64_MAX, 8);
	put(f, 4, 2); /* shb_userappl */
	put(f, 5, 2);
	buf_add(&f->b, "a\nbcd\0\0", 8);
	put(f, 0, 4);
	block_end(f, start);
}

enum { NO_RESOLUTION = -1 };

static inline void interface(struct file *f, uint16_t link, int resolution, int64_t offset)
{
	size_t start = block_begin(f, 1);

	put(f, link, 2);
	put(f, 0, 2);
	put(f, 8, 4); /* snap length */
	if (resolution != NO_RESOLUTION) {
		put(f, 9, 2);
		put(f, 1, 2);
		buf_putc(&f->b, (char)resolution);
		buf_add(&f->b, "\0\0", 3);
	}
	if (offset != 0) {
		put(f, 14, 2);
		put(f, 8, 2);
		put(f, (uint64_t)offset, 8);
	}
	put(f, 0, 4);
	block_end(f, start);
}

/* All but what kind of block it is, and of which interface: eight bytes, of which caplen are said to be the packet. */
static inline void packet_fields(struct file *f, uint64_t ticks, uint32_t caplen, uint32_t len)
{
	put(f, ticks >> 32, 4);
	put(f, ticks & UINT32_MAX, 4);
	put(f, caplen, 4);
	put(f, len, 4);
	buf_add(&f->b, "abcdefgh", 8);
}

static inline void packet(struct file *f, uint32_t interface_id, uint64_t ticks, uint32_t caplen, uint32_t len)
{
	size_t start = block_begin(f, 6);

	put(f, interface_id, 4);
	packet_fields(f, ticks, caplen, len);
	block_end(f, start);
}

#endif
