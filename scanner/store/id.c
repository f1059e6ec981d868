#include "store/id.h"

#include "base/digest.h"

#include <string.h>

static void id_word(struct id *i, uint64_t v)
{
	uint8_t bytes[8];

	for (int n = 0; n < 8; n++)
		bytes[n] = (uint8_t)(v >> (56 - 8 * n));
	buf_add(&i->parts, bytes, sizeof bytes);
}

struct id id_begin(const char *table)
{
	struct id i = { 0 };

	id_text(&i, table);
	return i;
}

void id_int(struct id *i, int64_t v)
{
	id_word(i, (uint64_t)v);
}

void id_text(struct id *i, const char *text)
{
	id_bytes(i, span_of(text));
}

void id_bytes(struct id *i, struct span bytes)
{
	id_word(i, bytes.len);
	buf_add_span(&i->parts, bytes);
}

int64_t id_end(struct id *i)
{
	uint8_t hash[DIGEST_MAX];
	struct reader r = rd_over(hash, digest(DIGEST_SHA256, buf_span(&i->parts), hash));

	buf_free(&i->parts);
	return (int64_t)(rd_be64(&r) >> 1);
}
