#include "assess/source.h"

#include "base/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	PIECE = 64 << 10,
	SOURCE_BYTES_MAX = 64 << 20, /* a range file kept whole; Azure's, the longest, is about 4 MB */
};

const char *source_text(const struct place_source *s, char ret[SOURCE_TEXT])
{
	char date[INSTANT_TEXT] = "of unknown date";

	if (s->date != DATE_UNKNOWN) {
		instant_date(s->date, date);
		date[7] = 0;
	}
	snprintf(ret, SOURCE_TEXT, "%.60s %s", s->type, date);
	return ret;
}

static int read_all(int fd, const char *path, struct sha256 *hash, struct buf *ret_bytes, struct err *e)
{
	uint8_t piece[PIECE];
	ssize_t n;

	while ((n = read(fd, piece, sizeof piece)) > 0) {
		sha256_add(hash, piece, (size_t)n);
		if (ret_bytes == NULL)
			continue;
		buf_add(ret_bytes, piece, (size_t)n);
		if (ret_bytes->len > SOURCE_BYTES_MAX)
			return err_set(e, "%s: too long for a range file: more than %d MB", path, SOURCE_BYTES_MAX >> 20);
	}
	return n < 0 ? err_set(e, "%s: cannot read: %s", path, strerror(errno)) : 0;
}

int source_read(const char *path, struct place_source *ret, struct buf *ret_bytes, struct err *e)
{
	const char *slash = strrchr(path, '/');
	uint8_t sum[SHA256_LEN];
	struct sha256 *hash;
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc;

	if (fd < 0)
		return err_set(e, "%s: cannot open: %s", path, strerror(errno));
	hash = sha256_new();
	rc = read_all(fd, path, hash, ret_bytes, e);
	close(fd);
	sha256_end(hash, sum);
	hex_of(sum, sizeof sum, ret->sha256);
	ret->file = slash == NULL ? path : slash + 1;
	return rc;
}
