/* gzip (RFC 1952), zlib (RFC 1950) and raw deflate (RFC 1951), by zlib. What can be had of a damaged one is taken. */
#include "base/text.h"
#include "detect/unwrap/wrapping.h"

#include <string.h>

#include <zlib.h>

enum {
	BLOCK = 16 << 10,
	DEFLATE_MIN = 16,  /* bytes: less is not certain to be deflate */
	DEFLATE_TEXT = 90, /* percent of readable text that must come out of what has no mark of its own */
};

/* zlib's windowBits: which of the three. */
enum { RAW = -MAX_WBITS, ZLIB = MAX_WBITS, GZIP = MAX_WBITS + 16 };

struct inflation {
	struct buf out;
	bool finished; /* came to its end, with all bytes used */
	bool bounded;
};

/* Blocks until the stream ends, is damaged, or the budget does. */
static int inflate_blocks(z_stream *z, size_t budget, struct inflation *ret)
{
	int status = Z_OK;

	while (status == Z_OK) {
		size_t room = budget - ret->out.len < BLOCK ? budget - ret->out.len : BLOCK;
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

static void inflate_all(struct span s, int bits, size_t budget, struct inflation *ret)
{
	z_stream z = { .next_in = (Bytef *)s.data, .avail_in = (uInt)s.len };
	int status = inflateInit2(&z, bits);

	memset(ret, 0, sizeof *ret);
	if (status != Z_OK)
		return;
	do {
		status = inflate_blocks(&z, budget, ret);
		/* gzip files may be several behind each other. */
	} while (status == Z_STREAM_END && bits == GZIP && z.avail_in > 0 && *z.next_in == 0x1f && inflateReset(&z) == Z_OK);
	ret->finished = status == Z_STREAM_END && z.avail_in == 0;
	inflateEnd(&z);
}

/* The last encoding is the outermost. Some mean zlib by it, as the RFC says, some the bare stream. */
static bool told_deflate(const struct node *n)
{
	struct span said = n->content_encoding == NULL ? (struct span){ NULL, 0 } : span_trim(span_of(n->content_encoding));

	return said.len >= 7 && span_is_nocase(span_sub(said, said.len - 7, 7), "deflate");
}

static bool open_as(struct unwrap *u, const struct node *n, const char *step, int bits)
{
	struct piece p = { .step.text = step, .token = n->bytes, .fresh = true };
	struct inflation i;
	bool found;

	inflate_all(n->bytes, bits, u->parts_left == 0 ? 0 : u->bytes_left, &i);
	found = i.out.len > 0;
	if (bits == RAW && !told_deflate(n))
		found = i.finished && text_share(buf_span(&i.out)) >= DEFLATE_TEXT;
	if (i.bounded)
		u->bounded = true;
	if (found && unwrap_afford(u, i.out.len)) {
		p.bytes = buf_span(&i.out);
		unwrap_piece(u, n, &p);
	}
	buf_free(&i.out);
	return found;
}

bool gzip_open(struct unwrap *u, const struct node *n)
{
	return span_starts(n->bytes, "\x1f\x8b\x08") && open_as(u, n, "gunzip", GZIP);
}

bool zlib_open(struct unwrap *u, const struct node *n)
{
	/* RFC 1950 2.2: method 8, window at most 32 KiB, and a check over both bytes. */
	unsigned head = (unsigned)n->bytes.data[0] << 8 | n->bytes.data[1];

	if ((head & 0x0f00) != 0x0800 || head >> 12 > 7 || head % 31 != 0 || (head & 0x20) != 0)
		return false;
	return open_as(u, n, "zlib", ZLIB);
}

bool deflate_open(struct unwrap *u, const struct node *n)
{
	/* Block type 3 is reserved; text is not tried. */
	if ((n->bytes.data[0] >> 1 & 3) == 3)
		return false;
	if (!told_deflate(n) && (n->bytes.len < DEFLATE_MIN || text_share(span_sub(n->bytes, 0, 64)) > 95))
		return false;
	return open_as(u, n, "deflate", RAW);
}
