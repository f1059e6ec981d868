/* Brotli (RFC 7932), by its reference decoder. It has no mark: it is told by a content encoding, or by what comes out. */
#include "base/text.h"
#include "detect/unwrap/lsb.h"
#include "detect/unwrap/packing.h"
#include "detect/unwrap/wrapping.h"

#include <brotli/decode.h>

enum { TRIED_MAX = 64 << 10 }; /* bytes: what is longer and of no known sort is seldom text that was packed */

static void unbrotli(struct span s, size_t budget, struct unpacked *ret)
{
	BrotliDecoderState *state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
	BrotliDecoderResult status = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;

	while (state != NULL && status == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
		size_t room = budget - ret->out.len < PACKING_BLOCK ? budget - ret->out.len : PACKING_BLOCK, left = room;
		uint8_t *to;

		if (room == 0) {
			ret->bounded = true;
			break;
		}
		buf_reserve(&ret->out, room);
		to = ret->out.data + ret->out.len;
		status = BrotliDecoderDecompressStream(state, &s.len, &s.data, &left, &to, NULL);
		ret->out.len += room - left;
	}
	ret->finished = status == BROTLI_DECODER_RESULT_SUCCESS && s.len == 0;
	BrotliDecoderDestroyInstance(state);
}

/* RFC 7932 9.1, the size of the window: "1000100" begins what the RFC does not know. */
static bool window_may(struct lsb *b)
{
	if (lsb_take(b, 1) == 0 || lsb_take(b, 3) != 0)
		return true;
	return lsb_take(b, 3) != 1;
}

/* RFC 7932 9.2: a number from 1 to 256. */
static unsigned count(struct lsb *b)
{
	unsigned bits;

	if (lsb_take(b, 1) == 0)
		return 1;
	bits = lsb_take(b, 3);
	return 1 + (1u << bits) + lsb_take(b, bits);
}

/* RFC 7932 3.4: up to four symbols, all of the alphabet, no two the same. */
static bool simple_code_may(struct lsb *b, unsigned alphabet)
{
	unsigned n = 1 + lsb_take(b, 2), bits = 0, symbols[4];

	while ((alphabet - 1) >> bits != 0)
		bits++;
	for (unsigned i = 0; i < n; i++) {
		symbols[i] = lsb_take(b, bits);
		if (symbols[i] >= alphabet)
			return false;
		for (unsigned k = 0; k < i; k++)
			if (symbols[k] == symbols[i])
				return false;
	}
	lsb_take(b, n == 4); /* which of two shapes the tree has */
	return true;
}

/* RFC 7932 3.5: the codes that code lengths are written by. */
struct length_code {
	uint8_t counts[6], symbols[18]; /* of each length; by length and symbol */
	unsigned n;
};

