/*
 * What reading a capture file gives: its packets, with their bytes as text, its losses by their sort, its format. For the tests of capture/.
 */
#ifndef TESTS_CAPTURE_READING_H
#define TESTS_CAPTURE_READING_H

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "capture/capture.h"
#include "capture_file.h"
#include "unit.h"

enum { PACKETS_KEPT = 8, WHOLE = -1 };

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

static inline void note_loss(void *ctx, const struct fact_loss *f)
{
	struct reading *r = ctx;

	r->lost[f->loss] += f->count;
	r->lost_bytes[f->loss] += f->bytes;
	memcpy(r->detail[f->loss], f->detail, NAME_TEXT);
}

static inline void read_packets(struct capture *c, struct reading *r)
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

static inline struct reading read_fd(int fd, int writer_gone)
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
static inline struct reading read_file(const struct file *f, ssize_t len)
{
	int fd = memfd_create("capture", 0);
	size_t n = len == WHOLE ? f->b.len : (size_t)len;
	struct reading r;

	assert_int_equal(write(fd, f->b.data, n), n);
	r = read_fd(fd, -1);
	close(fd);
	return r;
}

static inline struct reading read_and_free(struct file *f)
{
	struct reading r = read_file(f, WHOLE);

	buf_free(&f->b);
	return r;
}

#endif
