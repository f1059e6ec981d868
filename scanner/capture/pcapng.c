/*
 * pcapng: sections of blocks, each block a type, its length, a body, its length again
 * (draft-ietf-opsawg-pcapng, section 3). Interfaces have a link type and a clock of their own.
 */
#include "capture/format.h"

#include "base/alloc.h"
#include "base/instant.h"
#include "base/text.h"
#include "capture/pcapdroid.h"

#include <stdio.h>
#include <stdlib.h>

enum { BLOCK_SECTION = 0x0A0D0D0A /* the same in either byte order */ };

enum { OPT_END = 0, OPT_COMMENT = 1, OPT_USER_APPLICATION = 4, OPT_IF_DROP = 5, OPT_OS_DROP = 7, OPT_RESOLUTION = 9, OPT_OFFSET = 14 };

enum { SECRETS_TLS = 0x544C534B /* "TLSK": the NSS Key Log Format */ };

struct interface {
	int link;
	uint32_t snaplen;
	uint64_t units;   /* of the clock in a second; 0: not usable, so its packets are not */
	int64_t offset_s; /* seconds to add */
	uint64_t dropped_by_interface, dropped_by_kernel; /* as its last statistics told */
};

struct pcapng_file {
	bool big, ended;
	struct interface *interfaces; /* of the section */
	size_t n, cap;
};

struct block {
	uint32_t type;
	struct reader body;
};

static bool is_pcapng(struct span first)
{
	struct reader r = rd_over_span(first);

	return rd_be32(&r) == BLOCK_SECTION;
}

/* One option's code and value; false at the end of the options (section 3.5). */
static bool option(struct reader *r, bool big, uint16_t *ret_code, struct reader *ret_value)
{
	uint16_t len;

	if (rd_left(r) < 4)
		return false;
	*ret_code = rd_u16(r, big);
	len = rd_u16(r, big);
	*ret_value = rd_sub(r, len);
	if (rd_left(r) >= (size_t)(-len & 3))
		rd_bytes(r, -len & 3);
	return *ret_code != OPT_END && rd_ok(ret_value);
}

static bool section(struct capture *c, struct pcapng_file *f, struct reader body)
{
	struct reader value;
	uint16_t code;

	f->n = 0;
	if (c->apps != NULL)
		apps_forget(c->apps);
	rd_bytes(&body, 4 + 2 + 2 + 8); /* byte order, version, section length */
	while (option(&body, f->big, &code, &value)) {
		if (code == OPT_USER_APPLICATION)
			text_clean_to(c->application, sizeof c->application, rd_rest(&value));
	}
	snprintf(c->description, sizeof c->description, "pcapng, %s-endian", f->big ? "big" : "little");
	return true;
}

/* if_tsresol: a power of ten, or of two where the top bit is set (section 4.2). 0: not usable. */
static uint64_t units_of(uint8_t resolution)
{
	uint64_t units = 1;

	if (resolution & 0x80)
		return (resolution & 0x7F) < 63 ? UINT64_C(1) << (resolution & 0x7F) : 0;
	if (resolution > 18)
		return 0;
	for (int i = 0; i < resolution; i++)
		units *= 10;
	return units;
}

/* Also one that is damaged takes its number: packets name interfaces by counting them. */
static bool interface(struct capture *c, struct pcapng_file *f, struct reader body)
{
	struct interface i = { .units = 1000000 };
	struct reader value;
	uint16_t code;

	i.link = rd_u16(&body, f->big);
	rd_u16(&body, f->big);
	i.snaplen = rd_u32(&body, f->big);
	if (!rd_ok(&body))
		i.units = 0;
	while (option(&body, f->big, &code, &value)) {
		if (code == OPT_RESOLUTION)
			i.units = rd_left(&value) == 1 ? units_of(rd_u8(&value)) : 0;
		else if (code == OPT_OFFSET)
			i.offset_s = (int64_t)(f->big ? rd_be64(&value) : rd_le64(&value));
	}
	if (f->n == INTERFACES_MAX) {
		losses_add(c->losses, LOSS_INTERFACES_BOUND, c->frame, 1, 0, "");
		return true;
	}
	ARRAY_GROW(f->interfaces, f->n, f->cap);
	f->interfaces[f->n++] = i;
	return i.units != 0;
}

/* A writer tells how many were dropped since its start: what its last block told is not counted again. */
static void drops(struct capture *c, enum loss loss, uint64_t now, uint64_t *counted)
{
	if (now <= *counted)
		return;
	losses_add(c->losses, loss, 0, now - *counted, 0, "");
	*counted = now;
}

static bool statistics(struct capture *c, struct pcapng_file *f, struct reader body)
{
	uint32_t id = rd_u32(&body, f->big);
	struct reader value;
	struct interface *i;
	uint16_t code;

	rd_bytes(&body, 8); /* time */
	if (!rd_ok(&body) || id >= f->n)
		return false;
	i = &f->interfaces[id];
	while (option(&body, f->big, &code, &value)) {
		uint64_t n = f->big ? rd_be64(&value) : rd_le64(&value);

		if (code == OPT_IF_DROP)
			drops(c, LOSS_DROPPED_BY_INTERFACE, n, &i->dropped_by_interface);
		else if (code == OPT_OS_DROP)
			drops(c, LOSS_DROPPED_BY_KERNEL, n, &i->dropped_by_kernel);
	}
	return true;
}

