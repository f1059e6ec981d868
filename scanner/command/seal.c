#include "command/seal.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "command/file.h"
#include "command/setup.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int seal_hash(const char *file, char ret_sha256[SHA256_HEX_LEN + 1])
{
	int fd = open(file, O_RDONLY | O_CLOEXEC), status = -1;
	uint64_t size;

	if (fd >= 0)
		status = sha256_file(fd, ret_sha256, &size);
	if (status < 0)
		complain("%s: %s", file, strerror(errno));
	if (fd >= 0)
		close(fd);
	return status;
}

static int seal_write(const char *database, const char *sha256)
{
	char *file = xasprintf("%s.sha256", database), *copy = xstrdup(database);
	struct buf line = { 0 };
	int status;

	buf_printf(&line, "%s  %s\n", sha256, basename(copy));
	status = file_write(file, buf_span(&line));
	buf_free(&line);
	free(file);
	free(copy);
	return status;
}

int seal_close(const char *database, struct store *s)
{
	struct store_custody custody;
	char sha256[SHA256_HEX_LEN + 1];
	struct err e = { "" };
	bool known = store_custody(s, &custody, &e) == 0;

	if (store_close(s, &e) < 0 || !known) {
		complain("%s", e.text);
		return -1;
	}
	if (seal_hash(database, sha256) < 0 || seal_write(database, sha256) < 0)
		return -1;
	printf("Custody chain: %" PRIu64 " %s, head %s\n", custody.rows, custody.rows == 1 ? "entry" : "entries", custody.head);
	printf("Database: SHA-256 %s, noted in %s.sha256\n", sha256, database);
	return 0;
}

int seal_read(const char *database, char ret_sha256[SHA256_HEX_LEN + 1])
{
	static const char digits[] = "0123456789abcdef";
	char *name = xasprintf("%s.sha256", database), text[SHA256_HEX_LEN + 1] = "";
	FILE *f = fopen(name, "re");
	int status = f == NULL && errno == ENOENT ? 0 : -1;

	if (f == NULL && status < 0)
		complain("%s: %s", name, strerror(errno));
	if (f != NULL) {
		text[fread(text, 1, SHA256_HEX_LEN, f)] = 0;
		fclose(f);
		if (strspn(text, digits) == SHA256_HEX_LEN)
			status = 1;
		else
			complain("%s: does not begin with a SHA-256", name);
	}
	if (status == 1)
		memcpy(ret_sha256, text, sizeof text);
	free(name);
	return status;
}
