/* pcapng, little-endian, one section (draft-ietf-opsawg-pcapng, sections 3 and 4). */
#include "capture/evidence.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/instant.h"
#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK_SECTION = 0x0A0D0D0A, BLOCK_INTERFACE = 1, BLOCK_STATISTICS = 5, BLOCK_ENHANCED_PACKET = 6 };

enum { OPT_END = 0, SHB_USERAPPL = 4, IF_NAME = 2, IF_TSRESOL = 9, IF_FILTER = 11, ISB_STARTTIME = 2, ISB_ENDTIME = 3,
	ISB_IFRECV = 4, ISB_IFDROP = 5, ISB_OSDROP = 7 };

enum {
	WAITING_MAX = 1 << 20, /* bytes of blocks not written yet: few system calls, and little to lose */
	OPTION_MAX = 1024,     /* text of one option; a longer filter is cut there */
};

struct evidence {
	char *path;
	int fd;
	const struct evidence_options *options;
	struct buf waiting;  /* whole blocks */
	uint64_t packets;    /* in the file and in what waits */
	off_t written;       /* whole blocks before them in the file */
	int64_t flushed_at;  /* of a clock that cannot be set */
	int error;           /* errno of the write that failed */
};

static void put(struct buf *b, uint64_t v, size_t octets)
{
	uint8_t bytes[8];

	for (size_t i = 0; i < octets; i++)
		bytes[i] = (uint8_t)(v >> (8 * i));
	buf_add(b, bytes, octets);
}

static void put_padded(struct buf *b, struct span s)
{
	static const uint8_t zeros[3];

	buf_add_span(b, s);
	buf_add(b, zeros, -s.len & 3);
}

/* A time is two halves, the upper one first, in the byte order of the section. */
static void put_time(struct evidence *v, const struct evidence_interface *i, int64_t at)
{
	uint64_t ticks = at <= 0 ? 0 : (uint64_t)(i->nanoseconds ? at : at / NS_PER_US);

	put(&v->waiting, ticks >> 32, 4);
	put(&v->waiting, ticks, 4);
}

static void put_option(struct buf *b, uint16_t code, struct span value)
{
	value = span_sub(value, 0, OPTION_MAX);
	put(b, code, 2);
	put(b, value.len, 2);
	put_padded(b, value);
}

static void put_count(struct evidence *v, uint16_t code, uint64_t count)
{
	put(&v->waiting, code, 2);
	put(&v->waiting, 8, 2);
	put(&v->waiting, count, 8);
}

static size_t block_begin(struct evidence *v, uint32_t type)
{
	size_t start = v->waiting.len;

	put(&v->waiting, type, 4);
	put(&v->waiting, 0, 4);
	return start;
}

/* The length stands at both ends of a block; it is known now. */
static void block_end(struct evidence *v, size_t start)
{
	uint32_t len = (uint32_t)(v->waiting.len + 4 - start);

	put(&v->waiting, len, 4);
	memcpy(v->waiting.data + start + 4, v->waiting.data + v->waiting.len - 4, 4);
}

static void section_block(struct evidence *v, const char *application)
{
	size_t start = block_begin(v, BLOCK_SECTION);

	put(&v->waiting, 0x1A2B3C4D, 4);
	put(&v->waiting, 1, 2);
	put(&v->waiting, 0, 2);
	put(&v->waiting, UINT64_MAX, 8); /* the section's length is not known */
	put_option(&v->waiting, SHB_USERAPPL, span_of(application));
	put(&v->waiting, OPT_END, 4);
	block_end(v, start);
}

/* Packets are cut to it. */
static uint32_t snaplen_of(const struct evidence_interface *i)
{
	return i->snaplen == 0 || i->snaplen > PACKET_MAX ? PACKET_MAX : i->snaplen;
}