static int64_t clock_of(const struct interface *i, uint64_t ticks)
{
	uint64_t seconds = ticks / i->units, rest = ticks % i->units;
	int64_t ns = (int64_t)((__uint128_t)rest * NS_PER_S / i->units);
	__int128_t at = ((__int128_t)seconds + i->offset_s) * NS_PER_S + ns;

	return at > INSTANT_MAX || at < INSTANT_MIN ? 0 : (int64_t)at;
}

/* PCAPdroid's comment, in a file in which it has named apps: the packet's padding, then its options. */
static const struct app *app_from(struct capture *c, struct pcapng_file *f, uint32_t caplen, struct reader *body)
{
	struct reader value;
	uint16_t code;
	int32_t uid;

	rd_bytes(body, -caplen & 3);
	while (option(body, f->big, &code, &value)) {
		if (code == OPT_COMMENT && pcapdroid_comment(rd_rest(&value), &uid))
			return apps_of(c->apps, uid);
	}
	return NULL;
}

static bool packet_from(struct capture *c, struct pcapng_file *f, uint32_t interface_id, uint64_t ticks,
	uint32_t caplen, struct reader *body, struct packet *ret)
{
	if (interface_id >= f->n || f->interfaces[interface_id].units == 0 || caplen > PACKET_MAX)
		return false;
	ret->bytes = rd_bytes(body, caplen);
	if (!rd_ok(body))
		return false;
	ret->frame = ++c->frame;
	ret->at = clock_of(&f->interfaces[interface_id], ticks);
	ret->link = f->interfaces[interface_id].link;
	if (c->apps != NULL)
		ret->app = app_from(c, f, caplen, body);
	format_count(c, ret);
	return true;
}

/* Section 4.3, and behind an interface's number of its own width. */
static bool packet_of(struct capture *c, struct pcapng_file *f, uint32_t id, struct reader body, struct packet *ret)
{
	uint64_t ticks = (uint64_t)rd_u32(&body, f->big) << 32;
	uint32_t caplen;

	ticks |= rd_u32(&body, f->big);
	caplen = rd_u32(&body, f->big);
	ret->wire_len = rd_u32(&body, f->big);
	return packet_from(c, f, id, ticks, caplen, &body, ret);
}

static bool packet(struct capture *c, struct pcapng_file *f, struct reader body, struct packet *ret)
{
	uint32_t id = rd_u32(&body, f->big);

	return packet_of(c, f, id, body, ret);
}

/* Appendix A: the interface in 16 bits, and a drop count behind it. */
static bool obsolete_packet(struct capture *c, struct pcapng_file *f, struct reader body, struct packet *ret)
{
	uint16_t id = rd_u16(&body, f->big);

	rd_u16(&body, f->big);
	return packet_of(c, f, id, body, ret);
}

/* Section 4.4: no time, no captured length; the first interface's snap length bounds it. */
static bool simple_packet(struct capture *c, struct pcapng_file *f, struct reader body, struct packet *ret)
{
	uint32_t caplen;

	ret->wire_len = rd_u32(&body, f->big);
	caplen = ret->wire_len;
	if (f->n > 0 && f->interfaces[0].snaplen != 0 && caplen > f->interfaces[0].snaplen)
		caplen = f->interfaces[0].snaplen;
	return packet_from(c, f, 0, 0, caplen, &body, ret);
}

/* A section's header tells its byte order inside its body; every other block has that of its section. */
static bool byte_order(struct pcapng_file *f, struct span head)
{
	struct reader r = rd_over_span(head), order;

	if (rd_be32(&r) != BLOCK_SECTION)
		return true;
	rd_bytes(&r, 4);
	order = r;
	f->big = rd_be32(&r) == 0x1A2B3C4D;
	return f->big || rd_le32(&order) == 0x1A2B3C4D;
}

/* The next block; false at the end, having said what was lost. */
static bool next_block(struct capture *c, struct pcapng_file *f, struct block *ret)
{
	struct span head = source_peek(c->source, 12), whole;
	struct reader r, tail;
	uint32_t len;

	if (head.len == 0)
		return false;
	if (head.len < 12)
		return format_give_up(c, LOSS_CUT_FILE);
	if (!byte_order(f, head))
		return format_give_up(c, LOSS_DAMAGED_BLOCK);
	r = rd_over_span(head);
	ret->type = rd_u32(&r, f->big);
	len = rd_u32(&r, f->big);
	if (len < 12 || len % 4 != 0 || len > BLOCK_MAX)
		return format_give_up(c, LOSS_DAMAGED_BLOCK);
	whole = source_peek(c->source, len);
	if (whole.len < len)
		return format_give_up(c, LOSS_CUT_FILE);
	tail = rd_over_span(span_sub(whole, len - 4, 4));
	if (rd_u32(&tail, f->big) != len)
		return format_give_up(c, LOSS_DAMAGED_BLOCK);
	ret->body = rd_over_span(span_sub(whole, 8, len - 12));
	source_take(c->source, len);
	return true;
}

