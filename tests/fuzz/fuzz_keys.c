/*
 * A key log that grows: the first byte is how much of it comes at once. What follows it file by piece, and what has all of it at
 * once, know the same, unless a line is longer than any of a key log is.
 */
#include "base/buf.h"
#include "decode/keys.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { LINE_KEPT = 512 };

static bool has_long_line(struct span text)
{
	size_t run = 0;

	for (size_t i = 0; i < text.len; i++) {
		run = text.data[i] == '\n' ? 0 : run + 1;
		if (run > LINE_KEPT)
			return true;
	}
	return false;
}

/* Returns the lines that were none. */
static size_t follow(struct keys *k, struct span text, size_t piece)
{
	int fd = memfd_create("keys", MFD_CLOEXEC);
	size_t strange = 0, n;

	assert(fd >= 0 && keys_follow(k, fd) && keys_followed(k, 0) == fd);
	for (size_t at = 0; at < text.len; at += piece) {
		struct span s = span_sub(text, at, piece);

		assert(write(fd, s.data, s.len) == (ssize_t)s.len && keys_poll(k, &n) == 0);
		strange += n;
	}
	strange += keys_settle(k);
	assert(keys_followed(k, 0) == -1);
	close(fd);
	return strange;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct reader r = rd_over(data, len);
	size_t piece = 1 + rd_u8(&r), strange, followed;
	struct span text = rd_rest(&r);
	struct keys *whole = keys_new(), *grown = keys_new();
	const uint8_t random[HELLO_RANDOM] = "0123456789abcdef0123456789abcde";

	strange = keys_add(whole, text);
	followed = follow(grown, text, piece);
	if (!has_long_line(text)) {
		assert(strange == followed && keys_sessions(whole) == keys_sessions(grown) && keys_version(whole) == keys_version(grown));
		assert(keys_know(whole, random) == keys_know(grown, random));
	}
	for (int i = 0; i < SECRET_COUNT; i++) {
		struct span a = keys_find(whole, random, (enum secret)i), b = keys_find(grown, random, (enum secret)i);

		assert(a.len == 0 || a.len == SHA256_LEN || a.len == SECRET_MAX);
		assert(has_long_line(text) || (a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0)));
	}
	keys_free(whole);
	keys_free(grown);
	return 0;
}