static void interface_block(struct evidence *v, const struct evidence_interface *o)
{
	const uint8_t resolution = o->nanoseconds ? 9 : 6;
	size_t start = block_begin(v, BLOCK_INTERFACE);
	struct buf filter = { 0 };

	put(&v->waiting, (uint16_t)o->link, 2);
	put(&v->waiting, 0, 2);
	put(&v->waiting, snaplen_of(o), 4);
	put_option(&v->waiting, IF_NAME, span_of(o->name));
	put_option(&v->waiting, IF_TSRESOL, (struct span){ &resolution, 1 });
	if (o->filter != NULL && o->filter[0] != 0) {
		buf_putc(&filter, 0); /* a filter as text */
		buf_puts(&filter, o->filter);
		put_option(&v->waiting, IF_FILTER, buf_span(&filter));
		buf_free(&filter);
	}
	put(&v->waiting, OPT_END, 4);
	block_end(v, start);
}

static void statistics_block(struct evidence *v, size_t interface, const struct capture_counts *c)
{
	const struct evidence_interface *i = &v->options->interfaces[interface];
	size_t start = block_begin(v, BLOCK_STATISTICS);

	put(&v->waiting, interface, 4);
	put_time(v, i, c->until);
	if (c->from != 0) {
		put(&v->waiting, ISB_STARTTIME | 8 << 16, 4);
		put_time(v, i, c->from);
		put(&v->waiting, ISB_ENDTIME | 8 << 16, 4);
		put_time(v, i, c->until);
	}
	put_count(v, ISB_IFRECV, c->received);
	put_count(v, ISB_IFDROP, c->dropped_by_interface);
	put_count(v, ISB_OSDROP, c->dropped_by_kernel);
	put(&v->waiting, OPT_END, 4);
	block_end(v, start);
}

/* Bytes of the whole blocks among the first n that wait, and how many packets stand behind these. */
static size_t whole_blocks(const struct buf *waiting, size_t n, uint64_t *ret_packets_behind)
{
	struct reader r = rd_over_span(buf_span(waiting));
	size_t whole = 0, at = 0;

	*ret_packets_behind = 0;
	while (rd_left(&r) > 0) {
		uint32_t type = rd_le32(&r), len = rd_le32(&r);

		rd_bytes(&r, len - 8);
		at += len;
		if (at <= n)
			whole = at;
		else if (type == BLOCK_ENHANCED_PACKET)
			++*ret_packets_behind;
	}
	return whole;
}

static bool is_full(int error)
{
	return error == ENOSPC || error == EDQUOT || error == EFBIG;
}

static int failed(const struct evidence *v, struct err *e)
{
	const char *advice = is_full(v->error) ? " (make room, or write elsewhere)" : "";

	return err_set(e, "%s: cannot write: %s%s; it holds the %" PRIu64 " packets before", v->path,
		strerror(v->error), advice, v->packets);
}

/* Notes the error and cuts the file back to its last whole block, n bytes of what waits being written. */
static void cut_back(struct evidence *v, size_t n, int error)
{
	uint64_t lost;

	v->error = error;
	v->written += (off_t)whole_blocks(&v->waiting, n, &lost);
	v->packets -= lost;
	if (ftruncate(v->fd, v->written) == 0)
		lseek(v->fd, v->written, SEEK_SET);
}

static int write_out(struct evidence *v)
{
	size_t done = 0;

	while (done < v->waiting.len) {
		ssize_t n = write(v->fd, v->waiting.data + done, v->waiting.len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			cut_back(v, done, n < 0 ? errno : ENOSPC);
			return -1;
		}
		done += (size_t)n;
	}
	v->written += (off_t)done;
	return 0;
}

int evidence_flush(struct evidence *v, struct err *e)
{
	if (v->error != 0)
		return failed(v, e);
	v->flushed_at = instant_monotonic();
	if (write_out(v) != 0)
		failed(v, e);
	buf_reset(&v->waiting);
	return v->error == 0 ? 0 : -1;
}

static void evidence_free(struct evidence *v)
{
	buf_free(&v->waiting);
	free(v->path);
	free(v);
}

