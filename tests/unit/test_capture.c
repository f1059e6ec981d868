#include "unit.h"

#include "base/buf.h"
#include "base/instant.h"
#include "capture/capture.h"

#include <fcntl.h>
#include <lz4frame.h>
#include <lzma.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

/* ---- writing files, in either byte order ---- */

struct file {
	struct buf b;
	bool big;
};

enum { ETHERNET = 1, RAW = 101, SECONDS = 1407385800, PACKETS_KEPT = 8, WHOLE = -1 };

static void put(struct file *f, uint64_t v, size_t octets)
{
	for (size_t i = 0; i < octets; i++)
		buf_putc(&f->b, (char)(v >> (8 * (f->big ? octets - 1 - i : i))));
}

static void pcap_head(struct file *f, uint32_t magic, uint32_t link)
{
	put(f, magic, 4);
	put(f, 2, 2);
	put(f, 4, 2);
	put(f, 0, 8);
	put(f, 65535, 4);
	put(f, link, 4);
}

static void pcap_record(struct file *f, uint32_t fraction, uint32_t caplen, uint32_t len)
{
	put(f, SECONDS, 4);
	put(f, fraction, 4);
	put(f, caplen, 4);
	put(f, len, 4);
}

static size_t block_begin(struct file *f, uint32_t type)
{
	put(f, type, 4);
	put(f, 0, 4);
	return f->b.len - 8;
}

static void block_end(struct file *f, size_t start)
{
	uint32_t len = (uint32_t)(f->b.len + 4 - start);

	put(f, len, 4);
	memcpy(f->b.data + start + 4, f->b.data + f->b.len - 4, 4);
}

static void section(struct file *f)
{
	size_t start = block_begin(f, 0x0A0D0D0A);

	put(f, 0x1A2B3C4D, 4);
	put(f, 1, 2);
	put(f, 0, 2);
	put(f, UINT64_MAX, 8);
	put(f, 4, 2); /* shb_userappl */
	put(f, 5, 2);
	buf_add(&f->b, "a\nbcd\0\0", 8);
	put(f, 0, 4);
	block_end(f, start);
}

enum { NO_RESOLUTION = -1 };

static void interface(struct file *f, uint16_t link, int resolution, int64_t offset)
{
	size_t start = block_begin(f, 1);

	put(f, link, 2);
	put(f, 0, 2);
	put(f, 8, 4); /* snap length */
	if (resolution != NO_RESOLUTION) {
		put(f, 9, 2);
		put(f, 1, 2);
		buf_putc(&f->b, (char)resolution);
		buf_add(&f->b, "\0\0", 3);
	}
	if (offset != 0) {
		put(f, 14, 2);
		put(f, 8, 2);
		put(f, (uint64_t)offset, 8);
	}
	put(f, 0, 4);
	block_end(f, start);
}

static void packet_fields(struct file *f, uint64_t ticks, uint32_t caplen, uint32_t len)
{
	put(f, ticks >> 32, 4);
	put(f, ticks & UINT32_MAX, 4);
	put(f, caplen, 4);
	put(f, len, 4);
	buf_add(&f->b, "abcdefgh", 8);
}

static void packet(struct file *f, uint32_t interface_id, uint64_t ticks, uint32_t caplen, uint32_t len)
{
	size_t start = block_begin(f, 6);

	put(f, interface_id, 4);
	packet_fields(f, ticks, caplen, len);
	block_end(f, start);
}

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

/* ---- reading them ---- */

struct reading {
	struct err error;
	size_t n;
	struct packet packets[PACKETS_KEPT];
	char bytes[PACKETS_KEPT][9];
	uint64_t lost[LOSS_COUNT], lost_bytes[LOSS_COUNT];
	char detail[LOSS_COUNT][NAME_TEXT];
	bool damaged;
	char format[NAME_TEXT], application[NAME_TEXT];
};

static void note_loss(void *ctx, const struct fact_loss *f)
{
	struct reading *r = ctx;

	r->lost[f->loss] += f->count;
	r->lost_bytes[f->loss] += f->bytes;
	memcpy(r->detail[f->loss], f->detail, NAME_TEXT);
}

