#include "unit.h"

#include "base/instant.h"
#include "capture_reading.h"

static void statistics(struct file *f, uint32_t interface_id, uint64_t interface_drops, uint64_t kernel_drops)
{
	size_t start = block_begin(f, 5);

	put(f, interface_id, 4);
	put(f, 0, 8);
	put(f, 5, 2);
	put(f, 8, 2);
	put(f, interface_drops, 8);
	put(f, 7, 2);
	put(f, 8, 2);
	put(f, kernel_drops, 8);
	put(f, 0, 4);
	block_end(f, start);
}

static void interfaces_have_links_and_clocks_of_their_own(void **state)
{
	const uint64_t s = SECONDS;

	(void)state;
	for (int big = 0; big < 2; big++) {
		struct file f = { .big = big != 0 };
		struct reading r;

		section(&f);
		interface(&f, ETHERNET, NO_RESOLUTION, 0);
		interface(&f, RAW, 9, 0);
		interface(&f, 113, 0x80 | 10, 0);
		interface(&f, 276, 3, -3600);
		interface(&f, 0, 0, 7);
		packet(&f, 0, s * 1000000 + 5, 3, 3);
		packet(&f, 1, s * NS_PER_S + 5, 4, 4);
		packet(&f, 2, s << 10 | 512, 5, 50);
		packet(&f, 3, s * 1000 + 1, 8, 8);
		packet(&f, 4, s, 1, 1);
		r = read_and_free(&f);
		assert_string_equal(r.format, big ? "pcapng, big-endian" : "pcapng, little-endian");
		assert_string_equal(r.application, "a\\x0abcd");
		assert_int_equal(r.n, 5);
		assert_int_equal(r.packets[0].at, SECONDS * NS_PER_S + 5000);
		assert_int_equal(r.packets[1].at, SECONDS * NS_PER_S + 5);
		assert_int_equal(r.packets[2].at, SECONDS * NS_PER_S + NS_PER_S / 2);
		assert_int_equal(r.packets[3].at, (SECONDS - 3600) * NS_PER_S + NS_PER_MS);
		assert_int_equal(r.packets[4].at, (SECONDS + 7) * NS_PER_S);
		assert_int_equal(r.packets[0].link, ETHERNET);
		assert_int_equal(r.packets[1].link, RAW);
		assert_int_equal(r.packets[3].link, 276);
		assert_string_equal(r.bytes[2], "abcde");
		assert_int_equal(r.packets[2].wire_len, 50);
		assert_int_equal(r.lost[LOSS_TRUNCATED_PACKET], 1);
		assert_false(r.damaged);
	}
}

static void old_and_simple_packet_blocks_are_read(void **state)
{
	(void)state;
	for (int big = 0; big < 2; big++) {
		struct file f = { .big = big != 0 };
		struct reading r;
		size_t start;

		section(&f);
		interface(&f, RAW, 9, 0);
		interface(&f, ETHERNET, 9, 0);
		start = block_begin(&f, 2);
		put(&f, 1, 2);
		put(&f, 0xFFFF, 2); /* drops: not known */
		packet_fields(&f, 42, 8, 8);
		block_end(&f, start);
		start = block_begin(&f, 3);
		put(&f, 100, 4);
		buf_puts(&f.b, "abcdefgh"); /* cut to the snap length of interface 0 */
		block_end(&f, start);
		r = read_and_free(&f);
		assert_int_equal(r.n, 2);
		assert_int_equal(r.packets[0].link, ETHERNET);
		assert_int_equal(r.packets[0].at, 42);
		assert_int_equal(r.packets[1].link, RAW);
		assert_int_equal(r.packets[1].wire_len, 100);
		assert_string_equal(r.bytes[1], "abcdefgh");
		assert_false(r.damaged);
	}
}

static void a_section_has_its_own_order_and_interfaces(void **state)
{
	struct file f = { .big = false };
	struct reading r;

	(void)state;
	section(&f);
	interface(&f, ETHERNET, 9, 0);
	packet(&f, 0, 1, 4, 4);
	f.big = true;
	section(&f);
	interface(&f, RAW, 6, 0);
	packet(&f, 0, 1, 4, 4);
	f.big = false;
	section(&f);
	packet(&f, 0, 1, 4, 4); /* the interfaces before are those of other sections */
	r = read_and_free(&f);
	assert_int_equal(r.n, 2);
	assert_int_equal(r.packets[0].link, ETHERNET);
	assert_int_equal(r.packets[1].link, RAW);
	assert_int_equal(r.packets[1].at, 1000);
	assert_int_equal(r.lost[LOSS_DAMAGED_BLOCK], 1);
}