int evidence_file(int folder, const char *path, struct err *e)
{
	int fd = openat(folder, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_set(e, errno == EEXIST ? "%s: %s; evidence is never written over: name another file" :
			"%s: cannot make the evidence capture: %s", path, strerror(errno));
	return fd;
}

/* By its path, for /proc is not readable to who dropped root; the folder may be someone else's, who could put another file there. */
int evidence_file_reader(int folder, const char *path, int fd, struct err *e)
{
	int reader = openat(folder, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct stat written, read;

	if (reader < 0)
		return err_set(e, "%s: cannot open it for reading: %s", path, strerror(errno));
	if (fstat(fd, &written) == 0 && fstat(reader, &read) == 0 && written.st_dev == read.st_dev && written.st_ino == read.st_ino)
		return reader;
	close(reader);
	return err_set(e, "%s: another file took its place", path);
}

struct evidence *evidence_create(int folder, const char *path, const struct evidence_options *o, struct err *e)
{
	int fd = evidence_file(folder, path, e);
	struct evidence *v;

	if (fd < 0)
		return NULL;
	v = xcalloc(1, sizeof *v);
	v->path = xstrdup(path);
	v->fd = fd;
	v->options = o;
	buf_reserve(&v->waiting, WAITING_MAX);
	section_block(v, o->application);
	for (size_t i = 0; i < o->n; i++)
		interface_block(v, &o->interfaces[i]);
	if (evidence_flush(v, e) != 0) {
		unlinkat(folder, path, 0);
		close(fd);
		evidence_free(v);
		return NULL;
	}
	return v;
}

int evidence_fd(const struct evidence *v)
{
	return v->fd;
}

int evidence_packet(struct evidence *v, size_t interface, int64_t at, uint32_t wire_len, struct span bytes, struct err *e)
{
	const struct evidence_interface *i = &v->options->interfaces[interface];
	size_t start;

	if (v->error != 0)
		return failed(v, e);
	bytes = span_sub(bytes, 0, snaplen_of(i));
	start = block_begin(v, BLOCK_ENHANCED_PACKET);
	put(&v->waiting, interface, 4);
	put_time(v, i, at);
	put(&v->waiting, bytes.len, 4);
	put(&v->waiting, wire_len, 4);
	put_padded(&v->waiting, bytes);
	block_end(v, start);
	v->packets++;
	if (v->waiting.len >= WAITING_MAX - PACKET_MAX - 64 || instant_monotonic() - v->flushed_at >= NS_PER_S)
		return evidence_flush(v, e);
	return 0;
}

/* Only where the file ends in a whole block: else half a one stands there that could not be cut off. */
static bool ends_whole(const struct evidence *v)
{
	return lseek(v->fd, 0, SEEK_CUR) == v->written;
}

bool evidence_resume(struct evidence *v)
{
	if (v->error != 0 && !is_full(v->error))
		return false;
	if (ends_whole(v))
		v->error = 0;
	return v->error == 0;
}

uint64_t evidence_size(const struct evidence *v)
{
	return (uint64_t)v->written + v->waiting.len;
}

uint64_t evidence_packets(const struct evidence *v)
{
	return v->packets;
}

/* What a file system without fsync (a pipe, a device) answers is no loss. */
static int bring_to_disk(struct evidence *v, struct err *e)
{
	if (fsync(v->fd) == 0 || errno == EINVAL || errno == ENOTSUP)
		return 0;
	v->error = errno;
	return failed(v, e);
}

void evidence_leave(struct evidence *v)
{
	close(v->fd);
	evidence_free(v);
}

int evidence_close(struct evidence *v, const struct capture_counts *counts, struct err *e)
{
	int rc = 0;

	if (v->error == 0)
		rc = evidence_flush(v, e);
	if (ends_whole(v)) {
		v->error = 0; /* the counts are small: they may still fit where a packet did not */
		for (size_t i = 0; i < v->options->n; i++)
			statistics_block(v, i, &counts[i]);
	}
	if (evidence_flush(v, rc == 0 ? e : NULL) != 0 || bring_to_disk(v, rc == 0 ? e : NULL) != 0)
		rc = -1;
	if (close(v->fd) != 0 && rc == 0)
		rc = err_set(e, "%s: cannot close: %s", v->path, strerror(errno));
	evidence_free(v);
	return rc;
}
