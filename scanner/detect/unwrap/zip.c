/* ZIP (APPNOTE.TXT 4.3): local files behind each other, stored or deflated. The directory behind them is not needed. */
#include "detect/unwrap/packing.h"
#include "detect/unwrap/wrapping.h"

enum {
	LOCAL_LEN = 30,     /* bytes of a local header */
	METHOD_STORED = 0, METHOD_DEFLATED = 8,
	FLAG_LATER = 8,     /* the sizes are told behind the content */
	FILES_MAX = 64,
};

/* The cursor stands behind a local header; false where it was none. later: how much there is has to be found out. */
static bool local_header(struct reader *r, unsigned *method, size_t *packed, bool *later)
{
	size_t name, extra;
	unsigned flags;

	if (rd_le32(r) != 0x04034b50)
		return false;
	rd_le16(r);
	flags = rd_le16(r);
	*method = rd_le16(r);
	rd_bytes(r, 8); /* time, date, check sum */
	*packed = rd_le32(r);
	rd_le32(r);
	name = rd_le16(r);
	extra = rd_le16(r);
	rd_bytes(r, name);
	rd_bytes(r, extra);
	*later = (flags & FLAG_LATER) != 0 && *packed == 0;
	return rd_ok(r);
}

static void file_open(struct unwrap *u, const struct node *n, unsigned method, struct span content)
{
	struct piece p = { .step.text = "zip", .token = content, .bytes = content };

	if (method == METHOD_DEFLATED)
		packing_open(u, n, &packing_deflate, p, true);
	if (method == METHOD_STORED)
		unwrap_piece(u, n, &p);
}

/* To the next local header or the directory. */
static size_t content_len(struct span rest)
{
	ptrdiff_t next = span_find(rest, "PK\x03\x04"), directory = span_find(rest, "PK\x01\x02");

	if (next < 0 || (directory >= 0 && directory < next))
		next = directory;
	return next < 0 ? rest.len : (size_t)next;
}

bool zip_open(struct unwrap *u, const struct node *n)
{
	struct reader r = rd_over_span(n->bytes);
	bool found = false;

	if (n->bytes.len < LOCAL_LEN)
		return false;
	for (unsigned i = 0; i < FILES_MAX; i++) {
		unsigned method;
		size_t packed;
		bool later;

		if (!local_header(&r, &method, &packed, &later))
			break;
		found = true;
		if (later)
			packed = content_len((struct span){ r.pos, rd_left(&r) });
		/* Of an upload that was cut off, what there is. */
		if (packed > rd_left(&r))
			packed = rd_left(&r);
		file_open(u, n, method, rd_bytes(&r, packed));
	}
	return found;
}
