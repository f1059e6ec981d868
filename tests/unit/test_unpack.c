#include "unit.h"

#include "capture_reading.h"

#include <lz4frame.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

static size_t gzip(const struct buf *b, uint8_t *out, size_t room)
{
	z_stream z = { .next_in = b->data, .avail_in = (uInt)b->len, .next_out = out, .avail_out = (uInt)room };

	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return room - z.avail_out;
}

static size_t xz(const struct buf *b, uint8_t *out, size_t room)
{
	size_t n = 0;

	assert_int_equal(lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, NULL, b->data, b->len, out, &n, room), LZMA_OK);
	return n;
}

static size_t lz4(const struct buf *b, uint8_t *out, size_t room)
{
	return LZ4F_compressFrame(out, room, b->data, b->len, NULL);
}

static size_t zstd(const struct buf *b, uint8_t *out, size_t room)
{
	return ZSTD_compress(out, room, b->data, b->len, 3);
}

static const struct {
	const char *format, *early;
	size_t (*pack)(const struct buf *b, uint8_t *out, size_t room);
} packers[] = {
	{ "pcap, little-endian, gzip", "gzip data that end early", gzip },
	{ "pcap, little-endian, xz", "xz data that end early", xz },
	{ "pcap, little-endian, lz4", "lz4 data that end early", lz4 },
	{ "pcap, little-endian, zstd", "zstd data that end early", zstd },
};

enum { PACKERS = sizeof packers / sizeof *packers };

static void pack(size_t packer, const struct file *f, struct file *out)
{
	size_t room = f->b.len + 4096;

	buf_reserve(&out->b, room);
	out->b.len += packers[packer].pack(&f->b, out->b.data + out->b.len, room);
}

static void three_packets(struct file *f)
{
	pcap_head(f, PCAP, SNAPLEN, ETHERNET);
	for (int i = 0; i < 3; i++) {
		pcap_record(f, 0, 8, 8);
		buf_add(&f->b, "abcdefgh", 8);
	}
}

static void a_compressed_capture_is_read_as_what_is_inside(void **state)
{
	(void)state;
	for (size_t i = 0; i < PACKERS; i++) {
		struct file f = { .big = false }, packed = { .big = false };
		struct reading r;

		three_packets(&f);
		pack(i, &f, &packed);
		r = read_and_free(&packed);
		assert_int_equal(r.n, 3);
		assert_string_equal(r.bytes[2], "abcdefgh");
		assert_string_equal(r.format, packers[i].format);
		assert_false(r.damaged);
		buf_free(&f.b);
	}
}

static void compressed_streams_may_follow_each_other(void **state)
{
	(void)state;
	for (size_t i = 0; i < PACKERS; i++) {
		struct file f = { .big = false }, more = { .big = false }, packed = { .big = false };
		struct reading r;

		three_packets(&f);
		pack(i, &f, &packed);
		buf_add(&more.b, f.b.data + 24, f.b.len - 24);
		pack(i, &more, &packed);
		r = read_and_free(&packed);
		assert_int_equal(r.n, 6);
		assert_false(r.damaged);
		buf_free(&f.b);
		buf_free(&more.b);
	}
}

static void a_compressed_capture_may_be_cut_anywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < PACKERS; i++) {
		struct file f = { .big = false }, packed = { .big = false };

		three_packets(&f);
		pack(i, &f, &packed);
		for (size_t n = 6; n < packed.b.len; n++) {
			struct reading r = read_file(&packed, (ssize_t)n);

			if (r.error.text[0] == 0)
				assert_string_equal(r.detail[LOSS_CUT_FILE], packers[i].early);
			assert_true(r.damaged || strstr(r.error.text, packers[i].early) != NULL || strstr(r.error.text, "ends inside") != NULL);
		}
		buf_free(&f.b);
		buf_free(&packed.b);
	}
}

static void a_large_compressed_capture_is_read_through_a_window(void **state)
{
	(void)state;
	for (size_t i = 0; i < PACKERS; i++) {
		struct file f = { .big = false }, packed = { .big = false };
		uint32_t noise = 1;
		struct reading r;

		pcap_head(&f, PCAP, SNAPLEN, RAW);
		for (int n = 0; n < 100; n++) {
			pcap_record(&f, 0, 60000, 60000);
			for (int k = 0; k < 60000; k++)
				buf_putc(&f.b, (char)((noise = noise * 1103515245 + 12345) >> 24));
		}
		pack(i, &f, &packed);
		r = read_and_free(&packed);
		assert_int_equal(r.n, 100);
		assert_false(r.damaged);
		buf_free(&f.b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_compressed_capture_is_read_as_what_is_inside),
		cmocka_unit_test(compressed_streams_may_follow_each_other),
		cmocka_unit_test(a_compressed_capture_may_be_cut_anywhere),
		cmocka_unit_test(a_large_compressed_capture_is_read_through_a_window),
	};

	return unit_run(tests);
}
