#include "unit.h"

#include "base/instant.h"
#include "capture_reading.h"

static void snoop_head(struct file *f, uint32_t version, uint32_t link)
{
	f->big = true;
	buf_add(&f->b, "snoop\0\0\0", 8);
	put(f, version, 4);
	put(f, link, 4);
}

static void snoop_record(struct file *f, uint32_t caplen, uint32_t record, uint32_t drops)
{
	put(f, 8, 4);
	put(f, caplen, 4);
	put(f, record, 4);
	put(f, drops, 4);
	put(f, SECONDS, 4);
	put(f, 5, 4);
}

static void snoop_is_read(void **state)
{
	struct file f = { .big = true };
	struct reading r;

	(void)state;
	snoop_head(&f, 2, 4);
	snoop_record(&f, 6, 32, 0);
	buf_add(&f.b, "abcdef\0\0", 8);
	snoop_record(&f, 8, 32, 3);
	buf_add(&f.b, "abcdefgh", 8);
	snoop_record(&f, 8, 32, 5);
	buf_add(&f.b, "ABCDEFGH", 8);
	for (size_t n = 16; n <= f.b.len; n++) {
		size_t whole = (n - 16) / 32, rest = (n - 16) % 32;

		r = read_file(&f, (ssize_t)n);
		whole += whole == 0 && rest >= 30; /* all but the padding */
		assert_int_equal(r.n, whole);
		assert_int_equal(r.damaged, rest != 0 && (n >= 48 || rest < 30));
	}
	r = read_and_free(&f);
	assert_string_equal(r.format, "snoop");
	assert_string_equal(r.bytes[0], "abcdef");
	assert_string_equal(r.bytes[2], "ABCDEFGH");
	assert_int_equal(r.packets[0].wire_len, 8);
	assert_int_equal(r.packets[1].link, ETHERNET);
	assert_int_equal(r.packets[1].at, SECONDS * NS_PER_S + 5 * NS_PER_US);
	assert_int_equal(r.lost[LOSS_TRUNCATED_PACKET], 1);
	assert_int_equal(r.lost[LOSS_DROPPED_BY_KERNEL], 5);
}

static void an_absurd_length_ends_a_snoop(void **state)
{
	static const struct {
		uint32_t caplen, record;
	} rows[] = { { PACKET_MAX + 1, PACKET_MAX + 32 }, { 8, 31 }, { 8, UINT32_MAX }, { 8, 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct file f = { .big = true };
		struct reading r;

		snoop_head(&f, 2, 0);
		snoop_record(&f, rows[i].caplen, rows[i].record, 0);
		buf_puts(&f.b, "abcdefgh");
		r = read_and_free(&f);
		assert_int_equal(r.n, 0);
		assert_int_equal(r.lost[LOSS_DAMAGED_RECORD], 1);
		assert_true(r.damaged);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(snoop_is_read),
		cmocka_unit_test(an_absurd_length_ends_a_snoop),
	};

	return unit_run(tests);
}
