#include "command/keylogs.h"

#include "base/buf.h"
#include "base/limits.h"
#include "command/setup.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

/* Says what of a key log was strange. What stands there may be a secret all the same, so it is not quoted. */
static int check(const char *file, uint64_t size, size_t sessions, size_t strange)
{
	if (strange > 0 && sessions == 0) {
		complain("%s: no key log: none of its lines is a label, a random and a secret in hex, as SSLKEYLOGFILE makes them", file);
		return -1;
	}
	if (strange > 0)
		complain("%s: %zu lines are none of a key log; they are passed over", file, strange);
	else if (size == 0)
		complain("%s: the key log is empty", file);
	return 0;
}

static int load(struct keylogs *k, const char *file, int fd, bool follow, struct buf *sums)
{
	size_t before = keys_sessions(k->keys), strange;
	char hex[SHA256_HEX_LEN + 1];
	uint64_t size;

	if (sha256_file(fd, hex, &size) < 0 || !keys_follow(k->keys, fd) || keys_poll(k->keys, &strange) < 0) {
		complain("%s: %s", file, strerror(errno));
		return -1;
	}
	buf_puts(sums, hex);
	if (follow)
		return 0;
	strange += keys_settle(k->keys);
	return check(file, size, keys_sessions(k->keys) - before, strange);
}

static int open_and_load(struct keylogs *k, const char *file, bool follow, struct buf *sums)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC), status;

	if (fd < 0) {
		complain("%s: %s", file, strerror(errno));
		return -1;
	}
	status = load(k, file, fd, follow, sums);
	if (follow && status == 0)
		k->fds[k->n++] = fd;
	else
		close(fd);
	return status;
}

int keylogs_load(struct keylogs *k, bool follow)
{
	struct buf sums = { 0 };
	uint8_t sum[DIGEST_MAX];
	int status = 0;

	if (k->files.n == 0)
		return 0;
	if (k->files.n > KEYLOGS_MAX) {
		complain("--keylog: at most %d files", KEYLOGS_MAX);
		return -1;
	}
	k->keys = keys_new();
	for (size_t i = 0; i < k->files.n && status == 0; i++)
		status = open_and_load(k, k->files.items[i], follow, &sums);
	hex_of(sum, digest(DIGEST_SHA256, buf_span(&sums), sum), k->sha256);
	buf_free(&sums);
	return status;
}

void keylogs_free(struct keylogs *k)
{
	for (size_t i = 0; i < k->n; i++)
		close(k->fds[i]);
	keys_free(k->keys);
	words_free(&k->files);
	*k = (struct keylogs){ 0 };
}
