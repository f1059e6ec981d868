/*
 * What stands wrapped in the middle of other bytes: runs of base64 in a text, gzip behind a header of one's own. Here nothing
 * tells where a run begins in its groups of four, so it is tried where one may begin, and only believed where text comes out
 * or something that is packed.
 */
#include "base/lanes.h"
#include "base/text.h"
#include "detect/codec.h"
#include "detect/unwrap/packing.h"
#include "detect/unwrap/wrapping.h"

#include <string.h>

enum {
	RUN_MIN = LANES,      /* characters: twelve bytes, hardly a value in less */
	LINE_MIN = 40,     /* characters in a line of base64 that goes on in the next; those of mail have 64 or 76 */
	SAMPLE = 24,       /* characters looked at before all are decoded */
	BEGINNINGS_MAX = 16, /* places tried in one run */
	TAIL_MIN = 8,      /* characters of a run that may go on: most words are shorter */
	PACKED_MAX = 16,   /* magics of a packing tried in one node */
};

static bool is_char(uint8_t c)
{
	return base64_digits[c] != 0;
}

/* The same of sixteen bytes: letters, digits with the slash before them, and three more. */
static inline unsigned chars(const uint8_t *p)
{
	lanes v = lanes_at(p);

	return lanes_bits((lanes)((((v | 0x20) - 'a') < 26) | ((v - '/') < 11) | (v == '+') | (v == '-') | (v == '_')));
}

/* Length of the line break at a place within base64, 0 where there is none. */
static size_t line_break(struct span s, size_t at)
{
	size_t len = at + 1 < s.len && s.data[at] == '\r' && s.data[at + 1] == '\n' ? 2 : at < s.len && s.data[at] == '\n';

	return len > 0 && at + len < s.len && is_char(s.data[at + len]) ? len : 0;
}

/* Where in 32 bytes, the lowest bit the first, as many characters as a run has begin; 32: nowhere. */
static inline size_t sixteen_of(uint32_t is_char)
{
	for (unsigned n = 1; n < RUN_MIN; n *= 2)
		is_char &= is_char >> n;
	return is_char == 0 ? 2 * LANES : (size_t)__builtin_ctz(is_char);
}

/* The first such place at that one or behind it; s.len where there is none. Of sixteen bytes in which one begins, the last is of it. */
static size_t run_begin(struct span s, size_t at)
{
	for (; s.len - at >= RUN_MIN; at += LANES) {
		size_t ahead, found;

		if (!is_char(s.data[at + LANES - 1]))
			continue;
		/* Of the last sixteen some were seen already. */
		ahead = s.len - at >= 2 * LANES ? LANES : s.len - at - LANES;
		found = sixteen_of(chars(s.data + at) | (uint32_t)chars(s.data + at + ahead) << ahead);
		if (found < LANES)
			return at + found;
	}
	return s.len;
}

static size_t run_end(struct span s, size_t at)
{
	size_t line = at;

	for (;;) {
		size_t gap;

		while (s.len - at >= LANES && chars(s.data + at) == 0xffff)
			at += LANES;
		while (at < s.len && is_char(s.data[at]))
			at++;
		gap = at - line >= LINE_MIN ? line_break(s, at) : 0;
		if (gap == 0)
			return at;
		at += gap;
		line = at;
	}
}

/* Text, or the beginning of something packed. */
static bool is_sense(struct span plain)
{
	return span_starts(plain, "\x1f\x8b\x08") || span_starts(plain, "\x28\xb5\x2f\xfd") || text_is_mostly(plain, 100);
}

/* Does base64 that makes sense begin here? A character may be cut at the sample's end. */
static bool begins(struct span run, size_t at)
{
	struct span sample = span_sub(run, at, SAMPLE);
	uint8_t plain[SAMPLE / 4 * 3 + BASE64_ROOM];
	size_t n;
	bool found;

	sample.len -= sample.len % 4;
	found = sample.len >= RUN_MIN && base64_decode_to(plain, sample, false, &n) &&
		(is_sense((struct span){ plain, n }) || is_sense((struct span){ plain, n - 3 }));
	explicit_bzero(plain, sizeof plain);
	return found;
}