static void drops_are_counted(void **state)
{
	struct file f = { .big = true };
	struct reading r;

	(void)state;
	section(&f);
	interface(&f, ETHERNET, 9, 0);
	interface(&f, ETHERNET, 9, 0);
	statistics(&f, 0, 5, 7);
	statistics(&f, 1, 10, 0);
	statistics(&f, 0, 6, 7); /* since the capture's start: one more than before */
	r = read_and_free(&f);
	assert_int_equal(r.lost[LOSS_DROPPED_BY_INTERFACE], 16);
	assert_int_equal(r.lost[LOSS_DROPPED_BY_KERNEL], 7);
	assert_false(r.damaged);
}

static void drops_of_an_interface_that_is_not_there_are_damage(void **state)
{
	struct file f = { .big = true };
	struct reading r;

	(void)state;
	section(&f);
	statistics(&f, 0, 5, 7);
	r = read_and_free(&f);
	assert_int_equal(r.lost[LOSS_DROPPED_BY_INTERFACE], 0);
	assert_int_equal(r.lost[LOSS_DAMAGED_BLOCK], 1);
}

static void damage_inside_a_block_costs_that_block_alone(void **state)
{
	static const struct {
		uint32_t interface, caplen, wire_len;
	} damaged[] = { { 1, 4, 4 }, { UINT32_MAX, 4, 4 }, { 0, 9, 9 }, { 0, PACKET_MAX + 1, 4 }, { 0, UINT32_MAX, 4 } };

	(void)state;
	for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
		struct file f = { .big = false };
		struct reading r;

		section(&f);
		interface(&f, ETHERNET, 9, 0);
		packet(&f, damaged[i].interface, 1, damaged[i].caplen, damaged[i].wire_len);
		packet(&f, 0, 2, 4, 4);
		r = read_and_free(&f);
		assert_int_equal(r.n, 1);
		assert_int_equal(r.packets[0].at, 2);
		assert_int_equal(r.lost[LOSS_DAMAGED_BLOCK], 1);
		assert_true(r.damaged);
	}
}

static void a_damaged_interface_keeps_its_number(void **state)
{
	struct file f = { .big = false };
	struct reading r;

	(void)state;
	section(&f);
	interface(&f, ETHERNET, 99, 0); /* no clock has such units */
	block_end(&f, block_begin(&f, 1));
	interface(&f, RAW, 9, 0);
	packet(&f, 0, 1, 4, 4);
	packet(&f, 1, 2, 4, 4);
	packet(&f, 2, 3, 4, 4);
	r = read_and_free(&f);
	assert_int_equal(r.n, 1);
	assert_int_equal(r.packets[0].at, 3);
	assert_int_equal(r.packets[0].link, RAW);
	assert_int_equal(r.lost[LOSS_DAMAGED_BLOCK], 4);
}

static void an_unknown_block_is_counted_and_passed_over(void **state)
{
	struct file f = { .big = true };
	struct reading r;
	size_t start;

	(void)state;
	section(&f);
	interface(&f, ETHERNET, 9, 0);
	start = block_begin(&f, 0x80000001);
	put(&f, 1, 8);
	block_end(&f, start);
	packet(&f, 0, 1, 4, 4);
	r = read_and_free(&f);
	assert_int_equal(r.n, 1);
	assert_int_equal(r.lost[LOSS_UNKNOWN_BLOCK], 1);
	assert_int_equal(r.lost_bytes[LOSS_UNKNOWN_BLOCK], 8);
	assert_string_equal(r.detail[LOSS_UNKNOWN_BLOCK], "block type 0x80000001");
	assert_false(r.damaged);
}

static void block_of(struct file *f, uint32_t type, uint32_t first)
{
	size_t start = block_begin(f, type);

	put(f, first, 4);
	put(f, 0, 4);
	block_end(f, start);
}

