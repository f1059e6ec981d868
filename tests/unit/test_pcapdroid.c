#include "unit.h"

#include "capture/capture.h"
#include "capture_file.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

enum { KEPT = 8 };

struct reading {
	size_t n;
	struct packet packets[KEPT];
	char apps[KEPT][3 * APP_TEXT]; /* "10001 com.example Example", "" none */
	uint64_t lost[LOSS_COUNT];
	bool damaged;
	char application[NAME_TEXT];
};

static void note_loss(void *ctx, const struct fact_loss *f)
{
	struct reading *r = ctx;

	r->lost[f->loss] += f->count;
}

/* Apps are looked at when all is read: names may come late. */
static void read_file(struct file *f, struct reading *r)
{
	int fd = memfd_create("capture", 0);
	struct losses *l = losses_new();
	struct err e = { "" };
	struct capture *c;
	struct packet p;

	*r = (struct reading){ 0 };
	assert_int_equal(write(fd, f->b.data, f->b.len), f->b.len);
	c = capture_open(fd, -1, l, &e);
	assert_non_null(c);
	while (capture_next(c, &p)) {
		if (r->n < KEPT)
			r->packets[r->n] = p;
		r->n++;
	}
	for (size_t i = 0; i < r->n && i < KEPT; i++) {
		const struct app *app = r->packets[i].app;

		if (app != NULL)
			snprintf(r->apps[i], sizeof r->apps[i], "%d %s %s", app->uid, app->package, app->name);
	}
	snprintf(r->application, sizeof r->application, "%s", capture_application(c));
	r->damaged = losses_damaged(l);
	losses_drain(l, note_loss, r);
	losses_free(l);
	capture_close(c);
	close(fd);
	buf_free(&f->b);
}

/* ---- pcapng ---- */

static void pcapng_begin(struct file *f)
{
	section(f);
	interface(f, RAW, NO_RESOLUTION, 0);
}

static void uid_block(struct file *f, uint32_t enterprise, uint8_t version, uint8_t type, int32_t uid, const char *package, const char *name)
{
	size_t start = block_begin(f, 0x0BAD);

	put(f, enterprise, 4);
	put(f, version, 1);
	put(f, type, 1);
	put(f, (uint32_t)uid, 4);
	put(f, strlen(package), 1);
	put(f, strlen(name), 1);
	buf_puts(&f->b, package);
	buf_puts(&f->b, name);
	block_end(f, start);
}

static void option(struct file *f, uint16_t code, const char *value)
{
	put(f, code, 2);
	put(f, strlen(value), 2);
	buf_puts(&f->b, value);
	while (f->b.len % 4 != 0)
		buf_putc(&f->b, 0);
}

static void commented(struct file *f, size_t len, const char *comment)
{
	size_t start = block_begin(f, 6);

	put(f, 0, 4);
	put(f, 0, 8);
	put(f, len, 4);
	put(f, len, 4);
	for (size_t i = 0; i < len; i++)
		buf_putc(&f->b, 'E');
	while (f->b.len % 4 != 0)
		buf_putc(&f->b, 0);
	if (comment != NULL) {
		option(f, 2, "\1\2\3\4");
		option(f, 1, comment);
		put(f, 0, 4);
	}
	block_end(f, start);
}

static void packets_of_a_pcapng_have_the_apps_that_it_names(void **state)
{
	(void)state;
	for (int big = 0; big < 2; big++) {
		struct file f = { .big = big != 0 };
		struct reading r;

		pcapng_begin(&f);
		uid_block(&f, 62652, 1, 1, 10123, "com.example.app", "An app");
		commented(&f, 20, "u-10123");
		commented(&f, 21, "u-10200"); /* named behind it */
		commented(&f, 22, "u--1");
		commented(&f, 23, NULL);
		commented(&f, 24, "what a person wrote");
		uid_block(&f, 62652, 1, 1, 10200, "", "Another\x1b");
		uid_block(&f, 62652, 1, 1, 10123, "com.other", "Other"); /* the first stays */
		commented(&f, 25, "u-10200");
		read_file(&f, &r);
		assert_int_equal(r.n, 6);
		assert_string_equal(r.apps[0], "10123 com.example.app An app");
		assert_string_equal(r.apps[1], "10200  Another\\x1b");
		assert_string_equal(r.apps[2], "");
		assert_string_equal(r.apps[3], "");
		assert_string_equal(r.apps[4], "");
		assert_string_equal(r.apps[5], "10200  Another\\x1b");
		assert_int_equal(r.packets[4].bytes.len, 24);
		assert_int_equal(r.lost[LOSS_UNKNOWN_BLOCK], 0);
		assert_false(r.damaged);
	}
}

