/*
 * A TCP stream from pieces told in bytes: where each stands, how long it is, whether it was cut. Whatever comes, the bytes
 * delivered and the holes said are the way the sequence number went, and nothing is left waiting: stream_add, ordered_flush.
 */
#include "base/reader.h"
#include "flow/stream.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

struct tally {
	uint64_t delivered, missing;
	uint32_t sum; /* so that every byte is read */
};

static void on_bytes(void *ctx, struct span bytes, uint64_t frame, int64_t at)
{
	struct tally *t = ctx;

	(void)frame;
	(void)at;
	t->delivered += bytes.len;
	for (size_t i = 0; i < bytes.len; i++)
		t->sum += bytes.data[i];
}

static void on_gap(void *ctx, uint64_t missing, uint64_t frame)
{
	struct tally *t = ctx;

	(void)frame;
	t->missing += missing;
}

static struct ordered_piece piece_of(struct reader *r, uint64_t frame, uint32_t *ret_seq)
{
	uint8_t flags = rd_u8(r);
	struct ordered_piece p = { .frame = frame };

	*ret_seq = ((flags & 2) != 0 ? rd_be32(r) : 0xFFFFFF00 + rd_be16(r) % 1024) + (flags & 1);
	p.len = rd_u8(r);
	p.bytes = rd_bytes(r, (flags & 4) != 0 ? p.len / 2 : p.len);
	if ((flags & 8) != 0)
		p.len += (uint32_t)rd_be16(r) << 2;
	return p;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct reader r = rd_over(data, len);
	struct ordered s = { 0 };
	struct tally t = { 0 };
	const struct ordered_sink sink = { on_bytes, on_gap, &t };
	uint64_t total = 0, frame = 0;
	uint32_t first = 0, went;

	while (rd_left(&r) > 0) {
		uint32_t seq;
		struct ordered_piece p = piece_of(&r, ++frame, &seq);

		if (frame == 1)
			first = seq;
		if (p.bytes.len > p.len)
			break;
		stream_add(&s, seq, &p, &total, &sink);
	}
	ordered_flush(&s, &total, &sink);
	went = frame > 0 ? (uint32_t)s.next - first : 0;
	if (total != 0 || s.waiting != NULL || s.missing != t.missing || went != (uint32_t)(t.delivered + t.missing))
		abort();
	ordered_free(&s, &total);
	return 0;
}