/* Names, the journal and secrets hold no packets; what a custom block holds only its owner knows. Frames are counted as Wireshark does. */
static void blocks_without_packets_cost_nothing(void **state)
{
	static const struct {
		uint32_t type;
		uint64_t frame;   /* of the packet behind it */
		const char *lost; /* NULL: nothing is */
	} rows[] = {
		{ 0x00000004, 1, NULL }, { 0x00000009, 2, NULL }, { 0x0000000A, 1, NULL },
		{ 0x00000BAD, 2, "custom block of enterprise 32473" }, { 0x40000BAD, 2, "custom block of enterprise 32473" },
		{ 0x00000007, 1, "block type 0x00000007" },
	};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof rows / sizeof *rows; i++) {
		struct file f = { .big = i % 2 != 0 };
		struct reading r;

		section(&f);
		interface(&f, ETHERNET, 9, 0);
		block_of(&f, rows[i / 2].type, 32473);
		packet(&f, 0, 1, 4, 4);
		r = read_and_free(&f);
		assert_int_equal(r.n, 1);
		assert_int_equal(r.packets[0].frame, rows[i / 2].frame);
		assert_int_equal(r.lost[LOSS_UNKNOWN_BLOCK], rows[i / 2].lost != NULL);
		assert_string_equal(r.detail[LOSS_UNKNOWN_BLOCK], rows[i / 2].lost == NULL ? "" : rows[i / 2].lost);
		assert_false(r.damaged);
	}
}

/* Where a block ends is not certain any more: nothing behind it is guessed. */
static void a_wrong_block_length_ends_a_pcapng(void **state)
{
	static const struct {
		size_t from_end; /* where the length stands, counted from the end of the second packet */
		uint32_t length;
	} rows[] = { { 36, 39 }, { 36, 8 }, { 36, 0 }, { 36, BLOCK_MAX + 4 }, { 4, 44 }, { 4, 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct file f = { .big = false };
		struct reading r;
		size_t end, length;

		section(&f);
		interface(&f, ETHERNET, 9, 0);
		packet(&f, 0, 1, 4, 4);
		packet(&f, 0, 2, 4, 4);
		end = f.b.len;
		packet(&f, 0, 3, 4, 4);
		length = f.b.len;
		f.b.len = end - rows[i].from_end;
		put(&f, rows[i].length, 4);
		f.b.len = length;
		r = read_and_free(&f);
		assert_int_equal(r.n, 1);
		assert_int_equal(r.lost[LOSS_DAMAGED_BLOCK], 1);
		assert_int_equal(r.lost_bytes[LOSS_DAMAGED_BLOCK], 80);
	}
}

static void a_pcapng_cut_anywhere_gives_its_whole_packets(void **state)
{
	struct file f = { .big = false };
	size_t head;

	(void)state;
	section(&f);
	interface(&f, ETHERNET, 9, 0);
	head = f.b.len;
	for (int i = 0; i < 3; i++)
		packet(&f, 0, 1, 8, 8);
	for (size_t n = head; n <= f.b.len; n++) {
		struct reading r = read_file(&f, (ssize_t)n);

		assert_int_equal(r.n, (n - head) / 40);
		assert_int_equal(r.lost[LOSS_CUT_FILE], (n - head) % 40 != 0);
	}
	for (size_t n = 12; n < head; n++)
		assert_int_equal(read_file(&f, (ssize_t)n).n, 0);
	buf_free(&f.b);
}

static void interfaces_beyond_the_bound_are_a_loss(void **state)
{
	struct file f = { .big = false };
	struct reading r;

	(void)state;
	section(&f);
	for (int i = 0; i <= INTERFACES_MAX; i++)
		interface(&f, ETHERNET, 9, 0);
	packet(&f, INTERFACES_MAX - 1, 1, 4, 4);
	packet(&f, INTERFACES_MAX, 1, 4, 4);
	r = read_and_free(&f);
	assert_int_equal(r.n, 1);
	assert_int_equal(r.lost[LOSS_INTERFACES_BOUND], 1);
	assert_int_equal(r.lost[LOSS_DAMAGED_BLOCK], 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(interfaces_have_links_and_clocks_of_their_own),
		cmocka_unit_test(old_and_simple_packet_blocks_are_read),
		cmocka_unit_test(a_section_has_its_own_order_and_interfaces),
		cmocka_unit_test(drops_are_counted),
		cmocka_unit_test(drops_of_an_interface_that_is_not_there_are_damage),
		cmocka_unit_test(damage_inside_a_block_costs_that_block_alone),
		cmocka_unit_test(a_damaged_interface_keeps_its_number),
		cmocka_unit_test(an_unknown_block_is_counted_and_passed_over),
		cmocka_unit_test(blocks_without_packets_cost_nothing),
		cmocka_unit_test(a_wrong_block_length_ends_a_pcapng),
		cmocka_unit_test(a_pcapng_cut_anywhere_gives_its_whole_packets),
		cmocka_unit_test(interfaces_beyond_the_bound_are_a_loss),
	};

	return unit_run(tests);
}