static void comments_count_only_where_pcapdroid_has_named_an_app(void **state)
{
	struct file f = { .big = false };
	struct reading r;

	(void)state;
	pcapng_begin(&f);
	commented(&f, 20, "u-10123");
	read_file(&f, &r);
	assert_string_equal(r.apps[0], "");
}

static void a_comment_is_a_user_id_or_none(void **state)
{
	static const struct {
		const char *comment, *app;
	} rows[] = {
		{ "u-0", "0  " },
		{ "u-2147483647", "2147483647  " },
		{ "u-2147483648", "" },
		{ "u-99999999999", "" },
		{ "u-", "" },
		{ "u--", "" },
		{ "u-1x", "" },
		{ "u-1 ", "" },
		{ "v-1", "" },
		{ "", "" },
		{ "u--2", "-2  " },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct file f = { .big = false };
		struct reading r;

		pcapng_begin(&f);
		uid_block(&f, 62652, 1, 1, 10123, "com.example.app", "");
		commented(&f, 20, rows[i].comment);
		read_file(&f, &r);
		if (strcmp(r.apps[0], rows[i].app) != 0)
			fail_msg("'%s' gives '%s'", rows[i].comment, r.apps[0]);
	}
}

static void other_custom_blocks_are_counted_as_not_understood(void **state)
{
	struct file f = { .big = false };
	struct reading r;
	size_t start;

	(void)state;
	pcapng_begin(&f);
	uid_block(&f, 62651, 1, 1, 10123, "com.example.app", "An app");
	uid_block(&f, 62652, 2, 1, 10123, "com.example.app", "An app");
	uid_block(&f, 62652, 1, 9, 10123, "com.example.app", "An app");
	start = block_begin(&f, 0x0BAD);
	block_end(&f, start);
	start = block_begin(&f, 0x0BAD); /* names longer than the block */
	put(&f, 62652, 4);
	put(&f, 0x0101, 2);
	put(&f, 10123, 4);
	put(&f, 0xFFFF, 2);
	block_end(&f, start);
	commented(&f, 20, "u-10123");
	read_file(&f, &r);
	assert_int_equal(r.lost[LOSS_UNKNOWN_BLOCK], 4);
	assert_int_equal(r.lost[LOSS_DAMAGED_BLOCK], 1);
	assert_string_equal(r.apps[0], "10123  ");
}

static void a_section_names_its_own_apps(void **state)
{
	struct file f = { .big = false };
	struct reading r;

	(void)state;
	pcapng_begin(&f);
	uid_block(&f, 62652, 1, 1, 10123, "com.first", "");
	commented(&f, 20, "u-10123");
	pcapng_begin(&f);
	uid_block(&f, 62652, 1, 1, 10123, "com.second", "");
	commented(&f, 20, "u-10123");
	read_file(&f, &r);
	assert_string_equal(r.apps[0], "10123 com.first ");
	assert_string_equal(r.apps[1], "10123 com.second ");
}

static void apps_beyond_the_bound_are_a_loss(void **state)
{
	struct file f = { .big = false };
	struct reading r;

	(void)state;
	pcapng_begin(&f);
	for (int i = 0; i < APPS_MAX + 2; i++)
		uid_block(&f, 62652, 1, 1, 10000 + i, "com.example", "");
	commented(&f, 20, "u-14095");
	commented(&f, 20, "u-14096");
	read_file(&f, &r);
	assert_string_equal(r.apps[0], "14095 com.example ");
	assert_string_equal(r.apps[1], "");
	assert_int_equal(r.lost[LOSS_APPS_BOUND], 3);
}

