/* pcap: a 24-byte header, then records of 16 bytes and the packet (draft-ietf-opsawg-pcap, sections 4 and 5). */
#include "capture/format.h"

#include "base/alloc.h"
#include "base/instant.h"
#include "capture/pcapdroid.h"

#include <stdio.h>
#include <stdlib.h>

enum { HEADER = 24, RECORD = 16, LINK_ETHERNET = 1, LINK_RAW = 101 };
enum { LOOKED_RECORDS = 64, LOOKED_BYTES = 256 << 10 /* at a file's beginning, for PCAPdroid's trailers */ };

struct pcap_file {
	bool big, nano;
	size_t record; /* bytes before a packet */
	int link;
	uint32_t snaplen;
	bool pcapdroid; /* packets have its trailer, or are bare */
	bool ended;
};

/* The magic in the file's own order tells order, unit and, in Kuznetsov's variant, a longer record header. */
static const struct variant {
	uint32_t magic;
	bool nano;
	size_t record;
	const char *name;
} variants[] = {
	{ 0xA1B2C3D4, false, RECORD, "pcap" },
	{ 0xA1B23C4D, true, RECORD, "pcap with nanoseconds" },
	{ 0xA1B2CD34, false, RECORD + 8, "modified pcap" },
};

static const struct variant *variant_of(struct span magic, bool *ret_big)
{
	for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
		struct reader big = rd_over_span(magic), little = big;

		*ret_big = rd_be32(&big) == variants[i].magic;
		if (*ret_big || rd_le32(&little) == variants[i].magic)
			return &variants[i];
	}
	return NULL;
}

static bool is_pcap(struct span first)
{
	bool big;

	return variant_of(first, &big) != NULL;
}

/* The lengths of a record's header, and its packet as far as it is there. */
struct record {
	int64_t at;
	uint32_t caplen, wire_len;
};

static struct record record_of(const struct pcap_file *f, struct reader r)
{
	int64_t seconds = rd_u32(&r, f->big), fraction = rd_u32(&r, f->big);
	uint32_t caplen = rd_u32(&r, f->big);

	return (struct record){ seconds * NS_PER_S + fraction * (f->nano ? 1 : NS_PER_US), caplen, rd_u32(&r, f->big) };
}

/* A trailer would have made the packet longer than the snap length: only then PCAPdroid leaves it out. */
static bool has_no_room(const struct pcap_file *f, struct span packet)
{
	size_t framed = 14 + packet.len;

	return framed + (-framed & 3) + PCAPDROID_TRAILER > f->snaplen;
}

static bool is_bare(const struct pcap_file *f, struct span packet, uint32_t wire_len)
{
	return has_no_room(f, packet) && pcapdroid_bare_ip(packet, wire_len);
}

/*
 * PCAPdroid's files have no mark of their own: one is told by a whole trailer among its first packets, or, where the snap length
 * left no room for any, by every one of these being a sound IP packet with nothing before it.
 */
static bool is_pcapdroid(const struct pcap_file *f, struct span first)
{
	size_t at = 0, looked = 0, bare = 0;

	for (; f->link == LINK_ETHERNET && looked < LOOKED_RECORDS && first.len - at >= f->record; looked++) {
		struct record n = record_of(f, rd_over_span(span_sub(first, at, f->record)));
		struct span packet = span_sub(first, at + f->record, n.caplen), name;
		int32_t uid;

		if (packet.len < n.caplen)
			break;
		if (pcapdroid_trailer(packet, &uid, &name) == TRAILER_WHOLE)
			return true;
		bare += is_bare(f, packet, n.wire_len);
		at += f->record + n.caplen;
	}
	return looked > 0 && bare == looked;
}

/* Takes PCAPdroid's additions off the packet. */
static void pcapdroid_take(struct capture *c, const struct pcap_file *f, struct packet *p)
{
	struct span name;
	int32_t uid;

	switch (pcapdroid_trailer(p->bytes, &uid, &name)) {
	case TRAILER_WHOLE:
		apps_name(c->apps, uid, span_of(""), name);
		p->app = apps_of(c->apps, uid);
		break;
	case TRAILER_DAMAGED:
		losses_add(c->losses, LOSS_DAMAGED_TRAILER, p->frame, 1, 0, "");
		break;
	default:
		if (is_bare(f, p->bytes, p->wire_len))
			p->link = LINK_RAW;
		return;
	}
	p->bytes.len -= PCAPDROID_TRAILER;
	if (p->wire_len >= PCAPDROID_TRAILER)
		p->wire_len -= PCAPDROID_TRAILER;
}

static void *pcap_file_open(struct capture *c, struct err *e)
{
	struct reader r = rd_over_span(source_peek(c->source, HEADER));
	struct pcap_file *f;
	const struct variant *v;
	bool big;

	if (rd_left(&r) < HEADER) {
		err_set(e, "a pcap file that ends inside its header");
		return NULL;
	}
	v = variant_of(rd_bytes(&r, 4), &big);
	f = xcalloc(1, sizeof *f);
	f->big = big;
	f->nano = v->nano;
	f->record = v->record;
	rd_bytes(&r, 2 + 2 + 4 + 4);                /* version, zone, accuracy */
	f->snaplen = rd_u32(&r, big);
	f->link = (int)(rd_u32(&r, big) & 0xFFFF);  /* the upper half tells of a frame check sequence */
	source_take(c->source, HEADER);
	snprintf(c->description, sizeof c->description, "%s, %s-endian", v->name, big ? "big" : "little");
	f->pcapdroid = !source_grows(c->source) && is_pcapdroid(f, source_peek(c->source, LOOKED_BYTES));
	if (f->pcapdroid) {
		c->apps = apps_new(c->losses);
		snprintf(c->application, sizeof c->application, "PCAPdroid");
	}
	return f;
}

static bool pcap_file_next(struct capture *c, void *state, struct packet *ret)
{
	struct pcap_file *f = state;
	struct reader r = rd_over_span(source_peek(c->source, f->record));
	size_t have = rd_left(&r);
	struct record n;
	struct span whole;

	if (f->ended || have == 0)
		return false;
	f->ended = true;
	if (have < f->record)
		return format_give_up(c, LOSS_CUT_FILE);
	n = record_of(f, r);
	if (n.caplen > PACKET_MAX)
		return format_give_up(c, LOSS_DAMAGED_RECORD);
	whole = source_peek(c->source, f->record + n.caplen);
	if (whole.len < f->record + n.caplen)
		return format_give_up(c, LOSS_CUT_FILE);
	f->ended = false;
	source_take(c->source, whole.len);
	*ret = (struct packet){ .frame = ++c->frame, .at = n.at, .link = f->link, .wire_len = n.wire_len,
		.bytes = span_sub(whole, f->record, n.caplen) };
	if (f->pcapdroid)
		pcapdroid_take(c, f, ret);
	format_count(c, ret);
	return true;
}

const struct format format_pcap = { "pcap", is_pcap, pcap_file_open, pcap_file_next, free };
