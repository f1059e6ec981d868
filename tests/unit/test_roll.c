/* The files of a run: written one after the other, announced, removed, and read again as one. */
#include "unit.h"

#include "base/instant.h"
#include "base/limits.h"
#include "capture/roll.h"
#include "capture/series.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct evidence_interface lan = { .name = "wlan0", .link = 1, .nanoseconds = true };
static const struct evidence_options written = { "phonehome test", &lan, 1 };
static const struct capture_counts counts;
static const uint8_t payload[100] = "GET / HTTP/1.1";

enum { FILES_MAX = 16 };

/* A roll in a folder of its own, and what it told. */
struct trial {
	char folder[32];
	int ends[2];
	struct roll *roll;
	int files[FILES_MAX];
	char names[FILES_MAX][NEWS_TEXT];
	size_t n, removed, said;
	uint64_t lost[LOSS_COUNT];
};

static void begin(struct trial *t, struct roll_options o)
{
	struct err e = { "" };

	*t = (struct trial){ .folder = "/tmp/roll-XXXXXX" };
	assert_non_null(mkdtemp(t->folder));
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, t->ends), 0);
	o.folder = t->folder;
	o.file = "run";
	o.several = true;
	o.news = t->ends[1];
	t->roll = roll_open(&o, &e);
	assert_string_equal(e.text, "");
}

static void hear(struct trial *t)
{
	struct news n;
	int fd;

	while (recv(t->ends[0], &n, 1, MSG_PEEK | MSG_DONTWAIT) > 0 && news_receive(t->ends[0], &n, &fd) > 0) {
		if (n.type == NEWS_FILE) {
			t->files[t->n] = fd;
			snprintf(t->names[t->n++], NEWS_TEXT, "%s", n.text);
		}
		t->removed += n.type == NEWS_REMOVED;
		t->said += n.type == NEWS_SAID;
		if (n.type == NEWS_LOSS)
			t->lost[n.loss] += n.count;
	}
}

static int put(struct trial *t, int n)
{
	int status = 0;

	for (int i = 0; i < n && status == 0; i++)
		status = roll_packet(t->roll, 0, (i + 1) * NS_PER_S, sizeof payload, (struct span){ payload, sizeof payload }, &counts, NULL);
	return status;
}

static bool is_there(const struct trial *t, size_t i)
{
	char path[NEWS_TEXT + 64];

	snprintf(path, sizeof path, "%s/%s", t->folder, t->names[i]);
	return access(path, F_OK) == 0;
}

static void end(struct trial *t)
{
	for (size_t i = 0; i < t->n; i++) {
		char path[NEWS_TEXT + 64];

		snprintf(path, sizeof path, "%s/%s", t->folder, t->names[i]);
		unlink(path);
		close(t->files[i]);
	}
	close(t->ends[0]);
	close(t->ends[1]);
	assert_int_equal(rmdir(t->folder), 0);
}

/* Nothing was begun: what was made is taken away, but nothing that others made. */
static void what_was_made_in_vain_is_undone(void **state)
{
	char folder[] = "/tmp/roll-XXXXXX", path[64], kept[64];
	struct roll_options o = { .file = "run", .several = true, .evidence = &written, .news = -1 };
	struct err e = { "" };
	struct roll *r;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/evidence", folder);
	o.folder = path;
	r = roll_open(&o, &e);
	assert_non_null(r);
	assert_int_equal(access(path, F_OK), 0);
	roll_undo(r);
	assert_int_equal(access(path, F_OK), -1);
	snprintf(kept, sizeof kept, "%s/run-00001.pcapng", folder);
	close(open(kept, O_CREAT | O_WRONLY, 0600));
	o.folder = folder;
	assert_null(roll_open(&o, &e));
	assert_non_null(strstr(e.text, "never written over"));
	assert_int_equal(unlink(kept), 0);
	assert_int_equal(rmdir(folder), 0);
}

static void a_file_of_the_size_is_followed_by_the_next(void **state)
{
	struct trial t;
	struct losses *l = losses_new();
	struct series *s;
	struct packet p;
	uint64_t frame = 0;

	(void)state;
	begin(&t, (struct roll_options){ .bytes = 1000, .evidence = &written });
	assert_int_equal(put(&t, 20), 0);
	assert_int_equal(roll_packets(t.roll), 20);
	assert_int_equal(roll_close(t.roll, &counts, NULL), 0);
	hear(&t);
	assert_true(t.n > 2);
	assert_string_equal(t.names[0], "run-00001.pcapng");
	assert_string_equal(t.names[1], "run-00002.pcapng");
	s = series_open(&(struct series_files){ .fds = t.files, .n = t.n, .feed = -1 }, l, NULL);
	while (series_next(s, &p)) {
		assert_int_equal(p.frame, ++frame);
		assert_int_equal(p.bytes.len, sizeof payload);
	}
	assert_int_equal(frame, 20);
	assert_int_equal(series_file(s), t.n);
	assert_int_equal(series_frames_before(s), 20);
	assert_string_equal(series_application(s), "phonehome test");
	assert_false(losses_damaged(l));
	series_close(s);
	losses_free(l);
	end(&t);
}

static void over_the_limit_the_oldest_goes(void **state)
{
	struct trial t;

	(void)state;
	begin(&t, (struct roll_options){ .bytes = 1000, .limit = 3000, .evidence = &written });
	for (int i = 0; i < 10; i++) {
		assert_int_equal(put(&t, 8), 0);
		hear(&t);
		assert_int_equal(roll_second(t.roll, &counts, NULL), 0);
	}
	assert_int_equal(roll_close(t.roll, &counts, NULL), 0);
	hear(&t);
	assert_true(t.removed > 3 && t.removed < t.n);
	assert_int_equal(t.said, t.removed);
	for (size_t i = 0; i < t.n; i++)
		assert_int_equal(is_there(&t, i), i >= t.removed);
	end(&t);
}