/* ---- pcap ---- */

static void record(struct file *f, struct span bytes, uint32_t wire_len)
{
	pcap_record(f, 0, (uint32_t)bytes.len, wire_len);
	buf_add_span(&f->b, bytes);
}

/* An IPv4 packet whose header is right. */
static void ipv4(struct buf *b, size_t len)
{
	uint8_t header[20] = { 0x45, 0, (uint8_t)(len >> 8), (uint8_t)len, 0, 1, 0, 0, 64, 17, 0, 0, 10, 215, 173, 1, 8, 8, 8, 8 };
	uint32_t sum = 0;

	for (size_t i = 0; i < sizeof header; i += 2)
		sum += (uint32_t)(header[i] << 8 | header[i + 1]);
	sum = ~((sum & 0xFFFF) + (sum >> 16));
	header[10] = (uint8_t)(sum >> 8);
	header[11] = (uint8_t)sum;
	buf_add(b, header, sizeof header);
	for (size_t i = sizeof header; i < len; i++)
		buf_putc(b, 'x');
}

/* As dump_packet_pcap puts it. */
static void framed(struct buf *b, struct span ip, int32_t uid, const char *name)
{
	struct file little = { .big = false };
	char field[20] = "";

	for (int i = 0; i < 12; i++)
		buf_putc(b, 0);
	buf_add(b, "\x08\x00", 2);
	buf_add_span(b, ip);
	while (b->len % 4 != 0)
		buf_putc(b, 0);
	buf_add(b, "\x01\x07\x20\x21", 4);
	for (int i = 3; i >= 0; i--)
		buf_putc(b, (char)((uint32_t)uid >> (8 * i)));
	snprintf(field, sizeof field, "%s", name);
	buf_add(b, field, sizeof field);
	put(&little, crc32(0, b->data, (uInt)b->len), 4);
	buf_add_span(b, buf_span(&little.b));
	buf_free(&little.b);
}

static void trailer_record(struct file *f, size_t ip_len, int32_t uid, const char *name)
{
	struct buf ip = { 0 }, frame = { 0 };

	ipv4(&ip, ip_len);
	framed(&frame, buf_span(&ip), uid, name);
	record(f, buf_span(&frame), (uint32_t)frame.len);
	buf_free(&ip);
	buf_free(&frame);
}

static void bare_record(struct file *f, size_t ip_len, size_t captured)
{
	struct buf ip = { 0 };

	ipv4(&ip, ip_len);
	record(f, span_sub(buf_span(&ip), 0, captured), (uint32_t)ip_len);
	buf_free(&ip);
}

static void a_trailer_names_the_app_and_is_taken_off(void **state)
{
	struct file f = { .big = false };
	struct reading r;

	(void)state;
	pcap_head(&f, PCAP, SNAPLEN, ETHERNET);
	for (size_t len = 28; len < 32; len++)
		trailer_record(&f, len, 10123, "Nineteen characters");
	trailer_record(&f, 40, -1, "Unknown");
	read_file(&f, &r);
	assert_int_equal(r.n, 5);
	for (size_t i = 0; i < 4; i++) {
		assert_string_equal(r.apps[i], "10123  Nineteen characters");
		assert_int_equal(r.packets[i].bytes.len, (14 + 28 + i + 3) / 4 * 4);
		assert_int_equal(r.packets[i].wire_len, r.packets[i].bytes.len);
		assert_int_equal(r.packets[i].link, ETHERNET);
	}
	assert_string_equal(r.apps[4], "");
	assert_string_equal(r.application, "PCAPdroid");
	assert_false(r.damaged);
}

