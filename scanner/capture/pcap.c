/* pcap: a 24-byte header, then records of 16 bytes and the packet (draft-ietf-opsawg-pcap, sections 4 and 5). */
#include "capture/format.h"

#include "base/alloc.h"
#include "base/instant.h"

#include <stdio.h>
#include <stdlib.h>

enum { HEADER = 24, RECORD = 16 };

struct pcap_file {
	bool big, nano;
	size_t record; /* bytes before a packet */
	int link;
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
	rd_bytes(&r, 2 + 2 + 4 + 4 + 4);            /* version, zone, accuracy, snap length */
	f->link = (int)(rd_u32(&r, big) & 0xFFFF);  /* the upper half tells of a frame check sequence */
	source_take(c->source, HEADER);
	snprintf(c->description, sizeof c->description, "%s, %s-endian", v->name, big ? "big" : "little");
	return f;
}

static bool pcap_file_next(struct capture *c, void *state, struct packet *ret)
{
	struct pcap_file *f = state;
	struct reader r = rd_over_span(source_peek(c->source, f->record));
	size_t have = rd_left(&r);
	int64_t seconds, fraction;
	uint32_t caplen;
	struct span whole;

	if (f->ended || have == 0)
		return false;
	f->ended = true;
	if (have < f->record)
		return format_give_up(c, LOSS_CUT_FILE);
	seconds = rd_u32(&r, f->big);
	fraction = rd_u32(&r, f->big);
	caplen = rd_u32(&r, f->big);
	ret->wire_len = rd_u32(&r, f->big);
	if (caplen > PACKET_MAX)
		return format_give_up(c, LOSS_DAMAGED_RECORD);
	whole = source_peek(c->source, f->record + caplen);
	if (whole.len < f->record + caplen)
		return format_give_up(c, LOSS_CUT_FILE);
	f->ended = false;
	source_take(c->source, whole.len);
	ret->frame = ++c->frame;
	ret->at = seconds * NS_PER_S + fraction * (f->nano ? 1 : NS_PER_US);
	ret->link = f->link;
	ret->bytes = span_sub(whole, f->record, caplen);
	format_count(c, ret);
	return true;
}

const struct format format_pcap = { "pcap", is_pcap, pcap_file_open, pcap_file_next, free };