/* Section 4.7: an entry of systemd's journal, which has a number among Wireshark's frames. */
static bool journal(struct capture *c, struct pcapng_file *f, struct reader body)
{
	(void)f;
	(void)body;
	c->frame++;
	return true;
}

/* PCAPdroid's block of apps; from here on the comments of packets are looked at. */
static bool apps(struct capture *c, struct pcapng_file *f, struct reader body)
{
	if (c->apps == NULL)
		c->apps = apps_new(c->losses);
	return pcapdroid_block(c->apps, body, f->big);
}

/*
 * Section 4.9: whose it is stands first, and only its owner knows what is in it; PCAPdroid's is known here. It has a number among
 * Wireshark's frames.
 */
static bool custom(struct capture *c, struct pcapng_file *f, struct reader body)
{
	uint32_t enterprise = rd_u32(&body, f->big);
	char detail[NAME_TEXT];

	if (!rd_ok(&body))
		return false;
	c->frame++;
	if (enterprise == PCAPDROID_PEN && apps(c, f, body))
		return true;
	snprintf(detail, sizeof detail, "custom block of enterprise %u", enterprise);
	losses_add(c->losses, LOSS_UNKNOWN_BLOCK, c->frame, 1, rd_left(&body), detail);
	return true;
}

/*
 * Blocks by type. read takes in one that tells of the capture, packet one that holds a packet; both are false where the content is
 * damaged. One with neither holds no packets: it is passed over, and nothing is lost. Any other type is a loss.
 */
/* Section 4.8: keys of the traffic, wherever it stands in the file. Those of other protocols than TLS are not used. */
static bool secrets(struct capture *c, struct pcapng_file *f, struct reader body)
{
	uint32_t type = rd_u32(&body, f->big), len = rd_u32(&body, f->big);
	struct span text = rd_bytes(&body, len);

	if (type == SECRETS_TLS && c->on_secrets != NULL)
		c->on_secrets(c->secrets_ctx, text);
	return rd_ok(&body);
}

static const struct block_type {
	uint32_t type;
	bool (*read)(struct capture *c, struct pcapng_file *f, struct reader body);
	bool (*packet)(struct capture *c, struct pcapng_file *f, struct reader body, struct packet *ret);
} block_types[] = {
	{ 0x00000006, NULL, packet },
	{ 0x00000003, NULL, simple_packet },
	{ 0x00000002, NULL, obsolete_packet },
	{ BLOCK_SECTION, section, NULL },
	{ 0x00000001, interface, NULL },
	{ 0x00000005, statistics, NULL },
	{ 0x00000BAD, custom, NULL },
	{ 0x40000BAD, custom, NULL }, /* not to be copied by programs that do not know it */
	{ 0x00000009, journal, NULL },
	{ 0x00000004, NULL, NULL }, /* names of addresses: section 4.5 */
	{ 0x0000000A, secrets, NULL },
};

/* Takes one block in; ret_packet: it was a packet, in ret. False where its content is damaged. */
static bool block_read(struct capture *c, struct pcapng_file *f, const struct block *b, struct packet *ret, bool *ret_packet)
{
	const struct block_type *t = block_types, *end = t + sizeof block_types / sizeof *t;
	char detail[NAME_TEXT];

	*ret_packet = false;
	while (t < end && t->type != b->type)
		t++;
	if (t < end && t->packet != NULL)
		return *ret_packet = t->packet(c, f, b->body, ret);
	if (t < end)
		return t->read == NULL || t->read(c, f, b->body);
	snprintf(detail, sizeof detail, "block type 0x%08x", b->type);
	losses_add(c->losses, LOSS_UNKNOWN_BLOCK, c->frame, 1, rd_left(&b->body), detail);
	return true;
}

static bool pcapng_file_next(struct capture *c, void *state, struct packet *ret)
{
	struct pcapng_file *f = state;
	struct block b = { 0 };
	bool is_packet = false;

	while (!f->ended && !is_packet) {
		if (!next_block(c, f, &b)) {
			f->ended = true;
			return false;
		}
		if (!block_read(c, f, &b, ret, &is_packet))
			losses_add(c->losses, LOSS_DAMAGED_BLOCK, c->frame, 1, rd_left(&b.body), "");
	}
	return is_packet;
}

static void *pcapng_file_open(struct capture *c, struct err *e)
{
	struct pcapng_file *f = xcalloc(1, sizeof *f);

	if (!byte_order(f, source_peek(c->source, 12))) {
		err_set(e, "a pcapng file without a byte-order magic in its first block");
		free(f);
		return NULL;
	}
	snprintf(c->description, sizeof c->description, "pcapng, %s-endian", f->big ? "big" : "little");
	return f;
}

static void pcapng_file_close(void *state)
{
	struct pcapng_file *f = state;

	free(f->interfaces);
	free(f);
}

const struct format format_pcapng = { "pcapng", is_pcapng, pcapng_file_open, pcapng_file_next, pcapng_file_close };
