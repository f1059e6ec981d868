/* snoop, as Solaris writes it (RFC 1761): a 16-byte header, then records of 24 bytes, the packet and padding. All is big-endian. */
#include "capture/format.h"

#include "base/alloc.h"
#include "base/instant.h"

#include <stdio.h>
#include <stdlib.h>

enum { HEADER = 16, RECORD = 24, VERSION_READ = 2, LINK_ETHERNET = 1, RECORD_BYTES_MAX = RECORD + PACKET_MAX + 8 };

struct snoop_file {
	bool ended;
	uint64_t dropped; /* counted so far */
};

static bool is_snoop(struct span first)
{
	return span_is(first, "snoo");
}

/* The numbers of its links are its own: 0 is IEEE 802.3, 4 is Ethernet, which are one to us. */
static void *snoop_file_open(struct capture *c, struct err *e)
{
	struct reader r = rd_over_span(source_peek(c->source, HEADER));
	uint64_t magic = rd_be64(&r);
	uint32_t version = rd_be32(&r), link = rd_be32(&r);

	if (!rd_ok(&r) || magic != UINT64_C(0x736E6F6F70000000)) {
		err_set(e, "a snoop file that ends inside its header, or is none");
		return NULL;
	}
	if (version != VERSION_READ || (link != 0 && link != 4)) {
		err_set(e, "a snoop file of version %u and link %u: version 2 of Ethernet is read", version, link);
		return NULL;
	}
	source_take(c->source, HEADER);
	snprintf(c->description, sizeof c->description, "snoop");
	return xcalloc(1, sizeof(struct snoop_file));
}

/* The count is of all drops since the capture began. */
static void note_drops(struct capture *c, struct snoop_file *f, uint32_t dropped)
{
	if (dropped <= f->dropped)
		return;
	losses_add(c->losses, LOSS_DROPPED_BY_KERNEL, c->frame, dropped - f->dropped, 0, "");
	f->dropped = dropped;
}

static bool snoop_file_next(struct capture *c, void *state, struct packet *ret)
{
	struct snoop_file *f = state;
	struct reader r = rd_over_span(source_peek(c->source, RECORD));
	uint32_t caplen, record, dropped;
	size_t have = rd_left(&r);
	int64_t seconds;
	struct span whole;

	if (f->ended || have == 0)
		return false;
	f->ended = true;
	if (have < RECORD)
		return format_give_up(c, LOSS_CUT_FILE);
	ret->wire_len = rd_be32(&r);
	caplen = rd_be32(&r);
	record = rd_be32(&r);
	dropped = rd_be32(&r);
	seconds = rd_be32(&r);
	ret->at = seconds * NS_PER_S + (int64_t)rd_be32(&r) * NS_PER_US;
	if (caplen > PACKET_MAX || record < RECORD + caplen || record > RECORD_BYTES_MAX)
		return format_give_up(c, LOSS_DAMAGED_RECORD);
	whole = source_peek(c->source, record);
	if (whole.len < RECORD + caplen)
		return format_give_up(c, LOSS_CUT_FILE);
	f->ended = false;
	source_take(c->source, whole.len);
	ret->frame = ++c->frame;
	ret->link = LINK_ETHERNET;
	ret->bytes = span_sub(whole, RECORD, caplen);
	note_drops(c, f, dropped);
	format_count(c, ret);
	return true;
}

const struct format format_snoop = { "snoop", is_snoop, snoop_file_open, snoop_file_next, free };