static void its_age_ends_a_file_too(void **state)
{
	struct trial t;

	(void)state;
	begin(&t, (struct roll_options){ .age = 20 * NS_PER_MS, .evidence = &written });
	assert_int_equal(put(&t, 1), 0);
	usleep(30000);
	assert_int_equal(roll_second(t.roll, &counts, NULL), 0);
	assert_int_equal(roll_close(t.roll, &counts, NULL), 0);
	hear(&t);
	assert_int_equal(t.n, 2);
	end(&t);
}

static void set_file_limit(rlim_t bytes)
{
	struct rlimit l;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &l), 0);
	l.rlim_cur = bytes == 0 ? l.rlim_max : bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &l), 0);
}

static void without_room_packets_are_counted_until_there_is(void **state)
{
	struct trial t;
	uint64_t kept;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	begin(&t, (struct roll_options){ .evidence = &written });
	set_file_limit(1500);
	assert_int_equal(put(&t, 30), 0);
	assert_int_equal(roll_second(t.roll, &counts, NULL), 0);
	kept = roll_packets(t.roll);
	assert_in_range(kept, 5, 12);
	assert_int_equal(roll_dropped(t.roll), 30 - kept);
	set_file_limit(0);
	assert_int_equal(put(&t, 5), 0);
	assert_int_equal(roll_second(t.roll, &counts, NULL), 0);
	assert_int_equal(roll_close(t.roll, &counts, NULL), 0);
	hear(&t);
	assert_int_equal(t.n, 1);
	assert_int_equal(t.said, 2);
	assert_int_equal(t.lost[LOSS_NOT_WRITTEN], 30 - kept);
	end(&t);
}

static void bytes_are_kept_as_they_come(void **state)
{
	struct trial t;
	char back[16] = "";

	(void)state;
	begin(&t, (struct roll_options){ .evidence = NULL });
	assert_int_equal(roll_bytes(t.roll, (struct span){ (const uint8_t *)"abc", 3 }, NULL), 0);
	assert_int_equal(roll_turn(t.roll, NULL, NULL), 0);
	assert_int_equal(roll_bytes(t.roll, (struct span){ (const uint8_t *)"de", 2 }, NULL), 0);
	assert_int_equal(roll_close(t.roll, NULL, NULL), 0);
	hear(&t);
	assert_int_equal(t.n, 2);
	assert_string_equal(t.names[1], "run-00002.pcap");
	assert_int_equal(pread(t.files[0], back, sizeof back, 0), 3);
	assert_int_equal(pread(t.files[1], back, sizeof back, 0), 2);
	assert_int_equal(write(t.files[1], "x", 1), -1); /* who reads cannot write */
	end(&t);
}

/* A file that is no capture in the middle: a loss, and the frames go on. */
static void a_file_that_is_none_is_passed_over(void **state)
{
	struct trial t;
	struct losses *l = losses_new();
	struct series *s;
	struct packet p;
	uint64_t n = 0;
	int files[3], none = memfd_create("none", 0);

	(void)state;
	begin(&t, (struct roll_options){ .bytes = 400, .evidence = &written });
	assert_int_equal(put(&t, 4), 0);
	assert_int_equal(roll_close(t.roll, &counts, NULL), 0);
	hear(&t);
	assert_true(t.n >= 2);
	files[0] = t.files[0];
	files[1] = none;
	files[2] = t.files[1];
	s = series_open(&(struct series_files){ .fds = files, .n = 3, .feed = -1, .frames_before = 7 }, l, NULL);
	while (series_next(s, &p))
		assert_int_equal(p.frame, 7 + ++n);
	assert_true(n >= 2);
	assert_true(losses_damaged(l));
	series_close(s);
	losses_free(l);
	close(none);
	end(&t);
}

static void news_that_are_none_end_the_conversation(void **state)
{
	static const char longer[sizeof(struct news) + 1] = { 0 };
	struct news n = { .type = NEWS_TYPES };
	int ends[2], fd;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
	assert_int_equal(write(ends[1], "short", 5), 5);
	assert_int_equal(news_receive(ends[0], &n, &fd), 0);
	n.type = NEWS_TYPES;
	assert_int_equal(news_send(ends[1], &n, ends[0], true), 0);
	assert_int_equal(news_receive(ends[0], &n, &fd), 0);
	assert_int_equal(fd, -1);
	assert_int_equal(write(ends[1], longer, sizeof longer), sizeof longer);
	assert_int_equal(news_receive(ends[0], &n, &fd), 0);
	close(ends[1]);
	assert_int_equal(news_receive(ends[0], &n, &fd), 0);
	close(ends[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_made_in_vain_is_undone),
		cmocka_unit_test(a_file_of_the_size_is_followed_by_the_next),
		cmocka_unit_test(over_the_limit_the_oldest_goes),
		cmocka_unit_test(its_age_ends_a_file_too),
		cmocka_unit_test(without_room_packets_are_counted_until_there_is),
		cmocka_unit_test(bytes_are_kept_as_they_come),
		cmocka_unit_test(a_file_that_is_none_is_passed_over),
		cmocka_unit_test(news_that_are_none_end_the_conversation),
	};

	return unit_run(tests);
}
