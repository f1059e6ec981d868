/*
 * Arbitrary bytes as a part, with a fixed detector. The first byte chooses how the part came, the second where it is split
 * when it comes as a stream.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "../unit/detecting.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const struct {
	const char *root, *content_type, *content_encoding;
} ways[] = {
	{ "raw", NULL, NULL },
	{ "http.body", NULL, NULL },
	{ "http.body", "application/json", NULL },
	{ "http.body", "application/x-www-form-urlencoded", NULL },
	{ "http.body", "multipart/form-data; boundary=b", NULL },
	{ "http.body", "application/octet-stream", "deflate" },
	{ "http.header:Cookie", NULL, NULL },
	{ "http.path", NULL, NULL },
};

static struct detector *detector_once(void)
{
	static struct detector *d;
	struct err e;

	if (d == NULL)
		d = detector_new(&detecting_rulebook, &detecting_case, &e);
	assert(d != NULL);
	return d;
}

/* A sighting lies within its part. */
static void check(const struct found *f, const struct part *part)
{
	if (f->count == 0)
		return;
	assert(f->last.offset + f->last.length <= part->bytes.len);
	assert(f->last.value_len > 0 && f->last.kind != KIND_NONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct reader r = rd_over(data, len);
	size_t way = rd_u8(&r) % (sizeof ways / sizeof *ways), split = rd_u8(&r);
	struct span bytes = rd_rest(&r);
	struct part part = { .root = ways[way].root, .bytes = bytes, .content_type = ways[way].content_type,
		.content_encoding = ways[way].content_encoding };
	struct message m = { .carrier = "test", .host = "", .method = "", .parts = &part, .part_count = 1 };
	struct found f = { 0 };
	const struct detect_sink sink = found_sink(&f);
	struct detect_stream *stream = NULL;

	detecting_run(detector_once(), &part, &f);
	check(&f, &part);
	part.bytes = span_sub(bytes, 0, split);
	detect_message(detector_once(), &stream, &m, &sink);
	part.bytes = span_sub(bytes, split, bytes.len);
	part.continues = true;
	detect_message(detector_once(), &stream, &m, &sink);
	detect_stream_end(detector_once(), stream, &sink);
	found_free(&f);
	return 0;
}
