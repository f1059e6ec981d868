/*
 * Mi Push, as seen on the wire: C2FE, version 5, u32 body length, body, u32 Adler-32 of all before it; big-endian. A frame whose
 * checksum fits is certain. The client's CONN body is in clear: u16 2, u16 header length, u32 payload length, a
 * protobuf header, a protobuf payload with model, build, device id, network and locale. Later bodies are encrypted.
 */
#include "decode/decoder.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { MAGIC = 0xC2FE0005, HEADER = 8, CHECKSUM = 4, FRAME_MAX = 64 << 10, BODY_CLEAR = 2, WIRE_BYTES = 2, WIRE_VARINT = 0 };

struct mipush {
	struct gather frame;
	struct mark *slices; /* marks of the parts */
	size_t slice_count, slice_cap;
	bool lost; /* a frame did not check out: its length cannot be trusted */
};

#define SERVER_FIELD "mipush.conn:server"

/* The fields of CONN that hold text, by their numbers. */
static const struct {
	uint64_t number;
	const char *root;
} fields[] = {
	{ 2, "mipush.conn:model" },
	{ 3, "mipush.conn:build" },
	{ 4, "mipush.conn:device-id" },
	{ 6, "mipush.conn:network" },
	{ 7, SERVER_FIELD },
	{ 8, "mipush.conn:locale" },
};

enum { FIELDS = sizeof fields / sizeof *fields };

static enum probe mipush_probe(const struct conversation *c, struct span first)
{
	static const uint8_t magic[] = { 0xC2, 0xFE, 0x00, 0x05 };

	(void)c;
	for (size_t i = 0; i < first.len && i < sizeof magic; i++) {
		if (first.data[i] != magic[i])
			return PROBE_NO;
	}
	return first.len < sizeof magic ? PROBE_MORE : PROBE_YES;
}

static void *mipush_open(struct conversation *c)
{
	(void)c;
	return xcalloc(1, sizeof(struct mipush));
}

static uint64_t varint(struct reader *r)
{
	uint64_t v = 0;

	for (int shift = 0; shift < 64; shift += 7) {
		uint8_t b = rd_u8(r);

		v |= (uint64_t)(b & 0x7F) << shift;
		if ((b & 0x80) == 0)
			break;
	}
	return v;
}

/* The text fields of a protobuf message, in order; stops where it is not one. */
static size_t conn_parts(struct reader payload, struct span frame, struct part parts[FIELDS])
{
	size_t n = 0;

	while (rd_left(&payload) > 0 && n < FIELDS) {
		uint64_t tag = varint(&payload);
		struct span value;

		if ((tag & 7) == WIRE_VARINT) {
			varint(&payload);
			continue;
		}
		if ((tag & 7) != WIRE_BYTES)
			break;
		value = rd_bytes(&payload, varint(&payload));
		for (size_t i = 0; value.len > 0 && i < FIELDS; i++) {
			if (fields[i].number == tag >> 3)
				parts[n++] = (struct part){ .root = fields[i].root, .bytes = value,
					.offset = (uint64_t)(value.data - frame.data) };
		}
	}
	return n;
}

/* The frame's first byte is byte `from` of what is gathered. */
static void frame_emit(struct conversation *c, struct mipush *p, size_t from, struct span frame)
{
	struct part parts[FIELDS];
	struct reader r = rd_over_span(span_sub(frame, HEADER, frame.len - HEADER - CHECKSUM));
	uint16_t type = rd_be16(&r), header = rd_be16(&r);
	uint32_t payload = rd_be32(&r);
	struct message m = { .carrier = "mipush", .host = "", .method = "", .bytes = frame.len, .parts = parts };

	p->slice_count = 0;
	gather_slice(&p->frame, from, frame.len, &p->slices, &p->slice_count, &p->slice_cap);
	m.frame = p->slices[0].frame;
	m.at = p->slices[0].at;
	rd_bytes(&r, header);
	if (rd_ok(&r) && type == BODY_CLEAR && payload <= rd_left(&r))
		m.part_count = conn_parts(rd_sub(&r, payload), frame, parts);
	m.decoded = m.part_count > 0;
	p->slice_count = 0;
	for (size_t i = 0; i < m.part_count; i++) {
		char host[HOST_MAX];

		parts[i].mark_count = gather_slice(&p->frame, from + parts[i].offset, parts[i].bytes.len, &p->slices,
			&p->slice_count, &p->slice_cap);
		if (strcmp(parts[i].root, SERVER_FIELD) == 0 && host_from(parts[i].bytes, host))
			conversation_host(c, host, HOST_MIPUSH);
	}
	gather_point(parts, m.part_count, p->slices);
	conversation_emit(c, &m); /* an encrypted one too: that it is Mi Push is certain */
}

/* The length of the whole frame at `from` of what is gathered, 0 where there is none, or none that can be believed. */
static size_t take_frame(struct conversation *c, struct mipush *m, size_t from)
{
	struct span all = span_sub(buf_span(&m->frame.bytes), from, SIZE_MAX);
	struct reader r = rd_over_span(all);
	uint32_t magic = rd_be32(&r), body = rd_be32(&r), sum;
	struct span whole = span_sub(all, 0, (size_t)HEADER + body + CHECKSUM);

	if (!rd_ok(&r))
		return 0;
	m->lost = magic != MAGIC || body > FRAME_MAX;
	if (m->lost)
		return 0;
	rd_bytes(&r, body);
	sum = rd_be32(&r);
	if (!rd_ok(&r))
		return 0;
	m->lost = adler32(1, all.data, (uInt)(HEADER + body)) != sum;
	if (m->lost)
		return 0;
	frame_emit(c, m, from, whole);
	return whole.len;
}

static void give_up(struct conversation *c, struct mipush *m)
{
	conversation_opaque(c, m->frame.bytes.len);
	gather_reset(&m->frame);
}

static void mipush_bytes(struct conversation *c, void *state, struct span bytes, uint64_t frame, int64_t at)
{
	struct mipush *m = state;
	size_t done = 0, n;

	gather_add(&m->frame, bytes, frame, at);
	while (!m->lost && (n = take_frame(c, m, done)) > 0)
		done += n;
	gather_drop(&m->frame, done);
	if (m->lost)
		give_up(c, m);
}

static void mipush_gap(struct conversation *c, void *state, uint64_t missing, uint64_t frame)
{
	struct mipush *m = state;

	(void)missing;
	(void)frame;
	m->lost = true;
	give_up(c, m);
}

static void mipush_end(struct conversation *c, void *state)
{
	give_up(c, state);
}

static void mipush_close(void *state)
{
	struct mipush *m = state;

	gather_free(&m->frame);
	free(m->slices);
	free(m);
}

const struct decoder decoder_mipush = { "mipush", mipush_probe, mipush_open, mipush_bytes, mipush_gap, NULL, NULL, mipush_end,
	mipush_close, NULL };