/* Where one may begin: at the run's own beginning, behind a character that also parts words, at a mark that tells. */
static bool may_begin(struct span run, size_t at)
{
	static const bool parts[256] = { ['/'] = true, ['+'] = true, ['-'] = true, ['_'] = true, ['\n'] = true };
	struct span rest = span_sub(run, at, 4);

	return at == 0 || parts[run.data[at - 1]] || span_is(rest, "H4sI") || span_starts(rest, "eyJ");
}

static bool run_open(struct unwrap *u, const struct node *n, struct span run)
{
	struct piece p = { .step.text = "base64", .fresh = true };
	struct buf plain = { 0 };
	size_t tried = 0, at = 0;
	bool found = false;

	for (; !found && tried < BEGINNINGS_MAX && run.len - at >= RUN_MIN; at++) {
		if (!may_begin(run, at))
			continue;
		tried++;
		found = begins(run, at);
		p.token = span_sub(run, at, run.len);
	}
	if (!found || !unwrap_afford(u, p.token.len / 4 * 3))
		return false;
	/* One character too many at its end is of what follows. */
	found = base64_decode(&plain, p.token, false) || base64_decode(&plain, span_sub(p.token, 0, p.token.len - 1), false);
	p.bytes = buf_span(&plain);
	if (found)
		unwrap_piece(u, n, &p);
	buf_free(&plain);
	return found;
}

size_t unwrap_run_at_end(struct span s)
{
	size_t at = s.len;

	while (at > 0 && (is_char(s.data[at - 1]) || ((s.data[at - 1] == '\n' || s.data[at - 1] == '\r') && at < s.len)))
		at--;
	return s.len - at < TAIL_MIN ? s.len : at;
}

bool runs_open(struct unwrap *u, const struct node *n)
{
	struct span s = n->bytes;
	bool found = false;

	for (size_t at = run_begin(s, 0); at < s.len; at = run_begin(s, at)) {
		size_t end = run_end(s, at);

		if (run_open(u, n, span_sub(s, at, end - at)))
			found = true;
		at = end;
	}
	return found;
}

/* Two bytes of zlib are a mark by chance: all of it must be of a stream, and its check sum right. */
static const struct island {
	const char *mark;
	const struct packing *packing;
	bool marked;
} islands[] = {
	{ "\x1f\x8b\x08", &packing_gzip, true },
	{ "\x28\xb5\x2f\xfd", &packing_zstd, true },
	{ "\x78\x9c", &packing_zlib_inside, false },
	{ "\x78\xda", &packing_zlib_inside, false },
	{ "\x78\x01", &packing_zlib_inside, false },
};

static bool island_open(struct unwrap *u, const struct node *n, struct span rest, const struct island *i)
{
	const struct piece p = { .fresh = true, .token = rest };

	/* RFC 1952 2.3.1: the upper flags are zero. */
	if (i->packing == &packing_gzip && (rest.len < 4 || (rest.data[3] & 0xe0) != 0))
		return false;
	return packing_open(u, n, i->packing, p, i->marked);
}

/* The first two bytes of them. */
static inline unsigned marks(const uint8_t *p)
{
	lanes first = lanes_at(p), second = lanes_at(p + 1);

	return lanes_bits((lanes)(((first == 0x1f) & (second == 0x8b)) | ((first == 0x28) & (second == 0xb5)) |
		((first == 0x78) & ((second == 0x9c) | (second == 0xda) | (second == 0x01)))));
}

bool islands_open(struct unwrap *u, const struct node *n)
{
	struct span s = n->bytes;
	size_t tried = 0;
	bool found = false;

	for (size_t at = lanes_next(s, 0, marks); at < s.len && tried < PACKED_MAX; at = lanes_next(s, at + 1, marks)) {
		struct span rest = span_sub(s, at, s.len);

		for (size_t i = 0; i < sizeof islands / sizeof *islands; i++) {
			if (!span_starts(rest, islands[i].mark))
				continue;
			tried++;
			found |= island_open(u, n, rest, &islands[i]);
		}
	}
	return found;
}