static void a_trailer_with_another_check_sequence_is_damage(void **state)
{
	struct file f = { .big = false };
	struct reading r;

	(void)state;
	pcap_head(&f, PCAP, SNAPLEN, ETHERNET);
	trailer_record(&f, 28, 10123, "An app");
	trailer_record(&f, 28, 10123, "An app");
	f.b.data[f.b.len - 10] ^= 1;
	read_file(&f, &r);
	assert_string_equal(r.apps[0], "10123  An app");
	assert_string_equal(r.apps[1], "");
	assert_int_equal(r.packets[1].bytes.len, 44);
	assert_int_equal(r.lost[LOSS_DAMAGED_TRAILER], 1);
	assert_true(r.damaged);
}

static void a_bare_packet_among_frames_is_ip(void **state)
{
	struct file f = { .big = false };
	struct reading r;

	(void)state;
	pcap_head(&f, PCAP, 300, ETHERNET);
	trailer_record(&f, 100, 10123, "An app");
	bare_record(&f, 270, 270);
	bare_record(&f, 1500, 300);
	bare_record(&f, 100, 100); /* there was room: whatever it is, PCAPdroid did not write it so */
	read_file(&f, &r);
	assert_int_equal(r.packets[0].link, ETHERNET);
	assert_int_equal(r.packets[1].link, RAW);
	assert_int_equal(r.packets[2].link, RAW);
	assert_int_equal(r.packets[2].wire_len, 1500);
	assert_int_equal(r.packets[3].link, ETHERNET);
	assert_int_equal(r.lost[LOSS_TRUNCATED_PACKET], 1);
}

static void a_file_of_bare_packets_alone_is_known(void **state)
{
	struct file f = { .big = false };
	struct reading r;

	(void)state;
	pcap_head(&f, PCAP, 64, ETHERNET);
	bare_record(&f, 100, 64);
	bare_record(&f, 1500, 64);
	read_file(&f, &r);
	assert_int_equal(r.packets[0].link, RAW);
	assert_int_equal(r.packets[1].link, RAW);
	assert_string_equal(r.application, "PCAPdroid");
}

/* A frame to a card whose address begins like an IP header, and other things that only look like PCAPdroid's. */
static void ethernet_stays_ethernet(void **state)
{
	static const char frame[] = "\x45\x00\x00\x3c\x00\x01\x02\x03\x04\x05\x06\x07\x08\x00" "E-and-so-on-until-sixty-bytes-are-there-in-all";
	struct file f = { .big = false };
	struct reading r;
	struct buf ip = { 0 };

	(void)state;
	pcap_head(&f, PCAP, 64, ETHERNET);
	record(&f, (struct span){ (const uint8_t *)frame, 60 }, 60); /* the checksum is wrong */
	ipv4(&ip, 60);
	record(&f, buf_span(&ip), 60);
	read_file(&f, &r);
	assert_int_equal(r.packets[0].link, ETHERNET);
	assert_int_equal(r.packets[1].link, ETHERNET);
	assert_string_equal(r.application, "");
	buf_free(&ip);
}

static void a_link_of_raw_ip_has_no_trailer(void **state)
{
	struct file f = { .big = false };
	struct reading r;

	(void)state;
	pcap_head(&f, PCAP, SNAPLEN, RAW);
	trailer_record(&f, 100, 10123, "An app");
	read_file(&f, &r);
	assert_string_equal(r.apps[0], "");
	assert_string_equal(r.application, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packets_of_a_pcapng_have_the_apps_that_it_names),
		cmocka_unit_test(comments_count_only_where_pcapdroid_has_named_an_app),
		cmocka_unit_test(a_comment_is_a_user_id_or_none),
		cmocka_unit_test(other_custom_blocks_are_counted_as_not_understood),
		cmocka_unit_test(a_section_names_its_own_apps),
		cmocka_unit_test(apps_beyond_the_bound_are_a_loss),
		cmocka_unit_test(a_trailer_names_the_app_and_is_taken_off),
		cmocka_unit_test(a_trailer_with_another_check_sequence_is_damage),
		cmocka_unit_test(a_bare_packet_among_frames_is_ip),
		cmocka_unit_test(a_file_of_bare_packets_alone_is_known),
		cmocka_unit_test(ethernet_stays_ethernet),
		cmocka_unit_test(a_link_of_raw_ip_has_no_trailer),
	};

	return unit_run(tests);
}