static void read_packets(struct capture *c, struct reading *r)
{
	struct packet p;

	while (capture_next(c, &p)) {
		assert_true(p.frame > r->n);
		if (r->n < PACKETS_KEPT) {
			r->packets[r->n] = p;
			snprintf(r->bytes[r->n], sizeof r->bytes[0], "%.*s", (int)p.bytes.len, (const char *)p.bytes.data);
		}
		r->n++;
	}
	assert_false(capture_next(c, &p));
	snprintf(r->format, sizeof r->format, "%s", capture_format(c));
	snprintf(r->application, sizeof r->application, "%s", capture_application(c));
}

static struct reading read_fd(int fd, int writer_gone)
{
	struct reading r = { .n = 0 };
	struct losses *l = losses_new();
	struct capture *c = capture_open(fd, writer_gone, l, &r.error);

	if (c != NULL)
		read_packets(c, &r);
	r.damaged = losses_damaged(l);
	losses_drain(l, note_loss, &r);
	losses_free(l);
	capture_close(c);
	return r;
}

/* Reads the first len bytes (WHOLE: all). */
static struct reading read_file(const struct file *f, ssize_t len)
{
	int fd = memfd_create("capture", 0);
	size_t n = len == WHOLE ? f->b.len : (size_t)len;
	struct reading r;

	assert_int_equal(write(fd, f->b.data, n), n);
	r = read_fd(fd, -1);
	close(fd);
	return r;
}

static struct reading read_and_free(struct file *f)
{
	struct reading r = read_file(f, WHOLE);

	buf_free(&f->b);
	return r;
}

/* ---- pcap ---- */

