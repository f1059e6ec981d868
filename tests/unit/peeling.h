/*
 * Packets written as hex, and what came of each: for the tests of peel/.
 */
#ifndef TESTS_PEELING_H
#define TESTS_PEELING_H

#include <stdio.h>
#include <string.h>

#include "hex.h"
#include "peel/peel.h"
#include "unit.h"

/* A packet is told as hex, spaces where they please. These are whole datagrams that carry "data". */
#define IPV4_HEAD(total, fragment, proto) "45 00 " total " 00 01 " fragment " 40 " proto " 00 00 c0a80002 08080808 "
#define UDP_DATA "1388 0035 000c 0000 64617461"
#define TCP_DATA "1388 0050 00000007 00000009 5018 ffff 0000 0000 64617461"
#define IPV4_UDP IPV4_HEAD("0020", "0000", "11") UDP_DATA
#define IPV4_TCP IPV4_HEAD("002c", "0000", "06") TCP_DATA
#define IPV6_ENDS "fd000000000000000000000000000002 20010db8000000000000000000000008 "
#define IPV6_HEAD(payload, next) "60000000 " payload " " next " 40 " IPV6_ENDS
#define IPV6_UDP IPV6_HEAD("000c", "11") UDP_DATA
#define OUTER(proto) "45 00 0000 0001 0000 40 " proto " 0000 0a000001 0a000002 "
#define OUTER_UDP(port) OUTER("11") "d903 " port " 0000 0000 "
#define MACS "020000000001 020000000002 "
#define WIFI_ENDS "0000 020000000009 020000000002 020000000001 0000 "
#define SNAP "aaaa03 000000 0800 "
#define Z16 "00000000000000000000000000000000 "
#define RNDIS_HEAD(len, frame) "01000000 " len " 24000000 " frame " " Z16 "000000000000000000000000 "
#define RNDIS RNDIS_HEAD("5a000000", "2e000000") MACS "0800" IPV4_UDP /* 44 bytes and 46 */
#define USBMON(event, transfer, end_point, no_data) "0000000000000001 " event transfer end_point " 01 0100 2d " no_data Z16 Z16

enum { PPP = 9, PPP_HDLC = 50, PPPOE = 51, CISCO = 104, WIFI = 105, PRISM = 119, RADIOTAP = 127, AVS = 163, PPI = 192, NFLOG = 239,
	PKTAP = 258, USB = 189, USB_MAPPED = 220, USBPCAP = 249 };
enum { NULL_LINK = 0, ETHERNET = 1, RAW_BSD = 12, RAW_OPENBSD = 14, RAW = 101, LOOP = 108, COOKED = 113, RAW4 = 228, RAW6 = 229,
	COOKED2 = 276 };

/* What came of one packet. Spans are compared while the packet is there. */
struct result {
	bool ok;
	struct datagram d;
	char payload[32];
	size_t ip_len;
	struct fact_loss loss; /* the last */
	uint64_t losses;
};

static inline void note_loss(void *ctx, const struct fact_loss *f)
{
	struct result *r = ctx;

	r->loss = *f;
	r->losses += f->count;
}

static inline struct result peel_bytes(int link, const uint8_t *data, size_t len, uint32_t wire_len)
{
	uint8_t *exact = malloc(len == 0 ? 1 : len); /* sanitizers see a read past its end */
	struct packet p = { .frame = 7, .at = 1, .link = link, .wire_len = wire_len, .bytes = { exact, len } };
	struct losses *l = losses_new();
	struct peeler *peeler = peeler_new(l);
	struct result r = { .ok = false };

	memcpy(exact, data, len);
	r.ok = peel(peeler, &p, &r.d) || peel_more(peeler, true, &r.d);
	if (r.ok) {
		snprintf(r.payload, sizeof r.payload, "%.*s", (int)r.d.payload.len, (const char *)r.d.payload.data);
		r.ip_len = r.d.ip.len;
	}
	peeler_free(peeler);
	losses_drain(l, note_loss, &r);
	losses_free(l);
	free(exact);
	return r;
}

static inline struct result peel_hex(int link, const char *hex)
{
	struct buf b = hex_bytes(hex);
	struct result r = peel_bytes(link, b.data, b.len, (uint32_t)b.len);

	buf_free(&b);
	return r;
}

#endif
