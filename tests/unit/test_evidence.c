#include "unit.h"

#include "base/instant.h"
#include "capture/capture.h"
#include "capture/evidence.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct evidence_interface interfaces[] = {
	{ .name = "wlan0", .filter = "tcp", .link = 1, .snaplen = 96, .nanoseconds = true },
	{ .name = "any", .link = 113, .nanoseconds = false },
};
static const struct evidence_options options = { "phonehome test", interfaces, 1 }, two = { "phonehome test", interfaces, 2 };
static const int64_t at = INT64_C(1407385800123456789);
static const uint8_t payload[64] = "GET / HTTP/1.1";

static char folder[] = "/tmp/evidence-XXXXXX";
static char path[sizeof folder + 16];

static int make_folder(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/live.pcapng", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

static int remove_file(void **state)
{
	(void)state;
	unlink(path);
	return 0;
}

/* The file read by our own reader: packets, and what it counts as lost. */
struct reading {
	uint64_t packets, bytes;
	struct packet last; /* its bytes are gone */
	uint64_t kernel, interface;
	bool damaged;
	char application[64], format[64];
};

static void note_loss(void *ctx, const struct fact_loss *f)
{
	struct reading *r = ctx;

	if (f->loss == LOSS_DROPPED_BY_KERNEL)
		r->kernel = f->count;
	if (f->loss == LOSS_DROPPED_BY_INTERFACE)
		r->interface = f->count;
}

static struct reading read_back(int fd)
{
	struct reading r = { 0 };
	struct losses *l = losses_new();
	struct err e = { "" };
	struct capture *c = capture_open(fd, -1, l, &e);
	struct packet p;

	assert_string_equal(e.text, "");
	while (capture_next(c, &p)) {
		r.packets++;
		r.bytes += p.bytes.len;
		r.last = p;
	}
	snprintf(r.application, sizeof r.application, "%s", capture_application(c));
	snprintf(r.format, sizeof r.format, "%s", capture_format(c));
	r.damaged = losses_damaged(l);
	losses_drain(l, note_loss, &r);
	capture_close(c);
	losses_free(l);
	return r;
}

static struct reading read_path(void)
{
	int fd = open(path, O_RDONLY);
	struct reading r = read_back(fd);

	close(fd);
	return r;
}

static struct evidence *created(const struct evidence_options *o)
{
	struct err e = { "" };
	struct evidence *v = evidence_create(AT_FDCWD, path, o, &e);

	assert_string_equal(e.text, "");
	assert_non_null(v);
	return v;
}

static void what_is_written_is_read_again(void **state)
{
	struct evidence *v = created(&options);
	struct capture_counts counts = { .from = at, .until = at + 5, .received = 7, .dropped_by_kernel = 3,
		.dropped_by_interface = 2 };
	struct reading r;

	(void)state;
	for (size_t n = 0; n < 6; n++) /* every padding */
		assert_int_equal(evidence_packet(v, 0, at + (int64_t)n, 60, (struct span){ payload, n }, NULL), 0);
	assert_int_equal(evidence_packets(v), 6);
	assert_int_equal(evidence_close(v, &counts, NULL), 0);
	r = read_path();
	assert_int_equal(r.packets, 6);
	assert_int_equal(r.bytes, 15);
	assert_int_equal(r.last.at, at + 5);
	assert_int_equal(r.last.link, 1);
	assert_int_equal(r.last.wire_len, 60);
	assert_int_equal(r.kernel, 3);
	assert_int_equal(r.interface, 2);
	assert_false(r.damaged);
	assert_string_equal(r.application, "phonehome test");
	assert_string_equal(r.format, "pcapng, little-endian");
}

static void a_clock_of_microseconds_is_said(void **state)
{
	const struct evidence_options o = { "phonehome test", interfaces + 1, 1 };
	struct evidence *v = created(&o);

	(void)state;
	assert_int_equal(evidence_packet(v, 0, at, 4, (struct span){ payload, 4 }, NULL), 0);
	assert_int_equal(evidence_close(v, &(struct capture_counts){ 0 }, NULL), 0);
	assert_int_equal(read_path().last.at, at / NS_PER_US * NS_PER_US);
}

static void packets_are_cut_to_the_snap_length(void **state)
{
	struct evidence *v = created(&options);
	uint8_t *large = calloc(1, 2000);

	(void)state;
	assert_int_equal(evidence_packet(v, 0, at, 2000, (struct span){ large, 2000 }, NULL), 0);
	assert_int_equal(evidence_close(v, &(struct capture_counts){ 0 }, NULL), 0);
	free(large);
	assert_int_equal(read_path().bytes, 96);
	assert_int_equal(read_path().last.wire_len, 2000);
}

static void a_file_that_is_there_is_never_written_over(void **state)
{
	struct err e = { "" };
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	(void)state;
	assert_int_equal(write(fd, "old", 3), 3);
	close(fd);
	assert_null(evidence_create(AT_FDCWD, path, &options, &e));
	assert_non_null(strstr(e.text, "File exists"));
	assert_non_null(strstr(e.text, path));
}

static void the_file_is_its_owners_alone(void **state)
{
	mode_t old = umask(0);
	struct evidence *v = created(&options);
	struct stat st;

	(void)state;
	umask(old);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(evidence_close(v, &(struct capture_counts){ 0 }, NULL), 0);
}

static void a_flush_shows_what_there_is_to_a_second_descriptor(void **state)
{
	struct evidence *v = created(&options);
	int fd = evidence_file_reader(AT_FDCWD, path, evidence_fd(v), NULL);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(evidence_packet(v, 0, at, 4, (struct span){ payload, 4 }, NULL), 0);
	assert_int_equal(evidence_flush(v, NULL), 0);
	assert_int_equal(read_back(fd).packets, 1);
	assert_int_equal(write(fd, "x", 1), -1);
	close(fd);
	assert_int_equal(evidence_close(v, &(struct capture_counts){ 0 }, NULL), 0);
}

static void a_second_after_the_last_flush_comes_the_next(void **state)
{
	struct evidence *v = created(&options);

	(void)state;
	assert_int_equal(evidence_packet(v, 0, at, 4, (struct span){ payload, 4 }, NULL), 0);
	assert_int_equal(read_path().packets, 0);
	usleep(1100 * 1000);
	assert_int_equal(evidence_packet(v, 0, at, 4, (struct span){ payload, 4 }, NULL), 0);
	assert_int_equal(read_path().packets, 2);
	assert_int_equal(evidence_close(v, &(struct capture_counts){ 0 }, NULL), 0);
}

/* Files of this process may have this many bytes: a disk that is full there. */
static void set_file_limit(rlim_t bytes)
{
	struct rlimit l;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &l), 0);
	l.rlim_cur = bytes == 0 ? l.rlim_max : bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &l), 0);
}

