#include "unit.h"

#include "capture_reading.h"

#include <fcntl.h>
#include <sys/wait.h>

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
	pcap_head(&f, PCAP, SNAPLEN, RAW);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_capture_is_said),
		cmocka_unit_test(what_cannot_be_read_is_said),
		cmocka_unit_test(a_read_error_on_the_way_is_a_loss),
		cmocka_unit_test(a_growing_file_is_followed_to_where_its_writer_leaves),
	};

	return unit_run(tests);
}
