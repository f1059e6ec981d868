/*
 * Arbitrary bytes unwrapped, the first byte telling what their sender said of them: every node's bytes are read, its token lies in
 * its parent, paths end within their text, and a wrapping that is ruled out would not have opened.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "detect/unwrap/wrapping.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

struct nodes {
	unsigned sum, open;
	struct rulings rulings;
};

static void pass(void *ctx, struct node *n)
{
	(void)ctx;
	(void)n;
}

static void ruled_out(struct rulings *rulings, const struct node *n)
{
	const struct unwrap_visitor nobody = { pass, pass, NULL };
	uint64_t may = wrappings_of(rulings, n);
	struct unwrap u;

	for (size_t i = 0; wrappings[i].open != NULL; i++) {
		unwrap_begin(&u, &nobody, rulings, SIZE_MAX);
		assert((may >> i & 1) != 0 || !wrappings[i].open(&u, n));
	}
}

static void enter(void *ctx, struct node *n)
{
	struct nodes *s = ctx;
	char path[PATH_MAX_TEXT];

	for (size_t i = 0; i < n->bytes.len; i++)
		s->sum += n->bytes.data[i];
	for (size_t i = 0; i < n->key.len; i++)
		s->sum += n->key.data[i];
	if (n->parent != NULL) {
		assert(n->token.data >= n->parent->bytes.data);
		assert(n->token.data + n->token.len <= n->parent->bytes.data + n->parent->bytes.len);
	}
	if (n->bytes.len >= WRAPPED_MIN)
		ruled_out(&s->rulings, n);
	node_path(n, path);
	assert(strlen(path) < PATH_MAX_TEXT);
	assert(n->depth <= UNWRAP_DEPTH);
	s->open++;
}

static void leave(void *ctx, struct node *n)
{
	struct nodes *s = ctx;

	(void)n;
	s->open--;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char *const types[] = { NULL, "application/x-www-form-urlencoded", "multipart/form-data", NULL };
	static const char *const encodings[] = { NULL, "gzip", "br", "gzip, zstd" };
	struct reader r = rd_over(data, len);
	uint8_t how = rd_u8(&r);
	const char *type = types[how & 3], *encoding = encodings[how >> 4 & 3];
	struct span bytes = rd_rest(&r);
	struct node part = { .step.text = "http.body", .bytes = bytes, .token = bytes, .content_type = type,
		.content_encoding = encoding };
	struct nodes s = { 0 };
	const struct unwrap_visitor v = { enter, leave, &s };
	struct unwrap u;

	unwrap_begin(&u, &v, &s.rulings, SIZE_MAX);
	unwrap_part(&u, &part);
	assert(s.open == 0);
	return 0;
}
