#include "unit.h"

#include "detect/unwrap/packing.h"

#include <stdio.h>
#include <string.h>

#include <brotli/encode.h>
#include <zlib.h>

enum { TEXT_MAX = 40000, ROUNDS = 4000, FLIPPED = 3 };

/* The same in every run. */
static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* Bytes of a sort: text, any, of two letters, repeated. */
static void fill(uint8_t *bytes, size_t n, unsigned sort, uint32_t *seed)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t r = next_random(seed);

		if (sort == 0)
			bytes[i] = (uint8_t) "abcdefg{}\":,0123456789"[r % 22];
		else if (sort == 3 && i > 16 && r % 8 != 0)
			bytes[i] = bytes[i - 1 - r % 16];
		else
			bytes[i] = sort == 2 ? (uint8_t)('a' + r % 2) : (uint8_t)r;
	}
}

static bool ends(const struct packing *how, struct span s)
{
	struct unpacked all = { .bounded = false };
	bool found;

	how->undo(s, 1 << 20, &all);
	found = all.out.len > 0 && all.finished;
	buf_free(&all.out);
	return found;
}

/* A stream is never ruled out; nor, with bits of it turned round, is what still is one. Returns how many were ruled out. */
static unsigned stream_check(const struct packing *how, uint8_t *stream, size_t len, uint32_t *seed)
{
	struct span s = { stream, len };
	unsigned ruled_out = 0;

	assert_true(ends(how, s));
	assert_true(how->may(s));
	for (unsigned i = 0; i < FLIPPED; i++) {
		stream[next_random(seed) % (len < 24 ? len : 24)] ^= (uint8_t)(1 << next_random(seed) % 8);
		if (how->may(s))
			continue;
		ruled_out++;
		assert_false(ends(how, s));
	}
	return ruled_out;
}

/* Every level, strategy and window, of short texts and long ones. */
static void no_deflate_stream_is_ruled_out(void **state)
{
	static uint8_t text[TEXT_MAX], out[2 * TEXT_MAX];
	unsigned ruled_out = 0;
	uint32_t seed = 1;

	(void)state;
	for (unsigned i = 0; i < 10 * 5 * 4 * 3; i++) {
		size_t n = 1 + next_random(&seed) % (i % 3 == 0 ? TEXT_MAX : 300);
		z_stream z = { .next_in = text, .avail_in = (uInt)n, .next_out = out, .avail_out = sizeof out };

		fill(text, n, i % 4, &seed);
		assert_int_equal(deflateInit2(&z, (int)(i % 10), Z_DEFLATED, -15 + (int)(i % 6), 8, (int)(i / 10 % 5)), Z_OK);
		assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
		ruled_out += stream_check(&packing_deflate, out, z.total_out, &seed);
		deflateEnd(&z);
	}
	assert_true(ruled_out > 100);
}

/* Flushed in the middle: the first meta-block is not the last. */
static size_t brotli_pack(struct span text, unsigned quality, unsigned window, unsigned how, uint8_t *out, size_t cap)
{
	BrotliEncoderState *e = BrotliEncoderCreateInstance(NULL, NULL, NULL);
	size_t first = how % 3 == 0 ? 0 : text.len / 2, second = text.len - first, left = cap, about = how % 4 == 0 ? 5 : 0;
	const uint8_t *from = text.data, *note = (const uint8_t *)"a note";

	BrotliEncoderSetParameter(e, BROTLI_PARAM_QUALITY, quality);
	BrotliEncoderSetParameter(e, BROTLI_PARAM_LGWIN, window);
	if (about > 0)
		assert_true(BrotliEncoderCompressStream(e, BROTLI_OPERATION_EMIT_METADATA, &about, &note, &left, &out, NULL));
	if (first > 0)
		assert_true(BrotliEncoderCompressStream(e, BROTLI_OPERATION_FLUSH, &first, &from, &left, &out, NULL));
	assert_true(BrotliEncoderCompressStream(e, BROTLI_OPERATION_FINISH, &second, &from, &left, &out, NULL));
	assert_true(BrotliEncoderIsFinished(e));
	BrotliEncoderDestroyInstance(e);
	return cap - left;
}

static void no_brotli_stream_is_ruled_out(void **state)
{
	static uint8_t text[TEXT_MAX], out[2 * TEXT_MAX];
	unsigned ruled_out = 0;
	uint32_t seed = 2;

	(void)state;
	for (unsigned i = 0; i < 12 * 15 * 4; i++) {
		size_t n = 1 + next_random(&seed) % (i % 24 == 0 ? TEXT_MAX : 300), len;

		fill(text, n, i / 5 % 4, &seed);
		len = brotli_pack((struct span){ text, n }, i % 12, 10 + i % 15, i / 7, out, sizeof out);
		ruled_out += stream_check(&packing_brotli, out, len, &seed);
	}
	assert_true(ruled_out > 100);
}

/* Of bytes by chance most are ruled out, and of those none comes to an end. */
static void what_is_ruled_out_comes_to_no_end(void **state)
{
	static const struct packing *const hows[] = { &packing_deflate, &packing_brotli };
	uint8_t bytes[64];
	uint32_t seed = 3;

	(void)state;
	for (size_t k = 0; k < 2; k++) {
		unsigned ruled_out = 0;

		for (unsigned i = 0; i < ROUNDS; i++) {
			const struct span s = { bytes, PACKING_MIN + next_random(&seed) % (sizeof bytes - PACKING_MIN + 1) };

			fill(bytes, s.len, 1, &seed);
			if (hows[k]->may(s))
				continue;
			ruled_out++;
			assert_false(ends(hows[k], s));
		}
		assert_true(ruled_out > ROUNDS / 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_deflate_stream_is_ruled_out),
		cmocka_unit_test(no_brotli_stream_is_ruled_out),
		cmocka_unit_test(what_is_ruled_out_comes_to_no_end),
	};

	return unit_run(tests);
}
