#include "unit.h"

#include "base/instant.h"
#include "capture_reading.h"

static void pcap_is_read_in_every_order_and_unit(void **state)
{
	static const struct {
		uint32_t magic;
		int64_t ns;
		size_t more; /* bytes of a record's header after the usual ones */
		const char *format;
	} rows[] = {
		{ PCAP, 123456000, 0, "pcap, %s-endian" },
		{ 0xA1B23C4D, 123456, 0, "pcap with nanoseconds, %s-endian" },
		{ 0xA1B2CD34, 123456000, 8, "modified pcap, %s-endian" },
	};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof rows / sizeof *rows; i++) {
		struct file f = { .big = i % 2 != 0 };
		char format[NAME_TEXT];
		struct reading r;

		pcap_head(&f, rows[i / 2].magic, SNAPLEN, ETHERNET | 0x14000000); /* with a frame check sequence's length */
		for (int n = 0; n < 2; n++) {
			pcap_record(&f, 123456, 4, 60);
			put(&f, 0, rows[i / 2].more);
			buf_puts(&f.b, "abcd");
		}
		r = read_and_free(&f);
		snprintf(format, sizeof format, rows[i / 2].format, i % 2 != 0 ? "big" : "little");
		assert_string_equal(r.format, format);
		assert_int_equal(r.n, 2);
		assert_int_equal(r.packets[1].at, SECONDS * NS_PER_S + rows[i / 2].ns);
		assert_int_equal(r.packets[1].link, ETHERNET);
		assert_int_equal(r.packets[1].wire_len, 60);
		assert_string_equal(r.bytes[1], "abcd");
		assert_int_equal(r.lost[LOSS_TRUNCATED_PACKET], 2);
		assert_int_equal(r.lost_bytes[LOSS_TRUNCATED_PACKET], 2 * 56);
		assert_false(r.damaged);
	}
}

static void times_after_2038_are_read(void **state)
{
	struct file f = { .big = true };
	struct reading r;

	(void)state;
	pcap_head(&f, PCAP, SNAPLEN, RAW);
	put(&f, UINT32_MAX, 4);
	put(&f, 0, 4);
	put(&f, 0, 8);
	r = read_and_free(&f);
	assert_int_equal(r.packets[0].at, (int64_t)UINT32_MAX * NS_PER_S);
}

static void a_packet_without_bytes_is_counted_and_handed_over(void **state)
{
	struct file f = { .big = false };
	struct reading r;

	(void)state;
	pcap_head(&f, PCAP, SNAPLEN, RAW);
	pcap_record(&f, 0, 0, 40);
	pcap_record(&f, 0, 2, 2);
	buf_puts(&f.b, "ab");
	r = read_and_free(&f);
	assert_int_equal(r.n, 2);
	assert_int_equal(r.packets[0].bytes.len, 0);
	assert_int_equal(r.lost[LOSS_EMPTY_PACKET], 1);
	assert_string_equal(r.bytes[1], "ab");
	assert_false(r.damaged);
}

static void a_pcap_cut_anywhere_gives_its_whole_packets(void **state)
{
	struct file f = { .big = false };

	(void)state;
	pcap_head(&f, PCAP, SNAPLEN, RAW);
	for (int i = 0; i < 3; i++) {
		pcap_record(&f, 0, 4, 4);
		buf_puts(&f.b, "abcd");
	}
	for (size_t n = 24; n <= f.b.len; n++) {
		struct reading r = read_file(&f, (ssize_t)n);
		size_t rest = (n - 24) % 20;

		assert_int_equal(r.n, (n - 24) / 20);
		assert_int_equal(r.lost[LOSS_CUT_FILE], rest != 0);
		assert_int_equal(r.lost_bytes[LOSS_CUT_FILE], rest);
		assert_int_equal(r.damaged, rest != 0);
	}
	buf_free(&f.b);
}

static void an_absurd_length_ends_a_pcap(void **state)
{
	struct file f = { .big = false };
	struct reading r;

	(void)state;
	pcap_head(&f, PCAP, SNAPLEN, RAW);
	pcap_record(&f, 0, 0, 0);
	pcap_record(&f, 0, PACKET_MAX + 1, PACKET_MAX + 1);
	buf_puts(&f.b, "abcd");
	r = read_and_free(&f);
	assert_int_equal(r.n, 1);
	assert_int_equal(r.lost[LOSS_DAMAGED_RECORD], 1);
	assert_int_equal(r.lost_bytes[LOSS_DAMAGED_RECORD], 20);
	assert_true(r.damaged);
}

static void the_largest_packet_is_read(void **state)
{
	struct file f = { .big = false };
	struct reading r;

	(void)state;
	pcap_head(&f, PCAP, SNAPLEN, RAW);
	for (int i = 0; i < 40; i++) { /* more than one window */
		pcap_record(&f, 0, PACKET_MAX, PACKET_MAX);
		buf_reserve(&f.b, PACKET_MAX);
		memset(f.b.data + f.b.len, 'x', PACKET_MAX);
		f.b.len += PACKET_MAX;
	}
	r = read_and_free(&f);
	assert_int_equal(r.n, 40);
	assert_int_equal(r.packets[7].bytes.len, PACKET_MAX);
	assert_false(r.damaged);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pcap_is_read_in_every_order_and_unit),
		cmocka_unit_test(times_after_2038_are_read),
		cmocka_unit_test(a_packet_without_bytes_is_counted_and_handed_over),
		cmocka_unit_test(a_pcap_cut_anywhere_gives_its_whole_packets),
		cmocka_unit_test(an_absurd_length_ends_a_pcap),
		cmocka_unit_test(the_largest_packet_is_read),
	};

	return unit_run(tests);
}