static void a_full_disk_leaves_whole_blocks(void **state)
{
	struct capture_counts counts = { .from = at, .until = at, .dropped_by_kernel = 9 };

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	for (rlim_t room = 600; room < 720; room += 7) {
		struct evidence *v = created(&options);
		struct err e = { "" };
		struct reading r;
		uint64_t kept;

		for (int i = 0; i < 20; i++)
			assert_int_equal(evidence_packet(v, 0, at, 64, (struct span){ payload, 64 }, &e), 0);
		set_file_limit(room);
		assert_int_equal(evidence_flush(v, &e), -1);
		assert_non_null(strstr(e.text, path));
		assert_int_equal(evidence_packet(v, 0, at, 64, (struct span){ payload, 64 }, &e), -1);
		kept = evidence_packets(v);
		assert_in_range(kept, 3, 6);
		evidence_close(v, &counts, NULL);
		set_file_limit(0);
		r = read_path();
		assert_int_equal(r.packets, kept);
		assert_false(r.damaged);
		unlink(path);
	}
}

static void the_counts_still_fit_where_a_packet_did_not(void **state)
{
	struct evidence *v = created(&options);
	struct capture_counts counts = { .from = at, .until = at, .dropped_by_kernel = 9 };
	struct stat st;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(evidence_packet(v, 0, at, 64, (struct span){ payload, 64 }, NULL), 0);
	for (int i = 0; i < 40; i++)
		assert_int_equal(evidence_packet(v, 0, at, 64, (struct span){ payload, 64 }, NULL), 0);
	set_file_limit((rlim_t)st.st_size + 30 * 96 + 95);
	assert_int_equal(evidence_flush(v, NULL), -1);
	set_file_limit((rlim_t)st.st_size + 30 * 96 + 200);
	assert_int_equal(evidence_close(v, &counts, NULL), 0);
	set_file_limit(0);
	assert_int_equal(read_path().packets, 30);
	assert_int_equal(read_path().kernel, 9);
}