/* Their own lengths, from the `skipped` on, must use up all codes of five bits, no more, or be one. */
static bool length_code_read(struct lsb *b, unsigned skipped, struct length_code *ret)
{
	static const uint8_t order[] = { 1, 2, 3, 4, 0, 5, 17, 6, 16, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
	static const uint8_t sizes[] = { 2, 2, 2, 3, 2, 2, 2, 4, 2, 2, 2, 3, 2, 2, 2, 4 }, values[] = { 0, 4, 3, 2, 0, 4, 3, 1, 0, 4, 3, 2, 0, 4, 3, 5 };
	uint8_t lengths[18] = { 0 };
	unsigned used = 0;

	*ret = (struct length_code){ .n = 0 };
	for (unsigned i = skipped; i < 18 && used < 32; i++) {
		unsigned next = lsb_peek(b, 4), length = values[next];

		b->at += sizes[next];
		lengths[order[i]] = (uint8_t)length;
		used += length > 0 ? 32u >> length : 0;
		ret->counts[length] += length > 0;
		ret->n += length > 0;
	}
	if (used != 32 && ret->n != 1)
		return false;
	for (unsigned length = 1, n = 0; length < 6; length++)
		for (uint8_t i = 0; ret->counts[length] > 0 && i < 18; i++)
			if (lengths[i] == length)
				ret->symbols[n++] = i;
	return true;
}

/* A code is read from its highest bit on. The only one there is has none. */
static unsigned length_next(struct lsb *b, const struct length_code *c)
{
	unsigned code = 0, first = 0, index = 0;

	for (unsigned length = 1; c->n > 1 && length < 6; length++) {
		code |= lsb_take(b, 1);
		if (code < first + c->counts[length])
			return c->symbols[index + code - first];
		index += c->counts[length];
		first = (first + c->counts[length]) << 1;
		code <<= 1;
	}
	return c->symbols[0];
}

/* The lengths of an alphabet's codes must use up all codes of fifteen bits, no more. 16 repeats the last one, 17 nothing, and what repeats again multiplies. */
static bool complex_code_may(struct lsb *b, unsigned alphabet, unsigned skipped)
{
	unsigned used = 0, last = 8, repeated = 0, times = 0;
	struct length_code c;

	if (!length_code_read(b, skipped, &c))
		return false;
	for (unsigned i = 0; i < alphabet && used < 1u << 15;) {
		unsigned next = length_next(b, &c), before = times, bits = next - 14, length = next == 16 ? last : 0;

		if (next < 16) {
			last = next > 0 ? next : last;
			used += next > 0 ? (1u << 15) >> next : 0;
			times = 0;
			i++;
			continue;
		}
		if (repeated != length)
			before = times = 0;
		repeated = length;
		times = (times > 0 ? (times - 2) << bits : 0) + 3 + lsb_take(b, bits);
		if (times - before > alphabet - i)
			return false;
		i += times - before;
		used += length > 0 ? (times - before) << (15 - length) : 0;
	}
	return used == 1u << 15;
}

static bool code_may(struct lsb *b, unsigned alphabet)
{
	unsigned skipped = lsb_take(b, 2);

	return skipped == 1 ? simple_code_may(b, alphabet) : complex_code_may(b, alphabet, skipped);
}

enum { LITERALS = 256, COMMANDS = 704, COUNTS = 26 }; /* alphabets, RFC 7932 9.2: of bytes, of insert-and-copy lengths, of block counts */

/* How many trees there are; where several, the code of the map that tells which of them is used when (RFC 7932 7.3). */
static bool trees_may(struct lsb *b, unsigned *ret)
{
	*ret = count(b);
	return *ret == 1 || code_may(b, *ret + (lsb_take(b, 1) != 0 ? 1 + lsb_take(b, 4) : 0));
}

/* RFC 7932 9.2, a meta-block with codes: up to what can only be read by them, or the codes of distances. */
static bool compressed_may(struct lsb *b)
{
	unsigned n;

	for (unsigned i = 0; i < 3; i++)
		if ((n = count(b)) > 1)
			return code_may(b, n + 2) && code_may(b, COUNTS);
	lsb_take(b, 8); /* of distances, and the mode of the only sort of literals */
	return trees_may(b, &n) && (n > 1 || (trees_may(b, &n) && (n > 1 || (code_may(b, LITERALS) && code_may(b, COMMANDS)))));
}

/* A number of so many parts of so many bits, plus one. False where the last is zero, though fewer would do. */
static bool length_read(struct lsb *b, unsigned parts, unsigned bits, unsigned least, size_t *ret)
{
	unsigned part = 1;

	*ret = 1;
	for (unsigned i = 0; i < parts; i++) {
		part = lsb_take(b, bits);
		*ret += (size_t)part << bits * i;
	}
	return parts <= least || part != 0;
}

/*
 * Meta-blocks up to the first with codes. One that is reserved comes to no end, nor one that is longer than what is there; a stream
 * of nothing is none.
 */
static bool brotli_may(struct span s)
{
	struct lsb b = { s, 0 };
	bool any = false;

	if (!window_may(&b))
		return false;
	while (lsb_left(&b) > 0) {
		bool last = lsb_take(&b, 1) != 0;
		unsigned nibbles = 0;
		size_t length;

		if (last && lsb_take(&b, 1) != 0)
			return any;
		nibbles = 4 + lsb_take(&b, 2);
		if (nibbles < 7) {
			if (!length_read(&b, nibbles, 4, 4, &length))
				return false;
			if (last || lsb_take(&b, 1) == 0)
				return compressed_may(&b);
			any = true;
		} else {
			unsigned bytes;

			if (lsb_take(&b, 1) != 0 || (last && !any))
				return false;
			bytes = lsb_take(&b, 2);
			if (!length_read(&b, bytes, 8, 1, &length))
				return false;
			length = bytes == 0 ? 0 : length;
		}
		if (!lsb_align(&b) || length > lsb_left(&b))
			return false;
		if (last)
			return true;
		b.at += 8 * length;
	}
	return false;
}

const struct packing packing_brotli = { "brotli", unbrotli, brotli_may };

bool brotli_open(struct unwrap *u, const struct node *n)
{
	const struct piece p = { .token = n->bytes };

	return n->bytes.len >= PACKING_MIN && n->bytes.len <= TRIED_MAX && !text_is_mostly(span_sub(n->bytes, 0, 64), 96) &&
	       packing_open(u, n, &packing_brotli, p, false);
}