static void pcap_is_read_in_every_order_and_unit(void **state)
{
	static const struct {
		uint32_t magic;
		int64_t ns;
		size_t more; /* bytes of a record's header after the usual ones */
		const char *format;
	} rows[] = {
		{ 0xA1B2C3D4, 123456000, 0, "pcap, %s-endian" },
		{ 0xA1B23C4D, 123456, 0, "pcap with nanoseconds, %s-endian" },
		{ 0xA1B2CD34, 123456000, 8, "modified pcap, %s-endian" },
	};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof rows / sizeof *rows; i++) {
		struct file f = { .big = i % 2 != 0 };
		char format[NAME_TEXT];
		struct reading r;

		pcap_head(&f, rows[i / 2].magic, ETHERNET | 0x14000000); /* with a frame check sequence's length */
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
	pcap_head(&f, 0xA1B2C3D4, RAW);
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
	pcap_head(&f, 0xA1B2C3D4, RAW);
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
	pcap_head(&f, 0xA1B2C3D4, RAW);
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
	pcap_head(&f, 0xA1B2C3D4, RAW);
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
	pcap_head(&f, 0xA1B2C3D4, RAW);
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

/* ---- snoop: always big-endian ---- */

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

static void what_is_no_capture_is_said(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *error;
	} rows[] = {
		{ "", 0, "not a capture file: it is empty" },
		{ "PK\x03\x04\x14\0", 6, "not a capture file: it is a zip archive: take the captures out of it first" },
		{ "BZh91AY", 7, "not a capture file: it is compressed by bzip2, which is not read: bzip2 -d makes the capture of it" },
		{ "BZ\0\0\0\0\0", 7, "not a capture file: it begins with 42 5a 00 00, which is neither pcap, pcapng, snoop nor HAR" },
		{ "abc", 3, "not a capture file: it has only 3 bytes" },
		{ "\x1f\x8b\x07\0\0\0", 6, "not a capture file: it begins with 1f 8b 07 00, which is neither pcap, pcapng, snoop nor HAR" },
		{ "\x1f\x8b\x08\0\0\0", 6, "cannot read: gzip data that end early" },
		{ "\x28\xb5\x2f\xfd\x08\xff\xff\xff\xff", 9, "cannot read: zstd data that cannot be unpacked" },
		{ "\xd4\xc3\xb2\xa1\2\0", 6, "a pcap file that ends inside its header" },
		{ "snooping", 8, "a snoop file that ends inside its header, or is none" },
		{ "snoop\0\0\0\0\0\0\2\0\0\0\x12", 16, "a snoop file of version 2 and link 18: version 2 of Ethernet is read" },
		{ "\x0a\x0d\x0d\x0a\x1c\0\0\0", 8, "a pcapng file without a byte-order magic in its first block" },
		{ "\x0a\x0d\x0d\x0a\x1c\0\0\0abcd", 12, "a pcapng file without a byte-order magic in its first block" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct file f = { .big = false };

		buf_add(&f.b, rows[i].bytes, rows[i].len);
		assert_string_equal(read_and_free(&f).error.text, rows[i].error);
	}
}

static void what_cannot_be_read_is_said(void **state)
{
	int folder = open("/", O_RDONLY | O_DIRECTORY);

	(void)state;
	assert_string_equal(read_fd(folder, -1).error.text, "cannot read: Is a directory");
	close(folder);
}

static void a_read_error_on_the_way_is_a_loss(void **state)
{
	struct file f = { .big = false };
	int fd = memfd_create("capture", 0);
	struct reading r = { .n = 0 };
	struct losses *l = losses_new();
	struct capture *c;

	(void)state;
	pcap_head(&f, 0xA1B2C3D4, RAW);
	while (f.b.len <= READ_BLOCK)
		pcap_record(&f, 0, 0, 0);
	assert_int_equal(write(fd, f.b.data, f.b.len), f.b.len);
	c = capture_open(fd, -1, l, NULL);
	assert_non_null(c);
	close(fd); /* the first window is read; the next read fails */
	read_packets(c, &r);
	losses_drain(l, note_loss, &r);
	assert_int_equal(r.n, (READ_BLOCK - 24) / 16);
	assert_int_equal(r.lost[LOSS_CUT_FILE], 1);
	assert_string_equal(r.detail[LOSS_CUT_FILE], "Bad file descriptor");
	capture_close(c);
	losses_free(l);
	buf_free(&f.b);
}

/* ---- pcapng ---- */

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

/* ---- a file that is still being written ---- */

/* Writes the file in pieces of a few bytes, then leaves, closing its end of the pipe. */
static void write_slowly(const struct file *f, int fd)
{
	for (size_t n = 0; n < f->b.len; n += 7) {
		size_t piece = f->b.len - n < 7 ? f->b.len - n : 7;

		if (write(fd, f->b.data + n, piece) != (ssize_t)piece)
			_exit(1);
		usleep(500);
	}
	_exit(0);
}

static void a_growing_file_is_followed_to_where_its_writer_leaves(void **state)
{
	struct file f = { .big = false };
	int fd = memfd_create("capture", 0), gone[2], status;
	struct reading r;
	pid_t child;

	(void)state;
	section(&f);
	interface(&f, ETHERNET, 9, 0);
	for (int i = 0; i < 5; i++)
		packet(&f, 0, 1, 8, 8);
	f.b.len -= 5; /* the writer was stopped inside a block */
	assert_int_equal(pipe(gone), 0);
	child = fork();
	if (child == 0) {
		close(gone[0]);
		write_slowly(&f, fd);
	}
	close(gone[1]);
	r = read_fd(fd, gone[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(r.n, 4);
	assert_int_equal(r.lost[LOSS_CUT_FILE], 1);
	close(gone[0]);
	close(fd);
	buf_free(&f.b);
}

/* ---- compressed ---- */

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
	pcap_head(f, 0xA1B2C3D4, ETHERNET);
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

		pcap_head(&f, 0xA1B2C3D4, RAW);
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
		cmocka_unit_test(pcap_is_read_in_every_order_and_unit),
		cmocka_unit_test(times_after_2038_are_read),
		cmocka_unit_test(a_packet_without_bytes_is_counted_and_handed_over),
		cmocka_unit_test(a_pcap_cut_anywhere_gives_its_whole_packets),
		cmocka_unit_test(an_absurd_length_ends_a_pcap),
		cmocka_unit_test(the_largest_packet_is_read),
		cmocka_unit_test(snoop_is_read),
		cmocka_unit_test(an_absurd_length_ends_a_snoop),
		cmocka_unit_test(what_is_no_capture_is_said),
		cmocka_unit_test(what_cannot_be_read_is_said),
		cmocka_unit_test(a_read_error_on_the_way_is_a_loss),
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
		cmocka_unit_test(a_growing_file_is_followed_to_where_its_writer_leaves),
		cmocka_unit_test(a_compressed_capture_is_read_as_what_is_inside),
		cmocka_unit_test(compressed_streams_may_follow_each_other),
		cmocka_unit_test(a_compressed_capture_may_be_cut_anywhere),
		cmocka_unit_test(a_large_compressed_capture_is_read_through_a_window),
	};

	return unit_run(tests);
}