static void each_interface_has_its_link_and_its_clock(void **state)
{
	const struct capture_counts counts[2] = { { .dropped_by_kernel = 3 }, { .dropped_by_kernel = 4 } };
	struct evidence *v = created(&two);

	(void)state;
	assert_int_equal(evidence_packet(v, 0, at, 4, (struct span){ payload, 4 }, NULL), 0);
	assert_int_equal(evidence_packet(v, 1, at, 4, (struct span){ payload, 4 }, NULL), 0);
	assert_int_equal(evidence_close(v, counts, NULL), 0);
	assert_int_equal(read_path().last.at, at / NS_PER_US * NS_PER_US);
	assert_int_equal(read_path().last.link, 113);
	assert_int_equal(read_path().kernel, 7);
}

static void after_a_full_disk_it_goes_on(void **state)
{
	struct evidence *v = created(&options);

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	set_file_limit(600);
	for (int i = 0; i < 20; i++)
		assert_int_equal(evidence_packet(v, 0, at, 64, (struct span){ payload, 64 }, NULL), 0);
	assert_int_equal(evidence_flush(v, NULL), -1);
	set_file_limit(0);
	assert_true(evidence_resume(v));
	assert_int_equal(evidence_packet(v, 0, at, 64, (struct span){ payload, 64 }, NULL), 0);
	assert_int_equal(evidence_close(v, &(struct capture_counts){ 0 }, NULL), 0);
	assert_in_range(read_path().packets, 2, 10);
	assert_false(read_path().damaged);
}

static void a_file_whose_head_does_not_fit_is_not_made(void **state)
{
	struct err e = { "" };

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	set_file_limit(20);
	assert_null(evidence_create(AT_FDCWD, path, &options, &e));
	set_file_limit(0);
	assert_int_equal(access(path, F_OK), -1);
	assert_non_null(strstr(e.text, "cannot write"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(what_is_written_is_read_again, remove_file),
		cmocka_unit_test_teardown(a_clock_of_microseconds_is_said, remove_file),
		cmocka_unit_test_teardown(packets_are_cut_to_the_snap_length, remove_file),
		cmocka_unit_test_teardown(a_file_that_is_there_is_never_written_over, remove_file),
		cmocka_unit_test_teardown(the_file_is_its_owners_alone, remove_file),
		cmocka_unit_test_teardown(a_flush_shows_what_there_is_to_a_second_descriptor, remove_file),
		cmocka_unit_test_teardown(a_second_after_the_last_flush_comes_the_next, remove_file),
		cmocka_unit_test_teardown(a_full_disk_leaves_whole_blocks, remove_file),
		cmocka_unit_test_teardown(the_counts_still_fit_where_a_packet_did_not, remove_file),
		cmocka_unit_test_teardown(each_interface_has_its_link_and_its_clock, remove_file),
		cmocka_unit_test_teardown(after_a_full_disk_it_goes_on, remove_file),
		cmocka_unit_test_teardown(a_file_whose_head_does_not_fit_is_not_made, remove_file),
	};

	return unit_run_between(make_folder, tests, remove_folder);
}
