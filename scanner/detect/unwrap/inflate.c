/* gzip (RFC 1952), zlib (RFC 1950) and raw deflate (RFC 1951), by zlib. */
#include "base/text.h"
#include "detect/unwrap/lsb.h"
#include "detect/unwrap/packing.h"
#include "detect/unwrap/wrapping.h"

#include <zlib.h>

/* zlib's windowBits: which of the three. */
enum { RAW = -MAX_WBITS, ZLIB = MAX_WBITS, GZIP = MAX_WBITS + 16 };

/* Blocks until the stream ends, is damaged, or the budget does. */
static int inflate_blocks(z_stream *z, size_t budget, struct unpacked *ret)
{
	int status = Z_OK;

	while (status == Z_OK) {
		size_t room = budget - ret->out.len < PACKING_BLOCK ? budget - ret->out.len : PACKING_BLOCK;
		size_t before = ret->out.len;

		if (room == 0) {
			ret->bounded = true;
			break;
		}
		buf_reserve(&ret->out, room);
		z->next_out = ret->out.data + before;
		z->avail_out = (uInt)room;
		status = inflate(z, Z_NO_FLUSH);
		ret->out.len = before + room - z->avail_out;
	}
	return status;
}

static void inflate_all(struct span s, int bits, size_t budget, struct unpacked *ret)
{
	z_stream z = { .next_in = (Bytef *)s.data, .avail_in = (uInt)s.len };
	int status = inflateInit2(&z, bits);

	if (status != Z_OK)
		return;
	do {
		status = inflate_blocks(&z, budget, ret);
		/* gzip files may be several behind each other. */
	} while (status == Z_STREAM_END && bits == GZIP && z.avail_in > 0 && *z.next_in == 0x1f && inflateReset(&z) == Z_OK);
	ret->ended = status == Z_STREAM_END;
	ret->finished = ret->ended && z.avail_in == 0;
	ret->cut = (status == Z_OK || status == Z_BUF_ERROR) && z.avail_in == 0;
	inflateEnd(&z);
}

static void gunzip(struct span s, size_t budget, struct unpacked *ret)
{
	inflate_all(s, GZIP, budget, ret);
}

static void unzlib(struct span s, size_t budget, struct unpacked *ret)
{
	inflate_all(s, ZLIB, budget, ret);
}

/* Its check sum is behind it: where that is right, the stream is one, whatever follows. */
static void unzlib_inside(struct span s, size_t budget, struct unpacked *ret)
{
	unzlib(s, budget, ret);
	ret->finished = ret->ended;
}

static void inflate_raw(struct span s, size_t budget, struct unpacked *ret)
{
	inflate_all(s, RAW, budget, ret);
}

/* RFC 1951 3.2.7: the lengths of the codes by which code lengths are written must use up all codes of seven bits, no more. */
static bool dynamic_may(struct lsb *b)
{
	unsigned literals = 257 + lsb_take(b, 5), distances = 1 + lsb_take(b, 5), lengths = 4 + lsb_take(b, 4), used = 0;

	for (unsigned i = 0; i < lengths; i++) {
		unsigned length = lsb_take(b, 3);

		used += length > 0 ? 128u >> length : 0;
	}
	return literals <= 286 && distances <= 30 && used == 128;
}

/* The first block. Stored (RFC 1951 3.2.4): a length and its complement. With fixed codes: nothing tells. Type 3 is reserved. */
static bool deflate_may(struct span s)
{
	struct lsb b = { s, 1 };

	switch (lsb_take(&b, 2)) {
	case 0:
		/* zlib passes over the bits before the length, whatever they are. */
		b.at = 8;
		return (lsb_take(&b, 16) ^ lsb_take(&b, 16)) == 0xffff;
	case 1:
		return true;
	case 2:
		return dynamic_may(&b);
	default:
		return false;
	}
}

const struct packing packing_gzip = { "gunzip", gunzip, NULL }, packing_zlib = { "zlib", unzlib, NULL },
	packing_zlib_inside = { "zlib", unzlib_inside, NULL }, packing_deflate = { "deflate", inflate_raw, deflate_may };

bool gzip_open(struct unwrap *u, const struct node *n)
{
	const struct piece p = { .token = n->bytes };

	return span_starts(n->bytes, "\x1f\x8b\x08") && packing_open(u, n, &packing_gzip, p, true);
}

/* RFC 1950 2.2: method 8, window at most 32 KiB, no dictionary, and a check over both bytes. */
bool zlib_begins(struct span s)
{
	unsigned head = s.len < 2 ? 0 : (unsigned)s.data[0] << 8 | s.data[1];

	return (head & 0x0f00) == 0x0800 && head >> 12 <= 7 && head % 31 == 0 && (head & 0x20) == 0;
}

bool zlib_open(struct unwrap *u, const struct node *n)
{
	const struct piece p = { .token = n->bytes };

	return zlib_begins(n->bytes) && packing_open(u, n, &packing_zlib, p, true);
}

bool deflate_open(struct unwrap *u, const struct node *n)
{
	const struct piece p = { .token = n->bytes };

	/* Text is not tried. */
	return n->bytes.len >= PACKING_MIN && deflate_may(n->bytes) && !text_is_mostly(span_sub(n->bytes, 0, 64), 96) &&
	       packing_open(u, n, &packing_deflate, p, false);
}
